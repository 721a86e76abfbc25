"""What is kept of an index from one build to the next."""

from __future__ import annotations

import hashlib

import msgspec

from plugins.archive.cached import CacheFormat
from plugins.archive.kept import Kept

from .lists import Lists


class Placed(msgspec.Struct, array_like=True, frozen=True):
    """A briefing in an index: its number, the version that was read, and how many files its result has."""

    number: int
    version: bytes
    parts: int


class Contents(msgspec.Struct, array_like=True, frozen=True):
    """What an index holds: briefings by slug, its files' digests by name; and a digest of the vocabularies.

    `lists` is the digest of the lists kept beside it: those of another build do not belong to it.
    """

    briefings: dict[str, Placed]
    files: dict[str, bytes]
    vocabularies: bytes
    lists: bytes


NOTHING = Contents({}, {}, b"", b"")
_CONTENTS: CacheFormat[Contents] = CacheFormat(Contents)
LISTS: CacheFormat[Lists] = CacheFormat(Lists)


class State:
    """The state of one index, in two halves: most builds need the first alone."""

    def __init__(self, kept: Kept, name: str, code: bytes) -> None:
        """Look under a name; what other code left there counts for nothing."""
        self._kept = kept
        self._name = name
        self._code = code

    def contents(self) -> Contents:
        """Return what the last build's index held."""
        code, found = _apart(self._kept.named(self._name), len(self._code))
        return (_CONTENTS.decode(found) if code == self._code else None) or NOTHING

    def lists(self, contents: Contents) -> Lists | None:
        """Return the lists that belong to some contents, where they are still there."""
        found = self._kept.named(f"{self._name}/lists")
        return LISTS.decode(found) if found and content_digest(found) == contents.lists else None

    def keep(self, contents: Contents, lists: bytes) -> None:
        """Keep both halves for the next build."""
        self._kept.name(self._name, self._code + _CONTENTS.encode(contents))
        self._kept.name(f"{self._name}/lists", lists)


def content_digest(data: bytes) -> bytes:
    """Return a digest of bytes."""
    return hashlib.sha256(data).digest()


def _apart(data: bytes, length: int) -> tuple[bytes, bytes]:
    return data[:length], data[length:]
