"""Paragraphs of the classic editor."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.importing.paragraphs import with_paragraphs


@pytest.mark.parametrize(
    ("classic", "printed"),
    [
        ("One\nline\n\nTwo", "<p>One<br />\nline</p>\n<p>Two</p>"),
        ("One<br>\nline", "<p>One<br>\nline</p>"),
        ("Text\n<h2>Head</h2>\nText", "<p>Text</p>\n<h2>Head</h2>\n<p>Text</p>"),
        ("<p>Done\nalready</p>", "<p>Done<br />\nalready</p>"),
        ("<blockquote>One\n\nTwo</blockquote>", "<blockquote><p>One</p>\n<p>Two</p>\n</blockquote>"),
        ("<ul>\n<li>One</li>\n<li>Two\n\nThree</li>\n</ul>", "<ul><li>One</li><li><p>Two</p><p>Three</p></li></ul>"),
        ("<pre>a\n\nb</pre>\n\nText", "<pre>a\n\nb</pre>\n<p>Text</p>"),
        ("Text\n<!--more-->\nMore", "<p>Text</p>\n<!--more-->\n<p>More</p>"),
        ("<p>Open\n<p>Next", "<p>Open<p>Next"),
        ("One\r\n\r\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("", ""),
    ],
)
def test_blank_lines_become_paragraphs_as_wordpress_prints_them(classic: str, printed: str) -> None:
    def bare(html: str) -> str:
        return re.sub(r"(?<=>)\s+(?=<)|(?<=>)\n|\n(?=<)", "", html)

    assert bare(with_paragraphs(classic)) == bare(printed)


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div>", "</div>", "<li>", "<pre>", "</pre>", "<!--", "-->", "\n", "\n\n", "a b", "<x"]
        )
    )
)
def test_no_word_is_lost_or_added(pieces: list[str]) -> None:
    text = "".join(pieces)
    added = re.sub(r"<br />|</?p>", "", with_paragraphs(text))
    assert "".join(added.split()) == "".join(re.sub(r"<br />|</?p>", "", text).split())


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 50_000,
        "<p " * 50_000,
        "<pre " * 50_000,
        "<div>" * 50_000 + "</ul>" * 50_000,
        "\n \n" * 50_000,
        " " * 200_000,
    ],
    ids=["comments", "tags", "pre", "nested", "lines", "blanks"],
)
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    start = time.process_time()
    with_paragraphs(text)
    assert time.process_time() - start < 2
