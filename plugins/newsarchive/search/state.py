"""What the last build knew of an index, and the digest of what an index depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from newsarchive.archive.index import Edition
from newsarchive.archive.models import Text
from newsarchive.archive.pages import CacheFormat, Kept
from newsarchive.archive.vocabularies import TAXONOMIES, Term
from newsarchive.i18n.dates import language_name

from .lists import Lists


class IndexedBriefing(msgspec.Struct, array_like=True, frozen=True):
    """A briefing in an index: its number, the version that was read, and how many files its result has."""

    number: int
    version: bytes
    parts: int


class Contents(msgspec.Struct, array_like=True, frozen=True):
    """What an index holds: briefings by slug, its files' digests by name; and a digest of the vocabularies.

    `lists` is the digest of the lists kept beside it: those of another build do not belong to it.
    """

    briefings: dict[str, IndexedBriefing]
    files: dict[str, bytes]
    vocabularies: bytes
    lists: bytes


NOTHING = Contents({}, {}, b"", b"")
_CONTENTS: CacheFormat[Contents] = CacheFormat(Contents)
LISTS: CacheFormat[Lists] = CacheFormat(Lists)


class IndexState:
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


def digest(*values: object) -> bytes:
    """Return a digest of values: no two that differ share one."""
    return hashlib.sha256(msgspec.msgpack.encode(values)).digest()


def frame_digest(edition: Edition, code: bytes) -> bytes:
    """Return a digest of all that stands in every result, whichever the text: how links end, labels, directions."""
    site, words = edition.site, edition.words
    labels = [
        words(reader, "listing.only-in", language=language_name(tag, reader))
        for reader in site.tags
        for tag in site.tags
    ]
    directions = [site.direction(tag) for tag in site.tags]
    return digest(code, site.clean_addresses, site.tags, labels, directions)


def text_key(text: Text) -> bytes:
    """Return a text's key; of one that nobody gave a key, a digest of all it has."""
    return text.key or digest(text)


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[tuple[str, str], bytes]:
    """Return a digest of the names of each term, by taxonomy and id."""
    return {
        (taxonomy, term.id): digest(taxonomy, term.id, sorted(term.names.items()), term.also)
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
