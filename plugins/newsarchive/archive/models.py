"""Records of the archive: briefings, standing pages, notices, their texts, letters and published states.

A build loads thousands of texts. MessagePack decodes structs written as arrays (`array_like`) in half the time of
mappings. Cached values are read only by the version of the code that wrote them, so fields may be added anywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from .dates import ArchiveDate, parse_day
from .diagnostics import TOP, Position
from .fields import FrontMatter, Status, Withdrawal, WithdrawalReason

RevisionKind = Literal["first", "late", "correction", "minor", "restored"]
"""Why a revision was published.

`first` is a text's first publication; `late` is one that followed the day in its `published` field by at most
`revisions.LATE`. `correction` came with a new correction, `minor` without one. `restored` followed a withdrawal.
"""

NO_DIGEST = "0" * 12
"""The placeholder for the digest of a revision whose words are withheld or were withdrawn."""


class Revision(msgspec.Struct, frozen=True, array_like=True):
    """One published state of a text: its day, digest and kind, and how many corrections the text had then.

    `withheld`: the words of this revision must never be shown again. `hidden`: no listing linked to the text at that
    time, so the history of a listed text does not show this revision.
    """

    date: dt.date
    digest: str
    kind: RevisionKind
    corrections: int
    withheld: bool = False
    hidden: bool = False

    @property
    def known(self) -> str:
        """The digest, or an empty string if the words of this revision may not be shown or looked up."""
        return "" if self.withheld or self.digest == NO_DIGEST else self.digest


class State(msgspec.Struct, frozen=True, array_like=True):
    """A revision with its words: paragraphs as the editor typed them, or None if they are no longer available."""

    revision: Revision
    words: tuple[str, ...] | None


Recorded = Mapping[tuple[str, str], tuple[Revision, ...]]
"""The published revisions of each text, oldest first, keyed by (slug, language)."""


class Number(NamedTuple):
    """A number in a text: its value in one notation for all languages, and the runs of digits it was written with."""

    value: str
    parts: tuple[str, ...]


class TextStructure(msgspec.Struct, frozen=True, array_like=True):
    """The number of parts of each kind in a text (headings, lists, …), and the numbers in its words.

    Paragraphs inside list items and footnotes are not counted.
    """

    parts: dict[str, int] = {}
    numbers: tuple[Number, ...] = ()


SILENT: WithdrawalReason = "safety of a person"
"""The withdrawal reason for which no page or list may show the text's address, because it may contain a name."""

SILENCE: tuple[Status, ...] = ("published", "hidden", "draft", "withdrawn")
"""All statuses of a text, from the most public to the least public."""


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """A heading of a text; `id` is the fragment that links to it."""

    level: int
    id: str


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link from a text, with its target as the editor wrote it and its line in the file."""

    target: str
    line: int


class Text(msgspec.Struct, frozen=True, array_like=True):
    """One parsed file: a briefing, page or notice in one language, or a letter. Its HTML is typeset and sanitised.

    Attributes:
        html: The body. Links to other content files and pictures are still `content:<path>` (see `bodies.body_of`).
        revision: 12 hex digits of a digest over the words that a translator translates.
        links: Links to other files of the content.
        pictures: Pictures that the body shows.
        outside: Links to the web.
        positions: Line and column of each field, and of each item of a list (`tags:privacy`).
        sound: False if the file itself has a fault. Such a text is loaded only so that other faults can be found.
        key: A digest of the file and of everything that parsing it depends on; empty outside a build.
        bare: True if `html` is empty here because the build's cache holds the HTML.
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
        """Whether the file has no words after the front matter."""
        return not self.bare and not self.html.strip()

    @property
    def folder(self) -> str:
        """The path of the folder that contains the file, relative to the content folder."""
        return self.path.rpartition("/")[0]

    def place(self, field: str, item: str = "") -> Position:
        """Return the position of a field or of one of its items, or `TOP` if the field is absent."""
        found = self.positions.get(f"{field}:{item}") or self.positions.get(field)
        return Position(*found) if found else TOP

    @property
    def changed(self) -> dt.date | None:
        """The day of the latest change that the text declares: `modified` or its latest correction.

        None if neither is set.
        """
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
        """The fields of the original, which its translations inherit."""
        return self.original.front

    def status(self, language: str) -> Status:
        """Return the effective status of a text: its own or that of the original, whichever is less public."""
        own, original = self.texts[language].front.status, self.original.front.status
        return own if own == original else max(own, original, key=SILENCE.index)

    def readable(self, language: str) -> bool:
        """Return whether the work has a text in the language that listings and other texts may link to."""
        return language in self.texts and self.status(language) in ("published", "draft")

    def withdrawal(self, language: str) -> Withdrawal | None:
        """Return the withdrawal of a text or of its original, or None if there is none.

        If both are withdrawn, one for a person's safety takes precedence, then the original's.
        """
        both = [each for each in (self.front.withdrawal, self.texts[language].front.withdrawal) if each]
        return next((each for each in both if each.reason == SILENT), both[0] if both else None)

    def is_silent(self, language: str) -> bool:
        """Return whether a text was withdrawn for a person's safety.

        Links to it must lose their words, which may be its title.
        """
        withdrawal = self.withdrawal(language) if self.status(language) == "withdrawn" else None
        return withdrawal is not None and withdrawal.reason == SILENT

    def is_untold(self, language: str) -> bool:
        """Return whether the address of a text must stay out of public pages, feeds and lists.

        That is so if the text or its original is hidden, even if it was withdrawn later, or if the text is silent.
        """
        hidden = "hidden" in (self.texts[language].front.status, self.front.status)
        return hidden or self.is_silent(language)

    def leads(self, language: str, other: str) -> bool:
        """Return whether the page in `language` may link to the text in `other`.

        Hidden texts may link to each other.
        """
        return self.readable(other) or self.status(other) == self.status(language) == "hidden"

    def shown(self, language: str) -> Text:
        """Return the text shown to readers of `language`: the one in that language if readable, else the original."""
        return self.texts[language] if self.readable(language) else self.original


class Briefing(Work, frozen=True):
    """A briefing: published, hidden or withdrawn. A draft is included only if drafts are shown.

    Attributes:
        days: The first day of publication of each text, by language (see `revisions.with_first_days`). For a text
            that
            was brought from another site, it is the day there.
        unlisted: The languages of texts that were published but never listed.
    """

    days: dict[str, dt.date] = {}
    unlisted: frozenset[str] = frozenset()

    def is_untold(self, language: str) -> bool:
        """Return whether the address of a text must stay out of public pages, feeds and lists.

        That includes a withdrawn text that was hidden at every publication: no listing ever contained its address.
        """
        never = self.status(language) == "withdrawn" and language in self.unlisted
        return never or super().is_untold(language)

    @property
    def date(self) -> ArchiveDate:
        """The date on which the event happened or was first reported; ValueError if the original has none."""
        if self.front.date is None:
            raise ValueError(f"{self.original.path} has no date")
        return self.front.date

    @property
    def published(self) -> dt.date:
        """The earliest first day of publication of its texts."""
        return min(self.days.values())

    def first_day(self, language: str) -> dt.date:
        """Return the first day of publication of the text that is shown to readers of a language."""
        return self.days[self.shown(language).language]

    @property
    def listed(self) -> bool:
        """Whether listings include the briefing. A draft is in the archive only if drafts are shown."""
        return self.front.status in ("published", "draft")

    def terms(self, taxonomy: str) -> tuple[str, ...]:
        """Return the ids of the briefing's terms in a taxonomy, in the editor's order."""
        ids: tuple[str, ...] = getattr(self.front, taxonomy)
        return ids


class StandingPage(Work, frozen=True):
    """A page without a date, such as one about the newsroom."""


class Notice(Work, frozen=True):
    """A notice that every page shows from its `starts` day to its `ends` day."""

    def is_shown(self, day: dt.date) -> bool:
        """Return whether pages show the notice on a day."""
        starts, ends = self.front.starts, self.front.ends
        return bool(starts and ends and starts <= day <= ends and self.front.status == "published")


"""The subfolder of a briefing's folder that contains its letters."""
FOLDER = "replies"
NAME_WITHHELD = "name withheld"
"""The value of a letter's `name` field if the writer's name must not be printed."""

_FILE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def day_of_file(stem: str) -> str:
    """Return the day at the start of a letter's file name (`2023-11-02-name`); ValueError if it has another form."""
    match = _FILE.match(stem)
    if not match:
        raise ValueError(stem)
    parse_day(match[1])
    return match[1]


def is_letter_name(stem: str) -> bool:
    """Return whether a file name without its ending is valid for a letter."""
    try:
        day_of_file(stem)
    except ValueError:
        return False
    return True


class Letter(msgspec.Struct, frozen=True):
    """A reader's letter about a briefing, in the language in which it was written."""

    text: Text

    @property
    def stem(self) -> str:
        """The file name without its ending."""
        return self.text.path.rpartition("/")[2].removesuffix(".md")

    @property
    def is_numbered(self) -> bool:
        """Whether the file name is a day and a number without words. Pages print the file name as an id."""
        return self.stem.removeprefix(f"{day_of_file(self.stem)}-").isdecimal()

    @property
    def briefing(self) -> str:
        """The path of the folder of the briefing that the letter is about."""
        return self.text.folder.removesuffix(f"/{FOLDER}")

    @property
    def anchor(self) -> str:
        """The id of the letter's element on the pages that show it."""
        return f"letter-{self.stem}"

    @property
    def date(self) -> ArchiveDate:
        """The day of the letter; ValueError if the file has none."""
        if self.text.front.date is None:
            raise ValueError(f"{self.text.path} has no date")
        return self.text.front.date

    @property
    def name(self) -> str:
        """The writer's name, or an empty string if it is withheld."""
        name = self.text.front.name
        return "" if name.casefold() == NAME_WITHHELD else name
