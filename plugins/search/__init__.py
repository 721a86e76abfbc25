"""The search: a page for each language, the index that its script reads, and that script.

No settings of its own. Signals: `archive_pages_wanted`, `archive_files_wanted`.

- `folding`, `stemming`, `languages`, `azerbaijani`, `english`, `russian`: from words to stems, by rules that are data;
- `names`: one word for all spellings of a name;
- `documents`, `weighing`, `prose`: what is read of a briefing, and how much each word weighs there;
- `postings`, `sharding`, `index`: the index as small files, so that a query costs some kilobytes;
- `page`, `script`, `browser/`: what a reader sees, and the script, in parts.

Nobody is asked: the browser reads files of this site, and nothing tells anyone what was searched for but which of
these files were read.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import File, Page
from plugins.archive.signals import files_wanted, pages_wanted

from .index import index_files
from .languages import rules_of
from .page import search_page
from .script import parts, served
from .sharding import to_json


def search_pages(edition: Edition) -> Iterator[Page]:
    """Yield the search page of every language."""
    for language in edition.site.tags:
        yield search_page(edition, language)


def search_files(edition: Edition, pages: list[Page]) -> Iterator[File]:  # noqa: ARG001
    """Yield the script, its rules, and every language's index."""
    yield File(addresses.SEARCH_SCRIPT, served(parts()).encode())
    yield File(addresses.SEARCH_RULES, to_json(rules_of(edition.site.tags)))
    for language in edition.site.tags:
        for name, content in index_files(edition, language).items():
            yield File(f"{addresses.search(language)}{name}", content)


def register() -> None:
    """Connect both makers."""
    pages_wanted.connect(search_pages)
    files_wanted.connect(search_files)
