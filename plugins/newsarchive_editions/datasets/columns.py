"""The tables of the published data, and their columns, each made from the field whose values it gives.

The tables of an archive depend on its languages, its vocabularies and its own fields. What a value may be comes from
the declarations of the fields (`model.fields`); what a column means is in the catalogues (`data.column.…`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from newsarchive.api import (
    COPIES,
    DATE_PATTERN,
    DAY_PATTERN,
    KINDS,
    LANGUAGE_TAG,
    NO_COPY_REASONS,
    SLUG,
    WEB,
    WITHDRAWAL_REASONS,
    ExtraField,
    Site,
    Words,
    ecma,
)

Form = Literal["id", "ids", "text", "texts", "date", "day", "integer", "number", "web", "language", "choice", "digest"]
"""What the values of a column look like. `ids` and `texts` are lists."""

LISTS: tuple[Form, ...] = ("ids", "texts")
NUMBERS: tuple[Form, ...] = ("integer", "number")

SEPARATOR, INSIDE = "|", "¦"
"""What stands between the items of a list in a cell, and what replaces it inside an item."""

_ID = ecma(SLUG)[1:-1]
_TAG = ecma(LANGUAGE_TAG)[1:-1]
TEXT_ID = f"^{_ID}/{_TAG}$"
_TERM_ID = f"^[a-z]+/{_ID}$"
_SOURCE_ID = f"^{_ID}/[1-9][0-9]*$"

PATTERNS: dict[Form, str] = {
    "id": f"^{_ID}$",
    "ids": rf"^{_ID}(?:\|{_ID})*$",
    "date": DATE_PATTERN,
    "day": DAY_PATTERN,
    "language": f"^{_TAG}$",
    "digest": "^[0-9a-f]{64}$",
    "web": str(WEB.schema["pattern"]),
}


class Column(msgspec.Struct, frozen=True):
    """A column of a table.

    Attributes:
        name: Its name, in lower case, such as `title_az`.
        words: The key of its description in the catalogues, without `data.column.`; empty for a newsroom's own field.
        form: What its values look like.
        field: The field of front matter whose values it gives, with the key inside it: `sources.url`; or empty.
        language: The tag of the language in which its values are; empty if they are in none, or in that of the row.
        required: Whether no row leaves it empty.
        choices: All possible values of the form `choice`.
        pattern: What values match, if not what `PATTERNS` has for the form.
        own: The newsroom's own field, or None.
    """

    name: str
    words: str
    form: Form = "text"
    field: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    language: str = ""
    pattern: str = ""
    own: ExtraField | None = None

    @property
    def matches(self) -> str:
        """The regular expression (ECMA-262) that all values match, or an empty string."""
        return self.pattern or PATTERNS.get(self.form, "")

    def meaning(self, words: Words, language: str, default: str) -> str:
        """Return what the column means, in a language."""
        return self.own.label(language, default)[0] if self.own else words(language, f"data.column.{self.words}")


class Table(msgspec.Struct, frozen=True):
    """A table of the data, published as `data/NAME.csv`.

    Attributes:
        columns: Its columns, in order.
        key: The columns that together tell its rows apart; empty if nothing does.
        references: By column, the table whose key it names.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(each.name for each in self.columns)


LEFT_OUT = {
    "minor": "it says how the desk worked, and nothing of the text",
    "published_contacts": "it would be a list of telephone numbers and mailboxes",
    "status": "only published texts are in the data",
    "redirect_from": "the rules for web servers have the earlier addresses",
    "image.file": "the column of the picture has its address",
    "corrections.withhold": "it would point at words that nobody should look for",
}
"""Fields of briefings that no column gives, and why."""

BODY, NOTES, NESTED = "body", "notes", ("sources", "corrections", "revisions")
"""What the objects of JSON Lines have besides columns: the words of a text, of its footnotes, and lists of objects."""


def tables_of(site: Site) -> tuple[Table, ...]:
    """Return the tables of an archive, in the order of the page."""
    return (
        Table("briefings", _briefings(site), ("id",)),
        Table("texts", _texts(site), ("id",), (("briefing", "briefings"),)),
        Table("sources", _SOURCES, ("id",), (("briefing", "briefings"),)),
        Table("kept", _KEPT, ("url",)),
        Table("terms", _terms(site), ("id",)),
        Table("briefing_terms", _BRIEFING_TERMS, ("briefing", "term"), (("briefing", "briefings"), ("term", "terms"))),
        Table("corrections", _CORRECTIONS, ("text", "date", "number"), (("text", "texts"), ("briefing", "briefings"))),
        Table("revisions", _REVISIONS, ("text", "number"), (("text", "texts"), ("briefing", "briefings"))),
        Table("withdrawals", _withdrawals(site)),
    )


def suffix_of(language: str) -> str:
    """Return a language tag as the names of columns have it: `pt-BR` -> `pt_BR`."""
    return language.replace("-", "_")


def _bounds(prefix: str = "", *, required: bool = False) -> tuple[Column, Column]:
    return (
        Column(f"{prefix}_from", "date-from", "day", required=required),
        Column(f"{prefix}_to", "date-to", "day", required=required),
    )


def _in_each(site: Site, name: str, words: str, *, field: str = "") -> Iterator[Column]:
    for tag in site.tags:
        yield Column(f"{name}_{suffix_of(tag)}", words, "text", field, language=tag)


def _briefings(site: Site) -> tuple[Column, ...]:
    return (*_briefings_fixed(site), *_own(site, of_texts=False))


def _briefings_fixed(site: Site) -> tuple[Column, ...]:
    return (
        Column("id", "briefing-id", "id", required=True),
        Column("date", "date", "date", "date", required=True),
        *_bounds("date", required=True),
        Column("original", "original", "language", required=True),
        *_in_each(site, "title", "title", field="title"),
        *_in_each(site, "summary", "summary", field="summary"),
        Column("published", "first-published", "day", required=True),
        *(Column(each, each, "ids", each) for each in site.taxonomies),
        Column("authors", "authors", "texts", "authors"),
        Column("source_headline", "source-headline", field="source_headline.text"),
        Column("source_headline_language", "source-headline-language", "language", "source_headline.lang"),
        Column("picture", "picture", field="image"),
        Column("picture_credit", "picture-credit", field="image.credit"),
        Column("related", "related", "ids", "related"),
    )


def _texts(site: Site) -> tuple[Column, ...]:
    return (*_TEXTS_FIXED, *_own(site, of_texts=True))


_TEXTS_FIXED = (
    Column("id", "text-id", "id", required=True, pattern=TEXT_ID),
    Column("briefing", "briefing", "id", required=True),
    Column("language", "language", "language", required=True),
    Column("translates", "translates", "language", "translates"),
    Column("title", "title", field="title", required=True),
    Column("summary", "summary", field="summary", required=True),
    Column("address", "address", required=True),
    Column("published", "published", "day", "published", required=True),
    Column("added", "added", "day", required=True),
    Column("brought_from", "brought-from", "web", "brought_from"),
    Column("modified", "modified", "day", "modified"),
    Column("version", "version", "integer", required=True),
    Column("translated_version", "translated-version", "integer", "translated_revision"),
    Column("translators", "translators", "texts", "translators"),
    Column("picture_alt", "picture-alt", field="image.alt"),
    Column("picture_caption", "picture-caption", field="image.caption"),
)


def own_fields(site: Site, *, of_texts: bool) -> Iterator[ExtraField]:
    """Yield the newsroom's own fields in the table of texts (words, in each language its own) or of briefings."""
    return (each for each in site.extra_fields if (each.type == "text") == of_texts)


_OWN_FORMS: dict[str, Form] = {"text": "text", "choice": "choice", "date": "date", "number": "number", "web": "web"}


def _own(site: Site, *, of_texts: bool) -> Iterator[Column]:
    """Yield the columns of the newsroom's own fields; one that has the name of another column begins with `own_`."""
    fixed = (*_briefings_fixed(site), *_TEXTS_FIXED)
    taken = {BODY, NOTES, *NESTED, *(each.name.lower() for each in fixed)}
    for field in site.extra_fields:
        name = field.name
        while not taken.isdisjoint((name, f"{name}_from", f"{name}_to")):
            name = f"own_{name}"
        bounds = _bounds(name) if field.type == "date" else ()
        taken |= {name, *(each.name for each in bounds)}
        if (field.type == "text") == of_texts:
            yield Column(name, "", _OWN_FORMS[field.type], field.name, choices=tuple(field.choices), own=field)
            yield from bounds


_SOURCES = (
    Column("id", "source-id", "id", required=True, pattern=_SOURCE_ID),
    Column("briefing", "briefing", "id", required=True),
    Column("number", "source-number", "integer", required=True),
    Column("name", "source-name", field="sources.id"),
    Column("url", "url", "web", "sources.url", required=True),
    Column("title", "source-title", field="sources.title", required=True),
    Column("publisher", "publisher", field="sources.publisher", required=True),
    Column("language", "source-language", "language", "sources.lang", required=True),
    Column("date", "source-date", "date", "sources.date"),
    *_bounds("date"),
    Column("archived", "archived", "web", "sources.archived"),
    Column("kept", "kept", "day"),
    Column("not_kept", "not-kept", "choice", choices=NO_COPY_REASONS),
    Column("dead_since", "dead-since", "day"),
)

_KEPT = (
    Column("url", "url", "web", required=True),
    Column("day", "kept-day", "day", required=True),
    Column("outcome", "kept-outcome", "choice", required=True, choices=(*COPIES, "asked", *NO_COPY_REASONS)),
    Column("memento", "kept-memento", "web"),
    Column("token", "kept-token", "digest"),
)

_BRIEFING_TERMS = (
    Column("briefing", "briefing", "id", required=True),
    Column("term", "term", "id", required=True, pattern=_TERM_ID),
    Column("number", "term-number", "integer", required=True),
)


def _terms(site: Site) -> tuple[Column, ...]:
    return (
        Column("id", "term-id", "id", required=True, pattern=_TERM_ID),
        Column("vocabulary", "vocabulary", "choice", required=True, choices=site.taxonomies),
        Column("term", "term-short", "id", required=True),
        *_in_each(site, "name", "name"),
        *_in_each(site, "sort", "sort"),
        *_in_each(site, "description", "description"),
        Column("also", "also", "texts"),
        Column("briefings", "briefings", "integer", required=True),
    )


_CORRECTIONS = (
    Column("text", "text", "id", required=True, pattern=TEXT_ID),
    Column("briefing", "briefing", "id", required=True),
    Column("language", "language", "language", required=True),
    Column("date", "correction-date", "day", "corrections.date", required=True),
    Column("number", "correction-number", "integer", required=True),
    Column("correction", "correction", field="corrections.text", required=True),
)

_REVISIONS = (
    Column("text", "text", "id", required=True, pattern=TEXT_ID),
    Column("briefing", "briefing", "id", required=True),
    Column("language", "language", "language", required=True),
    Column("number", "revision-number", "integer", required=True),
    Column("date", "revision-date", "day", required=True),
    Column("kind", "revision-kind", "choice", required=True, choices=tuple(each for each in KINDS if each != "late")),
)


def reason_id(reason: str) -> str:
    """Return a reason for withdrawals as the data has it: `court order` -> `court-order`."""
    return reason.replace(" ", "-")


def _withdrawals(site: Site) -> tuple[Column, ...]:
    return (
        Column("date", "withdrawal-date", "day", "withdrawal.date", required=True),
        Column(
            "reason",
            "withdrawal-reason",
            "choice",
            "withdrawal.reason",
            True,
            tuple(map(reason_id, WITHDRAWAL_REASONS)),
        ),
        Column("language", "withdrawal-language", "language"),
        *_in_each(site, "address", "withdrawal-address"),
    )
