"""What a copy is asked for, and what is found where it cannot answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, Protocol

Kind = Literal["missing", "altered", "unchecked"]


class CopyFault(Exception):  # noqa: N818 - what is wrong with a copy, not with the program
    """A file of a copy is not there, is not what it was, or cannot be looked at.

    `reason` is the key of a message (`newsroom.verify.reason.…`), empty where there is no more to say; `found` is what
    was met: a status, an address, the system's words.
    """

    def __init__(self, kind: Kind, reason: str = "", found: str = "") -> None:
        """Keep what is wrong."""
        super().__init__(f"{kind}: {reason} {found}".strip())
        self.kind, self.reason, self.found = kind, reason, found[:200]

    def alone(self) -> CopyFault:
        """Return the same fault without the stack that it was raised in, which would keep all that was in use there."""
        return CopyFault(self.kind, self.reason, self.found)


class Limits(NamedTuple):
    """How much a copy, which may be anybody's, can have us do.

    For one file at most so many bytes; in so many seconds, of which so many may pass without a byte. A host may send
    `total` bytes altogether, in `run` seconds.
    """

    size: int = 64 << 20
    seconds: float = 60
    silence: float = 15
    total: int = 16 << 30
    run: float = 2 * 60 * 60


LIMITS = Limits()


class Copy(Protocol):
    """A copy of a publication. Any thread may ask."""

    connections: int
    """How many files may be asked for at once."""

    by_folder: bool
    """Whether a page is asked for at its folder's address, as readers ask for it."""

    @property
    def remarks(self) -> Collection[str]:
        """Names of headers that came with files, and do not come with those of the publication itself."""
        ...

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file's bytes, piece by piece; CopyFault where it has none, or more than `most`."""
        ...

    def paths(self) -> dict[str, CopyFault | None] | None:
        """Return the paths of all files that are there; None where that cannot be seen.

        A folder that cannot be listed is among them, with its fault.
        """
        ...
