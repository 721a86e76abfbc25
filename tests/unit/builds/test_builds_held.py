"""What is held back on purpose is counted and said, and a guess that is none is not asked."""

import pytest

from plugins.archive.faults import Position, fault
from plugins.builds.editions import prepare
from plugins.builds.faultlines import fault_line, held_lines
from plugins.builds.store import Store
from tests.unit.editions import DAY, briefing_file, settings_of, translation_file, words, write_content

TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"


def held(tmp_path, files, **settings):
    content = write_content(tmp_path / "content", {"tags.yaml": TAGS, **files})
    store = Store(tmp_path / "store" / "store.sqlite")
    ready = prepare(settings_of(content, tmp_path / "store", **settings), DAY, store)
    store.close()
    assert ready.stopping == ()
    return ready.held


FILES = {
    "briefings/2023/a/en.md": briefing_file(status="draft"),
    "briefings/2023/a/az.md": translation_file(),
    "briefings/2023/b/en.md": briefing_file(published="2026-11-25"),
    "briefings/2023/c/en.md": briefing_file(),
    "briefings/2023/c/az.md": translation_file(status="draft"),
}


def test_drafts_and_texts_that_wait_are_counted_by_file(tmp_path):
    assert held(tmp_path, FILES) == (3, 1)


def test_a_preview_holds_nothing_back(tmp_path):
    assert held(tmp_path, FILES, SHOW_DRAFTS=True) == (0, 0)


def test_without_drafts_nothing_is_held(tmp_path):
    assert held(tmp_path, {"briefings/2023/a/en.md": briefing_file()}) == (0, 0)


@pytest.mark.parametrize("counts", [(1, 0), (0, 2), (3, 4)])
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_a_line_says_how_many_texts_are_held(counts, language):
    drafts, waiting = counts
    assert held_lines(counts, words(), language) == [
        words()(language, "check.held", None, drafts=drafts, waiting=waiting)
    ]
    assert str(drafts or waiting) in held_lines(counts, words(), language)[0]


def test_nothing_is_said_where_nothing_is_held():
    assert held_lines((0, 0), words(), "en") == []


GUESSES = [
    ("unknown-term", {"found": "privcy", "vocabulary": "tags.yaml"}),
    ("unknown-related", {"found": "nowhere"}),
]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize(("code", "values"), GUESSES)
@pytest.mark.parametrize(("meant", "plain"), [("privacy", ""), ("", ".plain")])
def test_did_you_mean_is_asked_only_where_something_is_near(language, code, values, meant, plain):
    found = fault(code, Position(5, 8), "a/en.md", **values, meant=meant)
    message = words()(language, f"fault.{code}{plain}", None, **values, meant=meant)
    kind = words()(language, "check.fault")
    assert fault_line(found, words(), language, "/srv") == f"/srv/a/en.md:5:8: {kind} {code}: {message}"
    assert ("privacy" in message) is bool(meant)


def test_a_fault_that_guesses_nothing_has_one_message():
    found = fault("missing-field", Position(1), "a.md", field="title")
    assert fault_line(found, words(), "en", "/srv").endswith(words()("en", "fault.missing-field", field="title"))
