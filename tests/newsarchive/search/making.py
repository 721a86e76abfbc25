"""Archives of any size in the words of `tests/zipf.py`, as the search is given them.

Deterministic: briefing i has the same words whatever the size, so two sizes differ by what was added.
"""

from __future__ import annotations

import random

from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.vocabularies import Term
from tests.newsarchive.editions import briefing_of, edition_of, text
from tests.zipf import drawn, name, word, words

_WORDS_OF_A_TEXT = 450
_TAGS, _PEOPLE = 60, 200


def made_briefing(number: int, language: str) -> Briefing:
    """Return one briefing, in one language."""
    chance = random.Random(number)  # noqa: S311 - no secret is made of it
    year = 2010 + chance.randrange(15)
    return briefing_of(
        text(
            f"briefings/{year}/briefing-{number}",
            language,
            "".join(f"<p>{words(chance, _WORDS_OF_A_TEXT // 5, language)}.</p>" for _ in range(5)),
            title=words(chance, 7, language),
            summary=words(chance, 25, language),
            date=f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            tags=tuple(sorted({f"tag-{drawn(chance, _TAGS)}" for _ in range(3)})),
            people=(f"person-{drawn(chance, _PEOPLE)}",),
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
