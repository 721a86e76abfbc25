"""What the last build into an output folder wrote, and what it depended on.

The next build compares its inputs with these records: if nothing has changed, it ends; else it reuses what did not
change. The records are in the cache (`cache.Store`), separately for each output folder. If one is missing, is damaged
or was written by other code, the build is a clean one. Records are data and never executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from newsarchive.archive.pages import CacheFormat, PageSummary
from newsarchive.digests import Fingerprint, digest

from .cache import Store
from .files import output_digest
from .inputs import Seen, Survey


class Output(msgspec.Struct, frozen=True, array_like=True):
    """A file in the output folder as a build left it.

    Attributes:
        digest: The digest of its bytes.
        key: A digest of everything that it was made from; if it is the same, the file need not be made again.
        page: For a page, what other files need to know about it; else None.
        prints: For a page, the slugs of the briefings whose words it prints.
    """

    digest: bytes
    key: bytes = b""
    page: PageSummary | None = None
    prints: tuple[str, ...] = ()


class Overview(msgspec.Struct, frozen=True):
    """What a build needs to see that nothing has changed, and to repeat the messages of the last build.

    Attributes:
        surroundings: A digest of code, settings, theme, libraries and day (`inputs.surroundings`); empty if a content
            file changed during the build, so that the next build looks at the content again.
        copied: A digest of the files that are published unchanged.
        listed: The mark of the redaction list (`guards.list_mark`).
        history: The mark of the content's git history (`guards.history_mark`).
        signed: The mark of the key and comment that sign the checksums; empty if they are not signed.
        files: The content files, by path.
        marks: The fingerprints of the output files, by path.
        faults: The printed lines on faults.
        held: The printed lines on texts that are not public yet: drafts, and texts that wait for their day.
        notes: The printed notes on the site (`pipeline.notes_of`).
        counts: The numbers of texts, pages and files.
        rules: The digests of the web server rules of the last publication, by path. A local build into the same folder
            does not change them.
        records: The digests of all other records, by name.
    """

    surroundings: bytes
    copied: bytes
    listed: bytes
    history: bytes
    signed: bytes
    files: dict[str, Seen]
    marks: dict[str, Fingerprint]
    faults: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]
    counts: dict[str, int]
    rules: dict[str, bytes]
    records: dict[str, bytes]


class Details(msgspec.Struct, frozen=True):
    """What a build needs from the last one if something has changed, to render only the pages that differ.

    Attributes:
        outputs: The files of the output folder, by path.
        shared: A digest of what all pages print.
        structure: A digest of what decides which pages there are and in which order they list texts.
        works: A digest of all words of each briefing, by slug.
    """

    outputs: dict[str, Output]
    shared: bytes
    structure: bytes
    works: dict[str, bytes]


_OVERVIEW: CacheFormat[Overview] = CacheFormat(Overview)
_DETAILS: CacheFormat[Details] = CacheFormat(Details)


class LastBuild:
    """The records that the last build into an output folder left: an overview, details, and values of plugins.

    `overview` is None if there is none. It is a record of its own, because a build in which nothing has changed loads
    nothing else.
    """

    def __init__(self, store: Store, output: Path) -> None:
        """Load the overview of the last build into the folder `output` from the cache."""
        self._store, self._folder = store, output_digest(output)
        self.overview = _OVERVIEW.decode(store.record(f"{self._folder}/overview"))

    def survey(self) -> Survey:
        """Return the content files that the last build found; an empty survey if there is no overview."""
        return Survey(self.overview.files if self.overview else {})

    def details(self) -> Details | None:
        """Return the details of the last build, or None if they are missing or belong to another overview."""
        return _DETAILS.decode(self.named("details"))

    def named(self, name: str) -> bytes:
        """Return the record with a name; empty bytes if it is missing or belongs to another overview."""
        wanted = self.overview.records.get(name) if self.overview else None
        data = self._store.record(f"{self._folder}/{name}") if wanted else b""
        return data if wanted and digest(data) == wanted else b""

    def forget(self) -> None:
        """Forget all records except the overview; to be called after the cache has deleted them."""
        if self.overview:
            self.overview = msgspec.structs.replace(self.overview, records={})

    def drop(self) -> None:
        """Forget all records, the overview included; to be called after the cache has deleted them."""
        self.overview = None

    def replace(self, overview: Overview, details: Details, named: Mapping[str, bytes]) -> None:
        """Set the records of a successful build; the cache writes them when it is closed.

        Args:
            overview: The overview; its `records` are set here.
            details: The details.
            named: The values of plugins, by name. Values that earlier builds stored under other names stay.
        """
        records = {"details": _DETAILS.encode(details), **named}
        before = self.overview.records if self.overview else {}
        digests = before | {name: digest(data) for name, data in records.items()}
        self.overview = msgspec.structs.replace(overview, records=digests)
        records["overview"] = _OVERVIEW.encode(self.overview)
        self._store.set_records({f"{self._folder}/{name}": data for name, data in records.items()})
