"""`newsarchive words`: add the interface's words that a language lacks to its catalogue, for a translator to fill in.

The entries are empty, and an empty entry is shown in another language, so nothing changes for readers until a word is
translated. The command adds only what is not there; it can be run again after an upgrade.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.build.diagnostics import shown_path
from newsarchive.i18n.catalogues import LAST_RESORT, find_catalogues, read_catalogue
from newsarchive.starting.wheel import is_checkout
from newsarchive.starting.wording import with_entries

from .context import Desk, RefusedError, answered, desk_of
from .prompts import Question, gather, given_values, require_language, terminal_ask
from .writing import Edit, write_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument of `newsarchive words`; the language is asked for if it is not given."""
    parser.add_argument("lang", nargs="?", default="", help="language whose catalogue gets the words, such as ka")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive words`; return its exit status."""

    def act() -> int:
        desk = desk_of(settings, options.language)
        language = Question("lang", desk.say("ask.to"), partial(require_language, desk), choices=desk.site.tags)
        values = gather([language], given_values(desk, options, ("lang",)), terminal_ask(), desk)
        _add(desk, values["lang"], [Path(folder) for folder in settings["CATALOGUE_PATHS"]])
        return 0

    return answered(act)


def _add(desk: Desk, tag: str, folders: list[Path]) -> None:
    """Add to the first catalogue of a language the words that it lacks, and say where they are."""
    if len(folders) == 1 and not is_checkout():
        raise RefusedError(desk.say("words.no-folder"))
    english = read_catalogue(find_catalogues(folders, ())[LAST_RESORT][-1], LAST_RESORT)
    path = folders[0].absolute() / f"{tag}.po"
    before = path.read_bytes() if path.is_file() else None
    missing = desk.words.missing.get(tag, ())
    added = with_entries((before or b"").decode(), tag, missing, english, desk.site.taxonomies)
    if not added.first and not added.others:
        print(desk.say("words.none", path=shown_path(path)))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_all(path.parent, [Edit(path, before, added.words.encode())])
    print(desk.say("words.added", path=shown_path(path), first=added.first, others=added.others))
