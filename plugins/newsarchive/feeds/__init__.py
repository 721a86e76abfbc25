"""Atom feeds (RFC 4287): one per language, one per language and term, and one of corrections per language.

Settings: `FEED_SIZE` (20), `SITEURL`, `NEWSROOM`. Signal: `archive_files_wanted`.

- `atom`: Atom feeds with full texts and permanent ids: one per language, per term, and of corrections.
- `sources`: The list of a briefing's sources in a feed's entry, with their copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:
    """Yield every feed."""
    from .atom import feed_files

    return feed_files(edition, pages, kept)


def register() -> None:
    """Connect `make_files` to the signal that asks plugins for files, so that each build has the Atom feeds."""
    files_wanted.connect(make_files)
