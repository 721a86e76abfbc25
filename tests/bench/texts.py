"""The words of a made briefing in one language: a title, a summary, and 400 to 700 words of Markdown.

Each has three sections, quotation marks, dashes, links, a quotation, a list and three footnotes: all that typography
and Markdown have to do with a real one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.zipf import words

SHORTEST, LONGEST = 400, 700
"""Words of a body, as white space parts them, marks of Markdown included."""

_PARAGRAPH = (38, 50)


@dataclass(frozen=True)
class Words:
    """What a briefing says in one language; `body` is Markdown."""

    title: str
    summary: str
    body: str


def words_of(seed: str, language: str, link: str) -> Words:
    """Return the words that a seed makes. `link` is where the body's one link to another briefing leads, if any."""
    further = random.Random(seed).randint(1, 3)  # noqa: S311 - no secret is made of it
    chance = random.Random(f"{seed}/{language}")  # noqa: S311
    title = _capital(words(chance, chance.randint(5, 9), language))
    summary = " ".join(_sentence(chance, language) for _ in range(2))
    return Words(title, summary, _body(chance, language, link, further))


def _body(chance: random.Random, language: str, link: str, further: int) -> str:
    """Return a body whose build (paragraphs, links, notes) is the same in every language."""
    notes = [f"[^{number}]: {_sentence(chance, language)}" for number in (1, 2, 3)]
    opening = f"{_paragraph(chance, language)} {_web(chance, language)}[^1]"
    inner = f"[{words(chance, 3, language)}]({link})" if link else words(chance, 3, language)
    quotation = f"> {_paragraph(chance, language)}[^2]"
    points = "\n".join(f"- **{words(chance, 2, language)}**: {_sentence(chance, language)}" for _ in range(4))
    blocks = [opening, *_section(chance, language), f"{_sentence(chance, language)} {inner}.", quotation]
    blocks += [*_section(chance, language), points, f"{_sentence(chance, language)}[^3]"]
    blocks += [*_section(chance, language), f"{_paragraph(chance, language)} {_web(chance, language)}."]
    blocks += [_paragraph(chance, language) for _ in range(further)]
    return "\n\n".join((*blocks, "\n".join(notes))) + "\n"


def _section(chance: random.Random, language: str) -> Iterator[str]:
    yield f"## {_capital(words(chance, 4, language))}"
    yield _paragraph(chance, language)


def _web(chance: random.Random, language: str) -> str:
    return f"[{words(chance, 3, language)}](https://source.example/{language}/{chance.randrange(10**6)})"


def _paragraph(chance: random.Random, language: str) -> str:
    sentences: list[str] = []
    enough = chance.randint(*_PARAGRAPH)
    while sum(len(each.split()) for each in sentences) < enough:
        sentences.append(_sentence(chance, language))
    return " ".join(sentences)


def _sentence(chance: random.Random, language: str) -> str:
    """Return a sentence: every fourth quotes someone, every fourth has a dash."""
    first = words(chance, chance.randint(4, 8), language)
    second = words(chance, chance.randint(3, 7), language)
    form = chance.randrange(4)
    if form == 0:
        return f'"{_capital(first)}", {second}.'
    return f"{_capital(first)}{' — ' if form == 1 else ', '}{second}."


def _capital(line: str) -> str:
    return line[0].upper() + line[1:]
