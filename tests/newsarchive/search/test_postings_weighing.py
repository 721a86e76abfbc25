"""How much a word weighs."""

from newsarchive.search.postings import STEPS, USUAL_LENGTH, WEIGHTS, steps


def test_a_title_weighs_most_and_a_summary_more_than_the_text():
    assert WEIGHTS["title"] == max(WEIGHTS.values())
    assert WEIGHTS["title"] > WEIGHTS["summary"] > WEIGHTS["body"]


def test_weights_grow_with_the_frequency_and_never_leave_their_range():
    found = list(steps(range(1, 500), USUAL_LENGTH).values())
    assert found == sorted(found)
    assert (found[0], found[-1]) == (29, STEPS)
    assert steps([1], 1_000_000) == {1: 1}


def test_a_word_in_a_short_text_weighs_more():
    assert steps([2], 100)[2] > steps([2], 2000)[2]
