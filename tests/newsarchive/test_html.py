"""Quotation marks that hang."""

from __future__ import annotations

import pytest

from newsarchive.html import hangs, hung


@pytest.mark.parametrize("words", ["«Turan» yazır", "“Yes,” she said", "„Ja“", "‘No’", "‹Oui›"])
def test_words_that_open_with_a_mark_hang(words: str) -> None:
    assert hangs(words)


@pytest.mark.parametrize("words", ["", "Turan: «hə»", "»", "”", "'90s", " «"])
def test_other_words_do_not(words: str) -> None:
    assert not hangs(words)


def test_only_a_paragraph_that_begins_with_a_mark_gets_the_class() -> None:
    html = '<p>«Bir»</p><p>İki «üç»</p><p class="align-end">«Dörd»</p><blockquote><p>“Five”</p></blockquote>'
    assert hung(html) == (
        '<p class="hangs">«Bir»</p><p>İki «üç»</p><p class="align-end">«Dörd»</p>'
        '<blockquote><p class="hangs">“Five”</p></blockquote>'
    )


def test_code_that_shows_a_paragraph_stays_as_it_is() -> None:
    html = "<pre><code>&lt;p&gt;«Bir»</code></pre>"
    assert hung(html) == html
