"""Where the parts of a text stand in its source; code and markup masked at the same positions.

Each is blanked by spaces, so that all that is left stands where it stood. Markdown's own rules are followed:
a fence is closed by the same fence, a code span by as many backticks within its paragraph. Every step goes
through the text once, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from newsarchive.archive.diagnostics import Position

_WORDS = "title summary text publisher credit alt caption authors translators corrections name".split()
_IDS = (
    "date published brought_from modified starts ends tags people organisations places sources source_headline image "
    "related translates translated_revision published_contacts status withdrawal reason redirect_from url archived "
    "lang language file"
).split()

_FRONT = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<front>(?:.*?(?:\r\n?|\n))??)---[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL,
)
_KEY = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)*|[{{,][ \t]*)({'|'.join((*_WORDS, *_IDS))}):(?=\s)",
    re.MULTILINE,
)
# as Python-Markdown has it: with other words beside it a line begins no code
_FENCE = re.compile(r"""(`{3,}|~{3,})[ ]*(?:\{.*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=(["']).*?\2[ ]*)?)\Z""")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TICKS = re.compile(r"(?<!\\)(\\*)(`+)")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_DESTINATION = re.compile(r"\]\((?:[^\s()]|\([^\s()]*\))*")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\[\n]*\]:[ \t]*(?!\s)(?:<[^<>\n]*>|[^\s<]*[:/.#][^\s<]*)", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\[\s]*\]")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]*\}")
_FULL = re.compile(r"[^\n]")


def fenced_front(content: str) -> re.Match[str] | None:
    """Return a file's front matter with its two `---` lines, up to its body; the group `front` stands between them.

    Line ends are of any kind. Behind the hyphens there may be spaces and tabs.
    """
    return _FRONT.match(content)


def front_end(content: str) -> int:
    """Return where the body begins: after the second of the two `---` lines; 0 where they are not there."""
    fenced = fenced_front(content)
    return fenced.end() if fenced else 0


def blank_verbatim(content: str) -> str:
    """Return a file's text with only its words left, each in its place."""
    end = front_end(content)
    return _blank_fields(content[:end]) + _blank_body(content[end:])


def blank_code(body: str) -> str:
    """Return a body with its fenced code and code spans blanked."""
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
    """Return a body in which all that Markdown does not read as its own is blanked: code and comments."""
    code = blank_code(body)
    return _blank_parts(code, _comments(code))


def blank_comments(body: str) -> str:
    """Return a body with its comments blanked; what code shows of comments stays."""
    return _blank_parts(body, _comments(blank_code(body)))


def without_comments(body: str) -> str:
    """Return a body without its comments; what code shows of comments stays."""
    out, at = [], 0
    for start, end in _comments(blank_code(body)):
        out.append(body[at:start])
        at = end
    return "".join([*out, body[at:]])


def _blank(text: str) -> str:
    return _FULL.sub(" ", text)


def _blank_fields(front: str) -> str:
    """Keep the fields that hold words. A nested key governs until the next one: `url`, then `title`."""
    out, at, words = [], 0, True
    for key in _KEY.finditer(front):
        part = front[at : key.start(1)]
        out.append(part if words else _blank(part))
        at, words = key.start(1), key[1] in _WORDS
    return "".join([*out, front[at:] if words else _blank(front[at:])])


def _blank_body(body: str) -> str:
    text = blank_unread(body)
    for pattern in (_TAG, _DESTINATION, _DEFINITION, _NOTE, _ATTRIBUTES):
        text = pattern.sub(lambda match: _blank(match[0]), text)
    return text


def blank_fences(body: str) -> str:
    """Return a body with its fenced code blanked."""
    if "```" not in body and "~~~" not in body:
        return body
    lines = body.split("\n")
    closing: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line[:3] in ("```", "~~~"):
            closing.setdefault(line.rstrip(" "), []).append(index)
    index = 0
    while index < len(lines):
        fence = _FENCE.match(lines[index])
        ends = closing.get(fence[1], []) if fence else []
        end = bisect_right(ends, index)
        if end < len(ends):
            lines[index : ends[end] + 1] = [" " * len(line) for line in lines[index : ends[end] + 1]]
            index = ends[end]
        index += 1
    return "\n".join(lines)


def code_spans(paragraph: str) -> list[tuple[int, int]]:
    """Return where the code spans of a paragraph begin and end, their backticks included.

    As Python-Markdown has it, a run of backticks without an equal one behind it ends at the first of the longest ones,
    if that is shorter. Where it has no end, as many characters behind it begin no span.
    """
    runs = list(_TICKS.finditer(paragraph)) if "`" in paragraph else []
    equal: dict[int, list[int]] = {}
    longest = [-1] * len(runs)  # of those behind each
    for index, run in enumerate(runs):
        equal.setdefault(len(run[2]), []).append(index)
    for index in range(len(runs) - 2, -1, -1):
        near, far = index + 1, longest[index + 1]
        longest[index] = far if far >= 0 and len(runs[far][2]) > len(runs[near][2]) else near
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
        elif closer >= 0 and len(runs[closer][2]) > length:
            closer = -1
        if length > 0 and closer >= 0:
            place, index = runs[closer].end(), closer
            spans.append((start, place))
        elif length > 0:
            place = start + 2 * length
        index += 1
    return spans


def _blank_parts(text: str, parts: Iterable[tuple[int, int]]) -> str:
    out, at = [], 0
    for start, end in parts:
        out += [text[at:start], _blank(text[start:end])]
        at = end
    return "".join([*out, text[at:]])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (closing := text.find("-->", start + 4)) >= 0:
        end = closing + 3
        yield start, end


_HASHES = re.compile(r"[ >*+-]*(#{1,6})(?!#)")
_TYPED_HEADING = re.compile(r"<h([1-6])[\s>]", re.IGNORECASE)
_TYPED_ID = re.compile(r"""\{[^{}\n]*?#([^\s{}]+)|<[^<>]*?\sid\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s<>"'=]+))""")
_GOES_ON = re.compile(r"[\w./#?%-][\w./#?%=&~@-]\Z")
_MOST_LOOKED_AT = 100
_WORD = re.compile(r"[^\W_]+")
# what may stand between two words that readers see side by side: addresses, tags, attributes, marks of notes, signs
_BETWEEN = (
    r"(?:\]\((?=[^()\s]*[^\W_])[^()\s]*\)|<(?=[^<>]*[^\W_])[^<>]*>|\{(?=[^{}\n]*[^\W_])[^{}\n]*\}"
    r"|\[\^[^\]\[\s]+\]|[\W_]){0,200}?"
)
_CONTEXTS = ((3, 3), (0, 3), (3, 0), (1, 1), (0, 1), (1, 0), (0, 0))
"""How many words before a sign and after it are looked for with it, one after the other."""
_LONGEST_ESCAPED = 10
_NEAR = 200  # characters in which those words are looked for


@dataclass(frozen=True)
class SourceText:
    """A file's two parts as written; `body_line` is the body's first line in the file."""

    front: str
    body: str
    body_line: int


class Places:
    """Lines and columns of a text, from 1."""

    def __init__(self, content: str) -> None:
        """`content` is a whole file's."""
        self._content = content

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._content))]

    def at(self, offset: int) -> Position:
        """Return where an offset is."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


class Lines:
    """Finds the lines of a body. Words are looked for once, however often they are asked for."""

    def __init__(self, source: SourceText) -> None:
        """Note where the lines of the body begin."""
        self.source = source
        self._starts = [0, *(match.end() for match in re.finditer("\n", source.body))]
        self._found: dict[tuple[str, ...], int] = {}
        self._passed: dict[str, int] = {}
        self._tags: dict[str, list[int]] = {}

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

    def place(self, offset: int) -> Position:
        """Return the line and the column in the file of an offset in the body."""
        line = self.at(offset)
        return Position(line, offset - self._starts[line - self.source.body_line] + 1)

    def place_of_word(self, since: int) -> Position:
        """Return the line and the column in the file of the first word after an offset in the body."""
        word = _WORD.search(self.words, since)
        return self.place(word.start() if word else since)

    def of_id(self, fragment: str) -> int:
        """Return the line where an id was given last."""
        place = self._ids.get(fragment)
        return self.of(fragment) if place is None else self.at(place)

    def of_tag(self, tag: str, name: str, nth: int) -> Position:
        """Return where a tag stands, by its place, from 0, among those that are written in the same way.

        `name` is sought where it is not written so at all.
        """
        if tag not in self._tags:
            self._tags[tag] = [match.start() for match in re.finditer(re.escape(tag), self.words, re.IGNORECASE)]
        written = self._tags[tag]
        return (
            self.place(written[min(nth, len(written) - 1)]) if written else Position(self.of(f"<{name}", f"</{name}"))
        )

    def of_heading(self, level: int, nth: int = 0) -> int:
        """Return the line of a heading by its place, from 0, among those of its level."""
        places = self._headings[level]
        return self.at(places[nth] if nth < len(places) else 0)

    def of_sign(self, before: str, sign: str, after: str, since: int = 0) -> Position | None:
        """Return where a sign stands in the file that readers see between these words.

        It is sought from an offset on first, then from the beginning. A sign that is seen again between the same words
        is the next one. None is returned for a sign that was escaped or written as an entity, and for one that stands
        only in code or comments.
        """
        patterns = list(_around(before[-_NEAR:], sign, after[:_NEAR]))
        for pattern, first in [(each, first) for first in sorted({since, 0}, reverse=True) for each in patterns]:
            match = re.compile(pattern, re.MULTILINE).search(self.words, max(first, self._passed.get(pattern, 0)))
            if match:
                self._passed[pattern] = match.end("sign")
                return self.place(match.start("sign")) if match["sign"] == sign else None
        return None

    def of_row(self, row: str, nth: int) -> int:
        """Return the line of a table's row by its place, from 0, among those that are written in the same way."""
        written = self._rows[row]
        return self.at(written[nth]) if nth < len(written) else self.of(row)

    def begins(self, texts: Iterable[str]) -> list[int]:
        """Return for each of the texts that readers see, in their order, an offset after which it is written.

        The words seen are followed through the words written, which are more: where they part, the next three that
        stand side by side in both are where they meet again, further down if possible.
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
        for text in (self.words, self.source.body):
            for each in filter(None, words):
                place = _whole(text, each)
                if place >= 0:
                    return place
        return 0

    @cached_property
    def words(self) -> str:
        """The body with what Markdown does not read as its own blanked."""
        return blank_unread(self.source.body)

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        """Where lines stand, by what is written there apart from marks of quotations and spaces around it."""
        found: dict[str, list[int]] = defaultdict(list)
        for start, line in zip(self._starts, self.words.split("\n"), strict=True):
            found[line.lstrip(" >").rstrip(" ")].append(start)
        return found

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {next(filter(None, match.groups()), ""): match.end() for match in _TYPED_ID.finditer(self.words)}

    @cached_property
    def _headings(self) -> dict[int, list[int]]:
        """Where headings stand, by level: `## …`, underlined ones, and HTML's own."""
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
    """Yield each word with the two after it, as far as there are any."""
    return zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False)


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


def _around(before: str, sign: str, after: str) -> Iterator[str]:
    """Yield patterns for a sign in its place, the strictest first: its whole line as it is seen, then words near it."""
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
