"""What strangers attest of kept sources, as `newsarchive keep` asks for it: time-stamps, and copies in public archives.

Each answer is recorded in `kept.tsv` at once, so that a run that is killed loses at most the one at which it was.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from newsarchive.api import Desk, Source, Text, digest
from newsarchive_sources.kept import Attempt, kept_sources, with_memento, with_token
from newsarchive_sources.mementos import ArchiveError, PublicArchive
from newsarchive_sources.store import CopyStore
from newsarchive_sources.timestamps import TimestampAuthority, TimestampError

_MINUTE = 60
_WRONG = ("imprint", "nonce")
_OWN = ("clock", "chain")


class NamedSource(NamedTuple):
    """A source, and the day on which an editor read it: the date of the first text that names it."""

    source: Source
    read: dt.date


def named_sources(texts: Iterable[Text], today: dt.date) -> dict[str, NamedSource]:
    """Return the sources of texts by address."""
    found: dict[str, NamedSource] = {}
    for text in texts:
        day = text.front.date.start if text.front.date else today
        for source in text.front.sources:
            known = found.get(source.url)
            if known is None or day < known.read:
                found[source.url] = NamedSource(source, day)
    return found


class Witnesses(msgspec.Struct, frozen=True):
    """Asks for attestations and records them.

    Attributes:
        read: Returns the lines of the table as it is now.
        write: Writes the lines of the table.
    """

    desk: Desk
    read: Callable[[], tuple[Attempt, ...]]
    write: Callable[[Iterable[Attempt]], None]

    def stamp(self, store: CopyStore, authority: TimestampAuthority, addresses: Collection[str]) -> bool:
        """Get a time-stamp for each copy of some sources that has none; return whether that could be done.

        An authority that fails once is not asked again in the run.
        """
        for attempt in self.read():
            if not attempt.is_copy or attempt.token or attempt.address not in addresses:
                continue
            try:
                data = store.read(attempt)
            except OSError:
                continue  # `newsarchive keep --verify` says what is missing or altered
            if not store.is_same(attempt, data):
                continue
            if self.desk.dry:
                self._print("would-stamp", address=attempt.address)
                continue
            try:
                stamp = authority.stamp(data)
            except TimestampError as error:
                known = "wrong" if error.reason in _WRONG else error.reason if error.reason in _OWN else "no-answer"
                self._print(f"stamp.{known}", found=str(error))
                return False
            store.put_token(attempt.file, stamp.data)
            self.write(with_token(self.read(), attempt, digest(stamp.data).hex()))
            self._print("stamp.done", address=attempt.address, moment=f"{stamp.moment:%Y-%m-%d %H:%M} UTC")
        return True

    def seek(self, archive: PublicArchive, sources: Mapping[str, NamedSource], dead: Collection[str]) -> bool:
        """Find, or ask for, a copy of each source that has none in a public archive; return whether that could be done.

        Args:
            archive: The archive.
            sources: The sources by address.
            dead: The addresses that are known to be gone: the archive is not asked to save these.
        """
        done = True
        for address, (source, read) in sources.items():
            kept = kept_sources(self.read(), {}).get(address)
            if source.archived or (kept and kept.memento):
                continue
            if self.desk.dry:
                self._print("would-seek", address=address)
                continue
            gone = address in dead or bool(kept and kept.outcome == "gone")
            try:
                found = archive.obtain(source, read, may_ask=not gone)
            except ArchiveError as error:
                minutes = math.ceil(error.wait / _MINUTE)
                self._print(f"memento.{error.reason}", address=address, found=error.found, minutes=minutes)
                if error.reason == "busy":
                    return False  # it would be so for the others, too
                done = done and error.reason == "refused"
                continue
            if found:
                self.write(with_memento(self.read(), address, found.address, dt.datetime.now(dt.UTC).date()))
                self._print("memento.found", address=address, memento=found.address, day=found.moment.date())
            else:
                self._print("memento.none", address=address)
        return done

    def _print(self, key: str, **values: Any) -> None:
        print(self.desk.say(f"keep.{key}", None, **values), flush=True)
