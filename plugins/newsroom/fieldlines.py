"""The lines of a file's front matter, field by field: one field is written anew, every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from plugins.archive.fields import Kind, fields_of
from plugins.reading.verbatim import front_end

from .ordering import last_line

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


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
    lines, closing = tuple(_LINE.findall(content)), len(_LINE.findall(content[:end])) - 1
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
