"""YAML as strings with positions, without types, anchors or tags.

YAML's own types change values in front matter (`no` is false, `0123` is 83, `2023` is a number), so none is applied:
the field table defines the type of each value (`field_types`). Anchors, aliases, tags and duplicate keys are refused.
Lines and columns count from 1.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

import msgspec
import yaml

from .characters import FORBIDDEN
from .diagnostics import Fault, Position, fault

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_JOINED = re.compile(r"[ \t]*(?:-[ \t]+)?(?P<key>[A-Za-z_]+:)(?P<value>[^ \t/].*)")
_FIELD = re.compile(
    r"(?P<indent> *(?:- +)?)(?P<key>[\w-]+: +)(?P<value>[^\s|>\[{].*?|[|>] ?[^\W\d].*?|\[[^][]+\] *\w.*?) *"
)
_BEGUN = re.compile(r" *(?:- +)?[\w-]+:(?: |$)|\s*$")
_UNENDED = (
    "while scanning a quoted scalar",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
    "while scanning a simple key",
)
_DEEPEST = 8  # levels of nesting; no field needs more than three
LONGEST = 4_000
"""The largest number of characters of a value in YAML: pages, preview pictures and messages print it in full."""
# an anchor, alias or tag never starts inside a word
_PROPERTY = re.compile(r"(?<!\w)[&*!]")


class _Loader(_LOADER):  # type: ignore[misc]
    """A PyYAML loader that leaves every value a string: `no` is not false."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Do nothing. PyYAML would look up types by a node's path here, and none are declared."""

    def ascend_resolver(self) -> None:
        """Do nothing. PyYAML would leave a node's path here, by which it looks up types, and none are declared."""


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
    shift = first_line
    try:
        node = _composed(text)
        if node is None or not _shallow(node, _DEEPEST):
            refused = _refused_event(text, shift)
            if refused:
                return None, [refused]
            node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = _begun(error) or error.problem_mark or error.context_mark
        line, column = _within(text, mark) if mark else (0, 0)
        problem = error.problem or "unreadable"
        joined = _joined(text, line, shift)
        if joined:
            return None, [joined]
        if mark and _is_tab(text, line):
            return None, [fault("yaml-tab", Position(line + shift, column + 1), problem=problem)]
        wrapped = _wrapped(text, line, shift)
        if wrapped:
            return None, [wrapped]
        # a backslash between double quotation marks needs single ones, not more of them
        meant = "" if "escape" in problem else _quoted(text, line)
        hint = {"meant": meant} if meant else {}
        return None, [fault("yaml", Position(line + shift, column + 1), "", False, problem=problem, **hint)]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [fault("yaml", Position(shift), problem=type(error).__name__)]
    faults: list[Fault] = []
    return (_convert(node, shift, faults) if node else None), faults


def _composed(text: str) -> yaml.Node | None:
    """Parse a document without anchors, aliases and tags, which are forbidden; return PyYAML's root node.

    None means that the document is empty or malformed, or may have one of these, which `_refused_event` then finds.
    """
    if _PROPERTY.search(text):
        return None
    try:
        return yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _shallow(node: yaml.Node, levels: int) -> bool:
    """Return whether sequences and mappings, also those used as keys, are nested at most `levels` deep."""
    if isinstance(node, yaml.ScalarNode):
        return True
    inner = node.value if isinstance(node, yaml.SequenceNode) else chain.from_iterable(node.value)
    return levels > 0 and all(_shallow(each, levels - 1) for each in inner)


def _begun(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Return where a quotation, bracket or key without an end begins, if on a line before the error's, or None."""
    begun, found = error.context_mark, error.problem_mark
    if error.context in _UNENDED and begun and found and begun.line < found.line:
        return begun
    return None


def _joined(text: str, line: int, shift: int) -> Fault | None:
    """Return the fault of a value before which an ordinary space is missing (`title:News`), or None.

    Only the given line, counted from 0, and the one before it are searched. `shift` is the document's first line.
    """
    lines = text.split("\n")
    for index in (line - 1, line):
        found = _JOINED.match(lines[index]) if 0 <= index < len(lines) else None
        if found:
            meant = f"{found['key']} {found['value'].strip()}"
            place = Position(index + shift, found.start("value") + 1)
            return fault("yaml", place, "", False, meant=meant, hint="space")
    return None


def _wrapped(text: str, line: int, shift: int) -> Fault | None:
    """Return the fault of lines that continue the value above without indentation, or None; arguments as `_joined`."""
    lines = text.split("\n")
    field = _FIELD.fullmatch(lines[line - 1]) if line else None
    end = next((index for index in range(line, len(lines)) if _BEGUN.match(lines[index])), len(lines))
    if not field or field["value"][0] in "\"'[" or end == line:
        return None
    value = " ".join(each.strip() for each in (field["value"], *lines[line:end]))
    meant = scalar_line(field["key"].rstrip(" :"), value)
    return fault("yaml", Position(line + shift), "", False, meant=meant, hint="wrapped")


def _quoted(text: str, line: int) -> str:
    """Return a line `key: value` with its value in quotation marks if this corrects the error there, else "".

    `line` counts from 0. A value that is a list, a mapping or a block, or that has a comment or an open quotation mark,
    is left alone.
    """
    lines = text.split("\n")
    found = _FIELD.fullmatch(lines[line]) if line < len(lines) else None
    value = found["value"] if found else ""
    if not found or " #" in value or (value[0] in "\"'" and value[0] not in value[1:]):
        return ""
    single = '"' in value or "\\" in value
    quoted = found["key"] + (f"""'{value.replace("'", "''")}'""" if single else f'"{value}"')
    try:
        yaml.compose("\n".join([*lines[:line], found["indent"] + quoted, *lines[line + 1 :]]), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return quoted if error.problem_mark and error.problem_mark.line > line else ""
    except (yaml.YAMLError, RecursionError, ValueError):
        return ""
    return quoted


def _within(text: str, mark: yaml.Mark) -> tuple[int, int]:
    """Return line and column of a mark, from 0; after the end of the text, those of the last character."""
    lines = text.rstrip().split("\n")
    return (mark.line, mark.column) if mark.line < len(lines) else (len(lines) - 1, max(len(lines[-1]) - 1, 0))


def _is_tab(text: str, line: int) -> bool:
    """Return whether a line is indented by a tab, which YAML does not allow."""
    lines = text.split("\n")
    return line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]


def _refused_event(text: str, shift: int) -> Fault | None:
    """Return a fault for the first anchor, alias, tag or too deeply nested value in a document, or None.

    Aliases can multiply a document's size, and tags can execute code. `shift` is the document's first line.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            depth -= 1
        anchor = getattr(event, "anchor", None)
        anchored = anchor is not None
        tagged = getattr(event, "tag", None) is not None
        if anchored or tagged or depth > _DEEPEST:
            mark = event.start_mark
            line, column = (mark.line + shift, mark.column + 1) if mark else (shift, 1)
            if not (anchored or tagged):
                return fault("yaml-nested", Position(line, column))
            # an anchor that an alias repeats is meant as one; otherwise the value is probably a sentence
            repeated = anchored and all(f"{sign}{anchor}" in text for sign in "&*")
            meant = "" if repeated else _quoted(text, line - shift)
            return fault("yaml-feature", Position(line, column), "", False, **({"meant": meant} if meant else {}))
    return None


def _convert(node: yaml.Node, shift: int, faults: list[Fault]) -> Tree:
    """Return a PyYAML node as a `Scalar`, `Listing` or `MappingNode`, and append a fault for each refused key or value.

    A refused key is left out. A value that is too long or has a control character is cut to `LONGEST` and loses these
    characters. `shift` is the document's first line.
    """
    line, column = node.start_mark.line + shift, node.start_mark.column + 1
    if isinstance(node, yaml.ScalarNode):
        missing = not node.style and node.value in ("~", "null", "Null", "NULL")
        value = "" if missing else node.value
        if _refuse_controls(node, Position(line, column), faults):
            value = FORBIDDEN.sub("", value)  # other faults may print the value
        return Scalar(value[:LONGEST], line, column)
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_convert(item, shift, faults) for item in node.value), line, column)
    entries: dict[str, MappingEntry] = {}
    for key_node, value_node in node.value:
        key_line, key_column = key_node.start_mark.line + shift, key_node.start_mark.column + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(fault("yaml-key", Position(key_line, key_column)))
            continue
        key = str(key_node.value)
        if _refuse_controls(key_node, Position(key_line, key_column), faults):
            continue
        if key in entries:
            first = entries[key].line
            faults.append(fault("duplicate-key", Position(key_line, key_column), key=key, first=first))
            continue
        entries[key] = MappingEntry(key, _convert(value_node, shift, faults), key_line, key_column)
    return MappingNode(tuple(entries.values()), line, column)


_UNFOLDED = 10_000_000  # longer than any file may be, so that PyYAML never folds a value


def scalar_line(key: str, value: str) -> str:
    """Return the YAML line `key: value`, quoted if YAML requires it; non-ASCII letters are not escaped."""
    return str(yaml.safe_dump({key: value}, allow_unicode=True, width=_UNFOLDED)).rstrip("\n")


def _refuse_controls(node: yaml.ScalarNode, at: Position, faults: list[Fault]) -> bool:
    """Return whether a value is too long or has a control character, written as an escape; if so, append a fault."""
    if len(node.value) > LONGEST:
        faults.append(fault("too-long-value", at, found=len(node.value), most=LONGEST))
        return True
    forbidden = None if node.value.isprintable() else FORBIDDEN.search(node.value)
    if forbidden:
        faults.append(fault("control-character", at, found=f"U+{ord(forbidden[0]):04X}"))
    return forbidden is not None
