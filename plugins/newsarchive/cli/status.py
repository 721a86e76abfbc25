"""`newsarchive status`: every text in every language, with its state.

A translation is stale if it was made from a text that has changed since.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from newsarchive.build.workers import progress
from newsarchive.content.translations import stale_source
from newsarchive.content.tree import walk
from newsarchive.content.versions import at_revision, version_of
from newsarchive.i18n.wording import on_pages
from newsarchive.model.revisions import goes_online, held_back
from newsarchive.pages.history import differing, paragraphs

from .command import Command
from .context import Desk, WorkFolder, at_desk, folders_of, read_folder

COMMAND = Command("show every text in every language: present, missing, outdated", "write", content=True)

State = Literal["missing", "unreadable", "draft", "waiting", "hidden", "withdrawn", "original", "translation"]
_TOTALS = tuple("original translation stale unrecorded draft waiting hidden withdrawn unreadable missing".split())
_STYLES = {"missing": "dim", "unreadable": "red", "draft": "cyan", "waiting": "cyan", "withdrawn": "magenta"}


class StatusRow(msgspec.Struct, frozen=True):
    """The status of a work in one language, in which it may not exist.

    `state` is `original` or `translation` for a text that is published as usual; a waiting one is published on the day
    `until`. `revision` is the digest of its words. `stale` is None if a translation does not record its source's
    revision; a stale one has the day `since` when its source was changed, and the number of changed paragraphs, None if
    unknown.
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


def read_rows(desk: Desk) -> list[StatusRow]:
    """Return the status of each folder's text in each language of the site, sorted by folder and language."""
    found, rows = folders_of(desk), []
    with progress(desk.say("progress.reading"), len(found)) as step:
        for path, places in found.items():
            folder = read_folder(desk, path, places)
            rows += [_row(desk, folder, tag) for tag in desk.site.tags]
            step()
    return rows


def _row(desk: Desk, folder: WorkFolder, tag: str) -> StatusRow:
    version, work = folder.versions.get(tag), folder.work
    if version is None:
        return StatusRow(folder.path, tag, "unreadable" if tag in folder.places else "missing")
    text, front, status = version.text, version.text.front, work.status(tag)
    usual: State = "translation" if front.translates else "original"
    state = held_back(text, work, desk.site.day) or (usual if status == "published" else status)
    until = goes_online(text, work).isoformat() if state == "waiting" else ""
    row = StatusRow(folder.path, tag, state, until, text.revision, empty=state != "withdrawn" and version.wordless)
    if not front.translates or state == "withdrawn":
        return row
    if not front.translated_revision:
        return replace(row, stale=None)
    source = stale_source(text, work)
    if source is None:
        return row
    now, place = folder.versions[front.translates], folder.places[front.translates]
    before = at_revision(desk.root, place, front.translated_revision)
    changed = before and differing(paragraphs(before.text.front, before.body), paragraphs(now.text.front, now.body))
    return replace(row, stale=True, since=source.changed.isoformat() if source.changed else "", paragraphs=changed)


def totals_of(rows: Iterable[StatusRow], tags: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return the number of texts by language and state: `{"az": {"draft": 1, "original": 7}}`.

    Translations also count under `stale`, and as `unrecorded` if they do not record the revision of their source.
    """
    totals: dict[str, Counter[str]] = {tag: Counter() for tag in tags}
    for row in rows:
        totals[row.language][row.state] += 1
        if row.stale is not False:
            totals[row.language]["stale" if row.stale else "unrecorded"] += 1
    return {tag: dict(sorted(counts.items())) for tag, counts in totals.items()}


def read_letters(desk: Desk) -> tuple[int, int]:
    """Return how many readers' letters the content has, and how many of them are drafts."""
    places = walk(desk.root, desk.site.tags).letters
    read = [version_of((desk.root / place.path).read_bytes(), place) for place in places]
    return len(places), sum(version is not None and version.text.front.status == "draft" for version in read)


def words_of(row: StatusRow, desk: Desk) -> str:
    """Return the status of one text as words in the editor's language."""
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
    wide = [max((len(getattr(row, name)) for row in rows), default=0) for name in ("folder", "language", "revision")]
    return [
        f"{row.folder:{wide[0]}}  {row.language:{wide[1]}}  {row.revision or '-':{wide[2]}}  {words_of(row, desk)}"
        for row in rows
    ]


def table_of(rows: Sequence[StatusRow], desk: Desk) -> Table:
    """Return the report as a table for the terminal, with a row for each folder and a column for each language."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(desk.say("status.folder"), overflow="fold")
    for language in desk.site.languages:
        table.add_column(language.name)
    folders: dict[str, list[Cell]] = {}
    for row in rows:
        style = "yellow" if row.stale is not False else _STYLES.get(row.state, "")
        folders.setdefault(row.folder, []).append(Cell(words_of(row, desk), style))
    for folder, cells in folders.items():
        table.add_row(Cell(folder.removeprefix("briefings/")), *cells)
    return table


def total_lines(rows: Sequence[StatusRow], desk: Desk) -> list[str]:
    """Return the lines below the report: the totals of each language, readers' letters, and missing words."""
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--format`, the form of the report, to the parser."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the report")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive status`: print the status of all texts; return 0, even if texts are missing or have faults."""
    rows = read_rows(desk)
    if options.format == "json":
        number, drafts = read_letters(desk)
        report = {
            "texts": [msgspec.to_builtins(row) for row in rows],
            "totals": totals_of(rows, desk.site.tags),
            "letters": {"number": number, "drafts": drafts},
            # the keys of the interface's strings that a language lacks, by its tag
            "interface": desk.words.missing,
        }
        print(json.dumps(report, ensure_ascii=False, indent=1))
    elif sys.stdout.isatty():
        Console(highlight=False).print(table_of(rows, desk), "", *total_lines(rows, desk), sep="\n")
    else:
        print("\n".join([*plain_lines(rows, desk), *total_lines(rows, desk)]))
