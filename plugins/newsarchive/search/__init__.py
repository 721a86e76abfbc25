"""The search: a page and an index for each language, and the script that reads the index in the browser.

No settings. Signals: `archive_pages_wanted`, `archive_files_wanted`. No server takes part in a search.

- `azerbaijani`: Endings of Azerbaijani.
- `corpus`: The words of all that the search finds: briefings, standing pages, and the terms that a listed briefing has.
- `english`: Endings of English.
- `index`: One language's index, as small files.
- `names`: The names of terms as stems, and which stems are spellings of one name.
- `page`: The search page and its script.
- `postings`: How well briefings answer a word (BM25F), and how the index writes that as short text.
- `results`: What the search page shows of a result: small JSON files, which the script in the browser loads.
- `russian`: Endings of Russian.
- `stemming`: Stem words by tables of endings.
- `words`: From typed words to stems: folding, and the rules of each language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.build.cache import Cache
    from newsarchive.model.index import Edition
    from newsarchive.model.pages import File, PageSummary, Plan


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the search page of every language."""
    from newsarchive.model import addresses
    from newsarchive.model.pages import Plan

    from .page import search_page

    for language in edition.site.tags:
        yield Plan.of_page(addresses.search(language), search_page, edition, language)


def make_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:
    """Yield the script, its rules, and every language's index."""
    from .page import search_files

    return search_files(edition, pages, cache)


def register() -> None:
    """Connect this package to the signals that ask plugins for pages (search pages) and files (their index)."""
    pages_wanted.connect(plan_pages)
    files_wanted.connect(make_files)
