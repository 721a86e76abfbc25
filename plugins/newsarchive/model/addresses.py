"""The address of every page, file and picture, relative to the site's root.

An address is a path without a leading slash: `en/2023/old-law/` is a page, `documents/…/law.pdf` a file. A page's
address ends in `/` (that of the page at the site's root is empty); its file is the `index.html` in that folder. The
functions do not check that a page exists. A *term* is an entry of a vocabulary, such as a tag or a person; a *standing
page* has no date, such as `en/about/`.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import unquote

import msgspec

SLUG = re.compile(r"(?![a-z0-9-]{101})[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""Matches a slug, a part of an address as `press-freedom`; at most 100 characters, so that any disk stores it."""

RESERVED = frozenset(
    "page tags people organisations places archive feed search corrections history withdrawals "
    "exports pictures documents theme static images replies editions data".split()
)

NAMES = frozenset(
    "chain data documents editions kept mirrors.json pictures search server sha256sums state theme".split()
)
"""Names at the top of the output folder that are no pages; in lower case, as some file systems ignore case."""

_YEAR = re.compile(r"\d{4}\Z")
_FROM_CONTENT = re.compile(r"documents/(.+)|pictures/[0-9]+/(.+)\.[a-z]+|pictures/(.+)", re.DOTALL)
_NUMBERED = re.compile(r"page/[0-9]+/\Z")


def is_reserved(slug: str) -> bool:
    """Return whether a slug would take a page's address (`tags`, `2023`)."""
    return slug in RESERVED or bool(_YEAR.match(slug))


def share_picture(page: str) -> str:
    """Return the address of the preview picture of a page for social networks: `pictures/share/en/2023/old-law.png`."""
    path = page.rstrip("/")
    return f"pictures/share/{path}.png" if "/" in path else f"pictures/share/{path}/site.png"


def source_of(path: str) -> str:
    """Return the path in the content from which a picture or PDF of the site was made; empty for any other file.

    `pictures/640/briefings/2023/old-law/photo.jpg.webp` -> `briefings/2023/old-law/photo.jpg`, which need not exist.
    """
    found = _FROM_CONTENT.match(path)
    return (found[1] or found[2] or found[3]) if found else ""


def is_document(path: str) -> bool:
    """Return whether a path in the content is that of a PDF, in upper or lower case."""
    return path.lower().endswith(".pdf")


MOST_PARTS = 8
"""The largest number of parts between slashes in an address that is redirected."""

_UNSTATED = r"\s\x00-\x20\x7f\"'#$*/;<>?\\^`{|}\[\]"  # what the rules of a web server could not state, or would expand
_OLD_QUERY = r"\?[A-Za-z0-9_]{1,40}=[A-Za-z0-9._~-]{1,200}"


def _old_path(part: str) -> str:
    """Return a pattern of parts with slashes between them."""
    return f"{part}(?:/{part}){{0,{MOST_PARTS - 1}}}/*"


_TYPED_PATH = _old_path(rf"(?!\.)[^{_UNSTATED}]{{1,1800}}")
OLD_ADDRESS = f"^/*(?:{_TYPED_PATH}(?:{_OLD_QUERY})?|{_OLD_QUERY})$"
"""Matches an old address as editors type it, perhaps percent-encoded, as a regular expression for JSON Schemas."""

_OLD_PATH = re.compile(_old_path(rf"(?!\.)[^{_UNSTATED}%]{{1,200}}") + r"\Z")
_IS_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}\Z")
_PAGE_PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._~-]*/)*[A-Za-z0-9][A-Za-z0-9._~-]*(?:/|\.html)\Z")


_LONGEST_OLD, _MOST_OLD_BYTES = 6_000, 2_000  # a directive of nginx has at most 4,096 bytes


def old_address(typed: str) -> str:
    """Return the normal form of an address of an earlier site: without leading slash, decoded, pages ending in `/`.

    `/2019/02/post.html` -> `2019/02/post.html`, `az/2020/old` -> `az/2020/old/`, `/?p=17` -> `?p=17`,
    `blog/%D1%85/index.html` -> `blog/х/`. ValueError is raised if a web server's rules could not state it.
    """
    if not re.match(OLD_ADDRESS, typed) or typed.endswith("\n") or len(typed) > _LONGEST_OLD:
        raise ValueError(typed)
    path, mark, query = typed.lstrip("/").partition("?")
    path = unquote(path, errors="strict")
    if path and not (_OLD_PATH.match(path) and len(path.encode()) <= _MOST_OLD_BYTES):
        raise ValueError(typed)
    path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    if not mark and not _IS_FILE.search(path):
        path = f"{path.rstrip('/')}/"
    return f"{path}{mark}{query}"


def has_page(old: str) -> bool:
    """Return whether the build can write a page at an old address; only rules of a web server know the others."""
    return bool(_PAGE_PATH.match(old)) and is_published_name(file_of(old))


PUBLISHED_NAMES = (
    r"(index\.html|404\.html|robots\.txt|sitemap(-[0-9]+)?\.xml|sha256sums\.unlisted|\.well-known/security\.txt"
    r"|search/(facets|guess|search|suggest)\.js|data/citation\.cff|server/(caddyfile|headers|redirects|torrc|nginx\.conf"
    r"|mirror\.(caddyfile|nginx\.conf|sh)|archive-mirror\.(service|timer))"
    r"|([^./][^/]*/)*[^./][^/]*\.(css|csv|tsv|bib|jsonl|avif|jpe?g|png|webp|pdf|epub|zip|wacz|woff)"
    r"|([^./][^/]*/)+([^./][^/]*\.(html|json|txt)|([^./][^/]*-)?feed\.xml))"
)
"""Matches the path of a file that a publication may list, in lower case; `mirror.sh` has the same line.

At the root and below `.well-known` are the names by which others recognise the owner of a host (RFC 8555, 8.3), who is
a volunteer and not the publisher. Earlier publications have WACZ files.
"""

STRANGE_NAMES = (
    r"\.(php[0-9]*|phps|pht|phtml|phar|cgi|shtml|asp|aspx|ashx|asmx|jsp|jspx|cfm|minisig)[./]|^search/.*\.html$"
    r"|^(state|chain|sha256sums|mirrors\.json|_headers|_redirects)(\.[^/]*)?/"
)
"""Finds in such a path what some servers run, a folder in place of a known file, and pages beside `search.js`."""

_PUBLISHED_NAMES = re.compile(PUBLISHED_NAMES.encode())
_STRANGE_NAMES = re.compile(rb"[\\\x00-\x1f\x7f]|" + STRANGE_NAMES.encode())
_LONGEST_NAME, _LONGEST_PART = 1000, 255


def is_published_name(path: str) -> bool:
    """Return whether a publication may have a file at a path; mirrors and `newsarchive verify` refuse any other."""
    name = path.encode("utf-8", "surrogateescape").lower()
    fits = len(name) <= _LONGEST_NAME and all(len(part) <= _LONGEST_PART for part in name.split(b"/"))
    return fits and bool(_PUBLISHED_NAMES.fullmatch(name)) and not _STRANGE_NAMES.search(name)


SUMS = "SHA256SUMS"
"""The list of all files whose addresses are public."""

UNLISTED = "SHA256SUMS.unlisted"
"""A second list, for files whose addresses must stay secret: digests without paths."""

STATE = "STATE"
"""The small file that says which publication a copy is, and has the digest of the list; signatures cover it."""

CHAIN = "CHAIN"
"""The list of earlier publications; STATE has its digest."""

MIRROR_LIST = "mirrors.json"
"""The list of mirrors, which changes without a publication and so has signatures of its own."""

MINISIG = ".minisig"
"""The suffix of a signature, made by minisign, beside the file that it signs."""

_SIGNATURE = re.compile(r"(.+?)(?:\.[0-9A-F]{16})?\.minisig\Z", re.DOTALL)


def signed_path(path: str) -> str:
    """Return the path of the file that a signature belongs to (`STATE.minisig` -> `STATE`), or an empty string."""
    match = _SIGNATURE.match(path)
    return match[1] if match else ""


def key_id(public_key: str | bytes) -> str:
    """Return the id of a public key in Base64, as the tool of minisign writes it: `E7620F1842B4E81F`."""
    return f"{int.from_bytes(base64.b64decode(public_key)[2:10], 'little'):016X}"


def signature_candidates(path: str, key: str) -> tuple[str, str]:
    """Return where the signature of a file by a key may lie: with the key's id, or without it if it is the only one."""
    return f"{path}.{key_id(key)}{MINISIG}", f"{path}{MINISIG}"


def signature_path(path: str, key: str, keys: Collection[str]) -> str:
    """Return where the signature of a file by a key lies, if a site names `keys`."""
    return signature_candidates(path, key)[len(keys) == 1]


def signature_paths(paths: Iterable[str], keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the path of each signature that a site with these `keys` may have, with its file's path and its key."""
    yield from ((signature_path(path, key, keys), path, key) for path in paths for key in keys)


def is_numbered(address: str) -> bool:
    """Return whether an address is below a folder `page/`, reserved for numbered pages of listings: `en/page/3/`."""
    return "/page/" in f"/{address}"


# addresses of pages of a language: its front page, all years, a standing page such as `en/about/`, and so on
home = "{}/".format
archive_page = "{}/archive/".format
search = "{}/search/".format
corrections = "{}/corrections/".format
withdrawals = "{}/withdrawals/".format
data_page = "{}/data/".format
editions = "{}/editions/".format
standing = "{}/{}/".format  # language, slug
briefing = "{}/{}/{}/".format  # language, year, slug

# beside the address of a page: all published versions of a text, a file that cites it (`bib` or `json`), a list's feed
history = "{}history/".format
citation = "{}citation.{}".format
feed = "{}feed.xml".format

# files: those made from the content by their paths there, scripts that the search's script loads, the archive's data
document = "documents/{}".format
picture = "pictures/{}".format
further_script = "search/{}.js".format
data_file = "data/{}".format


def year_page(language: str, year: int) -> str:
    """Return the address of the page that lists the briefings of a year."""
    return f"{language}/{year}/"


def taxonomy(language: str, name: str) -> str:
    """Return the address of the page that lists all entries of the vocabulary `name`, such as `en/tags/`."""
    return f"{language}/{name}/"


def term(language: str, name: str, term_id: str) -> str:
    """Return the address of the page of one entry of the vocabulary `name`, such as one tag: `en/tags/privacy/`."""
    return f"{language}/{name}/{term_id}/"


MISSING = "404.html"
"""The address of the page that servers show at addresses where there is none."""

SEARCH_SCRIPT = "search/search.js"
"""The address of the only script that a page names: that of the search pages."""


SEARCH_RULES = "search/rules.json"
"""The address of the rules, for all languages, by which the search script reduces the words of a query to stems."""


MIRRORS = "mirrors"
"""The slug of the standing page that says how to copy the site and verify a copy."""


def numbered(listing: str, number: int) -> str:
    """Return the address of page `number` of a listing: `en/` and 3 -> `en/page/3/`. Number 0 is `listing` itself."""
    return f"{listing}page/{number}/" if number else listing


def front_of(address: str) -> str:
    """Return the address of the listing of a numbered page (`en/page/3/` -> `en/`), or any other address unchanged."""
    return _NUMBERED.sub("", address)


def edition_file(language: str, name: str, scope: str, suffix: str) -> str:
    """Return the address of a file that travels alone, such as `editions/en/archive-en-2023.epub`."""
    return f"editions/{language}/{name}-{language}-{scope}.{suffix}"


def is_page(address: str) -> bool:
    """Return whether an address is that of a page in a folder of its own, not of a file."""
    return not address or address.endswith("/")


def file_of(address: str) -> str:
    """Return the path of the file at an address: `en/` -> `en/index.html`; that of a file is the address itself."""
    # not `is_page`: a build asks for tens of thousands
    return f"{address}index.html" if not address or address[-1] == "/" else address


def relative(source: str, target: str, *, clean: bool) -> str:
    """Return the relative link from the page at `source` to `target`, which may have a fragment: `../about/`.

    Unless `clean`, links to pages end in `index.html` and also work from a disk.
    """
    path, hash_mark, fragment = target.partition("#")
    if path == source and hash_mark:
        return f"#{fragment}"
    folders, parts = source.split("/")[:-1], path.split("/")
    shared = 0
    for folder, part in zip(folders, parts[:-1], strict=False):
        if folder != part:
            break
        shared += 1
    link = "../" * (len(folders) - shared) + "/".join(parts[shared:])
    if not link or link.endswith("/"):
        link = link + "index.html" if not clean else link or "./"
    return link + hash_mark + fragment


SIZES = "(min-width:42rem) 38rem,92vw"
"""The attribute `sizes` of pictures: the text column (`--measure`), or the screen minus its margins (`--gutter`)."""

_ORDER = 'loading="lazy" decoding="async"'


PictureFiles = tuple[tuple[str, int], ...]
"""The files of a picture in one type, the narrowest first: the address of each, and its width in pixels."""


class PublishedPicture(msgspec.Struct, frozen=True):
    """A picture on the site. `address`, `width` and `height` describe one file of it, which every browser can show.

    `sources` are more compact types, best first, each a media type such as `image/avif` and its files. `files` has all
    widths of the plain type; empty if there is only one.
    """

    address: str
    width: int
    height: int
    sources: tuple[tuple[str, PictureFiles], ...] = ()
    files: PictureFiles = ()


class SharePicture(msgspec.Struct, frozen=True):
    """The preview picture that social networks show for a page: address, size in pixels, and alternative text."""

    address: str
    width: int
    height: int
    alt: str


def picture_html(picture: PublishedPicture, page: str, own: str, *, clean: bool) -> str:
    """Return an `<img>` with the attributes `own`, in a `<picture>` if there are more types, for the page at `page`."""

    def href(address: str) -> str:
        return html.escape(relative(page, address, clean=clean))

    def choice(files: PictureFiles) -> str:
        if len(files) == 1:
            return f' srcset="{href(files[0][0])}"'
        return f' srcset="{", ".join(f"{href(address)} {width}w" for address, width in files)}" sizes="{SIZES}"'

    widths = choice(picture.files) if picture.files else ""
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img {own} src="{href(picture.address)}"{widths} {size} {_ORDER}>'
    sources = "".join(f'<source type="{kind}"{choice(files)}>' for kind, files in picture.sources)
    return f"<picture>{sources}{image}</picture>" if sources else image
