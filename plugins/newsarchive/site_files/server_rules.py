"""What every web server must do, and the `_headers` and `_redirects` files of static hosts.

Nothing here depends on the words or the looks of a page, so the rules change only with the redirects, the languages or
the path of the site: a server reads them once, and must be told to read them again.

Where two rules meet, one host takes the later and another sets both values side by side. So there is one rule, for
all addresses, with the search pages' policy; every other page forbids script itself, and both policies hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.archive.index import Edition
from newsarchive.archive.pages import PageSummary

from .headers import HSTS, MEDIA_SECONDS, Headers, response_headers, server_policy

NGINX_CONF, CADDYFILE = "server/nginx.conf", "server/Caddyfile"
HEADERS, REDIRECTS = "_headers", "_redirects"
HOST_RULES = {HEADERS: "server/headers", REDIRECTS: "server/redirects"}
"""Files that hosts read and do not serve, each with the path of a copy that is served and has a checksum."""

TYPES = {
    "text/html": ("html",),
    "application/atom+xml": ("xml",),
    "application/json": ("json",),
    "text/javascript": ("js",),
    "text/css": ("css",),
    "text/csv": ("csv",),
    "text/tab-separated-values": ("tsv",),
    "image/avif": ("avif",),
    "image/gif": ("gif",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/svg+xml": ("svg",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "font/woff2": ("woff2",),
    "font/woff": ("woff",),
    "font/ttf": ("ttf",),
    "font/otf": ("otf",),
}
"""Media types, by the suffixes of files that a build can publish. A web server's own table may lack some of them."""

OTHER_TYPE, SITEMAP_TYPE = "text/plain", "application/xml"
"""Types of a file with another suffix or none, which is always text, and of the one XML file that is no feed."""

_BINARY = ("image/", "font/", "application/pdf")
_MEDIA = ("pictures/", "documents/")


@dataclass(frozen=True)
class ServerRules:
    """Rules of a site. All addresses begin with `base`.

    Args:
        base: Path of the site's address without its last slash; empty for a site with a host of its own.
        headers: Headers of all responses but those that have the next two.
        scripted: Headers of the search pages, which run script.
        lasting: Headers of pictures and documents, which caches may keep longer.
        languages: Tags of the languages.
        redirects: Old and new addresses.
    """

    base: str
    headers: Headers
    scripted: Headers
    lasting: Headers
    languages: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]

    @property
    def searches(self) -> tuple[str, ...]:
        """Addresses of the search pages, in both forms."""
        return tuple(f"{self.base}/{tag}/search/{file}" for tag in self.languages for file in ("", "index.html"))

    @property
    def media(self) -> tuple[str, ...]:
        """Addresses under which pictures and documents lie."""
        return tuple(f"{self.base}/{folder}" for folder in _MEDIA)

    @property
    def sitemap(self) -> str:
        """Address of the sitemap."""
        return f"{self.base}/sitemap.xml"

    @property
    def missing(self) -> str:
        """Address of the page for what is not there."""
        return f"{self.base}/404.html"


def rules_of(edition: Edition, pages: Iterable[PageSummary]) -> ServerRules:
    """Return the rules of a site.

    A redirect to a text that is hidden or withdrawn is left out, so that no file tells of it: the page at its old
    address leads on in any case.
    """
    base = urlsplit(edition.site.url).path
    pages = list(pages)
    listed = {page.address for page in pages if page.listed}
    redirects = sorted((page.address, page.refresh) for page in pages if page.refresh and page.refresh in listed)
    plain, scripted = server_policy(script=False), server_policy(script=True)
    return ServerRules(
        base=base,
        headers=response_headers(plain),
        scripted=response_headers(scripted),
        lasting=response_headers(plain, MEDIA_SECONDS),
        languages=edition.site.tags,
        redirects=tuple((f"{base}/{old}", f"{base}/{new}") for old, new in redirects),
    )


def type_of(path: str) -> str:
    """Return the media type in which a file of the site is to be served."""
    if path == "sitemap.xml":
        return SITEMAP_TYPE
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return next((name for name, suffixes in TYPES.items() if suffix in suffixes), OTHER_TYPE)


def text_types() -> tuple[str, ...]:
    """Return the types of text but `text/html`, which servers take for text by themselves: those that compress well."""
    found = (each for each in (*TYPES, OTHER_TYPE, SITEMAP_TYPE) if not each.startswith(_BINARY) or "xml" in each)
    return tuple(each for each in found if each != "text/html")


def charset_types() -> tuple[str, ...]:
    """Return those of them that have a charset. JSON has none: it is always UTF-8 (RFC 8259, 8.1 and 11)."""
    return tuple(each for each in text_types() if each != "application/json")


def headers_file(rules: ServerRules) -> str:
    """Return `_headers`."""
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
    """Return `_redirects`; `!` lets a rule come before the page that stands at the old address."""
    lines = (f"{old} {new} 301!" for old, new in rules.redirects)
    heading = "# Earlier addresses, written by the build. A host reads this file, named _redirects, with each upload."
    return "\n".join((heading, *lines, ""))
