"""Types of front-matter values: each reads a YAML tree into a value and reports what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from .dates import parse_date, parse_day, parse_published
from .faults import Fault, did_you_mean, fault
from .records import Correction, Picture, Source, SourceHeadline, Withdrawal
from .vocabularies import SLUG
from .yamltree import Listing, Mapping, Scalar, Tree

Value = TypeVar("Value")
Reader = Callable[[str, Tree, list[Fault]], object | None]

STATUSES = ("published", "draft", "hidden", "withdrawn")
REASONS = ("court order", "safety of a person", "error")
MOST_TAGS = 8

PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
"""File names that stand in an address as they are."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
_REVISION = re.compile(r"[0-9a-f]{12}\Z")


@dataclass(frozen=True)
class FieldType:
    """A named type; `expected` says in words what it takes, `several` the same of many, where that differs."""

    expected: str
    read: Reader
    several: str = ""


def _refuse(faults: list[Fault], tree: Tree, field: str, expected: str) -> None:
    if isinstance(tree, Scalar):
        found = tree.text
    elif isinstance(tree, Listing):
        found = f"a list of {len(tree.items)}" if tree.items else "an empty list"
    else:
        found = "a mapping"
    faults.append(fault("type", tree, field=field, found=found, expected=expected))


def _scalar(expected: str, convert: Callable[[str], Value]) -> FieldType:
    """Make the type of one-word values; `convert` raises ValueError for what is no such value."""

    def read(field: str, tree: Tree, faults: list[Fault]) -> Value | None:
        if not isinstance(tree, Scalar):
            _refuse(faults, tree, field, expected)
        elif tree.empty:
            faults.append(fault("empty", tree, field=field))
        else:
            try:
                return convert(tree.text)
            except ValueError:
                _refuse(faults, tree, field, expected)
        return None

    return FieldType(expected, read)


def _list(item: FieldType, least: int = 1, most: int = 1000) -> FieldType:
    expected = f"a list of {item.several or item.expected}" + (f", at most {most}" if most < 1000 else "")

    def read(field: str, tree: Tree, faults: list[Fault]) -> tuple[object, ...] | None:
        if not isinstance(tree, Listing) or not least <= len(tree.items) <= most:
            _refuse(faults, tree, field, expected)
            return None
        values = [item.read(field, each, faults) for each in tree.items]
        for index, value in enumerate(values):
            if value is not None and value in values[:index]:
                place = tree.items[index]
                faults.append(fault("doubled", place, field=field, found=value))
        return tuple(value for value in values if value is not None)

    return FieldType(expected, read)


def _mapping(keys: dict[str, FieldType], required: tuple[str, ...], make: Callable[..., object]) -> FieldType:
    expected = "a mapping of " + ", ".join(keys)
    several = "mappings of " + ", ".join(keys)

    def read(field: str, tree: Tree, faults: list[Fault]) -> object | None:
        if not isinstance(tree, Mapping):
            _refuse(faults, tree, field, expected)
            return None
        before = len(faults)
        values: dict[str, object] = {}
        for entry in tree.entries:
            if entry.key in keys:
                values[entry.key] = keys[entry.key].read(f"{field}.{entry.key}", entry.value, faults)
            else:
                meant = did_you_mean(entry.key, keys) or ", ".join(keys)
                faults.append(fault("unknown-field", entry, field=f"{field}.{entry.key}", meant=meant))
        for key in required:
            if tree.get(key) is None:
                faults.append(fault("missing-field", tree, field=f"{field}.{key}"))
        return make(**values) if len(faults) == before else None

    return FieldType(expected, read, several)


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def convert(value: str) -> str:
        if not pattern.match(value):
            raise ValueError(value)
        return value

    return convert


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def convert(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return convert


def _plain(value: str) -> str:
    """One line of plain text: white space folded."""
    return " ".join(value.split())


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in value):
        raise ValueError(value)
    return value


def _file_name(value: str) -> str:
    if not PICTURE_NAME.match(value):
        raise ValueError(value)
    return value


def _earlier_address(value: str) -> str:
    """Read a slug, or an address of this site without its slashes at the ends."""
    parts = value.strip("/").split("/")
    if not all(SLUG.match(part) for part in parts):
        raise ValueError(value)
    return "/".join(parts)


TEXT = _scalar("plain text", _plain)
DATE = _scalar("a date as 2023-10-12, 2023-10 or 2023, from 1900 on", parse_date)
DAY = _scalar("a day as 2023-10-12, from 1900 on", parse_day)
PUBLISHED = _scalar("a day as 2023-10-12 or a moment as 2023-10-12T09:00+04:00", parse_published)
LANGUAGE = _scalar("a language tag as en or az", _matching(_LANGUAGE))
REVISION = _scalar("12 hex digits", _matching(_REVISION))
STATUS = _scalar("one of " + ", ".join(STATUSES), _one_of(STATUSES))
PAGE_STATUS = _scalar("one of " + ", ".join(STATUSES[:3]), _one_of(STATUSES[:3]))
WEB = _scalar("an address with http or https", _web_address)
ID = _scalar("ids as press-freedom", _matching(SLUG))
IDS = _list(ID)
TAGS = _list(ID, most=MOST_TAGS)
SLUGS = _list(_scalar("slugs as cybercrime-powers", _matching(SLUG)))
EARLIER = _list(_scalar("earlier slugs or addresses, as old-slug or az/2020/old-slug", _earlier_address))
NAMES = _list(_scalar("names", _plain))
SOURCES = _list(
    _mapping(
        {"url": WEB, "title": TEXT, "publisher": TEXT, "lang": LANGUAGE, "date": DATE, "archived": WEB},
        ("url", "title", "publisher", "lang"),
        Source,
    )
)
SOURCE_HEADLINE = _mapping({"lang": LANGUAGE, "text": TEXT}, ("lang", "text"), SourceHeadline)
PICTURE = _mapping(
    {
        "file": _scalar("the name of a file in the folder", _file_name),
        "credit": TEXT,
        "alt": TEXT,
        "caption": TEXT,
    },
    ("alt",),
    Picture,
)
CORRECTIONS = _list(_mapping({"date": DAY, "text": TEXT}, ("date", "text"), Correction))
WITHDRAWAL = _mapping(
    {"date": DAY, "reason": _scalar("one of " + ", ".join(REASONS), _one_of(REASONS))},
    ("date", "reason"),
    Withdrawal,
)
