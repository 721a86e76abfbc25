"""`make new`: begins a briefing; what is left to write is its text."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.archive import fieldtypes as types
from plugins.archive.addresses import is_reserved
from plugins.archive.characters import FORBIDDEN
from plugins.archive.dates import parse_date
from plugins.archive.faults import Fault, did_you_mean, fault
from plugins.archive.vocabularies import parse_vocabulary
from plugins.archive.yamltree import Listing, Scalar
from plugins.builds.faultlines import shown_path
from plugins.languages.transliteration import slugify

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
    slug = free_slug(values["title"], values["lang"], taken_slugs(desk.root), desk.site.tags)
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


def meant_date(typed: str) -> str:
    """Return the date that was meant by `12.10.2023`, `2023/10/12` or `2023-2-3`, the day first; else nothing."""
    parts = re.findall(r"\d+", typed)
    year_first = bool(parts) and len(parts[0]) == 4
    ordered = parts if year_first else parts[::-1]
    if not 1 <= len(parts) <= 3 or len(ordered[0]) != 4:
        return ""
    try:
        return parse_date("-".join(part.zfill(2) for part in ordered)).iso
    except ValueError:
        return ""


def _known_tags(desk: Desk) -> tuple[str, ...]:
    path = desk.root / "tags.yaml"
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    terms, _ = parse_vocabulary(text, "tags.yaml", desk.site.tags, desk.site.default)
    return tuple(sorted(terms))


def _questions(desk: Desk, known: tuple[str, ...]) -> list[Question]:
    types_of = {
        "title": types.TEXT,
        "summary": types.TEXT,
        "date": types.DATE,
        "source_url": types.WEB,
        "source_title": types.TEXT,
        "source_publisher": types.TEXT,
        "source_lang": types.LANGUAGE,
        "source_date": types.DATE,
    }
    accept = {name: _typed(desk, name, each) for name, each in types_of.items()}
    accept |= {"lang": _language(desk), "tags": _tags(desk, known)}
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


def _typed(desk: Desk, name: str, kind: types.FieldType) -> Callable[[str], Any]:
    """Accept what a field's type reads; a date written otherwise is guessed at in the refusal."""

    def accept(typed: str) -> Any:
        faults: list[Fault] = []
        value = kind.read(name, Scalar(_clean(desk, typed), 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0], meant_date(typed) if kind is types.DATE else "")
        return value

    return accept


def _clean(desk: Desk, typed: str) -> str:
    forbidden = FORBIDDEN.search(typed)
    if forbidden:
        raise desk.refusal(fault("control-character", found=f"U+{ord(forbidden[0]):04X}"))
    return unicodedata.normalize("NFC", typed.strip())


def _language(desk: Desk) -> Callable[[str], str]:
    def accept(typed: str) -> str:
        found, tags = _clean(desk, typed), desk.site.tags
        if found not in tags:
            names = {each.name.lower(): each.tag for each in desk.site.languages}
            near = did_you_mean(found.lower(), [*tags, *names])
            raise desk.refusal(fault("language", found=found, known=", ".join(tags)), names.get(near, near))
        return found

    return accept


def _tags(desk: Desk, known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def accept(typed: str) -> tuple[str, ...]:
        ids = tuple(part for part in re.split(r"[,\s]+", _clean(desk, typed)) if part)
        faults = list(_tag_faults(ids, known))
        types.TAGS.read("tags", Listing(tuple(Scalar(each, 1, 1) for each in ids), 1, 1), faults)
        if faults:
            raise desk.refusal(faults[0])
        return ids

    return accept


def _tag_faults(ids: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Fault]:
    for each in ids:
        if each not in known:
            yield fault("unknown-term", found=each, vocabulary="tags.yaml", meant=did_you_mean(each, known))
