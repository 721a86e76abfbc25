"""The files of a publication: their digests, of which kind each is, and who vouches for them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cached_property
from pathlib import Path

import msgspec

from newsarchive.api import (
    CHAIN,
    HOST_RULES,
    MIRROR_LIST,
    STATE,
    SUMS,
    UNLISTED,
    addresses,
    digest,
    digest_of_pieces,
    signature_candidates,
    signed_path,
    type_of,
)
from newsarchive_publish.integrity.checksums import is_apart, parse_sums, parse_unlisted, unlisted_digest
from newsarchive_publish.integrity.copies import Copy, CopyFault, FolderCopy
from newsarchive_publish.publications.mirror_list import list_day
from newsarchive_publish.publications.observing import Observation, RefusedCopyError, observe


class FileKind(IntEnum):
    """The kinds of files, in the order in which they are uploaded: what pages need comes before the pages."""

    MEDIA = 0
    """Pictures, documents, fonts, editions and data: they link to nothing that a reader follows within the site."""
    SEARCH = 1
    """The scripts and the index of the search."""
    TEXT = 2
    """Pages of texts and standing pages, with their histories and citations."""
    LIST = 3
    """All other pages: terms, years, front pages, searches, and redirects from earlier addresses."""
    FEED = 4
    """Feeds, the sitemap, and files for servers and mirrors."""
    GATEWAY = 5
    """The page at the site's root, and that for missing addresses."""
    SUMS = 6
    """The lists of checksums."""
    STATE = 7
    """What vouches for the lists: the chain, the state, and their signatures."""


LARGEST_FILE = 1 << 40
"""The maximum size of a file of our own in bytes."""

_LEAVES = ("pictures/", "documents/", "theme/", "editions/", "data/")
_SEARCH = re.compile(r"(?:[^/]+/)?search/[^/]+\.(?:js|json)\Z")
_RESULT = re.compile(r"[^/]+/search/r[0-9a-f]+(?:\.[0-9]+)?\.json\Z")
_TEXT = re.compile(r"[^/]+/[0-9]{4}/[^/]+/.")
_STANDING = re.compile(r"[^/]+/([^/]+)/[^/]+\Z")
_GATEWAY = frozenset(("index.html", addresses.MISSING))


def kind_of(path: str) -> FileKind:
    """Return the kind of a file of the site, from its address and its media type."""
    if path in (SUMS, UNLISTED):
        return FileKind.SUMS
    if is_apart(path):
        return FileKind.STATE
    if path in _GATEWAY:
        return FileKind.GATEWAY
    if path.startswith(_LEAVES):
        return FileKind.MEDIA
    if _SEARCH.match(path):
        return FileKind.SEARCH
    if _TEXT.match(path):
        return FileKind.TEXT
    if type_of(path) != "text/html":
        return FileKind.FEED
    standing = _STANDING.match(path)
    return FileKind.TEXT if standing and not addresses.is_reserved(standing[1]) else FileKind.LIST


def is_shard(path: str) -> bool:
    """Return whether a search page that a reader has open may still ask for a file after it has left the site.

    These are the parts of the index with words. Results have words of a text, so they leave together with it.
    """
    return kind_of(path) is FileKind.SEARCH and path.endswith(".json") and not _RESULT.match(path)


class PublishedFiles(msgspec.Struct, frozen=True, dict=True):
    """The files of a publication in a folder.

    Attributes:
        root: The folder.
        digests: The digest of every file by path, also of those that no list names.
        sizes: Their sizes in bytes.
        observation: Which publication it is.
    """

    root: Path
    digests: Mapping[str, bytes]
    sizes: Mapping[str, int]
    observation: Observation

    @property
    def listed(self) -> Mapping[str, bytes]:
        """The digests in `SHA256SUMS`, by path."""
        return self.observation.sums

    @cached_property
    def key(self) -> str:
        """The digest of the list of checksums in hex, which stands for the publication."""
        return self.digests[SUMS].hex()


class CopyLists(msgspec.Struct, frozen=True):
    """The lists of checksums at a target or in a publication: what they say that its files are.

    Attributes:
        sums: The digests in `SHA256SUMS`, by path; empty if there is no list.
        unlisted: The digests in `SHA256SUMS.unlisted`.
    """

    sums: Mapping[str, bytes]
    unlisted: frozenset[bytes] = frozenset()

    def says(self, path: str, ours: bytes) -> bytes:
        """Return the digest of a file by these lists, or empty bytes if they do not have it.

        `ours` is the digest of our file of that path: a list without paths can only confirm it.
        """
        found = self.sums.get(path) or self.sums.get(HOST_RULES.get(path, ""), b"")
        if not found and ours and unlisted_digest(path, ours) in self.unlisted:
            return ours
        return found


def lists_of(sums: bytes, unlisted: bytes) -> CopyLists:
    """Return the lists of these two files; the second counts only if the first has its digest.

    Raises:
        SumsError: A list is malformed.
    """
    found = parse_sums(sums)
    good = bool(unlisted) and found.get(UNLISTED) == digest(unlisted)
    return CopyLists(found, parse_unlisted(unlisted) if good else frozenset())


def published_files(root: Path, observation: Observation, left: Collection[str] = ()) -> PublishedFiles:
    """Return the files of the publication in a folder, which was compared with its checksums before.

    `left` are files that do not belong to it (`record.left_at`).
    """
    copy, listed = FolderCopy(root), observation.sums
    paths = sorted(copy.paths().keys() - set(left))
    others = {path: digest_of_pieces(copy.chunks(path, LARGEST_FILE)) for path in paths if path not in listed}
    digests = {path: listed[path] if path in listed else others[path] for path in paths}
    return PublishedFiles(root, digests, {path: (root / path).stat().st_size for path in digests}, observation)


class VouchingCopy(msgspec.Struct, frozen=True):
    """The few files of a copy that vouch for all others, in memory: what is fetched of a target first."""

    files: Mapping[str, bytes]
    connections, by_folder, remarks = 1, False, ()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """See `Copy.chunks`."""
        data = self.files.get(path)
        if data is None or len(data) > most:
            raise CopyFault("missing")
        yield data

    def paths(self) -> None:
        """Return None: the copy has more files than these."""
        return


class Trust(msgspec.Struct, frozen=True):
    """By whom a publication must be signed: the public keys, how many of them must have signed, and the day."""

    keys: tuple[str, ...]
    required: int
    day: dt.date

    def paths(self) -> set[str]:
        """Return the paths of all files that vouch for a publication, whether they exist or not."""
        signed = (STATE, MIRROR_LIST)
        signatures = {place for key in self.keys for path in signed for place in signature_candidates(path, key)}
        return {SUMS, UNLISTED, STATE, CHAIN, MIRROR_LIST, *signatures}

    def observed(self, files: Mapping[str, bytes]) -> Observation | None:
        """Return of which publication the files at a target are; None if they do not agree or too few have signed."""
        try:
            return observe(VouchingCopy(files), self.keys, self.required, self.day)
        except RefusedCopyError:
            return None


def is_of_list(path: str) -> bool:
    """Return whether a file is the list of mirrors, which no list of checksums has, or a signature of it."""
    return MIRROR_LIST in (path, signed_path(path))


def has_newer_list(there: Copy, ours: PublishedFiles, trust: Trust) -> bool:
    """Return whether a target has a newer list of mirrors than our folder: it is signed without a build, anywhere.

    A list dated in the future, signed while a clock was ahead, does not count: mirrors refuse it.
    """
    url = ours.observation.state.address
    theirs, own = (list_day(copy, url, trust.keys, trust.required) for copy in (there, FolderCopy(ours.root)))
    return theirs is not None and theirs <= trust.day and (own is None or own < theirs)


def sizes_of(paths: Iterable[str], sizes: Mapping[str, int]) -> int:
    """Return the size of some files together, in bytes."""
    return sum(sizes.get(path, 0) for path in paths)
