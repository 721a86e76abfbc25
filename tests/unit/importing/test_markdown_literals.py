"""Signs that are words in CommonMark come over as words."""

import pytest

from newsarchive.importing.account import seen_in
from newsarchive.importing.markdown_bodies import markdown_to_markdown
from newsarchive.readers.markdown import Converter
from tests.unit.importing.making import Links


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
    assert markup.headings == ()
    assert markup.definitions == ()
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
    headings = Converter("en", "Back to {}").convert(found).headings
    assert [each.level for each in headings] == levels
