"""Archives of any size whose words are as unevenly common as a language's are (Zipf's law), made from numbers alone.

Deterministic: briefing i has the same words whatever the size, so two sizes differ by what was added.
"""

from __future__ import annotations

import random

from plugins.archive.index import Edition
from plugins.archive.records import Briefing
from plugins.archive.vocabularies import Term
from tests.unit.editions import briefing_of, edition_of, text

VOCABULARY = 150_000
"""Words of the language; the n-th most common is n times rarer than the first."""

_SYLLABLES = {
    "ru": "ка ро ве ни ста пре го лов тра му ден жи по сло ре би чан шо за фе".split(),
    "en": "ka ro ve ni sta pre go lov tra mu den shi po slo re bi chan sho za fe".split(),
}
_WORDS_OF_A_TEXT = 450
_TAGS, _PEOPLE = 60, 200


def word(rank: int, language: str) -> str:
    """Return the word of a rank: no two have the same."""
    syllables, letters = _SYLLABLES[language], ""
    rank += 20
    while rank:
        rank, place = divmod(rank, len(syllables))
        letters = syllables[place] + letters
    return letters


def name(number: int, language: str) -> str:
    """Return the name of a person, in one of its spellings."""
    return f"{word(number * 31, language)} {word(number * 997, language)}"


def made_briefing(number: int, language: str) -> Briefing:
    """Return one briefing, in one language."""
    chance = random.Random(number)  # noqa: S311 - no secret is made of it

    def words(count: int) -> str:
        return " ".join(word(int(VOCABULARY ** chance.random()), language) for _ in range(count))

    year = 2010 + chance.randrange(15)
    return briefing_of(
        text(
            f"briefings/{year}/briefing-{number}",
            language,
            "".join(f"<p>{words(_WORDS_OF_A_TEXT // 5)}.</p>" for _ in range(5)),
            title=words(7),
            summary=words(25),
            date=f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            tags=tuple(sorted({f"tag-{int(_TAGS ** chance.random())}" for _ in range(3)})),
            people=(f"person-{int(_PEOPLE ** chance.random())}",),
        )
    )


def made_edition(size: int, language: str) -> Edition:
    """Return an archive of so many briefings."""
    people = {
        f"person-{each}": Term(f"person-{each}", {tag: name(each, tag) for tag in ("en", "ru")})
        for each in range(_PEOPLE)
    }
    tags = {f"tag-{each}": Term(f"tag-{each}", {"en": word(each * 77, "en")}) for each in range(_TAGS)}
    terms = {"tags": tags, "people": people, "organisations": {}, "places": {}}
    return edition_of(*(made_briefing(number, language) for number in range(size)), terms=terms)
