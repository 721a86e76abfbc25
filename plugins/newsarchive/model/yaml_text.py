"""YAML as strings with positions, without types, anchors or tags.

YAML's own types change values in front matter (`no` is false, `0123` is 83, `2023` is a number), so none is applied:
the field table defines the type of each value (`field_types`). Anchors, aliases, tags and duplicate keys are refused.
Lines and columns count from 1.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

from .characters import FORBIDDEN
from .diagnostics import Fault, Position, fault

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# a field on one line, whose value is no block and no list, unless words follow the list
_FIELD = re.compile(
    r"(?P<indent> *(?:- +)?)(?P<key>[\w-]+):\s*(?P<value>[^\s|>\[{].*?|[|>] ?[^\W\d].*?|\[[^][]+\] *\w.*?) *"
)
_GLUED = re.compile(r"[ \t]*(?:-[ \t]+)?[A-Za-z_]+:[^ \t/]")
_BEGUN = re.compile(r" *(?:- |[\w-]+:(?: |$))|\s*$")
_UNENDED = (
    "while scanning a quoted scalar",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
    "while scanning a simple key",
)
_TOO_DEEP = "exceeded maximum nesting depth"  # libyaml's own words
_DEEPEST = 8  # levels of nesting; no field needs more than three
LONGEST = 4_000
"""The largest number of characters of a value in YAML: pages, preview pictures and messages print it in full."""
# an anchor, alias or tag never starts inside a word
_PROPERTY = re.compile(r"(?<!\w)[&*!]")
_UNFOLDED = 10_000_000  # longer than any file may be, so that PyYAML never folds a value


class _NestedError(Exception):
    """A value is nested too deeply; its only argument is the place."""


class Scalar(msgspec.Struct, frozen=True):
    """A single value as typed, with its position in the file; empty if it was left out (`key:`) or is null."""

    text: str
    line: int
    column: int

    @property
    def empty(self) -> bool:
        """Whether the editor left the value out or typed only white space."""
        return not self.text.strip()


class Listing(msgspec.Struct, frozen=True):
    """A list in YAML (a sequence), with the position at which it starts."""

    items: tuple[Tree, ...]
    line: int
    column: int


class MappingEntry(msgspec.Struct, frozen=True):
    """A key of a mapping and its value; line and column are those of the key."""

    key: str
    value: Tree
    line: int
    column: int


class MappingNode(msgspec.Struct, frozen=True):
    """A YAML mapping with unique keys, all strings, in the order of the file."""

    entries: tuple[MappingEntry, ...]
    line: int
    column: int

    def get(self, key: str) -> Tree | None:
        """Return the value of a key, or None if the key is absent."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Tree = Scalar | Listing | MappingNode


def parse_yaml(text: str, first_line: int = 1) -> tuple[Tree | None, list[Fault]]:
    """Parse one YAML document, whose first line is `first_line` of the file; return its tree and the faults.

    The tree is None if the document is empty or malformed, and lacks refused keys, such as those that occur twice.
    """
    faults: list[Fault] = []
    try:
        # most files have none, and events cost as much as composing
        refused = _refused_event(text, first_line) if _PROPERTY.search(text) else None
        if refused:
            return None, [refused]
        node = yaml.compose(text, Loader=_LOADER)
        return (_convert(node, first_line, faults) if node else None), faults
    except _NestedError as error:
        return None, [fault("yaml-feature", error.args[0], hint="nested")]
    except yaml.MarkedYAMLError as error:
        if error.problem == _TOO_DEEP and error.problem_mark:
            return None, [fault("yaml-feature", _place(error.problem_mark, first_line), hint="nested")]
        return None, [_malformed(text, error, first_line)]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [fault("yaml", Position(first_line), problem=type(error).__name__)]


def scalar_line(key: str, value: str) -> str:
    """Return the YAML line `key: value`, quoted if YAML requires it; non-ASCII letters are not escaped."""
    return str(yaml.safe_dump({key: value}, allow_unicode=True, width=_UNFOLDED)).rstrip("\n")


def _refused_event(text: str, shift: int) -> Fault | None:
    """Return a fault for the first anchor, alias or tag: aliases multiply a document's size, and tags execute code."""
    for event in yaml.parse(text, Loader=_LOADER):
        anchor = getattr(event, "anchor", None)
        if anchor is not None or getattr(event, "tag", None) is not None:
            place = _place(event.start_mark, shift)
            # an anchor that an alias repeats is meant as one; otherwise the value is probably a sentence
            repeated = anchor is not None and all(f"{sign}{anchor}" in text for sign in "&*")
            return fault("yaml-feature", place, **({} if repeated else _meant(text, place.line - shift)))
    return None


def _place(mark: Any, shift: int) -> Position:
    return Position(mark.line + shift, mark.column + 1)


def _malformed(text: str, error: yaml.MarkedYAMLError, shift: int) -> Fault:
    """Return the fault of a document that is no YAML, at its place, with the line that was probably meant."""
    problem, mark = error.problem or "unreadable", error.problem_mark or error.context_mark
    begun = error.context_mark
    if mark and begun and error.context in _UNENDED and begun.line < mark.line:
        mark = begun  # where a quotation, a bracket or a key without an end begins
    lines = text.rstrip().split("\n")
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if line >= len(lines):
        line, column = len(lines) - 1, max(len(lines[-1]) - 1, 0)
    if line and _GLUED.match(lines[line - 1]):
        line, column = line - 1, lines[line - 1].index(":") + 1  # the line below seemed to go on with its value
    place = Position(line + shift, column + 1)
    if lines[line].lstrip(" ")[:1] == "\t":
        return fault("yaml-feature", place, problem=problem, hint="tab")
    # a backslash between double quotation marks needs single ones, not more of them
    return fault("yaml", place, problem=problem, **({} if "escape" in problem else _meant(text, line)))


def _meant(text: str, line: int) -> dict[str, Any]:
    """Return the field that was probably meant at a line, from 0, on one line, as the value `meant`, if YAML reads it.

    The value lacks quotation marks or the space before it, or goes on in the next line without indentation.
    """
    lines = text.split("\n")
    for first in (line, line - 1):
        field = _FIELD.fullmatch(lines[first]) if 0 <= first < len(lines) else None
        value = field["value"] if field else ""
        # a comment, an open quotation mark, or an address such as https://…
        if field and not (" #" in value or value.startswith("//") or (value[0] in "\"'" and value[0] not in value[1:])):
            end = next((each for each in range(first + 1, len(lines)) if _BEGUN.match(lines[each])), len(lines))
            meant = scalar_line(field["key"], " ".join(each.strip() for each in (value, *lines[first + 1 : end])))
            mended = "\n".join([*lines[:first], field["indent"] + meant, *lines[end:]])
            if lines[first].strip(" -") != meant and _is_read(mended, first):
                return {"meant": meant}
    return {}


def _is_read(text: str, line: int) -> bool:
    try:
        yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        return error.problem_mark is not None and error.problem_mark.line > line
    except (yaml.YAMLError, RecursionError, ValueError):
        return False
    return True


def _convert(node: yaml.Node, shift: int, faults: list[Fault], depth: int = 0) -> Tree:
    """Return a PyYAML node as a `Scalar`, `Listing` or `MappingNode`, and append a fault for each refused key or value.

    A refused key is left out. A value that is too long or has a control character is cut to `LONGEST` and loses these
    characters. `shift` is the document's first line.
    """
    place = _place(node.start_mark, shift)
    if isinstance(node, yaml.ScalarNode):
        missing = not node.style and node.value in ("~", "null", "Null", "NULL")
        value = "" if missing else node.value
        if _refuse_controls(node, place, faults):
            value = FORBIDDEN.sub("", value)  # other faults may print the value
        return Scalar(value[:LONGEST], *place)
    if depth == _DEEPEST:
        raise _NestedError(place)
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_convert(item, shift, faults, depth + 1) for item in node.value), *place)
    entries: dict[str, MappingEntry] = {}
    for key_node, value_node in node.value:
        at = _place(key_node.start_mark, shift)
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(fault("yaml-key", at))
        elif _refuse_controls(key_node, at, faults):
            continue
        elif key in entries:
            faults.append(fault("duplicate-key", at, key=key, first=entries[key].line))
        else:
            entries[key] = MappingEntry(key, _convert(value_node, shift, faults, depth + 1), *at)
    return MappingNode(tuple(entries.values()), *place)


def _refuse_controls(node: yaml.ScalarNode, at: Position, faults: list[Fault]) -> bool:
    """Return whether a value is too long or has a control character, written as an escape; if so, append a fault."""
    if len(node.value) > LONGEST:
        faults.append(fault("too-long-value", at, found=len(node.value), most=LONGEST))
        return True
    forbidden = None if node.value.isprintable() else FORBIDDEN.search(node.value)
    if forbidden:
        faults.append(fault("control-character", at, found=f"U+{ord(forbidden[0]):04X}"))
    return forbidden is not None
