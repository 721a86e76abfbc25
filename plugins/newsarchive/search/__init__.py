"""The search: a page and an index for each language, and the script that reads the index in the browser.

No settings. Signals: `archive_pages_wanted`, `archive_files_wanted`. No server takes part in a search.

- `azerbaijani`: Endings of Azerbaijani.
- `corpus`: The words of all that the search finds, and how each result is shown.
- `english`: Endings of English.
- `index`: One language's index in this build, and its files.
- `lists`: All lists of one language's index, rebuilt or changed in place.
- `page`: The search page and its script.
- `postings`: The briefings that have a word, as short text, and how well each answers it (BM25F).
- `russian`: Endings of Russian.
- `shards`: Split an index into small files, so that a query loads some kilobytes.
- `stemming`: Stem words by tables of endings.
- `words`: From typed words to stems: folding, rules of each language, spellings of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.model.index import Edition
    from newsarchive.model.pages import File, Kept, PageSummary, Plan


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the search page of every language."""
    from .page import search_pages

    return search_pages(edition)


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:
    """Yield the script, its rules, and every language's index."""
    from .page import search_files

    return search_files(edition, pages, kept)


def register() -> None:
    """Connect this package to the signals that ask plugins for pages (search pages) and files (their index)."""
    pages_wanted.connect(plan_pages)
    files_wanted.connect(make_files)
