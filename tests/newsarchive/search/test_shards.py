"""An index cut into small files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.search import shards as leaves
from newsarchive.search.shards import (
    DIRECTORY,
    DIRECTORY_CHARACTERS,
    MOST_CHARACTERS,
    LeafEditor,
    cuts,
    leaves_of,
    name_of,
    order,
    shards,
)

WORDS = sorted(f"{head}{tail}" for head in ("суд", "law", "şey") for tail in range(1500))


def found(files, word):
    """Find a word's value as the script does; the value, and the files read."""
    read, name = [DIRECTORY], DIRECTORY
    node = json.loads(files[name])
    while "D" in node:
        cut = [each for each in node["S"].split(" ") if order(each) <= order(word)][-1]
        name = f"{node['D']}{name_of(cut)}.json"
        read.append(name)
        node = json.loads(files[name])
    return node.get(word), read


def index(words, **changes):
    return shards(leaves_of(dict.fromkeys(words, "BAA." * 4) | changes), {"N": 3})


def test_a_small_index_is_a_directory_and_one_file():
    files = shards(leaves_of({"b": "BA.", "a": "CA."}), {"N": 2})
    assert files == {"index.json": b'{"N":2,"D":"t","S":""}', "t.json": b'{"a":"CA.","b":"BA."}'}


def test_an_empty_index_still_has_a_file_to_answer_from():
    assert found(shards(leaves_of({}), {"N": 0}), "word") == (None, ["index.json", "t.json"])


def test_every_word_is_found_and_no_other():
    files = index(WORDS)
    assert len(files) > 20
    assert all(found(files, word)[0] == "BAA." * 4 for word in WORDS[::37])
    assert found(files, "lawyer")[0] is None
    assert found(files, "")[0] is None
    assert found(files, "\uffff")[0] is None


def test_no_file_is_longer_than_it_may_be():
    sizes = {name: len(content) for name, content in index(WORDS).items()}
    assert max(sizes.values()) <= MOST_CHARACTERS + 2


def test_a_long_directory_is_cut_as_well_and_the_way_grows_by_one_file():
    many = [f"word{each}" for each in range(60_000)]
    files = index(many)
    assert len(found(files, "word777")[1]) == 3
    assert all(found(files, word)[0] for word in many[::5077])
    assert all(len(content) <= DIRECTORY_CHARACTERS + 40 for name, content in files.items() if name[0] in "di")


def test_an_edit_of_one_word_changes_one_file():
    before, after = index(WORDS), index(WORDS, law77="BAB.")
    assert [name for name in before if before[name] != after[name]] == [found(after, "law77")[1][-1]]


def test_a_new_word_changes_its_own_file_and_at_most_cuts_it():
    before = index(WORDS)
    for word in ("law", "суд", "zebra", "a", "şey-9"):
        after = index([*WORDS, word])
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert len(changed) <= 4, word


def test_cuts_do_not_depend_on_what_stands_before():
    words = [f"w{each:04}" for each in range(400)]
    starts = cuts(words, [10] * 400, 100)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    # of the first half's cuts none moves when the second half goes
    half = cuts(words[:200], [10] * 200, 100)
    assert len(set(starts) ^ set(half) & set(range(200))) - len([each for each in starts if each >= 200]) <= 4


def test_a_value_longer_than_a_file_stands_alone():
    files = shards(leaves_of({"a": "x", "b": "y" * (MOST_CHARACTERS + 10), "c": "z"}), {})
    assert found(files, "b")[0] == "y" * (MOST_CHARACTERS + 10)
    assert found(files, "c")[0] == "z"


@pytest.mark.parametrize(
    ("word", "name"),
    [("law", "law"), ("суд", "-0441-0443-0434"), ("tag:eu-law", "tag-003aeu-002dlaw"), ("𐐨a", "-d801-dc28a"), ("", "")],
)
def test_a_files_name_is_plain(word, name):
    assert name_of(word) == name


@given(st.lists(st.text("суd3䐓-a1", min_size=1, max_size=4), unique=True))
def test_names_are_as_distinct_as_their_words(words):
    assert len({name_of(word) for word in words}) == len(words)


VALUES = st.dictionaries(
    st.text("aбс🯰", min_size=1, max_size=4), st.text("A.", min_size=1, max_size=30) | st.just(["A.", 0, 0, "s"])
)


@given(VALUES, VALUES, st.integers(20, 120))
def test_edited_leaves_are_those_that_would_be_made_anew(before, after, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "MOST_CHARACTERS", most)
        editor = LeafEditor(leaves_of(before))
        changes = {
            word: after.get(word) for word in before.keys() | after.keys() if before.get(word) != after.get(word)
        }
        assert list(editor.edited(changes).items()) == list(leaves_of(after).items())
        # most words stay
        few = dict(list(changes.items())[:2])
        together = {word: value for word, value in (before | few).items() if value is not None}
        assert list(editor.edited(few).items()) == list(leaves_of(together).items())


@given(VALUES, st.text("aбс🯰", max_size=4))
def test_a_word_is_found_in_its_leaf(values, word):
    assert LeafEditor(leaves_of(values)).value(word) == values.get(word)
