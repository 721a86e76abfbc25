"""`make new`: begins a briefing; what is left to write is its text."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from plugins.archive import fieldtypes as types
from plugins.archive.addresses import is_reserved
from plugins.archive.vocabularies import parse_vocabulary
from plugins.builds.faultlines import shown_path
from plugins.builds.progress import progress
from plugins.languages.transliteration import slugify

from .answers import accept_tags, accept_typed, require_language
from .asking import Ask, Question, gather, terminal_ask
from .desk import Desk, RefusedError, answered, desk_of
from .slugs import taken_slugs
from .writing import front_matter, scalar_line, write_new

LONGEST_SLUG = 80

_FLAGS = {
    "lang": "language of the briefing, as az",
    "title": "its title",
    "summary": "one or two sentences; may be written later",
    "date": "when it happened: 2023-10-12, 2023-10 or 2023",
    "tags": "ids of tags.yaml, between commas",
    "source_url": "address of the first source",
    "source_title": "its title",
    "source_publisher": "who published it",
    "source_lang": "its language, as az",
    "source_date": "when it was published, if known",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags; a value that is missing or empty is asked for at the terminal."""
    for name, meaning in _FLAGS.items():
        parser.add_argument("--" + name.replace("_", "-"), default="", help=meaning)
    parser.add_argument("--language", default="", help="language of the messages; by default the site's")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Begin a briefing and print its path; the exit status."""

    def act() -> int:
        desk = desk_of(settings, options.language)
        path = begin(desk, {name: getattr(options, name) for name in _FLAGS}, terminal_ask())
        print(desk.say("begun", path=shown_path(path)))
        return 0

    return answered(act)


def begin(desk: Desk, given: Mapping[str, str], ask: Ask | None) -> Path:
    """Write a new briefing and return its path; RefusedError says what is missing or wrong, and nothing is written."""
    known = _known_tags(desk)
    values = gather(_questions(desk, known), given, ask, desk)
    with progress(desk.say("progress.reading")):
        taken = taken_slugs(desk.root)
    slug = free_slug(values["title"], values["lang"], taken, desk.site.tags)
    if not slug:
        raise RefusedError(desk.say("no-slug", title=values["title"]))
    path = desk.root / "briefings" / str(values["date"].year) / slug / f"{values['lang']}.md"
    path.parent.mkdir(parents=True)
    write_new(path, briefing_file(values))
    return path


def free_slug(title: str, language: str, taken: Collection[str], tags: Collection[str]) -> str:
    """Return the title's slug, cut at a word, numbered from 2 where it is taken or reserved; empty for no letters."""
    slug = slugify(title, language)
    if len(slug) > LONGEST_SLUG:
        cut = slug[: LONGEST_SLUG + 1].rpartition("-")[0]
        slug = cut or slug[:LONGEST_SLUG]
    found, number = slug, 1
    while slug and (found in taken or is_reserved(found) or found in tags):
        number += 1
        found = f"{slug}-{number}"
    return found


def briefing_file(values: Mapping[str, Any]) -> str:
    """Return the file of a briefing without its text."""
    source = {name: values[f"source_{name}"] for name in ("url", "title", "publisher", "lang")}
    lines = [scalar_line(name, value) for name, value in source.items()]
    if values["source_date"]:
        lines.append(f"date: {values['source_date'].iso}")
    fields = {
        "title": scalar_line("title", values["title"]),
        "summary": scalar_line("summary", values["summary"]) if values["summary"] else 'summary: ""',
        "date": f"date: {values['date'].iso}",
        "tags": f"tags: [{', '.join(values['tags'])}]",
        "sources": "\n".join(["sources:", f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]),
    }
    return front_matter("briefing", fields) + "\n"


def _known_tags(desk: Desk) -> tuple[str, ...]:
    path = desk.root / "tags.yaml"
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    terms, _ = parse_vocabulary(text, "tags.yaml", desk.site.tags, desk.site.default)
    return tuple(sorted(terms))


def _questions(desk: Desk, known: tuple[str, ...]) -> list[Question]:
    types_of = {
        "title": ("title", types.TEXT),
        "summary": ("summary", types.TEXT),
        "date": ("date", types.DATE),
        "source_url": ("sources.url", types.WEB),
        "source_title": ("sources.title", types.TEXT),
        "source_publisher": ("sources.publisher", types.TEXT),
        "source_lang": ("sources.lang", types.LANGUAGE),
        "source_date": ("sources.date", types.DATE),
    }
    accept: dict[str, Callable[[str], Any]] = {
        name: accept_typed(desk, field, kind) for name, (field, kind) in types_of.items()
    }
    accept |= {"lang": partial(require_language, desk), "tags": accept_tags(desk, known)}
    choices = {"lang": desk.site.tags, "tags": known}
    return [
        Question(
            name,
            desk.say(f"ask.{name.replace('_', '-')}"),
            accept[name],
            required=name not in ("summary", "source_date"),
            choices=choices.get(name, ()),
        )
        for name in _FLAGS
    ]
