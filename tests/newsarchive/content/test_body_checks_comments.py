"""What is commented out is on no page, and what stands beside comments is on one; else there is a fault."""

from __future__ import annotations

import pytest

from newsarchive.content.body_checks import comment_in
from tests.newsarchive.editions import briefing_file, read
from tests.timing import within

REFUSED = [
    pytest.param("Before <!-- hidden", 8, id="not ended"),
    pytest.param("<!-- hidden\n\nand more", 1, id="not ended, at a line's start"),
    pytest.param("Before <!-- hidden --!> after", 8, id="an end that only browsers know"),
    pytest.param("<!--> shown -->", 1, id="ended at once"),
    pytest.param("<!---> shown -->", 1, id="ended at once by a hyphen more"),
    pytest.param("<!-- one <!-- two --> shown -->", 1, id="in a comment"),
    pytest.param("A <! -- hidden -->", 3, id="a space within its sign"),
    pytest.param("A < !-- hidden -->", 16, id="a space before its sign"),
    pytest.param("A <!- hidden ->", 3, id="a hyphen too few"),
    pytest.param("A <!— hidden —>", 3, id="a word processor's dashes"),
    pytest.param("A <!–– hidden ––>", 3, id="its shorter dashes"),
    pytest.param("A &lt;!-- hidden -->", 18, id="half of it written as an entity"),
    pytest.param("A --> b", 3, id="an end alone, as an arrow"),
    pytest.param("A <!-- a ` b --> shown <!-- c ` d --> e", 3, id="ended within code"),
    pytest.param("<!--\n```html\n<!-- hidden -->\n```\n-->", 1, id="around fenced code with a comment"),
    pytest.param("<!--\n```\n-->\n\nshown\n\n<!--\n```\n-->", 1, id="fences that are commented out"),
    pytest.param("A `b\n- c <!-- hidden -->\n- d`", 5, id="in code over items"),
    pytest.param("A `b\n*[HR]: c <!-- hidden --> d`\n\nThe HR.", 10, id="in an abbreviation, between backticks"),
    pytest.param("A {# hidden #}", 3, id="Jinja's"),
    pytest.param("A {% comment %}hidden{% endcomment %}", 3, id="Django's"),
    pytest.param("A {{/* hidden */}}", 3, id="Hugo's"),
    pytest.param("A {/* hidden */}", 3, id="MDX's"),
    pytest.param("A {>>hidden<<}", 3, id="CriticMarkup's"),
    pytest.param("A %%hidden%%", 3, id="Obsidian's"),
    pytest.param("A <%-- hidden --%>", 3, id="JSP's"),
]


@pytest.mark.parametrize(("body", "column"), REFUSED)
def test_a_comment_that_not_everybody_reads_alike_is_a_fault_where_it_begins(body: str, column: int) -> None:
    _, faults = read(briefing_file(f"Words.\n\n{body}\n"))
    assert [each.column for each in faults if each.code == "raw-comment"] == [column]
    assert not any(each.warning for each in faults if each.code == "raw-comment")


SOUND = [
    "Before <!-- hidden --> after.",
    "Before <!-- hidden\n-- over - two lines --> after.",
    "<!--\nhidden\n\nand more, `code` and [a](b)\n-->\n\nAfter.",
    "> Words <!-- hidden\n> too --> after",
    "- one\n    <!-- hidden -->\n- two <!-- hidden -->",
    "<div>\n<!-- hidden\n\ntoo -->\n</div>",
    "A | b\n- | -\nc <!-- hidden --> | d",
    "Before <!-- hidden\n\nhidden --> after",
    "    <!-- hidden -->",
    "- one <!-- hidden\n\n- hidden --> after",
    "a | b\n- | -\nc <!-- hidden | hidden --> f",
    "[a](https://a.test/ 'b <!-- hidden -->')",
    "A[^1]\n\n[^1]: b <!-- hidden\n\n    hidden --> after",
    "The HR.\n\n*[HR]: <!-- hidden --> b",
    "    <!-- hidden -->\n\n```py\n<!-- x -->\n```",
    "Words <!-- hidden --> <!-- hidden -->\nafter",
]


def test_what_is_quoted_does_not_depend_on_the_number_of_blanks() -> None:
    found = [
        dict(each.values)["found"]
        for blanks in (" ", " " * 60)
        for each in read(briefing_file(f"a <!-- b -- c{blanks}\n{blanks}d and more words than are quoted"))[1]
        if each.code == "raw-comment"
    ]
    assert found == ["<!-- b -- c d and more words than are qu"] * 2


@pytest.mark.parametrize("body", SOUND)
def test_a_comment_that_everybody_reads_alike_hides_its_words(body: str) -> None:
    text, faults = read(briefing_file(f"Words.\n\n{body}\n"))
    assert [each.code for each in faults if not each.warning] == []
    assert text
    assert "hidden" not in text.html
    assert ("after" in body.lower()) == ("after" in text.html.lower())
    assert "<br>" not in text.html


SHOWN = [
    "A `<!-- shown -->` and `-->`.",
    "```html\n<!-- shown\n\n--!>\n```\n\n<!-- hidden -->",
    "A <code>&lt;!-- shown</code> &lt;!-- shown",
    "A -> b <- c, {#x} and 100 %% of {{ it }}",
]


@pytest.mark.parametrize("body", SHOWN)
def test_a_sign_of_comments_that_is_shown_on_purpose_is_no_fault(body: str) -> None:
    text, faults = read(briefing_file(f"Words.\n\n{body}\n"))
    assert [each.code for each in faults if each.code == "raw-comment"] == []
    assert text
    assert "hidden" not in text.html


@pytest.mark.parametrize("field", ["title", "summary", "authors"])
@pytest.mark.parametrize("written", ["A <!-- b -->", "A <!-- b", "A --> b", "A <!— b —>", "A {>>b<<}"])
def test_a_comment_in_a_field_is_a_fault(field: str, written: str) -> None:
    value = f"['{written}']" if field == "authors" else f"'{written}'"
    _, faults = read(briefing_file("Words.", **{field: value}))
    assert [dict(each.values).get("field") for each in faults if each.code == "raw-comment"] == [field]


def test_words_without_comments_have_none() -> None:
    assert [comment_in(words) for words in ("A - b -> c", "5 < 6! - yes", "50 % – 60 %", "> — so")] == ["", "", "", ""]


def test_the_longest_text_is_looked_through_in_no_time() -> None:
    endings = ("<!-- ` -->", "<!--\n```\n-->\n```\n-->", "<!-- a --> `", "<!--", "-->")
    parts = (*endings, "<", "< ", "%%", "{#", "{#}", "{% ")
    for part in parts:
        with within(10):
            read(briefing_file(part * (60_000 // len(part))))
