"""Records of the archive: briefings, standing pages, notices, their texts, letters and published states.

A *text* is one parsed file in one language; a *work* is a folder of texts: an original and its translations. They are
written as arrays (`array_like`), which MessagePack decodes in half the time of mappings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

import msgspec

from .dates import ArchiveDate, parse_day
from .diagnostics import TOP, Position
from .fields import FrontMatter, Status, Withdrawal, WithdrawalReason
from .vocabularies import TAXONOMIES

RevisionKind = Literal["first", "late", "correction", "minor", "restored"]
"""Why a revision, that is, one published version of a text, was published.

- `first`: the text's first publication.
- `late`: the same, but up to `revisions.LATE` after the day that its field `published` names.
- `correction`: its words changed, with a new correction, a public note about an error.
- `minor`: its words changed without one.
- `restored`: it came back after a withdrawal.
"""

NO_DIGEST = "0" * 12
"""Stands in place of a digest of words that must not be shown any more: with it, others could test guesses."""


class Revision(msgspec.Struct, frozen=True, array_like=True):
    """One published version of a text, as the table of revisions records it; it does not have the words.

    Attributes:
        digest: The digest of the words that a translator translates (`Text.revision`), or `NO_DIGEST`.
        withheld: Whether its words must never be shown again.
        hidden: Whether no listing linked to the text then; if listings link to it now, its history omits this version.
    """

    date: dt.date
    digest: str
    kind: RevisionKind
    corrections: int
    withheld: bool = False
    hidden: bool = False

    @property
    def known(self) -> str:
        """The digest by which the words of this version can be looked up; empty if they may not be shown."""
        return "" if self.withheld or self.digest == NO_DIGEST else self.digest


class State(msgspec.Struct, frozen=True, array_like=True):
    """A published version with its words by paragraph, or None if they are no longer available or may not be shown."""

    revision: Revision
    words: tuple[str, ...] | None


Recorded = Mapping[tuple[str, str], tuple[Revision, ...]]
"""The published versions of each text, oldest first, by (slug, language)."""


class Issue(msgspec.Struct, frozen=True, array_like=True):
    """A file that has the archive in it, as `editions.tsv` has it.

    `number` and `day` are those of the publication in which its content changed last, and `content` is the digest.
    """

    path: Annotated[str, msgspec.Meta(pattern=r"^editions(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+\Z")]
    number: Annotated[int, msgspec.Meta(gt=0, lt=10**9)]
    day: dt.date
    content: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Number(NamedTuple):
    """A number in a text, to compare with its translation: `1,250.5` in English and `1 250,5` in Russian are `1250.5`.

    `parts` are the runs of digits in which it was written.
    """

    value: str
    parts: tuple[str, ...]


SILENT: WithdrawalReason = "safety of a person"
"""The reason for a withdrawal after which no page or list may show the text's address, which may contain a name."""

SILENCE: tuple[Status, ...] = ("published", "hidden", "draft", "withdrawn")
"""All statuses of a text, from the most to the least public; a hidden text is online, but nothing links to it."""


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link or picture in the body of a text, with its line in the file.

    `target` is a path in the content folder, perhaps with a fragment (`…/en.md#notes`), or an address on the web.
    """

    target: str
    line: int


class Text(msgspec.Struct, frozen=True, array_like=True):
    """One parsed file: a briefing, page or notice (announcement) in one language, or a reader's letter.

    Attributes:
        html: The body, typeset and sanitised; `bodies.body_of` replaces links to content files (`content:<path>`). A
            build has it in its cache alone: `Edition.html` returns it.
        revision: 12 hex digits of a digest over the words that a translator translates.
        fragments: The HTML ids in the body to which a link can lead.
        links: Links to other files of the content.
        outside: Links to the web.
        citations: The ids of the sources that the body cites, one for each mark, with their lines.
        structure: A digest of the parts and numbers that a translation should share with its original.
        positions: Line and column of each field (`tags`), and of each item of a list (`tags:privacy`).
        sound: False if the file itself has a fault. Such a text is loaded only so that other faults can be found.
        key: A digest of the file and of everything that parsing it depends on; empty outside a build.
        wordless: Whether the file has nothing after its front matter.
    """

    path: str
    language: str
    front: FrontMatter
    html: str
    revision: str
    fragments: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Link, ...] = ()
    outside: tuple[Link, ...] = ()
    citations: tuple[Link, ...] = ()
    has_code: bool = False
    structure: bytes = b""
    positions: dict[str, tuple[int, int]] = {}
    sound: bool = True
    key: bytes = b""
    wordless: bool = False

    @property
    def folder(self) -> str:
        """The path in the content of the folder that contains the file."""
        return self.path.rpartition("/")[0]

    def place(self, field: str, item: str = "") -> Position:
        """Return the position of a front-matter field or of one `item` of it; else that of the field, else `TOP`."""
        found = self.positions.get(f"{field}:{item}") or self.positions.get(field)
        return Position(*found) if found else TOP

    @property
    def changed(self) -> dt.date | None:
        """The day of the latest change that the file declares, as `modified` or as a correction, or None."""
        days = [correction.date for correction in self.front.corrections]
        if self.front.modified:
            days.append(self.front.modified)
        return max(days, default=None)


class Work(msgspec.Struct, frozen=True, array_like=True):
    """An original text and its translations: one folder, whose name, `slug`, is also the end of their addresses."""

    slug: str
    folder: str
    original: Text
    texts: dict[str, Text]

    @property
    def front(self) -> FrontMatter:
        """The fields of the original. Its translations do not repeat most of them, such as date, tags and sources."""
        return self.original.front

    def status(self, language: str) -> Status:
        """Return the status that counts for a text: its own or that of the original, whichever is less public."""
        return max(self.texts[language].front.status, self.front.status, key=SILENCE.index)

    def readable(self, language: str) -> bool:
        """Return whether there is a text in the language to which listings and other texts may link.

        A draft is loaded only if drafts are shown, so it counts.
        """
        return language in self.texts and self.status(language) in ("published", "draft")

    def withdrawal(self, language: str) -> Withdrawal | None:
        """Return when and why a text or its original was taken off the site, preferring a person's safety; or None."""
        both = [each for each in (self.front.withdrawal, self.texts[language].front.withdrawal) if each]
        return next((each for each in both if each.reason == SILENT), both[0] if both else None)

    def is_silent(self, language: str) -> bool:
        """Return whether a text is silent, that is, was taken off the site for a person's safety."""
        withdrawal = self.withdrawal(language) if self.status(language) == "withdrawn" else None
        return withdrawal is not None and withdrawal.reason == SILENT

    def is_untold(self, language: str) -> bool:
        """Return whether a text's address must stay out of public pages, feeds and lists: it is hidden or silent."""
        hidden = "hidden" in (self.texts[language].front.status, self.front.status)
        return hidden or self.is_silent(language)

    def leads(self, language: str, other: str) -> bool:
        """Return whether the page in `language` may link to that in `other`: it is readable, or both are hidden."""
        return self.readable(other) or self.status(other) == self.status(language) == "hidden"

    def shown(self, language: str) -> Text:
        """Return the text that readers of a language see: the one in it if it is readable, else the original."""
        return self.texts[language] if self.readable(language) else self.original


class Briefing(Work, frozen=True):
    """One report of the archive, in all its languages. Drafts are loaded only if the build shows them.

    Attributes:
        days: By language, the day on which each text was first published, here or on the site from which it was brought
            (`revisions.with_first_days`).
        added: By language, the day on which each text was first published here; that is later than in `days` for a
            text that was brought from another site.
        unlisted: The languages of texts that were published but never listed, because they were hidden every time.
    """

    days: dict[str, dt.date] = {}
    added: dict[str, dt.date] = {}
    unlisted: frozenset[str] = frozenset()

    def is_untold(self, language: str) -> bool:
        """Return `Work.is_untold`, or True for a withdrawn text that was hidden at every publication."""
        never = self.status(language) == "withdrawn" and language in self.unlisted
        return never or super().is_untold(language)

    @property
    def date(self) -> ArchiveDate:
        """The date of the event; raise ValueError if the original does not have the field."""
        if self.front.date is None:
            raise ValueError(f"{self.original.path} has no date")
        return self.front.date

    @property
    def published(self) -> dt.date:
        """The day on which the first of the briefing's texts, the original or a translation, was published."""
        return min(self.days.values())

    def first_day(self, language: str) -> dt.date:
        """Return the day of first publication of the text that readers of a language see (`shown`)."""
        return self.days[self.shown(language).language]

    @property
    def listed(self) -> bool:
        """Whether listings include the briefing: its original is neither hidden nor withdrawn."""
        return self.front.status in ("published", "draft")

    def terms(self, taxonomy: str) -> tuple[str, ...]:
        """Return the ids of the briefing's `tags`, `people`, `organisations` or `places`, in the order of its field."""
        ids: tuple[str, ...] = getattr(self.original.front, taxonomy)
        return ids

    @property
    def all_terms(self) -> list[tuple[str, str]]:
        """The vocabulary and id of each term of the briefing, such as `("tags", "privacy")`."""
        front = self.original.front
        return [(taxonomy, term) for taxonomy in TAXONOMIES for term in getattr(front, taxonomy)]


class StandingPage(Work, frozen=True):
    """A page that has no date and is not news, such as one about the newsroom, with its translations."""


class Notice(Work, frozen=True):
    """An announcement that other pages show from its `starts` day to its `ends` day, with its translations."""

    def is_shown(self, day: dt.date) -> bool:
        """Return whether pages show the announcement on a day: it is published, and the day is in its period."""
        starts, ends = self.front.starts, self.front.ends
        return bool(starts and ends and starts <= day <= ends and self.front.status == "published")


FOLDER = "replies"
"""The name of the subfolder of a briefing's folder that contains the readers' letters about it."""

NAME_WITHHELD = "name withheld"
"""The value of a letter's `name` field if the writer's name must not be printed."""

_FILE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def day_of_file(stem: str) -> str:
    """Return the day in the name of a letter's file without `.md`, such as `2023-11-02-name`; empty if it has none."""
    match = _FILE.match(stem)
    try:
        return parse_day(match[1]).isoformat() if match else ""
    except ValueError:
        return ""


class Letter(msgspec.Struct, frozen=True):
    """A letter, that is, a reader's reply to a briefing, printed below it in the language in which it was written."""

    text: Text

    @property
    def stem(self) -> str:
        """The name of the letter's file without `.md`, such as `2023-11-02-name`."""
        return self.text.path.rpartition("/")[2].removesuffix(".md")

    @property
    def is_numbered(self) -> bool:
        """Whether the name of the letter's file, which pages print, is only a day and a number: `2023-11-02-1`."""
        return self.stem.removeprefix(f"{day_of_file(self.stem)}-").isdecimal()

    @property
    def briefing(self) -> str:
        """The path in the content of the folder of the briefing that the letter is about."""
        return self.text.folder.removesuffix(f"/{FOLDER}")

    @property
    def anchor(self) -> str:
        """The HTML id of the letter on the pages that show it: `letter-2023-11-02-name`."""
        return f"letter-{self.stem}"

    @property
    def date(self) -> ArchiveDate:
        """The day of the letter; raise ValueError if its front matter has none."""
        if self.text.front.date is None:
            raise ValueError(f"{self.text.path} has no date")
        return self.text.front.date

    @property
    def name(self) -> str:
        """The name under which the letter is printed; empty if the writer asked that the name be withheld."""
        name = self.text.front.name
        return "" if name.casefold() == NAME_WITHHELD else name
