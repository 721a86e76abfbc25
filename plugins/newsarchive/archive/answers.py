"""What plugins answer when a build asks who cleans, describes, checks and seals (`newsarchive.signals`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import msgspec

from .diagnostics import Fault
from .models import Text
from .pages import File
from .settings import Site
from .source_notes import SourceNote

if TYPE_CHECKING:
    from .index import Edition, Words

Purpose = Literal["page", "source"]
"""For what a file is cleaned: `page` to be published, `source` to stay in the content."""


class Refused(msgspec.Struct, tag=True):
    """A picture or document that must not be published: the fault's code, and what was found."""

    code: str
    found: str


class Trace(NamedTuple):
    """Hidden data in a file: the code of the fault, and what was found, such as `EXIF`."""

    code: str
    found: str


class SourceNotes(msgspec.Struct, frozen=True):
    """What a plugin knows of the sources of an archive.

    Attributes:
        notes: What is known of a source, by its address.
        check: Returns faults and warnings about what the plugin knows, for all texts, drafts included; None in place
            of the texts if one could not be read.
    """

    notes: Mapping[str, SourceNote]
    check: Callable[[Sequence[Text] | None], Iterable[Fault]]


class Checks(Protocol):
    """What the finished files of a build must pass.

    Attributes:
        mark: Changes with what the checks let through; empty if that may have changed since the last build.
        secret: Whether they look for words that must not be kept anywhere, not even in the cache.
    """

    mark: bytes
    secret: bool

    def load(self, words: Words, language: str) -> None:
        """Load what the checks need; raise BuildFaults if that is invalid. The other methods are called later."""
        ...

    def faults(self, path: str, data: bytes, *, kind: Literal["page", "file", "source"]) -> Iterable[Fault]:
        """Return the faults of a file: of a rendered page, any other output file, or a file of the content.

        It depends on nothing else, and may be called in another process.
        """
        ...

    def holds(self, value: bytes) -> bool:
        """Return whether a value must not be cached."""
        ...

    def masked(self, line: str) -> str:
        """Return a line of a message without what nobody may read; empty if the line must not be printed at all."""
        ...

    def told(self, faults: list[Fault]) -> list[Fault]:
        """Return the faults that may be printed in place of those that were found."""
        ...

    def note(self, searched: int) -> str:
        """Return what to print when `searched` files have passed; empty for nothing."""
        ...


class Outputs(Protocol):
    """All files of a publication before they are online, but those that close it.

    Attributes:
        digests: Their SHA-256 digests, by path.
        pages: The address to which each page leads, by path; empty for a page that is no redirect.
        changed: The paths of those that differ from the last build.
    """

    digests: Mapping[str, bytes]
    pages: Mapping[str, str]
    changed: Collection[str]

    def data(self, path: str) -> bytes:
        """Return the bytes of a file."""
        ...

    def size(self, path: str) -> int:
        """Return the size of a file in bytes."""
        ...

    def same(self, path: str, key: bytes) -> bool:
        """Return whether the last build wrote a file with this key to this path, and nobody changed it since."""
        ...


class Seal(Protocol):
    """Who closes a publication: lists its files, numbers and signs it, and records it.

    Attributes:
        mark: Changes with what the closing files depend on besides content, settings and day, such as the key.
    """

    mark: bytes

    def begin(self, site: Site, ledger: Sequence[Any], last: bytes, typed: Collection[str], *, dry: bool) -> None:
        """Prepare for a publication, before anything is rendered.

        Args:
            ledger: The publications that the content records.
            last: What `state` was after the last publication that was made here; empty if there was none.
            typed: The day or the address that somebody has confirmed.
            dry: Whether nothing will be signed or recorded.

        Raises:
            BuildError: This publication must not follow the last one.
            SettingsError: The key cannot be opened.
        """
        ...

    def files(self, outputs: Outputs, edition: Edition, issued: Mapping[str, tuple[int, dt.date]]) -> Iterator[File]:
        """Yield the files that close the publication, each when the one before is written.

        `issued` are the files that also travel alone, by path: number and day of the publication in which each changed.
        """
        ...

    @property
    def state(self) -> bytes:
        """What the next publication is told about this one, after `files`."""
        ...

    @property
    def time(self) -> int:
        """The time of all files, in seconds since 1970, after `files`."""
        ...

    def recorded(self, root: Path) -> AbstractContextManager[Sequence[str]]:
        """Record the publication in the content, `root`, before the block moves the files into the output.

        The names of the files that have changed are yielded. If the block fails, they are as they were.
        """
        ...

    def notes(self, edition: Edition, output: Path) -> Iterable[str]:
        """Return what to print when the files are in the output folder."""
        ...
