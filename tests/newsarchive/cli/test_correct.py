"""`newsarchive correct`: a dated correction where it belongs, and not another byte."""

import pytest

from newsarchive.cli.correct import correct, run
from newsarchive.content.versions import version_of
from newsarchive.model.diagnostics import RefusedError
from tests.newsarchive.cli.desks import desk_with, fault_codes, options_of, published
from tests.newsarchive.cli.test_new import Typed
from tests.newsarchive.cli.test_translate import place_of
from tests.newsarchive.editions import briefing_file, translation_file

FOLDER = "briefings/2023/a"
ORIGINAL = f"{FOLDER}/en.md"
PUBLISHED = {"revisions.tsv": published("a/az", "a/en", "a/ru", "odd/en")}
WORDS = 'He said "no", it\'s $5 `id`: #c'


def corrections(desk, language="en"):
    front = version_of((desk.root / FOLDER / f"{language}.md").read_bytes(), place_of(language)).text.front
    return [(each.date.isoformat(), each.text, each.withhold) for each in front.corrections]


def test_the_first_correction_is_a_field_in_the_tables_order(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(status="published"), **PUBLISHED})
    before = (desk.root / ORIGINAL).read_text("utf-8")
    correct(desk, "a", "en", WORDS)
    assert corrections(desk) == [("2026-11-24", WORDS, False)]
    added = 'corrections:\n  - date: 2026-11-24\n    text: "He said \\"no\\", it\'s $5 `id`: #c"\n'
    assert (desk.root / ORIGINAL).read_text("utf-8") == before.replace(
        "status: published\n", f"{added}status: published\n"
    )
    assert fault_codes(desk) == []


@pytest.mark.parametrize(
    ("listed", "after"),
    [
        (
            "\n  - date: 2024-01-01  # first\n    text: One\n# on the status",
            "\n  - date: 2024-01-01  # first\n    text: One\n  - date: 2026-11-24\n    text: Two\n# on the status",
        ),
        (
            "\n- {date: 2024-01-01, text: One}",
            "\n  - {date: 2024-01-01, text: One}\n  - date: 2026-11-24\n    text: Two",
        ),
        (
            " [{date: 2024-01-01, text: One}]",
            "\n  - {date: 2024-01-01, text: One}\n  - date: 2026-11-24\n    text: Two",
        ),
        (
            "\n  - date: 2024-01-01\n    text: >-\n      One",
            "\n  - date: 2024-01-01\n    text: >-\n      One\n  - date: 2026-11-24\n    text: Two",
        ),
    ],
)
def test_a_later_one_is_added_to_the_list(tmp_path, listed, after):
    text = (
        briefing_file().replace("---\nWords", f"corrections:{listed}\nstatus: hidden\n---\nWords").replace("\n", "\r\n")
    )
    desk = desk_with(tmp_path, {ORIGINAL: text, **PUBLISHED})
    correct(desk, "a", "en", "Two")
    wanted = text.replace(f"corrections:{listed}".replace("\n", "\r\n"), f"corrections:{after}".replace("\n", "\r\n"))
    assert (desk.root / ORIGINAL).read_bytes().decode() == wanted
    assert corrections(desk) == [("2024-01-01", "One", False), ("2026-11-24", "Two", False)]


def test_an_editor_is_told_where_the_words_are_to_be_changed(tmp_path, capsys):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), **PUBLISHED})
    correct(desk, "a", "en", "One")
    assert "en.md: added the correction dated 2026-11-24; if the wrong words are still" in capsys.readouterr().out


def test_earlier_words_may_be_withheld(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), **PUBLISHED})
    correct(desk, "a", "en", "One", withhold=True)
    assert corrections(desk) == [("2026-11-24", "One", True)]


def test_the_other_languages_are_told_what_they_need(tmp_path, capsys):
    files = {
        ORIGINAL: briefing_file(),
        f"{FOLDER}/az.md": translation_file(),
        f"{FOLDER}/ru.md": translation_file("az"),
        **PUBLISHED,
    }
    desk = desk_with(tmp_path, files)
    correct(desk, "a", "en", "One")
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said[1:-1]] == ["az", "az", "ru"]
    assert "./newsarchive correct a az --text='…'" in said[1]
    assert "./newsarchive translate a az --confirm" in said[2]
    correct(desk, "a", "az", "Bir")
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said[1:-1]] == ["ru"]
    assert "ru --confirm" in said[1]


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("a", "ru", "has no text in ru"),
        ("pages/p", "en", "not a briefing"),
        ("gone", "en", "withdrawn"),
        ("odd", "en", "laid"),
        ("new", "en", "new/en.md was never published, so it needs no correction: change the words themselves"),
        ("a", "az", "a/az.md was never published"),
    ],
)
def test_what_cannot_be_corrected_is_refused(tmp_path, name, language, said):
    gone = "---\ndate: 2023\nstatus: withdrawn\nwithdrawal: {date: 2024-01-01, reason: error}\n---\n"
    files = {
        ORIGINAL: briefing_file(),
        "pages/p/en.md": "---\ntitle: P\nsummary: S\n---\nWords.\n",
        "briefings/2023/gone/en.md": gone,
        "briefings/2023/odd/en.md": "---\n{title: x, date: 2023}\n---\nWords.\n",
        "briefings/2023/new/en.md": briefing_file(published="2023-10-20"),
        f"{FOLDER}/az.md": translation_file(),
        "revisions.tsv": published("a/en", "odd/en"),
    }
    desk = desk_with(tmp_path, files)
    with pytest.raises(RefusedError, match=said):
        correct(desk, name, language, "One")


def test_a_text_that_cannot_be_corrected_is_refused_before_the_sentence_is_typed(tmp_path, monkeypatch):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), **PUBLISHED})
    ask = Typed("a", "az", WORDS)
    monkeypatch.setattr("newsarchive.cli.correct.terminal_ask", lambda: ask)
    monkeypatch.setattr("newsarchive.cli.context.desk_of", lambda *_, **__: desk)
    with pytest.raises(RefusedError, match="has no text in az"):
        run(options_of("correct"), {})
    assert [question.name for question, _ in ask.asked] == ["briefing", "lang"]
    ask = Typed("a", "en", WORDS)
    assert run(options_of("correct"), {}) == 0
    assert corrections(desk) == [("2026-11-24", WORDS, False)]


def test_the_same_correction_twice_is_refused(tmp_path):
    desk = desk_with(tmp_path, {ORIGINAL: briefing_file(), **PUBLISHED})
    correct(desk, "a", "en", "One")
    with pytest.raises(RefusedError, match="already"):
        correct(desk, "a", "en", "One")
    correct(desk, "a", "en", "Two")
    assert [words for _, words, _ in corrections(desk)] == ["One", "Two"]


@pytest.mark.parametrize("lost", ["{date: 2024-13-01, text: Lost}", "{date: 2024-01-01, words: Lost}", "Lost"])
def test_corrections_that_cannot_be_read_are_not_written_anew_without_them(tmp_path, lost):
    file = briefing_file(corrections=f"[{{date: 2024-01-01, text: One}}, {lost}]")
    desk = desk_with(tmp_path, {ORIGINAL: file, **PUBLISHED})
    with pytest.raises(RefusedError, match="laid out"):
        correct(desk, "a", "en", "Two")
    assert (desk.root / ORIGINAL).read_text("utf-8") == file
