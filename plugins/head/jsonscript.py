"""JSON that can stand in a `script` element."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

_ESCAPED = tuple((letter, f"\\u{ord(letter):04x}") for letter in "<>&\u2028\u2029")


def script_json(data: Mapping[str, object]) -> str:
    """Write data as JSON for a `script` element.

    The element ends at `</script`, and `<!--` begins a state in which that is no end (HTML Standard 4.12.1.3);
    `&` is for those who parse a page as XML, the two line separators for those who read JSON as JavaScript. All
    five can only stand inside of strings, where an escape says the same.
    """
    text = msgspec.json.encode(data).decode()
    for letter, escape in _ESCAPED:
        text = text.replace(letter, escape)
    return text


def present(**properties: object) -> dict[str, object]:
    """Return the properties that have a value; `type`, `id` and `context` are JSON-LD's, with its `@`.

    A list of one is written as its one: to JSON-LD both are the same.
    """
    kept = {}
    for name, value in properties.items():
        if value is None or (not value and isinstance(value, (str, list, tuple))):
            continue
        key = f"@{name}" if name in ("type", "id", "context") else name
        kept[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return kept
