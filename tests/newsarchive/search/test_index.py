"""One language's index as files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model import yaml_text
from newsarchive.model.fields import Picture
from newsarchive.search.corpus import Corpus
from newsarchive.search.index import MOST_OF_A_FILE, MOST_OF_A_LIST, order
from newsarchive.search.results import MOST_OF_A_TEXT
from newsarchive.search.words import name_of
from tests.newsarchive.editions import briefing, edition_of, small_edition
from tests.newsarchive.search.keeping import Memory, index_of, shown_in
from tests.newsarchive.search.test_postings import decoded


def found(files, word):
    """Find a word's value as the script does; the value, and the file that was read."""
    start = [start for start in json.loads(files["index.json"])["S"] if order(start) <= order(word)][-1:]
    name = f"t{name_of(start[0])}.json" if start else ""
    return json.loads(files[name]).get(word) if name else None, name


def number(edition):
    return {name: shown.number for name, shown in shown_in(Corpus(edition, Memory())).items()}


def result(edition, language, slug):
    return json.loads(index_of(edition, language)[f"r{number(edition)[slug]:x}.json"])


def test_a_result_holds_what_a_list_prints():
    shown = result(small_edition(), "ru", "second")
    assert len(shown.pop("w")) == 3
    assert shown == {
        "t": "second in ru",
        "s": "About second.",
        "a": "../2023/second/index.html",
        "l": "ru",
        "d": "3 февраля 2023\u202fг.",
        "i": "2023-02-03",
        "x": "Words.",
    }


def test_a_result_in_another_language_says_so_and_leads_there():
    shown = result(small_edition(), "en", "first")
    assert (shown["l"], shown["a"]) == ("az", "../../az/2021/first/index.html")
    assert "Azerbaijani" in shown["n"]


def test_links_are_clean_where_the_sites_are():
    assert result(small_edition(clean_addresses=True), "en", "second")["a"] == "../2023/second/"


def test_a_long_text_comes_in_parts_of_which_none_is_long_and_no_word_is_lost():
    words = " ".join(f"слово{each}" for each in range(3000))
    files = index_of(edition_of(briefing("long", languages="ru", html=f"<p>{words}</p>")), "ru")
    records = {name: json.loads(content) for name, content in files.items() if name.startswith("r")}
    parts = {name: each for name, each in records.items() if isinstance(each, str) or "i" in each}
    first = next(part for part in parts.values() if isinstance(part, dict))
    assert first["m"] == len(parts) - 1 > 2
    assert all(len(files[name]) <= MOST_OF_A_TEXT + 20 for name in parts)
    (head,) = [name for name in parts if name.count(".") == 1]
    others = [parts[f"{head.removesuffix('.json')}.{each}.json"] for each in range(1, first["m"] + 1)]
    assert " ".join([first["x"], *others]) == words


@pytest.mark.parametrize("end", ["</p><p>", ". "])
def test_a_long_text_is_cut_where_no_phrase_is(end):
    """The search looks for a phrase in one part, and found none of which half was in the next."""
    written = end.join(f"The {number}th political order of {number} days" for number in range(1_000))
    files = index_of(edition_of(briefing("long", html=f"<p>{written}</p>")), "en")
    records = [json.loads(content) for name, content in files.items() if name.startswith("r")]
    parts = [each if isinstance(each, str) else each["x"] for each in records if isinstance(each, str) or "i" in each]
    assert len(parts) > 4
    assert sum(each.count("political order of") for each in parts) == 1_000
    assert all(each.startswith("The ") and each.removesuffix(".").endswith(" days") for each in parts)
    assert min(len(each) for each in parts[:-1]) > MOST_OF_A_TEXT / 2 - 200


def test_a_long_text_comes_in_parts_beside_the_longest_summary_too():
    """All of the text but its end was in the first file."""
    words = "სიტყვა " * 4_000
    edition = edition_of(briefing("long", html=f"<p>{words}</p>", summary=words[: yaml_text.LONGEST]))
    files = index_of(edition, "en")
    assert max(len(content) for name, content in files.items() if name.startswith("r")) <= 2 * MOST_OF_A_TEXT


def test_a_result_has_its_pictures_caption_where_it_is_found_by_it():
    picture = Picture("a.jpg", caption="Photographers at work.")
    edition = edition_of(briefing("a", html="<p>Courts.</p>", image=picture), briefing("b", html="", image=picture))
    assert result(edition, "en", "a")["x"] == "Courts.\nPhotographers at work."
    assert result(edition, "en", "b")["x"] == "Photographers at work."


def test_a_text_without_spaces_is_split_between_its_blocks():
    blocks = ["記者" * 200] * 60
    files = index_of(edition_of(briefing("long", html="".join(f"<p>{each}</p>" for each in blocks))), "en")
    records = [json.loads(content) for name, content in files.items() if name.startswith("r")]
    (first,) = [each for each in records if isinstance(each, dict) and "i" in each]
    others = [each for each in records if isinstance(each, str)]
    assert first["m"] == len(others) > 5
    assert max(len(content) for name, content in files.items() if name.startswith("r")) <= MOST_OF_A_TEXT + 20
    assert "\n".join([first["x"], *others]).split("\n") == blocks


def test_a_word_longer_than_a_part_is_not_cut():
    files = index_of(edition_of(briefing("long", html=f"<p>{'a' * 20_000} b</p>")), "en")
    assert any("a" * 20_000 in content.decode() for content in files.values())


def test_marks_and_words_are_found():
    files = index_of(small_edition(), "en")
    assert found(files, "year:2021")[0]
    assert found(files, "word")[0]
    head = json.loads(files["index.json"])
    others = [int(name[1:-5], 16) for name, content in files.items() if name[0] == "r" and b'"k"' in content]
    assert head["N"] == 3 + len(others)
    assert min(others) >= head["B"]


def test_a_result_names_its_terms_by_their_numbers():
    files = index_of(small_edition(), "en")
    end = json.loads(files["index.json"])["B"]
    results = {int(name[1:-5], 16): json.loads(content) for name, content in files.items() if name[0] == "r"}
    terms = {number: result["t"] for number, result in results.items() if number >= end}
    named = {result["t"]: {terms[each + end] for each in result["w"]} for result in results.values() if "w" in result}
    assert {number for number, result in results.items() if "w" in result} <= {each for each in results if each < end}
    assert any("Privacy" in names for names in named.values()), named


def test_a_mark_names_the_briefings_that_have_it():
    edition = small_edition()
    files, known = index_of(edition, "en"), number(edition)
    assert decoded(found(files, "year:2021")[0]) == {known["first"]: 1}
    assert decoded(found(files, "year:2023")[0]) == {known["second"]: 1, known["third"]: 1}
    assert decoded(found(files, "tag:courts")[0][0]) == {known["first"]: 1, known["second"]: 1}


def test_the_mark_of_all_names_every_briefing_and_nothing_else():
    edition = small_edition()
    files = index_of(edition, "en")
    numbers = [number(edition)[each.slug] for each in edition.archive.listed]
    assert decoded(found(files, "all:")[0]) == dict.fromkeys(numbers, 1)


def test_a_mark_of_a_term_has_its_name_in_the_indexs_language():
    value, _ = found(index_of(small_edition(), "az"), "place:baku")
    assert value[3:] == ["Bakı"]
    value, _ = found(index_of(small_edition(), "ru"), "tag:courts")
    assert value[3:] == ["Courts"]


def test_other_spellings_stand_with_a_word():
    value, _ = found(index_of(small_edition(), "en"), "baku")
    assert value[1:] == [0, 0, "bak", "бак"]


def test_what_a_list_has_beyond_one_file_is_in_files_of_its_own():
    edition = edition_of(*(briefing(f"b-{each}", html="<p>common</p>" * (each % 7 + 1)) for each in range(6000)))
    files = index_of(edition, "en")
    first, documents, more = found(files, "common")[0]
    assert (documents, more) == (6000, 1)
    rest = json.loads(files["pcommon.1.json"])
    assert max(len(first), len(rest)) <= MOST_OF_A_LIST + 8
    assert not {*decoded(first)} & {*decoded(rest)}
    assert len(decoded(first)) + len(decoded(rest)) == 6000


def test_hidden_and_withdrawn_briefings_are_not_in_the_index():
    edition = edition_of(briefing("seen"), briefing("hid", status="hidden"), briefing("gone", status="withdrawn"))
    together = b"".join(index_of(edition, "en").values())
    assert b"seen" in together
    assert b"hid" not in together
    assert b"gone" not in together


def large_index(*words):
    """Return the files of an index with thousands of words."""
    many = [f"{head}{tail}" for head in ("суд", "law", "şey") for tail in range(1500)]
    return index_of(edition_of(briefing("a", html=f"<p>{' '.join([*many, *words])}</p>"), briefing("b")), "en")


def test_an_empty_index_has_no_word():
    files = index_of(edition_of(), "en")
    assert found(files, "word") == (None, "")


def test_every_word_is_found_in_a_short_file_and_no_other():
    files = large_index()
    lists = {name: content for name, content in files.items() if name.startswith("t")}
    assert len(lists) > 10
    assert max(map(len, lists.values())) <= MOST_OF_A_FILE
    words = [word for content in lists.values() for word in json.loads(content)]
    assert len(words) == len(set(words)) > 3_000
    assert all(found(files, word)[0] for word in words)
    assert [found(files, word)[0] for word in ("lawyer", "0", "\uffff")] == [None] * 3


def test_a_word_that_one_text_has_more_changes_few_files():
    before = large_index()
    for word in ("law", "суд", "zebra", "aa", "şey999x"):
        after = large_index(word)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert len(changed - {"index.json"}) <= 5, word


@pytest.mark.parametrize(
    ("word", "name"),
    [("law", "law"), ("суд", "-0441-0443-0434"), ("tag:eu-law", "tag-003aeu-002dlaw"), ("𐐨a", "-d801-dc28a"), ("", "")],
)
def test_a_files_name_is_plain(word, name):
    assert name_of(word) == name


@given(st.lists(st.text("суd3䐓-a1", min_size=1, max_size=4), unique=True))
def test_names_are_as_distinct_as_their_words(words):
    assert len({name_of(word) for word in words}) == len(words)
