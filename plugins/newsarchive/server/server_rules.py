"""What every web server must do, and the `_headers` and `_redirects` files of static hosts.

The rules change only with redirects, languages or the site's path, never with the words or styles of a page, because a
server reads them once and must be told to reload them.

If two rules match an address, some hosts apply the later and others both. So a single rule for all addresses has the
policy of the search pages; other pages forbid scripts in their `meta` element, and browsers enforce both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

import msgspec

from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.model.pages import PageSummary

from .headers import HSTS, MEDIA_SECONDS, Headers, response_headers, server_policy

NGINX_CONF, CADDYFILE = "server/nginx.conf", "server/Caddyfile"
ONION_HEADER = "Onion-Location"
"""The header by which Tor Browser offers the same page of an onion service (community.torproject.org).

Static hosts cannot send it with the path of each page, so their rules lack it: one address for all pages would lead
readers to the front page.
"""

HEADERS, REDIRECTS = "_headers", "_redirects"
HOST_RULES = {HEADERS: "server/headers", REDIRECTS: "server/redirects"}
"""The files that static hosts (Netlify) read but do not serve, each with the path of an equal file for readers."""

TYPES = {
    "text/html": ("html",),
    "application/atom+xml": ("xml",),
    "application/json": ("json",),
    "application/jsonl": ("jsonl",),
    "text/javascript": ("js",),
    "text/css": ("css",),
    "text/csv": ("csv",),
    "text/tab-separated-values": ("tsv",),
    "application/x-bibtex": ("bib",),
    "image/avif": ("avif",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "application/epub+zip": ("epub",),
    "application/zip": ("zip",),
    "font/woff": ("woff",),
}
"""The suffixes of all files that a build can publish, by media type; a server's own table may lack some."""

OTHER_TYPE, SITEMAP_TYPE = "text/plain", "application/xml"
"""The media types of files whose suffix is not in `TYPES`, which are always text, and of the sitemap."""

SITEMAPS = r"sitemap(?:-[0-9]+)?\.xml"
"""Matches the path of the sitemap, and of each of its files if it has several."""

_BINARY = ("image/", "font/", "application/pdf", "application/epub+zip", "application/zip")
_MEDIA = ("pictures/", "documents/")


class ServerRules(msgspec.Struct, frozen=True):
    """What a web server of any kind must do for a site. All addresses begin with `base`.

    Attributes:
        base: The path of the site's address without the trailing slash, such as `/archive`; empty at a host's root.
        headers: The response headers of everything except search pages, pictures and documents.
        scripted: The response headers of the search pages, which run a script.
        lasting: The response headers of pictures and documents, which caches may reuse for longer.
        languages: The language tags.
        redirects: Pairs of an old address, decoded as servers match it, and the one that replaced it.
        queries: The same of old addresses with a query, as (path, parameter, value, new address).
        onion: The address of the same site as an onion service, without path and last slash; empty if it has none.
    """

    base: str
    headers: Headers
    scripted: Headers
    lasting: Headers
    languages: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]
    queries: tuple[tuple[str, str, str, str], ...] = ()
    onion: str = ""

    @property
    def searches(self) -> tuple[str, ...]:
        """The addresses of each language's search page, with and without `index.html`."""
        return tuple(f"{self.base}/{tag}/search/{file}" for tag in self.languages for file in ("", "index.html"))

    @property
    def media(self) -> tuple[str, ...]:
        """The beginnings of the addresses of pictures and documents."""
        return tuple(f"{self.base}/{folder}" for folder in _MEDIA)

    @property
    def missing(self) -> str:
        """The address of the 404 page."""
        return f"{self.base}/404.html"


def rules_of(edition: Edition, pages: Iterable[PageSummary]) -> ServerRules:
    """Return the rules of a site.

    A redirect to a page that is in no list, such as a withdrawn text's, is left out, so that no file reveals its
    address. The HTML page at the old address still redirects there.
    """
    base = urlsplit(edition.site.url).path
    pages = list(pages)
    listed = {page.address for page in pages if page.listed}
    led = {page.address: page.refresh for page in pages if page.refresh}
    led.update((old, new) for old, new in edition.archive.redirects.items() if old not in led)
    public = sorted((old, new) for old, new in led.items() if new in listed or not addresses.is_page(new))
    fonts = bool(edition.site.fonts)
    plain, scripted = (server_policy(script=script, fonts=fonts) for script in (False, True))
    return ServerRules(
        base=base,
        headers=response_headers(plain),
        scripted=response_headers(scripted),
        lasting=response_headers(plain, MEDIA_SECONDS),
        languages=edition.site.tags,
        redirects=tuple((f"{base}/{form}", f"{base}/{new}") for old, new in public for form in _forms(old)),
        queries=tuple((*_query(f"{base}/{old}"), f"{base}/{new}") for old, new in public if "?" in old),
        onion=edition.site.onion,
    )


def _forms(old: str) -> tuple[str, ...]:
    """Return the forms of an old address in which readers ask for it; none if it has a query.

    If there is a page, the server adds the slash that a reader left out. A page that is a file itself leads readers on
    without a rule: with one, nobody could fetch that file, and no copy made over the web would be whole.
    """
    if "?" in old:
        return ()
    if addresses.has_page(old):
        return (old,) if addresses.is_page(old) else ()
    return (old.removesuffix("/"), old) if addresses.is_page(old) else (old,)


def _query(old: str) -> tuple[str, str, str]:
    """Return path, parameter and value of an old address: `/blog/?p=17` -> `/blog/`, `p` and `17`."""
    path, _, query = old.partition("?")
    name, _, value = query.partition("=")
    return path, name, value


def type_of(path: str) -> str:
    """Return the media type of a file of the site: `"en/index.html"` -> `"text/html"`."""
    if re.fullmatch(SITEMAPS, path):
        return SITEMAP_TYPE
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return next((name for name, suffixes in TYPES.items() if suffix in suffixes), OTHER_TYPE)


def text_types() -> tuple[str, ...]:
    """Return the media types to compress, except `text/html`, which nginx compresses without being told."""
    found = (each for each in (*TYPES, OTHER_TYPE, SITEMAP_TYPE) if not each.startswith(_BINARY))
    return tuple(each for each in found if each != "text/html")


def charset_types() -> tuple[str, ...]:
    """Return the media types that need a charset: not HTML (nginx adds it), nor JSON (RFC 8259, 8.1 and 11)."""
    return tuple(each for each in text_types() if not each.startswith("application/json"))


def headers_file(rules: ServerRules) -> str:
    """Return the content of `_headers` for static hosts; all addresses get the headers of the search pages."""
    return "\n".join(
        (
            "# Written by the build. A host reads this file, named _headers, with each upload.",
            f"# {HSTS[0]}: {HSTS[1]}  (if all names of the host will keep to https)",
            "/*",
            *(f"  {name}: {value}" for name, value in rules.scripted),
            "",
        )
    )


def redirects_file(rules: ServerRules) -> str:
    """Return the content of `_redirects` for static hosts: a line `/old/ /new/ 301!` for each redirect.

    Because of the `!`, a host redirects although there is a page at the old address. Hosts want addresses encoded, and
    a query as a word of its own (docs.netlify.com/manage/routing/redirects).
    """
    lines = [f"{quote(old)} {new} 301!" for old, new in rules.redirects]
    lines += [f"{quote(path)} {name}={value} {new} 301!" for path, name, value, new in rules.queries]
    heading = "# Earlier addresses, written by the build. A host reads this file, named _redirects, with each upload."
    return "\n".join((heading, *lines, ""))
