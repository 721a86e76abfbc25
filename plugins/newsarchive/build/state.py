"""What the last build into an output folder left: what it read, said and wrote.

The state is in the cache, in two notes for each output folder, since a build in which nothing has changed needs only
the first. Without it everything is built anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.content.files import ContentFile
from newsarchive.digests import digest
from newsarchive.model.pages import PageSummary

from .cache import Cache

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
        inputs: `inputs.Inputs.digest`; empty if a content file changed during the build.
        checked: `checks.Checker.mark`.
        faults: The printed lines on faults.
        held: The printed lines on texts that are not public yet.
        counts: The numbers of texts, pages and other files.
        rules: The digests of the web server rules of the last publication, by path; a local build does not change them.
    """

    inputs: bytes
    checked: bytes
    files: dict[str, ContentFile]
    faults: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]
    counts: tuple[int, int, int]
    rules: dict[str, bytes]


class Details(msgspec.Struct, frozen=True):
    """What the next build needs if something has changed, to render only the pages that differ.

    Attributes:
        outputs: The files of the output folder, by path.
        shared: `render.shared_digest`.
        structure: `render.structure_digest`.
        words: `render.word_digests`.
    """

    outputs: dict[str, Output]
    shared: bytes
    structure: bytes
    words: dict[str, bytes]


class LastBuild:
    """What the last build into an output folder left in the cache."""

    def __init__(self, cache: Cache, output: Path) -> None:
        """Load the overview of the last build; None if there was none, or if `output` is gone."""
        # begins the names of the notes of this folder
        self._cache, self._folder = cache, digest(os.path.realpath(output).encode(errors="surrogateescape")).hex()[:16]
        self.overview = self._note("overview", Overview) if output.is_dir() else None
        self._details: Details | None = None

    def _note(self, name: str, kind: type[_Kind]) -> _Kind | None:
        data = self._cache.note(f"{name} {self._folder}")
        return msgspec.msgpack.decode(data, type=kind) if data else None

    @property
    def files(self) -> Mapping[str, ContentFile]:
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
