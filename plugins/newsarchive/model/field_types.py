"""Types of the values of fields: how to validate them, and how to describe them to editors and their programs.

A `FieldType` validates a tree and returns its value. It also has an equivalent JSON Schema (draft 2020-12) for editors'
programs. Such a program sees YAML's own types (YAML 1.2, chapter 10.3), so the schema allows a number as a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal

import msgspec
from msgspec.structs import fields

from .addresses import MOST_PARTS, SLUG
from .dates import (
    DATE_PATTERN,
    DAY_PATTERN,
    EARLIEST_YEAR,
    LATEST_YEAR,
    PUBLISHED_PATTERN,
    parse_date,
    parse_day,
    parse_published,
)
from .diagnostics import Fault, fault, unknown_field
from .web_addresses import web_parts
from .yaml_text import Listing, MappingNode, Scalar, Tree

Reader = Callable[[str, Tree, list[Fault]], object | None]
Schema = Mapping[str, object]
Printed = Literal["", "names", "prose"]


class FieldType(msgspec.Struct, frozen=True):
    """The type of the values of a field or key: how to validate them, and how to describe them to editors.

    Attributes:
        expected: Describes a valid value, in English. Messages use the catalogue entry `expected.<slug of this>`.
        read: Validates a value. It takes the field's name for messages, the value as parsed from YAML, and the list of
            faults. It returns the value, or None after it appended a fault.
        schema: An equivalent JSON Schema. It is never stricter than `read`, and omits checks that a schema cannot
            express, such as whether a file exists.
        several: Describes several values, for the message on a list; empty if that is the same as `expected`.
        printed: How readers see the values: as prose, which is typeset, or as names, which stay as typed; or empty.
        parts: For a mapping, its keys with their types. For a list, an empty name with the type of its items.
    """

    expected: str
    read: Reader
    schema: Schema
    several: str = ""
    printed: Printed = ""
    parts: tuple[tuple[str, FieldType], ...] = ()

    @property
    def inside(self) -> Iterator[tuple[str, FieldType]]:
        """The names and types of all parts at any depth, that is, of keys and list items; the latter have no name."""
        for name, part in self.parts:
            yield name, part
            yield from part.inside


def ecma(pattern: re.Pattern[str]) -> str:
    r"""Return a pattern that ends in `\Z` in the syntax of JSON Schema (ECMA-262): `[a-z]+\Z` -> `^[a-z]+$`."""
    return f"^{pattern.pattern.removesuffix(chr(92) + 'Z')}$"


def _refuse(faults: list[Fault], tree: Tree, field: str, expected: str) -> None:
    """Append a fault that says that the value of a field is not as `expected` (see `FieldType`)."""
    if isinstance(tree, Scalar):
        shown: dict[str, Any] = {"found": tree.text}
    elif isinstance(tree, Listing):
        shown = {"shape": "list", "count": len(tree.items)}
    else:
        shown = {"shape": "mapping"}
    faults.append(fault("type", tree, field=field, **shown, expected=expected))


def scalar(expected: str, convert: Callable[[str], object], schema: Schema, printed: Printed = "") -> FieldType:
    """Return the type of single values; `convert` returns the value of a typed string or raises ValueError."""

    def read(field: str, tree: Tree, faults: list[Fault]) -> object | None:
        if isinstance(tree, Scalar) and tree.empty:
            faults.append(fault("empty", tree, field=field))
            return None
        with suppress(ValueError):
            if isinstance(tree, Scalar):
                return convert(tree.text)
        _refuse(faults, tree, field, expected)
        return None

    # an extension of JSON Schema: VS Code's language services print it instead of the pattern
    message = {"patternErrorMessage": expected} if "pattern" in schema else {}
    return FieldType(expected, read, {**schema, **message}, printed=printed)


def list_of(item: FieldType, least: int = 1, most: int = 1000, key: str = "") -> FieldType:
    """Return the type of lists, read as tuples of the valid items, which must be unique unless `least` is 0.

    `key` names an attribute of the items that must be unique, too, where it is not empty.
    """
    expected = f"a list of {item.several or item.expected}" + (f", at most {most}" if most < 1000 else "")

    def read(field: str, tree: Tree, faults: list[Fault]) -> tuple[object, ...] | None:
        items = tree.items if isinstance(tree, Listing) else ()
        if least and not items and (isinstance(tree, Listing) or (isinstance(tree, Scalar) and tree.empty)):
            faults.append(fault("empty", tree, field=field))
            return None
        if not isinstance(tree, Listing) or len(items) > most:
            _refuse(faults, tree, field, expected)
            return None
        values: list[object] = []
        for each in items:
            value = item.read(field, each, faults)
            named = getattr(value, key, "") if key else ""
            if least and value is not None and value in values:
                faults.append(fault("doubled", each, field=field, found=value))
            elif named and named in [getattr(other, key) for other in values]:
                faults.append(fault("doubled", each, field=f"{field}.{key}", found=named))
            values += [] if value is None else [value]
        return tuple(values)

    limits = {"minItems": least, "maxItems": most, "uniqueItems": least > 0}
    schema = {"type": "array", "items": item.schema, **limits}
    return FieldType(expected, read, schema, printed=item.printed, parts=(("", item),))


def mapping_of(record: type[msgspec.Struct], required: tuple[str, ...] = ()) -> FieldType:
    """Return the type of mappings, which are read as instances of the class `record`.

    Each attribute is a key, required if it has no default or if `required` names it. Other keys are faults.
    """
    keys: dict[str, FieldType] = {each.name: each.type.__metadata__[0] for each in fields(record)}
    required = tuple(each.name for each in fields(record) if each.required or each.name in required)
    expected = "the keys " + ", ".join(keys)

    def read(field: str, tree: Tree, faults: list[Fault]) -> object | None:
        if not isinstance(tree, MappingNode):
            _refuse(faults, tree, field, expected)
            return None
        before = len(faults)
        values: dict[str, object] = {}
        for entry in tree.entries:
            named = f"{field}.{entry.key}"
            if entry.key in keys:
                values[entry.key] = keys[entry.key].read(named, entry.value, faults)
            else:
                faults.append(unknown_field(entry, named, keys))
        missing = [f"{field}.{key}" for key in required if tree.get(key) is None]
        if missing:
            faults.append(fault("missing-field", tree, field=", ".join(missing)))
        return record(**values) if len(faults) == before else None

    schema = {
        "type": "object",
        "properties": {key: {"description": kind.expected, **kind.schema} for key, kind in keys.items()},
        "required": list(required),
        "additionalProperties": False,
    }
    return FieldType(expected, read, schema, "entries with " + expected, parts=tuple(keys.items()))


MOST_TAGS = 8

PICTURE_NAME = re.compile(r"(?![A-Za-z0-9._-]{101})[A-Za-z0-9][A-Za-z0-9._-]*\Z")
"""Matches the file names that a picture may have: at most 100 characters, and none that an address must escape."""

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
CITED = re.compile(r"(?:[0-9]+-)*[0-9]*[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
"""Matches the ids of sources. They have a letter, so that `[^1]` is always a note."""
REVISION_FORM = re.compile(r"[0-9a-f]{12}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?\Z")
_WEB_PATTERN = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@]*)?(?:[/?#]\S*)?$"
)


def _form(pattern: re.Pattern[str]) -> Callable[[str], str]:
    r"""Return a function that returns a string that matches a pattern, which ends in `\Z`, or raises ValueError."""

    def convert(value: str) -> str:
        if not pattern.match(value):
            raise ValueError(value)
        return value

    return convert


def _matching(expected: str, pattern: re.Pattern[str], *others: str) -> FieldType:
    """Return the type of strings that match a pattern.

    `others` are the types of JSON Schema that YAML gives to some valid values, such as `2023` or `12e4`.
    """
    kind = {"type": ["string", *others], "minimum": 0} if others else {"type": "string"}
    return scalar(expected, _form(pattern), {**kind, "pattern": ecma(pattern)})


ONE_OF = "one of "
"""Begins the description of a type whose values are listed: `one of draft, published`."""


def one_of(choices: tuple[str, ...]) -> FieldType:
    """Return the type of strings that are one of some choices."""
    kind = Literal[choices]  # type: ignore[valid-type]
    return scalar(ONE_OF + ", ".join(choices), lambda value: msgspec.convert(value, kind), {"enum": list(choices)})


def _words(expected: str, printed: Printed) -> FieldType:
    """Return the type of one line of plain text, also `2023` or `yes`; runs of white space become one space."""
    schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
    return scalar(expected, lambda value: " ".join(value.split()), schema, printed)


def web_address(value: str) -> str:
    """Return an http or https address as it is; ValueError if it is none (`web_parts`)."""
    if not web_parts(value):
        raise ValueError(value)
    return value


_PART = ecma(SLUG)[1:-1]
_EARLIER = re.compile(rf"/*{_PART}(?:/{_PART}){{0,{MOST_PARTS - 1}}}/*\Z")
"""Matches a slug, or an address of this site: slugs with slashes between them."""

_DATE_SCHEMA = {"type": ["string", "integer"], "minimum": EARLIEST_YEAR, "maximum": LATEST_YEAR}

TEXT = _words("plain text", "prose")
NAME = _words("plain text", "names")
CODE = _words("plain text", "")
DATE = scalar(
    "a date such as 2023-10-12, 2023-10 or 2023, no earlier than 1900",
    parse_date,
    {**_DATE_SCHEMA, "pattern": DATE_PATTERN},
)
DAY = scalar("a day such as 2023-10-12, no earlier than 1900", parse_day, {"type": "string", "pattern": DAY_PATTERN})
WHOLE_DATE = scalar(DAY.expected, lambda value: parse_day(value) and parse_date(value), DAY.schema)
PUBLISHED = scalar(
    "a day such as 2023-10-12, or a time such as 2023-10-12T09:00+04:00",
    parse_published,
    {"type": "string", "pattern": PUBLISHED_PATTERN},
)
ISO_DATE = scalar(DATE.expected, lambda value: parse_date(value).iso, DATE.schema)
NUMBER = scalar("a number such as 12 or 3.5", _form(_NUMBER), {"type": ["number", "string"], "pattern": ecma(_NUMBER)})
YES = scalar(
    "true (otherwise leave the field out)", lambda value: bool(_form(re.compile(r"true\Z"))(value)), {"const": True}
)
LANGUAGE = _matching("a language tag such as en or az", LANGUAGE_TAG)
REVISION = _matching("12 hex digits", REVISION_FORM, "number")
MINOR = _matching(REVISION.expected, re.compile(r"(?:[0-9a-f]{12}|true)\Z"), "number", "boolean")
"""A revision, or `true` as in older archives, which is the revision of no text and so covers no change."""

WEB = scalar("an http or https address", web_address, {"type": "string", "pattern": _WEB_PATTERN})
SOURCE_ID = _matching("an id such as oc-media or rsf-2023", CITED)
PICTURE_FILE = _matching("the name of a file in the folder", PICTURE_NAME)
ID = _matching("ids such as press-freedom", SLUG, "integer")
IDS = list_of(ID)
TAGS = list_of(ID, most=MOST_TAGS)
SLUGS = list_of(_matching("slugs such as cybercrime-powers", SLUG, "integer"))
EARLIER = list_of(
    scalar(
        "earlier slugs or addresses, such as old-slug or az/2020/old-slug",
        lambda value: _form(_EARLIER)(value).strip("/"),
        {"type": ["string", "integer"], "minimum": 0, "pattern": ecma(_EARLIER)},
    )
)
SPELLING = _words("names", "names")
NAMES = list_of(SPELLING)
SEARCHED = _words("words as readers type them", "")
CONTACT = _words("contacts, written as in the text", "")
CONTACTS = list_of(CONTACT)
