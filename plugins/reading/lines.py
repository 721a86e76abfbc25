"""On which line of a file something in its body stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from plugins.archive.faults import Position

from .verbatim import blank_unread

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
class Source:
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

    def __init__(self, source: Source) -> None:
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
