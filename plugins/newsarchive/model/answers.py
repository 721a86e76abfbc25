"""What plugins answer when a build asks who cleans, describes, checks and seals (`newsarchive.signals`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from .diagnostics import Fault
from .models import Text
from .pages import File
from .source_notes import SourceNote

if TYPE_CHECKING:
    from newsarchive.build.page_maker import FinishedFiles

    from .index import Edition, Words
    from .publications import PublicationRow


class Refused(msgspec.Struct, tag=True):
    """A picture or document that must not be published: the fault's code, and what was found."""

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


OutputKind = Literal["page", "file", "source"]
"""What a checked file is: a rendered page, any other file of the output, or a file of the content."""


class Checks:
    """What the finished files of a build must pass. A plugin derives from it and overrides `faults`, at least.

    Attributes:
        mark: Files that have passed under the same mark are not checked again; empty if all must be.
        secret: Whether it looks for words that nobody may keep: the content is checked, too, and nothing that has such
            words is cached or printed.
        pages: Whether rendered pages are checked, too.
    """

    mark: bytes = b"unchanging"
    secret: bool = False
    pages: bool = False

    def load(self, words: Words, language: str) -> None:
        """Load what the checks need; raise BuildFaults if that is invalid. The other methods are called later."""

    def faults(self, path: str, data: bytes, *, kind: OutputKind) -> Iterable[Fault]:  # noqa: ARG002 - for those who derive
        """Return the faults of a file, perhaps in another process.

        Their messages are `inspection.` and the code; a code of one's own, which begins with `own.`, is its message.
        """
        return ()

    def holds(self, value: bytes) -> bool:  # noqa: ARG002
        """Return whether a value must not be cached."""
        return False

    def masked(self, line: str) -> str:
        """Return a line of a message without what nobody may read; empty if it must not be printed at all."""
        return line

    def told(self, faults: list[Fault]) -> list[Fault]:
        """Return the faults that may be printed in place of those that were found."""
        return faults

    def note(self, searched: int) -> str:  # noqa: ARG002
        """Return what to print when `searched` files have passed; empty for nothing."""
        return ""


class Seal(Protocol):
    """Who lists, numbers, signs and records the files of one publication; if nothing changed, `warnings` alone."""

    @property
    def mark(self) -> bytes:
        """Bytes that change with what the closing files depend on besides content, settings and day, such as a key."""

    def opened(self) -> bool:
        """Open the key that signs; return whether there is one. SettingsError is raised if it cannot be opened."""

    def begin(
        self, edition: Edition, ledger: Sequence[PublicationRow], last: bytes, typed: Collection[str], *, dry: bool
    ) -> None:
        """Prepare for a publication, when the content is loaded and nothing is rendered.

        Args:
            ledger: The publications that the content records.
            last: What `state` was after the last publication that was made here; empty if there was none.
            typed: The day or the address that somebody has confirmed; DayError is raised if it must be and is not.
            dry: Whether nothing will be signed, recorded or put into the output.

        Raises:
            BuildError: This publication must not follow the last one.
        """

    def files(self, outputs: FinishedFiles, issued: Mapping[str, tuple[int, dt.date]]) -> Sequence[File]:
        """Return the files that close the publication; BuildError is raised if this must not be published.

        `issued` are the files that also travel alone, by path: number and day of the publication in which each changed.
        """

    @property
    def state(self) -> bytes:
        """What the next publication is told about this one, after `files`."""

    @property
    def time(self) -> int:
        """The time of all files, in seconds since 1970, after `files`."""

    def outlook(self, changed: int, gone: Collection[str]) -> str:
        """Return what a dry run prints after `files`: how many would have changed, and which would be gone."""

    def recorded(self) -> AbstractContextManager[Sequence[str]]:
        """Record the publication in the content; yield what to print. If the block fails, the content is as it was."""

    @property
    def notes(self) -> Sequence[str]:
        """What to print of the publication at its end, and again after each build in which nothing has changed."""

    def warnings(self, say: Callable[..., str]) -> Iterable[str]:
        """Return what is missing or wrong in the output folder at the end of a build, perhaps without `begin`."""
