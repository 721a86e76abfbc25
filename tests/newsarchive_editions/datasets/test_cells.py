"""Cells of CSV: no formula, and no value lost."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.tables import cell_value
from newsarchive_editions.datasets.cells import cell_of, csv_header, csv_lines, json_line, json_value
from newsarchive_editions.datasets.columns import SEPARATOR, Column

TEXT = Column("title", "title")


@pytest.mark.parametrize(
    "value", ["=1+1", "+994", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]
)
def test_a_formula_gets_an_apostrophe_as_owasp_says(value):
    assert cell_of(value, TEXT) == f"'{value}"
    assert cell_value(cell_of(value, TEXT)) == value


@pytest.mark.parametrize("value", ["", "Words", "1-2", "'t Hof", "a=b", "«=»"])
def test_other_words_stay_as_they_are(value):
    assert cell_of(value, TEXT) == value == cell_value(value)


@given(st.text(alphabet="'=+-@\t\r\na, \"|\uff1d", max_size=8))
def test_each_value_comes_back(value):
    line = csv_lines([{"title": value}], [TEXT]).decode()
    (cells,) = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert not cells or not cells[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
    assert (cell_value(cells[0]) if cells else "") == value


def test_numbers_lists_and_nothing():
    assert cell_of("-3.5", Column("damages", "", "number")) == "-3.5"
    assert cell_of(("a", "b"), Column("tags", "tags", "ids")) == "a|b"
    assert cell_of(("=a", "b"), Column("authors", "authors", "texts")) == "'=a|b"
    assert cell_of(None, TEXT) == ""


@given(st.lists(st.text(alphabet="a|=", min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_list_has_as_many_parts_as_it_has_items(items):
    cell = cell_value(cell_of(tuple(items), Column("authors", "authors", "texts")))
    assert cell.split(SEPARATOR) == [each.replace("|", "¦") for each in items]


def test_a_header_begins_with_the_mark_that_excel_needs():
    assert csv_header([TEXT, Column("b", "b")]) == b"\xef\xbb\xbftitle,b\r\n"


@pytest.mark.parametrize(("typed", "number"), [("-007.50", -7.5), ("0", 0), ("0.5", 0.5), ("-0", 0), ("00", 0)])
def test_json_has_numbers_as_numbers_and_lists_as_arrays(typed, number):
    column = Column("damages", "", "number")
    assert json.loads(json_line({"n": json_value(typed, column)})) == {"n": number}
    assert json_value(None, column) is None
    assert json_value((), Column("tags", "tags", "ids")) == []
    assert json_value("=1", TEXT) == "=1"
