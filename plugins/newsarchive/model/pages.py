"""What plugins that answer signals give the builder: pages, files, checks and seals (`newsarchive.signals`)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, ParamSpec, Protocol, TypeVar

import msgspec

from .diagnostics import Fault
from .models import Text, Work
from .source_notes import SourceNote

if TYPE_CHECKING:
    from newsarchive.build.page_maker import FinishedFiles

    from .index import Edition, Words
    from .ledger import PublicationRow

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
        content: A digest of its bytes without number and day.
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


class BookPlan(msgspec.Struct, frozen=True):
    """Files with the archive in them that are made together, if what they are made from has changed.

    Attributes:
        key: A digest of everything that they are made from, but for number and day.
        weight: How long that takes, compared with other plans.
        make: Returns the files with their bytes, perhaps in another process.
    """

    paths: tuple[str, ...]
    key: bytes
    weight: int
    make: Callable[[], Iterable[tuple[BookFile, bytes]]]


class File(msgspec.Struct, frozen=True):
    """A file that needs no template: its path in the output folder, and its bytes or a function that returns them.

    Attributes:
        key: If it is that of the last build, its file stays and `content` is not read. So it must change with all that
            the content depends on, `Edition.shared` included.
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


class Refused(msgspec.Struct, tag=True):
    """A picture or document that must not be published: the fault's code, and what was found."""

    code: str
    found: str


class SourceNotes(msgspec.Struct, frozen=True):
    """What a plugin knows of the sources of an archive.

    Attributes:
        notes: What is known of a source, by its address.
        check: Returns faults and warnings about what the plugin knows, for all texts, drafts included; None in place
            of the texts if one could not be read.
    """

    notes: Mapping[str, SourceNote]
    check: Callable[[Sequence[Text] | None], Iterable[Fault]]


OutputKind = Literal["page", "file", "source"]
"""What a checked file is: a rendered page, any other file of the output, or a file of the content."""


class Checks:
    """What the finished files of a build must pass. A plugin derives from it and overrides `faults`, at least.

    Attributes:
        mark: Files that have passed under the same mark are not checked again; empty if all must be.
        secret: Whether it looks for words that nobody may keep: the content is checked, too, and nothing that has such
            words is cached or printed.
        pages: Whether rendered pages are checked, too.
    """

    mark: bytes = b"unchanging"
    secret: bool = False
    pages: bool = False

    def load(self, words: Words, language: str) -> None:
        """Load what the checks need; raise BuildFaults if that is invalid. The other methods are called later."""

    def faults(self, path: str, data: bytes, *, kind: OutputKind) -> Iterable[Fault]:  # noqa: ARG002 - for those who derive
        """Return the faults of a file, perhaps in another process.

        Their messages are `inspection.` and the code; a code of one's own, which begins with `own.`, is its message.
        """
        return ()

    def masked(self, line: str) -> str:
        """Return a line of a message without what nobody may read; empty if it must not be printed at all."""
        return line

    def told(self, faults: list[Fault]) -> list[Fault]:
        """Return the faults that may be printed in place of those that were found."""
        return faults

    def note(self, searched: int) -> str:  # noqa: ARG002
        """Return what to print when `searched` files have passed; empty for nothing."""
        return ""


class Seal(Protocol):
    """Who lists, numbers, signs and records the files of one publication; if nothing changed, `warnings` alone."""

    @property
    def mark(self) -> bytes:
        """Bytes that change with what the closing files depend on besides content, settings and day, such as a key."""

    def opened(self) -> bool:
        """Open the key that signs; return whether there is one. SettingsError is raised if it cannot be opened."""

    def begin(
        self, edition: Edition, ledger: Sequence[PublicationRow], last: bytes, typed: Collection[str], *, dry: bool
    ) -> None:
        """Prepare for a publication, when the content is loaded and nothing is rendered.

        Args:
            ledger: The publications that the content records.
            last: What `state` was after the last publication that was made here; empty if there was none.
            typed: The day or the address that somebody has confirmed; DayError is raised if it must be and is not.
            dry: Whether nothing will be signed, recorded or put into the output.

        Raises:
            BuildError: This publication must not follow the last one.
        """

    def files(self, outputs: FinishedFiles, issued: Mapping[str, tuple[int, dt.date]]) -> Sequence[File]:
        """Return the files that close the publication; BuildError is raised if this must not be published.

        `issued` are the files that also travel alone, by path: number and day of the publication in which each changed.
        """

    @property
    def state(self) -> bytes:
        """What the next publication is told about this one, after `files`."""

    @property
    def time(self) -> int:
        """The time of all files, in seconds since 1970, after `files`."""

    def outlook(self, changed: int, gone: Collection[str]) -> str:
        """Return what a dry run prints after `files`: how many would have changed, and which would be gone."""

    def recorded(self) -> AbstractContextManager[Sequence[str]]:
        """Record the publication in the content; yield what to print. If the block fails, the content is as it was."""

    @property
    def notes(self) -> Sequence[str]:
        """What to print of the publication at its end, and again after each build in which nothing has changed."""

    def warnings(self, say: Callable[..., str]) -> Iterable[str]:
        """Return what is missing or wrong in the output folder at the end of a build, perhaps without `begin`."""


class OutputPaths:
    """The paths of files of a site, none of which is in the way of another on any file system.

    File systems of macOS and Windows ignore case, and that of macOS the normal form of letters (NFC, NFD).
    """

    def __init__(self) -> None:
        """Begin without a path."""
        self._names: dict[str, str] = {}  # files, and folders with a slash at their end

    def add(self, path: str) -> str:
        """Add the path of a file and return nothing, or return the file or folder (`en/`) that is in its way."""
        ends = [at for at, letter in enumerate(path) if letter == "/"]
        new = {_folded(path): path, **{_folded(path[:at]): path[: at + 1] for at in reversed(ends)}}
        for name, place in new.items():
            other = self._names.get(name, "")
            if other and (other != place or place == path):
                return other
        self._names |= new
        return ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def required(value: Value | None) -> Value:
    """Return a value that was just encoded and decoded; raise ValueError if it is None, an error in the code."""
    if value is None:
        raise ValueError("a value that was just made cannot be read")
    return value
