"""Values as the cache has them."""

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.pages import CacheFormat, strings_in
from tests.newsarchive.editions import ROOT


class Value(msgspec.Struct, array_like=True):
    title: str
    summary: str


FORMAT = CacheFormat(Value)


def test_a_value_is_read_as_it_was_written():
    value = Value("one", "two")
    assert FORMAT.decode(FORMAT.encode(value)) == value


@pytest.mark.parametrize("end", range(9))
def test_bytes_that_were_cut_are_none(end):
    assert FORMAT.decode(FORMAT.encode(Value("one", "two"))[:end]) is None


@pytest.mark.parametrize("data", [b"\x90", b"\x80", b"\x91\xc0", b"words"])
def test_bytes_of_another_type_are_none(data):
    assert FORMAT.decode(data) is None


DECODING = {
    "model/pages.py": "values of any type, checked",
    "build/checks.py": "an answer of a worker of the same build",
    "build/page_maker.py": "an answer of a worker of the same build",
    "build/histories.py": "a value of the cache, checked",
    "build/media.py": "a value of the cache, checked",
    "build/share_pictures.py": "a value of the cache, checked",
    "build/site_loader.py": "a value of the cache, checked",
    "build/state.py": "a note of the cache, checked",
    "build/texts.py": "a value of the cache, checked",
    "search/corpus.py": "a part of a row that was checked",
}


def test_nothing_else_decodes_what_an_earlier_build_wrote():
    plugins = ROOT / "plugins" / "newsarchive"
    sources = {str(path.relative_to(plugins)): path.read_text("utf-8") for path in plugins.rglob("*.py")}
    assert {path for path, text in sources.items() if re.search(r"msgpack\.(decode|Decoder)\b", text)} == set(DECODING)


@given(st.binary(max_size=64))
def test_the_strings_of_any_bytes_are_found_or_are_these_bytes(data):
    assert strings_in(data)


@pytest.mark.parametrize("data", ["<p>Обычный текст</p>".encode(), b"<p>Ali Velizad<p", b"", b"\x81\x90\x01"])
def test_bytes_that_are_no_value_are_their_own_string(data):
    assert strings_in(data) == [data]


def test_the_strings_of_a_value_are_found_in_order():
    value = {"one": ["two", {"three": b"four"}], "five": "six"}
    assert strings_in(CacheFormat(dict[str, Any]).encode(value)) == ["one", "two", "three", b"four", "five", "six"]
