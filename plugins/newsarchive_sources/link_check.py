"""Which sources and public copies are still online: one look at each, and the table of those that are missing.

An address counts as dead if it was missing (404 or 410) in runs on two days, without a success in between. Nothing else
changes anything: servers answer 403 or 429 to whoever asks often, 5xx on a bad day, and a network fails in many ways.

Each address is asked for once in a run, one after the other, with a pause between requests to one host. Only the head
of the response is read. A host that is busy, or does not answer twice, is not asked again in the run. robots.txt is
not read: it is about programs that follow links, and this is one look at an address that a person chose.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from newsarchive.api import Text, names_private

from .kept import Attempt, Failing
from .web import (
    PERMANENT,
    NoAnswerError,
    Response,
    Web,
    WebLimits,
    address_of,
    host_of,
    in_turn,
    is_elsewhere,
    is_front,
)

LIMITS = WebLimits(seconds=60, silence=15)
"""How long one look may take, the pauses before redirects included."""

_GONE = frozenset((404, 410))
_REFUSED = frozenset((401, 402, 403, 407, 451))
_BUSY = frozenset((429, 503))
_MOST_SILENT = 2

LookOutcome = Literal["online", "moved", "elsewhere", "front", "gone", "refused", "busy", "status", "silent", "skipped"]
"""What came of a look.

- `online`: the page is there, if need be after a temporary redirect.
- `moved`: it is there at another address, for good (301 or 308).
- `elsewhere`: it leads to another site for now: a wall for consent, a login, or whoever owns the name today.
- `front`: the address now leads to the front page of a site, which many do in place of a 404.
- `gone`: 404 or 410.
- `refused`: the server wants a login, payment or a person (401, 402, 403, 407, 451).
- `busy`: too many requests (429), or 503.
- `status`: another status, such as 500.
- `silent`: no whole response came.
- `skipped`: its host was busy or silent before in this run.
"""


class Look(NamedTuple):
    """What came of one look.

    Attributes:
        status: The HTTP status of the last response; 0 if there was none.
        leads: The address to which redirects led, if that is another page; else empty.
        found: For `silent`, a detail of the reason, or empty; for `skipped`, the host.
        reason: For `silent`, the code of the reason (`NoAnswerError`).
    """

    outcome: LookOutcome
    status: int = 0
    leads: str = ""
    found: str = ""
    reason: str = ""


class SourcePlace(NamedTuple):
    """Where the content names an address: the path of the file, the line and the column."""

    path: str
    line: int
    column: int


class CheckedLink(msgspec.Struct):
    """An address to check.

    Attributes:
        address: The address, as in the content.
        kind: `source`, or `copy` for a copy of a source in a public archive.
        places: Where texts name it, or the source of the copy.
        copies: For a source, where there is a copy: `kept` (our own), or the address in a public archive.
    """

    address: str
    kind: Literal["source", "copy"]
    places: list[SourcePlace] = msgspec.field(default_factory=list)
    copies: list[str] = msgspec.field(default_factory=list)


class LinkFinding(msgspec.Struct, frozen=True):
    """What is known of an address after a look: `failing` is its line in the table, if it has one."""

    link: CheckedLink
    look: Look
    failing: Failing | None

    @property
    def is_dead(self) -> bool:
        """Whether pages say that it is no longer online."""
        return self.failing is not None and self.failing.is_dead

    @property
    def is_notable(self) -> bool:
        """Whether an editor should know of it."""
        return self.look.outcome != "online" or self.is_dead

    def row(self) -> dict[str, object]:
        """Return it as a row for machines, without its places."""
        line = self.failing
        return {
            "address": self.link.address,
            "kind": self.link.kind,
            "outcome": self.look.outcome,
            "status": self.look.status or None,
            "leads": self.look.leads or None,
            "reason": self.look.reason or None,
            "dead": self.is_dead,
            "first": line.first.isoformat() if line else None,
            "last": line.last.isoformat() if line else None,
            "runs": line.runs if line else 0,
            "copies": self.link.copies,
        }


def links_to_check(texts: Iterable[Text], attempts: Iterable[Attempt]) -> list[CheckedLink]:
    """Return each address once: the sources of texts, and the copies of these in public archives.

    Withdrawn texts are left out: nothing should be asked any more because of them. `texts` are all texts, also drafts;
    `attempts` are the lines of `kept.tsv`.
    """
    links: dict[str, CheckedLink] = {}
    by_source: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_source[attempt.address].append(attempt)
    for text in sorted(texts, key=lambda each: each.path):
        for source in text.front.sources if text.front.status != "withdrawn" else ():
            place = SourcePlace(text.path, *text.place("sources", source.url))
            attempts_of = by_source.get(source.url, [])
            public = dict.fromkeys(each for each in (source.archived, *(one.memento for one in attempts_of)) if each)
            link = links.setdefault(source.url, CheckedLink(source.url, "source"))
            link.places.append(place)
            kept = ["kept"] if any(each.is_copy for each in attempts_of) else []
            link.copies = list(dict.fromkeys((*link.copies, *kept, *public)))
            for address in public:
                links.setdefault(address, CheckedLink(address, "copy")).places.append(place)
    return [links[address] for address in sorted(links)]


def failing_after(line: Failing | None, look: Look, address: str, day: dt.date) -> Failing | None:
    """Return the line of an address in the table after a look, or None if it has none any more.

    A line from a later day has that of a clock that was wrong, and must not count as another day.
    """
    if look.outcome in ("online", "moved"):
        return None
    if look.outcome != "gone":
        return line
    first, runs = (line.first, line.runs) if line else (day, 0)
    return Failing(address, look.status, min(first, day), day, runs + 1)


def check_links(
    links: Sequence[CheckedLink],
    web: Web,
    table: Mapping[str, Failing],
    today: Callable[[], dt.date],
    record: Callable[[Mapping[str, Failing]], None],
    named: str = "",
) -> Iterator[LinkFinding]:
    """Look at each address once, and yield what was found.

    Args:
        links: The addresses, each once.
        web: Asks the servers; its limits should be `LIMITS`.
        table: The lines of `links.tsv` by address; those of addresses that are not in `links` are dropped.
        today: Returns the day in UTC; called after each look, since a run may last longer than the day.
        record: Called with the whole table after each look that changes it, so that a run which is interrupted counts
            for what it looked at.
        named: The address that an editor typed, which may lead into a private network; a text alone leads nobody there.
    """
    known = {link.address for link in links}
    now = {address: line for address, line in table.items() if address in known}
    if now != table:
        record(now)
    closed, silent = set[str](), Counter[str]()
    for link in in_turn(links, lambda each: each.address):
        host = host_of(link.address)
        if host in closed or silent[host] >= _MOST_SILENT:
            look = Look("skipped", found=host)
        else:
            look = look_at(web, link.address, private=link.address == named and names_private(named))
        closed.update([host] if look.outcome == "busy" else [])
        silent.update([host] if look.outcome == "silent" else [])
        before = now.get(link.address)
        line = failing_after(before, look, link.address, today())
        if line != before:
            now = {**now, link.address: line} if line else {key: now[key] for key in now if key != link.address}
            record(now)
        yield LinkFinding(link, look, line)


def look_at(web: Web, address: str, *, private: bool = False) -> Look:
    """Ask for an address once, and return what came of it; `private` allows to ask inside a private network."""
    try:
        response = web.get(address, private=private, body=False)
    except NoAnswerError as error:
        return Look("silent", found=error.found, reason=error.reason)
    asked = address_of(address)
    leads = response.url if response.url != asked else ""
    return Look(_outcome(asked, response), response.status, leads)


def _outcome(asked: str, response: Response) -> LookOutcome:
    elsewhere = is_elsewhere(asked, response)
    if response.status in _GONE:
        # what a stranger's site lacks says nothing: the portal of a hotel, or of whoever filters the network
        return "elsewhere" if elsewhere else "gone"
    if response.status in _REFUSED:
        return "refused"
    if response.status in _BUSY:
        return "busy"
    if not 200 <= response.status < 300:
        return "status"
    if is_front(response.url) and not is_front(asked):
        return "front"
    if response.url == asked:
        return "online"
    if elsewhere:
        return "elsewhere"
    return "moved" if all(each.status in PERMANENT for each in response.redirects) else "online"
