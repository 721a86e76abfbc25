"""The fields of front matter, each declared once: as an attribute of a record, with its type and its rules.

Front matter is the block of YAML at the start of each content file. `FrontMatter` has the values of one file; `Source`,
`Picture` and others are the values inside them. The checker, the commands `new` and `fix`, the JSON Schemas, the table
for editors, the masking of what is not prose, and typesetting read the declarations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Literal, get_args

import msgspec
from msgspec.structs import replace

from .dates import ArchiveDate
from .field_types import (
    CONTACTS,
    DATE,
    DAY,
    EARLIER,
    IDS,
    LANGUAGE,
    MINOR,
    NAME,
    NAMES,
    PICTURE_FILE,
    PUBLISHED,
    REVISION,
    SLUGS,
    SOURCE_ID,
    TAGS,
    TEXT,
    WEB,
    WHOLE_DATE,
    YES,
    FieldType,
    list_of,
    mapping_of,
    one_of,
)

Kind = Literal["briefing", "page", "notice", "letter"]
Part = Literal["original", "translation"]
Status = Literal["published", "draft", "hidden", "withdrawn"]
NoticePages = Literal["front", "everywhere"]
NoticePlace = Literal["end", "top"]
WithdrawalReason = Literal["court order", "safety of a person", "error"]
SourcesRule = Literal["required", "optional", "own"]

STATUSES: tuple[Status, ...] = get_args(Status)
WITHDRAWAL_REASONS: tuple[WithdrawalReason, ...] = get_args(WithdrawalReason)


class Source(msgspec.Struct, frozen=True, array_like=True):
    """A published report on which a briefing is based; `archived` is the web address of a copy of it, or empty.

    Texts cite it by its `id`, as `[^oc-media p. 12]`; an empty one cannot be cited.
    """

    url: Annotated[str, WEB]
    title: Annotated[str, TEXT]
    publisher: Annotated[str, NAME]
    lang: Annotated[str, LANGUAGE]
    date: Annotated[ArchiveDate | None, DATE] = None
    archived: Annotated[str, WEB] = ""
    id: Annotated[str, SOURCE_ID] = ""


class SourceHeadline(msgspec.Struct, frozen=True, array_like=True):
    """The headline under which a briefing's source published its report, in the source's language `lang`."""

    lang: Annotated[str, LANGUAGE]
    text: Annotated[str, TEXT]


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """A briefing's picture. Only the original has `file` and `credit`; each translation has its `alt` and `caption`."""

    file: Annotated[str, PICTURE_FILE] = ""
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
    reason: Annotated[WithdrawalReason, one_of(WITHDRAWAL_REASONS)]


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


class Field(msgspec.Struct, frozen=True):
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
            one_of(get_args(NoticePages)),
            "Pages that show it: `front` (the default), each front page, or `everywhere`.",
            _NOTICE,
            ORIGINAL,
        ),
    ] = "front"
    place: Annotated[
        NoticePlace,
        Field(
            one_of(get_args(NoticePlace)),
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
            " Texts cite a source by its `id`.",
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
        str,
        Field(
            MINOR,
            "Revision of this text in which only the wording has changed, no fact: it needs no correction. "
            "`./newsarchive check` gives the line.",
        ),
    ] = ""
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


TAXONOMIES = ("tags", "people", "organisations", "places")
"""The fields that name terms, and the vocabularies of the same names; the setting `TAXONOMIES` says which there are."""
