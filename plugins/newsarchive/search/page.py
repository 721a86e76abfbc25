"""The search page and its script.

Each language has one search page, a static file. Its script runs in the reader's browser, loads small files of the
language's index, and shows the results. What few readers need (filters, guesses, suggestions) is in scripts of their
own, which the first one loads where it needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.head.tags import listing_place
from newsarchive.i18n.alphabets import sort_key
from newsarchive.i18n.dates import language_name
from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.model.pages import File, Page, PageSummary

from .corpus import FACETS, Corpus
from .index import Index
from .words import rules_of

if TYPE_CHECKING:
    from newsarchive.build.cache import Cache

FOLDER = Path(__file__).with_name("browser")
PARTS = ("words", "stems", "postings", "excerpts", "ranking", "index", "page")
"""The files in `FOLDER` from which the script is joined; each uses only earlier ones, the last starts the search."""

FURTHER = ("guess", "suggest", "facets")
"""The files in `FOLDER` that the script loads only where it needs them, as modules of JavaScript."""

MOST_LISTED = 15
"""The largest number of terms of a vocabulary that the page lists, so that it stays small: those of most briefings."""

_EXPORT = re.compile(r"^export const (?=(\w+))", re.MULTILINE)
_NEEDLESS = re.compile(r"^(\s*//.*\n|\s+)+", re.MULTILINE)
_SPACED = re.compile(r'("[^"\n]*")| *([=<>&|?:,{}]+) *')


def scripts() -> dict[str, str]:
    """Return the JavaScript files that the site publishes, by address, without comments and needless spaces."""
    further = {addresses.further_script(name): _source(name) for name in FURTHER}
    return {addresses.SEARCH_SCRIPT: _whole(*map(_source, PARTS)), **further}


def disk_scripts() -> dict[str, str]:
    """Return the JavaScript file of a copy that is opened from a disk, by address: it has all others in it.

    From a disk a page can load scripts, but no modules and no data: so the files of the index are scripts, too.
    """
    further = [
        f'further["{name}.js"] = (() => {{\n{_EXPORT.sub("const ", _source(name))}'
        f"return {{ {', '.join(_EXPORT.findall(_source(name)))} }};\n}})();\n"
        for name in FURTHER
    ]
    return {addresses.SEARCH_SCRIPT: _whole(*map(_source, (*PARTS[:-1], "disk")), *further, _source(PARTS[-1]))}


def _whole(*parts: str) -> str:
    return f'"use strict";\n{{\n{"".join(parts)}}}\n'


def _source(name: str) -> str:
    """Return a script without comments, indentation, empty lines, and spaces around some signs.

    This is safe because each comment has lines of its own, no string has a quotation mark in it, and no regular
    expression a space beside one of the signs: a test compares the syntax trees.
    """
    source = _NEEDLESS.sub("", (FOLDER / f"{name}.js").read_text("utf-8"))
    return _SPACED.sub(lambda found: found[1] or found[2], source)


def search_page(edition: Edition, language: str) -> Page:
    """Return the search page of a language. It contains no results: its script adds them in the browser."""
    words = edition.words
    indexes = [("archive", addresses.archive_page(language))]
    indexes += [(taxonomy, addresses.taxonomy(language, taxonomy)) for taxonomy in edition.site.taxonomies]
    return Page(
        **listing_place(edition.site, language, addresses.search),
        template="search.html",
        title=words(language, "search.title"),
        description=words(language, "search.description"),
        view={
            "script": addresses.SEARCH_SCRIPT,
            "facets": _facets(edition, language),
            "indexes": [{"title": words(language, f"{key}.title"), "address": address} for key, address in indexes],
        },
    )


def _facets(edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the filters: languages, years, and the terms of most briefings, each with the number of its briefings.

    Without script, they are lists of links to the pages that show these briefings.
    """
    words, archive, site = edition.words, edition.archive, edition.site
    here = addresses.search(language)
    languages = [
        {
            "value": each.tag,
            "name": language_name(each.tag, language),
            "address": addresses.archive_page(each.tag),
            "count": sum(briefing.readable(each.tag) for briefing in archive.listed),
            # a folder even where links name `index.html`: the script appends a file's name
            "index": addresses.relative(here, addresses.search(each.tag), clean=True),
        }
        for each in site.languages
    ]
    years = [
        {"value": str(year), "name": str(year), "address": addresses.year_page(language, year), "count": len(briefings)}
        for year, briefings in reversed([*archive.by_year.items()])
    ]
    facets = [
        ("lang", words(language, "search.language"), "", languages),
        ("year", words(language, "search.year"), addresses.archive_page(language), years),
    ]
    for facet, taxonomy in FACETS.items():
        if taxonomy in site.taxonomies and (terms := _terms(edition, language, taxonomy)):
            address = addresses.taxonomy(language, taxonomy)
            facets.append((facet, words(language, f"{taxonomy}.title"), address, terms))
    return [
        {"key": key, "title": title, "address": address, "values": values} for key, title, address, values in facets
    ]


def _terms(edition: Edition, language: str, taxonomy: str) -> list[dict[str, Any]]:
    """Return the terms of a vocabulary that most listed briefings have, equals in the order of the language."""
    archive, default = edition.archive, edition.site.default
    items: list[dict[str, Any]] = [
        {
            "value": term.id,
            "name": term.name(language, default)[0],
            "address": addresses.term(language, taxonomy, term.id),
            "count": len(archive.by_term[taxonomy, term.id]),
            "language": term.name(language, default)[1],
        }
        for term in archive.listed_terms.get(taxonomy, {}).values()
    ]
    return sorted(items, key=lambda item: (-item["count"], sort_key(item["name"], language)))[:MOST_LISTED]


def search_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:  # noqa: ARG001
    """Yield the scripts, the index of every language, and rules for stems and for wrong keyboards."""
    for address, script in scripts().items():
        yield File(address, script.encode())
    yield File(addresses.SEARCH_RULES, msgspec.json.encode(rules_of(edition.site.tags)))
    corpus = Corpus(edition, cache)
    for language in edition.site.tags:
        yield from Index(corpus, language).files()
