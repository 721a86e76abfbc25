"""Where the parts of a text stand in its source: fences, code spans and comments, lines and columns.

This is the one recogniser of what is not prose. The `blank_…` functions replace code, HTML comments or markup by as
many spaces, so a check sees only prose while all offsets stay the same: `blank_code("a `b` c")` returns `"a     c"`.

The rules are those of Python-Markdown: a fence is closed by an equal fence, a code span by an equal number of backticks
in its paragraph. Each function takes time proportional to the length of the text, whatever it contains.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice

import msgspec
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor

from newsarchive.model.diagnostics import Position
from newsarchive.model.fields import KEYS, PRINTED

FENCE = re.compile(
    r"""(?P<fence>`{3,}|~{3,})[ ]*(?:\{.*\}|\.?(?P<language>[\w#.+-]*)[ ]*(?:hl_lines=(["']).*?\3[ ]*)?)\Z"""
)
"""Matches a line that begins fenced code if a later line closes it; a line with other words does not."""

_FRONT = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<front>(?:.*?(?:\r\n?|\n))??)---[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL,
)
_KEY = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)*|[{{,][ \t]*)({'|'.join(sorted(KEYS))}):(?=\s)",
    re.MULTILINE,
)
MOST_WORK = 60_000_000
"""The largest cost of a text: the sum, over its paragraphs, of the number of special characters times the length."""

_BEFORE_BLANK = re.compile(r"(?<=\n)(?=[ \t]*\n)")
_CODE, _TICKS = BacktickInlineProcessor(BACKTICK_RE), re.compile(BACKTICK_RE)
_NO_PROSE = re.compile(
    r"""
      <[a-zA-Z/][^<>]*>                                                                            # tags
    | \]\((?:[^\s()]|\([^\s()]*\))*                                                               # addresses of links
    | ^\ {0,3}\[(?!\^)[^\]\[\n]*\]:[ \t]*(?!\s)(?:<[^<>\n]*>|[^\s<]*[:/.\#][^\s<]*)               # definitions
    | \[\^[^\]\[\s]*(?:\]|(?=\s))                                                                 # marks of notes
    | \{[:\#.][^{}\n]*\}                                                                          # attribute lists
    """,
    re.MULTILINE | re.VERBOSE,
)


def front_matter_of(content: str) -> re.Match[str] | None:
    """Return a match of a file's front matter with its `---` lines (without: group `front`), or None if it has none."""
    return _FRONT.match(content)


def front_end(content: str) -> int:
    """Return the offset at which the body of a file begins, after the second `---` line; 0 without front matter."""
    front = front_matter_of(content)
    return front.end() if front else 0


def fenced_code(lines: Sequence[str]) -> Iterator[range]:
    """Yield a range of line indexes, from 0, for each fenced code block, with its first and last line."""
    closing: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line[:3] in ("```", "~~~"):
            closing.setdefault(line.rstrip(" "), []).append(index)
    index = 0
    while index < len(lines) and closing:
        fence = FENCE.match(lines[index])
        ends = closing.get(fence["fence"], []) if fence else []
        end = bisect_right(ends, index)
        if end < len(ends):
            yield range(index, ends[end] + 1)
            index = ends[end]
        index += 1


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the code spans of a text, backticks included: "a `b`" gives [(2, 5)].

    A text for which that would take long has none: `limits.bound_faults` refuses it.
    """
    spans, offset = list[tuple[int, int]](), 0
    for paragraph in _BEFORE_BLANK.split(text) if "`" in text else ():
        at = len(paragraph) if paragraph.count("`") * len(paragraph) > MOST_WORK else 0
        while run := _TICKS.search(paragraph, at):
            start = run.end() if run[1] else run.start()
            begin, end = _CODE.find_code_spans(start, paragraph)  # type: ignore[misc]  # its types are wrong
            at = begin if end is None else end + begin - start
            if end is not None:
                spans.append((offset + start, offset + at))
        offset += len(paragraph)
    return spans


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) offsets of the HTML comments (`<!-- … -->`) in a text."""
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (closing := text.find("-->", start + 4)) >= 0:
        end = closing + 3
        yield start, end


def blank(text: str) -> str:
    """Return as many spaces as a string has characters; line ends stay."""
    return "\n".join([" " * len(line) for line in text.split("\n")])


def _blank_parts(text: str, parts: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some parts, given as (start, end) offsets in order."""
    out, end = [], 0
    for start, after in parts:
        out += [text[end:start], blank(text[start:after])]
        end = after
    return "".join([*out, text[end:]])


def blank_fences(body: str) -> str:
    """Return a Markdown body with spaces in place of fenced code blocks; offsets do not change."""
    lines = body.split("\n")
    for index in chain.from_iterable(fenced_code(lines)):
        lines[index] = " " * len(lines[index])
    return "\n".join(lines)


def blank_code(body: str) -> str:
    """Return a Markdown body with spaces in place of fenced code blocks and code spans; offsets do not change."""
    fenced = blank_fences(body)
    return _blank_parts(fenced, code_spans(fenced))


def blank_unread(body: str) -> str:
    """Return a Markdown body with spaces in place of code and HTML comments; offsets do not change."""
    code = blank_code(body)
    return _blank_parts(code, _comments(code))


def without_comments(body: str) -> str:
    """Return a Markdown body without its HTML comments (`<!-- … -->`), so it is shorter; those inside code stay."""
    out, end = [], 0
    for start, after in _comments(blank_code(body)) if "<!--" in body else ():
        # two spaces at the end of a line would break it
        out.append(body[end:start].rstrip(" ") if body[after : after + 1].isspace() else body[end:start])
        end = after
    return "".join([*out, body[end:]])


def blank_verbatim(content: str) -> str:
    """Return the content of a file with spaces in place of everything except the words that readers see.

    In the front matter, only the values of printed fields remain, such as `title`. In the body, code, HTML comments,
    tags, link targets, footnote marks and attributes are replaced. Offsets do not change.
    """
    end = front_end(content)
    out, start, words = [], 0, True
    for key in _KEY.finditer(content, 0, end):
        part = content[start : key.start(1)]
        out.append(part if words else blank(part))
        start, words = key.start(1), key[1] in PRINTED
    rest = content[start:end]
    body = _NO_PROSE.sub(lambda match: blank(match[0]), blank_unread(content[end:]))
    return "".join([*out, rest if words else blank(rest), body])


class SourceText(msgspec.Struct, frozen=True):
    """A file as front matter, without the `---` lines, and Markdown body, which begins on the line `body_line`."""

    front: str
    body: str
    body_line: int


class Places:
    """A converter of offsets in a text to lines and columns (a `Position`), both counted from 1."""

    def __init__(self, content: str, first_line: int = 1) -> None:
        """Index the lines of a whole file, or of the part of one that begins on the line `first_line`."""
        self._starts = [0, *accumulate([len(line) + 1 for line in content.split("\n")[:-1]])]
        self._first_line = first_line

    def at(self, offset: int) -> Position:
        """Return the line and column of an offset in the text."""
        index = bisect_right(self._starts, offset) - 1
        return Position(self._first_line + index, offset - self._starts[index] + 1)


_GOES_ON = re.compile(r"[\w./#?%-][\w./#?%=&~@-]\Z")
_MOST_LOOKED_AT = 100


class Lines:
    """A search for words and markup in the Markdown body of a file, which gives their lines and columns in the file."""

    def __init__(self, source: SourceText) -> None:
        """Index the lines of the body of `source`."""
        self.source = source
        self._places = Places(source.body, source.body_line)

    @cached_property
    def words(self) -> str:
        """The Markdown body with spaces in place of code and HTML comments; offsets are the same."""
        return blank_unread(self.source.body)

    def place(self, offset: int) -> Position:
        """Return the line and column in the file of an offset in the body."""
        return self._places.at(offset)

    def of(self, *words: str) -> Position:
        """Return the beginning of the line that contains one of these strings, or of the body if no line does.

        The strings are tried in this order, first outside code and HTML comments and then in the whole body, preferably
        where they are not part of a longer word or path.
        """
        found = (_whole(text, each) for text in (self.words, self.source.body) for each in words if each)
        return Position(self.place(next((offset for offset in found if offset >= 0), 0)).line)

    def places(self, words: str) -> Iterator[Position]:
        """Yield where a string occurs outside comments and, unless it has a backtick, code; not behind a backslash."""
        text = self.source.body if "`" in words else self.words
        offset = text.find(words)
        while offset >= 0:
            if text[max(offset - 1, 0) : offset] != "\\":
                yield self.place(offset)
            offset = text.find(words, offset + len(words))

    def nth(self, index: int, words: str) -> Position | None:
        """Return the place of one of the occurrences of a string that `places` yields, from 0; None if it has fewer."""
        return next(islice(self.places(words), index, None), None)


def _whole(text: str, words: str) -> int:
    """Return the offset of the first occurrence of `words` in `text` that is not part of a longer word or path.

    If the first `_MOST_LOOKED_AT` occurrences all are, return that of the first one; -1 if `words` does not occur.
    """
    first = place = text.find(words)
    for _ in range(_MOST_LOOKED_AT):
        if place < 0:
            break
        before, after = text[max(place - 1, 0) : place], text[place + len(words) :][:1]
        if not (_GOES_ON.match(words[0] + before) or _GOES_ON.match(words[-1] + after)):
            return place
        place = text.find(words, place + 1)
    return first
