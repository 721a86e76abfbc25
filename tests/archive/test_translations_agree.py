"""What a translator must not lose: each text names the dates, the numbers and the people of its original."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from babel.dates import get_month_names

from newsarchive.build.site_loader import Prepared
from newsarchive.content.structure import numbers_in, unmatched
from newsarchive.html import TAG
from newsarchive.i18n.alphabets import lower
from newsarchive.model.models import Text, Work
from newsarchive.model.vocabularies import Term

NAMED = ("people", "organisations", "places")

# what a text may leave out of a name where it is understood: the country, and what kind of thing it is
UNDERSTOOD = re.compile(
    r" of Azerbaijan| Азербайджана|Azərbaycan Respublikası |Azərbaycan | of Russia| России|Rusiyanın "
    r"| magazine| newspaper|^Газета |^Журнал | qəzeti| jurnalı"
)


def words_of(text: Text, prepared: Prepared) -> str:
    """Title, summary and body in plain words; footnotes' marks and the way back are no words."""
    body = re.sub(r'<sup id="fnref.*?</sup>|<a class="footnote-backref".*?</a>', "", prepared.edition.html(text))
    return unescape(f"{text.front.title}\n{text.front.summary}\n{TAG.sub(' ', body)}")


# stems of the months' names by CLDR, and what may follow them: az `iyunun 24-də`, ru `в июне`
ENDINGS = {"en": "", "az": "[aədiıknuü]*", "ru": "[аяьейюуем]*"}


def month_stems(language: str) -> dict[str, int]:
    names = get_month_names("wide", "format", language)
    return {re.sub(r"[аяьй]\Z", "", name): month for month, name in names.items()}


def dates_in(words: str, language: str) -> tuple[Counter[tuple[str, int]], set[int]]:
    """Days with their months, and the months that stand alone."""
    stems = month_stems(language)
    month = rf"\b({'|'.join(stems)}){ENDINGS[language]}\b"
    if language != "en":
        month, stems = f"(?i:{month})", {lower(stem, language): number for stem, number in stems.items()}
    days: Counter[tuple[str, int]] = Counter()
    months: set[int] = set()
    for before, name, after in re.findall(
        rf"(?:\b(\d{{1,2}})\s)?{month}(?:(?:\s\d{{1,2}}-d[əa]n)?\s(\d{{1,2}})(?=-))?", words
    ):
        number = stems[name if language == "en" else lower(name, language)]
        months.add(number)
        if before or (after and language == "az"):
            days[before or after, number] += 1
    return days, months


def pattern_of(term: Term, language: str) -> re.Pattern[str]:
    """Any of a term's spellings in a language, in any case of it."""
    name = term.names[language]
    spellings = [name, *term.also, *re.findall(r"\(([^)]+)\)", name)]
    spellings += [UNDERSTOOD.sub("", spelling) for spelling in spellings]
    spellings = [re.sub(r"\s*\([^)]*\)", "", spelling).strip(' "«»“”') for spelling in spellings]
    return re.compile("|".join(_inflected(spelling, language) for spelling in spellings if spelling), re.IGNORECASE)


def _inflected(spelling: str, language: str) -> str:
    words = re.findall(r"\w+", spelling)
    if language == "en":
        return r"\b" + r"\W+".join(map(re.escape, words))
    return r"\b" + r"\W+".join(re.escape(word[: max(3, len(word) - 2)]) + r"\w*" for word in words)


def pairs(work: Work) -> list[tuple[Text, Text]]:
    return [(work.texts[text.front.translates], text) for text in work.texts.values() if text.front.translates]


def test_dates_in_words_are_those_of_the_original(prepared: Prepared) -> None:
    different = {}
    for work in prepared.loaded.archive.briefings:
        for original, text in pairs(work):
            wanted, given = (dates_in(words_of(each, prepared), each.language) for each in (original, text))
            if wanted != given:
                different[text.path] = (wanted[0] - given[0], given[0] - wanted[0], wanted[1] ^ given[1])
    assert different == {}


def test_numbers_are_those_of_the_original(prepared: Prepared) -> None:
    different = {}
    for work in prepared.loaded.archive.briefings:
        for original, text in pairs(work):
            found = unmatched(numbers_in(words_of(original, prepared)), numbers_in(words_of(text, prepared)))
            if any(found):
                different[text.path] = found
    assert different == {}


def test_who_is_named_in_the_original_is_named_in_the_translation(prepared: Prepared) -> None:
    archive = prepared.loaded.archive
    lost = []
    for work in archive.briefings:
        for original, text in pairs(work):
            for taxonomy in NAMED:
                for term_id in work.terms(taxonomy):
                    term = archive.vocabularies[taxonomy][term_id]
                    here, there = (
                        bool(pattern_of(term, each.language).search(words_of(each, prepared)))
                        for each in (original, text)
                    )
                    if here != there:
                        lost.append((work.slug, original.language, text.language, term_id, here))
    assert lost == []


def test_every_term_of_a_briefing_is_named_in_its_original(prepared: Prepared) -> None:
    archive = prepared.loaded.archive
    absent = [
        (work.slug, taxonomy, term_id)
        for work in archive.briefings
        for taxonomy in NAMED
        for term_id in work.terms(taxonomy)
        if not pattern_of(archive.vocabularies[taxonomy][term_id], work.original.language).search(
            words_of(work.original, prepared)
        )
    ]
    assert absent == []
