"""YAML as strings with positions, without types, anchors or tags.

YAML's own types change values in front matter (`no` is false, `0123` is 83, `2023` is a number), so none is applied:
the field table defines the type of each value (`field_types`). Anchors, aliases, tags and duplicate keys are refused.
Lines and columns count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
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
_DEEPEST = 8  # levels of nesting; no field needs more than three
LONGEST = 4_000
"""The largest number of characters of a value in YAML: pages, preview pictures and messages print it in full."""
_AROUND = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
_UNFOLDED = 10_000_000  # longer than any file may be, so that PyYAML never folds a value


class _RefusedError(Exception):
    """The document has what is refused; the arguments are the place and the anchor: None for a tag, empty if nested."""


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
        events = (event for event in yaml.parse(text, Loader=_LOADER) if not isinstance(event, _AROUND))
        trees = [_tree(event, events, first_line, faults) for event in events]
    except _RefusedError as error:
        place, anchor = error.args
        if anchor == "":
            return None, [fault("yaml-feature", place, hint="nested")]
        # an anchor that an alias repeats is meant as one; otherwise the value is probably a sentence
        is_sentence = anchor is None or not all(f"{sign}{anchor}" in text for sign in "&*")
        return None, [fault("yaml-feature", place, **(_meant(text, place.line - first_line) if is_sentence else {}))]
    except yaml.MarkedYAMLError as error:
        return None, [_malformed(text, error, first_line)]
    except (yaml.YAMLError, ValueError) as error:
        return None, [fault("yaml", Position(first_line), problem=type(error).__name__)]
    for other in trees[1:]:
        return None, [fault("yaml", Position(other.line - 1), problem="several documents")]
    return (trees[0] if trees else None), faults


def scalar_line(key: str, value: str) -> str:
    """Return the YAML line `key: value`, quoted if YAML requires it; non-ASCII letters are not escaped."""
    return str(yaml.safe_dump({key: value}, allow_unicode=True, width=_UNFOLDED)).rstrip("\n")


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


def _tree(event: Any, events: Iterator[Any], shift: int, faults: list[Fault], depth: int = 0) -> Tree:
    """Return the value that begins with an event of PyYAML, and append a fault for each refused key or value.

    A refused key is left out. A value that is too long or has a control character is cut to `LONGEST` and loses these
    characters. `shift` is the document's first line. Aliases multiply a document's size, and tags execute code.
    """
    place = _place(event.start_mark, shift)
    if event.anchor is not None or getattr(event, "tag", None) is not None:
        raise _RefusedError(place, event.anchor)
    if isinstance(event, yaml.ScalarEvent):
        missing = not event.style and event.value in ("~", "null", "Null", "NULL")
        value = "" if missing else event.value
        if _refuse_controls(value, place, faults):
            value = FORBIDDEN.sub("", value)  # other faults may print the value
        return Scalar(value[:LONGEST], *place)
    if depth == _DEEPEST:
        raise _RefusedError(place, "")
    if isinstance(event, yaml.SequenceStartEvent):
        items = takewhile(lambda each: not isinstance(each, yaml.SequenceEndEvent), events)
        return Listing(tuple(_tree(each, events, shift, faults, depth + 1) for each in items), *place)
    entries: dict[str, MappingEntry] = {}
    while not isinstance(begin := next(events), yaml.MappingEndEvent):
        wrong, inner = list[Fault](), list[Fault]()
        key = _tree(begin, events, shift, wrong, depth + 1)
        content = _tree(next(events), events, shift, inner, depth + 1)
        if not isinstance(key, Scalar):
            faults.append(fault("yaml-key", key))
        elif wrong:
            faults += wrong
        elif key.text in entries:
            faults.append(fault("duplicate-key", key, key=key.text, first=entries[key.text].line))
        else:
            entries[key.text] = MappingEntry(key.text, content, key.line, key.column)
            faults += inner
    return MappingNode(tuple(entries.values()), *place)


def _refuse_controls(value: str, at: Position, faults: list[Fault]) -> bool:
    """Return whether a value is too long or has a control character, written as an escape; if so, append a fault."""
    if len(value) > LONGEST:
        faults.append(fault("too-long-value", at, found=len(value), most=LONGEST))
        return True
    forbidden = None if value.isprintable() else FORBIDDEN.search(value)
    if forbidden:
        faults.append(fault("control-character", at, found=f"U+{ord(forbidden[0]):04X}"))
    return forbidden is not None
