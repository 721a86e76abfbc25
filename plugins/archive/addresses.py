"""Where everything is published. An address is relative to the site's root and has no leading slash.

A page's address ends in `/` (the root's is empty) and its file is the `index.html` there.
"""

from __future__ import annotations

import re

RESERVED = frozenset(
    "page tags people organisations places archive feed search corrections history withdrawals "
    "exports pictures theme static images replies".split()
)
_YEAR = re.compile(r"\d{4}\Z")


def is_reserved(slug: str) -> bool:
    """Whether a standing page, term or briefing may not be called so: it would hide a page of the site."""
    return slug in RESERVED or bool(_YEAR.match(slug))


def is_numbered(address: str) -> bool:
    """Whether an address is kept for the numbered pages of a listing."""
    return "/page/" in f"/{address}"


def home(language: str) -> str:
    """Return the front page of a language."""
    return f"{language}/"


def briefing(language: str, year: int, slug: str) -> str:
    """Return the page of a text."""
    return f"{language}/{year}/{slug}/"


def year_page(language: str, year: int) -> str:
    """Return the listing of a year."""
    return f"{language}/{year}/"


def archive_page(language: str) -> str:
    """Return the page of all years."""
    return f"{language}/archive/"


def taxonomy(language: str, name: str) -> str:
    """Return the index of a vocabulary."""
    return f"{language}/{name}/"


def term(language: str, name: str, term_id: str) -> str:
    """Return the page of a term."""
    return f"{language}/{name}/{term_id}/"


def search(language: str) -> str:
    """Return the search page of a language; its index lies beside it."""
    return f"{language}/search/"


SEARCH_SCRIPT = "search/search.js"
"""The one script of the site."""

SEARCH_RULES = "search/rules.json"
"""How that script stems the words of a query, in every language."""


def standing(language: str, slug: str) -> str:
    """Return a standing page."""
    return f"{language}/{slug}/"


def numbered(listing: str, number: int) -> str:
    """Return a full page of a listing; they are numbered from the oldest, 1 first."""
    return f"{listing}page/{number}/"


def feed(listing: str) -> str:
    """Return the feed of a home or term page."""
    return f"{listing}feed.xml"


def file_of(address: str) -> str:
    """Return the path under the output folder that holds an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def relative(source: str, target: str, *, clean: bool) -> str:
    """Return the relative link from one address to another; `target` may carry a fragment.

    Relative links keep a copy whole under any host or folder. Without `clean` they name `index.html`.
    """
    path, hash_mark, fragment = target.partition("#")
    if path == source and hash_mark:
        return f"#{fragment}"
    here, there = source.split("/")[:-1], path.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    link = "../" * (len(here) - common) + "/".join(there[common:])
    if link.endswith("/") or not link:
        link = link + "index.html" if not clean else link or "./"
    return link + hash_mark + fragment
