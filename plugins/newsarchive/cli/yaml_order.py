"""Order fields of front matter; rewrite one field and keep every other byte.

A YAML library would lose comments, quotes and blank lines. Therefore this module moves and replaces whole lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import yaml
from msgspec.structs import replace

from newsarchive.content.source_map import front_end
from newsarchive.model.fields import FIELDS, Kind
from newsarchive.model.yaml_text import Listing, MappingNode, Scalar, Tree, parse_yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")
# this comment applies to the whole file, so it does not move with the first key
_MODELINE = re.compile(r"#\s*yaml-language-server:")


class _Parts(msgspec.Struct, frozen=True):
    """The lines of a YAML mapping, split so that its keys can be sorted.

    Attributes:
        head: The lines before the first key, without a comment that belongs to this key.
        blocks: For each key, the key and its lines, including the comments that belong to it.
        gaps: For each two neighbours in `blocks`, the blank lines between them; sorting does not move these.
    """

    head: list[str]
    blocks: list[tuple[str, list[str]]]
    gaps: list[list[str]]
    tail: list[str]


def plain_tree(tree: Tree | None) -> object:
    """Return parsed YAML as strings, lists and dictionaries, without positions, so that two texts can be compared."""
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Listing):
        return [plain_tree(item) for item in tree.items]
    return {entry.key: plain_tree(entry.value) for entry in tree.entries} if isinstance(tree, MappingNode) else None


def in_order(text: str, rank: Callable[[str], Any]) -> str:
    """Return a YAML text whose top-level keys are sorted, each with its lines and comments; the sort is stable.

    `rank` takes a key and returns the value to sort it by. The text is returned unchanged if it has a fault, if it is
    not a mapping whose keys each begin a line, or if sorting would change its values.
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
    return moved if plain_tree(parse_yaml(moved)[0]) == plain_tree(tree) else text


def _parted(text: str) -> _Parts | None:
    """Split a YAML mapping into its keys' lines, blank lines and the rest; None if a key does not begin a line."""
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
    """Return the index, from 0, of the last line of a YAML value; blank lines and comments after it do not count."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return last_line(last[1] if isinstance(last, tuple) else last, lines)
    line = int(node.end_mark.line)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        # PyYAML ends a block scalar where the next token begins, after blank lines and comments
        line -= not node.end_mark.column
        while line > node.start_mark.line and (not lines[line].strip() or lines[line].startswith("#")):
            line -= 1
    return line


def _lead(lines: list[str]) -> tuple[list[str], list[str]]:
    """Split the lines before the first key in two: those that belong to the file, and the comment above the key."""
    fixed = [index for index, line in enumerate(lines) if _MODELINE.match(line) or not (_is_comment(line) or not line)]
    start = len(lines)
    while start > max(fixed, default=-1) + 1 and _is_comment(lines[start - 1]):
        start -= 1
    return lines[:start], lines[start:]


def _between(lines: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Split the lines between two keys in three: those of the upper key, blank ones, and those of the lower key.

    A comment belongs to the key below it, unless it is indented, or is directly below a value and above a blank line.
    """
    own = _indented(lines)
    run = _run(lines[own:])
    if run and own + run < len(lines):
        end = own + run + _blanks(lines[own + run :])
        return lines[:end], [], lines[end:]
    blanks = own + _blanks(lines[own:])
    return lines[:own], lines[own:blanks], lines[blanks:]


def _end(lines: list[str]) -> tuple[list[str], list[str]]:
    """Split the lines after the last value in two: the comments that belong to its key, and the end of the file."""
    own = _indented(lines)
    own += _run(lines[own:])
    return lines[:own], lines[own:]


def _indented(lines: list[str]) -> int:
    """Return the number of lines up to the last indented comment, which is counted, too; 0 if there is none."""
    return max((index + 1 for index, line in enumerate(lines) if line[:1].isspace() and _is_comment(line)), default=0)


def _run(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if not _is_comment(line)), len(lines))


def _blanks(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if line.strip()), len(lines))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


_FULL_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class FieldLines(msgspec.Struct, frozen=True):
    """The lines of a file with front matter, and where each field is. The methods return changed copies of the object.

    `spans` has the index of each field's first line and of that after its last; `closing` is that of the second `---`.
    """

    lines: tuple[str, ...]
    spans: Mapping[str, tuple[int, int]]
    closing: int

    @property
    def bytes(self) -> bytes:
        """The content of the file, in UTF-8."""
        return "".join(self.lines).encode()

    def lines_of(self, name: str) -> str:
        """Return the YAML of a field, its name included, with LF between lines; empty if the file lacks the field."""
        start, end = self.spans.get(name, (0, 0))
        return "\n".join(line.rstrip("\r\n") for line in self.lines[start:end])

    def with_field(self, kind: Kind, name: str, written: str) -> FieldLines:
        """Return the file with a field replaced or, if it is missing, added where it belongs in the declared order.

        `written` is the YAML of the field, its name included, with LF between its lines.
        """
        start, end = self.spans.get(name) or (self._place(kind, name),) * 2
        return self._with_lines(start, end, written)

    def without_field(self, name: str) -> FieldLines:
        """Return the file without the lines of a field."""
        start, end = self.spans.get(name, (0, 0))
        return self._with_lines(start, end, "")

    def with_lines_after(self, name: str, written: str) -> FieldLines:
        """Return the file with lines (joined by LF) added below a field; KeyError if the file lacks the field."""
        end = self.spans[name][1]
        return self._with_lines(end, end, written)

    def _place(self, kind: Kind, name: str) -> int:
        """Return the index of the line before which to insert a missing field, by the declared order of fields."""
        order = list(FIELDS[kind])
        later = order[order.index(name) + 1 :]
        return min((self.spans[each][0] for each in later if each in self.spans), default=self.closing)

    def _with_lines(self, start: int, end: int, written: str) -> FieldLines:
        ending = self.lines[0][len(self.lines[0].rstrip("\r\n")) :]
        new = [f"{line}{ending}" for line in written.split("\n")] if written else []
        shift = len(new) - (end - start)
        lines = (*self.lines[:start], *new, *self.lines[end:])
        return replace(self, lines=lines, closing=self.closing + shift, spans=_spans(lines, self.closing + shift) or {})


def field_lines(data: bytes) -> FieldLines | None:
    """Split the file of a text into the lines of its fields; None if two are on one line (`{a: 1, b: 2}`), or none."""
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
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    if any(key.start_mark.column or not isinstance(key, yaml.ScalarNode) for key, _ in root.value):
        return None
    return {key.value: (key.start_mark.line + 1, last_line(value, front) + 2) for key, value in root.value}
