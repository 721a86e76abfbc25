"""`newsarchive status`: how every text stands, also where the content has faults."""

import io
import json

import pytest
from rich.console import Console

from newsarchive.cli import status
from newsarchive.cli.status import StatusRow, plain_lines, read_rows, table_of, totals_of, words_of
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from tests.newsarchive.cli.desks import commit_all, desk_with, options_of
from tests.newsarchive.editions import briefing_file, letter_file, settings_of, translation_file

A, B = "briefings/2023/a", "briefings/2023/b"


def states(desk):
    return {(row.folder, row.language): row.state for row in read_rows(desk)}


def revision(file):
    return version_of(file.encode(), Place(f"{A}/en.md", A, "briefing", "en")).text.revision


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ({}, {}, ("translation", "original", "missing")),
        ({"status": "draft"}, {}, ("draft", "draft", "missing")),
        ({}, {"status": "draft"}, ("draft", "original", "missing")),
        ({"published": "2999-01-01"}, {}, ("waiting", "waiting", "missing")),
        ({"published": "2999-01-01"}, {"status": "draft"}, ("draft", "waiting", "missing")),
        ({"status": "hidden"}, {}, ("hidden", "hidden", "missing")),
        (
            {"status": "withdrawn", "withdrawal": "{date: 2024-01-01, reason: error}"},
            {},
            ("withdrawn", "withdrawn", "missing"),
        ),
    ],
)
def test_every_text_has_its_state_in_every_language(tmp_path, original, translation, expected):
    files = {f"{A}/en.md": briefing_file(**original), f"{A}/az.md": translation_file(**translation)}
    assert tuple(states(desk_with(tmp_path, files)).values()) == expected


def test_a_waiting_text_says_until_when(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": briefing_file(published="2999-01-01")})
    row = read_rows(desk)[1]
    assert (row.until, words_of(row, desk)) == ("2999-01-01", "scheduled for 2999-01-01")


def test_a_text_without_words_is_named(tmp_path):
    reason = {"status": "withdrawn", "withdrawal": "{date: 2024-01-01, reason: error}"}
    files = {
        f"{A}/az.md": translation_file(body="<!-- Words. -->", status="draft"),
        f"{A}/en.md": briefing_file(),
        f"{B}/en.md": briefing_file("", **reason),
    }
    desk = desk_with(tmp_path, files)
    told = [words_of(row, desk) for row in read_rows(desk) if row.state != "missing"]
    assert told == ["draft, no text yet, revision not recorded", "original", "withdrawn"]


def test_pages_and_notices_are_reported_too(tmp_path):
    files = {
        "pages/about/en.md": "---\ntitle: x\nsummary: y\n---\nz\n",
        "notices/beware/az.md": "---\ntitle: x\nstarts: 2026-01-01\nends: 2026-02-01\n---\nz\n",
    }
    found = states(desk_with(tmp_path, files))
    assert found["pages/about", "en"] == found["notices/beware", "az"] == "original"
    assert found["pages/about", "ru"] == "missing"


def test_content_with_faults_is_reported_as_far_as_it_can_be_read(tmp_path):
    files = {
        f"{A}/en.md": briefing_file(titel="x", tags="[nothing]"),
        f"{A}/az.md": "no front matter",
        f"{B}/az.md": translation_file(),
        "briefings/2023/c/en.md": b"\xff",
        "stray.txt": "x",
    }
    found = states(desk_with(tmp_path, files))
    assert [found[A, tag] for tag in ("az", "en", "ru")] == ["unreadable", "original", "missing"]
    assert found[B, "az"] == "translation"
    assert found["briefings/2023/c", "en"] == "unreadable"


@pytest.mark.parametrize("status", ["draft", "hidden", "withdrawn"])
def test_a_translation_has_its_own_state_if_the_original_is_unreadable(tmp_path, status):
    files = {
        f"{A}/az.md": "<<<<<<< HEAD",
        f"{A}/en.md": translation_file("az", status=status),
        f"{A}/ru.md": translation_file("az"),
    }
    found = states(desk_with(tmp_path, files))
    assert [found[A, tag] for tag in ("az", "en", "ru")] == ["unreadable", status, "translation"]


def test_a_stale_translation_says_since_when_and_how_much_differs(tmp_path):
    old = briefing_file("One.\n\nTwo.\n\nThree.")
    files = {f"{A}/en.md": old, f"{A}/az.md": translation_file(translated_revision=revision(old))}
    desk = desk_with(tmp_path, files)
    commit_all(tmp_path)
    assert [row.stale for row in read_rows(desk)] == [False, False, False]
    new = briefing_file("One.\n\nTwo!\n\nThree.\n\nFour.", modified="2024-05-06")
    (desk.root / A / "en.md").write_text(new, "utf-8")
    row = read_rows(desk)[0]
    assert (row.stale, row.since, row.paragraphs, row.state) == (True, "2024-05-06", 2, "translation")
    assert words_of(row, desk) == "translation, out of date since 2024-05-06, 2 paragraphs differ"


def test_without_history_or_a_day_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    files = {f"{A}/en.md": briefing_file(), f"{A}/az.md": translation_file(translated_revision="0123456789ab")}
    desk = desk_with(tmp_path, files)
    row = read_rows(desk)[0]
    assert (row.stale, row.since, row.paragraphs) == (True, "", None)
    assert words_of(row, desk) == "translation, out of date, changes not in git’s history"


def test_a_translation_that_records_nothing_may_be_stale_or_not(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": briefing_file(), f"{A}/az.md": translation_file()})
    row = read_rows(desk)[0]
    assert row.stale is None
    assert words_of(row, desk) == "translation, revision not recorded"


def test_totals_count_each_language():
    rows = [
        StatusRow("a", "en", "original"),
        StatusRow("b", "en", "translation", stale=True),
        StatusRow("a", "az", "translation"),
    ]
    rows.append(StatusRow("c", "en", "translation", stale=None))
    assert totals_of(rows, ("az", "en", "ru")) == {
        "az": {"translation": 1},
        "en": {"original": 1, "stale": 1, "translation": 2, "unrecorded": 1},
        "ru": {},
    }


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize(
    "state", ["missing", "unreadable", "draft", "waiting", "hidden", "withdrawn", "original", "translation"]
)
def test_every_state_has_words_in_every_language(tmp_path, language, state):
    desk = desk_with(tmp_path, language=language)
    for stale, paragraphs, since in ((False, None, ""), (None, None, ""), (True, 5, "2024-01-01"), (True, None, "")):
        row = StatusRow("a", "en", state, "2030-01-01", "0" * 12, stale, since, paragraphs)
        assert words_of(row, desk)
        assert status.total_lines([row], desk)


def test_the_columns_stand_below_one_another_and_hold_the_revision(tmp_path):
    files = {f"{A}/en.md": briefing_file(), "pages/about/az.md": "---\ntitle: x\nsummary: y\n---\nz\n"}
    desk = desk_with(tmp_path, files)
    lines = plain_lines(read_rows(desk), desk)
    assert len({line.index(f"  {tag}  ") for line, tag in zip(lines, ["az", "en", "ru"] * 2, strict=True)}) == 1
    assert revision(briefing_file()) in lines[1]
    assert lines[0].endswith("-             missing")


def printed_table(rows, desk, width):
    out = io.StringIO()
    Console(file=out, width=width).print(table_of(rows, desk))
    return out.getvalue().splitlines()


def test_the_table_has_a_line_for_each_folder_and_a_column_for_each_language(tmp_path):
    desk = desk_with(tmp_path, {f"{A}/en.md": briefing_file(), f"{B}/en.md": briefing_file()})
    head, rule, *lines = printed_table(read_rows(desk), desk, 100)
    assert head.split() == ["text", "Azərbaycanca", "English", "Русский"]
    assert set(rule) == {"─"}
    assert [line.split() for line in lines] == [
        ["2023/a", "missing", "original", "missing"],
        ["2023/b", "missing", "original", "missing"],
    ]
    assert max(len(line) for line in (head, *lines)) < 80


@pytest.mark.parametrize("width", [100, 60])
def test_the_name_of_a_folder_is_whole_or_broken_into_lines(tmp_path, width):
    folder = "briefings/2023/cybercrime-powers-and-privacy"
    stale = {"state": "translation", "stale": True, "since": "2024-05-06", "paragraphs": 2}
    rows = [StatusRow(folder, "az", **stale), StatusRow(folder, "en", "original"), StatusRow(folder, "ru", **stale)]
    lines = printed_table(rows, desk_with(tmp_path), width)
    name = "".join(line[: line.find(" ")] for line in lines[2:] if line[0] != " ")
    assert name == folder.removeprefix("briefings/")


def test_the_command_reports_in_both_forms(tmp_path, capsys):
    desk = desk_with(tmp_path, {f"{A}/en.md": briefing_file(), f"{A}/az.md": "broken"})
    settings = settings_of(desk.root, tmp_path / "store")
    assert status.run(options_of("status"), settings) == 0
    assert "en: originals 1" in capsys.readouterr().out
    assert status.run(options_of("status", "--format", "json"), settings) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(text["language"], text["state"]) for text in report["texts"]] == [
        *(("az", "unreadable"), ("en", "original"), ("ru", "missing"))
    ]
    assert report["texts"][1]["revision"] == revision(briefing_file())
    assert report["totals"]["ru"] == {"missing": 1}
    assert report["letters"] == {"number": 0, "drafts": 0}


LETTERS = {f"{A}/replies/2023-11-02-{name}.md": letter_file() for name in "ab"}
DRAFT = {f"{A}/replies/2023-11-03-c.md": letter_file(date="2023-11-03", status="draft")}


@pytest.mark.parametrize(
    ("files", "last"),
    [
        ({}, "ru: missing 1"),
        (LETTERS, "2 letters from readers"),
        (DRAFT, "1 letter from a reader, drafts 1"),
        ({**LETTERS, **DRAFT}, "3 letters from readers, drafts 1"),
        ({f"{A}/replies/2023-11-04-d.md": "no front matter"}, "1 letter from a reader"),
    ],
)
def test_letters_are_counted_and_have_no_row(tmp_path, files, last):
    desk = desk_with(tmp_path, {f"{A}/en.md": briefing_file(), **files})
    assert {row.folder for row in read_rows(desk)} == {A}
    assert status.total_lines(read_rows(desk), desk)[-1] == last


@pytest.mark.parametrize(("language", "said"), [("az", "5 oxucu məktubu"), ("ru", "5 писем читателей")])
def test_letters_are_counted_in_the_editors_language(tmp_path, language, said):
    assert desk_with(tmp_path, language=language).say("letters", 5) == said
