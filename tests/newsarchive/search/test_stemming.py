"""The machine that reads tables of endings."""

import json

import msgspec

from newsarchive.search.stemming import EndingRow, StemRules


def test_the_longest_ending_decides():
    rules = StemRules(steps=((EndingRow("s es"),),))
    assert rules.stem("boxes") == "box"
    assert rules.stem("cats") == "cat"


def test_an_ending_that_does_not_fit_leaves_the_word_to_a_shorter_one():
    rules = StemRules(steps=((EndingRow("es", fits="x$"), EndingRow("s")),))
    assert rules.stem("boxes") == "box"
    assert rules.stem("horses") == "horse"


def test_an_ending_whose_demand_does_not_hold_ends_the_step():
    rules = StemRules(steps=((EndingRow("es", holds="x$"), EndingRow("s")),))
    assert rules.stem("horses") == "horses"


def test_of_rows_with_the_same_ending_the_first_that_fits_decides():
    rules = StemRules(steps=((EndingRow("y", "1", fits="a$"), EndingRow("y", "2")),))
    assert (rules.stem("bay"), rules.stem("by")) == ("ba1", "b2")


def test_a_row_names_the_next_step():
    rules = StemRules(steps=((EndingRow("a", then=2), EndingRow("_", then=1)), (EndingRow("b"),), (EndingRow("c"),)))
    assert rules.stem("xbca") == "xb"  # b is not looked at: the second step is passed over
    assert rules.stem("xcb") == "x"


def test_a_step_may_come_again():
    assert StemRules(steps=((EndingRow("a", fits=".", then=0),),)).stem("baaa") == "b"


def test_no_ending_is_every_words_ending():
    assert StemRules(steps=((EndingRow("_", "!"),),)).stem("word") == "word!"


def test_marked_letters_are_another_letter_to_conditions_and_come_back():
    rules = StemRules(marked="(^|[ae])(y)", steps=((EndingRow("s", holds="Y$"),),))
    assert (rules.stem("says"), rules.stem("skys")) == ("say", "skys")


def test_data_for_the_script_is_plain_and_complete():
    rules = StemRules(
        marked="(a)(b)",
        steps=((EndingRow("s es", "x", fits="a", then=2), EndingRow("_")), (EndingRow("t", holds="a"),)),
    )
    assert json.loads(msgspec.json.encode(rules)) == {
        "marked": "(a)(b)",
        "steps": [
            [{"endings": "s es", "put": "x", "fits": "a", "then": 2}, {"endings": "_"}],
            [{"endings": "t", "holds": "a"}],
        ],
    }
