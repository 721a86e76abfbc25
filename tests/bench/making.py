"""A whole archive from a seed and a size, in the content's own format, with the pages and notices of a small one.

Briefing i is the same whatever the size, so two sizes differ by what was added; each has a text in every language.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from newsarchive.content.typed_text import revision_of, split
from newsarchive.model.fields import FrontMatter
from tests.zipf import drawn, name, word

from .texts import Words, words_of

LANGUAGES = ("en", "az", "ru")
FIRST_YEAR, LAST_YEAR = 2010, 2024
TERMS = {"tags": 60, "people": 200, "places": 40}

_COPIED = ("pages", "notices")
_TO_A_BRIEFING = re.compile(r"\[([^\]]*)\]\(\.\./\.\./briefings/[^)]*\)")
_REVISION = re.compile(r"^translated_revision: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Made:
    """One briefing, apart from its words; `terms` are numbers by vocabulary."""

    seed: int
    number: int
    date: str
    original: str
    terms: dict[str, tuple[int, ...]]
    linked: int | None

    @property
    def slug(self) -> str:
        """Its folder's name."""
        return f"briefing-{self.number:05}"

    @property
    def folder(self) -> str:
        """Its folder, below the content's."""
        return f"briefings/{self.date[:4]}/{self.slug}"

    def words(self, language: str, link: str) -> Words:
        """Return its words in a language; `link` is where the text's link to another briefing leads."""
        return words_of(f"{self.seed}/{self.number}", language, link)


def made(number: int, seed: int) -> Made:
    """Return one briefing; it links to an earlier one, if there is any."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret is made of it
    year = chance.randint(FIRST_YEAR, LAST_YEAR)
    counts = {"tags": chance.randint(3, 5), "people": chance.randint(1, 2), "places": 1}
    return Made(
        seed=seed,
        number=number,
        date=f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        original=LANGUAGES[number % len(LANGUAGES)],
        terms={taxonomy: _several(chance, count, TERMS[taxonomy]) for taxonomy, count in counts.items()},
        linked=chance.randrange(number) if number else None,
    )


def _several(chance: random.Random, count: int, among: int) -> tuple[int, ...]:
    found: set[int] = set()
    while len(found) < count:
        found.add(drawn(chance, among + 1))
    return tuple(sorted(found))


def term_id(taxonomy: str, number: int) -> str:
    """Return the id of a term."""
    return f"{taxonomy}-{number:03}"


def term_name(taxonomy: str, number: int, language: str) -> str:
    """Return what a term is called."""
    own = number if taxonomy == "people" else number + 1_000 * (1 + list(TERMS).index(taxonomy))
    return name(own, language).title()


def sources(briefing: Made) -> list[dict[str, str]]:
    """Return one to three sources of a briefing, with the fields of the front matter."""
    chance = random.Random(f"{briefing.seed}/{briefing.number}/sources")  # noqa: S311
    return [
        {
            "url": f"https://publisher-{chance.randrange(50)}.example/{briefing.number}/{place}",
            "title": " ".join(word(drawn(chance, 5_000), language) for _ in range(6)),
            "publisher": f"Publisher {word(chance.randrange(50), 'en')}",
            "lang": language,
            "date": briefing.date,
        }
        for place, language in enumerate(chance.choices(LANGUAGES, k=chance.randint(1, 3)))
    ]


def briefing_files(briefing: Made) -> Iterator[tuple[str, str]]:
    """Yield path and content of a briefing's texts, the original first."""
    target = made(briefing.linked, briefing.seed) if briefing.linked is not None else None
    revision = ""
    for language in sorted(LANGUAGES, key=lambda each: each != briefing.original):
        link = f"../../{target.folder.removeprefix('briefings/')}/{language}.md" if target else ""
        words = briefing.words(language, link)
        front = {"title": words.title, "summary": words.summary}
        if language == briefing.original:
            ids = {key: [term_id(key, each) for each in numbers] for key, numbers in briefing.terms.items()}
            front |= {"date": briefing.date, **ids, "sources": sources(briefing)}
            content = _file(front, words.body)
            revision = _revision(content)
        else:
            content = _file({**front, "translates": briefing.original, "translated_revision": revision}, words.body)
        yield f"{briefing.folder}/{language}.md", content


def _file(front: dict[str, object], body: str) -> str:
    """Write front matter (JSON is YAML, but for a date, which is written plain) and body."""
    lines = [
        f"{key}: {value if key == 'date' else json.dumps(value, ensure_ascii=False)}" for key, value in front.items()
    ]
    return "\n".join(("---", *lines, "---", "", body))


def _revision(content: str) -> str:
    source, _ = split(content)
    assert source
    front = yaml.safe_load(source.front)
    return revision_of(FrontMatter(title=front["title"], summary=front.get("summary", "")), source.body)


def archive_files(size: int, seed: int, real: Path) -> Iterator[tuple[str, str]]:
    """Yield path and content of every file of an archive; pages and notices are those of the content folder `real`."""
    used: dict[str, set[int]] = {taxonomy: set() for taxonomy in TERMS}
    for number in range(size):
        briefing = made(number, seed)
        for taxonomy, numbers in briefing.terms.items():
            used[taxonomy].update(numbers)
        yield from briefing_files(briefing)
    for taxonomy, numbers in used.items():  # a term that no text has would be a fault
        yield f"{taxonomy}.yaml", "\n".join(_term(taxonomy, each) for each in sorted(numbers))
    yield "organisations.yaml", "{}\n"
    for kind in _COPIED:
        for folder in sorted((real / kind).iterdir()):
            yield from _copied(folder, f"{kind}/{folder.name}")


def _term(taxonomy: str, number: int) -> str:
    lines = [f"{term_id(taxonomy, number)}:", "  names:"]
    lines += [f"    {each}: {term_name(taxonomy, number, each)}" for each in LANGUAGES]
    lines += ["  description:"]
    lines += [f"    {each}: {term_name(taxonomy, number + 7, each)}" for each in LANGUAGES]
    return "\n".join(lines) + "\n"


def _copied(folder: Path, path: str) -> Iterator[tuple[str, str]]:
    """Yield a real work's texts, without links to briefings that a made archive does not have."""
    plain = {each.name: _TO_A_BRIEFING.sub(r"\1", each.read_text("utf-8")) for each in sorted(folder.glob("*.md"))}
    (original,) = (text for text in plain.values() if "\ntranslates:" not in text)
    for file, text in plain.items():
        yield f"{path}/{file}", _REVISION.sub(f"translated_revision: {_revision(original)}", text)


def write_tree(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Write files below a folder."""
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
