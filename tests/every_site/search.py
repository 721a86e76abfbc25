"""The search of a site: its script and the build stem every word alike, as Snowball does, and every answer is small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import snowballstemmer

from newsarchive.model import addresses
from newsarchive.search import english, russian
from newsarchive.search.page import FURTHER
from newsarchive.search.stemming import StemRules
from newsarchive.search.words import fold, stem, words_of
from newsarchive.server.headers import response_headers, server_policy
from tests.newsarchive.search.asking import ask, briefings_in, stems
from tests.newsarchive.search.costs import size
from tests.sites import NEWSROOM, BuiltSite, Recipe

LANGUAGES = ("az", "en", "ru", "ka")
KB = 1024
CUT = 16_384
"""Bytes after which some networks let nothing more of an answer through."""

SERVERS_OWN = 400
"""Bytes of a status line and of the headers that a server adds by itself: its name, a date, a type, an ETag …"""


RULES = {"english": (english.RULES, "a-z"), "russian": (StemRules(russian.SNOWBALL), "а-я")}

# one word for each rule of the two descriptions that the content may lack
EXAMPLES = {
    "english": (
        "caresses ties cries gas this gaps kiwis us agreed proceed exceeded succeeding bed feed plastered "
        "luxuriated hopping hoping falling adding egged troubled sized filing dying lying evening outing "
        "inning herring pasting cry by say enjoy sky skies skis news early only gently idly singly ugly atlas "
        "cosmos bias andes howe relational conditional valenci hesitanci digitizer conformabli radicalli "
        "differentli vileli analogousli vietnamization predication operator feudalism decisiveness "
        "hopefulness callousness formaliti sensitiviti sensibiliti geologist apology hopelessly triplicate "
        "formative formalize electriciti electrical hopeful goodness revival allowance inference airliner "
        "gyroscopic adjustable defensible irritant replacement adjustment dependent adoption homologou "
        "communism activate angulariti homologous effective bowdlerize probate rate cease controll roll "
        "general generate communicate arsenal emergency internal lateral organization universe past youth "
        "yellow yes beyond"
    ),
    "russian": (
        "требуемые используемых умываемые "
        "прочитав прочитавши умывшись приходив решивши открывшись вырыв читающийся читавшего горящий идущий виноватый "
        "бежавшие слышимый делаем стояла сделана читаете читайте сделали читай был думаем сказан стояло сделано идет "
        "поют сделаны читать идешь данно купила вымыла купите клейте рисуйте купили пей рисуй купил носим мыт рисует "
        "купит носят любят любишь рисую куплю союзов братьев знание платье знаниями людьми столами линеи линии линией "
        "змей герой бумаги знаниям деревьям столом морям городах морях линиях дверь семью милостыня важность важностей "
        "сильнейший сильнейше длинн конь подъезд мгла взгляд"
    ),
}


def _is_search(path: str) -> bool:
    return path.startswith("search/") or (path.split("/")[1:2] == ["search"] and path.endswith(".json"))


def _words(own: Recipe) -> set[str]:
    """All words of the content, of the vocabularies and of the interface, as they are written."""
    paths = [path for path in own.content.rglob("*.*") if path.suffix in (".md", ".yaml")]
    return {word for path in (*paths, *NEWSROOM.rglob("*.po")) for word in path.read_text("utf-8").split()}


@pytest.mark.parametrize("part", [pytest.param(5, id="each fifth"), pytest.param(1, id="all", marks=pytest.mark.full)])
def test_every_word_has_one_stem_in_every_language(script: Path, own: Recipe, part: int) -> None:
    words = sorted(_words(own))[::part]
    assert len(words) > 5_000 / part
    asked = [(word, language) for word in words for language in LANGUAGES]
    answers = stems(script, asked)
    different = [
        (word, language, answer)
        for (word, language), answer in zip(asked, answers, strict=True)
        if answer != [fold(word), [stem(each, language) for each in words_of(word)]]
    ]
    assert different == []


@pytest.mark.parametrize("language", RULES)
def test_stems_are_snowballs(own: Recipe, language: str) -> None:
    """On every word of a site, and on the words that the rules name."""
    rules, letters = RULES[language]
    found = {each for word in _words(own) for each in words_of(word)}
    words = {word for word in found if re.fullmatch(f"[{letters}0-9]+", word)} | set(EXAMPLES[language].split())
    assert len(words) > 1_000
    snowball = snowballstemmer.stemmer(language)
    different = {word: (snowball.stemWord(word), rules.stem(word)) for word in sorted(words)}
    assert {word: both for word, both in different.items() if both[0] != both[1]} == {}


def test_every_answer_of_the_search_passes_whole(site: BuiltSite) -> None:
    head = SERVERS_OWN + sum(len(f"{key}: {value}\r\n") for key, value in response_headers(server_policy(script=True)))
    assert head > 500
    files = {path: content for path, content in site.files.items() if _is_search(path)}
    pages = {addresses.search(language): site.files[f"{language}/search/index.html"] for language in site.languages}
    assert len(files) > 30
    for path, content in {**files, **pages}.items():
        assert size(content) + head <= CUT, path
        # a server that does not compress lets a page and the first script down, but no answer to the script
        assert path in pages or path == addresses.SEARCH_SCRIPT or len(content) + head <= CUT, path
    assert size(site.files[addresses.SEARCH_SCRIPT]) <= 7 * KB
    assert max(size(site.files[addresses.further_script(name)]) for name in FURTHER) <= 2 * KB
    assert max(size(content) for path, content in files.items() if path != addresses.SEARCH_SCRIPT) <= 8 * KB


@pytest.mark.parametrize(
    "query", ["", "   ", "…", "a", "'", "constructor", "__proto__", "tag:privacy", "🙂", "x" * 300]
)
def test_a_strange_query_is_answered(site: BuiltSite, query: str) -> None:
    (answer,) = ask(site.path, "en", [query])
    assert answer["count"] == len(briefings_in(answer)) or len(answer["shown"]) == 10
