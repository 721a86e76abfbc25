"""English and Russian stems are Snowball's, on every word of the content and on the words that its rules name."""

import re
from functools import cache

import pytest
import snowballstemmer

from newsarchive.search import english, russian
from newsarchive.search.stemming import StemRules
from newsarchive.search.words import words_of
from tests.sites import ROOT

RULES = {"english": (english.RULES, "en"), "russian": (StemRules(russian.SNOWBALL), "ru")}

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
        "прочитав прочитавши умывшись приходив решивши открывшись вырыв читающийся читавшего горящий идущий виноватый "
        "бежавшие слышимый делаем стояла сделана читаете читайте сделали читай был думаем сказан стояло сделано идет "
        "поют сделаны читать идешь данно купила вымыла купите клейте рисуйте купили пей рисуй купил носим мыт рисует "
        "купит носят любят любишь рисую куплю союзов братьев знание платье знаниями людьми столами линеи линии линией "
        "змей герой бумаги знаниям деревьям столом морям городах морях линиях дверь семью милостыня важность важностей "
        "сильнейший сильнейше длинн конь подъезд мгла взгляд"
    ),
}


@cache
def vocabulary(tag):
    """All words of the texts in a language, the vocabularies' names and the interface included."""
    texts = [*(ROOT / "content").rglob(f"{tag}.md"), *(ROOT / "content").glob("*.yaml")]
    texts.append(ROOT / "theme" / "translations" / f"{tag}.po")
    script = re.compile("[a-z0-9]+" if tag == "en" else "[а-яй0-9]+")
    return {word for path in texts for word in words_of(path.read_text("utf-8")) if script.fullmatch(word)}


@pytest.mark.parametrize("language", RULES)
def test_stems_are_snowballs(language):
    rules, tag = RULES[language]
    words = vocabulary(tag) | set(EXAMPLES[language].split())
    assert len(words) > 3000
    snowball = snowballstemmer.stemmer(language)
    different = {word: (snowball.stemWord(word), rules.stem(word)) for word in sorted(words)}
    assert {word: both for word, both in different.items() if both[0] != both[1]} == {}
