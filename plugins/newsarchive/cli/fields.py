"""`newsarchive fields`: print the tables of docs/fields.md."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from newsarchive.model.fields import FIELDS, Field, Kind, is_translated

from .command import Command
from .schema import TITLES

COMMAND = Command("print the tables of front-matter fields for docs/fields.md")


def field_tables() -> str:
    """Return Markdown tables of all front-matter fields, one for each kind of text, for docs/fields.md."""
    return "\n\n".join(_table(kind) for kind in FIELDS) + "\n"


def _table(kind: Kind) -> str:
    rows = [
        f"| `{field.name}` | {_given_in(field, kind)} | {field.type.expected} | {field.sentence} |"
        for field in FIELDS[kind].values()
    ]
    return "\n".join([f"## {TITLES[kind]}", "", "| field | in | value | meaning |", "| --- | --- | --- | --- |", *rows])


def _given_in(field: Field, kind: Kind) -> str:
    where = kind if not is_translated(kind) else "both" if len(field.parts) == 2 else field.parts[0]
    return f"{where}, required" if field.required else where


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing to the parser."""


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - those of the generator count
    """Run `newsarchive fields`; return 0."""
    print(field_tables(), end="")
    return 0
