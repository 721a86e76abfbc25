"""Two states of a text, compared word by word."""

import random
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.fields import Correction, FrontMatter, Picture
from newsarchive.pages.history import MOST_WORDS, blocks, differences, differing, paragraphs, spaced
from tests.newsarchive.editions import DAY
from tests.timing import within


def test_paragraphs_that_differ_are_counted():
    assert differing(["a", "b", "c"], ["a", "x", "y", "c", "d"]) == 3
    assert differing(["a"], ["a"]) == 0


def test_a_difference_shows_what_went_and_what_came_in_its_place():
    (pieces,) = differences(["one two three", "gone now"], ["one 2 three"])
    assert "".join(words for _, words in spaced(pieces)) == "one [-two-]{+2+} three [-¶ gone now-]"


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


def reference(old, new):
    """Pieces as difflib's own opcodes give them."""
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", " ".join(old[a:b])))
            continue
        pieces += [("removed", " ".join(old[a:b]))] if a < b else []
        pieces += [("added", " ".join(new[c:d]))] if c < d else []
    return pieces


WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@given(old=WORDS, new=WORDS)
def test_both_states_can_be_read_from_what_differs(old, new):
    found = [piece for run in differences([" ".join(old)], [" ".join(new)]) for piece in run]
    for kinds, words in ((("same", "removed"), old), (("same", "added"), new)):
        assert " ".join(text for kind, text in found if kind in kinds).split() == (words if old != new else [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("one two three four", "one 2 three four five"),
        ("the court let the reporter in", "the court did not let the reporter in"),
        ("a b c d e", "x b c y e"),
    ],
)
def test_prose_is_compared_as_difflib_does(old, new):
    assert differences([old], [new]) == [reference(old.split(), new.split())]


REPEATED = {
    "paragraphs": (["a", "b"] * 3000, ["b", "a", "c"] * 2000),
    "words": (["a b " * 3000], ["b a c " * 2000]),
    "a column of a table": (
        [f"| {number} | x | y |" for number in range(3000)],
        [f"| {number} | x | z |" for number in range(3000)],
    ),
    "words that come once, each with another": (
        [" ".join(f"w{number}" for number in range(12_000))],
        [" ".join(f"w{number} x" for number in range(12_000))],
    ),
    "the largest text of two words": (["a b " * 32_000], ["b a c " * 21_000]),
    "one paragraph": (["x"] * 20_000, ["x"] * 19_000 + ["y"] * 900),
}


@pytest.mark.parametrize("case", REPEATED)
def test_no_text_makes_a_comparison_take_long(case):
    old, new = REPEATED[case]
    with within(5):
        differences(old, new)
    with within(5):
        differing(old, new)


def _same(old, new):
    """How much of what is shown stayed as it was."""
    pieces = [piece for run in differences([old], [new]) for piece in run]
    return sum(len(words) for kind, words in pieces if kind == "same") / sum(len(words) for _, words in pieces)


def test_a_column_corrected_in_a_long_table_is_shown_in_its_rows():
    old, new = (
        "\n".join(f"| {row} | Name {row % 7} | {year} | court |" for row in range(180)) for year in (2023, 2024)
    )
    with within(1):
        assert _same(old, new) > 0.7


def test_a_word_changed_here_and_there_in_the_longest_text_is_shown():
    choose = random.Random(1)  # noqa: S311
    # words as often as those of a natural language (Zipf's law)
    vocabulary = [f"w{number}" for number in range(1, 3000)]
    old = choose.choices(vocabulary, [1 / number for number in range(1, 3000)], k=MOST_WORDS // 2)
    new = [word if choose.random() > 0.05 else "new" for word in old]
    with within(2):
        assert _same(" ".join(old), " ".join(new)) > 0.9


def test_longer_runs_are_told_without_comparing_each_word():
    old, new = (" ".join(f"w{number}" for number in range(count)) for count in (MOST_WORDS, 1))
    assert differences([old], [new]) == [[("removed", old), ("added", new)]]
