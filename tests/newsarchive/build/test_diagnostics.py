"""Faults as lines that an editor can act on."""

from pathlib import Path

import pytest

from newsarchive.build.diagnostics import (
    MOST,
    MOST_OF_A_KIND,
    expected_words,
    fault_line,
    fault_lines,
    fault_message,
)
from newsarchive.content.house_style import AVOIDED
from newsarchive.model.diagnostics import Position, fault
from newsarchive.model.fields import FIELDS
from newsarchive.model.own_fields import ExtraField
from newsarchive.model.vocabularies import TERM_FIELDS
from tests.newsarchive.editions import words

ROOT = "/srv/content"


def line(found, language="en"):
    return fault_line(found, words(), language, ROOT)


def test_a_line_names_file_line_column_kind_and_message():
    found = fault("missing-field", Position(3, 5), path="pages/a/en.md", field="title")
    message = words()("en", "fault.missing-field", field="title")
    assert line(found) == f"/srv/content/pages/a/en.md:3:5: {words()('en', 'check.fault')} missing-field: {message}"


def test_a_fault_of_the_whole_file_has_no_line():
    assert line(fault("stray-file", path="x.txt")).startswith("/srv/content/x.txt: ")


def test_a_warning_is_called_one():
    found = line(fault("unused-file", path="p.jpg", warning=True, hint="picture"))
    assert f": {words()('en', 'check.warning')} unused-file: " in found
    assert f" {words()('en', 'check.fault')} " not in found


def test_a_message_is_in_the_language_of_the_desk():
    found = fault("missing-field", Position(1), path="a.md", field="title")
    assert line(found, "az").endswith(words()("az", "fault.missing-field", field="title"))


@pytest.mark.parametrize("value", ["{0}", "{x}", "}", "%s", "ə"])
def test_a_value_is_printed_as_it_is(value):
    assert value in line(fault("slug", path="a.md", found=value))


def test_a_path_is_named_as_a_reader_at_the_shell_would(tmp_path, monkeypatch):
    found = fault("stray-file", path="x.txt")
    monkeypatch.chdir(tmp_path)
    assert fault_lines([found], words(), "en", str(tmp_path / "content"))[0].startswith("content/x.txt: ")
    monkeypatch.chdir("/")
    assert fault_lines([found], words(), "en", str(tmp_path / "content"))[0].startswith(f"{tmp_path}/content/x.txt"[1:])


def test_a_file_outside_the_content_is_named_by_its_own_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path, shown in ((tmp_path / "translations/ka.po", "translations/ka.po"), (Path("/srv/ka.po"), "/srv/ka.po")):
        assert line(fault("empty-text", path=str(path))).startswith(f"{shown}: ")


def test_all_lines_end_with_a_summary():
    faults = [
        fault("stray-file", path="a"),
        fault("stray-file", path="b"),
        fault("unused-file", path="c", warning=True, hint="picture"),
    ]
    lines = fault_lines(faults, words(), "en", ROOT)
    assert [each.split(":")[0] for each in lines[:3]] == [f"{ROOT}/a", f"{ROOT}/b", f"{ROOT}/c"]
    assert lines[3:] == [words()("en", "check.faults", 2) + ", " + words()("en", "check.warnings", 1)]


def test_without_faults_there_is_the_summary_alone():
    assert fault_lines([], words(), "en", ROOT) == [
        words()("en", "check.faults", 0) + ", " + words()("en", "check.warnings", 0)
    ]


def many(code, number, warning=True):
    values = {"hint": "picture"} if code == "unused-file" else {}
    return [fault(code, Position(at), "tags.yaml", warning, **values) for at in range(1, number + 1)]


def told(faults, language="en"):
    return fault_lines(sorted(faults), words(), language, ROOT, MOST)


def test_a_build_prints_all_where_there_are_few():
    faults = many("stray-file", MOST - 20, warning=False) + many("unused-file", 20)
    assert told(faults) == fault_lines(sorted(faults), words(), "en", ROOT)


def test_of_thousands_a_build_prints_some_of_each_kind_and_counts_all():
    lines = told(many("unused-file", 11_000) + many("empty-text", 3) + many("stray-file", 2, warning=False))
    assert [each for each in lines if not each.startswith("  ")] == [
        "fault stray-file: 2",
        "warning unused-file: 11000",
        "warning empty-text: 3",
        "2 faults, 11003 warnings",
        words()("en", "check.show-all"),
    ]
    assert sum(": warning unused-file: " in each for each in lines) == MOST_OF_A_KIND
    assert sum(": warning empty-text: " in each for each in lines) == 3


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_shows_all_is_said_in_every_language(language):
    assert "./newsarchive check" in told(many("unused-file", 2000), language)[-1]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_a_field_takes_is_said_in_every_language(language):
    """All types of the table of fields and of the words to avoid, in each shape that may stand in their place."""
    fields = [field for fields in FIELDS.values() for field in fields.values()] + list(TERM_FIELDS.values())
    types = [*(field.type for field in fields), AVOIDED]
    types.append(ExtraField("a", "number", {"en": "A"}).declaration.type)
    kinds = [kind for each in types for kind in (each, *dict(each.inside).values())]
    english = {kind.expected: expected_words(kind.expected, words(), "en") for kind in kinds}
    assert {expected: said for expected, said in english.items() if expected != said} == {}
    for kind in kinds:
        for found in ({"found": "x"}, {"shape": "mapping"}, {"shape": "list", "count": 3}):
            message = fault_message(fault("type", None, field="f", **found, expected=kind.expected), words(), language)
            assert expected_words(kind.expected, words(), language) in message
            assert language == "en" or " of " not in message.replace("safety of a person", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\n  b\tc", "a b c"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("\ud800", "\ufffd"),
        ("a" * 300, "a" * 300),
        ("a" * 1_000_000, "a" * 300 + "…"),
    ],
)
def test_a_message_is_one_line_that_a_terminal_can_show_whatever_the_value(value, shown):
    message = words()("en", "fault.slug", found=shown)
    assert line(fault("slug", path="a.md", found=value)).endswith(f": {message}")
