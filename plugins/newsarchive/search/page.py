"""The search page and its script.

Each language has one search page, a static file. Its script runs in the reader's browser, loads small files of the
language's index, and shows the results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.archive.pages import File, Kept, Page, PageSummary, Plan
from newsarchive.archive.vocabularies import TAXONOMIES
from newsarchive.head.tags import listing_alternates
from newsarchive.i18n.alphabets import sort_key
from newsarchive.i18n.dates import language_name

from .corpus import Corpus
from .index import Index
from .shards import to_json
from .words import rules_of

FOLDER = Path(__file__).with_name("browser")
PARTS = ("words", "stems", "postings", "excerpts", "ranking", "index", "page")
"""The files in `FOLDER` from which the script is joined; each uses only earlier ones, the last starts the search."""

_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_STRING = re.compile(r'("(?:[^"\\\n]|\\.)*")')
_CONTINUED = re.compile(r"(?<=[;{,(])\n")
_SPACED = re.compile(r" ?([=>{}()\[\],;?:&|<*!]) ?")


def parts() -> list[str]:
    """Return the JavaScript source of each file in `PARTS`, in the same order."""
    return [(FOLDER / f"{name}.js").read_text("utf-8") for name in PARTS]


def served(sources: Iterable[str]) -> str:
    """Return the script that the site publishes: its source files joined, without comments, indentation and spaces.

    It is safe only because each comment has lines of its own, no string or regular expression spans several, and no
    regular expression has a quotation mark. Lines keep their spaces where a slash may begin a regular expression.
    """
    source = f'"use strict";\n{{\n{"".join(sources)}}}\n'
    lines = _INDENTATION.sub("", _COMMENT.sub("", source)).lstrip("\n").split("\n")
    return _CONTINUED.sub("", "\n".join(map(_tight, lines)))


def _tight(line: str) -> str:
    """Return a line of the script without the spaces around signs, except within strings."""
    if "/" in _STRING.sub("", line):
        return line
    return "".join(each if at % 2 else _SPACED.sub(r"\1", each) for at, each in enumerate(_STRING.split(line)))


def search_page(edition: Edition, language: str) -> Page:
    """Return the search page of a language. It contains no results: its script adds them in the browser."""
    words = edition.words
    alternates, default = listing_alternates(edition.site, addresses.search)
    here = addresses.search(language)
    return Page(
        address=here,
        language=language,
        template="search.html",
        title=words(language, "search.title"),
        description=words(language, "search.description"),
        view={
            "script": addresses.SEARCH_SCRIPT,
            "texts": [
                {
                    "tag": each.tag,
                    "name": language_name(each.tag, language),
                    # a folder even where links name `index.html`: the script appends a file's name
                    "index": addresses.relative(here, addresses.search(each.tag), clean=True),
                }
                for each in edition.site.languages
            ],
            "years": list(reversed(edition.archive.by_year)),
            "tags": _tags(edition, language),
            "indexes": [
                {"title": words(language, f"{key}.title"), "address": address}
                for key, address in (
                    ("archive", addresses.archive_page(language)),
                    *((taxonomy, addresses.taxonomy(language, taxonomy)) for taxonomy in TAXONOMIES),
                )
            ],
        },
        alternates=alternates,
        default_alternate=default,
    )


def _tags(edition: Edition, language: str) -> list[dict[str, str]]:
    """Return the tags of listed briefings, by which readers can filter, in the alphabetical order of the language."""
    tags = []
    for taxonomy, term in edition.archive.by_term:
        if taxonomy == "tags":
            name, name_language = edition.archive.vocabularies["tags"][term].name(language, edition.site.default)
            tags.append({"id": term, "name": name, "language": name_language})
    return sorted(tags, key=lambda tag: sort_key(tag["name"], language))


def search_pages(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for the search page of each language: its address with the function that returns the page."""
    for language in edition.site.tags:
        yield Plan(addresses.search(language), partial(_page_of, edition, language))


def _page_of(edition: Edition, language: str) -> Iterator[Page]:
    yield search_page(edition, language)


def search_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the script, the index of every language, and rules for stems and for queries in a wrong keyboard layout."""
    yield File(addresses.SEARCH_SCRIPT, served(parts()).encode())
    yield File(addresses.SEARCH_RULES, to_json(rules_of(edition.site.tags)))
    for index in made_indexes(edition, kept):
        yield from index.files()


def made_indexes(edition: Edition, kept: Kept) -> list[Index]:
    """Return the index of every language; texts are read, and lists computed, only where something has changed."""
    corpus = Corpus(edition, kept)
    indexes = [Index(corpus, language, kept) for language in edition.site.tags]
    stale = [index for index in indexes if index.stale]
    corpus.read(shown for index in stale for shown in index.unread)
    for index, made in zip(stale, kept.mapped(stale, Index.make), strict=True):
        index.take(made)
    return indexes
