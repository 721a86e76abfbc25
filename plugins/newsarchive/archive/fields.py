"""The table of front-matter fields, and the types of their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal
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
from .models import Correction, Picture, Source, SourceHeadline, Withdrawal
from .vocabularies import SLUG
from .yaml_text import FieldType, ecma, list_of, mapping_of, scalar

STATUSES = ("published", "draft", "hidden", "withdrawn")
REASONS = ("court order", "safety of a person", "error")
MOST_TAGS = 8

PICTURE_NAME = re.compile(r"(?![A-Za-z0-9._-]{101})[A-Za-z0-9][A-Za-z0-9._-]*\Z")
"""File names that need no escaping in an address, at most 100 characters long."""

MOST_PARTS = 8
"""The largest number of parts (folders) of an address in `redirect_from`."""

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
_REVISION_PATTERN = re.compile(r"[0-9a-f]{12}\Z")
_WEB_PATTERN = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@]*)?(?:[/?#]\S*)?$"
)


def _matching(expected: str, pattern: re.Pattern[str], number: str = "") -> FieldType:
    """Return the type of values that match a pattern.

    `number` is the type (`number` or `integer`) that YAML gives to some matching values, such as `2023` or `12e4`, if
    any.
    """

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
    """Return the type of one line of plain text. White space is collapsed; numbers and booleans stay as typed."""
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
    """Parse a slug or an address of this site; leading and trailing slashes are removed."""
    parts = value.strip("/").split("/")
    if len(parts) > MOST_PARTS or not all(SLUG.match(part) for part in parts):
        raise ValueError(value)
    return "/".join(parts)


_PART = ecma(SLUG)[1:-1]
ADDRESS_PATTERN = f"^/*{_PART}(?:/{_PART}){{0,{MOST_PARTS - 1}}}/*$"
"""The pattern of an address of this site or a slug, as a regular expression of ECMA-262."""

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
REVISION = _matching("12 hex digits", _REVISION_PATTERN, number="number")
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


Kind = Literal["briefing", "page", "notice", "letter"]
Part = Literal["original", "translation"]

BOTH: tuple[Part, ...] = ("original", "translation")
ORIGINAL: tuple[Part, ...] = ("original",)
TRANSLATION: tuple[Part, ...] = ("translation",)

OF_THE_ORIGINAL: tuple[str, ...] = ("file", "credit")
"""The picture keys that only the original may set, and must set."""


EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "date": "date: 2023-10-12",
        "tags": "tags: [press-freedom]",
        "sources": "sources: [{url: https://…, title: …, publisher: …, lang: en}]",
        "withdrawal": "withdrawal: {date: 2023-10-12, reason: court order}",
        "starts": "starts: 2023-10-12",
        "ends": "ends: 2023-10-12",
        "language": "language: en",
        "name": "name: name withheld",
    }
)
"""Example lines for fields whose names do not show their format."""

FOREIGN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("description", "excerpt", "abstract", "subtitle", "lead", "lede"), "summary"),
        **dict.fromkeys(("aliases", "alias", "old_url", "redirects"), "redirect_from"),
        **dict.fromkeys(("categories", "category", "keywords", "topics", "tag"), "tags"),
        **dict.fromkeys(("author", "by", "byline", "creator"), "authors"),
        **dict.fromkeys(("lastmod", "last_modified", "last_modified_at", "updated"), "modified"),
        **dict.fromkeys(("publishdate", "publish_date", "pubdate", "pub_date", "date_published"), "published"),
        **dict.fromkeys(("cover", "thumbnail", "featured_image", "images", "photo", "picture"), "image"),
        **dict.fromkeys(("references", "links"), "sources"),
        **dict.fromkeys(("translator",), "translators"),
        **dict.fromkeys(("location", "locations"), "places"),
        **dict.fromkeys(("headline", "heading"), "title"),
        **dict.fromkeys(("from", "start"), "starts"),
        **dict.fromkeys(("until", "end", "expirydate"), "ends"),
        **dict.fromkeys(("başlıq", "sərlövhə", "заголовок", "название"), "title"),
        **dict.fromkeys(("xülasə", "təsvir", "описание", "резюме", "аннотация"), "summary"),
        **dict.fromkeys(("tarix", "gün", "дата", "день"), "date"),
        **dict.fromkeys(("dərc", "dərc_olunub", "опубликовано"), "published"),
        **dict.fromkeys(("mövzu", "mövzular", "teqlər", "тема", "темы", "тег", "теги", "метки"), "tags"),
        **dict.fromkeys(("şəxs", "şəxslər", "insanlar", "люди", "персоны"), "people"),
        **dict.fromkeys(("təşkilat", "təşkilatlar", "организация", "организации"), "organisations"),
        **dict.fromkeys(("yer", "yerlər", "место", "места"), "places"),
        **dict.fromkeys(("müəllif", "müəlliflər", "автор", "авторы"), "authors"),
        **dict.fromkeys(("mənbə", "mənbələr", "источник", "источники"), "sources"),
        **dict.fromkeys(("şəkil", "изображение", "картинка", "фото"), "image"),
        **dict.fromkeys(("düzəliş", "düzəlişlər", "исправление", "исправления"), "corrections"),
        **dict.fromkeys(("tərcüməçi", "tərcüməçilər", "переводчик", "переводчики"), "translators"),
        **dict.fromkeys(("vəziyyət", "статус"), "status"),
    }
)
"""Our field names by their names in other site generators and in the editors' languages, in lower case."""

FOREIGN_OF_LETTERS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("author", "by", "byline", "creator", "from", "sender", "signature", "signed", "writer"), "name")
)
"""Additional names for fields of letters: a letter has no authors, but its writer's `name`."""

NAMED_BY_FILE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("slug", "url", "permalink", "id"), "slug"),
        **dict.fromkeys(("lang", "language", "locale"), "language"),
    }
)
"""Fields of other site generators whose value we take from the name of the folder or file."""


@dataclass(frozen=True)
class Field:
    """A front-matter field.

    Attributes:
        type: The type of its value.
        parts: The parts (original, translation) that may have the field.
        required: The parts that must have it.
        sentence: Its one-sentence description.
    """

    name: str
    type: FieldType
    parts: tuple[Part, ...]
    required: tuple[Part, ...]
    sentence: str

    @property
    def read(self) -> Callable[..., object]:
        """The function that validates a value: it takes the field's name, the YAML tree and the list for faults."""
        return self.type.read


_TITLE = Field("title", TEXT, BOTH, BOTH, "Headline in the file's language, plain text.")
_SUMMARY = Field("summary", TEXT, BOTH, BOTH, "One or two sentences, plain text.")
_TRANSLATES = Field("translates", LANGUAGE, TRANSLATION, TRANSLATION, "Language tag of the text it was made from.")
_REVISION = Field(
    "translated_revision",
    REVISION,
    TRANSLATION,
    (),
    "Revision of that text when this translation was made or last checked: 12 hex digits.",
)
_TRANSLATORS = Field("translators", NAMES, TRANSLATION, (), "Names of those who translated it.")
_CONTACTS = Field(
    "published_contacts",
    CONTACTS,
    BOTH,
    (),
    "Telephone numbers, mailboxes and the like that this file names on purpose; others are warned of.",
)
_MODIFIED = Field("modified", DAY, BOTH, (), "Day on which this text's words last changed.")
_STATUS = Field("status", STATUS, BOTH, (), "`published` (the default), `draft`, `hidden` or `withdrawn`.")
_PAGE_STATUS = Field("status", PAGE_STATUS, BOTH, (), "`published` (the default), `draft` or `hidden`.")
_REDIRECT_FROM = Field(
    "redirect_from",
    EARLIER,
    ORIGINAL,
    (),
    "Earlier slugs or addresses, oldest first, which then lead to this text.",
)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "briefing": (
        _TITLE,
        _SUMMARY,
        Field(
            "date",
            DATE,
            ORIGINAL,
            ORIGINAL,
            "When what it reports happened or was first reported, as exactly as known; its year is the folder's.",
        ),
        Field(
            "published",
            PUBLISHED,
            BOTH,
            (),
            "Day or moment when this text first goes online here; until then it is not built. "
            "Default: the day of the publication that first has it.",
        ),
        Field(
            "brought_from",
            WEB,
            BOTH,
            (),
            "Address where this text was published before it came here; needs `published`, the day there.",
        ),
        Field("tags", TAGS, ORIGINAL, ORIGINAL, "One to eight ids of `tags.yaml`."),
        Field("people", IDS, ORIGINAL, (), "Ids of `people.yaml`."),
        Field("organisations", IDS, ORIGINAL, (), "Ids of `organisations.yaml`."),
        Field("places", IDS, ORIGINAL, (), "Ids of `places.yaml`."),
        Field("authors", NAMES, ORIGINAL, (), "Who wrote it. Default: the desk."),
        Field(
            "sources",
            SOURCES,
            ORIGINAL,
            ORIGINAL,
            "At least one `url`, `title`, `publisher`, `lang`, with `date` and `archived` (a kept copy) if known.",
        ),
        Field(
            "source_headline",
            SOURCE_HEADLINE,
            ORIGINAL,
            (),
            "`lang` and `text` of the headline as the source ran it.",
        ),
        Field(
            "image",
            PICTURE,
            BOTH,
            (),
            "Original: `file`, `credit`, `alt`, `caption`; a translation: its own `alt` and `caption`.",
        ),
        Field("related", SLUGS, ORIGINAL, (), "Slugs of briefings to read next; more are computed."),
        _MODIFIED,
        Field(
            "corrections",
            CORRECTIONS,
            BOTH,
            (),
            "List of `date` and `text`: what was wrong; with `withhold: true` the site shows no earlier words.",
        ),
        Field(
            "minor",
            YES,
            BOTH,
            (),
            "`true`: what changed since the last publication is spelling or form, and needs no correction.",
        ),
        _TRANSLATES,
        _REVISION,
        _TRANSLATORS,
        _CONTACTS,
        _STATUS,
        Field(
            "withdrawal",
            WITHDRAWAL,
            BOTH,
            (),
            "`date` and `reason` (`court order`, `safety of a person`, `error`); with status `withdrawn`.",
        ),
        _REDIRECT_FROM,
    ),
    "page": (
        _TITLE,
        _SUMMARY,
        _MODIFIED,
        _TRANSLATES,
        _REVISION,
        _TRANSLATORS,
        _CONTACTS,
        _PAGE_STATUS,
        _REDIRECT_FROM,
    ),
    "notice": (
        _TITLE,
        Field("starts", DAY, ORIGINAL, ORIGINAL, "First day on which it is shown."),
        Field("ends", DAY, ORIGINAL, ORIGINAL, "Last day on which it is shown."),
        _TRANSLATES,
        _REVISION,
        _TRANSLATORS,
        _CONTACTS,
        _PAGE_STATUS,
    ),
    "letter": (
        Field("language", LANGUAGE, ORIGINAL, ORIGINAL, "Language of the letter, one of the site's."),
        Field(
            "name",
            TEXT,
            ORIGINAL,
            ORIGINAL,
            "Name under which it is printed, or `name withheld`, which each reader is told in the page's language.",
        ),
        Field("date", WHOLE_DATE, ORIGINAL, ORIGINAL, "Day of the letter, the same as in the file's name."),
        Field(
            "modified",
            DAY,
            ORIGINAL,
            (),
            "Day on which the desk last changed it, or last read it for words that a correction withholds.",
        ),
        replace(_CONTACTS, parts=ORIGINAL),
        Field("status", LETTER_STATUS, ORIGINAL, (), "`published` (the default) or `draft`."),
    ),
}


_BY_NAME = MappingProxyType({kind: MappingProxyType({each.name: each for each in FIELDS[kind]}) for kind in FIELDS})


def fields_of(kind: Kind) -> Mapping[str, Field]:
    """Return the fields of a kind of file by name, in the order of `FIELDS`."""
    return _BY_NAME[kind]


def is_translated(kind: Kind) -> bool:
    """Return whether files of a kind can have translations.

    Letters are printed in the language in which they were written.
    """
    return "translates" in fields_of(kind)


@lru_cache
def required_fields(kind: Kind, part: Part, *, withdrawn: bool) -> tuple[str, ...]:
    """Return the fields that a file must have. A withdrawn text needs only those for its address and the reason."""
    required = [field.name for field in FIELDS[kind] if part in field.required]
    if withdrawn and "withdrawal" in fields_of(kind):
        required = [name for name in required if name in ("date", "translates")]
        # a translation inherits the original's withdrawal
        required += ["withdrawal"] if part == "original" else []
    return tuple(required)
