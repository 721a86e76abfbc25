"""A small archive as plain values: an edit changes one, and `archive_files` writes what is sound of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

LANGUAGES = ("az", "en", "ru")
TAXONOMIES = ("tags", "people", "organisations", "places")
FOLDERS = {"briefing": "briefings", "page": "pages", "notice": "notices"}


@dataclass
class Words:
    """A text in one language. `links` name works by their number, and what of them: "", "heading" or "letter"."""

    title: str
    body: str
    summary: str = "A summary."
    heading: str = "Part"
    translates: str = ""
    revision: str = ""
    status: str = "published"
    reason: str = "court order"
    published: str = ""
    modified: str = ""
    correction: str = ""
    corrected: str = "2025-02-03"
    caption: str = ""
    code: bool = False
    links: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Letter:
    """A reader's letter; its file's name is its key in the work."""

    language: str
    body: str
    name: str = "name withheld"
    status: str = "published"


@dataclass
class Work:
    """A folder. A picture is the number of its colour."""

    kind: str
    slug: str
    texts: dict[str, Words]
    date: str = "2023-10-12"
    published: str = ""
    terms: dict[str, list[str]] = field(default_factory=dict)
    related: list[int] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    picture: int | None = None
    credit: str = "The Desk"
    drawing: int | None = None
    source: str = "A source"
    kept: str = ""
    """What came of the attempt to keep the source, if there was one, and its number, which tells it from others."""
    attempt: int = 0
    dead: bool = False
    letters: dict[str, Letter] = field(default_factory=dict)
    starts: str = ""
    ends: str = ""

    @property
    def folder(self) -> str:
        """Its place in the content."""
        year = [self.date[:4]] if self.kind == "briefing" else []
        return "/".join([FOLDERS[self.kind], *year, self.slug])

    @property
    def original(self) -> str:
        """The original's language."""
        return next(tag for tag, words in self.texts.items() if not words.translates)

    def status(self, language: str) -> str:
        """What holds for a text."""
        states = ("published", "hidden", "draft", "withdrawn")
        return max(self.texts[language].status, self.texts[self.original].status, key=states.index)

    def waits_for(self, language: str) -> str:
        """The day that a text gives as its first; nothing goes online before what it reports."""
        first = f"{self.date}-01-01"[:10] if len(self.date) != 7 else f"{self.date}-01"
        given = self.published if language == self.original else self.texts[language].published
        return max(first, given) if given else ""


@dataclass
class Archive:
    """Everything that a build depends on."""

    works: dict[int, Work]
    terms: dict[str, dict[str, dict[str, object]]]
    redirects: dict[str, int]
    """Old addresses, and the numbers of works."""
    settings: dict[str, object]
    day: str
    theme: dict[str, str] = field(default_factory=dict)
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    """What is added to the theme's templates that a folder of overrides has, by their paths."""
    outside: dict[str, int] = field(default_factory=dict)
    """Numbers in the newsroom's own code, by its files' paths."""
    recorded: dict[tuple[int, str], int] = field(default_factory=dict)
    """How many revisions were published of a text, by its work's number and its language."""
    made: int = 0

    def new(self) -> int:
        """A number that nothing has yet."""
        self.made += 1
        return self.made

    @property
    def drafts(self) -> bool:
        """Whether drafts are shown."""
        return bool(self.settings.get("SHOW_DRAFTS"))

    @property
    def epoch(self) -> str:
        """The day, as the environment gives it."""
        return str(int(dt.datetime.fromisoformat(f"{self.day}T12:00+00:00").timestamp()))

    def built(self, work: Work, language: str) -> bool:
        """Whether a text has a page today."""
        drafts = "draft" in (work.texts[work.original].status, work.texts[language].status)
        waits = work.kind == "briefing" and max(map(work.waits_for, (work.original, language))) > self.day
        return work.kind != "notice" and (self.drafts or not (drafts or waits))
