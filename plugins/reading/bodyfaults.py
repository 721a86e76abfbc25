"""What is wrong with a text's words, apart from what they lead to; and on which line of the file it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plugins.archive.faults import Fault, Position, fault
from plugins.archive.markup import LINKING_TAG, TAG
from plugins.archive.records import Heading

from .markup import Markup
from .references import References
from .sanitising import lost_markup

_ID = re.compile(r' id="([^"]+)"')
_OWN_LINK = re.compile(r' href="#([^"]+)"')
# slugs, and Markdown's footnotes: whatever else stands on a page has another form
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[0-9]+)?\Z|fn(?:ref\d*)?:[A-Za-z0-9_-]+\Z")
_FIRST_LEVEL = re.compile(r"<h1[\s>]", re.IGNORECASE)
_FENCE_OPTIONS = re.compile(r"^[ ]{0,3}(?:`{3,}|~{3,})[ ]*(\{[^\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A file's two parts as written; `body_line` is the body's first line in the file."""

    front: str
    body: str
    body_line: int


class Lines:
    """Finds the line on which words of a body stand. Each is looked for once, however often it is asked for."""

    def __init__(self, source: Source) -> None:
        """Note where the lines of the body begin."""
        self.source = source
        self._starts = [0, *(match.end() for match in re.finditer("\n", source.body))]
        self._found: dict[str, int] = {}

    def of(self, words: str) -> int:
        """Return the words' line in the file; the body's first where they are spelt otherwise."""
        if words not in self._found:
            place = max(self.source.body.find(words), 0) if words else 0
            self._found[words] = self.source.body_line + bisect_right(self._starts, place) - 1
        return self._found[words]


def fence_faults(lines: Lines) -> list[Fault]:
    """Name fences with options, which would reach Pygments: a text with one is not converted at all."""
    body = lines.source.body
    if "```" not in body and "~~~" not in body:
        return []
    return [
        fault("fence-options", Position(lines.of(match[0])), found=match[1]) for match in _FENCE_OPTIONS.finditer(body)
    ]


def body_faults(
    lines: Lines, markup: Markup, html: str, fragments: Sequence[str], found: References
) -> Iterator[Fault]:
    """Yield the faults of a text's words; `html` is its sanitised form with these ids, `markup` Markdown's own."""
    for target in found.leaving:
        yield fault("leaves-content", Position(lines.of(target)), target=target)
    for target in found.elsewhere:
        yield fault("picture-elsewhere", Position(lines.of(target)), target=target)
    yield from _heading_faults(lines.source, markup)
    yield from _fragment_faults(lines, html, fragments)
    for code, needle, lost in lost_markup(markup.html):
        yield fault(code, Position(lines.of(needle)), found=lost)


def _heading_faults(source: Source, markup: Markup) -> Iterator[Fault]:
    """A text's headings hang under the page's own, which is the first level's, and skip no level."""
    headings = markup.headings
    if any(heading.level == 1 for heading in headings) or _FIRST_LEVEL.search(markup.html):
        yield fault("heading-level", Position(_line_of_title(source)), found="h1")
    for before, heading in pairwise([Heading(1, ""), *headings]):
        if heading.level > before.level + 1:
            line = _line_of_heading(source, heading, headings)
            yield fault("heading-skip", Position(line), found=f"h{heading.level}", expected=f"h{before.level + 1}")


def _fragment_faults(lines: Lines, html: str, fragments: Sequence[str]) -> Iterator[Fault]:
    """Ids are slugs, each once; links within the text lead to one of them."""
    counts = Counter(fragments)
    for fragment, count in counts.items():
        if count > 1:
            yield fault("doubled-id", Position(lines.of(f"#{fragment}")), found=fragment)
        if not _OWN_ID.match(fragment):
            yield fault("id", Position(lines.of(fragment)), found=fragment)
    links = [tag for tag in LINKING_TAG.findall(html) if ' href="#' in tag]
    for target in sorted(set(_OWN_LINK.findall("".join(links)))):
        # the way back from a note without a mark is that note's fault
        if target not in counts and not target.startswith("fnref:"):
            yield fault("dead-fragment", Position(lines.of(f"#{target}")), target=f"#{target}")


def fragments_of(html: str) -> list[str]:
    """Return all ids, in document order."""
    return [found for tag in TAG.findall(html) if ' id="' in tag for found in _ID.findall(tag)]


def _line_of_heading(source: Source, heading: Heading, headings: tuple[Heading, ...]) -> int:
    """Find the line of a heading `## …` by its place among those of its level."""
    nth = [each for each in headings if each.level == heading.level].index(heading)
    lines = source.body.split("\n")
    marked = [index for index, line in enumerate(lines) if re.match(rf"#{{{heading.level}}}(?!#)", line)]
    return source.body_line + (marked[nth] if nth < len(marked) else 0)


def _line_of_title(source: Source) -> int:
    """Find the first line that Markdown takes for a heading of the first level: `# …`, or one underlined by `===`."""
    lines = source.body.split("\n")
    for index, (line, after) in enumerate(pairwise([*lines, ""])):
        if re.match(r"#(?!#)", line) or (line.strip() and re.fullmatch(r"=+\s*", after)):
            return source.body_line + index
    return source.body_line
