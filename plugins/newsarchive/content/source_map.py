"""Where the parts of a text stand in its source; code and markup masked at the same positions.

`Lines` and `Places` convert an offset, or something found in the HTML, to the line and column that a message names. The
`blank_…` functions replace code, HTML comments or markup by as many spaces, so a check sees only prose while all
offsets stay the same: `blank_code("a `b` c")` returns `"a     c"`.

The rules are those of Python-Markdown: a fence is closed by an equal fence, a code span by an equal number of backticks
in its paragraph. Each function takes time proportional to the length of the text, whatever it contains.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise, product

import msgspec

from newsarchive.model.diagnostics import Position
from newsarchive.model.fields import KEYS, PRINTED

_FRONT = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<front>(?:.*?(?:\r\n?|\n))??)---[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL,
)
_KEY = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)*|[{{,][ \t]*)({'|'.join(sorted(KEYS))}):(?=\s)",
    re.MULTILINE,
)
FENCE_LINE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[ ]*(?P<rest>[^\n]*)", re.MULTILINE)
"""A pattern of lines that look like the start or end of fenced code (three or more backticks or tildes).

Group `rest` is the remainder of the line. Whether such a line really begins a block, `fenced_code` tells.
"""

# as in Python-Markdown: a fence with other words on its line does not begin code
_FENCE = re.compile(r"""(`{3,}|~{3,})[ ]*(?:\{.*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=(["']).*?\2[ ]*)?)\Z""")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TICKS = re.compile(r"(?<!\\)(\\*)(`+)")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_DESTINATION = re.compile(r"\]\((?:[^\s()]|\([^\s()]*\))*")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\[\n]*\]:[ \t]*(?!\s)(?:<[^<>\n]*>|[^\s<]*[:/.#][^\s<]*)", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\[\s]*(?:\]|(?=\s))")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]*\}")


def front_matter_of(content: str) -> re.Match[str] | None:
    """Return a match of a file's front matter with its `---` lines (without: group `front`), or None if it has none."""
    return _FRONT.match(content)


def front_end(content: str) -> int:
    """Return the offset at which the body of a file begins, after the second `---` line; 0 without front matter."""
    front = front_matter_of(content)
    return front.end() if front else 0


def blank_verbatim(content: str) -> str:
    """Return the content of a file with spaces in place of everything except the words that readers see.

    In the front matter, only the values of printed fields remain, such as `title`. In the body, code, HTML comments,
    tags, link targets, footnote marks and attributes are replaced. Offsets do not change.
    """
    end = front_end(content)
    return _blank_fields(content[:end]) + _blank_body(content[end:])


def blank_code(body: str) -> str:
    """Return a Markdown body with spaces in place of fenced code blocks and code spans; offsets do not change."""
    fenced = blank_fences(body)
    if "`" not in fenced:
        return fenced
    out, at = [], 0
    for gap in _PARAGRAPH.finditer(fenced):
        out.append(_blank_parts(fenced[at : gap.start()], code_spans(fenced[at : gap.start()])))
        out.append(gap[0])
        at = gap.end()
    return "".join([*out, _blank_parts(fenced[at:], code_spans(fenced[at:]))])


def blank_unread(body: str) -> str:
    """Return a Markdown body with spaces in place of code and HTML comments; offsets do not change."""
    code = blank_code(body)
    return _blank_parts(code, _comments(code))


def blank_comments(body: str) -> str:
    """Return a Markdown body with spaces in place of HTML comments (`<!-- … -->`); those inside code stay."""
    return _blank_parts(body, _comments(blank_code(body)))


def without_comments(body: str) -> str:
    """Return a Markdown body without its HTML comments (`<!-- … -->`), so it is shorter; those inside code stay."""
    out, at = [], 0
    for start, end in _comments(blank_code(body)):
        out.append(body[at:start])
        at = end
    return "".join([*out, body[at:]])


def blank(text: str) -> str:
    """Return as many spaces as a string has characters; line ends stay."""
    # ten times as fast as a pattern that replaces each character
    return "\n".join([" " * len(line) for line in text.split("\n")]) if "\n" in text else " " * len(text)


def _blank_fields(front: str) -> str:
    """Return front matter with spaces in place of everything but the values of printed fields, also nested ones."""
    out, at, words = [], 0, True
    for key in _KEY.finditer(front):
        part = front[at : key.start(1)]
        out.append(part if words else blank(part))
        at, words = key.start(1), key[1] in PRINTED
    return "".join([*out, front[at:] if words else blank(front[at:])])


def _blank_body(body: str) -> str:
    """Return a Markdown body with spaces in place of everything that is not prose, such as code and link targets."""
    text = blank_unread(body)
    for pattern in (_TAG, _DESTINATION, _DEFINITION, _NOTE, _ATTRIBUTES):
        text = pattern.sub(lambda match: blank(match[0]), text)
    return text


def may_be_fenced(body: str) -> bool:
    """Return whether a Markdown body has three backticks or tildes, as the fences of code have.

    A single character is searched first, which takes a tenth of the time.
    """
    return ("`" in body and "```" in body) or ("~" in body and "~~~" in body)


def fenced_code(lines: Sequence[str]) -> Iterator[range]:
    """Yield a range of line indexes, from 0, for each fenced code block, with its first and last line."""
    closing: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line[:3] in ("```", "~~~"):
            closing.setdefault(line.rstrip(" "), []).append(index)
    index = 0
    while index < len(lines) and closing:
        fence = _FENCE.match(lines[index])
        ends = closing.get(fence[1], []) if fence else []
        end = bisect_right(ends, index)
        if end < len(ends):
            yield range(index, ends[end] + 1)
            index = ends[end]
        index += 1


def blank_fences(body: str) -> str:
    """Return a Markdown body with spaces in place of fenced code blocks; offsets do not change."""
    return _without_fences(body, lambda line: " " * len(line))


def without_fences(body: str) -> str:
    """Return a Markdown body in which each line of a fenced code block is empty; the number of lines stays the same."""
    return _without_fences(body, lambda _: "")


def _without_fences(body: str, blank: Callable[[str], str]) -> str:
    """Return a Markdown body in which `blank` has replaced each line of a fenced code block."""
    if not may_be_fenced(body):
        return body
    lines = body.split("\n")
    for index in chain.from_iterable(fenced_code(lines)):
        lines[index] = blank(lines[index])
    return "\n".join(lines)


def code_spans(paragraph: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the code spans of a paragraph, backticks included: "a `b`" gives [(2, 5)].

    These are Python-Markdown's rules. A code span begins with a run of backticks and ends at the next run of the same
    length. If there is no such run, it ends at the first of the longest later runs, provided that this run is shorter.
    Otherwise the run does not begin a span, and neither does anything in the next n characters, where n is its length.
    """
    runs = list(_TICKS.finditer(paragraph)) if "`" in paragraph else []
    lengths = [len(run[2]) for run in runs]
    equal: dict[int, list[int]] = {}
    longest = [-1] * len(runs)  # for each run, the index of the first of the longest later runs
    for index, length in enumerate(lengths):
        equal.setdefault(length, []).append(index)
    for index in range(len(runs) - 2, -1, -1):
        near, far = index + 1, longest[index + 1]
        longest[index] = far if far >= 0 and lengths[far] > lengths[near] else near
    spans, place, index = list[tuple[int, int]](), 0, 0
    while index < len(runs):
        run, closer = runs[index], longest[index]
        escaped = run[1] and (len(run[1]) % 2 or run.start() < place)
        start = max(place, run.start(2) + bool(escaped))
        length = run.end() - start
        same = equal.get(length, [])
        at = bisect_right(same, index)
        if at < len(same):
            closer = same[at]
        elif closer >= 0 and lengths[closer] > length:
            closer = -1
        if length > 0 and closer >= 0:
            place, index = runs[closer].end(), closer
            spans.append((start, place))
        elif length > 0:
            place = start + 2 * length
        index += 1
    return spans


def _blank_parts(text: str, parts: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some parts, given as (start, end) offsets in order."""
    out, at = [], 0
    for start, end in parts:
        out += [text[at:start], blank(text[start:end])]
        at = end
    return "".join([*out, text[at:]])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) offsets of the HTML comments (`<!-- … -->`) in a text."""
    end = 0
    while "<" in text and (start := text.find("<!--", end)) >= 0 and (closing := text.find("-->", start + 4)) >= 0:
        end = closing + 3
        yield start, end


_HASHES = re.compile(r"[ >*+-]*(#{1,6})(?!#)")
_TYPED_HEADING = re.compile(r"<h([1-6])[\s>]", re.IGNORECASE)
_TYPED_ID = re.compile(r"""\{[^{}\n]*?#([^\s{}]+)|<[^<>]*?\sid\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s<>"'=]+))""")
_GOES_ON = re.compile(r"[\w./#?%-][\w./#?%=&~@-]\Z")
_MOST_LOOKED_AT = 100
_WORD = re.compile(r"[^\W_]+")
# what the source may have between two words that readers see side by side: link targets, tags, attributes, footnote
# marks, punctuation
_BETWEEN = (
    r"(?:\]\((?=[^()\s]*[^\W_])[^()\s]*\)|<(?=[^<>]*[^\W_])[^<>]*>|\{(?=[^{}\n]*[^\W_])[^{}\n]*\}"
    r"|\[\^[^\]\[\s]+(?:\]|(?=\s))|[\W_]){0,200}?"
)
_CONTEXTS = ((3, 3), (0, 3), (3, 0), (1, 1), (0, 1), (1, 0), (0, 0))
"""How many words before and after the characters searched by `Lines.of_sign` must match, in order of attempts."""
_LONGEST_ESCAPED = 10
_NEAR = 200  # characters before and after the sign that these words are taken from


class SourceText(msgspec.Struct, frozen=True):
    """A file as front matter, without the `---` lines, and Markdown body, which begins on the line `body_line`."""

    front: str
    body: str
    body_line: int


def _line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text begin."""
    return [0, *accumulate([len(line) + 1 for line in text.split("\n")[:-1]])]


class Places:
    """A converter of offsets in a file to lines and columns (a `Position`), both counted from 1."""

    def __init__(self, content: str) -> None:
        """Store the content of the whole file; its lines are indexed on the first use."""
        self._content = content

    @cached_property
    def _starts(self) -> list[int]:
        return _line_starts(self._content)

    def at(self, offset: int) -> Position:
        """Return the line and column of an offset in the file."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


class Lines:
    """An index of the Markdown body of a file, which finds the lines and columns of words and markup in it.

    Offsets count from the start of the body; the lines and columns returned are those of the whole file, from 1.
    """

    def __init__(self, source: SourceText) -> None:
        """Index the lines of the body of `source`."""
        self.source = source
        self._starts = _line_starts(source.body)
        self._found: dict[tuple[str, ...], int] = {}
        self._passed: dict[str, int] = {}
        self._tags: dict[str, list[int]] = {}

    def of(self, *words: str) -> int:
        """Return the number of the line that contains one of these strings, or of the body's first line if none does.

        The strings are tried in this order, first outside code and HTML comments and then in the whole body, preferably
        where they are not part of a longer word or path.
        """
        if words not in self._found:
            self._found[words] = self.at(self._place(words))
        return self._found[words]

    def at(self, offset: int) -> int:
        """Return the number of the line in the file that contains an offset in the body."""
        return self.source.body_line + bisect_right(self._starts, offset) - 1

    def place(self, offset: int) -> Position:
        """Return the line and column in the file of an offset in the body."""
        line = self.at(offset)
        return Position(line, offset - self._starts[line - self.source.body_line] + 1)

    def place_of_word(self, since: int) -> Position:
        """Return the position of the first word outside code and comments from an offset on, else of the offset."""
        word = _WORD.search(self.words, since)
        return self.place(word.start() if word else since)

    def of_id(self, fragment: str) -> int:
        """Return the number of the line that last sets an HTML id (`{#here}`), else of the first that has its word."""
        place = self._ids.get(fragment)
        return self.of(fragment) if place is None else self.at(place)

    def of_tag(self, tag: str, name: str, nth: int) -> Position:
        """Return the line and column of the tag of index `nth`, from 0, among those written as `tag` (`<b class="x">`).

        Case is ignored. If there are none, the line of the first tag called `name` is returned.
        """
        if tag not in self._tags:
            self._tags[tag] = [match.start() for match in re.finditer(re.escape(tag), self.words, re.IGNORECASE)]
        written = self._tags[tag]
        return (
            self.place(written[min(nth, len(written) - 1)]) if written else Position(self.of(f"<{name}", f"</{name}"))
        )

    def of_heading(self, level: int, nth: int = 0) -> int:
        """Return the number of the line with the nth heading (from 0) of a level (1 to 6), else of the first line."""
        places = self._headings[level]
        return self.at(places[nth] if nth < len(places) else 0)

    def of_sign(self, before: str, sign: str, after: str, since: int) -> Position | None:
        """Return the line and column of characters that readers see, such as `**`, found by the words around them.

        Each further call with the same arguments returns the next occurrence. The search begins at `since` or, if that
        fails, at the start of the body. None is returned if the characters do not occur outside code and HTML comments,
        or if the editor wrote them on purpose, that is, after a backslash or as an entity (`&#42;`).
        """
        patterns = list(_around(before[-_NEAR:], sign, after[:_NEAR]))
        # backticks in HTML, where they are no code, are blanked in `words`
        texts = (self.words, self.source.body) if "`" in sign else (self.words,)
        for text, first, pattern in product(texts, sorted({since, 0}, reverse=True), patterns):
            match = re.compile(pattern, re.MULTILINE).search(text, max(first, self._passed.get(pattern, 0)))
            if match:
                self._passed[pattern] = match.end("sign")
                return self.place(match.start("sign")) if match["sign"] == sign else None
        return None

    def of_row(self, row: str, nth: int) -> int:
        """Return the number of the line with a row of a table, or of the body's first line if it is not found.

        `row` is without leading `>` and surrounding spaces; `nth` counts, from 0, the rows with the same text.
        """
        written = self._rows[row]
        return self.at(written[nth]) if nth < len(written) else self.of(row)

    def begins(self, texts: Iterable[str]) -> list[int]:
        """Return, for each paragraph of the HTML, an offset in the body at or shortly before its place in the source.

        The words of the paragraphs, in the order of the page, are aligned with those of the body, which has more (for
        example, in link targets). Where they differ, the alignment continues at the next three words that are adjacent
        in both. Texts without words get the offset 0 or, at the end of `texts`, no entry.
        """
        written = [(word[0], word.end()) for word in _WORD.finditer(self.words)]
        seen = [(index, word) for index, text in enumerate(texts) for word in _WORD.findall(text)]
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, three in enumerate(_threes([word for word, _ in written])):
            places[three].append(place)
        begins: dict[int, int] = {}
        at = 0
        for (index, word), three in zip(seen, _threes([word for _, word in seen]), strict=True):
            if (at == len(written) or written[at][0] != word) and three in places:
                met = places[three]
                at = met[bisect_left(met, at) % len(met)]
            begins.setdefault(index, written[at - 1][1] if at else 0)
            at += at < len(written) and written[at][0] == word
        return [begins.get(index, 0) for index in range(1 + max(begins, default=-1))]

    def _place(self, words: tuple[str, ...]) -> int:
        """Return the offset of the first of some strings that the body contains, or 0 if it contains none."""
        for text in (self.words, self.source.body):
            for each in filter(None, words):
                place = _whole(text, each)
                if place >= 0:
                    return place
        return 0

    @cached_property
    def words(self) -> str:
        """The Markdown body with spaces in place of code and HTML comments; offsets are the same."""
        return blank_unread(self.source.body)

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        """The offsets at which lines begin, by the text of the line without leading `>` and surrounding spaces."""
        found: dict[str, list[int]] = defaultdict(list)
        for start, line in zip(self._starts, self.words.split("\n"), strict=True):
            found[line.lstrip(" >").rstrip(" ")].append(start)
        return found

    @cached_property
    def _ids(self) -> dict[str, int]:
        """The offset at which each HTML id is set in the body (`{#here}` or `id="here"`), by the id."""
        return {next(filter(None, match.groups()), ""): match.end() for match in _TYPED_ID.finditer(self.words)}

    @cached_property
    def _headings(self) -> dict[int, list[int]]:
        """The offsets of headings by level: `## …`, underlined lines, and HTML tags."""
        found: dict[int, list[int]] = defaultdict(list)
        for start, (line, after) in zip(self._starts, pairwise([*self.words.split("\n"), ""]), strict=True):
            hashes, rule = _HASHES.match(line), set(after.rstrip(" "))
            if hashes:
                found[len(hashes[1])].append(start)
            elif line.strip() and rule in ({"="}, {"-"}):
                found[1 if rule == {"="} else 2].append(start)
            for tag in _TYPED_HEADING.finditer(line):
                found[int(tag[1])].append(start)
        return found


def _threes(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield, for each word, the word and the next two; empty strings stand for words after the end."""
    return zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False)


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


def _around(before: str, sign: str, after: str) -> Iterator[str]:
    """Yield regular expressions that find characters, such as `**`, by the words around them, strictest first.

    The first one requires the whole line as readers see it, the others fewer and fewer words before and after. Group
    `sign` matches the characters, also if they are written with backslashes or as entities (`&#42;`).
    """
    line, rest = before.rpartition("\n")[2], after.partition("\n")[0]
    ways = (rf"(?:\\?{re.escape(each)}|&#?\w+;)" for each in sign)
    either = "".join(ways) if len(sign) <= _LONGEST_ESCAPED else re.escape(sign)
    if len(rest) < _NEAR:
        yield rf"(?<!\\){re.escape(line)}(?P<sign>{either}){re.escape(rest)}[ \t]*$"
    words, following = _WORD.findall(before)[-3:], _WORD.findall(after)[:3]
    for back, on in _CONTEXTS:
        near = [re.escape(each) for each in (*words[len(words) - back :] * (back > 0), "", *following[:on])]
        if len(near) > 1 or not (words or following):
            yield _BETWEEN.join(each or f"(?P<sign>{either})" for each in near)
