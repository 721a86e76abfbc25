"""What an import reads from an old archive: texts as their source has them, files by their old addresses, and dates.

The readers of old archives return these values, and `ImportFailure` for input that they cannot or must not read. Dates
may be in ISO 8601 and its variants, in RFC 5322, or days with an English month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate
from pathlib import Path
from typing import Literal

from newsarchive.archive.dates import ArchiveDate, parse_date

Form = Literal["html", "markdown"]
Kind = Literal["post", "page"]
Status = Literal["published", "draft", "private"]


class ImportFailure(Exception):  # noqa: N818 - it is not a bug but an answer
    """The old archive cannot be read. The message says where, what is wrong and how to fix it."""

    def __init__(self, where: str | Path, problem: str, cure: str) -> None:
        """Join the parts of the message.

        Args:
            where: The file or folder, with the line if it is known: `export.xml:17`.
            problem: What is wrong with it.
            cure: What the editor can do.
        """
        super().__init__(f"{where}: {problem}; {cure}")
        self.where, self.problem, self.cure = str(where), problem, cure


@dataclass(frozen=True)
class Item:
    """A text of the old archive, as its source has it: nothing is converted or lost yet.

    Attributes:
        id: A name that is unique and stable in the source, such as `post 17` or `content/posts/a.md`.
        kind: Whether it is a post, which has a date, or a page.
        title: Its title as plain text, without markup or character references.
        body: Its whole text in the markup of the source, with shortcodes and comments.
        form: The markup of the body.
        date: The day of its publication there, or None if the source has none.
        modified: The day of its last change, or None.
        language: A language tag, or an empty string if the source does not say.
        group: Items with the same non-empty group are translations of one another.
        slug: The last part of its address, as the source has it.
        status: Whether readers could see it.
        address: Its old address: a whole URL if it is known, else a path from the site's root.
        aliases: Other old addresses, in the same form, such as `/?p=17`.
        authors: The names of its authors, as readers saw them.
        terms: Its terms: the vocabulary (`category`, `tag` or the source's own) and the term's name.
        summary: Its summary, or an empty string.
        picture: The address or path of its featured picture, or an empty string.
        other: Every other value of its front matter or metadata, by name; also the words of its featured picture, which
            are named `picture_alt`, `picture_caption` and `picture_credit`.
        file: The file that it was read from.
    """

    id: str
    kind: Kind
    title: str
    body: str
    form: Form
    date: ArchiveDate | dt.date | None = None
    modified: dt.date | None = None
    language: str = ""
    group: str = ""
    slug: str = ""
    status: Status = "published"
    address: str = ""
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    picture: str = ""
    other: tuple[tuple[str, str], ...] = ()
    file: Path | None = None


@dataclass(frozen=True)
class OldArchive:
    """All that an import reads from an old archive.

    Attributes:
        name: The title of the old site, or an empty string.
        address: The base address of the old site, or an empty string.
        items: Its texts, in the order of the source.
        files: The old address of each file, as a decoded path from the site's root without a leading slash, and the
            file on this disk.
        left_out: What is neither a text nor a file, and why; one entry for each thing.
    """

    name: str
    address: str
    items: tuple[Item, ...]
    files: Mapping[str, Path]
    left_out: tuple[tuple[str, str], ...]


_DAY = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_EUROPEAN = re.compile(r"(?:[A-Za-z]{3,9},? )?([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})")
_LONGEST = 60


def parse_old_day(value: str) -> dt.date | None:
    """Return the day of a date or moment, in the time zone in which it is written, or None if it is no day.

    `0000-00-00 00:00:00`, which WordPress writes into drafts, is none.
    """
    value = value.strip()[:_LONGEST]
    iso = _DAY.match(value)
    if iso:
        return _day(iso[1], iso[3], iso[4])
    american, european = _AMERICAN.match(value), _EUROPEAN.match(value)
    if american:
        value = f"{american[2]} {american[1]} {american[3]}"
    elif european:
        value = f"{european[1]} {european[2]} {european[3]}"
    try:
        parsed = parsedate(f"{value} 00:00:00") if american or european else None
    except (TypeError, ValueError, IndexError):
        return None
    return _day(*parsed[:3]) if parsed else None


def parse_old_date(value: str) -> ArchiveDate | dt.date | None:
    """Return a day as `parse_old_day` does, or the `ArchiveDate` of a year or month (`2019`, `2019-03`), or None."""
    try:
        date = parse_date(value.strip())
    except ValueError:
        return parse_old_day(value)
    return date.start if date.precision == "day" else date


def _day(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
