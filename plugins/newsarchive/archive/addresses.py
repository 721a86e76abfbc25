"""The address of every page, file and picture, relative to the site's root.

A page's address ends in `/` (the root's is empty) and its file is the `index.html` there.

Without any of the better types, and without widths, a browser still has the plain `<img>`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

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


SCHEMES = ("http", "https")

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
# segments of unreserved characters (RFC 3986, 2.3): no server or shell reads more into these
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*\Z")
_STRANGE = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}\s]')


def is_web_address(address: object, schemes: Collection[str] = SCHEMES) -> bool:
    """Whether a link may lead to an address: one with a host, without a user's name or characters that no URI has."""
    if not isinstance(address, str) or _STRANGE.search(address):
        return False
    parts = _split(address)
    return parts is not None and parts.scheme in schemes and "@" not in parts.netloc and _is_host(_ascii(parts))


def is_site_address(address: object) -> bool:
    """Whether an address can be that of a site: scheme, host, perhaps a port and a path, each in its one plain form."""
    if not isinstance(address, str):
        return False
    parts = _split(address)
    return parts is not None and parts.scheme in SCHEMES and _is_host(parts.hostname or "") and _plain(parts) == address


def meant_site_address(address: object) -> str:
    """Return how an address that is not valid should be written; empty if that is not clear."""
    parts = _split(address.strip()) if isinstance(address, str) else None
    if not parts:
        return ""
    host = _ascii(parts)
    port = f":{parts.port}" if parts.port else ""
    meant = f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"
    return meant if is_site_address(meant) else ""


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:  # a port or an address of version 6 that is none
        return None


def _plain(parts: SplitResult) -> str:
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}" if _PATH.match(parts.path) else ""


def _ascii(parts: SplitResult) -> str:
    """Return the host as DNS has it; empty where it has no such form."""
    try:
        return (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        return ""


def _is_host(host: str) -> bool:
    try:
        return bool(ip_address(host)) and "%" not in host
    except ValueError:
        labels = host.split(".")
        return len(host) <= 253 and all(map(_LABEL.match, labels)) and not labels[-1].isdigit()


SIZES = "(min-width:42rem) 38rem,92vw"
"""How wide a picture is shown: a text's column (`--measure`), on a phone the screen less its gutters (`--gutter`)."""

_ORDER = 'loading="lazy" decoding="async"'


@dataclass(frozen=True)
class PictureFile:
    """One file of a picture: its address and its width in pixels."""

    address: str
    width: int


@dataclass(frozen=True)
class PictureSource:
    """A picture in one type that not every browser knows: its files, narrowest first."""

    type: str
    files: tuple[PictureFile, ...]


@dataclass(frozen=True)
class PublishedPicture:
    """A picture as it is published: its address and its size in pixels, in a type that every browser knows.

    `sources` are smaller types, best first; `files` narrower ones of the picture's own type, narrowest first,
    itself included, or none where there is only itself.
    """

    address: str
    width: int
    height: int
    sources: tuple[PictureSource, ...] = ()
    files: tuple[PictureFile, ...] = ()


@dataclass(frozen=True)
class SharePicture:
    """What networks show of a page: its address, its size in pixels, and the words on it."""

    address: str
    width: int
    height: int
    alt: str


def picture_html(picture: PublishedPicture, page: str, own: str, *, clean: bool) -> str:
    """Return a picture for the page at address `page`; `own` are further attributes of its `<img>`, as HTML."""

    def href(address: str) -> str:
        return html.escape(relative(page, address, clean=clean))

    def choice(files: tuple[PictureFile, ...]) -> str:
        if len(files) == 1:
            return f' srcset="{href(files[0].address)}"'
        srcset = ", ".join(f"{href(each.address)} {each.width}w" for each in files)
        return f' srcset="{srcset}" sizes="{SIZES}"'

    widths = choice(picture.files) if picture.files else ""
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img {own} src="{href(picture.address)}"{widths} {size} {_ORDER}>'
    sources = "".join(f'<source type="{each.type}"{choice(each.files)}>' for each in picture.sources)
    return f"<picture>{sources}{image}</picture>" if sources else image


def plain_picture_html(picture: PublishedPicture, address: str, own: str) -> str:
    """Return a picture for readers that know one file only, as those of feeds do; `address` is where it is got."""
    return f'<img {own} src="{html.escape(address)}" width="{picture.width}" height="{picture.height}">'
