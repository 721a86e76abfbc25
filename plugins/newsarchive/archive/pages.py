"""What makers of pages and files give the builder, the signals that ask for it, and the cache that they receive.

Each receiver returns what it makes; the order in which they answer decides nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec
from blinker import signal

from .models import Text, Work

Kind = Literal["site", "collection", "page"]


@dataclass(frozen=True)
class Alternate:
    """The same page in one language: `hreflang` and address."""

    language: str
    address: str


@dataclass(frozen=True)
class FeedLink:
    """A feed that belongs to a page."""

    title: str
    address: str


@dataclass(frozen=True)
class Step:
    """A page on the way to another one: what it is called there, and its address."""

    title: str
    address: str


@dataclass(frozen=True)
class Page:
    """One page: its address and language, the template and the view that it prints.

    `language` is that of the interface; `alternates` are all languages that the page exists in, itself
    included, and empty where there is only this one of its kind (the 404 page). `default_alternate` is
    where a reader of no listed language is sent (`x-default`). `listed` pages stand in the sitemap, with
    `changed` as the day of their latest change, where known. `refresh` is where a redirect leads: it is the
    page's canonical address too. `letters` are the paths of readers' letters that stand under the page's own text.

    What a machine is told of a page: `kind` (a front of the site, a list of texts, or anything else), the `work`
    whose text it shows, the `term` (taxonomy and id) whose texts it lists, and the `trail` of pages that lead
    to it from the language's front page.
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
        """The text that it shows, where it shows one."""
        return self.work.texts[self.language] if self.work else None

    @property
    def has_code(self) -> bool:
        """Whether it shows code, whose colours only such pages carry."""
        letters = self.view.get("letters")
        shown = [self.text, *(letters if isinstance(letters, tuple) else ())]
        return any(getattr(each, "has_code", False) for each in shown)

    @property
    def summary(self) -> PageSummary:
        """What the site's other files need to know of it."""
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
    """A page as the makers of files see it, which a build may have from the one before: see `Page`.

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
    """Pages that are made together, when and where they are wanted: on any core, or not at all.

    `address` is that of the first; all others lie under it, at `page/`.
    """

    address: str
    make: Callable[[], Iterable[Page]]


@dataclass(frozen=True)
class File:
    """A file that needs no template: its path under the output folder and its bytes, or what makes them.

    A `key` stands for the content: where it is that of the last build, the content is not asked for. So it must change
    with all that the content is made from, code included: put `Kept.shared` into it, which covers code and settings.
    """

    address: str
    content: bytes | Callable[[], bytes]
    key: bytes = b""

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.content if isinstance(self.content, bytes) else self.content()


_SHAPE_BYTES = 16
_ADDRESS_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")

Value = TypeVar("Value")


class CacheFormat(Generic[Value]):
    """How values of a type are written to a cache.

    The bytes begin with a digest of the type's shape: all its fields with their names, order, types and defaults, down
    to the last one. So a value that was written for another shape is never taken for one of this, even where it could
    be decoded.
    """

    def __init__(self, kind: Any) -> None:
        """Take the shape of a type that `msgspec` can encode and decode; it must not hold itself."""
        shape = _ADDRESS_IN_MEMORY.sub("", repr(msgspec.inspect.type_info(kind)))
        self._shape = hashlib.sha256(f"{msgspec.__version__} {shape}".encode()).digest()[:_SHAPE_BYTES]
        self._decoder: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(kind)

    def encode(self, value: Value) -> bytes:
        """Return the bytes of a value."""
        return self._shape + msgspec.msgpack.encode(value)

    def decode(self, data: bytes) -> Value | None:
        """Return the value of these bytes, or None if they were not written for this shape."""
        payload = self.payload(data)
        try:
            return None if payload is None else self._decoder.decode(payload)
        except (msgspec.DecodeError, RecursionError):
            return None

    def payload(self, data: bytes) -> memoryview | None:
        """Return the value as MessagePack, without decoding it, or None if it was not written for this shape."""
        return memoryview(data)[_SHAPE_BYTES:] if data[:_SHAPE_BYTES] == self._shape else None


def required(value: Value | None) -> Value:
    """Return a value that was read from bytes made now; ValueError if its own code cannot read them."""
    if value is None:
        raise ValueError("a value that was just made cannot be read")
    return value


def strings_in(data: bytes) -> list[str | bytes]:
    """Return the strings of a value of any shape, in order; of bytes that are no such value these bytes."""
    try:
        pending: list[Any] = [msgspec.msgpack.decode(data[_SHAPE_BYTES:])]
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
    """Given to makers of files by the builder.

    A value by key depends on its key alone; a value under a name is what the last build left, of whatever content.
    It saves time and never changes a result. What is to be made may be made in another process, which has what this one
    had when it was asked for.

    `shared` is a digest of all that any page or file may print but briefings, `words` of all words of each, by slug.
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
        """Return the value of each item, in order; what is not kept under its key is made now, on all cores.

        Args:
            items: What values are made of.
            keys: A digest of everything that each value depends on.
            make: Returns the bytes of an item's value.
            read: Returns the value of these bytes (`archive.cached`), or None if other code wrote them.
            label: The name of a long run, for its progress bar.
        """
        ...

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        """Return what `make` makes of each item, in order, on all cores; nothing is kept."""
        ...

    def named(self, name: str) -> bytes:
        """Return what the last build that ended well kept under a name; empty where there is nothing, or it is damaged.

        It may be of any earlier content, and of another version of the code.
        """
        ...

    def name(self, name: str, value: bytes) -> None:
        """Keep a value under a name, if this build ends well."""
        ...


pages_wanted = signal("archive_pages_wanted")
"""sender: `Edition`. A receiver returns `Plan`s of the pages that it makes. It reads no text before one is made."""

files_wanted = signal("archive_files_wanted")
"""sender: `Edition`; `pages`: the `PageSummary` of all pages; `kept`: what it may keep (`archive.kept`).

A receiver returns the `File`s that it makes."""

frame_wanted = signal("archive_frame_wanted")
"""sender: `Edition`; `page`: one page. A receiver returns a mapping of names for the template;
each name has one receiver that gives it, which says so in its package's docstring."""
