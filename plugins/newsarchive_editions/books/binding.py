"""Decide which files are made again in this build, make them on all cores, and remember what they were made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import msgspec

from newsarchive.api import EDITION_KINDS, BookFile, CacheFormat, Edition, FinishedFiles, PluginCache, required

from .books import Bindery, BookRecord, books_of
from .front import issue_of
from .site_copy import SiteCopier, site_copy_of

_RECORDS: CacheFormat[dict[str, BookRecord]] = CacheFormat(dict[str, BookRecord])
_ANSWER: CacheFormat[list[tuple[bytes, BookRecord]]] = CacheFormat(list[tuple[bytes, BookRecord]])
_NAME = "books"
"""The name under which a build stores the records of its files for the next."""


class Job(msgspec.Struct, frozen=True):
    """Files that are made together: their paths, and the function that makes them and returns an encoded answer."""

    weight: int
    make: Callable[[], bytes]


def bound(edition: Edition, finished: FinishedFiles, kept: PluginCache) -> list[BookFile]:
    """Return every file that the settings want; those that have changed are made anew."""
    last = _RECORDS.decode(kept.named(_NAME)) or {}
    records: dict[str, BookRecord] = {}
    jobs: list[Job] = []
    binding = _Binding(edition, finished, last, records)
    kinds = [kind for kind in EDITION_KINDS if kind in edition.site.editions and kind != "site"]
    bindery, copier = Bindery(edition, finished, kept.shared, last), SiteCopier(edition, finished, last)
    for language in edition.site.tags:
        for book in books_of(edition, language, finished, kept.shared) if kinds else ():
            key = book.key(kept.shared)
            stale = [kind for kind in kinds if not binding.keeps(book.path(kind, edition), key)]
            if stale:
                jobs.append(Job(len(book.briefings), partial(bindery.made, book, stale)))
        if "site" in edition.site.editions:
            copy = site_copy_of(edition, language, finished, kept.shared)
            if not binding.keeps(copy.path, copy.key):
                jobs.append(Job(len(copy.parts), partial(copier.made, copy)))
    # the longest first, so that all cores finish at about the same time
    jobs.sort(key=lambda job: -job.weight)
    for answer in kept.mapped(jobs, lambda job: job.make()):
        for written, record in required(_ANSWER.decode(answer)):
            finished.keep(record.file.path, written)
            records[record.file.path] = record
    kept.name(_NAME, _RECORDS.encode(records))
    return [records[path].file for path in sorted(records)]


class _Binding(msgspec.Struct, frozen=True):
    """What one build knows of the files of the last one, and which of them it keeps."""

    edition: Edition
    finished: FinishedFiles
    last: Mapping[str, BookRecord]
    records: dict[str, BookRecord]

    def keeps(self, path: str, key: bytes) -> bool:
        """Keep a file as the last build left it, if it was made from the same; return whether it is kept."""
        record = self.last.get(path)
        if record is None or record.key != key or not self.finished.is_left(path):
            return False
        issue = issue_of(path, record.file.content, self.edition)
        if (issue.number, issue.day) != (record.file.number, record.file.day):
            return False
        self.finished.keep(path)
        self.records[path] = record
        return True
