"""The table of front-matter fields as editors read it."""

import pytest

from newsarchive.cli.fields import field_tables
from newsarchive.cli.main import main
from newsarchive.model.fields import FIELDS
from tests.sites import NEWSROOM


def rows_of(part):
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| `")
    ]


def test_every_kind_of_text_has_its_table_with_every_field_in_order():
    parts = field_tables().split("## ")[1:]
    assert [part.splitlines()[0] for part in parts] == [
        "A briefing",
        "A standing page",
        "A notice",
        "A letter",
    ]
    for part, fields in zip(parts, FIELDS.values(), strict=True):
        assert [row[0] for row in rows_of(part)] == [f"`{name}`" for name in fields]


def test_every_row_has_four_cells_with_words():
    for row in rows_of(field_tables()):
        assert len(row) == 4, row
        assert all(row), row


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("title", "both, required"),
        ("date", "original, required"),
        ("people", "original"),
        ("translates", "translation, required"),
        ("modified", "both"),
        ("name", "letter, required"),
    ],
)
def test_a_row_says_where_a_field_stands_and_whether_it_must(field, where):
    assert next(row for row in rows_of(field_tables()) if row[0] == f"`{field}`")[1] == where


def test_the_command_prints_the_table_and_nothing_else(capsys):
    assert main(["fields", "--settings", str(NEWSROOM / "pelicanconf.py")]) == 0
    assert capsys.readouterr().out == field_tables()
