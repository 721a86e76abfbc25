"""The strings of an encoded value, in which terms of the redaction list are looked for."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_clean.plugin import strings_in


@given(st.binary(max_size=64))
def test_the_strings_of_any_bytes_are_found_or_are_these_bytes(data):
    assert strings_in(data)


@pytest.mark.parametrize("data", ["<p>Обычный текст</p>".encode(), b"<p>Ali Velizad<p", b"", b"\x81\x90\x01"])
def test_bytes_that_are_no_value_are_their_own_string(data):
    assert strings_in(data) == [data]


def test_the_strings_of_a_value_are_found_in_order():
    value = {"one": ["two", {"three": b"four"}], "five": "six"}
    assert strings_in(msgspec.msgpack.encode(value)) == ["one", "two", "three", b"four", "five", "six"]
