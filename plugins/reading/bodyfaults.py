"""What is wrong with a text's words, apart from what they lead to; and on which line of the file it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from plugins.archive.faults import Fault, Position, fault
from plugins.archive.markup import LINKING_TAG, TAG

from .markup import Markup
from .references import References
from .sanitising import lost_markup
from .verbatim import blank_unread

_MOST_BRACKETS = 1500
_ID = re.compile(r' id="([^"]+)"')
_OWN_LINK = re.compile(r' href="#([^"]+)"')
# slugs, and Markdown's footnotes: whatever else stands on a page has another form
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[0-9]+)?\Z|fn(?:ref\d*)?:[A-Za-z0-9_-]+\Z")
_FIRST_LEVEL = re.compile(r"<h1[\s>]", re.IGNORECASE)
_HEADING = re.compile(r"<h([2-6])[\s>]")
_HASHES = re.compile(r"[ >*+-]*(#{1,6})(?!#)")
_TYPED_HEADING = re.compile(r"<h([1-6])[\s>]", re.IGNORECASE)
_TYPED_ID = re.compile(r"""\{[^{}\n]*?#([^\s{}]+)|<[^<>]*?\sid\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s<>"'=]+))""")
_GOES_ON = re.compile(r"[\w./#?%-][\w./#?%=&~@-]\Z")
_MOST_LOOKED_AT = 100
_FENCE_OPTIONS = re.compile(r"^[ ]{0,3}(?:`{3,}|~{3,})[ ]*(\{[^\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A file's two parts as written; `body_line` is the body's first line in the file."""

    front: str
    body: str
    body_line: int


class Lines:
    """Finds the lines of a body. Words are looked for once, however often they are asked for."""

    def __init__(self, source: Source) -> None:
        """Note where the lines of the body begin."""
        self.source = source
        self._starts = [0, *(match.end() for match in re.finditer("\n", source.body))]
        self._found: dict[tuple[str, ...], int] = {}

    def of(self, *words: str) -> int:
        """Return the line in the file of the first of several words that stand there; the body's first for none.

        Code and comments are passed over, and so is what is only a part of another word or path.
        """
        if words not in self._found:
            self._found[words] = self.at(self._place(words))
        return self._found[words]

    def at(self, offset: int) -> int:
        """Return the line in the file of an offset in the body."""
        return self.source.body_line + bisect_right(self._starts, offset) - 1

    def of_id(self, fragment: str) -> int:
        """Return the line where an id was given last."""
        place = self._ids.get(fragment)
        return self.of(fragment) if place is None else self.at(place)

    def of_heading(self, level: int, nth: int = 0) -> int:
        """Return the line of a heading by its place, from 0, among those of its level."""
        places = self._headings[level]
        return self.at(places[nth] if nth < len(places) else 0)

    def _place(self, words: tuple[str, ...]) -> int:
        for text in (self._read, self.source.body):
            for each in filter(None, words):
                place = _whole(text, each)
                if place >= 0:
                    return place
        return 0

    @cached_property
    def _read(self) -> str:
        """The body with what Markdown does not read as its own blanked."""
        return blank_unread(self.source.body)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {next(filter(None, match.groups()), ""): match.end() for match in _TYPED_ID.finditer(self._read)}

    @cached_property
    def _headings(self) -> dict[int, list[int]]:
        """Where headings stand, by level: `## …`, underlined ones, and HTML's own."""
        found: dict[int, list[int]] = defaultdict(list)
        for start, (line, after) in zip(self._starts, pairwise([*self._read.split("\n"), ""]), strict=True):
            hashes, rule = _HASHES.match(line), set(after.rstrip(" "))
            if hashes:
                found[len(hashes[1])].append(start)
            elif line.strip() and rule in ({"="}, {"-"}):
                found[1 if rule == {"="} else 2].append(start)
            for tag in _TYPED_HEADING.finditer(line):
                found[int(tag[1])].append(start)
        return found


def _whole(text: str, words: str) -> int:
    """Return where words stand by themselves, else where they stand at all; -1 for nowhere."""
    first = place = text.find(words)
    for _ in range(_MOST_LOOKED_AT):
        if place < 0:
            break
        before, after = text[max(place - 1, 0) : place], text[place + len(words) :][:1]
        if not (_GOES_ON.match(words[0] + before) or _GOES_ON.match(words[-1] + after)):
            return place
        place = text.find(words, place + 1)
    return first


def fence_faults(lines: Lines) -> list[Fault]:
    """Name fences with options, which would reach Pygments: a text with one is not converted at all."""
    body = lines.source.body
    if "```" not in body and "~~~" not in body:
        return []
    return [
        fault("fence-options", Position(lines.at(match.start())), found=match[1])
        for match in _FENCE_OPTIONS.finditer(body)
    ]


def bracket_faults(lines: Lines) -> list[Fault]:
    """Refuse what would keep Markdown busy: it looks from each `[` of a paragraph for its `]` to the paragraph's end.

    Not more than about a quarter of a second is left to that; a paragraph of a thousand links is still read.
    """
    cost = place = 0
    for paragraph in lines.source.body.split("\n\n"):
        cost += paragraph.count("[") ** 2
        if cost > _MOST_BRACKETS**2:
            return [fault("too-many-brackets", Position(lines.at(place)))]
        place += len(paragraph) + 2
    return []


def body_faults(
    lines: Lines, markup: Markup, html: str, fragments: Sequence[str], found: References
) -> Iterator[Fault]:
    """Yield the faults of a text's words; `html` is its sanitised form with these ids, `markup` Markdown's own."""
    for target in found.leaving:
        yield fault("leaves-content", Position(lines.of(target)), target=target)
    for target in found.elsewhere:
        yield fault("picture-elsewhere", Position(lines.of(target)), target=target)
    yield from _heading_faults(lines, markup, html)
    yield from _fragment_faults(lines, html, fragments)
    for lost in lost_markup(markup.html):
        yield fault(lost.code, Position(lines.of(*lost.words)), found=lost.found)


def _heading_faults(lines: Lines, markup: Markup, html: str) -> Iterator[Fault]:
    """A text's headings hang under the page's own, which is the first level's, and skip no level."""
    if any(heading.level == 1 for heading in markup.headings) or _FIRST_LEVEL.search(markup.html):
        yield fault("heading-level", Position(lines.of_heading(1)), found="h1")
    counts: Counter[int] = Counter()
    before = 1
    for level in (int(found[1]) for tag in TAG.findall(html) if (found := _HEADING.match(tag))):
        if level > before + 1:
            line = lines.of_heading(level, counts[level])
            yield fault("heading-skip", Position(line), found=f"h{level}", expected=f"h{before + 1}")
        counts[level] += 1
        before = level


def _fragment_faults(lines: Lines, html: str, fragments: Sequence[str]) -> Iterator[Fault]:
    """Ids are slugs, each once; links within the text lead to one of them."""
    counts = Counter(fragments)
    for fragment, count in counts.items():
        if count > 1:
            yield fault("doubled-id", Position(lines.of_id(fragment)), found=fragment)
        if not _OWN_ID.match(fragment):
            yield fault("id", Position(lines.of_id(fragment)), found=fragment)
    links = [tag for tag in LINKING_TAG.findall(html) if ' href="#' in tag]
    for target in sorted(set(_OWN_LINK.findall("".join(links)))):
        # the way back from a note without a mark is that note's fault
        if target not in counts and not target.startswith("fnref:"):
            yield fault("dead-fragment", Position(lines.of(f"#{target}")), target=f"#{target}")


def fragments_of(html: str) -> list[str]:
    """Return all ids, in document order."""
    return [found for tag in TAG.findall(html) if ' id="' in tag for found in _ID.findall(tag)]
