"""What every web server must do, and the `_headers` and `_redirects` files of static hosts.

`rules_of` collects the rules from the site's settings and pages. `nginx` and `caddy` write them for these two servers.

The rules do not depend on the words or the styles of a page. They change only with the redirects, the languages or
the path of the site, because a server reads them once and must be told to reload them.

If two rules match an address, some hosts apply the later one and others send both values. So there is a single rule
for all addresses, with the policy of the search pages. Every other page forbids scripts in its own `meta` element,
and a browser enforces both policies.
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
"""The files that static hosts such as Netlify read but do not serve, each with the path of an equal file.

Readers can download that file, and its checksum is published.
"""

TYPES = {
    "text/html": ("html",),
    "application/atom+xml": ("xml",),
    "application/json": ("json",),
    "text/javascript": ("js",),
    "text/css": ("css",),
    "text/csv": ("csv",),
    "text/tab-separated-values": ("tsv",),
    "image/avif": ("avif",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "font/woff2": ("woff2",),
    "font/woff": ("woff",),
    "font/ttf": ("ttf",),
    "font/otf": ("otf",),
}
"""The suffixes of all files that a build can publish, by media type. A web server's own table may lack some."""

OTHER_TYPE, SITEMAP_TYPE = "text/plain", "application/xml"
"""Two media types: that of files whose suffix is not in `TYPES`, which are always text, and that of the sitemap."""

_BINARY = ("image/", "font/", "application/pdf")
_MEDIA = ("pictures/", "documents/")


@dataclass(frozen=True)
class ServerRules:
    """What a web server must do for a site, whatever its kind: headers and redirects. All addresses begin with `base`.

    Attributes:
        base: The path of the site's address without the trailing slash, such as `/archive`; empty at a host's root.
        headers: The response headers of everything except search pages, pictures and documents.
        scripted: The response headers of the search pages, which run a script.
        lasting: The response headers of pictures and documents, which caches may reuse for longer.
        languages: The language tags of the site, such as `en`.
        redirects: Pairs of an old address and the one that replaced it.
    """

    base: str
    headers: Headers
    scripted: Headers
    lasting: Headers
    languages: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]

    @property
    def searches(self) -> tuple[str, ...]:
        """The addresses of each language's search page, with and without `index.html`."""
        return tuple(f"{self.base}/{tag}/search/{file}" for tag in self.languages for file in ("", "index.html"))

    @property
    def media(self) -> tuple[str, ...]:
        """The two beginnings of the addresses of pictures and documents: `base` with `/pictures/` or `/documents/`."""
        return tuple(f"{self.base}/{folder}" for folder in _MEDIA)

    @property
    def sitemap(self) -> str:
        """The address of the sitemap."""
        return f"{self.base}/sitemap.xml"

    @property
    def missing(self) -> str:
        """The address of the 404 page."""
        return f"{self.base}/404.html"


def rules_of(edition: Edition, pages: Iterable[PageSummary]) -> ServerRules:
    """Return what a web server must do for a site, computed from its settings and from the redirects among its pages.

    A redirect is left out if its target is a page that lists leave out, such as that of a withdrawn text: the files for
    web servers must not reveal its address. The HTML page at the old address still redirects there.

    Args:
        edition: The settings and the content of the site.
        pages: All pages of the site.
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
    """Return the media type with which a file of the site must be served: `"en/index.html"` -> `"text/html"`."""
    if path == "sitemap.xml":
        return SITEMAP_TYPE
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return next((name for name, suffixes in TYPES.items() if suffix in suffixes), OTHER_TYPE)


def text_types() -> tuple[str, ...]:
    """Return the media types of files that a server should compress, except `text/html`.

    It is left out because nginx compresses it without being told.
    """
    found = (each for each in (*TYPES, OTHER_TYPE, SITEMAP_TYPE) if not each.startswith(_BINARY))
    return tuple(each for each in found if each != "text/html")


def charset_types() -> tuple[str, ...]:
    """Return the media types of text files that need a charset, without `text/html`, to which nginx always adds it.

    JSON is left out, because it is always UTF-8 (RFC 8259, 8.1 and 11).
    """
    return tuple(each for each in text_types() if each != "application/json")


def headers_file(rules: ServerRules) -> str:
    """Return the content of `_headers`, with which static hosts such as Netlify send the site's response headers.

    All addresses get the headers of the search pages, because some hosts apply several rules to one address.

    Args:
        rules: The rules of the site.
    """
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
    """Return the content of `_redirects`, which static hosts such as Netlify read: a line `/old/ /new/ 301!` for each.

    Because of the `!`, a host redirects although there is a page at the old address.

    Args:
        rules: The rules of the site, with its redirects.
    """
    lines = (f"{old} {new} 301!" for old, new in rules.redirects)
    heading = "# Earlier addresses, written by the build. A host reads this file, named _redirects, with each upload."
    return "\n".join((heading, *lines, ""))
