"""`newsarchive correct`: add a dated correction to a text."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version
from newsarchive.model.field_types import TEXT
from newsarchive.model.fields import Correction

from .command import Command
from .context import Desk, WorkFolder, at_desk, folder_of, original_of, require_words
from .prompts import Question, accept_typed, add_work, gather, language_question, terminal_ask, which_work
from .writing import Edit, published_languages, set_field, write_all
from .yaml_edits import appended, scalar

COMMAND = Command("add a dated correction to a text", "write", content=True, dry=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive correct`; values that are not given are asked for at the terminal."""
    add_work(parser, "briefing")
    parser.add_argument("lang", nargs="?", default="", metavar="LANG", help="language of the text, such as az")
    parser.add_argument("--text", default="", help="what was wrong: one sentence in that language")
    parser.add_argument("--withhold", action="store_true", help="show the earlier words nowhere any more")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive correct`: add a correction, and print which translations it affects."""
    language = language_question(desk, "ask.of-text")
    text = Question("text", desk.say("ask.correction"), accept_typed(desk, "corrections.text", TEXT))

    def of_text(values: Mapping[str, Any]) -> Question:
        _correctable(desk, values["briefing"], values["lang"])  # refused now, no sentence is typed in vain
        return text

    ask = terminal_ask()
    questions = [which_work(desk), language, replace(text, after=of_text) if ask else text]
    values = gather(questions, vars(options), ask, desk)
    correct(desk, values["briefing"], values["lang"], values["text"], withhold=options.withhold)


def correct(desk: Desk, name: str, language: str, words: str, *, withhold: bool = False) -> None:
    """Add a correction with today's date to a text, and print which translations it affects.

    `words` say what was wrong, in the language of the text. If `withhold`, the earlier words are never shown again, not
    even in the public history. RefusedError is raised, and nothing written, if the text cannot be corrected.
    """
    folder, place, version = _correctable(desk, name, language)
    path, new = desk.root / place.path, Correction(desk.site.day, words, withhold)
    if new in version.text.front.corrections:
        raise desk.refuse("correct.doubled", path=path)
    if not version.has_whole("corrections"):
        raise desk.refuse("odd-layout", path=path)
    item = {"date": new.date.isoformat(), "text": scalar(words)} | ({"withhold": "true"} if withhold else {})
    edits: dict[Path, Edit] = {}
    set_field(desk, edits, place, "corrections", lambda listed: appended(listed, item))
    write_all(desk.root, [*edits.values()], dry=desk.dry)
    desk.tell("corrected", path=path, day=new.date.isoformat())
    _tell_others(desk, folder, language, new)
    desk.tell("next")


def _correctable(desk: Desk, name: str, language: str) -> tuple[WorkFolder, Place, Version]:
    folder = folder_of(desk, name)
    place, version = folder.places.get(language), folder.versions.get(language)
    if place is None:
        raise desk.refuse("no-text", path=desk.root / folder.path, language=language)
    if place.kind != "briefing":
        raise desk.refuse("correct.no-briefing", path=desk.root / folder.path)
    path = desk.root / place.path
    if version is None:
        raise desk.refuse("unreadable", path=path)
    require_words(desk, version, original_of(desk, folder))
    if language not in published_languages(desk, folder):
        raise desk.refuse("correct.never-published", path=path)
    return folder, place, version


def _tell_others(desk: Desk, folder: WorkFolder, language: str, new: Correction) -> None:
    """Name each translation made from the corrected text or, if that is the original, without a correction yet."""
    original = original_of(desk, folder).text.language
    published = published_languages(desk, folder)
    for tag, version in folder.versions.items():
        front = version.text.front
        if tag == language or not front.translates or front.status == "withdrawn":
            continue
        if language == original and tag in published and all(each.date != new.date for each in front.corrections):
            desk.tell("correct.untranslated", briefing=folder.slug, language=tag, original=original)
        if front.translates == language:
            desk.tell("correct.stale", briefing=folder.slug, language=tag)
