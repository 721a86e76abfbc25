"""How much a word weighs."""

from plugins.search.weighing import STEPS, USUAL_LENGTH, WEIGHTS, frequencies, steps


def test_a_word_counts_by_its_field():
    found = frequencies({"title": {"a": 1}, "body": {"a": 2, "b": 1}})
    assert found == {"a": WEIGHTS["title"] + 2 * WEIGHTS["body"], "b": WEIGHTS["body"]}


def test_a_title_weighs_most_and_a_summary_more_than_the_text():
    assert WEIGHTS["title"] == max(WEIGHTS.values())
    assert WEIGHTS["title"] > WEIGHTS["summary"] > WEIGHTS["body"]


def test_weights_grow_with_the_frequency_and_never_leave_their_range():
    found = [steps(frequency, USUAL_LENGTH) for frequency in range(1, 500)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (7, STEPS)
    assert steps(1, 1_000_000) == 1


def test_a_word_in_a_short_text_weighs_more():
    assert steps(2, 100) > steps(2, 2000)
