"""Values as bytes that another version of the code may have written."""

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.pages import CacheFormat, strings_in
from tests.unit.editions import ROOT


def struct(*fields: tuple[str, type], **options: object) -> type:
    """A struct of this name and module, whatever its fields are."""
    return msgspec.defstruct("Value", fields, module=__name__, **options)


NOW = struct(("title", str), ("summary", str), array_like=True)
OTHERS = {
    "a field more": struct(("title", str), ("summary", str), ("slug", str, ""), array_like=True),
    "a field fewer": struct(("title", str), array_like=True),
    "another order": struct(("summary", str), ("title", str), array_like=True),
    "another name": struct(("title", str), ("abstract", str), array_like=True),
    "another type": struct(("title", str), ("summary", str | None), array_like=True),
    "another default": struct(("title", str), ("summary", str, ""), array_like=True),
    "a mapping": struct(("title", str), ("summary", str)),
}


def test_a_value_is_read_as_it_was_written():
    value = NOW("one", "two")
    assert CacheFormat(NOW).decode(CacheFormat(NOW).encode(value)) == value


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("inside", [False, True])
def test_a_value_of_another_shape_is_none_even_where_it_could_be_decoded(other, inside):
    wrap = (lambda kind: dict[str, tuple[kind, ...]]) if inside else (lambda kind: kind)
    value = other(*["x"] * len(other.__struct_fields__))
    data = CacheFormat(wrap(other)).encode({"a": (value,)} if inside else value)
    assert CacheFormat(wrap(NOW)).decode(data) is None
    assert CacheFormat(wrap(NOW)).payload(data) is None


@pytest.mark.parametrize("damage", [slice(0), slice(15), slice(16), slice(20)])
def test_bytes_that_were_cut_are_none(damage):
    assert CacheFormat(NOW).decode(CacheFormat(NOW).encode(NOW("one", "two"))[damage]) is None


DECODING = {
    "archive/pages.py": "values of any shape, checked",
    "build/checks.py": "an answer of a worker of the same build",
    "build/swap.py": "a list of moves, checked",
    "build/files.py": "an answer of a worker of the same build",
    "build/page_maker.py": "an answer of a worker of the same build",
    "build/workers.py": "an answer of a worker of the same build",
    "build/cached_values.py": "an answer of a worker of the same build",
    "search/corpus.py": "a part of a payload that was checked",
}


def test_nothing_else_decodes_what_an_earlier_build_wrote():
    plugins = ROOT / "plugins" / "newsarchive"
    sources = {str(path.relative_to(plugins)): path.read_text("utf-8") for path in plugins.rglob("*.py")}
    assert {path for path, text in sources.items() if re.search(r"msgpack\.(decode|Decoder)\b", text)} == set(DECODING)


@given(st.binary(max_size=64))
def test_the_strings_of_any_bytes_are_found_or_are_these_bytes(data):
    assert strings_in(data)


@pytest.mark.parametrize(
    "data", ["<p>Обычный текст</p>".encode(), b"<p>Ali Velizad<p", b"", bytes(16) + b"\x81\x90\x01"]
)
def test_bytes_that_are_no_value_are_their_own_string(data):
    assert strings_in(data) == [data]


def test_the_strings_of_a_value_are_found_in_order():
    value = {"one": ["two", {"three": b"four"}], "five": "six"}
    assert strings_in(CacheFormat(dict[str, Any]).encode(value)) == ["one", "two", "three", b"four", "five", "six"]
