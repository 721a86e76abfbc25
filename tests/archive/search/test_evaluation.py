"""The search asked as readers ask: inflected words, names in any spelling, letters without their marks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from newsarchive.model.index import Edition
from newsarchive.model.vocabularies import TAXONOMIES
from newsarchive.search.words import STOP_WORDS, fold, words_of
from tests.newsarchive.search.asking import ask, briefings_in, slug_of

from .evaluation import LANGUAGES, OPENING, TYPED, Query, evaluate, expected, figures, first_share, queries
from .unseen import measured

# measured, rounded down; README.md says how
RECALL = {"az": 0.99, "en": 0.99, "ru": 0.99}
RECALL_OF_INFLECTED = {"az": 0.99, "en": 0.98, "ru": 0.99}
FIRST = {"az": 0.95, "en": 0.95, "ru": 0.95}
# the same three of each third query: asking all of two more languages takes 11 s
OF_EACH_THIRD = {"en": (0.99, 0.99, 0.94), "ru": (0.98, 0.98, 0.97)}


SAMPLED = [pytest.param(language, marks=() if language == "az" else pytest.mark.full) for language in LANGUAGES]


def test_the_queries_are_many_and_of_every_kind() -> None:
    for language in LANGUAGES:
        asked = queries(language)
        assert len(asked) >= 150, language
        assert len({query.text for query in asked}) == len(asked)
        assert {query.typed for query in asked} <= set(TYPED)
        assert {slug for query in asked if ":" not in query.expected for slug in query.expected.split()} <= OPENING
        assert sum(query.typed == "inflected" for query in asked) >= 150, language


def test_nearly_all_expected_briefings_are_still_there(opening: Edition) -> None:
    assert len(opening.archive.listed) >= len(OPENING) - 4
    lost = {query.text for language in LANGUAGES for query in queries(language) if not expected(query, opening)}
    assert len(lost) <= 20, lost


@pytest.mark.parametrize("language", SAMPLED)
def test_recall_is_what_was_measured(opening: Edition, opening_site: Path, language: str) -> None:
    results = evaluate(opening, opening_site, language)
    found = _require(results, opening, RECALL[language], RECALL_OF_INFLECTED[language], FIRST[language])
    assert found["spelling"] == found["case"] == found["keyboard"] == 1


@pytest.mark.parametrize("language", OF_EACH_THIRD)
def test_recall_of_each_third_query_is_what_was_measured(opening: Edition, opening_site: Path, language: str) -> None:
    results = evaluate(opening, opening_site, language, part=3)
    assert len(results) > 80
    found = _require(results, opening, *OF_EACH_THIRD[language])
    assert found["spelling"] == found["case"] == found["keyboard"] == 1


def _require(
    results: list[tuple[Query, float, list[str]]], edition: Edition, recall: float, of_inflected: float, first: float
) -> Mapping[str, float]:
    """Return the recall of each way of typing; that of all and of inflected words and the share of firsts must do."""
    found = figures(results)
    missed = [(query.text, query.expected, slugs[:3]) for query, value, slugs in results if value < 1]
    assert found["all"] >= recall, missed
    assert found["inflected"] >= of_inflected, missed
    assert first_share(results, edition) >= first
    return found


@pytest.mark.parametrize("language", SAMPLED)
def test_a_name_finds_the_same_briefings_however_it_is_spelled(
    opening: Edition, opening_site: Path, language: str
) -> None:
    people = opening.archive.vocabularies["people"]
    named = [people[term] for taxonomy, term in opening.archive.by_term if taxonomy == "people"]
    surnames = {term.id: sorted({name.split()[-1] for name in (*term.names.values(), *term.also)}) for term in named}
    asked = [(term, surname) for term, spelled in surnames.items() for surname in spelled]
    answers = ask(opening_site, language, [surname for _, surname in asked], most=30)
    found: dict[str, set[frozenset[str]]] = {}
    for (term, _), answer in zip(asked, answers, strict=True):
        found.setdefault(term, set()).add(frozenset(briefings_in(answer)))
    # a spelling that pairs with no other name finds what the vocabulary says, the others that and what the text says
    assert {term: sets for term, sets in found.items() if len(sets) > 1} == {}
    assert all(sets != {frozenset()} for sets in found.values())


def test_hajiyev_is_found_in_three_spellings_and_three_languages(opening_site: Path) -> None:
    for language in LANGUAGES:
        for answer in ask(opening_site, language, ["Гаджиев", "Hajiyev", "Hacıyev", "haciyev", "HACIYEV", "Гаджиева"]):
            found = briefings_in(answer)
            assert found == ["cybercrime-powers-and-privacy"], (language, answer)


def test_filters_leave_what_they_name(opening: Edition, opening_site: Path) -> None:
    plain, by_year, by_tag, by_both, in_azerbaijani, by_nothing = ask(
        opening_site,
        "az",
        [
            ("jurnalist", []),
            ("jurnalist", ["year:2025"]),
            ("jurnalist", ["tag:privacy"]),
            ("jurnalist", ["year:2025", "tag:privacy"]),
            ("jurnalist", ["lang:az"]),
            ("jurnalist", ["year:1900"]),
        ],
        most=30,
    )
    slugs = {*briefings_in(plain)}
    listed = opening.archive.by_slug
    assert {*briefings_in(by_year)} == {slug for slug in slugs if listed[slug].date.year == 2025}
    assert {*briefings_in(by_tag)} == {slug for slug in slugs if "privacy" in listed[slug].terms("tags")}
    assert by_both["count"] == 1
    assert {*briefings_in(in_azerbaijani)} == {slug for slug in slugs if listed[slug].readable("az")}
    assert by_nothing["count"] == 0


@pytest.mark.parametrize("query", ["", "jurnalist", "xylophonists"])
def test_a_facet_counts_what_each_value_would_leave(opening: Edition, opening_site: Path, query: str) -> None:
    chosen = [[], ["place:baku", "year:2025"], ["lang:az", "tag:court-rulings"]]
    cases = [(marks, key) for marks in chosen for key in ("year", "tag", "person", "place")]
    facets = [answer["facet"] for answer in ask(opening_site, "az", [(query, *case) for case in cases], most=0)]
    assert all(len(values) >= 10 for values in facets)
    filters = [
        [*(mark for mark in marks if not mark.startswith(f"{key}:")), f"{key}:{each['value']}"]
        for (marks, key), values in zip(cases, facets, strict=True)
        for each in values
    ]
    left = ask(opening_site, "az", [(query, each) for each in filters], most=0)
    counts = [each["count"] for values in facets for each in values]
    assert [each["count"] for each in left] == counts
    assert bool(query != "xylophonists") == any(counts)


@pytest.mark.parametrize(
    ("language", "query", "kind", "title"),
    [
        ("en", "Khadija Ismayilova", "People", "Khadija Ismayilova"),
        ("en", "Gadzhiev", "People", "Bakhtiyar Hajiyev"),
        ("en", "European Court of Human Rights", "Organisations", "European Court of Human Rights"),
        ("ru", "Баку", "Места", "Баку"),
        ("az", "Kiyev", "Coğrafiya", "Kiyev"),
        ("en", "privacy", "Page", "Privacy"),
    ],
)
def test_a_term_or_a_page_that_the_query_names_comes_first_and_says_what_it_is(
    opening_site: Path, language: str, query: str, kind: str, title: str
) -> None:
    (answer,) = ask(opening_site, language, [query], most=60)
    assert (answer["shown"][0]["kind"], answer["shown"][0]["title"]) == (kind, title)
    assert answer["count"] == len(briefings_in(answer))


def test_an_empty_query_finds_all_briefings_the_latest_first(opening: Edition, opening_site: Path) -> None:
    everything, of_a_year = ask(opening_site, "ru", [("", []), ("", ["year:2024"])], most=50)
    found = briefings_in(everything)
    dates = [opening.archive.by_slug[slug].date for slug in found]
    assert len(found) == len(opening.archive.listed)
    assert dates == sorted(dates, reverse=True)
    assert briefings_in(of_a_year) == [slug for slug in found if opening.archive.by_slug[slug].date.year == 2024]


def test_an_excerpt_shows_the_words_that_were_asked_for(opening_site: Path) -> None:
    (answer,) = ask(opening_site, "ru", ["исчез в Тбилиси"])
    first = answer["shown"][0]
    assert slug_of(first["address"]) == "mukhtarli-v-azerbaijan-and-georgia"
    assert {"исчез", "Тбилиси"} & set(first["marked"])
    assert all(word in first["excerpt"] for word in first["marked"])
    assert 60 < len(first["excerpt"]) < 500


def test_what_no_briefing_has_is_said(opening_site: Path) -> None:
    one, both = ask(opening_site, "en", ["xylophonists", "journalist xylophonists"])
    assert (one["count"], one["unknown"]) == (0, ["xylophonists"])
    assert both["unknown"] == ["xylophonists"]
    assert both["count"] > 5


@pytest.mark.parametrize(
    ("language", "query", "near"),
    [
        ("en", "jounralizm", ["journalists"]),
        ("en", "xylophonists jounralizm", ["journalists"]),
        ("az", "jurnlaistikkam", ["jurnalist"]),
        ("ru", "журнлаизма", ["журнал"]),
        ("en", "qqqqqq", []),
    ],
)
def test_where_nothing_is_found_near_words_are_offered_that_lead_to_something(
    opening_site: Path, language: str, query: str, near: list[str]
) -> None:
    (answer,) = ask(opening_site, language, [query])
    assert (answer["count"], answer["shown"]) == (0, [])
    assert len(answer["near"]) <= 6
    assert all(any(each.lower().startswith(word) for each in answer["near"]) for word in near), answer["near"]
    assert bool(near) == bool(answer["near"])
    assert all(found["count"] for found in ask(opening_site, language, answer["near"]))


@pytest.mark.parametrize(
    ("language", "query", "term"),
    [
        ("en", "censorship", "Freedom of expression"),
        ("az", "senzura", "İfadə azadlığı"),
        ("ru", "цензура", "Свобода СМИ"),
    ],
)
def test_a_result_in_which_nothing_is_marked_says_by_which_term_it_was_found(
    opening: Edition, opening_site: Path, language: str, query: str, term: str
) -> None:
    (answer,) = ask(opening_site, language, [query], most=60)
    unmarked = [each for each in answer["shown"] if not each["marked"] and not each["titled"]]
    assert len(unmarked) > 5
    assert all(each["why"] for each in unmarked)
    assert not any(each["why"] for each in answer["shown"] if each not in unmarked)
    vocabularies = opening.archive.vocabularies
    named = {
        slug_of(each["address"]): [*each["why"][1]]
        for each in unmarked
        if not each["kind"] and each["why"][0] == "term"
    }
    assert any(term in names for names in named.values())
    for slug, names in named.items():
        briefing = opening.archive.by_slug[slug]
        own = {
            vocabularies[taxonomy][key].name(language, opening.site.default)[0]
            for taxonomy in TAXONOMIES
            for key in briefing.terms(taxonomy)
        }
        assert {*names} <= own, slug


def test_other_names_notes_and_sources_are_named_as_reasons(opening_site: Path) -> None:
    court, source = ask(opening_site, "ru", ["ЕСПЧ", "Reuters"], most=60)
    assert ["name", ["ЕСПЧ"]] in [each["why"] for each in court["shown"]]
    assert [each["why"] for each in source["shown"] if not each["marked"]] == [["notes", ["Reuters"]]] * source["count"]


@pytest.mark.parametrize("language", SAMPLED)
def test_a_topics_names_and_words_to_search_for_put_it_first(
    opening: Edition, opening_site: Path, language: str
) -> None:
    terms = [
        opening.archive.vocabularies["tags"][term] for taxonomy, term in opening.archive.by_term if taxonomy == "tags"
    ]
    asked: dict[str, set[str]] = {}
    for term in terms:
        for name in (term.names[language], *term.search.get(language, ())):
            if len(words_of(name)) > 1:
                asked.setdefault(name, set()).add(term.id)
    assert len(asked) > 100
    answers = ask(opening_site, language, asked, most=1)
    shown = {name: slug_of(answer["shown"][0]["address"]) for name, answer in zip(asked, answers, strict=True)}
    wrong = {name: slug for name, slug in shown.items() if slug not in asked[name]}
    # an organisation has this name, too
    assert wrong == ({"Avropa Birliyi": "european-union"} if language == "az" else {})


def test_the_rules_of_another_language_must_leave_most_of_a_word(opening_site: Path) -> None:
    # by those of Azerbaijani it is "ban", which English readers would look for
    (answer,) = ask(opening_site, "en", ["banana"])
    assert answer["count"] == 0


def test_the_beginning_of_a_word_finds_it(opening_site: Path) -> None:
    (answer,) = ask(opening_site, "en", ["peg"])
    assert "pegasus-project" in briefings_in(answer)


# hit@10, recall, MRR of all unseen queries, recall of typing errors and of synonyms: measured with the texts of
# 27 November 2026, rounded down
UNSEEN = {"az": (0.98, 0.97, 0.95, 0.92, 0.87), "en": (0.99, 0.98, 0.97, 1, 0.89), "ru": (0.99, 0.98, 0.96, 1, 0.95)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_unseen_queries_find_what_was_measured(opening_site: Path, language: str) -> None:
    found = measured(opening_site, language)
    everything = found["all"]
    figures = (everything.hit, everything.recall, everything.mrr, found["typo"].recall, found["synonym"].recall)
    assert all(value >= least for value, least in zip(figures, UNSEEN[language], strict=True)), figures


def test_a_letter_is_read_as_no_mark_of_another_keyboard(opening_site: Path) -> None:
    # on an English keyboard ş is a mark, and "ik" a word of its own
    (answer,) = ask(opening_site, "az", ["pişik"])
    assert (answer["read"], answer["count"]) == ("pişik", 0)


def test_words_side_by_side_come_first_and_numbers_count(opening_site: Path) -> None:
    quoted, day = ask(opening_site, "en", ['"memory of the world"', "2 november impunity"])
    assert "Memory of the World" in quoted["shown"][0]["excerpt"]
    assert "2 November" in day["shown"][0]["excerpt"].replace("\N{NO-BREAK SPACE}", " ")


def test_words_that_only_connect_are_neither_marked_nor_asked_for_unless_they_are_all(opening_site: Path) -> None:
    plain, connected, alone = ask(opening_site, "en", ["pegasus phones", "which of the pegasus phones", "about the"])
    assert {each["address"] for each in plain["shown"]} == {each["address"] for each in connected["shown"]}
    assert not {"of", "the", "which"} & {word.lower() for each in connected["shown"] for word in each["marked"]}
    assert alone["count"] > 0


def test_no_name_is_a_word_that_only_connects(opening: Edition) -> None:
    names = {
        word
        for taxonomy in TAXONOMIES
        for term in opening.archive.vocabularies[taxonomy].values()
        for name in (*term.names.values(), *term.also)
        if len(words_of(name)) == 1
        for word in words_of(name)
    }
    assert {word for words in STOP_WORDS.values() for word in words.split()} & names == set()
    assert all(fold(words) == words for words in STOP_WORDS.values())
