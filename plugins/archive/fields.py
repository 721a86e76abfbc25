"""The typed table of front-matter fields: the only place that says what a file may and must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from . import fieldtypes as types
from .shapes import FieldType

Kind = Literal["briefing", "page", "notice", "letter"]
Part = Literal["original", "translation"]

BOTH: tuple[Part, ...] = ("original", "translation")
ORIGINAL: tuple[Part, ...] = ("original",)
TRANSLATION: tuple[Part, ...] = ("translation",)

OF_THE_ORIGINAL: tuple[str, ...] = ("file", "credit")
"""What a picture takes from the original: it must be given there, and may not be given again."""


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
"""How a field is written whose shape its name does not tell."""

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
"""Our fields by what other generators call them, and by their names in languages of editors, in small letters."""

FOREIGN_OF_LETTERS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("author", "by", "byline", "creator", "from", "sender", "signature", "signed", "writer"), "name")
)
"""The same in a letter, whose writer has a name and no more."""

NAMED_BY_FILE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("slug", "url", "permalink", "id"), "slug"),
        **dict.fromkeys(("lang", "language", "locale"), "language"),
    }
)
"""What other generators take from a field, and we from the name of the folder or file."""


@dataclass(frozen=True)
class Field:
    """One field: its type, the parts that may give it, those that must, and one sentence on it."""

    name: str
    type: FieldType
    parts: tuple[Part, ...]
    required: tuple[Part, ...]
    sentence: str

    @property
    def read(self) -> Callable[..., object]:
        """The type's reader: tree -> value, reporting faults."""
        return self.type.read


_TITLE = Field("title", types.TEXT, BOTH, BOTH, "Headline in the file's language, plain text.")
_SUMMARY = Field("summary", types.TEXT, BOTH, BOTH, "One or two sentences, plain text.")
_TRANSLATES = Field(
    "translates", types.LANGUAGE, TRANSLATION, TRANSLATION, "Language tag of the text it was made from."
)
_REVISION = Field(
    "translated_revision",
    types.REVISION,
    TRANSLATION,
    (),
    "Revision of that text when this translation was made or last checked: 12 hex digits.",
)
_TRANSLATORS = Field("translators", types.NAMES, TRANSLATION, (), "Names of those who translated it.")
_CONTACTS = Field(
    "published_contacts",
    types.CONTACTS,
    BOTH,
    (),
    "Telephone numbers, mailboxes and the like that this file names on purpose; others are warned of.",
)
_MODIFIED = Field("modified", types.DAY, BOTH, (), "Day on which this text's words last changed.")
_STATUS = Field("status", types.STATUS, BOTH, (), "`published` (the default), `draft`, `hidden` or `withdrawn`.")
_PAGE_STATUS = Field("status", types.PAGE_STATUS, BOTH, (), "`published` (the default), `draft` or `hidden`.")
_REDIRECT_FROM = Field(
    "redirect_from",
    types.EARLIER,
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
            types.DATE,
            ORIGINAL,
            ORIGINAL,
            "When what it reports happened or was first reported, as exactly as known; its year is the folder's.",
        ),
        Field(
            "published",
            types.PUBLISHED,
            BOTH,
            (),
            "Day or moment when this text first goes online here; until then it is not built. "
            "Default: the day of the publication that first has it.",
        ),
        Field(
            "brought_from",
            types.WEB,
            BOTH,
            (),
            "Address where this text was published before it came here; needs `published`, the day there.",
        ),
        Field("tags", types.TAGS, ORIGINAL, ORIGINAL, "One to eight ids of `tags.yaml`."),
        Field("people", types.IDS, ORIGINAL, (), "Ids of `people.yaml`."),
        Field("organisations", types.IDS, ORIGINAL, (), "Ids of `organisations.yaml`."),
        Field("places", types.IDS, ORIGINAL, (), "Ids of `places.yaml`."),
        Field("authors", types.NAMES, ORIGINAL, (), "Who wrote it. Default: the desk."),
        Field(
            "sources",
            types.SOURCES,
            ORIGINAL,
            ORIGINAL,
            "At least one `url`, `title`, `publisher`, `lang`, with `date` and `archived` (a kept copy) if known.",
        ),
        Field(
            "source_headline",
            types.SOURCE_HEADLINE,
            ORIGINAL,
            (),
            "`lang` and `text` of the headline as the source ran it.",
        ),
        Field(
            "image",
            types.PICTURE,
            BOTH,
            (),
            "Original: `file`, `credit`, `alt`, `caption`; a translation: its own `alt` and `caption`.",
        ),
        Field("related", types.SLUGS, ORIGINAL, (), "Slugs of briefings to read next; more are computed."),
        _MODIFIED,
        Field(
            "corrections",
            types.CORRECTIONS,
            BOTH,
            (),
            "List of `date` and `text`: what was wrong; with `withhold: true` the site shows no earlier words.",
        ),
        Field(
            "minor",
            types.YES,
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
            types.WITHDRAWAL,
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
        Field("starts", types.DAY, ORIGINAL, ORIGINAL, "First day on which it is shown."),
        Field("ends", types.DAY, ORIGINAL, ORIGINAL, "Last day on which it is shown."),
        _TRANSLATES,
        _REVISION,
        _TRANSLATORS,
        _CONTACTS,
        _PAGE_STATUS,
    ),
    "letter": (
        Field("language", types.LANGUAGE, ORIGINAL, ORIGINAL, "Language of the letter, one of the site's."),
        Field(
            "name",
            types.TEXT,
            ORIGINAL,
            ORIGINAL,
            "Name under which it is printed, or `name withheld`, which each reader is told in the page's language.",
        ),
        Field("date", types.WHOLE_DATE, ORIGINAL, ORIGINAL, "Day of the letter, the same as in the file's name."),
        Field(
            "modified",
            types.DAY,
            ORIGINAL,
            (),
            "Day on which the desk last changed it, or last read it for words that a correction withholds.",
        ),
        replace(_CONTACTS, parts=ORIGINAL),
        Field("status", types.LETTER_STATUS, ORIGINAL, (), "`published` (the default) or `draft`."),
    ),
}


_BY_NAME = MappingProxyType({kind: MappingProxyType({each.name: each for each in FIELDS[kind]}) for kind in FIELDS})


def fields_of(kind: Kind) -> Mapping[str, Field]:
    """Return a kind's fields by name, in the table's order."""
    return _BY_NAME[kind]


def is_translated(kind: Kind) -> bool:
    """Whether texts of a kind have translations: a letter stands in the language in which it was written."""
    return "translates" in fields_of(kind)


@lru_cache
def required_fields(kind: Kind, part: Part, *, withdrawn: bool) -> tuple[str, ...]:
    """Return the fields that a file must give; of a withdrawn text only its address is left, and why it went."""
    required = [field.name for field in FIELDS[kind] if part in field.required]
    if withdrawn and "withdrawal" in fields_of(kind):
        required = [name for name in required if name in ("date", "translates")]
        # a translation's may be the original's
        required += ["withdrawal"] if part == "original" else []
    return tuple(required)
