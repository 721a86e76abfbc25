"""Which words of a page count as seen."""

from __future__ import annotations

import random
import time

import html5lib
import pytest

from newsarchive_sources.visible_text import media_type_of, visible_text, words_of_page


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One<p>two  three\n four<br>five", "One\ntwo three four\nfive"),
        ("<b>bo</b>ld and <i>it</i>alic", "bold and italic"),
        ("<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>", "a\nb\nc\nd"),
        ("<title>T</title><script>s</script><style>t</style><noscript>n</noscript>words", "words"),
        ("<template><p>a</template>b<datalist><option>c</datalist>d", "b\nd"),
        ("a<div hidden>b<div>c</div>d</div>e", "a\ne"),
        ("a<span style='color: red; Display : NONE'>b</span>c", "ac"),
        ("a<p hidden>b<p>c", "a\nb\nc"),  # nobody knows where it ends
        ("a<br hidden>b", "a\nb"),
        ("a<div hidden>b", "a"),
        ("<textarea>a &lt;b></textarea>", "a <b>"),
        ("in&shy;vis\u200bible&nbsp;\u2028 line", "invisible line"),
        ("e\u0301", "é"),
        ("<!-- a --> <p> </p>", ""),
    ],
)
def test_a_reader_sees(source, expected):
    assert words_of_page(source).text == expected


def test_a_page_has_a_title_and_counts_of_what_else_it_shows():
    page = words_of_page("<title> A &amp;\n B </title><img src=a><script src=b></script><p>c")
    assert page == ("A & B", "c", 1, 1)


def test_the_type_decides_what_is_text():
    assert visible_text(b"<p>a", "text/html; charset=utf-8") == "a"
    assert visible_text(b"<!doctype html><p>a", "") == "a"
    assert visible_text(b" one \n\n two", "text/plain") == "one\ntwo"
    assert visible_text(b"%PDF-1.7 words", "text/html") == ""
    assert visible_text(b"\x89PNG\r\n\x1a\n", "image/png") == ""
    assert media_type_of(b"<html>", "application/xhtml+xml") == "application/xhtml+xml"
    assert media_type_of(b"words", "") == "application/octet-stream"


@pytest.mark.parametrize("marks", ["\u0300\u0316", "\u0f73", "\u0344"])
def test_heaps_of_marks_on_a_letter_take_no_time(marks):
    """Python puts marks into order in quadratic time: this took hours of a run that nothing could interrupt."""
    started = time.process_time()
    assert len(visible_text(f"<p>e{marks * 400_000}".encode(), "text/html")) < 100
    assert time.process_time() - started < 5


SOUP = (
    "<p>", "</p>", "<div>", "</div>", "<b class='a>b'>", "</b>", "<br/>", "<!-- <p> -->", "<!-->", "<!x>", "</ x>", "<",
    "&amp;", "&#228;", "&lt;p>", "word", " ", "\n", "a=\"b\"", "<i title=\">\">", "<script>if(a<b)'</p>'</script>",
    "<style>p{}</style>", "<title>t</title>", "<ul><li>", "<a href=x/y>", "<a =b>", "'", '"', ">",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_the_words_are_those_of_a_parser_of_the_standard(seed):
    """html5lib makes a tree as the HTML standard says; ours makes none."""
    chance = random.Random(seed)  # noqa: S311 - for tests
    for _ in range(25):
        source = "<!doctype html><body>" + "".join(chance.choices(SOUP, k=chance.randrange(1, 30)))
        seen = "".join(seen_words(html5lib.parse(source, namespaceHTMLElements=False)))
        assert "".join(words_of_page(source).text.split()) == "".join(seen.split()), source


def seen_words(element):
    if isinstance(element.tag, str) and element.tag not in ("script", "style", "title"):
        yield element.text or ""
        for each in element:
            yield from seen_words(each)
            yield each.tail or ""
