"""Where everything is published. An address is relative to the site's root and has no leading slash.

A page's address ends in `/` (the root's is empty) and its file is the `index.html` there.
"""

from __future__ import annotations

import re
from functools import lru_cache

RESERVED = frozenset(
    "page tags people organisations places archive feed search corrections history withdrawals "
    "exports pictures documents theme static images replies".split()
)
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""No file or folder can be called so where a copy lies on Windows ("Naming Files, Paths, and Namespaces")."""

NAMES = frozenset(("documents", "pictures", "search", "server", "sha256sums"))
"""Names beside the folders of the languages, as a file system that ignores case has them: no page lies there."""

NEAR = 2
"""How many folders deep all that is linked from every page lies: `en/tags/`."""

_YEAR = re.compile(r"\d{4}\Z")
_FROM_CONTENT = re.compile(r"documents/(.+)|pictures/[0-9]+/(.+)\.[a-z]+|pictures/(.+)", re.DOTALL)
_NUMBERED = re.compile(r"page/[0-9]+/\Z")


def is_reserved(slug: str) -> bool:
    """Whether a standing page, term or briefing may not be called so: it would hide a page, or be none on some disk."""
    return slug in RESERVED or slug in DEVICES or bool(_YEAR.match(slug))


def names_device(address: str) -> bool:
    """Whether a part of an address is the name of a device, so that no copy on Windows can hold it."""
    return not DEVICES.isdisjoint(address.split("/"))


def document(path: str) -> str:
    """Return where a document of the content is published, by its path there."""
    return f"documents/{path}"


def source_of(path: str) -> str:
    """Return the path in the content of a published picture or document, by its file; empty for any other file."""
    found = _FROM_CONTENT.match(path)
    return (found[1] or found[2] or found[3]) if found else ""


def is_document(path: str) -> bool:
    """Whether a path in the content is a document's, by its ending."""
    return path.lower().endswith(".pdf")


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


def front_of(address: str) -> str:
    """Return the front of a listing by the address of one of its pages; any other address as it is."""
    return _NUMBERED.sub("", address)


def history(text: str) -> str:
    """Return the page of what was published of a text before, by the text's own."""
    return f"{text}history/"


def corrections(language: str) -> str:
    """Return the page of all corrections."""
    return f"{language}/corrections/"


def withdrawals(language: str) -> str:
    """Return the page of all withdrawals."""
    return f"{language}/withdrawals/"


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
    link = path
    for folder, way in _ways_up(source):
        if path.startswith(folder):  # the last, the root, is a folder of every address
            link = way + path[len(folder) :]
            break
    if not link or link.endswith("/"):
        link = link + "index.html" if not clean else link or "./"
    return link + hash_mark + fragment


@lru_cache(maxsize=256)
def _ways_up(source: str) -> tuple[tuple[str, str], ...]:
    """Return the folders that an address lies in, from its own to the root, each with the way to it."""
    names = source.split("/")[:-1]
    return tuple(
        ("".join(f"{name}/" for name in names[:up]), "../" * (len(names) - up)) for up in range(len(names), -1, -1)
    )


def region(address: str) -> tuple[str, ...]:
    """Return what decides the links from an address to all that lies at most `NEAR` folders deep.

    A relative link depends on how deep its page lies, and on the folders that both share: the first ones.
    """
    *folders, name = address.split("/")
    return (*folders[:NEAR], "../" * len(folders), name)


def is_near(address: str) -> bool:
    """Whether an address lies at most `NEAR` folders deep."""
    return address.count("/") <= NEAR
