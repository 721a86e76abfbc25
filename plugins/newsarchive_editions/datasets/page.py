"""The page that offers the data and explains each column.

It has nothing that changes with each publication or with each text: no sizes, no counts of rows, no day. So it is
rendered again only when the structure of the archive, its words or its settings change.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsarchive.api import Download, Edition, Page, PageLink, Plan, addresses, listing_place

from .columns import BODY, NESTED, NOTES, Column, Table
from .descriptors import JSON_LINES
from .files import years_of_texts
from .rows import works_of


class ExplainedColumn(msgspec.Struct, frozen=True):
    """A column, or one of each language, as the page explains it.

    Attributes:
        names: Its name in the files; several if there is one for each language.
        form: What its values look like, in words.
        meaning: What it means, and `language`, the language of these words.
        choices: All values that it can have, each with its words in the language of the page, which may be empty.
    """

    names: tuple[str, ...]
    form: str
    meaning: str
    language: str
    choices: tuple[tuple[str, str], ...] = ()


class ExplainedTable(msgspec.Struct, frozen=True):
    """A table as the page offers it: its name, file, title, what its rows are, and its columns."""

    name: str
    address: str
    title: str
    about: str
    columns: tuple[ExplainedColumn, ...]


class OfferedTexts(msgspec.Struct, frozen=True):
    """The texts of a language as the page offers them: the language, its name, and the address of each year's file."""

    tag: str
    name: str
    years: tuple[tuple[int, str], ...]


def data_plans(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for the data page of each language."""
    for language in edition.site.tags:
        yield Plan.of_page(addresses.data_page(language), data_page, edition, language)


def data_page(edition: Edition, language: str) -> Page:
    """Return the page in a language that offers the data and explains each column."""
    words, site = edition.words, edition.site
    tables = [_explained(table, edition, language) for table in works_of(edition).tables.values()]
    title = words(language, "archive.title")
    return Page(
        **listing_place(site, language, addresses.data_page),
        template="data.html",
        title=words(language, "data.title"),
        description=words(language, "data.description"),
        view={
            "tables": tables,
            "texts": _offered(edition),
            "nested": [(name, words(language, f"data.column.{name}")) for name in (BODY, NOTES)],
            "lists": NESTED,
            "package": addresses.data_file("datapackage.json"),
            "licence": site.newsroom.text_licence,
        },
        kind="dataset",
        trail=(PageLink(title, addresses.archive_page(language)),),
        downloads=(
            *(Download(each.name, each.address, "text/csv") for each in tables),
            *(
                Download(f"{each.language} {each.year}", each.address, JSON_LINES)
                for each in years_of_texts(edition)
                if each.language == language
            ),
        ),
    )


def _offered(edition: Edition) -> list[OfferedTexts]:
    found = years_of_texts(edition)
    return [
        OfferedTexts(
            each.tag, each.name, tuple((one.year, one.address) for one in reversed(found) if one.language == each.tag)
        )
        for each in edition.site.languages
    ]


def _explained(table: Table, edition: Edition, language: str) -> ExplainedTable:
    words = edition.words
    groups: dict[tuple[str, str], list[Column]] = {}
    for column in table.columns:
        # the columns of one field in all languages are explained together
        groups.setdefault(("", column.words) if column.language else (column.name, ""), []).append(column)
    return ExplainedTable(
        table.name,
        addresses.data_file(f"{table.name}.csv"),
        words(language, f"data.table.{table.name}"),
        words(language, f"data.table.{table.name}.about"),
        tuple(_column(columns, edition, language) for columns in groups.values()),
    )


def _column(columns: list[Column], edition: Edition, language: str) -> ExplainedColumn:
    first, default = columns[0], edition.site.default
    spoken = first.own.label(language, default)[1] if first.own else language
    choices = first.choices
    if first.own:
        named = tuple((each, first.own.words(each, language, default)[0]) for each in choices)
    else:
        named = tuple((each, "") for each in choices)
    return ExplainedColumn(
        tuple(each.name for each in columns),
        edition.words(language, f"data.form.{first.form}"),
        first.meaning(edition.words, language, default),
        spoken,
        named,
    )
