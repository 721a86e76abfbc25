"""`newsarchive words`: add to a catalogue the words of the interface that it lacks, for a translator.

Empty entries are shown in another language, so nothing changes for readers until a word is translated.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from newsarchive.i18n.catalogues import LAST_RESORT, all_words, find_catalogues
from newsarchive.i18n.wording import with_entries
from newsarchive.plugins import catalogue_folders
from newsarchive.version import is_checkout

from .command import Command
from .context import Desk, at_desk
from .prompts import gather, language_question, terminal_ask
from .writing import Edit, write_all

COMMAND = Command(
    "add to a catalogue the interface's words that it lacks, for you to translate", "look after", content=True
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument of `newsarchive words`; the language is asked for if it is not given."""
    language = "language whose catalogue gets the words, such as ka"
    parser.add_argument("lang", nargs="?", default="", metavar="LANG", help=language)


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive words`: add words to the first catalogue of a language, and say where they are."""
    values = gather([language_question(desk, "ask.to")], vars(options), terminal_ask(), desk)
    tag, folders = values["lang"], [Path(folder) for folder in desk.settings["CATALOGUE_PATHS"]]
    if folders[0].parent == Path(desk.settings["THEME"]) and not is_checkout():
        raise desk.refuse("words.no-folder")
    plugins = catalogue_folders(desk.settings)
    english = all_words(find_catalogues(folders, (), plugins)[LAST_RESORT], plugins)
    path = folders[0].absolute() / f"{tag}.po"
    before = path.read_bytes() if path.is_file() else None
    missing = desk.words.missing.get(tag, ())
    after, first, others = with_entries((before or b"").decode(), tag, missing, english, desk.site.taxonomies)
    if not first and not others:
        desk.tell("words.none", path=path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_all(path.parent, [Edit(path, before, after.encode())])
    desk.tell("words.added", path=path, first=first, others=others)
