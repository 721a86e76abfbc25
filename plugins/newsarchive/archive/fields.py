"""The fields of front matter, each declared once: as an attribute of a record, with its type and its rules.

Front matter is the block of YAML at the start of each content file. `FrontMatter` has the values of one file; `Source`,
`Picture` and others are the values inside them. The checker, the commands `new` and `fix`, the JSON Schemas, the table
for editors, the masking of what is not prose, and typesetting read the declarations.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from .addresses import MOST_PARTS, SLUG
from .dates import (
    DATE_PATTERN,
    DAY_PATTERN,
    EARLIEST_YEAR,
    LATEST_YEAR,
    PUBLISHED_PATTERN,
    ArchiveDate,
    parse_date,
    parse_day,
    parse_published,
    parse_whole_date,
)
from .yaml_text import FieldType, Printed, ecma, list_of, mapping_of, scalar

Kind = Literal["briefing", "page", "notice", "letter"]
Part = Literal["original", "translation"]
Status = Literal["published", "draft", "hidden", "withdrawn"]
NoticePages = Literal["front", "everywhere"]
NoticePlace = Literal["end", "top"]
WithdrawalReason = Literal["court order", "safety of a person", "error"]
SourcesRule = Literal["required", "optional", "own"]
CopyRule = Literal["digest", "body"]

STATUSES: tuple[Status, ...] = get_args(Status)
REASONS: tuple[WithdrawalReason, ...] = get_args(WithdrawalReason)
NOTICE_PAGES: tuple[NoticePages, ...] = get_args(NoticePages)
NOTICE_PLACES: tuple[NoticePlace, ...] = get_args(NoticePlace)
SOURCES_RULES: tuple[SourcesRule, ...] = get_args(SourcesRule)
COPY_RULES: tuple[CopyRule, ...] = get_args(CopyRule)
MOST_TAGS = 8

PICTURE_NAME = re.compile(r"(?![A-Za-z0-9._-]{101})[A-Za-z0-9][A-Za-z0-9._-]*\Z")
"""Matches the file names that a picture may have: at most 100 characters, and none that an address must escape."""

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
CITED = re.compile(r"(?:[0-9]+-)*[0-9]*[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
"""Matches the ids of sources. They have a letter, so that `[^1]` is always a note."""
REVISION_FORM = re.compile(r"[0-9a-f]{12}\Z")
_WEB_PATTERN = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@]*)?(?:[/?#]\S*)?$"
)


def _matching(expected: str, pattern: re.Pattern[str], number: str = "") -> FieldType:
    r"""Return the type of strings that match a pattern, which is matched from the start and must end in `\Z`.

    `expected` describes a valid value, for messages. `number` is the type in JSON Schema (`number` or `integer`) that
    YAML gives to some valid values, such as `2023` or `12e4`, so that editors' programs accept it.
    """

    def convert(value: str) -> str:
        if not pattern.match(value):
            raise ValueError(value)
        return value

    kind = {"type": ["string", number], "minimum": 0} if number else {"type": "string"}
    return scalar(expected, convert, {**kind, "pattern": ecma(pattern)})


ONE_OF = "one of "
"""Begins the description of a type whose values are listed: `one of draft, published`."""


def one_of(choices: tuple[str, ...]) -> FieldType:
    """Return the type of strings that are one of some choices."""

    def convert(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return scalar(ONE_OF + ", ".join(choices), convert, {"enum": list(choices)})


def _words(expected: str, printed: Printed) -> FieldType:
    """Return the type of one line of plain text, also `2023` or `yes`; runs of white space become one space."""
    schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
    return replace(scalar(expected, lambda value: " ".join(value.split()), schema), printed=printed)


_NUMBER_PATTERN = r"^-?[0-9]{1,15}(?:\.[0-9]{1,6})?$"


def _number(value: str) -> str:
    if not re.match(_NUMBER_PATTERN, value):
        raise ValueError(value)
    return value


def _true(value: str) -> bool:
    if value != "true":
        raise ValueError(value)
    return True


_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
"""Matches characters that no address has: white space, and what terminals obey."""


def web_address(value: str) -> str:
    """Return an http or https address as it is; ValueError if it is malformed, or has white space or controls."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or _NO_ADDRESS.search(value):
        raise ValueError(value)
    return value


def _earlier_address(value: str) -> str:
    """Return a slug or an address of this site without slashes at its ends: `/az/2020/old-law/` -> `az/2020/old-law`.

    Raise ValueError if a part between slashes is not a slug (as `old-law`) or there are more than `MOST_PARTS` parts.
    """
    parts = value.strip("/").split("/")
    if len(parts) > MOST_PARTS or not all(SLUG.match(part) for part in parts):
        raise ValueError(value)
    return "/".join(parts)


_PART = ecma(SLUG)[1:-1]
ADDRESS_PATTERN = f"^/*{_PART}(?:/{_PART}){{0,{MOST_PARTS - 1}}}/*$"
"""Matches a slug or address that a text had earlier, as a regular expression for JSON Schemas (ECMA-262)."""

TEXT = _words("plain text", "prose")
NAME = _words("plain text", "names")
CODE = _words("plain text", "")
DATE = scalar(
    "a date such as 2023-10-12, 2023-10 or 2023, no earlier than 1900",
    parse_date,
    {"type": ["string", "integer"], "minimum": EARLIEST_YEAR, "maximum": LATEST_YEAR, "pattern": DATE_PATTERN},
)
DAY = scalar("a day such as 2023-10-12, no earlier than 1900", parse_day, {"type": "string", "pattern": DAY_PATTERN})
WHOLE_DATE = scalar(DAY.expected, parse_whole_date, DAY.schema)
PUBLISHED = scalar(
    "a day such as 2023-10-12, or a time such as 2023-10-12T09:00+04:00",
    parse_published,
    {"type": "string", "pattern": PUBLISHED_PATTERN},
)
ISO_DATE = scalar(DATE.expected, lambda value: parse_date(value).iso, DATE.schema)
NUMBER = scalar("a number such as 12 or 3.5", _number, {"type": ["number", "string"], "pattern": _NUMBER_PATTERN})
YES = scalar("true (otherwise leave the field out)", _true, {"const": True})
LANGUAGE = _matching("a language tag such as en or az", LANGUAGE_TAG)
REVISION = _matching("12 hex digits", REVISION_FORM, number="number")
WEB = scalar("an http or https address", web_address, {"type": "string", "pattern": _WEB_PATTERN})
SOURCE_ID = _matching("an id such as oc-media or rsf-2023", CITED)
ID = _matching("ids such as press-freedom", SLUG, number="integer")
IDS = list_of(ID)
TAGS = list_of(ID, most=MOST_TAGS)
SLUGS = list_of(_matching("slugs such as cybercrime-powers", SLUG, number="integer"))
EARLIER = list_of(
    scalar(
        "earlier slugs or addresses, such as old-slug or az/2020/old-slug",
        _earlier_address,
        {"type": ["string", "integer"], "minimum": 0, "pattern": ADDRESS_PATTERN},
    )
)
SPELLING = _words("names", "names")
NAMES = list_of(SPELLING)
SEARCHED = _words("words as readers type them", "")
CONTACT = _words("contacts, written as in the text", "")
CONTACTS = list_of(CONTACT)


class Source(msgspec.Struct, frozen=True, array_like=True):
    """A published report on which a briefing is based; `archived` is the web address of a copy of it, or empty.

    Texts cite it by its `id`, as `[^oc-media p. 12]`; an empty one cannot be cited. `publish` says what readers get of
    a copy that the newsroom kept: its digest alone, or the file itself.
    """

    url: Annotated[str, WEB]
    title: Annotated[str, TEXT]
    publisher: Annotated[str, NAME]
    lang: Annotated[str, LANGUAGE]
    date: Annotated[ArchiveDate | None, DATE] = None
    archived: Annotated[str, WEB] = ""
    id: Annotated[str, SOURCE_ID] = ""
    publish: Annotated[CopyRule, one_of(COPY_RULES)] = "digest"


class SourceHeadline(msgspec.Struct, frozen=True, array_like=True):
    """The headline under which a briefing's source published its report, in the source's language `lang`."""

    lang: Annotated[str, LANGUAGE]
    text: Annotated[str, TEXT]


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """A briefing's picture. Only the original has `file` and `credit`; each translation has its `alt` and `caption`."""

    file: Annotated[str, _matching("the name of a file in the folder", PICTURE_NAME)] = ""
    credit: Annotated[str, TEXT] = ""
    alt: Annotated[str, TEXT] = ""
    caption: Annotated[str, TEXT] = ""


OF_THE_ORIGINAL: tuple[str, ...] = ("file", "credit")
"""The keys of a picture that an original text must set and that its translations must not set."""


class Correction(msgspec.Struct, frozen=True, array_like=True):
    """A public note on what was wrong in a text; after one with `withhold`, earlier words are never shown again."""

    date: Annotated[dt.date, DAY]
    text: Annotated[str, TEXT]
    withhold: Annotated[bool, YES] = False


class Withdrawal(msgspec.Struct, frozen=True, array_like=True):
    """When and why a text was taken off the site: a court order, a person's safety, or an error."""

    date: Annotated[dt.date, DAY]
    reason: Annotated[WithdrawalReason, one_of(REASONS)]


SOURCES = list_of(mapping_of(Source), key="id")
SOURCE_HEADLINE = mapping_of(SourceHeadline)
PICTURE = mapping_of(Picture, required=("alt",))
CORRECTIONS = list_of(mapping_of(Correction))
WITHDRAWAL = mapping_of(Withdrawal)

BOTH: tuple[Part, ...] = ("original", "translation")
ORIGINAL: tuple[Part, ...] = ("original",)
TRANSLATION: tuple[Part, ...] = ("translation",)

_ALL: tuple[Kind, ...] = get_args(Kind)
_WORKS, _NOTICE, _LETTER = _ALL[:3], _ALL[2:3], _ALL[3:]
_DAY = "2023-10-12"


@dataclass(frozen=True)
class Field:
    """The declaration of a field of front matter, the YAML at the start of a content file.

    Attributes:
        sentence: Its description for editors, in one sentence.
        kinds: The kinds of text (briefing, page, notice, letter) that have the field.
        parts: Whether originals, translations or both may have it.
        essential: Whether the address, the language or the status of a text depends on it, so that even drafts and
            withdrawn texts need it if it is required.
        example: A valid value for messages; empty if the name of the field already shows the form.
        name: The name of the field; empty in the declaration itself, set in `FIELDS`.
    """

    type: FieldType
    sentence: str
    kinds: tuple[Kind, ...] = ("briefing",)
    parts: tuple[Part, ...] = BOTH
    required: bool = False
    essential: bool = False
    example: str = ""
    name: str = ""


class FrontMatter(msgspec.Struct, frozen=True, array_like=True):
    """The values of all fields of one file, in the order of the table for editors.

    An attribute has several declarations if the rules depend on the kind of text.
    """

    title: Annotated[str, Field(TEXT, "Headline in the file's language, plain text.", _WORKS, required=True)] = ""
    summary: Annotated[str, Field(TEXT, "One or two sentences, plain text.", ("briefing", "page"), required=True)] = ""
    language: Annotated[
        str, Field(LANGUAGE, "Language of the letter, one of the site's.", _LETTER, required=True, example="en")
    ] = ""
    name: Annotated[
        str,
        Field(
            TEXT,
            "Name under which it is printed, or `name withheld`, which readers see in the language of the page.",
            _LETTER,
            required=True,
            example="name withheld",
        ),
    ] = ""
    date: Annotated[
        ArchiveDate | None,
        Field(
            DATE,
            "When the events happened or were first reported, as exactly as known; the folder has the same year.",
            parts=ORIGINAL,
            required=True,
            essential=True,
            example=_DAY,
        ),
        Field(WHOLE_DATE, "Day of the letter, the same as in the file's name.", _LETTER, required=True, essential=True),
    ] = None
    starts: Annotated[
        dt.date | None,
        Field(DAY, "First day on which it is shown.", _NOTICE, ORIGINAL, required=True, essential=True, example=_DAY),
    ] = None
    ends: Annotated[
        dt.date | None,
        Field(DAY, "Last day on which it is shown.", _NOTICE, ORIGINAL, required=True, essential=True, example=_DAY),
    ] = None
    shows: Annotated[
        NoticePages,
        Field(
            one_of(NOTICE_PAGES),
            "Pages that show it: `front` (the default), each front page, or `everywhere`.",
            _NOTICE,
            ORIGINAL,
        ),
    ] = "front"
    place: Annotated[
        NoticePlace,
        Field(
            one_of(NOTICE_PLACES),
            "Where they show it: `end` (the default), after the text, or `top`, before it: for people's safety alone.",
            _NOTICE,
            ORIGINAL,
        ),
    ] = "end"
    published: Annotated[
        dt.date | None,
        Field(
            PUBLISHED,
            "Day or moment when this text first goes online here; until then it is not built. "
            "Default: the day of the first publication that includes it.",
        ),
    ] = None
    brought_from: Annotated[
        str, Field(WEB, "Address where this text was published before it came here; needs `published`, the day there.")
    ] = ""
    tags: Annotated[
        tuple[str, ...],
        Field(TAGS, "One to eight ids of `tags.yaml`.", parts=ORIGINAL, required=True, example="[press-freedom]"),
    ] = ()
    people: Annotated[tuple[str, ...], Field(IDS, "Ids of `people.yaml`.", parts=ORIGINAL)] = ()
    organisations: Annotated[tuple[str, ...], Field(IDS, "Ids of `organisations.yaml`.", parts=ORIGINAL)] = ()
    places: Annotated[tuple[str, ...], Field(IDS, "Ids of `places.yaml`.", parts=ORIGINAL)] = ()
    authors: Annotated[
        tuple[str, ...],
        Field(
            NAMES,
            "Who wrote it. Default: the desk. An organisation is cited as one if `organisations.yaml` has its name.",
            parts=ORIGINAL,
        ),
    ] = ()
    sources: Annotated[
        tuple[Source, ...],
        Field(
            SOURCES,
            "At least one `url`, `title`, `publisher`, `lang`, with `date` and `archived` (a copy elsewhere) if known."
            " Texts cite a source by its `id`. `publish: body` publishes the copy that `make keep` made.",
            parts=ORIGINAL,
            required=True,
            example="[{url: https://…, title: …, publisher: …, lang: en}]",
        ),
    ] = ()
    source_headline: Annotated[
        SourceHeadline | None,
        Field(SOURCE_HEADLINE, "`lang` and `text` of the headline as the source ran it.", parts=ORIGINAL),
    ] = None
    image: Annotated[
        Picture | None,
        Field(PICTURE, "Original: `file`, `credit`, `alt`, `caption`; a translation: its own `alt` and `caption`."),
    ] = None
    related: Annotated[
        tuple[str, ...],
        Field(
            SLUGS,
            "Slugs of briefings to read next; from three on they are a story, else more are found.",
            parts=ORIGINAL,
        ),
    ] = ()
    modified: Annotated[
        dt.date | None,
        Field(DAY, "Day on which this text's words last changed.", ("briefing", "page")),
        Field(
            DAY,
            "Day on which the desk last changed it, or last read it for words that a correction withholds.",
            _LETTER,
        ),
    ] = None
    corrections: Annotated[
        tuple[Correction, ...],
        Field(
            CORRECTIONS,
            "List of `date` and `text`: what was wrong; with `withhold: true` the site shows no earlier words.",
        ),
    ] = ()
    minor: Annotated[
        bool,
        Field(
            YES,
            "`true`: what changed since the last publication is only spelling or formatting. No correction is needed.",
        ),
    ] = False
    translates: Annotated[
        str,
        Field(
            LANGUAGE, "Language tag of the text it was made from.", _WORKS, TRANSLATION, required=True, essential=True
        ),
    ] = ""
    translated_revision: Annotated[
        str,
        Field(
            REVISION,
            "Revision of that text when this translation was made or last checked: 12 hex digits.",
            _WORKS,
            TRANSLATION,
        ),
    ] = ""
    translators: Annotated[tuple[str, ...], Field(NAMES, "Names of those who translated it.", _WORKS, TRANSLATION)] = ()
    published_contacts: Annotated[
        tuple[str, ...],
        Field(
            CONTACTS,
            "Phone numbers, mailboxes and the like that are here on purpose; the check warns about others.",
            _ALL,
        ),
    ] = ()
    status: Annotated[
        Status,
        Field(one_of(STATUSES), "`published` (the default), `draft`, `hidden` or `withdrawn`.", essential=True),
        Field(
            one_of(STATUSES[:3]), "`published` (the default), `draft` or `hidden`.", ("page", "notice"), essential=True
        ),
        Field(one_of(STATUSES[:2]), "`published` (the default) or `draft`.", _LETTER, essential=True),
    ] = "published"
    withdrawal: Annotated[
        Withdrawal | None,
        Field(
            WITHDRAWAL,
            "`date` and `reason` (`court order`, `safety of a person`, `error`); with status `withdrawn`.",
            example="{date: 2023-10-12, reason: court order}",
        ),
    ] = None
    redirect_from: Annotated[
        tuple[str, ...],
        Field(
            EARLIER,
            "Earlier slugs or addresses, oldest first; they redirect to this text.",
            ("briefing", "page"),
            ORIGINAL,
        ),
    ] = ()

    extra: tuple[tuple[str, str], ...] = ()
    """The values of the newsroom's own fields (`own_fields.ExtraField`), as name and value; dates in ISO form."""

    @property
    def words(self) -> list[str]:
        """The strings that are translated: title, summary, the picture's texts, and each correction with its date.

        `Text.revision` covers them: with a new string here, all published texts would count as changed.
        """
        picture = [self.image.alt, self.image.caption] if self.image else []
        return [self.title, self.summary, *picture, *(f"{each.date} {each.text}" for each in self.corrections)]


_ATTRIBUTES = [
    (each.name, each.type.__metadata__) for each in msgspec.structs.fields(FrontMatter) if each.name != "extra"
]


def _fields_of(kind: Kind) -> Iterator[Field]:
    for name, declared in _ATTRIBUTES:
        for each in declared:
            if kind in each.kinds:
                yield replace(each, name=name, parts=ORIGINAL if kind == "letter" else each.parts)


FieldTable = Mapping[Kind, Mapping[str, Field]]

FIELDS: FieldTable = MappingProxyType(
    {kind: MappingProxyType({field.name: field for field in _fields_of(kind)}) for kind in _ALL}
)
"""The declared fields by kind of text and then by name: `FIELDS["briefing"]["tags"]` is a `Field`."""

_EVERY = [(name, field.type) for fields in FIELDS.values() for name, field in fields.items()]
_EVERY += [(name, inner) for _, outer in _EVERY for name, inner in outer.inside if name]

KEYS = frozenset(name for name, _ in _EVERY)
"""The names of all fields, such as `sources`, and of all keys inside their values, such as `url`."""

PRINTED = frozenset(name for name, kind in _EVERY if kind.printed)
"""The names of those fields and keys (of `KEYS`) whose values readers see."""

PROSE = frozenset(name for name, kind in _EVERY if kind.printed == "prose")
"""The names of those fields and keys whose values are typeset; names of people and publishers stay as typed."""

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {name: f"{name}: {field.example}" for fields in FIELDS.values() for name, field in fields.items() if field.example}
)
"""An example line for each field whose name does not show the form of its value, by name: `name: name withheld`."""


def is_translated(kind: Kind) -> bool:
    """Return whether a text of this kind can have translations; only readers' letters cannot."""
    return "translates" in FIELDS[kind]


def required_fields(fields: Mapping[str, Field], part: Part, *, withdrawn: bool) -> tuple[str, ...]:
    """Return the names of the fields that the front matter of a file must have.

    A withdrawn text needs only those on which its address, language or status depends (`Field.essential`) and, if it is
    an original, `withdrawal`. `fields` are those of its kind.
    """
    required = [field for field in fields.values() if field.required and part in field.parts]
    if withdrawn and "withdrawal" in fields:
        # a translation inherits the original's withdrawal
        reason = ("withdrawal",) if part == "original" else ()
        return (*(field.name for field in required if field.essential), *reason)
    return tuple(field.name for field in required)


OF_TERMS = ("tags", "people", "organisations", "places")
"""The fields that name terms, each an entry of the vocabulary of the same name."""
