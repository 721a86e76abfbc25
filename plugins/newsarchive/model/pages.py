"""What plugins that answer signals give the builder (`newsarchive.signals`)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Literal, ParamSpec, TypeVar

import msgspec

from .models import Text, Work

Kind = Literal["site", "collection", "page", "dataset"]
Given = ParamSpec("Given")


class Alternate(msgspec.Struct, frozen=True, array_like=True):
    """A language version of a page, as `hreflang` states it: its language tag and its address."""

    language: str
    address: str


class PageLink(msgspec.Struct, frozen=True):
    """A title and an address: a page above another in its breadcrumb trail, or an Atom feed with the same texts."""

    title: str
    address: str


class Download(msgspec.Struct, frozen=True):
    """A file that a page offers as a part of a dataset: its name, its address, and its media type."""

    name: str
    address: str
    type: str


class Page(msgspec.Struct, frozen=True):
    """A page to render: its address, its template, and in `view` all data that the template prints.

    Attributes:
        language: The language of the interface.
        alternates: All language versions of the page, including itself; empty if it has no counterparts (the 404 page).
        default_alternate: The address for readers whose language is not among the alternates (`x-default`).
        listed: Whether the sitemap includes the page.
        changed: The day of its latest change, or None if unknown.
        refresh: For a redirect, the address to which it leads, which is also the page's canonical address; else empty.
        letters: The paths in the content of the readers' letters below the page's text.
        kind: For metadata: `site` is a front page, `collection` a list of texts, `dataset` the page of
            the archive's data, `page` any other page.
        work: The briefing or standing page whose text the page shows, or None.
        term: The vocabulary and the id of the entry whose texts the page lists, as ("tags", "privacy"), or None.
        trail: The breadcrumb trail, from the language's front page to this page.
        downloads: The files of the dataset that the page offers.
    """

    address: str
    language: str
    template: str
    title: str
    description: str
    view: Mapping[str, object]
    alternates: tuple[Alternate, ...] = ()
    default_alternate: str = ""
    feeds: tuple[PageLink, ...] = ()
    listed: bool = True
    changed: dt.date | None = None
    refresh: str = ""
    letters: tuple[str, ...] = ()
    kind: Kind = "page"
    work: Work | None = None
    term: tuple[str, str] | None = None
    trail: tuple[PageLink, ...] = ()
    downloads: tuple[Download, ...] = ()

    @property
    def text(self) -> Text | None:
        """The text that the page shows: that of its `work` in its language; None if the page shows no text."""
        return self.work.texts[self.language] if self.work else None

    @property
    def has_code(self) -> bool:
        """Whether the text or a reader's letter on the page shows code; only such pages get the CSS for code."""
        letters = self.view.get("letters")
        code = [letter["has_code"] for letter in letters] if isinstance(letters, tuple) else []
        return any(code) or (self.text is not None and self.text.has_code)

    @property
    def summary(self) -> PageSummary:
        """The `PageSummary` of this page."""
        return msgspec.convert(self, PageSummary, from_attributes=True)


class PageSummary(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What other files of the site, such as the sitemap, need to know about a `Page`, stored for the next build."""

    address: str
    listed: bool = True
    changed: dt.date | None = None
    refresh: str = ""
    letters: tuple[str, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    default_alternate: str = ""


class Plan(msgspec.Struct, frozen=True):
    """One page, or a listing with its numbered pages, which the builder makes only if one of them must be rendered.

    Attributes:
        address: That of the first page; the others are below it, as `en/page/1/` is below `en/`.
        make: Returns all of them, perhaps in another process.
        late: The summary of a page that is made after all other pages and files, because it prints `Edition.books`.
    """

    address: str
    make: Callable[[], Iterable[Page]]
    late: PageSummary | None = None

    @classmethod
    def of_page(cls, address: str, make: Callable[Given, Page], *given: Given.args, **named: Given.kwargs) -> Plan:
        """Return a plan of one page, which `make` returns for the other arguments."""
        return cls(address, lambda: (make(*given, **named),))


class BookFile(msgspec.Struct, frozen=True, array_like=True):
    """A file that has the archive in it and travels alone, such as an EPUB with the texts of a year in one language.

    Attributes:
        kind: One of `settings.EDITION_KINDS`.
        year: 0 for a file with all years.
        number: The number of the publication in which its content changed last, as in `models.Issue`.
    """

    path: str
    language: str
    kind: str
    year: int
    texts: int
    size: int
    number: int
    day: dt.date
    content: str


class File(msgspec.Struct, frozen=True):
    """A file that needs no template: its path in the output folder, and its bytes or a function that returns them.

    Attributes:
        key: If it is that of the last build, its file stays and `content` is not read. So it must change with all that
            the content depends on, `PluginCache.shared` included.
        issued: Of a file that also travels alone, number and day of the publication in which it last changed: STATE has
            its digest, and it gets signatures of its own.
    """

    address: str
    content: bytes | Callable[[], bytes]
    key: bytes = b""
    issued: tuple[int, dt.date] | None = None

    @property
    def data(self) -> bytes:
        """The bytes of the file; if `content` is a function, it is called each time."""
        return self.content if isinstance(self.content, bytes) else self.content()


Value = TypeVar("Value")


class OutputPaths:
    """The paths of files of a site, none of which is in the way of another on any file system.

    File systems of macOS and Windows ignore case, and that of macOS the normal form of letters (NFC, NFD).
    """

    def __init__(self) -> None:
        """Begin without a path."""
        self._names: dict[str, str] = {}  # files, and folders with a slash at their end

    def add(self, path: str) -> str:
        """Add the path of a file and return nothing, or return the file or folder (`en/`) that is in its way."""
        new: dict[str, str] = {}
        place, folded = path, _folded(path)
        while folded:
            other = self._names.get(folded, "")
            if other and (other != place or place == path):
                return other
            if other:
                break
            new[folded] = place
            folded = folded.rpartition("/")[0]
            place = path[: place.rstrip("/").rfind("/") + 1]
        self._names |= new
        return ""


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


class CacheFormat(Generic[Value]):
    """Converts values of one type, which `msgspec` knows, to bytes for the cache, and back (MessagePack)."""

    def __init__(self, kind: Any) -> None:
        """Prepare for values of the type `kind`."""
        self._decoder: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(kind)

    def encode(self, value: Value) -> bytes:
        """Return a value as bytes."""
        return msgspec.msgpack.encode(value)

    def decode(self, data: bytes) -> Value | None:
        """Return the value that the bytes contain, or None if they are damaged or contain a value of another type."""
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, RecursionError):
            return None


def required(value: Value | None) -> Value:
    """Return a value that was just encoded and decoded; raise ValueError if it is None, an error in the code."""
    if value is None:
        raise ValueError("a value that was just made cannot be read")
    return value
