"""`newsarchive new`: begin a briefing.

Values such as the title come from arguments; the editor is asked for missing ones at the terminal.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsarchive.build.diagnostics import fault_message
from newsarchive.build.workers import progress
from newsarchive.content.redirects import taken_slugs
from newsarchive.i18n.slugs import cut_slug, free_slug, new_slug
from newsarchive.model import addresses
from newsarchive.model.diagnostics import UsageError, fault
from newsarchive.model.field_types import CITED
from newsarchive.model.fields import FIELDS, SOURCES, SourcesRule
from newsarchive.model.front_matter import front_matter
from newsarchive.model.vocabularies import TAXONOMIES
from newsarchive.model.yaml_text import scalar_line

from .command import Command
from .context import Desk, at_desk
from .prompts import (
    Ask,
    Question,
    accept_terms,
    accept_typed,
    clean_answer,
    gather,
    require_language,
    require_slug,
    terminal_ask,
)
from .terms import vocabulary_of
from .writing import Edit, write_all

COMMAND = Command("create a briefing", "write", content=True)

_TITLE = "TITLE"
_LONGEST_ID = 30  # editors type it at every claim

_VALUES = {
    "lang": "language of the briefing, such as az",
    "title": "headline",
    "summary": "one or two sentences; can be written later",
    "date": "when the events happened, as exactly as known: 2023-10-12, 2023-10 or 2023",
    "tags": "topics, by name or id, separated by commas",
    "people": "people, by name or id, separated by commas",
    "organisations": "organisations, by name or id, separated by commas",
    "places": "places, by name or id, separated by commas",
    "source_url": "URL of the first source",
    "source_title": "its title",
    "source_publisher": "who published it",
    "source_lang": "its language, such as az",
    "source_date": "day on which it was published, if known",
    "published": "day or time when the briefing goes online; by default, the next publication",
    "slug": "folder name, part of the URL; by default, made from the title",
}
_REQUIRED = ("lang", "title", "date")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive new` to the parser; values that are not given are asked for at the terminal."""
    for name, meaning in _VALUES.items():
        if name == "title":
            parser.add_argument(name, nargs="?", default="", metavar=_TITLE, help=meaning)
        else:
            metavar = name.rpartition("_")[2].upper()
            parser.add_argument("--" + name.replace("_", "-"), default="", metavar=metavar, help=meaning)


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive new`: write a new briefing, and print how to go on."""
    begin(desk, vars(options), terminal_ask())


def begin(desk: Desk, given: Mapping[str, str], ask: Ask | None) -> Path:
    """Write the file of a new briefing, with front matter and an empty body; print how to go on, and return its path.

    `given` has the values as typed; `ask` is None if there is no terminal. UsageError is raised if a value is wrong or
    missing.
    """
    unused = [name for name in TAXONOMIES if name not in desk.site.taxonomies and given.get(name)]
    if unused:
        found = fault("unknown-field", None, field=unused[0], hint="unused")
        raise UsageError(fault_message(found, desk.words, desk.language))
    with progress(desk.say("progress.reading")):
        taken = taken_slugs(desk.root)
    questions = [*_questions(desk, given), _slug_question(desk, taken, is_asked=ask is not None)]
    values = gather(questions, given, ask, desk)
    folder: Path = desk.root / "briefings" / str(values["date"].year) / values["slug"]
    path = folder / f"{values['lang']}.md"
    write_all(desk.root, [Edit(path, None, briefing_file(values, desk.site.sources).encode())])
    desk.tell("begun", path=path)
    if _sources(values):
        desk.tell("begun-citing", id=_source_id(values))
    # the preview alone knows its port: if that of the settings is in use, it takes another
    address = addresses.briefing(values["lang"], values["date"].year, values["slug"])
    desk.tell("begun-preview", address=address)
    return path


def briefing_file(values: Mapping[str, Any], sources: SourcesRule = "required") -> str:
    """Return the file of a new briefing, a draft without words; a required field that is not known is empty."""
    fields = {
        "title": scalar_line("title", values["title"]),
        "summary": scalar_line("summary", values["summary"]) if values["summary"] else 'summary: ""',
        "date": f"date: {values['date'].iso}",
        "tags": "tags: []",
        "sources": _sources(values) or ("sources: []" if sources == "required" else ""),
    }
    fields = {name: line for name, line in fields.items() if line}
    fields |= {name: f"{name}: [{', '.join(values[name])}]" for name in TAXONOMIES if values.get(name)}
    if values.get("published"):
        fields["published"] = f"published: {values['published']}"
    fields["status"] = "status: draft"
    return front_matter("briefing", fields)


def _sources(values: Mapping[str, Any]) -> str:
    source = {name: values[f"source_{name}"] for name in ("url", "title", "publisher", "lang")}
    lines = [scalar_line(name, value) for name, value in source.items() if value]
    if values["source_date"]:
        lines.append(f"date: {values['source_date'].iso}")
    if not lines:
        return ""
    lines.append(f"id: {_source_id(values)}")
    return "\n".join(["sources:", f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])])


def _source_id(values: Mapping[str, Any]) -> str:
    """Return an id by which the text can cite its source: `oc-media` for OC Media, else made from the source's host."""
    names = values["source_publisher"] or "", urlsplit(values["source_url"] or "").hostname or ""
    slugs = (cut_slug(new_slug(name, values["source_lang"] or ""), _LONGEST_ID) for name in names)
    return next((slug for slug in slugs if CITED.match(slug)), "source")


def _slug_question(desk: Desk, taken: Collection[str], *, is_asked: bool) -> Question:
    def accept(typed: str) -> str:
        slug = require_slug(desk, typed)
        if slug in taken:
            raise desk.refuse("slug-taken", slug=slug)
        return slug

    def proposing(values: Mapping[str, Any]) -> Question:
        proposal = free_slug(values["title"], values["lang"], taken, desk.site.tags)
        if not (proposal or is_asked):
            raise UsageError(desk.say("no-slug", title=values["title"]))
        address = addresses.briefing(values["lang"], values["date"].year, proposal or "…")
        return Question("slug", desk.say("ask.slug", address=address), accept, proposal=proposal)

    return Question("slug", "", accept, after=proposing)


def _questions(desk: Desk, given: Mapping[str, str]) -> list[Question]:
    terms = {taxonomy: vocabulary_of(desk, taxonomy) for taxonomy in desk.site.taxonomies}
    topics = (term.name(desk.language, desk.site.default)[0] or term.id for term in terms["tags"].values())
    choices = {"lang": desk.site.tags, "tags": tuple(sorted(topics, key=str.casefold))}
    questions = []
    for name in _VALUES:
        known = terms.get(name, {})
        # a vocabulary without terms offers nothing to choose, but a published briefing needs tags
        if name == "slug" or (name in TAXONOMIES and name != "tags" and not (known or given.get(name))):
            continue
        question = Question(
            name,
            desk.say(f"ask.{name.replace('_', '-')}"),
            _accept(desk, name),
            required=name in _REQUIRED,
            choices=choices.get(name, ()),
            completed=tuple(sorted({*known, *(words for term in known.values() for words in term.names.values())})),
            typed=_TITLE if name == "title" else "",
        )
        if name.startswith("source_") and name != "source_url":
            question = replace(question, after=lambda values, asked=question: asked if values["source_url"] else None)
        questions.append(question)
    return questions


def _accept(desk: Desk, name: str) -> Callable[[str], Any]:
    if name == "lang":
        return partial(require_language, desk)
    if name in TAXONOMIES:
        return accept_terms(desk, name, partial(vocabulary_of, desk, name))
    if name.startswith("source_"):
        key = name.removeprefix("source_")
        return accept_typed(desk, f"sources.{key}", dict(SOURCES.inside)[key])
    accept = accept_typed(desk, name, FIELDS["briefing"][name].type)
    # a moment is written as it was typed
    return (lambda typed: accept(typed) and clean_answer(desk, typed)) if name == "published" else accept
