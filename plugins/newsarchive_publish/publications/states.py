"""STATE, the small file that a publication's signatures cover.

It says which publication a copy is, when the next one is due, and the digests of everything else. Its lines:

    Media Freedom Archive, publication 12
    number: 12
    day: 2026-11-27
    address: https://archive.example
    commit: 0123abcd…
    next by: 2026-12-27
    previous: <SHA-256 of STATE 11 in hex>
    <SHA-256 in hex>  SHA256SUMS
    <SHA-256 in hex>  CHAIN
    <SHA-256 in hex>  editions/en/archive-en-all.epub

The last lines have the form of `sha256sum`, so that `sha256sum --check STATE` works. A value that does not exist is
`none`. A STATE that is parsed may come from a hostile copy. It counts only in the one form that `state_file` writes.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import timegm
from collections.abc import Mapping

import msgspec

from newsarchive.api import CHAIN, HEX_DIGEST, SUMS
from newsarchive_publish.integrity.checksums import SumsError, parse_sums, sum_line

LARGEST_STATE = 1 << 20
"""The maximum size of a STATE in bytes: enough for some 8,000 editions."""

_NONE = "none"
_KEYS = ("number", "day", "address", "commit", "next by", "previous")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")
_COMMIT = re.compile(r"[0-9a-f]{40,64}\Z")


class StateError(ValueError):
    """A STATE cannot be parsed. `line` is the number of the line, from 1, and `found` the beginning of it."""

    def __init__(self, line: int, found: str) -> None:
        """Create the error."""
        super().__init__(f"line {line}: {found!r}")
        self.line, self.found = line, found


class PublicationState(msgspec.Struct, frozen=True):
    """What the STATE of a publication says.

    Attributes:
        title: The name of the site in its default language.
        number: From 1.
        address: The site's address; empty if it has none.
        commit: The commit from which it was built; empty if not all was committed.
        next_by: The day by which the next publication is due: after it, a copy is late.
        previous: The digest of the STATE of the publication before it; None for the first.
        sums: The digest of `SHA256SUMS`, as `chain` is that of `CHAIN`.
        files: The digests of files that also travel alone, such as editions, by path.
    """

    title: str
    number: int
    day: dt.date
    address: str
    commit: str
    next_by: dt.date
    previous: bytes | None
    sums: bytes
    chain: bytes
    files: Mapping[str, bytes] = msgspec.field(default_factory=dict)

    @property
    def time(self) -> int:
        """The time of all its files, in seconds since 1970: its day at 00:00 UTC, and a second for each publication.

        It tells nobody when somebody worked, and web servers tell two publications of one day apart.
        """
        return timegm(self.day.timetuple()) + self.number


def state_file(state: PublicationState) -> bytes:
    """Return the bytes of STATE."""
    values = (
        str(state.number),
        state.day.isoformat(),
        state.address or _NONE,
        state.commit or _NONE,
        state.next_by.isoformat(),
        state.previous.hex() if state.previous else _NONE,
    )
    heading = f"{' '.join(state.title.split())}, publication {state.number}\n"
    told = "".join(f"{key}: {value}\n" for key, value in zip(_KEYS, values, strict=True))
    files = sorted(state.files.items(), key=lambda item: item[0].encode())
    digests = ((SUMS, state.sums), (CHAIN, state.chain), *files)
    return (heading + told).encode() + b"".join(sum_line(path, each) for path, each in digests)


def parse_state(data: bytes) -> PublicationState:
    """Parse a STATE, or raise StateError if it does not have exactly the form that `state_file` writes."""
    lines = data[:LARGEST_STATE].split(b"\n")
    head = 1 + len(_KEYS)
    values: list[str] = []
    for number, (key, line) in enumerate(zip(("", *_KEYS), lines, strict=False), start=1):
        text = line.decode("utf-8", "replace")
        value = text.removeprefix(f"{key}: ") if key else text
        if not text.isprintable() or (key and value == text):
            raise StateError(number, text[:80])
        values.append(value)
    try:
        state = _state(values, _digests(b"\n".join(lines[head:]), head))
    except (ValueError, OverflowError) as error:
        if isinstance(error, StateError):
            raise
        raise StateError(1, values[0][:80]) from None
    if len(data) > LARGEST_STATE or state_file(state) != data:
        raise StateError(1, values[0][:80])
    return state


def _digests(data: bytes, head: int) -> dict[str, bytes]:
    """Parse the lines with digests, which follow `head` other lines."""
    first, _, rest = data.partition(b"\n")
    second, _, files = rest.partition(b"\n")
    own = {}
    for number, (line, path) in enumerate(((first, SUMS), (second, CHAIN)), start=head + 1):
        found = line.decode("ascii", "replace")
        if found[64:] != f"  {path}" or not HEX_DIGEST.match(found[:64]):
            raise StateError(number, found[:80])
        own[path] = bytes.fromhex(found[:64])
    try:
        return own | parse_sums(files)
    except SumsError as error:
        raise StateError(head + 2 + error.line, error.found) from None


def _state(values: list[str], digests: dict[str, bytes]) -> PublicationState:
    """Return the parsed values; ValueError if one is malformed."""
    heading, number, day, address, commit, next_by, previous = values
    if not _NUMBER.match(number) or not address or " " in address:
        raise StateError(2, number[:80])
    if not (commit == _NONE or _COMMIT.match(commit)) or not (previous == _NONE or HEX_DIGEST.match(previous)):
        raise StateError(5, commit[:80])
    sums, chain = digests.pop(SUMS), digests.pop(CHAIN)
    return PublicationState(
        title=heading.removesuffix(f", publication {number}"),
        number=int(number),
        day=dt.date.fromisoformat(day),
        address="" if address == _NONE else address,
        commit="" if commit == _NONE else commit,
        next_by=dt.date.fromisoformat(next_by),
        previous=None if previous == _NONE else bytes.fromhex(previous),
        sums=sums,
        chain=chain,
        files=digests,
    )
