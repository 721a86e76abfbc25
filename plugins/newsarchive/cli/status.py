"""`newsarchive status`: every text in every language, with its state.

The command shows editors which texts exist, which are drafts, and which translations are stale, that is, made from a
text that has changed since. It prints a table, plain lines or JSON.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

import msgspec
from msgspec.structs import replace
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from newsarchive.build.workers import progress
from newsarchive.content.translations import staleness
from newsarchive.content.tree import walk
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version, at_revision, version_of
from newsarchive.i18n.wording import on_pages
from newsarchive.model.fields import FrontMatter
from newsarchive.model.models import Text, Work
from newsarchive.model.revisions import goes_online, held_back
from newsarchive.pages.history import differing, paragraphs

from .command import Command
from .context import Desk, at_desk

COMMAND = Command("show every text in every language: present, missing, outdated", "write", content=True)

State = Literal["missing", "unreadable", "draft", "waiting", "hidden", "withdrawn", "original", "translation"]
Compare = Callable[[Text, str], int | None]
"""Counts the paragraphs that differ between a text and an earlier revision of it; None if git does not have that."""


class StatusRow(msgspec.Struct, frozen=True):
    """The status of a briefing, page or notice in one language, in which it may not exist.

    Attributes:
        folder: The folder with its texts, relative to the content folder.
        state: `original` or `translation` for a text that is published as usual. Otherwise `draft`, `withdrawn`,
            `hidden` (online, but in no list), `waiting` (until a later day), `missing` or `unreadable`.
        until: For a waiting text, the day on which it will be published; otherwise empty.
        revision: The revision of the text, a digest of its words; empty if the text is missing or unreadable.
        stale: Whether the source has changed since it was translated; None if the translation does not record its
            revision; False also for an original.
        since: For a stale translation, the day on which its source was last changed; empty if the source states none.
        paragraphs: For a stale translation, how many paragraphs of its source have changed; None if unknown.
        empty: Whether the text has no words yet.
    """

    folder: str
    language: str
    state: State
    until: str = ""
    revision: str = ""
    stale: bool | None = False
    since: str = ""
    paragraphs: int | None = None
    empty: bool = False


def rows_of(
    places: Iterable[Place],
    versions: Mapping[str, Version],
    tags: tuple[str, ...],
    day: dt.date,
    compare: Compare,
) -> list[StatusRow]:
    """Return the status of each folder's text in each language of the site, sorted by folder and then as `tags`.

    `versions` are the texts that can be parsed, by path; `day` is today in UTC. `compare` is called with the source of
    each stale translation and the revision from which it was translated.
    """
    folders: dict[str, dict[str, Place]] = {}
    for place in places:
        folders.setdefault(place.folder, {})[place.language] = place
    rows = []
    for folder, files in sorted(folders.items()):
        texts = {tag: versions[place.path].text for tag, place in files.items() if place.path in versions}
        work = _work(folder, texts)
        for tag in tags:
            if work and tag in texts:
                row = _row(work, tag, day, compare)
                empty = row.state != "withdrawn" and versions[files[tag].path].wordless
                rows.append(replace(row, empty=empty))
            else:
                rows.append(StatusRow(folder, tag, "unreadable" if tag in files else "missing"))
    return rows


def totals_of(rows: Iterable[StatusRow], tags: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return the number of texts by language and state: `{"az": {"draft": 1, "original": 7}}`.

    A translation whose source has changed since counts also under `stale`, and one that does not record from which
    revision it was made, under `unrecorded`.
    """
    totals: dict[str, Counter[str]] = {tag: Counter() for tag in tags}
    for row in rows:
        totals[row.language][row.state] += 1
        if row.stale is not False:
            totals[row.language]["stale" if row.stale else "unrecorded"] += 1
    return {tag: dict(sorted(counts.items())) for tag, counts in totals.items()}


def _work(folder: str, texts: Mapping[str, Text]) -> Work | None:
    """Return the `Work` of a folder, or None without texts; if the original is missing, an empty one replaces it."""
    if not texts:
        return None
    missing = Text("", "", FrontMatter(), "", "")
    original = next((each for each in texts.values() if not each.front.translates), missing)
    return Work(folder.rpartition("/")[2], folder, original, dict(texts))


def _row(work: Work, tag: str, day: dt.date, compare: Compare) -> StatusRow:
    text = work.texts[tag]
    status = work.status(tag)
    usual: State = "translation" if text.front.translates else "original"
    state = held_back(text, work, day) or (usual if status == "published" else status)
    until = goes_online(text, work).isoformat() if state == "waiting" else ""
    row = StatusRow(work.folder, tag, state, until, text.revision)
    if not text.front.translates or state == "withdrawn":
        return row
    if not text.front.translated_revision:
        return replace(row, stale=None)
    stale = staleness(text, work)
    if stale is None:
        return row
    since = stale.changed.isoformat() if stale.changed else ""
    differ = compare(stale.source, text.front.translated_revision)
    return replace(row, stale=True, since=since, paragraphs=differ)


_FORMATS = ("text", "json")
_TOTALS = tuple("original translation stale unrecorded draft waiting hidden withdrawn unreadable missing".split())
_LANGUAGE_WIDTH = 15
_STYLES = {"missing": "dim", "unreadable": "red", "draft": "cyan", "waiting": "cyan", "withdrawn": "magenta"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--format`, the form of the report, to the parser."""
    parser.add_argument("--format", choices=_FORMATS, default="text", help="form of the report")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive status`: print the status of all texts; return 0, even if texts are missing or have faults."""
    rows = read_rows(desk)
    if options.format == "json":
        texts = [msgspec.to_builtins(row) for row in rows]
        number, drafts = read_letters(desk)
        report = {
            "texts": texts,
            "totals": totals_of(rows, desk.site.tags),
            "letters": {"number": number, "drafts": drafts},
        }
        # the keys of the interface's strings that a language lacks, by its tag
        print(json.dumps({**report, "interface": desk.words.missing}, ensure_ascii=False, indent=1))
    elif sys.stdout.isatty():
        console = Console(highlight=False)
        console.print(table_of(rows, desk, console.width), "", *_total_lines(rows, desk), sep="\n")
    else:
        print("\n".join([*plain_lines(rows, desk), *_total_lines(rows, desk)]))


def read_rows(desk: Desk) -> list[StatusRow]:
    """Read every text of the content, and return its `rows_of`; `newsarchive check` reports faults."""
    places = walk(desk.root, desk.site.tags).texts
    versions: dict[str, Version] = {}
    with progress(desk.say("progress.reading"), len(places)) as step:
        for place in places:
            version = version_of((desk.root / place.path).read_bytes(), place)
            if version:
                versions[place.path] = version
            step()
    rows = partial(rows_of, places, versions, desk.site.tags, desk.site.day)
    stale = sum(bool(row.stale) for row in rows(lambda *_: None))
    with progress(desk.say("progress.history"), stale) as step:
        return rows(_comparer(desk, places, versions, step))


def read_letters(desk: Desk) -> tuple[int, int]:
    """Return how many readers' letters the content has, and how many of them are drafts."""
    places = walk(desk.root, desk.site.tags).letters
    read = [version_of((desk.root / place.path).read_bytes(), place) for place in places]
    return len(places), sum(version is not None and version.text.front.status == "draft" for version in read)


def words_of(row: StatusRow, desk: Desk) -> str:
    """Return the status of one text as words in the editor's language, for a cell of the table or the end of a line."""
    said = [desk.say(f"status.{row.state}", until=row.until)]
    if row.empty:
        said.append(desk.say("status.empty"))
    if row.stale is None:
        said.append(desk.say("status.unrecorded"))
    if row.stale:
        said.append(desk.say("status.stale-since", since=row.since) if row.since else desk.say("status.stale"))
        unknown = row.paragraphs is None
        said.append(desk.say("status.paragraphs-unknown") if unknown else desk.say("status.paragraphs", row.paragraphs))
    return ", ".join(said)


def plain_lines(rows: Sequence[StatusRow], desk: Desk) -> list[str]:
    """Return the report as aligned lines, one for each text: folder, language, revision and status in words."""
    cells = [(row.folder, row.language, row.revision or "-", words_of(row, desk)) for row in rows]
    widths = [max((len(each[column]) for each in cells), default=0) for column in range(3)]
    return ["  ".join([*(each[i].ljust(widths[i]) for i in range(3)), each[3]]) for each in cells]


def table_of(rows: Sequence[StatusRow], desk: Desk, width: int) -> Table:
    """Return the report as a table for the terminal, with a row for each folder and a column for each language.

    If the terminal is too narrow, the folders of briefings are shown without `briefings/`, as other commands also
    accept them. If it is still too narrow, the names of folders are broken into several lines.
    """
    room = width - _LANGUAGE_WIDTH * len(desk.site.languages)
    longest = max((len(row.folder) for row in rows), default=0)
    names = {row.folder: row.folder if longest <= room else row.folder.removeprefix("briefings/") for row in rows}
    whole = all(len(name) <= room for name in names.values())
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(desk.say("status.folder"), overflow="fold", no_wrap=whole)
    for language in desk.site.languages:
        table.add_column(language.name)
    folders: dict[str, list[Cell]] = {}
    for row in rows:
        style = "yellow" if row.stale is not False else _STYLES.get(row.state, "")
        folders.setdefault(row.folder, []).append(Cell(words_of(row, desk), style))
    for folder, cells in folders.items():
        table.add_row(Cell(names[folder]), *cells)
    return table


def _total_lines(rows: Sequence[StatusRow], desk: Desk) -> list[str]:
    lines = []
    for tag, counts in totals_of(rows, desk.site.tags).items():
        said = [f"{desk.say(f'total.{state}')} {counts[state]}" for state in _TOTALS if state in counts]
        lines.append(f"{tag}: {', '.join(said) or '-'}")
    letters, drafts = read_letters(desk)
    if letters:
        lines.append(desk.say("letters", letters) + (f", {desk.say('total.draft')} {drafts}" if drafts else ""))
    for tag, keys in desk.words.missing.items():
        if shown := on_pages(keys, desk.site.taxonomies):
            lines.append(desk.say("status.interface", language=tag, count=len(shown)))
    return lines


def _comparer(
    desk: Desk, places: Sequence[Place], versions: Mapping[str, Version], step: Callable[[], None]
) -> Compare:
    """Return a `Compare` that finds earlier revisions in git, each only once; it calls `step` after each comparison."""
    by_path = {place.path: place for place in places}
    known: dict[tuple[str, str], int | None] = {}

    def compare(text: Text, revision: str) -> int | None:
        key = (text.path, revision)
        if key not in known:
            before = at_revision(desk.root, by_path[text.path], revision)
            known[key] = _differing(before, versions[text.path]) if before else None
        step()
        return known[key]

    return compare


def _differing(before: Version, now: Version) -> int:
    return differing(paragraphs(before.text.front, before.body), paragraphs(now.text.front, now.body))
