"""The address of every page, file and picture, relative to the site's root.

A page's address ends in `/` (the front page's is empty); its file is the `index.html` in that folder.

Pictures are rendered as a plain `<img>`, to which `<source>` and `srcset` only add better types and widths.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

SLUG = re.compile(r"(?![a-z0-9-]{101})[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""A part of an address: letters and digits with single hyphens, at most 100 characters so that any disk stores it."""

RESERVED = frozenset(
    "page tags people organisations places archive feed search corrections history withdrawals "
    "exports pictures documents theme static images replies".split()
)
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names that Windows reserves for devices, so no file or folder of a copy there can have them.

See Microsoft's "Naming Files, Paths, and Namespaces".
"""

NAMES = frozenset(("documents", "pictures", "search", "server", "sha256sums"))
"""Top-level names of files and folders that are not pages, in lower case for case-insensitive file systems."""

NEAR = 2
"""The largest number of folders above anything that every page links to, such as `en/tags/`."""

_YEAR = re.compile(r"\d{4}\Z")
_FROM_CONTENT = re.compile(r"documents/(.+)|pictures/[0-9]+/(.+)\.[a-z]+|pictures/(.+)", re.DOTALL)
_NUMBERED = re.compile(r"page/[0-9]+/\Z")


def is_reserved(slug: str) -> bool:
    """Return whether a standing page, term or briefing may not have this slug.

    It would replace another page's address, or it could not be stored on every file system.
    """
    return slug in RESERVED or slug in DEVICES or bool(_YEAR.match(slug))


def names_device(address: str) -> bool:
    """Return whether a part of an address is a device name, so that a copy on Windows cannot store it."""
    return not DEVICES.isdisjoint(address.split("/"))


def document(path: str) -> str:
    """Return the address of a document, given its path in the content."""
    return f"documents/{path}"


def source_of(path: str) -> str:
    """Return the content path of a published picture or document, given its path; empty for any other file."""
    found = _FROM_CONTENT.match(path)
    return (found[1] or found[2] or found[3]) if found else ""


def is_document(path: str) -> bool:
    """Return whether a content path is a document's, according to its extension."""
    return path.lower().endswith(".pdf")


def is_numbered(address: str) -> bool:
    """Return whether an address is reserved for the numbered pages of a listing."""
    return "/page/" in f"/{address}"


def home(language: str) -> str:
    """Return the address of a language's front page."""
    return f"{language}/"


def briefing(language: str, year: int, slug: str) -> str:
    """Return the address of a briefing's text."""
    return f"{language}/{year}/{slug}/"


def year_page(language: str, year: int) -> str:
    """Return the address of the listing of a year."""
    return f"{language}/{year}/"


def archive_page(language: str) -> str:
    """Return the address of the page that lists all years."""
    return f"{language}/archive/"


def taxonomy(language: str, name: str) -> str:
    """Return the address of the index of a vocabulary."""
    return f"{language}/{name}/"


def term(language: str, name: str, term_id: str) -> str:
    """Return the address of a term's page."""
    return f"{language}/{name}/{term_id}/"


def search(language: str) -> str:
    """Return the address of a language's search page; its index files are in the same folder."""
    return f"{language}/search/"


SEARCH_SCRIPT = "search/search.js"
"""The address of the site's only script."""

SEARCH_RULES = "search/rules.json"
"""The address of the rules by which that script stems the words of a query, for all languages."""


def standing(language: str, slug: str) -> str:
    """Return the address of a standing page."""
    return f"{language}/{slug}/"


def numbered(listing: str, number: int) -> str:
    """Return the address of a full page of a listing; page 1 has the oldest entries, and 0 is the front page."""
    return f"{listing}page/{number}/" if number else listing


def front_of(address: str) -> str:
    """Return the address of the listing that a numbered page belongs to; return any other address unchanged."""
    return _NUMBERED.sub("", address)


def history(text: str) -> str:
    """Return the address of a text's history page, given the text's address."""
    return f"{text}history/"


def corrections(language: str) -> str:
    """Return the address of the page that lists all corrections."""
    return f"{language}/corrections/"


def withdrawals(language: str) -> str:
    """Return the address of the page that lists all withdrawals."""
    return f"{language}/withdrawals/"


def feed(listing: str) -> str:
    """Return the address of the feed of a front page or term page."""
    return f"{listing}feed.xml"


def file_of(address: str) -> str:
    """Return the path of an address in the output folder."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def relative(source: str, target: str, *, clean: bool) -> str:
    """Return the relative link from one address to another; `target` may have a fragment.

    A copy with relative links works on any host and in any folder. Unless `clean`, a link to a page ends in
    `index.html`.
    """
    path, hash_mark, fragment = target.partition("#")
    if path == source and hash_mark:
        return f"#{fragment}"
    link = path
    for folder, way in _ways_up(source):
        if path.startswith(folder):  # the last folder is the root, which matches every address
            link = way + path[len(folder) :]
            break
    if not link or link.endswith("/"):
        link = link + "index.html" if not clean else link or "./"
    return link + hash_mark + fragment


@lru_cache(maxsize=256)
def _ways_up(source: str) -> tuple[tuple[str, str], ...]:
    """Return the folders that contain an address, innermost first, each with the relative link to it."""
    names = source.split("/")[:-1]
    return tuple(
        ("".join(f"{name}/" for name in names[:up]), "../" * (len(names) - up)) for up in range(len(names), -1, -1)
    )


def region(address: str) -> tuple[str, ...]:
    """Return a key on which all links from an address to addresses at most `NEAR` folders deep depend.

    A relative link depends only on the depth of its page and on the leading folders that both addresses share.
    """
    *folders, name = address.split("/")
    return (*folders[:NEAR], "../" * len(folders), name)


def is_near(address: str) -> bool:
    """Return whether an address is at most `NEAR` folders deep."""
    return address.count("/") <= NEAR


SCHEMES = ("http", "https")

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
# segments of unreserved characters (RFC 3986, 2.3), which have no special meaning to servers and shells
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*\Z")
_STRANGE = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}\s]')


def is_web_address(address: object, schemes: Collection[str] = SCHEMES) -> bool:
    """Return whether a link may have an address: it needs an allowed scheme and a valid host, and no user name.

    Characters that no URI may contain are refused.
    """
    if not isinstance(address, str) or _STRANGE.search(address):
        return False
    parts = _split(address)
    return parts is not None and parts.scheme in schemes and "@" not in parts.netloc and _is_host(_ascii(parts))


def is_site_address(address: object) -> bool:
    """Return whether an address is valid for a site: scheme, host, optional port and path, all in normal form."""
    if not isinstance(address, str):
        return False
    parts = _split(address)
    return parts is not None and parts.scheme in SCHEMES and _is_host(parts.hostname or "") and _plain(parts) == address


def meant_site_address(address: object) -> str:
    """Return the corrected form of an invalid site address, or an empty string if it is not clear."""
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
    except ValueError:  # an invalid port or IPv6 address
        return None


def _plain(parts: SplitResult) -> str:
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}" if _PATH.match(parts.path) else ""


def _ascii(parts: SplitResult) -> str:
    """Return the host in its DNS form (IDNA), or an empty string if it has none."""
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
"""The displayed width of pictures: the text column (`--measure`), on phones the screen minus `--gutter`."""

_ORDER = 'loading="lazy" decoding="async"'


@dataclass(frozen=True)
class PictureFile:
    """One file of a picture: its address and its width in pixels."""

    address: str
    width: int


@dataclass(frozen=True)
class PictureSource:
    """The files of a picture in one type that not every browser supports, narrowest first."""

    type: str
    files: tuple[PictureFile, ...]


@dataclass(frozen=True)
class PublishedPicture:
    """A published picture: its address and size in pixels, in a type that every browser supports.

    Attributes:
        sources: The same picture in more compact types, best first.
        files: All widths in the picture's own type, narrowest first, including itself; empty if there is only itself.
    """

    address: str
    width: int
    height: int
    sources: tuple[PictureSource, ...] = ()
    files: tuple[PictureFile, ...] = ()


@dataclass(frozen=True)
class SharePicture:
    """The preview picture that social networks show for a page: address, size in pixels, and alternative text."""

    address: str
    width: int
    height: int
    alt: str


def picture_html(picture: PublishedPicture, page: str, own: str, *, clean: bool) -> str:
    """Render a picture for the page at address `page`; `own` are additional attributes of its `<img>`, as HTML."""

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
    """Render a picture as one `<img>` with the given `address`, for feed readers, which support only one file."""
    return f'<img {own} src="{html.escape(address)}" width="{picture.width}" height="{picture.height}">'
