"""`newsarchive fields`: print the tables of docs/fields.md."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from newsarchive.model.fields import FIELDS, is_translated

from .command import Command
from .schema import TITLES

COMMAND = Command("print the tables of front-matter fields for docs/fields.md")


def field_tables() -> str:
    """Return Markdown tables of all front-matter fields, one for each kind of text, for docs/fields.md."""
    lines = []
    for kind, fields in FIELDS.items():
        lines += [f"## {TITLES[kind]}", "", "| field | in | value | meaning |", "| --- | --- | --- | --- |"]
        for field in fields.values():
            where: str = kind if not is_translated(kind) else "both" if len(field.parts) == 2 else field.parts[0]
            where += ", required" * field.required
            lines.append(f"| `{field.name}` | {where} | {field.type.expected} | {field.sentence} |")
        lines.append("")
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing to the parser."""


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - those of the generator count
    """Run `newsarchive fields`; return 0."""
    print(field_tables(), end="")
    return 0
