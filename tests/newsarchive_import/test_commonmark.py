"""What other programs read otherwise: lists, code, and parts of Markdown that readers never saw."""

import re

import pytest

from newsarchive.content.markdown import Converter
from newsarchive_import.account import Change, seen_in, words
from newsarchive_import.commonmark import DEFINITION, with_fenced_code, with_spaced_lists, without_code, without_unseen
from newsarchive_import.markdown_bodies import markdown_to_markdown
from tests.newsarchive_import.making import Links


def test_lists_get_spaces_and_lose_no_word():
    body = "a\n* b\n\t* c\n\n  d\n\n1. e\n\n   ```py\n   f\n   ```\n2. g\n\nh\n  i"
    changes = []
    assert words(with_spaced_lists(body, changes)) == [word for word in words(body) if word != "py"]
    assert [each.old.strip() for each in changes] == ["```py"]


def test_code_is_blanked_at_the_same_places():
    body = "a `b` c\n\n    d\n\n- e\n\n    f\n\n~~~\ng\n~~~\nh"
    assert without_code(body).split() == ["a", "c", "-", "e", "f", "h"]
    assert len(without_code(body)) == len(body)


def test_code_in_lists_and_notes_is_code_and_their_further_paragraphs_are_not() -> None:
    body = "- a\n\n    b\n\n        c\n\n[^1]: d\n\n    e\n\n        f\n\ng"
    assert without_code(body).split() == ["-", "a", "b", "[^1]:", "d", "e", "g"]


def test_indented_code_with_the_sign_of_a_comment_is_fenced() -> None:
    body = "a\n\n    b --> c\n\n        d\n\n    e\n\nf"
    fenced = "a\n\n```\nb --> c\n```\n\n        d\n\n    e\n\nf"
    assert with_fenced_code(body) == fenced
    assert with_fenced_code("    b") == "    b"
    listed = "- a\n\n        b --> c\n          d"
    assert with_fenced_code(listed) == "- a\n\n```\nb --> c\n  d\n```"


def _seen(body: str) -> tuple[str, list[Change]]:
    changes: list[Change] = []
    return without_unseen(body, changes), changes


@pytest.mark.parametrize(
    ("body", "text", "gone"),
    [
        ("A [b][c].\n\n[c]: https://a.example/ \"T\"\n[d]: e.md 'f'", None, "[d]: e.md 'f'"),
        ("A[^1].\n\n[^1]: b\n[^2]: c [d](e.md)\n\n    f\n\nEnd", "A[^1].\n\n[^1]: b\n\nEnd", "[^2]: c [d](e.md) f"),
        ("A[^1].\n\n[^1]: b\n\n[^1]: c", "A[^1].\n\n[^1]: b\n", "[^1]: c"),
        ("[^1]: b[^2]\n[^2]: c", "", "[^1]: b[^2]|[^2]: c"),
        ("| a | b |\n|---|---|\n| c | `d | e` | f |", "| a | b |\n|---|---|\n| c | `d | e` |", "f"),
        ("> a | b\n> --|--\n> c | d | e | f\n> g", "> a | b\n> --|--\n> c | d |\n> g", "e | f"),
    ],
)
def test_what_nobody_saw_goes_and_is_said(body: str, text: str | None, gone: str) -> None:
    found, changes = _seen(body)
    assert found == (text if text is not None else body.rpartition("\n")[0])
    assert "|".join(each.what for each in changes).replace("[^2]: c|[^1]: b", "[^1]: b|[^2]: c") == gone
    assert all(each.reason.startswith("readers never saw it") for each in changes)


@pytest.mark.parametrize(
    "body",
    [
        "A[^1] and [^2].\n\n[^1]: See[^3]\n\n[^2]: b\n\n[^3]: c",
        "[Editor]: When does the library open?",
        "Words\n[a]: b",
        "| a | b |\n|---|---|\n| c | d |  |\n| e |",
        "`[^9]: a`\n\n```\n[a]: b\n```",
    ],
)
def test_what_readers_saw_stays(body: str) -> None:
    assert _seen(body) == (body, [])


@pytest.mark.parametrize(
    ("line", "defines"),
    [
        ("[a]: b", True),
        ('[a]: <b c> "d e"', True),
        ("[a]:\n  b 'c'", True),
        ("[a]: b c", False),
        ('[a]: b "c" d', False),
        ("[^a]: b", False),
        ("[Editor]: When does the library open?", False),
    ],
)
def test_definitions_are_those_of_commonmark(line: str, defines: bool) -> None:
    match = DEFINITION.match(line)
    assert (match is not None and match.end() == len(line)) is defines


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("#LibraryOpens", "#LibraryOpens"),
        ("- #a\n- b", "#a b"),
        ("> #a", "#a"),
        ("####### x", "####### x"),
        ("A [^no] and [^two words].", "A [^no] and [^two words]."),
        ("A [^no] and `[^1]`.", "A [^no] and [^1]."),
        ("*[UN]: not here", "*[UN]: not here"),
        ("Words\n[a]: b\n\n[a]", "Words [a]: b [a]"),
        ("[Editor]: When does the library open?", "[Editor]: When does the library open?"),
        ("a --> b and {# c #} %%d%%", "a --> b and {# c #} %%d%%"),
        ("a <!-- b", "a <!-- b"),
    ],
)
def test_signs_that_are_words_are_shown_as_typed(body: str, text: str) -> None:
    found, changes = markdown_to_markdown(body, Links(), language="en")
    markup = Converter("en", "Back to {}").convert(found)
    assert " ".join(seen_in(markup.html).text.split()) == text
    assert "<h" not in markup.html
    assert changes == []


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("> # A\n\n#### B", [2, 3]),
        ("- # A\n\n# B\n\n#### C", [2, 2, 3]),
        ("> A\n> ===\n\nB\n---", [2, 3]),
        ("## A\n\n### B\n\n<h1>C</h1>\n\n#### D", [2, 3, 2, 3]),
    ],
)
def test_headings_skip_no_level_wherever_they_are(body: str, levels: list[int]) -> None:
    found, _ = markdown_to_markdown(body, Links(), language="en")
    html = Converter("en", "Back to {}").convert(found).html
    assert [int(level) for level in re.findall("<h([1-6])[ >]", html)] == levels
