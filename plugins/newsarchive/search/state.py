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
    """A briefing in an index: its number, the version of its text and terms, and the number of its result's files."""

    number: int
    version: bytes
    parts: int


class Contents(msgspec.Struct, array_like=True, frozen=True):
    """The contents of an index.

    `briefings` are by slug, `files` are the digests of the lists' files by name, and `vocabularies` is a digest of
    the terms. `lists` is the digest of the lists stored with them: lists of another build do not match it.
    """

    briefings: dict[str, IndexedBriefing]
    files: dict[str, bytes]
    vocabularies: bytes
    lists: bytes


NOTHING = Contents({}, {}, b"", b"")
_CONTENTS: CacheFormat[Contents] = CacheFormat(Contents)
LISTS: CacheFormat[Lists] = CacheFormat(Lists)


class IndexState:
    """The state of one index in the cache, in two entries: most builds need only the first, the contents."""

    def __init__(self, kept: Kept, name: str, code: bytes) -> None:
        """Use the cache entries under `name`. Contents that another version of the code wrote are ignored."""
        self._kept = kept
        self._name = name
        self._code = code

    def contents(self) -> Contents:
        """Return the contents that the last build stored with the same code, or `NOTHING` if there are none."""
        code, found = _apart(self._kept.named(self._name), len(self._code))
        return (_CONTENTS.decode(found) if code == self._code else None) or NOTHING

    def lists(self, contents: Contents) -> Lists | None:
        """Return the lists that belong to the contents, or None if the cache does not have them."""
        found = self._kept.named(f"{self._name}/lists")
        return LISTS.decode(found) if found and content_digest(found) == contents.lists else None

    def keep(self, contents: Contents, lists: bytes) -> None:
        """Store the contents and the encoded lists for the next build."""
        self._kept.name(self._name, self._code + _CONTENTS.encode(contents))
        self._kept.name(f"{self._name}/lists", lists)


def content_digest(data: bytes) -> bytes:
    """Return the SHA-256 digest of bytes."""
    return hashlib.sha256(data).digest()


def _apart(data: bytes, length: int) -> tuple[bytes, bytes]:
    return data[:length], data[length:]


def digest(*values: object) -> bytes:
    """Return the SHA-256 digest of values, encoded as MessagePack."""
    return hashlib.sha256(msgspec.msgpack.encode(values)).digest()


def frame_digest(edition: Edition, code: bytes) -> bytes:
    """Return a digest of what all results have in common: code, form of links, languages, labels, directions."""
    site, words = edition.site, edition.words
    labels = [
        words(reader, "listing.only-in", language=language_name(tag, reader))
        for reader in site.tags
        for tag in site.tags
    ]
    directions = [site.direction(tag) for tag in site.tags]
    return digest(code, site.clean_addresses, site.tags, labels, directions)


def text_key(text: Text) -> bytes:
    """Return the cache key of a text, or a digest of all its fields if it has no key."""
    return text.key or digest(text)


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[tuple[str, str], bytes]:
    """Return a digest of the names of each term, by taxonomy and id."""
    return {
        (taxonomy, term.id): digest(taxonomy, term.id, sorted(term.names.items()), term.also)
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
