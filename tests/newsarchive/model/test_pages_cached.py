"""Values as the cache has them."""

import re

import msgspec
import pytest

from newsarchive.model.pages import CacheFormat
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
