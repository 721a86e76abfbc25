"""`newsarchive letter`: write what changed since a day as a mail draft for each language.

The files are in a folder of the day, outside of everything that is published. Nothing is sent, and nothing is asked of
the network.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsarchive.api import (
    BuildFaults,
    Cache,
    Command,
    Desk,
    Edition,
    Prepared,
    SettingsError,
    UsageError,
    checker_of,
    desk_of,
    fault_lines,
    folder_around,
    make_private,
    parse_day,
    prepare,
    require_no_link,
    require_own_values,
    require_past,
    require_store_apart,
    require_untracked,
    served_folders,
    shown_path,
    typed_path,
    untranslated,
    write_whole,
)
from newsarchive_editions.letters.changes import Changes, changes_since
from newsarchive_editions.letters.mail import mail_draft

COMMAND = Command(
    "write a mail draft for each language with what changed since a day", "publish", public=True, content=True
)

MailingFile = tuple[str, bytes, str]
"""The name of a file, its bytes, and a line of the report about it."""

_EDITIONS = "editions.tsv"
_KILOBYTE = 1024


def issued_files(content: Path) -> list[str]:
    """Return the paths of the published files that have the archive in them, from the table `editions.tsv`."""
    path = content / _EDITIONS
    return [line.partition("\t")[0] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def since_day(typed: str, desk: Desk) -> dt.date:
    """Return the day that was typed as `2026-11-01`; raise UsageError if it is malformed or in the future."""
    try:
        day = parse_day(typed.strip())
    except ValueError:
        raise UsageError(desk.say("letters.since", found=typed or "SINCE=")) from None
    if day > desk.site.day:
        raise UsageError(desk.say("letters.future", day=day, today=desk.site.day))
    return day


class Mailing:
    """One run of the command: what it loads, makes, checks and writes."""

    def __init__(self, desk: Desk, settings: Mapping[str, Any], folder: Path) -> None:
        """Prepare for files in `folder`.

        Raises:
            UsageError: The folder is, or is in, a folder that is or may be published.
            NotWrittenError: It, or the folder of the day in it, is a symbolic link.
        """
        self._desk, self._settings = desk, settings
        output = Path(settings["OUTPUT_PATH"])
        around = folder_around(folder, served_folders(settings, output))
        if around:
            raise UsageError(desk.say("letters.inside", folder=shown_path(folder), around=shown_path(around)))
        if not desk.site.url:
            raise SettingsError("SITEURL is not set: all links in letters lead to the public site")
        self._top, self._folder = folder, folder / desk.site.day.isoformat()
        require_no_link(folder.parent, self._folder)
        self._checker = checker_of(settings, output)
        self._checker.load(desk.words, desk.site.default)

    @contextmanager
    def loaded(self) -> Iterator[Edition]:
        """Yield the site context; BuildFaults if the content could not be published. The cache is open in the block."""
        folder, content = Path(self._settings["STORE_PATH"]), Path(self._settings["PATH"])
        require_store_apart(self._settings, Path(self._settings["OUTPUT_PATH"]))
        require_untracked(content, folder)
        cache = Cache(folder / "store.sqlite")
        try:
            prepared = prepare(self._settings, self._desk.site.day, cache)
            self._require_sound(prepared)
            yield prepared.edition
        finally:
            cache.close()

    def _require_sound(self, prepared: Prepared) -> None:
        if prepared.stopping:
            lines = fault_lines(prepared.stopping, self._desk.words, self._desk.language, self._settings["PATH"])
            raise BuildFaults(filter(None, map(self._checker.masked, lines)))

    def write(self, made: Mapping[str, bytes]) -> None:
        """Check and write the files by name; delete those of an earlier run of this day.

        BuildFaults is raised, and nothing written, if any file has a word of the redaction list.
        """
        self._checker.require_files(made.items(), self._folder, self._desk.words, self._desk.language, "file")
        if made:
            make_private(self._top)
            self._folder.mkdir(exist_ok=True)
        for name, data in made.items():
            write_whole(self._folder / name, data)
        for path in self._folder.glob("*.eml"):
            if path.name not in made:
                path.unlink()

    def place(self, name: str) -> str:
        """Return the path of a file of this run for a message."""
        return shown_path(self._folder / name)


def letters_of(every: list[Changes], edition: Edition, desk: Desk, mailing: Mailing) -> Iterator[MailingFile]:
    """Yield the letter of each language."""
    for changes in every:
        draft, name = mail_draft(changes, edition), f"{changes.language}.eml"
        size = -(-len(draft.data) // _KILOBYTE)
        line = desk.say("letters.letter", path=mailing.place(name), size=size, **_counts(changes))
        if draft.is_clipped:
            line += f"\n  {desk.say('letters.clipped', size=-(-draft.html_size // _KILOBYTE))}"
        yield name, draft.data, line


def _counts(changes: Changes) -> dict[str, int]:
    withdrawn = sum(map(len, changes.withdrawn.values()))
    return {"added": len(changes.added), "corrected": len(changes.corrected), "withdrawn": withdrawn}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive letter` to the parser."""
    parser.add_argument("since", metavar="SINCE", help="first day of what is told, as 2026-11-01")
    folder = "folder for the files, outside of what is published; by default letters"
    parser.add_argument("--folder", type=typed_path, default=Path("letters"), help=folder)
    parser.add_argument("--output", type=typed_path, help="output folder; by default the one in the settings")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive letter`: write the files, print their names and sizes, return 0."""
    if options.output:
        settings = {**settings, "OUTPUT_PATH": str(options.output)}
    desk = desk_of(settings, options.language)
    return _written(options, settings, desk)


def _written(options: argparse.Namespace, settings: Mapping[str, Any], desk: Desk) -> int:
    since = since_day(options.since, desk)
    mailing = Mailing(desk, settings, options.folder.absolute())
    require_own_values(settings, desk.site.day)
    require_past(desk.site.day)
    with mailing.loaded() as edition:
        issued = issued_files(desk.root)
        every = [changes_since(edition, tag, since, issued) for tag in desk.site.tags]
        files = list(letters_of([changes for changes in every if not changes.is_empty], edition, desk, mailing))
        mailing.write({name: data for name, data, _ in files})
    for _, _, line in files:
        print(line)
    for changes in every:
        name = desk.site.language(changes.language).name
        if changes.is_empty:
            print(desk.say("letters.none", language=name, since=since))
        if changes.unpublished:
            print(desk.say("letters.unpublished", changes.unpublished, language=name))
    for tag, count in untranslated(desk.words, desk.site).items():
        print(desk.say("untranslated", language=tag, count=count))
    return 0
