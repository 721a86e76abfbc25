"""Two states of a text, compared word by word."""

from plugins.archive.records import Correction, FrontMatter, Picture
from plugins.history.comparing import blocks, differences, differing, marked, paragraphs
from tests.timing import within
from tests.unit.making import DAY


def test_paragraphs_that_differ_are_counted():
    assert differing(["a", "b", "c"], ["a", "x", "y", "c", "d"]) == 3
    assert differing(["a"], ["a"]) == 0


def test_a_difference_shows_what_went_and_what_came_in_its_place():
    (pieces,) = differences(["one two three", "gone now"], ["one 2 three"])
    assert marked(pieces) == "one [-two-]{+2+} three [-¶ gone now-]"


def test_line_breaks_do_not_count():
    assert differences(["one\ntwo"], ["one two"]) == [[("same", "one two")]]


def test_a_fence_is_one_block():
    assert blocks("a\n\n~~~\nb\n\n```\nc\n~~~\n\n\nd\n") == ["a", "~~~\nb\n\n```\nc\n~~~", "d"]


def test_all_words_of_a_revision_are_compared():
    front = FrontMatter(
        "A title", "A  summary", image=Picture(alt="Alt", caption="Cap"), corrections=(Correction(DAY, "x"),)
    )
    assert paragraphs(front, "One\ntwo.\n\nThree.") == [
        *("A title", "A summary", "Alt", "Cap", f"{DAY.isoformat()} x"),
        *("One two.", "Three."),
    ]


def test_what_was_rewritten_as_a_whole_is_told_without_comparing_each_word():
    old, new = (" ".join(f"{letter}{number}" for number in range(5000)) for letter in "ab")
    with within(5):
        assert differences([old], [new]) == [[("removed", old), ("added", new)]]
