"""The search: a page for each language, the index that its script reads, and that script.

No settings of its own. Signals: `archive_pages_wanted`, `archive_files_wanted`.

- `folding`, `stemming`, `languages`, `azerbaijani`, `english`, `russian`: from words to stems, by rules that are data;
- `names`: one word for all spellings of a name;
- `readings`, `prose`, `results`: what is read of a text, once;
- `documents`, `weighing`: how much each word weighs in a briefing;
- `postings`, `lists`, `markers`, `leaves`, `sharding`: the index as small files, so that a query costs some kilobytes;
- `corpus`, `signature`, `index`, `state`: what differs from the last build, so that only this is made;
- `page`, `script`, `browser/`: what a reader sees, and the script, in parts.

Nobody is asked: the browser reads files of this site, and nothing tells anyone what was searched for but which of
these files were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.kept import Kept
from plugins.archive.pages import File, Page, PageSummary, Plan
from plugins.archive.signals import files_wanted, pages_wanted

from .corpus import Corpus
from .index import Index
from .languages import rules_of
from .leaves import to_json
from .page import search_page
from .script import parts, served


def search_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the search page of every language."""
    for language in edition.site.tags:
        yield Plan(addresses.search(language), partial(_page_of, edition, language))


def _page_of(edition: Edition, language: str) -> Iterator[Page]:
    yield search_page(edition, language)


def search_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the script, its rules, and every language's index."""
    yield File(addresses.SEARCH_SCRIPT, served(parts()).encode())
    yield File(addresses.SEARCH_RULES, to_json(rules_of(edition.site.tags)))
    for index in made_indexes(edition, kept):
        yield from index.files()


def made_indexes(edition: Edition, kept: Kept) -> list[Index]:
    """Return every language's index, up to date."""
    corpus = Corpus(edition, kept)
    indexes = [Index(corpus, language, kept) for language in edition.site.tags]
    stale = [index for index in indexes if index.stale]
    corpus.read(shown for index in stale for shown in index.unread)
    for index, made in zip(stale, kept.mapped(stale, Index.make), strict=True):
        index.take(made)
    return indexes


def register() -> None:
    """Connect both makers."""
    pages_wanted.connect(search_pages)
    files_wanted.connect(search_files)
