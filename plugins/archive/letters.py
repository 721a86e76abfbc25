"""Readers' letters: files in `replies/` beside a briefing's texts, printed under it, and not the archive's words."""

from __future__ import annotations

import re

import msgspec

from .dates import ArchiveDate, parse_day
from .records import Text

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
