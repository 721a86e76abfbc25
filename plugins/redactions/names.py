"""Names in other forms than the list's: in another script or spelling, surname first, with a father's name, inflected.

Each word of a text is looked up once in a build, whatever the number of texts: nearly all are no part of any name.
Where a text has all words of a name, their order and what stands between them decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, permutations
from typing import NamedTuple

from .readings import ITEM
from .spellings import CYRILLIC, is_english, latin_forms, spelling

_WORD = re.compile(r"[^\W_]+")
_BROKEN_WORD = re.compile(r"[^\W_]+(?:- [^\W_]+)*")
_AFTER_BREAK = re.compile(r"-\s+([^\W_]+)")
_BEFORE_BREAK = re.compile(r"[^\W_]*\Z")
_LONGEST_BROKEN = 40  # letters before a hyphen
_CHILD_OF = re.compile("og?h?l[uiy]~?|[qgk][iy]z[iy]~?")
_FATHERS_NAME = re.compile("[a-z]{2,}(?:[oe]vn|ichn)(?:a|y|e|u|oy|oyu)~?|[a-z]{2,}[oe]vich(?:a|u|em|e)?~?")
# Mrs, Mr, teacher; and what forms and data have beside a name, in Latin forms
_TITLE = re.compile("(?:x|k?h)an[iyu]m~?|b[eə][yj]~?|mu[əe]llim~?")
_LABEL = re.compile(
    "(?:soy)?ad[iy]?|(?:given|first|family|last|sur)?(?:name)?|given|family|imya~|familiya~|nee|born|urozhd(?:ennaya|ennoy)?~"
)
_MOST_MIXED = 3  # parts of a name that may come in any order
_LEAST_ALONE = 4  # letters of a name of one word
_MOST_BETWEEN = 8  # signs
_OPENING, _CLOSING = "\"'«“„(", "\"'»”“)"  # around a nickname
_MOST_LABELLED = 24  # signs and letters, with a label
_END = re.compile(rf"[.!?…]['\"»”)]*\s|[;:{ITEM}]|\".*,.*\"")
_LEAST_JOINED = 8  # letters of a name whose words are written as one
_MOST_KNOWN = 200_000  # words, some 30 MB

_Thread = tuple[int, int, str]
"""A word of the list while a form is read: its number, how many of its units are read, and what is left of the last."""


class _Read(NamedTuple):
    """What was read of a form: threads, and which words' stems and which words end here."""

    threads: tuple[_Thread, ...]
    stems: tuple[int, ...]
    wholes: tuple[int, ...]


class _Token:
    """A word in a text; one that is broken at the end of a line is whole."""

    __slots__ = ("end", "start", "text", "word")

    def __init__(self, found: re.Match[str]) -> None:
        """Take a word as it was found."""
        self.word, self.text = found[0].replace("- ", ""), found.string
        self.start, self.end = found.span()


class Part(NamedTuple):
    """A word of the list as which a word may be read; `last`: with a suffix that only a name's last word has.

    Below zero it is a whole name: -1 the first, -2 the second.
    """

    word: int
    last: bool = False


@dataclass(frozen=True)
class Name:
    """A name by the line on which it stands: its words in lower case, in the order of the list."""

    line: int
    words: tuple[str, ...]

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """The words by their numbers; what says whose child somebody is stands together."""
        parts: list[tuple[int, ...]] = []
        for number, word in enumerate(self.words):
            if parts and _says_child(word):
                parts[-1] += (number,)
            else:
                parts.append((number,))
        return tuple(parts)

    @cached_property
    def orders(self) -> tuple[tuple[int, ...], ...]:
        """The orders in which the words may come, by their numbers."""
        mixed = len(self.parts) <= _MOST_MIXED and not any(map(str.isdigit, "".join(self.words)))
        orders: Iterable[tuple[tuple[int, ...], ...]] = permutations(self.parts) if mixed else (self.parts,)
        return tuple(tuple(chain.from_iterable(order)) for order in orders)

    @property
    def takes_father(self) -> bool:
        """Whether a father's name may stand between the words: it has two, and none of a father."""
        return len(self.parts) == len(self.words) == 2


class Names:
    """The names of a list, for all texts of a build."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Read how the words of the names are spelt."""
        self._names = [name for name in names if len(name.words) > 1 or len(name.words[0]) >= _LEAST_ALONE]
        numbers: dict[tuple[str, bool], int] = {}
        self._words: list[tuple[int, ...]] = []  # of each name
        self._names_of: dict[int, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names):
            english = is_english(name.words)
            words = tuple(numbers.setdefault((word, english), len(numbers)) for word in name.words)
            self._words.append(words)
            for word in words:
                self._names_of[word].append(place)
        self._spellings = [spelling(word, english=english) for word, english in numbers]
        self._read: dict[str, _Read] = {"": self._at_unit([(number, 0, "") for number in range(len(numbers))])}
        self._known: dict[str, tuple[Part, ...]] = {}

    def found(self, words: Iterable[str], text: str, once: Callable[[str], str]) -> Iterator[tuple[int, int]]:
        """Yield the line of each name that stands in a folded text, and where it begins in the same text once.

        Args:
            words: All words of the text.
            text: The text.
            once: Returns a text with one space for each run of white space; most texts need not be read so.
        """
        there = {part.word for word in set(words) for part in self._parts(word)}
        broken = {part.word for word in _broken_words(text) for part in self._parts(word)}
        for kind, known in ((_WORD, there), (_BROKEN_WORD, there | broken))[: 1 + bool(broken)]:
            wanted = {name for word in known for name in self._names_of[word] if known.issuperset(self._words[name])}
            wanted |= {-1 - word for word in known if word < 0}
            if wanted:
                yield from self._firsts(wanted, [_Token(found) for found in kind.finditer(once(text))])

    def _firsts(self, wanted: set[int], tokens: list[_Token]) -> Iterator[tuple[int, int]]:
        """Yield the line of each name that stands in a text, and where it begins first."""
        places: dict[int, list[int]] = defaultdict(list)
        for place, token in enumerate(tokens):
            for word in {part.word for part in self._parts(token.word)}:
                places[word].append(place)
        for name in sorted(wanted):
            first = min(self._places(name, tokens, places), default=None)
            if first is not None:
                yield self._names[name].line, tokens[first].start

    def _places(self, name: int, tokens: list[_Token], places: Mapping[int, list[int]]) -> Iterator[int]:
        """Yield the tokens at which a name begins."""
        yield from places.get(-1 - name, ())
        words = self._words[name]
        for order in self._names[name].orders:
            wanted = [Part(words[number]) for number in order]
            for first in places.get(wanted[0].word, ()):
                if self._stands(wanted, tokens, first, takes_father=self._names[name].takes_father):
                    yield first

    def _stands(self, wanted: list[Part], tokens: list[_Token], first: int, *, takes_father: bool) -> bool:
        """Whether words stand one after the other from a token on."""
        places = [first]
        for number, part in enumerate(wanted):
            last = part._replace(last=True) if number == len(wanted) - 1 else part
            if number:
                places = [after for place in places for after in _next(tokens, place, takes_father=takes_father)]
            places = [place for place in places if not {part, last}.isdisjoint(self._parts(tokens[place].word))]
        return bool(places)

    def _parts(self, word: str) -> tuple[Part, ...]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            known = self._known[word] = tuple({part for form in latin_forms(word) for part in self._parts_of(form)})
        return known

    def _parts_of(self, form: str) -> Iterator[Part]:
        """Yield as which words of the list a Latin form may be read."""
        for end, read in self._readings(form):
            for word in read.stems:
                if self._spellings[word].inflected.fullmatch(form, end):
                    yield Part(word)
            for word in read.wholes:
                if form[end:].strip(CYRILLIC):
                    yield from self._joined(word, form[end:])
                    if self._spellings[word].suffixed.fullmatch(form, end):
                        yield Part(word, last=True)
                else:
                    yield Part(word)

    def _joined(self, word: int, rest: str) -> Iterator[Part]:
        """Yield the names of two words that begin with a word and go on with the rest of a form."""
        others: set[int] | None = None
        for name in self._names_of[word]:
            words = self._words[name]
            if len(words) == 2 and sum(map(len, self._names[name].words)) >= _LEAST_JOINED:
                if others is None:
                    others = {each for _, read in self._readings(rest) for each in read.wholes}
                if not others.isdisjoint({*words} - {word}):
                    yield Part(-1 - name)

    def _readings(self, form: str) -> Iterator[tuple[int, _Read]]:
        """Yield what ends after each letter of a form, as long as a word of the list may begin so."""
        read = self._read[""]
        for end in range(1, len(form) + 1):
            begun = form[:end]
            now = self._read.get(begun)
            if now is None:
                if len(self._read) > _MOST_KNOWN:
                    self._read = {"": self._read[""]}
                now = self._read[begun] = self._after(read, begun[-1])
            read = now
            if read.stems or read.wholes:
                yield end, read
            if not read.threads:
                return

    def _after(self, read: _Read, letter: str) -> _Read:
        going: list[_Thread] = []
        for word, units, rest in read.threads:
            if rest:
                if rest[0] == letter:
                    going.append((word, units, rest[1:]))
            else:
                there = self._spellings[word].units[units]
                going += [(word, units + 1, each[1:]) for each in there if each[:1] == letter]
        return self._at_unit(going)

    def _at_unit(self, threads: Iterable[_Thread]) -> _Read:
        """Go on past units that may be nothing, and see which words end."""
        pending, going = list(threads), set[_Thread]()
        stems, wholes = set[int](), set[int]()
        while pending:
            thread = word, units, rest = pending.pop()
            if thread in going:
                continue
            spelt = self._spellings[word]
            if not rest:
                if units == spelt.stem:
                    stems.add(word)
                if units == len(spelt.units):
                    wholes.add(word)
                    continue
                if "" in spelt.units[units]:
                    pending.append((word, units + 1, ""))
            going.add(thread)
        return _Read(tuple(sorted(going)), tuple(sorted(stems)), tuple(sorted(wholes)))


def _says_child(word: str) -> bool:
    return _is(word, _CHILD_OF)


def _is(word: str, kind: re.Pattern[str]) -> bool:
    return any(map(kind.fullmatch, latin_forms(word)))


def _next(tokens: list[_Token], place: int, *, takes_father: bool) -> Iterator[int]:
    """Yield the tokens that may be the next word of a name: the next one, and one after a father's name or initial."""
    near = place
    while near < place + 3 and near + 1 < len(tokens) and _belong(tokens[near], tokens[near + 1]):
        near += 1
    labelled = place + 2 < len(tokens) and tokens[place + 2].start - tokens[place].end <= _MOST_LABELLED
    if labelled and _is(tokens[place + 1].word, _LABEL):
        yield place + 2
    if near > place:
        yield place + 1
    if takes_father and near > place + 1:
        between = tokens[place + 1]
        initial = len(between.word) == 1 and between.text[between.end] == "."
        quoted = between.text[between.start - 1] in _OPENING and between.text[between.end] in _CLOSING
        if initial or quoted or _is(between.word, _FATHERS_NAME) or _is(between.word, _TITLE):
            yield place + 2
        if near > place + 2 and _says_child(tokens[place + 2].word):
            yield place + 3


def _belong(token: _Token, after: _Token) -> bool:
    """Whether two words may be of one name: they are near, and no sentence, item or string ends between them."""
    between = token.text[token.end : after.start]
    return len(between) <= _MOST_BETWEEN and (len(token.word) == 1 or not _END.search(between))


def _broken_words(text: str) -> Iterator[str]:
    """Yield the words that are broken by a hyphen at the end of a line, whole."""
    for found in _AFTER_BREAK.finditer(text):
        before = _BEFORE_BREAK.search(text[max(0, found.start() - _LONGEST_BROKEN) : found.start()])
        if before and before[0]:
            yield before[0] + found[1]
