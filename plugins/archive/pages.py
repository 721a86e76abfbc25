"""What page makers hand to the builder: pages to be rendered, and files that are ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from .records import Text, Work

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
