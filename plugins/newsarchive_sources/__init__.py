"""Kept copies of sources, so that what a briefing rests on can still be read when the original is gone.

Only editors' commands use the network. A build reads the tables and no more.
Signals: it answers `sources_described`.

- `web`: One polite, bounded request to a web server that may be hostile.
- `markup`: HTML of strangers as a stream of tags and words, in linear time.
- `visible_text`: The words that a reader of a page sees: one definition.
- `copies`: Keep one source whole: fetch its page and what the page needs, as a WACZ file, or find out why there is no
  copy.
- `warc`: WARC files (ISO 28500) of what servers answered: write our own, and read those of others.
- `wacz`: WACZ files (Webrecorder, version 1.1.1): a WARC with an index and a list of pages, in one file for browsers.
- `store`: The folder with kept copies (`KEPT_PATH`), outside of git and of everything that is published.
- `mementos`: Copies of sources in a public archive (Mementos, RFC 7089): find one, or ask the archive for one.
- `timestamps`: Time-stamps of kept copies (RFC 3161): a stranger's signature that a file was there at a moment.
- `link_check`: Which sources and public copies are still online: one look at each, and the table of those that are
  missing.
- `kept`: The tables about the briefings' sources: which have a kept copy, and which are no longer online.
- `forgotten`: Marks of sources that an editor had forgotten (`keep … --forget`): they match an address, and name
  nobody.
- `source_tables`: The tables about sources as builds and commands read them: `kept.tsv` and `links.tsv`, both or
  either.
- `settings`: The settings of this plugin.
- `commands`: The commands of this plugin.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.api import sources_described

if TYPE_CHECKING:
    from newsarchive.api import Site, SourceNotes


def describe_sources(site: Site, root: Path, data: Collection[str]) -> SourceNotes:
    """Return what the tables of the content say of each source."""
    from .source_tables import described

    return described(site, root, data)


def register() -> None:
    """Connect this package to the signal that asks what is known of sources."""
    sources_described.connect(describe_sources)
