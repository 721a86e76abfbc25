"""What makers of pages and files give the builder, the signals that ask for it, and the cache that they receive.

The order in which receivers answer a signal does not affect the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec
from blinker import signal

from .models import Text, Work

Kind = Literal["site", "collection", "page"]


@dataclass(frozen=True)
class Alternate:
    """A language version of a page: its language (`hreflang`) and address."""

    language: str
    address: str


@dataclass(frozen=True)
class FeedLink:
    """A link from a page to one of its feeds."""

    title: str
    address: str


@dataclass(frozen=True)
class Step:
    """One step of a page's breadcrumb trail: a title and an address."""

    title: str
    address: str


@dataclass(frozen=True)
class Page:
    """A page: an address, and the data (`view`) for one template.

    Attributes:
        language: The language of the interface.
        alternates: All language versions of the page, including itself; empty if it has no counterparts (the 404
            page).
        default_alternate: The address for readers whose language is not among the alternates (`x-default`).
        listed: Whether the sitemap includes the page.
        changed: The day of its latest change, or None if unknown.
        refresh: For a redirect, its target, which is also the page's canonical address; else empty.
        letters: The paths of the readers' letters below the page's text.
        kind: For metadata: a front page of the site, a list of texts, or any other page.
        work: The work whose text the page shows, or None.
        term: The term (taxonomy, id) whose texts the page lists, or None.
        trail: The pages from the language's front page to this one.
    """

    address: str
    language: str
    template: str
    title: str
    description: str
    view: Mapping[str, object]
    alternates: tuple[Alternate, ...] = ()
    default_alternate: str = ""
    feeds: tuple[FeedLink, ...] = ()
    listed: bool = True
    changed: dt.date | None = None
    refresh: str = ""
    letters: tuple[str, ...] = ()
    kind: Kind = "page"
    work: Work | None = None
    term: tuple[str, str] | None = None
    trail: tuple[Step, ...] = ()

    @property
    def text(self) -> Text | None:
        """The text that the page shows, or None."""
        return self.work.texts[self.language] if self.work else None

    @property
    def has_code(self) -> bool:
        """Whether the page shows code; only such pages carry the style sheet for code."""
        letters = self.view.get("letters")
        shown = [self.text, *(letters if isinstance(letters, tuple) else ())]
        return any(getattr(each, "has_code", False) for each in shown)

    @property
    def summary(self) -> PageSummary:
        """The data about this page that the site's other files need."""
        return PageSummary(
            self.address,
            self.listed,
            self.changed,
            self.refresh,
            self.letters,
            tuple((each.language, each.address) for each in self.alternates),
            self.default_alternate,
        )


class PageSummary(msgspec.Struct, frozen=True, array_like=True):
    """The part of a `Page` that renderers of other files read.

    An incremental build may reuse it from the previous build.

    `alternates` are pairs of language and address.
    """

    address: str
    listed: bool = True
    changed: dt.date | None = None
    refresh: str = ""
    letters: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    default_alternate: str = ""


@dataclass(frozen=True)
class Plan:
    """Pages that are built by one call of `make`, in any process, and only if one of them is wanted.

    `address` is the address of the first page; the addresses of all others are below it, under `page/`.
    """

    address: str
    make: Callable[[], Iterable[Page]]


@dataclass(frozen=True)
class File:
    """A file that needs no template: its path in the output folder, and its bytes or a function that returns them.

    If `key` equals the key of the last build, the build reuses the file of that build and does not read `content`.
    The key must therefore change with everything that the content depends on, code included: include `Kept.shared`,
    which covers code and settings.
    """

    address: str
    content: bytes | Callable[[], bytes]
    key: bytes = b""

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.content if isinstance(self.content, bytes) else self.content()


Value = TypeVar("Value")


class CacheFormat(Generic[Value]):
    """The serialisation of one type for the cache: MessagePack.

    The cache returns only what this version of the code wrote, so a value always has the fields of its type.
    """

    def __init__(self, kind: Any) -> None:
        """Prepare for `kind`, a type that `msgspec` can encode and decode."""
        self._decoder: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(kind)

    def encode(self, value: Value) -> bytes:
        """Return the bytes of a value."""
        return msgspec.msgpack.encode(value)

    def decode(self, data: bytes) -> Value | None:
        """Return the decoded value, or None if the bytes are not those of a value of this type."""
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, RecursionError):
            return None


def required(value: Value | None) -> Value:
    """Return a value that was just encoded and decoded; ValueError if decoding returned None."""
    if value is None:
        raise ValueError("a value that was just made cannot be read")
    return value


def strings_in(data: bytes) -> list[str | bytes]:
    """Return the strings in the bytes of a cached value of any type, in order; if they cannot be decoded, the bytes.

    The bytes are also returned whole if the value contains no string.
    """
    try:
        pending: list[Any] = [msgspec.msgpack.decode(data)]
    except (ValueError, TypeError, RecursionError):
        return [data]
    found: list[str | bytes] = []
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            pending += [part for pair in reversed(each.items()) for part in reversed(pair)]
        elif isinstance(each, list):
            pending += reversed(each)
        elif isinstance(each, str | bytes):
            found.append(each)
    return found or [data]


Item = TypeVar("Item")


class Kept(Protocol):
    """The cache that a build passes to the plugins which produce files. It saves time and never changes a result.

    A value stored by key depends on its key alone. A value stored by name is whatever the last build stored, from any
    content. Values may be computed in another process, which has the memory of this process at the time of the
    request.

    Attributes:
        shared: A digest of everything that any page or file may print, except briefings.
        words: A digest of all words of each briefing, by slug.
    """

    shared: bytes
    words: Mapping[str, bytes]

    def made_all(
        self,
        items: Sequence[Item],
        keys: Sequence[bytes],
        make: Callable[[Item], bytes],
        read: Callable[[bytes], Value | None],
        label: str = "",
    ) -> list[Value]:
        """Return the value of each item, in order; values that are not cached are computed now, on all cores.

        Args:
            items: The inputs of the computation.
            keys: For each item, a digest of everything that its value depends on.
            make: Returns the bytes of an item's value.
            read: Decodes these bytes (see `CacheFormat`); returns None if they cannot be decoded.
            label: The label of the progress bar if the computation is long.
        """
        ...

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        """Return `make(item)` for each item, in order, computed on all cores; nothing is cached."""
        ...

    def named(self, name: str) -> bytes:
        """Return the bytes that the last successful build stored under a name; empty if missing or damaged.

        They may come from any earlier content.
        """
        ...

    def name(self, name: str, value: bytes) -> None:
        """Store a value under a name if this build succeeds."""
        ...


pages_wanted = signal("archive_pages_wanted")
"""Sent with an `Edition`.

Each receiver returns the `Plan`s of its pages and reads no text until `Plan.make` is called.
"""

files_wanted = signal("archive_files_wanted")
"""Sent with an `Edition`, `pages` (the `PageSummary` of every page) and `kept` (the cache, see `Kept`).

Each receiver returns its `File`s.
"""

frame_wanted = signal("archive_frame_wanted")
"""Sent with an `Edition` and `page` (one page).

Each receiver returns a mapping of names to values for the template.

Each name is set by exactly one receiver, and the docstring of the receiver's package documents it.
"""
