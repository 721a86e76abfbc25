"""Records of the archive: briefings, standing pages, notices, their texts, letters and published states.

Builds keep texts by the thousands, and as arrays they are read in half the time that mappings take. What was kept is
only used by the very code that kept it, so that fields may be added anywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from .dates import ArchiveDate, parse_day
from .diagnostics import TOP, Position

RevisionKind = Literal["first", "late", "correction", "minor", "restored"]
"""Why a state was published.

`late`: it was the first, a few days after the day for which the text had waited. `restored`: it followed a withdrawal.
"""

NO_DIGEST = "0" * 12
"""Stands for the digest of words that are withheld, or that were withdrawn."""


class Revision(msgspec.Struct, frozen=True, array_like=True):
    """A state of a text that was published: its day, digest and kind, and how many corrections it had then.

    `withheld`: its words must never be shown again. `hidden`: no list led to it, and no history of a listed text shows
    it.
    """

    date: dt.date
    digest: str
    kind: RevisionKind
    corrections: int
    withheld: bool = False
    hidden: bool = False

    @property
    def known(self) -> str:
        """The digest, where it may be shown and looked for; else empty."""
        return "" if self.withheld or self.digest == NO_DIGEST else self.digest


class State(msgspec.Struct, frozen=True, array_like=True):
    """A published revision with its words: paragraphs as they were typed; None where nobody has them any more."""

    revision: Revision
    words: tuple[str, ...] | None


Recorded = Mapping[tuple[str, str], tuple[Revision, ...]]
"""The published revisions of each text, oldest first, by slug and language."""


class Number(NamedTuple):
    """A number in one form for all languages, and the runs of digits of which it was made."""

    value: str
    parts: tuple[str, ...]


class TextStructure(msgspec.Struct, frozen=True, array_like=True):
    """How many parts of each kind a text has, and its numbers. Paragraphs of list items and notes do not count."""

    parts: dict[str, int] = {}
    numbers: tuple[Number, ...] = ()


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
    structure: TextStructure = TextStructure()
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


FOLDER = "replies"
NAME_WITHHELD = "name withheld"
"""What a letter gives in place of a name that is not to be printed."""

_FILE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def day_of_file(stem: str) -> str:
    """Return the day that begins a letter's file name (`2023-11-02-name`); ValueError for any other name."""
    match = _FILE.match(stem)
    if not match:
        raise ValueError(stem)
    parse_day(match[1])
    return match[1]


def is_letter_name(stem: str) -> bool:
    """Whether a letter's file may be called so."""
    try:
        day_of_file(stem)
    except ValueError:
        return False
    return True


class Letter(msgspec.Struct, frozen=True):
    """A reader's letter on a briefing, in the language in which it was written."""

    text: Text

    @property
    def stem(self) -> str:
        """Its file's name without the ending."""
        return self.text.path.rpartition("/")[2].removesuffix(".md")

    @property
    def is_numbered(self) -> bool:
        """Whether a number follows the day in its file's name, and no word: pages print the name as an id."""
        return self.stem.removeprefix(f"{day_of_file(self.stem)}-").isdecimal()

    @property
    def briefing(self) -> str:
        """The folder of the briefing that it is about."""
        return self.text.folder.removesuffix(f"/{FOLDER}")

    @property
    def anchor(self) -> str:
        """Its id on the pages that show it."""
        return f"letter-{self.stem}"

    @property
    def date(self) -> ArchiveDate:
        """The day of the letter."""
        if self.text.front.date is None:
            raise ValueError(f"{self.text.path} has no date")
        return self.text.front.date

    @property
    def name(self) -> str:
        """The name to print; empty where it is withheld."""
        name = self.text.front.name
        return "" if name.casefold() == NAME_WITHHELD else name
