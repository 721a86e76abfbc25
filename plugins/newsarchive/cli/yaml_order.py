"""Order fields of front matter; rewrite one field and keep every other byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from newsarchive.archive.fields import Kind, fields_of
from newsarchive.archive.yaml_text import Listing, MappingNode, Scalar, Tree, parse_yaml
from newsarchive.readers.source_map import front_end

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")
# it speaks of the whole file, wherever the first key goes
_MODELINE = re.compile(r"#\s*yaml-language-server:")


@dataclass(frozen=True)
class _Parts:
    """A mapping's lines: `gaps` are the blank lines between its blocks, which stay where they are."""

    head: list[str]
    blocks: list[tuple[str, list[str]]]
    gaps: list[list[str]]
    tail: list[str]


def plain(tree: Tree | None) -> object:
    """Return a tree's values without their places; the order of keys does not count."""
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Listing):
        return [plain(item) for item in tree.items]
    return {entry.key: plain(entry.value) for entry in tree.entries} if isinstance(tree, MappingNode) else None


def in_order(text: str, rank: Callable[[str], Any]) -> str:
    """Return YAML with the keys of its mapping sorted by `rank`, equal ones in the editor's order.

    The same text comes back where its keys do not each begin a line of their own, or something is wrong with it.
    """
    tree, faults = parse_yaml(text)
    if faults or not isinstance(tree, MappingNode) or _OTHER_BREAKS.search(text):
        return text
    parts = _parted(text)
    if parts is None:
        return text
    blocks = [lines for _, lines in sorted(parts.blocks, key=lambda block: rank(block[0]))]
    lines = [*parts.head]
    for block, gap in zip(blocks, [*parts.gaps, parts.tail], strict=True):
        lines += [*block, *gap]
    moved = "\n".join(lines)
    return moved if plain(parse_yaml(moved)[0]) == plain(tree) else text


def _parted(text: str) -> _Parts | None:
    """Part a mapping into its keys' lines; None where a line is shared."""
    root = yaml.compose(text, Loader=_LOADER)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    keys = [key for key, _ in root.value]
    if any(key.start_mark.column for key in keys):
        return None
    lines = text.split("\n")
    starts = [key.start_mark.line for key in keys]
    ends = [last_line(value, lines) + 1 for _, value in root.value]
    head, above = _lead(lines[: starts[0]])
    blocks: list[tuple[str, list[str]]] = []
    gaps: list[list[str]] = []
    for index, key in enumerate(keys):
        own = [*above, *lines[starts[index] : ends[index]]]
        if index + 1 == len(keys):
            below, tail = _end(lines[ends[index] :])
            return _Parts(head, [*blocks, (key.value, own + below)], gaps, tail)
        between = lines[ends[index] : starts[index + 1]]
        if not all(_is_comment(line) or not line.strip() for line in between):
            return None
        below, gap, above = _between(between)
        blocks.append((key.value, own + below))
        gaps.append(gap)
    return None


def last_line(node: yaml.Node, lines: list[str]) -> int:
    """Return the last line that holds a value, counted from 0."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return last_line(last[1] if isinstance(last, tuple) else last, lines)
    line = int(node.end_mark.line)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        # such a scalar ends where the next thing begins
        line -= not node.end_mark.column
        while line > node.start_mark.line and (not lines[line].strip() or lines[line].startswith("#")):
            line -= 1
    return line


def _lead(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part what stands before the first key: the file's own lines, and the comment right above the key."""
    fixed = [index for index, line in enumerate(lines) if _MODELINE.match(line) or not (_is_comment(line) or not line)]
    start = len(lines)
    while start > max(fixed, default=-1) + 1 and _is_comment(lines[start - 1]):
        start -= 1
    return lines[:start], lines[start:]


def _between(lines: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Part the lines between two keys: the upper one's, the blank ones, the lower one's.

    A comment belongs to the key below it, unless it is indented, or stands right under a value and above a blank line.
    """
    own = _indented(lines)
    run = _run(lines[own:])
    if run and own + run < len(lines):
        end = own + run + _blanks(lines[own + run :])
        return lines[:end], [], lines[end:]
    blanks = own + _blanks(lines[own:])
    return lines[:own], lines[own:blanks], lines[blanks:]


def _end(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part what follows the last value: comments that belong to it, and the file's own end."""
    own = _indented(lines)
    own += _run(lines[own:])
    return lines[:own], lines[own:]


def _indented(lines: list[str]) -> int:
    """Return how many lines there are up to the last indented comment."""
    return max((index + 1 for index, line in enumerate(lines) if line[:1].isspace() and _is_comment(line)), default=0)


def _run(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if not _is_comment(line)), len(lines))


def _blanks(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if line.strip()), len(lines))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


_FIELD_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FULL_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True)
class FieldLines:
    """A file by its lines, each with its line end.

    `spans` are the first line and the one after the last of each field, from 0; `closing` is the line of the second
    fence.
    """

    lines: tuple[str, ...]
    spans: Mapping[str, tuple[int, int]]
    closing: int

    @property
    def bytes(self) -> bytes:
        """The file."""
        return "".join(self.lines).encode()

    def lines_of(self, name: str) -> str:
        """Return a field as it is written, with LF between its lines; empty where the file does not give it."""
        start, end = self.spans.get(name, (0, 0))
        return "\n".join(line.rstrip("\r\n") for line in self.lines[start:end])

    def with_field(self, kind: Kind, name: str, written: str) -> FieldLines:
        """Return the file with a field written so: in its place, or where the table of fields has it."""
        start, end = self.spans.get(name) or (self._place(kind, name),) * 2
        return self._with_lines(start, end, written)

    def without_field(self, name: str) -> FieldLines:
        """Return the file without a field."""
        start, end = self.spans.get(name, (0, 0))
        return self._with_lines(start, end, "")

    def with_lines_after(self, name: str, written: str) -> FieldLines:
        """Return the file with lines added to the end of a field."""
        end = self.spans[name][1]
        return self._with_lines(end, end, written)

    def _place(self, kind: Kind, name: str) -> int:
        """Return the line before the first field that comes later in the table."""
        order = list(fields_of(kind))
        later = order[order.index(name) + 1 :]
        return min((self.spans[each][0] for each in later if each in self.spans), default=self.closing)

    def _with_lines(self, start: int, end: int, written: str) -> FieldLines:
        ending = self.lines[0][len(self.lines[0].rstrip("\r\n")) :]
        new = [f"{line}{ending}" for line in written.split("\n")] if written else []
        shift = len(new) - (end - start)
        lines = (*self.lines[:start], *new, *self.lines[end:])
        return replace(self, lines=lines, closing=self.closing + shift, spans=_spans(lines, self.closing + shift) or {})


def field_lines(data: bytes) -> FieldLines | None:
    """Part a file into the lines of its fields; None where they do not each begin a line of their own."""
    content = data.decode("utf-8")
    end = front_end(content)
    if not end:
        return None
    lines, closing = tuple(_FULL_LINE.findall(content)), len(_FULL_LINE.findall(content[:end])) - 1
    spans = _spans(lines, closing)
    return None if spans is None else FieldLines(lines, spans, closing)


def _spans(lines: tuple[str, ...], closing: int) -> dict[str, tuple[int, int]] | None:
    front = [line.rstrip("\r\n") for line in lines[1:closing]]
    text = "".join(f"{line}\n" for line in front)
    try:
        root = yaml.compose(text, Loader=_FIELD_LOADER)
    except yaml.YAMLError:
        return None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    if any(key.start_mark.column or not isinstance(key, yaml.ScalarNode) for key, _ in root.value):
        return None
    return {key.value: (key.start_mark.line + 1, last_line(value, front) + 2) for key, value in root.value}
