"""Shapes of front-matter values: one word, a list, a mapping.

Each shape reads a YAML tree into a value and reports what is wrong with it, and says the same as JSON Schema (draft
2020-12) for editors' programs. A schema speaks of what such a program sees: YAML's own types (YAML 1.2, chapter 10.3),
so that a year may be a number there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .faults import Fault, fault, unknown_field
from .yamltree import Listing, Scalar, Tree
from .yamltree import Mapping as YamlMapping

Value = TypeVar("Value")
Reader = Callable[[str, Tree, list[Fault]], object | None]
Schema = Mapping[str, object]


@dataclass(frozen=True)
class FieldType:
    """A named type; `expected` says in words what it takes, `several` the same of many, where that differs.

    The words are English; a fault's message has them from the catalogues (`expected.<their slug>`). `parts` are the
    types of items and keys.

    `schema` is no stricter than `read`; what it cannot say (whether a file exists, say) it lets pass.
    """

    expected: str
    read: Reader
    schema: Schema
    several: str = ""
    parts: tuple[FieldType, ...] = ()

    @property
    def all(self) -> Iterator[FieldType]:
        """The type itself and those of its parts."""
        yield self
        for part in self.parts:
            yield from part.all


def ecma(pattern: re.Pattern[str]) -> str:
    r"""Return a pattern that is matched from its start to `\Z` in ECMA-262's form."""
    return f"^{pattern.pattern.removesuffix(chr(92) + 'Z')}$"


def refuse(faults: list[Fault], tree: Tree, field: str, expected: str) -> None:
    """Report a value of another shape than expected."""
    if isinstance(tree, Scalar):
        faults.append(fault("type", tree, field=field, found=tree.text, expected=expected))
    elif isinstance(tree, Listing):
        faults.append(fault("type", tree, field=field, shape="list", count=len(tree.items), expected=expected))
    else:
        faults.append(fault("type", tree, field=field, shape="mapping", expected=expected))


def scalar(expected: str, convert: Callable[[str], Value], schema: Schema) -> FieldType:
    """Make the type of one-word values; `convert` raises ValueError for what is no such value."""

    def read(field: str, tree: Tree, faults: list[Fault]) -> Value | None:
        if not isinstance(tree, Scalar):
            refuse(faults, tree, field, expected)
        elif tree.empty:
            faults.append(fault("empty", tree, field=field))
        else:
            try:
                return convert(tree.text)
            except ValueError:
                refuse(faults, tree, field, expected)
        return None

    if "pattern" in schema:
        # not of the standard, which lets it pass; programs on VS Code's services print it in the pattern's place
        schema = {**schema, "patternErrorMessage": expected}
    return FieldType(expected, read, schema)


def list_of(item: FieldType, least: int = 1, most: int = 1000) -> FieldType:
    """Make the type of lists, none of whose values stands twice."""
    expected = f"a list of {item.several or item.expected}" + (f", at most {most}" if most < 1000 else "")

    def read(field: str, tree: Tree, faults: list[Fault]) -> tuple[object, ...] | None:
        if (isinstance(tree, Scalar) and tree.empty) or (isinstance(tree, Listing) and not tree.items):
            faults.append(fault("empty", tree, field=field))
            return None
        if not isinstance(tree, Listing) or not least <= len(tree.items) <= most:
            refuse(faults, tree, field, expected)
            return None
        values = [item.read(field, each, faults) for each in tree.items]
        for index, value in enumerate(values):
            if value is not None and value in values[:index]:
                place = tree.items[index]
                faults.append(fault("doubled", place, field=field, found=value))
        return tuple(value for value in values if value is not None)

    schema = {"type": "array", "items": item.schema, "minItems": least, "maxItems": most, "uniqueItems": True}
    return FieldType(expected, read, schema, parts=(item,))


def mapping_of(keys: dict[str, FieldType], required: tuple[str, ...], make: Callable[..., object]) -> FieldType:
    """Make the type of mappings with known keys; `make` takes their values by name."""
    expected = "a mapping of " + ", ".join(keys)
    several = "mappings of " + ", ".join(keys)

    def read(field: str, tree: Tree, faults: list[Fault]) -> object | None:
        if not isinstance(tree, YamlMapping):
            refuse(faults, tree, field, expected)
            return None
        before = len(faults)
        values: dict[str, object] = {}
        for entry in tree.entries:
            if entry.key in keys:
                values[entry.key] = keys[entry.key].read(f"{field}.{entry.key}", entry.value, faults)
            else:
                faults.append(unknown_field(entry, f"{field}.{entry.key}", keys))
        missing = [f"{field}.{key}" for key in required if tree.get(key) is None]
        if missing:
            faults.append(fault("missing-field", tree, field=", ".join(missing)))
        return make(**values) if len(faults) == before else None

    schema = {
        "type": "object",
        "properties": {key: {"description": kind.expected, **kind.schema} for key, kind in keys.items()},
        "required": list(required),
        "additionalProperties": False,
    }
    return FieldType(expected, read, schema, several, tuple(keys.values()))
