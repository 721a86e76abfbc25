"""The tables about the briefings' sources: which have a kept copy, and which are no longer online.

`kept.tsv` in the content folder records what `newsarchive keep` did. It has one line for each attempt to keep a source,
sorted by address and day, those of one day in their order, with these columns; `-` stands for what is absent:

1. the source's address, as in the content
2. the day, in UTC: `2026-03-12`; of a moment, as earlier versions wrote it, only the day is read
3. the outcome: `fetched`, `brought`, or why there is no copy (`REASONS`)
4. absent; earlier versions wrote digests of the page here and in column 5, and the size of the copy in column 7
6. the file with the copy, below `KEPT_PATH`: `example.org/20260312-<salted SHA-256 digest>.wacz` (`keeping.store`)
8. the web address of a copy in a public archive (a Memento, RFC 7089)
9. the SHA-256 digest of the time-stamp token (RFC 3161), which is kept beside the copy

The table may be public, and the owner of a source must not find in it which request was the newsroom's: hence no time
but the day, and no digest without salt. A site may send each visitor another page, and a copy differs from one that was
made a second later only by its time, so that there are but 86,400 to try for a day.

A merge may leave several lines for one address. A line with the outcome `forgotten` has no address, and in column 4 the
mark of a source that must not come back (`forgotten`). If the source was kept anew, column 2 has the day of that, and
only its lines from before must not come back.

`links.tsv` is written by `newsarchive links`. It has one line for each address that does not work: the address, the
status (404 or 410), the first and the last day on which this was seen, and in how many runs in a row.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from newsarchive.api import (
    COPIES,
    KEPT,
    LINKS,
    NO_COPY_REASONS,
    Fault,
    Outcome,
    Position,
    SourceNote,
    Text,
    fault,
    memento_moment,
    parse_day,
    rows_of,
    table,
    web_address,
)

from .forgotten import is_mark, matched_marks

_KEPT_COLUMNS = 9

DEAD_AFTER = dt.timedelta(days=1)
"""A source is called dead if it was missing in two runs so far apart, by the days (UTC) in the table.

A server that is being moved answers 404 to everybody for an hour, so runs on one day count as one finding.
"""

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
"""The form of moments inside copies, for `strptime`; they are in UTC."""

_NONE = "-"
_NO_MARKS: Mapping[str, str] = {}
_WHEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_FILE = re.compile(r"[a-z0-9][a-z0-9._-]{0,252}/[0-9]{8}-([0-9a-f]{64})\.([a-z0-9]{1,5})\Z")
_NUMBER = re.compile(r"[1-9][0-9]{0,11}\Z")
_STATUSES = ("404", "410")


class Attempt(msgspec.Struct, frozen=True, array_like=True):
    """One line of `kept.tsv`: an attempt to keep a source; strings are empty if absent.

    Attributes:
        address: The source's address.
        day: The day on which it was made, in UTC.
        file: The path of the copy below the folder of kept copies.
        memento: The web address of a copy in a public archive.
        token: The SHA-256 digest of the time-stamp token.
        line: The line in the table, counted from 1.
    """

    address: str
    day: dt.date
    outcome: Outcome
    file: str = ""
    memento: str = ""
    token: str = ""
    line: int = 1

    @property
    def is_copy(self) -> bool:
        """Whether the attempt made a copy."""
        return bool(self.file)

    @property
    def digest(self) -> str:
        """The digest in the name of the file; empty if there is no copy."""
        match = _FILE.match(self.file)
        return match[1] if match else ""


class Failing(msgspec.Struct, frozen=True, array_like=True):
    """One line of `links.tsv`: an address that was missing in the last `runs` runs of `links` that reached it."""

    address: str
    status: int
    first: dt.date
    last: dt.date
    runs: int
    line: int = 1

    @property
    def is_dead(self) -> bool:
        """Whether it was missing for long enough that pages say so."""
        return self.last - self.first >= DEAD_AFTER


def parse_kept(content: str) -> tuple[tuple[Attempt, ...], list[Fault]]:
    """Parse `kept.tsv`; return the attempts by address and day, and faults for malformed lines.

    Lines in another order, and lines that are there twice, come from a merge and are no faults. Those of forgotten
    sources are among the attempts (but see `counted_attempts`).
    """
    faults: list[Fault] = []
    found: dict[tuple[str, ...], Attempt] = {}

    for line, (columns, attempt) in rows_of(content, KEPT, faults, lambda cells: (tuple(cells), _attempt(cells))):
        if attempt:
            found.setdefault(columns, replace(attempt, line=line))
    return tuple(found[columns] for columns in sorted(found, key=lambda row: row[:2])), faults


def forgotten_marks(content: str) -> dict[str, str]:
    """Return the marks of forgotten sources in `kept.tsv`, each with the day from which lines count again.

    It is empty for a source that was not kept anew. Of two that a merge left, the earlier one counts.
    """
    found: dict[str, str] = {}
    for line in content.splitlines():
        columns = tuple(line.split("\t"))
        if mark := _mark_in(columns):
            since = columns[1][:10] if columns[1] != _NONE else ""
            found[mark] = min(filter(None, (since, found.get(mark))), default="")
    return found


def counted_attempts(content: str) -> tuple[tuple[Attempt, ...], list[Fault]]:
    """Parse `kept.tsv` without the lines of forgotten sources, which a merge brought back: each source is a warning."""
    attempts, faults = parse_kept(content)
    marks = forgotten_marks(content)
    forgotten = matched_marks((each.address for each in attempts), marks)
    counted = tuple(
        each
        for each in attempts
        if all("" < marks[mark] <= each.day.isoformat() for mark in forgotten.get(each.address, ()))
    )
    known = {each.address for each in counted}
    back = {each.address: each for each in attempts if each.address not in known}
    faults += (_unwanted("kept-forgotten", KEPT, each.address, each.line) for each in back.values())
    return counted, faults


def kept_file(
    attempts: Iterable[Attempt], marks: Mapping[str, str] = _NO_MARKS, lines: Iterable[Attempt] = ()
) -> bytes:
    """Return the bytes of the file `kept.tsv`, sorted, each line once; attempts of one day stay in their order.

    Args:
        attempts: The attempts that count.
        marks: The marks of forgotten sources, as `forgotten_marks` returns them. Those that match a source with an
            attempt get the day of its first one: it was kept anew.
        lines: The lines of the table, also of forgotten sources. Those of sources without an attempt are preserved:
            nothing else says which files are copies of a forgotten source, until an editor forgets it again.
    """
    rows = dict.fromkeys(_columns(each) for each in attempts)
    addresses = {row[0] for row in rows}
    matched, since = matched_marks(addresses, marks), {**marks}
    for address, day, *_ in rows:
        for mark in matched.get(address, ()):
            since[mark] = min(since[mark] or day, day)
    rows |= dict.fromkeys(_columns(each) for each in lines if each.address not in addresses)
    every = [*sorted(_mark_columns(*each) for each in since.items()), *rows]
    every.sort(key=lambda row: row[:2])
    return table(every)


def parse_links(content: str) -> tuple[dict[str, Failing], list[Fault]]:
    """Parse `links.tsv`; return its lines by address, and faults for malformed lines.

    Of several lines for an address, which come from a merge, the one with the latest day counts; of two with the same
    day, the one that begins later: a run on the other branch may have found the page in between.
    """
    faults: list[Fault] = []
    found: dict[str, Failing] = {}
    for line, row in rows_of(content, LINKS, faults, _failing):
        each = replace(row, line=line)
        known = found.setdefault(each.address, each)
        if (each.last, each.first, each.runs) > (known.last, known.first, known.runs):
            found[each.address] = each
    return found, faults


def _failing(columns: list[str]) -> Failing:
    address, status, first, last, runs = columns
    each = Failing(web_address(address), int(status), parse_day(first), parse_day(last), int(runs))
    if status not in _STATUSES or not _NUMBER.match(runs) or each.last < each.first:
        raise ValueError(columns)
    return each


def links_file(failing: Iterable[Failing]) -> bytes:
    """Return the bytes of the file `links.tsv`, sorted by address."""
    rows = sorted(failing, key=lambda each: each.address)
    return table((each.address, each.status, each.first, each.last, each.runs) for each in rows)


def with_attempt(attempts: Iterable[Attempt], new: Attempt) -> tuple[Attempt, ...]:
    """Return the lines of `kept.tsv` after a new attempt.

    It replaces the earlier lines of its address without a copy, and takes over the earliest Memento of theirs. If there
    is a copy, an attempt that brought neither another copy nor a Memento changes nothing.
    """
    attempts = sorted(attempts, key=_order)
    bare = [each for each in attempts if each.address == new.address and not each.is_copy]
    memento = next((each.memento for each in bare if each.memento), new.memento)
    others = [each for each in attempts if each not in bare]
    if not new.is_copy and not memento and any(each.address == new.address for each in others):
        return tuple(attempts)
    return tuple(sorted([*others, replace(new, memento=memento)], key=_order))


def with_memento(attempts: Iterable[Attempt], address: str, memento: str, day: dt.date) -> tuple[Attempt, ...]:
    """Return the lines of `kept.tsv` after a public archive's copy of a source was found on `day`.

    The newest line of the source gets it; without a line, one is added, with the outcome `asked`.
    """
    attempts = sorted(attempts, key=_order)
    last = next((each for each in reversed(attempts) if each.address == address), None)
    if last is None:
        return tuple(sorted([*attempts, Attempt(address, day, "asked", memento=memento)], key=_order))
    return tuple(replace(each, memento=memento) if each is last else each for each in attempts)


def with_token(attempts: Iterable[Attempt], stamped: Attempt, token: str) -> tuple[Attempt, ...]:
    """Return the lines of `kept.tsv` after the copy of an attempt was time-stamped; `token` is the token's digest."""
    return tuple(
        replace(each, token=token) if each.file and each.file == stamped.file else each
        for each in sorted(attempts, key=_order)
    )


def kept_sources(attempts: Iterable[Attempt], failing: Mapping[str, Failing]) -> Mapping[str, SourceNote]:
    """Return what the two tables say of each source, by its address; `failing` are the lines of `links.tsv` by address.

    The attempt that counts is the one with the earliest copy, which is nearest to what the editor read; else the newest
    one that tells why there is no copy; else the newest one. Of copies in public archives it is the earliest one that
    is not dead itself.
    """
    by_address: dict[str, list[Attempt]] = defaultdict(list)
    for each in sorted(attempts, key=_order):
        by_address[each.address].append(each)
    dead = {address: each.first for address, each in failing.items() if each.is_dead}
    return {
        address: _note(by_address.get(address, []), dead, dead.get(address))
        for address in sorted(by_address.keys() | dead)
    }


def _note(attempts: list[Attempt], dead: Mapping[str, dt.date], since: dt.date | None) -> SourceNote:
    memento = next((each.memento for each in attempts if each.memento and each.memento not in dead), "")
    copies = (each for each in attempts if each.is_copy)
    failures = (each for each in reversed(attempts) if each.outcome != "asked")
    counted = next(chain(copies, failures, reversed(attempts)), None)
    if counted is None:
        return SourceNote(dead_since=since)
    return SourceNote(counted.day, counted.outcome, memento, since, counted.token)


def unnamed_sources(attempts: Iterable[Attempt], failing: Iterable[Failing], texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a warning for each address in the tables that is no source of a text, nor a copy of one.

    `texts` are all texts, also drafts. Of an address that both tables have, only `kept.tsv` is mentioned.
    """
    kept = {each.address: each for each in attempts}
    sources = [source for text in texts for source in text.front.sources]
    named = {source.url for source in sources}
    for each in kept.values():
        if each.address not in named:
            yield _unwanted("kept-unnamed", KEPT, each.address, each.line)
    known = named | {source.archived for source in sources} | {each.memento for each in attempts} | kept.keys()
    for line in failing:
        if line.address not in known:
            yield _unwanted("links-unnamed", LINKS, line.address, line.line)


def _unwanted(code: str, table: str, address: str, line: int) -> Fault:
    """Return the warning for a line in a table that `keep --forget` deletes."""
    command = f"./newsarchive keep {shlex.quote(address)} --forget"
    return fault(code, Position(line), table, True, found=address, command=command)


def _order(attempt: Attempt) -> tuple[str, dt.date]:
    return attempt.address, attempt.day


def _mark_columns(mark: str, since: str) -> tuple[str, ...]:
    """Return the columns of the line of a forgotten source."""
    return (_NONE, since or _NONE, "forgotten", mark, *[_NONE] * (_KEPT_COLUMNS - 4))


def _mark_in(columns: tuple[str, ...]) -> str:
    """Return the mark in a line of `kept.tsv`; an empty string if it is another line."""
    mark = columns[3] if len(columns) == _KEPT_COLUMNS else ""
    sound = is_mark(mark) and columns == _mark_columns(mark, columns[1])
    return mark if sound and (columns[1] == _NONE or _WHEN.match(columns[1])) else ""


def _attempt(columns: list[str]) -> Attempt | None:
    """Return the attempt of a line of `kept.tsv`, None for a mark; ValueError if a column is invalid."""
    if _mark_in(tuple(columns)):
        return None
    if len(columns) != _KEPT_COLUMNS or not all(columns):
        raise ValueError(columns)
    address, when, outcome, *others = columns
    *earlier, memento, token = ("" if each == _NONE else each for each in others)
    file = earlier[2]
    day = _WHEN.match(when)
    known = next((each for each in (*COPIES, "asked", *NO_COPY_REASONS) if each == outcome), None)
    if known is None or not day or (token and not _DIGEST.match(token)):
        raise ValueError(columns)
    if known in COPIES:
        match = _FILE.match(file)
        sound = bool(match and (known == "brought" or match[2] == "wacz"))
    else:
        sound = not (any(earlier) or token) and bool(memento or known != "asked")
    if not sound:
        raise ValueError(columns)
    if memento:
        _require_memento(memento)
    url, at = web_address(address), parse_day(day[1])
    return Attempt(url, at, known, file, memento, token)


def _require_memento(address: str) -> None:
    """Raise ValueError if an address cannot be one that `newsarchive keep` found, for example if it hides its host."""
    parts = urlsplit(web_address(address))
    hides = "@" in parts.netloc or "\\" in parts.netloc or parts.port == 0
    if hides or not address.isascii():
        raise ValueError(address)


def lines_in_future(attempts: Iterable[Attempt], failing: Iterable[Failing], today: dt.date) -> Iterator[Fault]:
    """Yield a fault for each line with a day that has not come yet; pages would print it.

    Clocks differ, and so do days around the world, so tomorrow is no fault.
    """
    last = today + dt.timedelta(1)
    for each in attempts:
        archived = memento_moment(each.memento)
        days = (each.day, *([archived.date()] if archived else []))
        yield from (_future(KEPT, each.line, "day", day) for day in days if day > last)
    for line in failing:
        if line.last > last:
            yield _future(LINKS, line.line, "last", line.last)


def _future(table: str, line: int, field: str, day: dt.date) -> Fault:
    return fault("in-future", Position(line), table, field=field, found=day.isoformat())


def _columns(each: Attempt) -> tuple[str, ...]:
    others = ("", "", each.file, "", each.memento, each.token)
    return (each.address, each.day.isoformat(), each.outcome, *(value or _NONE for value in others))
