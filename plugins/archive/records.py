"""What the archive holds: briefings, standing pages and notices, each with its texts in several languages.

Builds keep texts by the thousands, and as arrays they are read in half the time that mappings take. What was kept is
only used by the very code that kept it, so that fields may be added anywhere.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from .dates import ArchiveDate
from .faults import TOP, Position
from .structures import Structure

Status = Literal["published", "draft", "hidden", "withdrawn"]
WithdrawalReason = Literal["court order", "safety of a person", "error"]

SILENT: WithdrawalReason = "safety of a person"
"""The reason for which no page or list tells the address of what was withdrawn: it may hold a name."""

SILENCE: tuple[Status, ...] = ("published", "hidden", "draft", "withdrawn")
"""All states of a text, from the most public to the least."""


class Source(msgspec.Struct, frozen=True, array_like=True):
    """Where a briefing's facts come from; `archived` is the address of a kept copy, or empty."""

    url: str
    title: str
    publisher: str
    lang: str
    date: ArchiveDate | None = None
    archived: str = ""


class SourceHeadline(msgspec.Struct, frozen=True, array_like=True):
    """The headline as the source ran it, in the source's language."""

    lang: str
    text: str


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """A briefing's picture: `file` and `credit` come from the original, `alt` and `caption` from each text."""

    file: str = ""
    credit: str = ""
    alt: str = ""
    caption: str = ""


class Correction(msgspec.Struct, frozen=True, array_like=True):
    """A dated, public note on what was wrong. `withhold`: what stood there must not be shown again."""

    date: dt.date
    text: str
    withhold: bool = False


class Withdrawal(msgspec.Struct, frozen=True, array_like=True):
    """Why and since when a text is no longer shown at its address."""

    date: dt.date
    reason: WithdrawalReason


class FrontMatter(msgspec.Struct, frozen=True, array_like=True):
    """The fields of one file, typed. Which of them a file may give is said by `fields`, once."""

    title: str = ""
    summary: str = ""
    date: ArchiveDate | None = None
    published: dt.date | None = None
    brought_from: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    source_headline: SourceHeadline | None = None
    image: Picture | None = None
    related: tuple[str, ...] = ()
    modified: dt.date | None = None
    corrections: tuple[Correction, ...] = ()
    minor: bool = False
    translates: str = ""
    translated_revision: str = ""
    translators: tuple[str, ...] = ()
    published_contacts: tuple[str, ...] = ()
    status: Status = "published"
    withdrawal: Withdrawal | None = None
    redirect_from: tuple[str, ...] = ()
    starts: dt.date | None = None
    ends: dt.date | None = None
    language: str = ""
    name: str = ""


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """A heading of a text; `id` is its fragment."""

    level: int
    id: str


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link from a text to another file of the content, as the editor wrote it."""

    target: str
    line: int


class Text(msgspec.Struct, frozen=True, array_like=True):
    """One file: a briefing, page or notice in one language, or a letter, read, typeset and sanitised.

    `html` still names linked files and pictures as the editor wrote them (see `reading.references`).
    `outside` are links to the web. `revision` is 12 hex digits over the words that a translator works from.
    `positions` are the lines and columns of fields and of their items (`tags:privacy`). A text that is not
    `sound` has a fault of its own: it is read only to find the others. `key` is a digest of the file and of all that
    reading it depends on, where a build knows it. Of a text that is `bare` the HTML lies in the build's store.
    """

    path: str
    language: str
    front: FrontMatter
    html: str
    revision: str
    headings: tuple[Heading, ...] = ()
    fragments: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Link, ...] = ()
    outside: tuple[Link, ...] = ()
    has_code: bool = False
    structure: Structure = Structure()
    positions: dict[str, tuple[int, int]] = {}
    sound: bool = True
    key: bytes = b""
    bare: bool = False

    @property
    def wordless(self) -> bool:
        """Whether there are no words under the front matter."""
        return not self.bare and not self.html.strip()

    @property
    def folder(self) -> str:
        """Its folder's path in the content."""
        return self.path.rpartition("/")[0]

    def place(self, field: str, item: str = "") -> Position:
        """Return where a field, or an item of it, stands; the front matter's first line where it does not."""
        found = self.positions.get(f"{field}:{item}") or self.positions.get(field)
        return Position(*found) if found else TOP

    @property
    def changed(self) -> dt.date | None:
        """Day of the latest change that the text itself declares: `modified`, or its last correction."""
        days = [correction.date for correction in self.front.corrections]
        if self.front.modified:
            days.append(self.front.modified)
        return max(days, default=None)


class Work(msgspec.Struct, frozen=True, array_like=True):
    """One folder of the content: an original and its translations, by language tag."""

    slug: str
    folder: str
    original: Text
    texts: dict[str, Text]

    @property
    def front(self) -> FrontMatter:
        """The original's fields, which its translations inherit."""
        return self.original.front

    def status(self, language: str) -> Status:
        """Return the status of a text: its own or its original's, whichever is less public."""
        return max(self.texts[language].front.status, self.front.status, key=SILENCE.index)

    def readable(self, language: str) -> bool:
        """Whether the work has a text in the language that lists and other texts may lead to."""
        return language in self.texts and self.status(language) in ("published", "draft")

    def withdrawal(self, language: str) -> Withdrawal | None:
        """Return when and why a text was withdrawn: with its original or alone, for a person's safety before all."""
        both = [each for each in (self.front.withdrawal, self.texts[language].front.withdrawal) if each]
        return next((each for each in both if each.reason == SILENT), both[0] if both else None)

    def is_silent(self, language: str) -> bool:
        """Whether a text was withdrawn for a person's safety: even the words of a link to it may be its title."""
        withdrawal = self.withdrawal(language) if self.status(language) == "withdrawn" else None
        return withdrawal is not None and withdrawal.reason == SILENT

    def is_untold(self, language: str) -> bool:
        """Whether the address of a text must stay out of public pages, feeds and lists.

        A text is as silent as itself and as its original: one that is withdrawn may have been hidden before.
        """
        hidden = "hidden" in (self.texts[language].front.status, self.front.status)
        return hidden or self.is_silent(language)

    def leads(self, language: str, other: str) -> bool:
        """Whether the page in one language may link the text in another: hidden texts may link one another."""
        return self.readable(other) or self.status(other) == self.status(language) == "hidden"

    def shown(self, language: str) -> Text:
        """Return the text that a reader of `language` is shown: theirs, else the original."""
        return self.texts[language] if self.readable(language) else self.original


class Briefing(Work, frozen=True):
    """A briefing; published, hidden or withdrawn. Drafts and the embargoed are not in the archive.

    `days` are the days on which its texts first went online here, by language (see `firstdays`), `unlisted` the
    languages of those that were published and never listed.
    """

    days: dict[str, dt.date] = {}
    unlisted: frozenset[str] = frozenset()

    def is_untold(self, language: str) -> bool:
        """Whether the address of a text must stay out of public pages, feeds and lists.

        One that was hidden until it was withdrawn was never told.
        """
        never = self.status(language) == "withdrawn" and language in self.unlisted
        return never or super().is_untold(language)

    @property
    def date(self) -> ArchiveDate:
        """When what it reports happened or was first reported."""
        if self.front.date is None:
            raise ValueError(f"{self.original.path} has no date")
        return self.front.date

    @property
    def published(self) -> dt.date:
        """Day on which the first of its texts went online here."""
        return min(self.days.values())

    def first_day(self, language: str) -> dt.date:
        """Return the day on which the text that readers of a language are shown first went online here."""
        return self.days[self.shown(language).language]

    @property
    def listed(self) -> bool:
        """Whether listings show it. A draft is in the archive only where drafts are shown."""
        return self.front.status in ("published", "draft")

    def terms(self, taxonomy: str) -> tuple[str, ...]:
        """Return its ids in a taxonomy, in the editor's order."""
        ids: tuple[str, ...] = getattr(self.front, taxonomy)
        return ids


class StandingPage(Work, frozen=True):
    """A page that belongs to the site rather than to a date."""


class Notice(Work, frozen=True):
    """A dated notice, shown on every page from its first to its last day."""

    def is_shown(self, day: dt.date) -> bool:
        """Whether pages show it on a day."""
        starts, ends = self.front.starts, self.front.ends
        return bool(starts and ends and starts <= day <= ends and self.front.status == "published")
