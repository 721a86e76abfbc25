"""What the last build into an output folder left: what it read, said and wrote.

The next build compares its inputs with this state: if nothing has changed, it ends; else it makes again only what
depends on what has changed. The state is in the cache file, in two notes for each output folder, since a build in which
nothing has changed needs only the first. Without it everything is built anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.digests import digest
from newsarchive.model.pages import PageSummary

from .cache import Cache
from .inputs import Seen

_Kind = TypeVar("_Kind", bound=msgspec.Struct)


class Output(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What is recorded of one file in the output folder, as a build left it.

    Attributes:
        key: A digest of everything that it was made from; if it is the same, the file need not be made again.
        page: For a page, what other files need to know about it; else None.
        reads: For a page, the places in `Details.words` of what it prints words of.
    """

    digest: bytes
    key: bytes = b""
    page: PageSummary | None = None
    reads: tuple[int, ...] = ()


class Overview(msgspec.Struct, frozen=True):
    """What the next build needs to see that nothing has changed, and to repeat the messages of this one.

    Attributes:
        inputs: A digest of all that the build read besides the content (`inputs.Inputs.digest`); empty if a content
            file changed during the build, so that the next build looks at the content again.
        checked: Bytes that change with what the finished files were checked for (`checks.Checker.mark`).
        files: What the build found of each content file, by path.
        faults: The printed lines on faults.
        held: The printed lines on drafts, and on texts that wait for their day.
        notes: The printed notes on the site (`pipeline.notes_of`) and on its publication (`pages.Seal.notes`).
        counts: The numbers of texts, pages and other files.
        rules: The digests of the web server rules of the last publication, by path; a local build does not change them.
    """

    inputs: bytes
    checked: bytes
    files: dict[str, Seen]
    faults: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]
    counts: tuple[int, int, int]
    rules: dict[str, bytes]


class Details(msgspec.Struct, frozen=True):
    """What the next build needs if something has changed, to render only the pages that differ.

    Attributes:
        outputs: What is recorded about each file of the output folder, by path.
        shared: A digest of what all pages print.
        structure: A digest of what decides which pages there are and in which order they list texts.
        words: A digest of all words of each briefing, by slug, and of what is known of its sources, by slug and
            `/sources`; sorted.
    """

    outputs: dict[str, Output]
    shared: bytes
    structure: bytes
    words: dict[str, bytes]


class LastBuild:
    """What the last build into an output folder left in the cache; `overview` is None if there was none."""

    def __init__(self, cache: Cache, output: Path) -> None:
        """Load the overview of the last build into the folder `output`, which must still be there."""
        # begins the names of the notes of this folder
        self._cache, self._folder = cache, digest(os.path.realpath(output).encode(errors="surrogateescape")).hex()[:16]
        self.overview = self._note("overview", Overview) if output.is_dir() else None
        self._details: Details | None = None

    def _note(self, name: str, kind: type[_Kind]) -> _Kind | None:
        data = self._cache.note(f"{name} {self._folder}")
        return msgspec.msgpack.decode(data, type=kind) if data else None

    @property
    def files(self) -> Mapping[str, Seen]:
        """What the last build found of each file of the content folder, by path; empty if unknown."""
        return self.overview.files if self.overview else {}

    def details(self) -> Details | None:
        """Return the details of the last build, or None without an overview."""
        if self.overview and self._details is None:
            self._details = self._note("details", Details)
        return self._details

    @property
    def publication(self) -> bytes:
        """STATE of the last publication that was recorded and written into this folder, or no bytes."""
        return self._cache.note(f"{self._cache.LASTING} {self._folder}")

    def replace(self, overview: Overview, details: Details, publication: bytes = b"") -> None:
        """Set what a successful build leaves for the next one; `publication` stays without a new one."""
        self.overview, self._details = overview, details
        self._cache.set_note(f"details {self._folder}", msgspec.msgpack.encode(details))
        self._cache.set_note(f"overview {self._folder}", msgspec.msgpack.encode(overview))
        if publication:
            self._cache.set_note(f"{self._cache.LASTING} {self._folder}", publication)
