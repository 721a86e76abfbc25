"""The words of a text, without its marks."""

import pytest

from newsarchive.html import marked, plain, spelled_out, without_notes
from tests.newsarchive.editions import text_from


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One.</p>\n<p>Two.</p>", "One.\nTwo."),
        ('<h2 id="a">Head</h2><p>Te<em>x</em>t, <a href="b>c">li</a>nk</p>', "Head\nText, link"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>a&amp;b &lt;c&gt;</p>", "a&b <c>"),
        ("<p>a<br>b</p>", "a\nb"),
        ("", ""),
    ],
)
def test_blocks_are_apart_and_inline_marks_are_not(markup, words):
    assert plain(markup) == words


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>10<sup>6</sup>, 10<sup>-3</sup>, m<sup>2</sup>, 1<sup>er</sup></p>", "10⁶, 10⁻³, m², 1er"),
        ("<p>It was <del>ten</del> <ins>nine</ins>.</p>", "It was ~~ten~~ nine."),
        ('<p><s lang="en" id="a">Guilty</s></p>', "~~Guilty~~"),
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        ("<p>a <strong>b</strong> <small>c</small> <samp>d</samp> &lt;q&gt;</p>", "a b c d <q>"),
    ],
)
def test_what_tags_say_of_words_is_spelled_out_where_no_tag_is_left(markup, words):
    assert plain(spelled_out(markup)) == words


def test_marks_of_notes_and_links_back_are_left_out_and_the_notes_are_not():
    text, notes = without_notes(text_from("Words.[^1] More.[^1]\n\n[^1]: A *note*.\n").html)
    assert (plain(text), plain(notes)) == ("Words. More.", "A note.")


CITING = """\
Words.[^1] More.[^oc-media p. 12 & 13][^nmt] Again.[^1] `[^code]` and 10^6^.

- An item.[^other]

[^1]: A *note*.[^nmt]

    Its second paragraph.

[^other]: - A list.
"""


def test_marks_as_words_say_where_a_text_cites_which_source_and_which_note():
    text, notes = without_notes(marked(text_from(CITING).html))
    assert plain(text) == "Words.[^1] More.[^oc-media p. 12 & 13][^nmt] Again.[^1] [^code] and 10^6^.\nAn item.[^2]"
    assert plain(notes) == "[^1]: A note.[^nmt]\nIts second paragraph.\n[^2]:\nA list."


def test_the_place_of_a_citation_may_have_markup():
    assert plain(marked(text_from("Words.[^oc-media *p.* `12`]").html)) == "Words.[^oc-media p. 12]"


def test_a_comma_between_two_marks_is_left_out_too():
    first, second = (f'<sup id="fnref:c{n}"><a href="#p_s{n}">{n}</a></sup>' for n in (1, 8))
    marks = f"{first}<sup>,\N{NO-BREAK SPACE}</sup>{second}"
    assert plain(f"<p>Prison.{marks} Among them</p>") == "Prison. Among them"
