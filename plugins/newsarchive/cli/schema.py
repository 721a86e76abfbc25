"""`newsarchive schema`: write JSON Schemas, with which an editor's program completes and checks what is typed.

A schema describes a single file and cannot compare days, so only `newsarchive check` is complete. All keywords mean the
same in draft 7.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newsarchive.build.files import write_whole
from newsarchive.build.inputs import build_day
from newsarchive.build.terminal import shown_path
from newsarchive.model.addresses import OLD_ADDRESS, RESERVED, SLUG
from newsarchive.model.field_types import ID, TEXT, Schema, ecma
from newsarchive.model.fields import (
    FIELDS,
    OF_THE_ORIGINAL,
    PICTURE,
    Field,
    FieldTable,
    Kind,
    Part,
    is_translated,
    required_fields,
)
from newsarchive.model.settings import site_of
from newsarchive.model.vocabularies import BY_LANGUAGE, TERM_FIELDS

from .command import Command, typed_path

TITLES: Mapping[Kind, str] = {
    "briefing": "A briefing",
    "page": "A standing page",
    "notice": "A notice",
    "letter": "A letter",
}

COMMAND = Command("write the JSON Schemas of the content, for text editors", "develop")

FOLDER = Path(__file__).resolve().parent / "schemas"

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WITHDRAWN = {"properties": {"status": {"const": "withdrawn"}}, "required": ["status"]}


def schema_files(languages: Sequence[str], default: str, declared: FieldTable = FIELDS) -> dict[str, str]:
    """Return the content (JSON) of all schema files, by file name, such as `briefing.schema.json`."""
    found: dict[str, Schema] = {kind: text_schema(kind, declared) for kind in declared}
    found |= {"vocabulary": vocabulary_schema(languages, default), "redirects": redirects_schema()}
    return {
        f"{name}.schema.json": json.dumps({"$schema": _DRAFT, **schema}, ensure_ascii=False, indent=2) + "\n"
        for name, schema in found.items()
    }


def text_schema(kind: Kind, declared: FieldTable = FIELDS) -> dict[str, object]:
    """Return the JSON Schema of the front matter of one kind of text; with `translates`, it is a translation."""
    table = declared[kind]
    if not is_translated(kind):
        return {"title": TITLES[kind], **_part_schema(table, "original")}
    return {
        "title": TITLES[kind],
        "type": "object",
        "if": {"required": ["translates"]},
        "then": {"$ref": "#/$defs/translation"},
        "else": {"$ref": "#/$defs/original"},
        "$defs": {"original": _part_schema(table, "original"), "translation": _part_schema(table, "translation")},
    }


def vocabulary_schema(languages: Sequence[str], default: str) -> dict[str, object]:
    """Return the JSON Schema of a vocabulary; only a name in the language `default` is required of its entries."""

    def by_language(value: Mapping[str, object]) -> Schema:
        return {"type": "object", "properties": dict.fromkeys(languages, value), "additionalProperties": False}

    line = by_language({"description": "One line, plain text.", **TEXT.schema})
    keys: dict[str, dict[str, object]] = {
        name: {"description": field.sentence, **(line if name in BY_LANGUAGE else field.type.schema)}
        for name, field in TERM_FIELDS.items()
    }
    keys["names"]["required"] = [default]
    words = TERM_FIELDS["search"].type.schema
    keys["search"] = {"description": keys["search"]["description"], "anyOf": [words, by_language(words)]}
    return {
        "title": "Terms by id: tags, people, organisations or places",
        "type": ["object", "null"],
        "propertyNames": {
            "pattern": ecma(SLUG),
            "patternErrorMessage": ID.expected,
            "not": {"anyOf": [{"enum": sorted(RESERVED)}, {"pattern": "^[0-9]{4}$"}]},
        },
        "additionalProperties": {
            "type": "object",
            "properties": keys,
            "required": ["names"],
            "additionalProperties": False,
        },
    }


def redirects_schema() -> dict[str, object]:
    """Return the JSON Schema of `redirects.yaml`, whose keys are old addresses and whose values are new ones."""
    return {
        "title": "Old addresses such as az/2020/old-name, and where they lead now",
        "type": ["object", "null"],
        "propertyNames": {
            "pattern": OLD_ADDRESS,
            "patternErrorMessage": "an address such as az/2020/old-name, 2019/02/post.html or ?p=17",
        },
        "additionalProperties": {
            "description": "A new address such as az/2021/new-name, or a file of the content.",
            **TEXT.schema,
        },
    }


def _part_schema(table: Mapping[str, Field], part: Part) -> dict[str, object]:
    fields = [field for field in table.values() if part in field.parts]
    schema: dict[str, object] = {
        "type": "object",
        "properties": {field.name: _field_schema(field, part) for field in fields},
        "additionalProperties": False,
    }
    usual = {"required": list(required_fields(table, part, withdrawn=False))}
    if "withdrawal" not in table:
        return {**schema, **usual}
    withdrawn = {"required": list(required_fields(table, part, withdrawn=True))}
    return {**schema, "if": _WITHDRAWN, "then": withdrawn, "else": {"properties": {"withdrawal": False}, **usual}}


def _field_schema(field: Field, part: Part) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": field.sentence, **field.type.schema}
    if field.type is PICTURE and part == "original":
        schema["required"] = [*OF_THE_ORIGINAL, *schema["required"]]
    elif field.type is PICTURE:  # a translation inherits the file and its credit
        schema["properties"] = {name: key for name, key in schema["properties"].items() if name not in OF_THE_ORIGINAL}
    return schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder, where to write, to the parser."""
    where = f"where to write; by default {FOLDER}"
    parser.add_argument("folder", nargs="?", type=typed_path, default=FOLDER, metavar="FOLDER", help=where)


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive schema`: write the schemas; return 0."""
    site = site_of(settings, build_day(os.environ))
    for name, content in schema_files(site.tags, site.default, site.fields).items():
        write_whole(options.folder / name, content.encode())
        print(shown_path(options.folder / name))
    return 0
