"""Parts of Markdown that readers never saw are dropped, and the report has their words."""

import pytest

from newsarchive.importing.account import Change
from newsarchive.importing.markdown_lists import without_code
from newsarchive.importing.markdown_unseen import DEFINITION, without_unseen


def _seen(body: str) -> tuple[str, list[Change]]:
    changes: list[Change] = []
    return without_unseen(body, without_code(body), changes), changes


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
