"""What is held back on purpose is counted and said, and a guess that is none is not asked."""

import pytest

from newsarchive.build.cache import Cache
from newsarchive.build.diagnostics import fault_line
from newsarchive.build.site_loader import MOST_DAYS, Held, held_lines, prepare
from newsarchive.model.diagnostics import Position, fault
from tests.newsarchive.editions import (
    DAY,
    briefing_file,
    letter_file,
    settings_of,
    translation_file,
    words,
    write_content,
)

TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"


def held(tmp_path, files, **settings):
    content = write_content(tmp_path / "content", {"tags.yaml": TAGS, **files})
    store = Cache(tmp_path / "store" / "store.sqlite")
    ready = prepare(settings_of(content, tmp_path / "store", **settings), DAY, store)
    store.close()
    assert ready.stopping == ()
    return ready.held


SOURCES = '[{url: "https://source.example/", title: A source, publisher: Someone, lang: en, id: one}]'
CITING = briefing_file("Words.[^one]", sources=SOURCES, status="draft")
FILES = {
    "briefings/2023/a/en.md": CITING,
    "briefings/2023/a/az.md": translation_file(),
    "briefings/2023/b/en.md": briefing_file(published="2026-11-25"),
    "briefings/2023/c/en.md": briefing_file(),
    "briefings/2023/c/az.md": translation_file(status="draft"),
    "briefings/2023/d/en.md": briefing_file(summary='""', status="draft"),
    "briefings/2023/e/en.md": briefing_file("<!-- later -->", status="draft"),
}
COMPLETE = ("briefings/2023/a/en.md", "briefings/2023/c/az.md")


def test_drafts_and_texts_that_wait_are_counted_by_file_with_their_day(tmp_path):
    days = (("2026-11-25", "briefings/2023/b", ("en",)),)
    assert held(tmp_path, FILES) == Held(5, 1, days, COMPLETE)


def test_a_preview_holds_nothing_back(tmp_path):
    assert held(tmp_path, FILES, SHOW_DRAFTS=True) == Held()


def test_without_drafts_nothing_is_held(tmp_path):
    assert held(tmp_path, {"briefings/2023/a/en.md": briefing_file()}) == Held()


def test_a_text_with_a_moment_is_told_with_the_day_on_which_a_build_can_have_it(tmp_path):
    files = {
        "briefings/2023/b/en.md": briefing_file(published="2026-11-27T09:00+04:00"),
        "briefings/2023/b/az.md": translation_file(),
        "briefings/2023/c/en.md": briefing_file(published="2026-11-26"),
    }
    found = held(tmp_path, files)
    assert held_lines(found, words(), "en", "content") == [
        "not published: 3 scheduled texts",
        "content/briefings/2023/c (en) goes online with the first build on 2026-11-26 (UTC)",
        "content/briefings/2023/b (az, en) goes online with the first build on 2026-11-28 (UTC)",
    ]


def test_a_translation_may_wait_for_a_day_of_its_own_and_a_letter_waits_with_its_briefing(tmp_path):
    files = {
        "briefings/2023/b/en.md": briefing_file(published="2026-11-27"),
        "briefings/2023/b/az.md": translation_file(published="2026-12-01"),
        "briefings/2023/b/replies/2023-11-02-name.md": letter_file(),
    }
    days = (("2026-11-27", "briefings/2023/b", ("en",)), ("2026-12-01", "briefings/2023/b", ("az",)))
    assert held(tmp_path, files) == Held(0, 3, days)


def test_of_many_days_the_next_are_told():
    days = tuple((f"2027-01-{day:02}", "briefings/2023/b", ("en",)) for day in range(1, 21))
    lines = held_lines(Held(0, 20, days), words(), "en", "content")
    assert len(lines) == 1 + MOST_DAYS
    assert "2027-01-01" in lines[1]


@pytest.mark.parametrize(
    ("language", "drafts", "waiting", "line"),
    [
        ("en", 1, 0, "not published: 1 draft"),
        ("en", 0, 1, "not published: 1 scheduled text"),
        ("en", 2, 2, "not published: 2 drafts, 2 scheduled texts"),
        ("az", 1, 3, "dərc olunmayıb: 1 qaralama, dərci gözlənilən 3 mətn"),
        ("ru", 1, 1, "не опубликовано: 1 черновик, 1 отложенный текст"),
        ("ru", 2, 22, "не опубликовано: 2 черновика, 22 отложенных текста"),
        ("ru", 5, 0, "не опубликовано: 5 черновиков"),
    ],
)
def test_a_line_says_how_many_texts_are_held(language, drafts, waiting, line):
    assert held_lines(Held(drafts, waiting), words(), language, "content") == [line]


def test_a_draft_that_lacks_nothing_is_named(tmp_path):
    files = {**FILES, "briefings/2023/c/replies/2023-11-02-reader.md": letter_file(status="draft")}
    assert held(tmp_path, files).complete == COMPLETE
    (_, line) = held_lines(Held(3, complete=COMPLETE), words(), "en", "content")
    paths = ", ".join(f"content/{path}" for path in COMPLETE)
    assert line == f"nothing is missing in {paths}; remove “status: draft” to publish"
    (_, line) = held_lines(Held(4, complete=COMPLETE * 2), words(), "en", "content")
    assert "a/en.md, …; remove" in line


@pytest.mark.parametrize(
    ("draft", "settings", "complete"),
    [
        pytest.param(CITING, {}, True, id="cites"),
        pytest.param(CITING.replace("[^one]", ""), {}, False, id="cites nothing"),
        pytest.param(CITING.replace("[^one]", ""), {"SOURCES": "optional"}, True, id="need not cite"),
        pytest.param(CITING.replace("2023-10-12", "2999-10-12"), {}, False, id="of what is to come"),
    ],
)
def test_a_draft_lacks_nothing_only_if_it_could_be_published_as_it_is(tmp_path, draft, settings, complete):
    path = f"briefings/{'2999' if '2999' in draft else '2023'}/a/en.md"
    assert held(tmp_path, {path: draft}, **settings).complete == (path,) * complete


def test_a_translation_of_which_a_part_is_missing_is_not_complete(tmp_path):
    files = {"briefings/2023/b/en.md": briefing_file("One.\n\nTwo.")}
    for body, complete in (("Bir.\n\nİki.", ("briefings/2023/b/az.md",)), ("Bir.\n\n<!-- Two. -->", ())):
        files["briefings/2023/b/az.md"] = translation_file(body=body, status="draft")
        assert held(tmp_path, files).complete == complete


def test_nothing_is_said_where_nothing_is_held():
    assert held_lines(Held(), words(), "en", "content") == []


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
