"""What the last build into an output folder wrote, and what it depended on.

The next build compares its inputs with these notes: if nothing has changed, it ends; else it reuses what did not
change. The notes are in the cache (`cache.Store`), separately for each output folder. If one is missing, is damaged or
was written by other code, everything is built anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any, Generic, TypeVar
from zlib import crc32

import msgspec
from msgspec.structs import replace

from newsarchive.digests import Fingerprint
from newsarchive.model.pages import CacheFormat, PageSummary

from .cache import KEPT_BUILDS, Store
from .files import output_digest
from .inputs import Seen, Survey

_NUMBER = "I"  # the type of an array of CRC-32 numbers: unsigned, of 4 bytes


def numbers_of(slugs: Iterable[str]) -> set[int]:
    """Return a number for each slug: its CRC-32. Where two slugs share one, a page is rendered once too often."""
    return {crc32(slug.encode()) for slug in slugs}


class Output(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What is recorded of one file in the output folder, as a build left it.

    Attributes:
        key: A digest of everything that it was made from; if it is the same, the file need not be made again.
        page: For a page, what other files need to know about it; else None.
        prints: For a page, the numbers of the briefings whose words it prints, as bytes: there are very many.
    """

    digest: bytes
    key: bytes = b""
    page: PageSummary | None = None
    prints: bytes = b""

    @classmethod
    def of_page(cls, digest: bytes, key: bytes, page: PageSummary, slugs: Iterable[str]) -> Output:
        """Return the record of a page that prints words of the briefings with these slugs."""
        return cls(digest, key, page, array(_NUMBER, sorted(numbers_of(slugs))).tobytes())

    def prints_any(self, numbers: Set[int]) -> bool:
        """Return whether the file is a page that prints words of a briefing with one of the `numbers_of` slugs."""
        return bool(self.prints) and not numbers.isdisjoint(array(_NUMBER, self.prints))


class Overview(msgspec.Struct, frozen=True):
    """What the next build needs to see that nothing has changed, and to repeat the messages of this one.

    Attributes:
        surroundings: A digest of code, settings, theme, libraries and day (`inputs.surroundings`); empty if a content
            file changed during the build, so that the next build looks at the content again.
        copied: A digest of the files that are published unchanged.
        listed: Bytes that change with the redaction list (`guards.list_mark`).
        history: Bytes that change with the content's git history (`guards.history_mark`).
        signed: Bytes that change with the key that signs a publication and with the commit (`answers.Seal.mark`).
        files: What the build found of each content file, by path.
        faults: The printed lines on faults.
        held: The printed lines on drafts, and on texts that wait for their day.
        notes: The printed notes on the site (`pipeline.notes_of`) and on its publication (`answers.Seal.notes`).
        counts: The numbers of texts, pages and files.
        rules: The digests of the web server rules of the last publication, by path; a local build does not change them.
        records: The digests of all other records that the build stored in the cache (`Store.set_records`), by name.
        age: The number of builds since all tables (`LayeredTable`) were written whole.
    """

    surroundings: bytes
    copied: bytes
    listed: bytes
    history: bytes
    signed: bytes
    files: dict[str, Seen]
    faults: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]
    counts: dict[str, int]
    rules: dict[str, bytes]
    records: dict[str, bytes]
    age: int = 0


class Details(msgspec.Struct, frozen=True):
    """What the next build needs if something has changed, to render only the pages that differ.

    Attributes:
        outputs: What is recorded about each file of the output folder, by path.
        shared: A digest of what all pages print.
        structure: A digest of what decides which pages there are and in which order they list texts.
        works: A digest of all words of each briefing, by slug.
        copies: A digest of what a briefing's page prints of the copies of its sources, by the page's address.
    """

    outputs: dict[str, Output]
    shared: bytes
    structure: bytes
    works: dict[str, bytes]
    copies: dict[str, bytes]


_OVERVIEW: CacheFormat[Overview] = CacheFormat(Overview)
DETAILS: CacheFormat[Details] = CacheFormat(Details)
_SHARE = 8
"""A table is written whole if more than one in so many of its entries have changed since it last was."""

Value = TypeVar("Value")


class LayeredTable(Generic[Value]):
    """A mapping by path that is stored in two records: all of it, as an earlier build left it, and the changes since.

    This way a small edit writes a few entries and not tens of thousands. Replaced values stay for about `KEPT_BUILDS`
    builds, like other values in the cache.
    """

    def __init__(self, last: LastBuild, name: str, kind: Any) -> None:
        """Prepare for values of the type `kind`; the records are called `name`, and `name` with `/changes`."""
        self._last, self._name = last, name
        self._format: CacheFormat[dict[str, Value]] = CacheFormat(dict[str, kind])
        self._changes: CacheFormat[dict[str, Value | None]] = CacheFormat(dict[str, kind | None])
        self._whole: dict[str, Value] = {}

    def read(self) -> dict[str, Value] | None:
        """Return the mapping as the last build left it, or None if a record is missing."""
        whole = self._format.decode(self._last.named(self._name))
        changes = self._changes.decode(self._last.named(f"{self._name}/changes"))
        if whole is None or changes is None:
            return None
        self._whole = {} if self._last.is_old else whole
        found = dict(whole)
        for path, value in changes.items():
            if value is None:
                del found[path]
            else:
                found[path] = value
        return found

    def forget(self) -> None:
        """Make `records` return all of the mapping, not only the changes."""
        self._whole = {}

    def records(self, values: dict[str, Value]) -> dict[str, bytes]:
        """Return the records to write, by name, for a mapping whose unchanged values are those that `read` returned."""
        whole = self._whole
        changes: dict[str, Value | None] = {path: each for path, each in values.items() if whole.get(path) is not each}
        changes.update(dict.fromkeys(whole.keys() - values.keys()))
        if whole and len(changes) * _SHARE <= len(values):
            return {f"{self._name}/changes": self._changes.encode(changes)}
        return {self._name: self._format.encode(values), f"{self._name}/changes": self._changes.encode({})}


class LastBuild:
    """What the last build into an output folder left in the cache: an overview, marks, details, and bytes from plugins.

    `overview` is None if it or the marks are missing. These two are stored on their own, because a build in which
    nothing has changed loads nothing else.
    """

    def __init__(self, store: Store, output: Path) -> None:
        """Load the overview of the last build into the folder `output`."""
        self._store, self._folder = store, output_digest(output)
        self._publication = f"publication of {self._folder}"
        self._tables: list[LayeredTable[Any]] = []
        self._outputs: LayeredTable[Output] = self.table("outputs", Output)
        self._fingerprints: LayeredTable[Fingerprint] = self.table("marks", Fingerprint)
        self._marks: dict[str, Fingerprint] | None = None
        self._stored: dict[str, bytes] = {}
        self.overview = _OVERVIEW.decode(store.record(f"{self._folder}/overview"))
        self._stored = {name: self.named(name) for name in ("marks", "marks/changes")}
        if not all(self._stored.values()):
            self.overview = None

    @property
    def is_old(self) -> bool:
        """Whether this build must write its tables whole, to drop replaced values."""
        return bool(self.overview and self.overview.age >= KEPT_BUILDS)

    def table(self, name: str, kind: Any) -> LayeredTable[Any]:
        """Return a table of values of the type `kind`."""
        self._tables.append(LayeredTable(self, name, kind))
        return self._tables[-1]

    def survey(self) -> Survey:
        """Return what the last build found in the content folder: the digests of its files; empty if unknown."""
        return Survey(self.overview.files if self.overview else {})

    def marks(self) -> dict[str, Fingerprint]:
        """Decode the fingerprints (size, times, inode) of the output files, by path; empty if there is no overview."""
        if self._marks is None:
            self._marks = self._fingerprints.read() or {}
        return self._marks if self.overview else {}

    def details(self) -> Details | None:
        """Return the details of the last build, or None if they are missing or do not match the overview."""
        found, outputs = DETAILS.decode(self.named("details")), self._outputs.read()
        return replace(found, outputs=outputs) if found and outputs is not None else None

    def named(self, name: str) -> bytes:
        """Return the bytes that are stored under a name; empty if they are missing or do not match the overview."""
        if name in self._stored:
            return self._stored[name]
        wanted = self.overview.records.get(name) if self.overview else None
        return self._store.record(f"{self._folder}/{name}", wanted) if wanted else b""

    @property
    def publication(self) -> bytes:
        """STATE of the last publication that was recorded and written into this folder, or no bytes.

        A purge leaves it, because it has no words of texts. Without it nobody would notice if a publication that
        withdraws a text is a fork.
        """
        return self._store.record(self._publication)

    def forget(self) -> None:
        """Treat everything but overview and marks as missing; call it after the cache has deleted all records."""
        self.marks()
        self._stored = {}
        for table in self._tables:
            table.forget()
        if self.overview:
            self.overview = replace(self.overview, records={})

    def drop(self) -> None:
        """Treat everything as missing, the overview included; call it after the cache has deleted it."""
        self.forget()
        self._marks, self.overview = {}, None

    def replace(
        self,
        overview: Overview,
        marks: dict[str, Fingerprint],
        details: Details,
        named: Mapping[str, bytes],
        publication: bytes = b"",
    ) -> None:
        """Set what a successful build leaves for the next one, with bytes from plugins by name; `close` writes it.

        What earlier builds stored under other names stays, and so does `publication` without a new one.
        """
        if publication:
            self._store.set_records({self._publication: publication})
        self._marks = marks
        records = self._fingerprints.records(marks) | self._outputs.records(details.outputs)
        records |= {"details": DETAILS.encode(replace(details, outputs={})), **named}
        before = self.overview.records if self.overview else {}
        age = self.overview.age + 1 if self.overview and not self.is_old else 0
        self.overview = replace(overview, records=before | self._set(records), age=age)
        self._set({"overview": _OVERVIEW.encode(self.overview)})

    def _set(self, records: Mapping[str, bytes]) -> dict[str, bytes]:
        """Set bytes in the cache, by name, and return the digests of these records."""
        digests = self._store.set_records({f"{self._folder}/{name}": data for name, data in records.items()})
        return {name.removeprefix(f"{self._folder}/"): digest for name, digest in digests.items()}
