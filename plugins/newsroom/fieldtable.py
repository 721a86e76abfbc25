"""The table of front-matter fields as CONTRIBUTING shows it, made from the table itself."""

from __future__ import annotations

from plugins.archive.fields import FIELDS, Field, Kind, is_translated

_HEADINGS: dict[Kind, str] = {
    "briefing": "A briefing",
    "page": "A standing page",
    "notice": "A notice",
    "letter": "A letter",
}


def field_tables() -> str:
    """Return the Markdown tables of all kinds of text."""
    return "\n\n".join(_table(kind) for kind in FIELDS) + "\n"


def _table(kind: Kind) -> str:
    rows = [
        f"| `{field.name}` | {_given_in(field, kind)} | {field.type.expected} | {field.sentence} |"
        for field in FIELDS[kind]
    ]
    return "\n".join(
        [f"#### {_HEADINGS[kind]}", "", "| field | in | value | meaning |", "| --- | --- | --- | --- |", *rows]
    )


def _given_in(field: Field, kind: Kind) -> str:
    """Say where a field stands; one that must be given is marked."""
    where = kind if not is_translated(kind) else "both" if len(field.parts) == 2 else field.parts[0]
    return f"{where}, required" if field.required else where
