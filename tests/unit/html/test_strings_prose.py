"""The words of a text, without its marks."""

import pytest

from newsarchive.html.strings import plain
from tests.unit.editions import text_from


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One.</p>\n<p>Two.</p>", "One. Two."),
        ('<h2 id="a">Head</h2><p>Te<em>x</em>t, <a href="b>c">li</a>nk</p>', "Head Text, link"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<p>a&amp;b &lt;c&gt;</p>", "a&b <c>"),
        ("<p>a<br>b</p>", "a b"),
        ("", ""),
    ],
)
def test_blocks_are_apart_and_inline_marks_are_not(markup, words):
    assert plain(markup) == words


def test_marks_of_notes_and_links_back_are_left_out_and_the_notes_are_not():
    found = plain(text_from("Words.[^1] More.[^1]\n\n[^1]: A *note*.\n").html)
    assert found == "Words. More. A note."
