"""White space at the ends of a body's lines: what of it a reader of the page would miss."""

from __future__ import annotations

import re
from collections.abc import Callable

from plugins.reading.bodyfaults import fence_faults
from plugins.reading.bounds import bound_faults
from plugins.reading.lines import Lines, Source
from plugins.reading.markup import Converter

Convert = Callable[[str], str | None]
"""Converts a body to HTML; None where that cannot be done."""

LINE_BREAK = "  "

_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]+(<?)")

# marks are characters for private use that no text has a reason to hold (Unicode, plane 15)
_FIRST_MARK, _MARKS = 0xF0000, 0xFFFD
_MARK = re.compile("[\U000f0000-\U000ffffc]")
# rules, underlines, fences and a table's second row are these characters alone, and would be none with a mark in them
_RULE = re.compile(r"[-=*_`~|:+ \t]*")


def converter_of(language: str) -> Convert:
    """Return what converts bodies in a language, whatever blank lines they end with."""

    def convert(body: str) -> str | None:
        lines = Lines(Source("", body, 1))
        if fence_faults(lines) or bound_faults(lines):
            return None
        try:
            return Converter(language, "{}").convert(body.rstrip(" \t\n")).html
        except RuntimeError:  # too deep a nesting, or footnotes in footnotes, which the extension cannot do
            return None

    return convert


def folded(html: str | None) -> list[str] | None:
    """Return HTML without comments, with white space folded where browsers fold it."""
    if html is None:
        return None
    parts = _VERBATIM.split(_COMMENT.sub("", html))
    return [part if index % 2 else _SPACE.sub(_one_space, part).strip() for index, part in enumerate(parts)]


def trimmed_at_once(body: str, convert: Convert) -> str:
    """Return a body trimmed by what one conversion shows, every line that ends in white space marked in it.

    In code a line keeps its end, before a line break two spaces. The marks may hide something else, so the result is to
    be compared with the body.
    """
    lines = body.split("\n")
    marked = [*lines]
    marks: dict[str, int] = {}
    for place, line in enumerate(lines):
        bare = line.rstrip(" \t")
        if bare != line and not _RULE.fullmatch(bare) and len(marks) < _MARKS:
            mark = chr(_FIRST_MARK + len(marks))
            marks[mark] = place
            # before the last character: behind it stands what ends a cell or a span
            marked[place] = bare[:-1] + mark + bare[-1] + line[len(bare) :]
    html = convert("\n".join(marked)) or ""
    trimmed = [line.rstrip(" \t") for line in lines]
    for index, part in enumerate(_VERBATIM.split(html)):
        for found in _MARK.finditer(part):
            place = marks.get(found[0], -1)
            if place < 0:
                continue
            if index % 2:
                trimmed[place] = lines[place]
            elif "<br" in part[found.end() : part.find("\n", found.end())]:
                trimmed[place] = lines[place].rstrip(" \t") + LINE_BREAK
    return "\n".join(trimmed)


def _one_space(space: re.Match[str]) -> str:
    return space[1] or " "
