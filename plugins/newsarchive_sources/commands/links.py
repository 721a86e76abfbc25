"""`newsarchive links`: which sources, and copies of them in public archives, are no longer online.

The command looks at each address once and keeps the table `links.tsv` in the content, from which a build says on pages
that a source is no longer online. The table is written whole after each look that changes it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from newsarchive.api import (
    LINKS,
    Command,
    Desk,
    RefusedError,
    Text,
    UsageError,
    agent_of,
    annotation,
    desk_of,
    fault_line,
    progress,
    shown_path,
    version_of,
    walk,
    write_whole,
)
from newsarchive_sources.kept import Failing, links_file
from newsarchive_sources.link_check import LIMITS, CheckedLink, LinkFinding, check_links, links_to_check
from newsarchive_sources.source_tables import SourceTables, read_sources
from newsarchive_sources.web import DEFAULT_PAUSE, Web

COMMAND = Command(
    "say which sources, and copies of them in web archives, are no longer online",
    "look after",
    public=True,
    content=True,
)

_FORMATS = ("text", "json", "github")
_COUNTED = ("online", "moved", "dead", "gone", "unknown")
_WARNED = ("dead", "moved", "elsewhere", "front")
_STYLES = {"dead": "red", "gone": "yellow", "moved": "cyan", "front": "yellow", "elsewhere": "yellow"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive links`."""
    parser.add_argument("--format", choices=_FORMATS, default="text", help="form of the report")
    parser.add_argument(
        "url", nargs="?", default="", metavar="URL", help="look only at this source; it may be in a private network"
    )
    parser.add_argument("--pause", type=float, default=DEFAULT_PAUSE, help="seconds between two requests to one host")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive links`; return 0 if all was looked at, whatever was found."""
    desk = desk_of(settings, options.language)
    return _check(desk, options.format, options.pause, options.url)


def _check(desk: Desk, form: str, pause: float, url: str) -> int:
    texts, unread = _texts(desk)
    tables = _tables(desk, walk(desk.root, desk.site.tags).data)
    links = [link for link in links_to_check(texts, tables.attempts) if url in ("", link.address)]
    if url and not links:
        raise UsageError(desk.say("keep.no-source", address=url))
    known = {link.address for link in links}
    # a text that cannot be read may name an address that no other text names
    failing = {key: line for key, line in tables.failing.items() if key in known or not (unread or url)}
    web = Web(agent_of(desk.site.url), pause=pause, limits=LIMITS)
    written: Mapping[str, Failing] = failing

    def record(after: Mapping[str, Failing]) -> None:
        nonlocal written
        changed = {key for key in written.keys() | after.keys() if written.get(key) != after.get(key)}
        # a merge or `newsarchive keep … --forget` may have changed the table since the last look
        there = _tables(desk, [LINKS] if (desk.root / LINKS).is_file() else ()).failing
        others = (line for key, line in there.items() if key not in changed)
        write_whole(desk.root / LINKS, links_file([*others, *(after[key] for key in changed & after.keys())]))
        written = after

    findings: list[LinkFinding] = []
    try:
        with progress(desk.say("progress.links"), len(links)) as step:
            for finding in check_links(links, web, failing, lambda: _now().date(), record, url):
                findings.append(finding)
                step()
    finally:
        # what an interrupted run found is in the table, and is told as well
        _print(findings, links, desk, form)
    return 0


def _now() -> dt.datetime:
    """Return the moment of the clock: a look at a server is not part of a build, whose day may be fixed."""
    return dt.datetime.now(dt.UTC)


def _tables(desk: Desk, data: Collection[str]) -> SourceTables:
    """Load the tables about sources; RefusedError if they have faults, because writing them would lose these lines."""
    tables, faults = read_sources(desk.root, data)
    faults = [each for each in faults if not each.warning]
    if faults:
        raise RefusedError(
            "\n".join(fault_line(each, desk.words, desk.language, shown_path(desk.root)) for each in faults)
        )
    return tables


def _texts(desk: Desk) -> tuple[list[Text], bool]:
    """Return all texts whose front matter can be parsed, also drafts, and whether some sources cannot be read."""
    places = walk(desk.root, desk.site.tags).texts
    versions = [version_of((desk.root / place.path).read_bytes(), place) for place in places]
    found = [version for version in versions if version]
    names = (dict(each.values).get("field", "") for version in found for each in version.faults)
    unread = len(found) < len(places) or any(name.partition(".")[0] == "sources" for name in names)
    return [version.text for version in found], unread


def _print(findings: Sequence[LinkFinding], links: Sequence[CheckedLink], desk: Desk, form: str) -> None:
    told = sorted((each for each in findings if each.is_notable), key=_order)
    if form == "json":
        rows = [_row(each, desk) for each in sorted(findings, key=lambda each: each.link.address)]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "github":
        _print_lines(line for each in told for line in _annotations(each, desk))
    elif not links:
        print(desk.say("links.none"))
    else:
        if told and sys.stdout.isatty():
            Console(highlight=False).print(_table(told, desk), "", sep="\n")
        else:
            _print_lines(line for each in told for line in _lines(each, desk))
        print(_total(findings, desk))


def _row(finding: LinkFinding, desk: Desk) -> dict[str, object]:
    places = [{**each._asdict(), "path": shown_path(desk.root / each.path)} for each in finding.link.places]
    return {**finding.row(), "places": places}


def _print_lines(lines: Iterable[str]) -> None:
    print("".join(f"{line}\n" for line in lines), end="")


def _state(finding: LinkFinding) -> str:
    return "dead" if finding.is_dead else finding.look.outcome


def _order(finding: LinkFinding) -> tuple[int, str]:
    states = ("dead", "gone", "front", "elsewhere", "moved")
    state = _state(finding)
    return states.index(state) if state in states else len(states), finding.link.address


def _words(finding: LinkFinding, desk: Desk) -> str:
    """Return what is known of an address, and what an editor can do, in the language of the desk."""
    look, line, link = finding.look, finding.failing, finding.link
    reason = desk.say(f"keep.fault.{look.reason}", None, found=look.found) if look.reason else ""
    values = {"status": look.status, "leads": look.leads, "host": look.found, "reason": reason}
    said = []
    if finding.is_dead and line:
        said.append(desk.say("links.dead", first=line.first, status=line.status, runs=line.runs))
    if look.outcome not in ("online", "gone") or not finding.is_dead:
        said.append(desk.say(f"links.{look.outcome}", None, **values))
    if link.kind == "copy":
        said.append(desk.say("links.of-copy"))
    elif look.outcome in ("gone", "front", "elsewhere") or finding.is_dead:
        said.append(desk.say("links.copied" if link.copies else "links.no-copy"))
    return "; ".join(said)


def _lines(finding: LinkFinding, desk: Desk) -> Iterator[str]:
    """Yield a line for each place of an address, as compilers print them."""
    for path, line, column in finding.link.places:
        yield f"{shown_path(desk.root / path)}:{line}:{column}: {finding.link.address}: {_words(finding, desk)}"


def _annotations(finding: LinkFinding, desk: Desk) -> Iterator[str]:
    state = _state(finding)
    kind = "warning" if state in _WARNED else "notice"
    for path, line, column in finding.link.places:
        message = f"{finding.link.address}: {_words(finding, desk)}"
        yield annotation(kind, shown_path(desk.root / path), line, column, f"link-{state}", message)


def _table(told: Sequence[LinkFinding], desk: Desk) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in ("address", "state", "text"):
        table.add_column(desk.say(f"links.column.{column}"), overflow="fold")
    for each in told:
        places = "\n".join(f"{Path(path).parent.name}:{line}" for path, line, _ in each.link.places)
        table.add_row(Cell(each.link.address), Cell(_words(each, desk), _STYLES.get(_state(each), "")), Cell(places))
    return table


def _total(findings: Sequence[LinkFinding], desk: Desk) -> str:
    states = Counter(state if state in _COUNTED else "unknown" for state in map(_state, findings))
    return desk.say("links.total", len(findings), **{name: str(states[name]) for name in _COUNTED})
