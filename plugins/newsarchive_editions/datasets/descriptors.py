"""What machines read about the data: `datapackage.json`.

It is in the site's default language; its fields also have their meaning in the others. It has neither the day nor the
number of the publication: it changes only with what it describes, and STATE says how old a copy is. Which state of the
data it describes, it says by a version that is made from the data alone (`version_of`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from newsarchive.api import Edition, addresses, digest

from .columns import Column, Form, Table
from .rows import works_of

JSON_LINES = "application/jsonl"
_TYPES: dict[Form, str] = {"integer": "integer", "number": "number", "day": "date"}


class FileDigest(NamedTuple):
    """The size of a file in bytes, and its SHA-256 in hexadecimal digits."""

    size: int
    digest: str

    @classmethod
    def of(cls, content: bytes) -> FileDigest:
        """Return those of a file with this content."""
        return cls(len(content), digest(content).hex())


class YearOfTexts(NamedTuple):
    """The texts of a year in a language: one file of JSON Lines."""

    year: int
    language: str

    @property
    def address(self) -> str:
        """The address of the file, such as `data/en/2023.jsonl`."""
        return addresses.data_file(f"{self.language}/{self.year}.jsonl")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def version_of(files: Mapping[str, FileDigest], day: str) -> str:
    """Return the version of the data: its latest day, and the beginning of a digest of all its tables and texts.

    The day alone would not do: two publications may be of one day, and a new name of a term has none. The numbers of
    semantic versions, which Data Packages should have, would have to be typed by somebody.

    Args:
        files: The files by their addresses.
        day: See `rows.latest_day`.
    """
    lines = "".join(f"{files[address].digest}  {_local(address)}\n" for address in sorted(files))
    return ".".join(filter(None, (day, digest(lines.encode()).hex()[:12])))


def datapackage(edition: Edition, files: Mapping[str, FileDigest], texts: Sequence[YearOfTexts], version: str) -> bytes:
    """Return `datapackage.json` (specs.frictionlessdata.io, version 1) for the tables and the texts.

    Each file is a resource: a resource of several files could only have a hash of all of them together.

    Args:
        files: The files of tables and texts, by their addresses.
    """
    site, words, default = edition.site, edition.words, edition.site.default
    licence, url = site.newsroom.text_licence, site.absolute("")
    package: dict[str, object] = {
        "profile": "data-package",
        "name": "archive",
        "version": version,
        "title": words(default, "site.name"),
        "description": words(default, "site.description"),
        **({"homepage": url} if url else {}),
        **({"licenses": [{"title": licence[0], "path": licence[1]}]} if any(licence) else {}),
        "contributors": [{"title": words(default, "site.name"), "role": "publisher", **({"path": url} if url else {})}],
        "resources": [
            *(_table_resource(table, files, edition) for table in works_of(edition).tables.values()),
            *(_texts_resource(each, files, edition) for each in texts),
        ],
    }
    return _json(package)


def _local(address: str) -> str:
    return address.removeprefix(addresses.data_file(""))


def _of_file(address: str, files: Mapping[str, FileDigest]) -> dict[str, object]:
    size, number = files[address]
    return {"path": _local(address), "encoding": "utf-8", "bytes": size, "hash": f"sha256:{number}"}


def _table_resource(table: Table, files: Mapping[str, FileDigest], edition: Edition) -> dict[str, object]:
    words, default = edition.words, edition.site.default
    about = words(default, f"data.table.{table.name}.about")
    schema: dict[str, object] = {
        "fields": [_field(column, edition) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": ["id"]}}
            for column, other in table.references
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        **_of_file(addresses.data_file(f"{table.name}.csv"), files),
        "title": words(default, f"data.table.{table.name}"),
        "description": f"{about} {words(default, 'data.formulas')}",
        "format": "csv",
        "mediatype": "text/csv",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(column: Column, edition: Edition) -> dict[str, object]:
    site = edition.site
    meanings = {tag: column.meaning(edition.words, tag, site.default) for tag in site.tags}
    limits: dict[str, object] = {}
    if column.required:
        limits["required"] = True
    if column.choices:
        limits["enum"] = list(column.choices)
    kind = _TYPES.get(column.form, "string")
    if kind == "string" and column.matches:
        limits["pattern"] = column.matches
    return {
        "name": column.name,
        "type": kind,
        "description": meanings[site.default],
        "descriptions": meanings,
        **({"language": column.language} if column.language else {}),
        **({"constraints": limits} if limits else {}),
    }


def _texts_resource(texts: YearOfTexts, files: Mapping[str, FileDigest], edition: Edition) -> dict[str, object]:
    words, default = edition.words, edition.site.default
    title = words(default, "data.texts", language=edition.site.language(texts.language).name)
    return {
        "profile": "data-resource",
        "name": f"texts-{texts.language.lower()}-{texts.year}",
        **_of_file(texts.address, files),
        "title": f"{title}, {texts.year}",
        "description": words(default, "data.texts.about"),
        "format": "jsonl",
        "mediatype": JSON_LINES,
    }
