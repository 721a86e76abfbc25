"""Types of front-matter values: each reads a YAML tree into a value and reports what is wrong with it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .dates import (
    DATE_PATTERN,
    DAY_PATTERN,
    EARLIEST_YEAR,
    LATEST_YEAR,
    PUBLISHED_PATTERN,
    parse_date,
    parse_day,
    parse_published,
    parse_whole_date,
)
from .records import Correction, Picture, Source, SourceHeadline, Withdrawal
from .shapes import FieldType, ecma, list_of, mapping_of, scalar
from .vocabularies import SLUG

STATUSES = ("published", "draft", "hidden", "withdrawn")
REASONS = ("court order", "safety of a person", "error")
MOST_TAGS = 8

PICTURE_NAME = re.compile(r"(?![A-Za-z0-9._-]{101})[A-Za-z0-9][A-Za-z0-9._-]*\Z")
"""File names that stand in an address as they are, at most 100 characters."""

MOST_PARTS = 8
"""Folders of an earlier address."""

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
_REVISION = re.compile(r"[0-9a-f]{12}\Z")
_WEB_PATTERN = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@]*)?(?:[/?#]\S*)?$"
)


def _matching(expected: str, pattern: re.Pattern[str], number: str = "") -> FieldType:
    """Make the type of what matches; `number` is the type that YAML gives to some of it (`2023`, `12e4`), if any."""

    def convert(value: str) -> str:
        if not pattern.match(value):
            raise ValueError(value)
        return value

    kind = {"type": ["string", number], "minimum": 0} if number else {"type": "string"}
    return scalar(expected, convert, {**kind, "pattern": ecma(pattern)})


def _one_of(choices: tuple[str, ...]) -> FieldType:
    def convert(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return scalar("one of " + ", ".join(choices), convert, {"enum": list(choices)})


def _words(expected: str) -> FieldType:
    """Make the type of one line of plain text, white space folded; what YAML takes for a number stays as typed."""
    schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
    return scalar(expected, lambda value: " ".join(value.split()), schema)


def _true(value: str) -> bool:
    if value != "true":
        raise ValueError(value)
    return True


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in value):
        raise ValueError(value)
    return value


def _earlier_address(value: str) -> str:
    """Read a slug, or an address of this site without its slashes at the ends."""
    parts = value.strip("/").split("/")
    if len(parts) > MOST_PARTS or not all(SLUG.match(part) for part in parts):
        raise ValueError(value)
    return "/".join(parts)


_PART = ecma(SLUG)[1:-1]
ADDRESS_PATTERN = f"^/*{_PART}(?:/{_PART}){{0,{MOST_PARTS - 1}}}/*$"
"""An address of this site, or a slug alone, in ECMA-262's form."""

TEXT = _words("plain text")
DATE = scalar(
    "a date as 2023-10-12, 2023-10 or 2023, from 1900 on",
    parse_date,
    {"type": ["string", "integer"], "minimum": EARLIEST_YEAR, "maximum": LATEST_YEAR, "pattern": DATE_PATTERN},
)
DAY = scalar("a day as 2023-10-12, from 1900 on", parse_day, {"type": "string", "pattern": DAY_PATTERN})
WHOLE_DATE = scalar(DAY.expected, parse_whole_date, DAY.schema)
PUBLISHED = scalar(
    "a day as 2023-10-12 or a moment as 2023-10-12T09:00+04:00",
    parse_published,
    {"type": "string", "pattern": PUBLISHED_PATTERN},
)
YES = scalar("true, or no such field", _true, {"const": True})
LANGUAGE = _matching("a language tag as en or az", LANGUAGE_TAG)
REVISION = _matching("12 hex digits", _REVISION, number="number")
STATUS = _one_of(STATUSES)
PAGE_STATUS = _one_of(STATUSES[:3])
LETTER_STATUS = _one_of(STATUSES[:2])
WEB = scalar("an address with http or https", _web_address, {"type": "string", "pattern": _WEB_PATTERN})
ID = _matching("ids as press-freedom", SLUG, number="integer")
IDS = list_of(ID)
TAGS = list_of(ID, most=MOST_TAGS)
SLUGS = list_of(_matching("slugs as cybercrime-powers", SLUG, number="integer"))
EARLIER = list_of(
    scalar(
        "earlier slugs or addresses, as old-slug or az/2020/old-slug",
        _earlier_address,
        {"type": ["string", "integer"], "minimum": 0, "pattern": ADDRESS_PATTERN},
    )
)
NAMES = list_of(_words("names"))
CONTACTS = list_of(_words("contacts as the text has them"))
SOURCES = list_of(
    mapping_of(
        {"url": WEB, "title": TEXT, "publisher": TEXT, "lang": LANGUAGE, "date": DATE, "archived": WEB},
        ("url", "title", "publisher", "lang"),
        Source,
    )
)
SOURCE_HEADLINE = mapping_of({"lang": LANGUAGE, "text": TEXT}, ("lang", "text"), SourceHeadline)
PICTURE = mapping_of(
    {
        "file": _matching("the name of a file in the folder", PICTURE_NAME),
        "credit": TEXT,
        "alt": TEXT,
        "caption": TEXT,
    },
    ("alt",),
    Picture,
)
CORRECTIONS = list_of(mapping_of({"date": DAY, "text": TEXT, "withhold": YES}, ("date", "text"), Correction))
WITHDRAWAL = mapping_of({"date": DAY, "reason": _one_of(REASONS)}, ("date", "reason"), Withdrawal)
