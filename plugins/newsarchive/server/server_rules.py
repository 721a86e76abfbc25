"""What every web server must do, as rules for nginx, Caddy and static hosts.

The rules change only with redirects, languages or the site's path, never with the words or styles of a page, because a
server reads them once and must be told to reload them.

If two rules match an address, some hosts apply the later and others both. So a single rule for all addresses has the
policy of the search pages; other pages forbid scripts in their `meta` element, and browsers enforce both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.model.pages import PageSummary

from .headers import HSTS, MEDIA_SECONDS, response_headers, server_policy
from .text_files import text_file

NGINX_CONF, CADDYFILE = "server/nginx.conf", "server/Caddyfile"
HOST_RULES = {"_headers": "server/headers", "_redirects": "server/redirects"}
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


ServerRules = Mapping[str, Any]
"""What a web server of any kind must do for a site, by the names that templates use (`rules_of`)."""


def rules_of(edition: Edition, pages: Iterable[PageSummary]) -> ServerRules:
    """Return the rules of a site.

    A redirect to a page that is in no list, such as a withdrawn text's, is left out, so that no file reveals its
    address. The HTML page at the old address still redirects there.
    """
    site, pages = edition.site, list(pages)
    base = urlsplit(site.url).path
    listed = {page.address for page in pages if page.listed}
    moved = {**edition.archive.redirects, **{page.address: page.refresh for page in pages if page.refresh}}
    redirects: dict[str, str] = {}
    queries: dict[str, list[tuple[str, str, str]]] = {}
    for old, new in sorted(moved.items()):
        if new not in listed and addresses.is_page(new):
            continue
        path, has_query, query = f"{base}/{old}".partition("?")
        if has_query:
            name, _, value = query.partition("=")
            queries.setdefault(path, []).append((name, value, f"{base}/{new}"))
        else:
            redirects |= {f"{base}/{form}": f"{base}/{new}" for form in _forms(old)}
    plain, scripted = (server_policy(script=script, fonts=bool(site.fonts)) for script in (False, True))
    return {
        # all addresses begin with this path of the site's address: `/archive`, or empty at a host's root
        "base": base,
        # of everything except search pages, which run a script, and media, which caches may reuse for longer
        "headers": response_headers(plain),
        "scripted": response_headers(scripted),
        "lasting": response_headers(plain, MEDIA_SECONDS),
        "languages": site.tags,
        "searches": tuple(f"{base}/{tag}/search/{file}" for tag in site.tags for file in ("", "index.html")),
        "media": (f"{base}/pictures/", f"{base}/documents/"),
        "missing": f"{base}/404.html",
        # by old address, decoded as servers match it, and by the path of those with a query: name, value, new address
        "redirects": redirects,
        "queries": queries,
        # Tor Browser offers the page there for the header Onion-Location. Static hosts cannot send it with the path of
        # each page, so their rules lack it: one address for all would lead readers to the front page
        "onion": site.onion,
        "templates": site.templates,
    }


def _forms(old: str) -> tuple[str, ...]:
    """Return the forms of an old address in which readers ask for it.

    If there is a page, the server adds the slash that a reader left out. A page that is a file itself leads readers on
    without a rule: with one, nobody could fetch that file, and no copy made over the web would be whole.
    """
    if addresses.has_page(old):
        return (old,) if addresses.is_page(old) else ()
    return (old.removesuffix("/"), old) if addresses.is_page(old) else (old,)


def type_of(path: str) -> str:
    """Return the media type of a file of the site: `"en/index.html"` -> `"text/html"`."""
    if re.fullmatch(SITEMAPS, path):
        return SITEMAP_TYPE
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return next((name for name, suffixes in TYPES.items() if suffix in suffixes), OTHER_TYPE)


def text_types() -> tuple[str, ...]:
    """Return the media types to compress, except `text/html`, which nginx compresses without being told."""
    names = (*TYPES, OTHER_TYPE, SITEMAP_TYPE)
    return tuple(name for name in names if name != "text/html" and not name.startswith(_BINARY))


def charset_types() -> tuple[str, ...]:
    """Return the media types that need a charset: not HTML (nginx adds it), nor JSON (RFC 8259, 8.1 and 11)."""
    return tuple(name for name in text_types() if not name.startswith("application/json"))


def server_file(rules: ServerRules, template: str, folder: str = "", host: str = "", port: int = 0) -> str:
    """Return the rules as a template prints them: `nginx.conf`, `caddy.conf`, `_headers` or `_redirects`.

    With a `folder`, where a copy of the site is, the first two are a complete server for that copy. If the site's
    address has a path, Caddy finds the copy below a folder with this path, a link.

    Args:
        host: The host name of the server, which an administrator replaces.
        port: A port of the machine itself, for an onion service.
    """
    return text_file(
        template,
        rules["templates"],
        rules=rules,
        folder=folder,
        host=host,
        port=port,
        hsts=HSTS,
        types=TYPES,
        other_type=OTHER_TYPE,
        sitemap_type=SITEMAP_TYPE,
        sitemaps=SITEMAPS,
        text_types=text_types(),
        charset_types=charset_types(),
    )
