"""Names in other scripts, spellings, orders and cases.

A name of the redaction list must be found in whatever form a text has it: "Əli Quliyev" also as "Ali Guliyev", "QULİYEV
ƏLİ" or "Гулиева Али". `ListedNames.found` finds them.

Words are compared in Latin letters: Cyrillic words are transliterated as in slugs, Latin words lose their diacritics,
except ə. A listed word is expanded to all its Latin forms. Each word of a text is looked up once per build, because
hardly any is part of a name. If a text has all words of a name, their order and the text between decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, permutations
from typing import NamedTuple

import msgspec

from newsarchive.i18n.slugs import transliterate

from .readings import ITEM

CYRILLIC = "~"
"""Marks a word that was Cyrillic (`aliev~`): only such a word may add a Russian case ending to a Latin name."""

# in each entry a letter or letters, then what may stand for them; "-" is an empty spelling
_COMMON = """
    b b bb; d d dd; f f ff ph; l l ll; m m mm; n n nn; p p pp; r r rr; t t tt; z z zz; s s ss; v v w; w v w; a a ya
    e e ye ie; i i y; o o yo; u u yu ou; y y i j -; h h kh g x; x kh x h ks; k k kk q c; g g gh q k; q q g gh k
    j j zh dzh dj c; c c j dzh dj zh; ks ks x
"""
_AZERBAIJANI = (
    "oğlu oglu ogly oghlu; ə ə a e ya ye; ö o yo oe; ü u yu iu ue; ı i y; i i y iy; ç ch c tch; ş sh s; ğ g gh"
)
_ENGLISH = """
    oglu oglu ogly oghlu; ogly oglu ogly oghlu; a a ə e ya; e e ə a ye ie; i i y iy yi; c c k j dzh dj zh s
    kh kh x h q; sh sh s; ch ch c; gh gh g q; zh zh j; dzh dzh dj j c; dj dzh dj j c; ts ts c; ya ya yə ia a ə e
    yu yu iu u; ye ye ie e ə a; ie ye ie e ə a; yo yo io o e; ee i ee; oo u oo; ou u ou
"""
_RUSSIAN = """
    оглы oglu ogly oghlu; а a ə e ya; б b bb; в v w; г g gh h q; д d dd; е e ye ie ə a; ё yo io e o; ж zh j
    дж dzh dj j c; з z zz; и i y iy yi; й y i j yi -; кс ks x; к k kk q g c; л l ll; м m mm; н n nn; о o yo; п p pp
    р r rr; с s ss; т t tt; у u yu ou; ф f ff ph; х kh x h; ц ts c tz; ч ch c tch; ш sh s; щ shch sch sh s; ъ - y
    ы y i; ь - y i iy; э e ə a; ю yu iu u; я ya yə ia a ə e; ә ə a e; ғ g gh; ҝ g; ј y i j -; ө o; ү u yu; һ h g
    ҹ j c dzh; і i y; ї i yi; є e ye ie; ґ g; ў u v
"""


def _table(*sources: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for source in sources for entry in re.split(r"[;\n]", source) if entry.strip())
    return {spelt: tuple("" if each == "-" else each for each in others) for spelt, *others in entries}


_IN_AZERBAIJANI = _table(_COMMON, _AZERBAIJANI)
_IN_ENGLISH = _table(_COMMON, _ENGLISH)
_IN_RUSSIAN = _table(_RUSSIAN)
_RUSSIAN_LETTER = re.compile("[а-яёәғҝјөүһҹіїєґў]")
_AZERBAIJANI_LETTER = re.compile("[əöüıçşğ]")

# Russian case endings of names and of adjectives, in Latin letters
_OF_NAME = "(?:y?[aeiu]|y|[oe]yu?|y?[oeyi]m)"
_OF_ADJECTIVE = "(?:[yi]y|[oe]y|[oe]go|[oe]mu|[yi]m|[oe]m|aya|yaya|uyu|yuyu)"
_RUSSIAN_STEM = re.compile("(?P<adjective>.{2,}?)(?:[ыио]й|ая|яя)|(?P<name>..+?)[аяйьə]?")
_LATIN_STEM = re.compile("(..+?)[aəy]?")
# Azerbaijani suffixes and the English s; a word of `_LONG` letters or more may have any suffix
_SUFFIX, _ANY_SUFFIX, _LONG = "(?:n?[iu]n|[ny]?[aeəiu]|[dt][aeə]n?|l[aeə]|s)?", "[a-zə0-9]{0,8}", 5
_LEAST = 3  # letters of the shortest word that may have a suffix

# Cyrillic letters that `forms.fold` turns into Latin ones
_LATIN_ALIKE, _CYRILLIC_ALIKE = "abekmhopctyxijəɵ", "авекмнорстухіјәө"
_UNFOLDED = str.maketrans(_LATIN_ALIKE, _CYRILLIC_ALIKE)
_ALL_ALIKE = re.compile(f"[{_LATIN_ALIKE}]+")


def latin_forms(word: str) -> Iterator[str]:
    """Yield a folded word in Latin letters, with `~` (`CYRILLIC`) if it was Cyrillic: `"алиев"` -> `"aliev~"`.

    There are two if each letter may be Latin or Cyrillic, which `fold` does not distinguish: `"abek"`, `"avek~"`.
    """
    if word.isascii():
        yield word
    elif not _RUSSIAN_LETTER.search(word):
        yield _latin(word)
    else:
        yield _latin(word.translate(_UNFOLDED)) + CYRILLIC
        return
    if _ALL_ALIKE.fullmatch(word):
        yield _latin(word.translate(_UNFOLDED)) + CYRILLIC


def _latin(word: str) -> str:
    return "ə".join(transliterate(part, "ru") for part in word.split("ə"))


class Spelling(msgspec.Struct, frozen=True):
    """The ways in which a text may write one word of a listed name, in Latin letters.

    Attributes:
        units: For each letter, or group of letters that is spelled as one (a unit), its possible spellings: for "və",
            `(("v", "w"), ("ə", "a", "e", "ya", "ye"))`. An empty string means that the unit may be missing.
        stem: How many units remain when a case ending replaces the word's own ending.
        inflected: The Russian case ending that may follow these units.
        suffixed: The suffix that may follow the whole word if it is a name's last.
    """

    units: tuple[tuple[str, ...], ...]
    stem: int
    inflected: re.Pattern[str]
    suffixed: re.Pattern[str]


def spelling(word: str, *, english: bool) -> Spelling:
    """Return the ways in which a text may write a lower-case word of a listed name.

    With `english`, the name may be in an English spelling, in which `a` may stand for `ə` and `sh` for `ş`.
    """
    if _RUSSIAN_LETTER.search(word):
        found = _RUSSIAN_STEM.fullmatch(word)
        stem = (found["adjective"] or found["name"]) if found else word
        ending = _OF_ADJECTIVE if found and found["adjective"] else _OF_NAME
        table, inflected = _IN_RUSSIAN, f"{ending}{CYRILLIC}?"
    else:
        found = _LATIN_STEM.fullmatch(word)
        stem = found[1] if found else word
        table, inflected = _IN_ENGLISH if english else _IN_AZERBAIJANI, _OF_NAME + CYRILLIC
    suffixed = _ANY_SUFFIX if len(word) >= _LONG else _SUFFIX if len(word) >= _LEAST else ""
    units = tuple(_units(word, table))
    before_ending = min(len(tuple(_units(stem, table))), len(units))
    return Spelling(units, before_ending, re.compile(inflected), re.compile(suffixed))


def is_english(words: Iterable[str]) -> bool:
    """Return whether a name may be in English spelling: none of its words has a letter of əöüıçşğ."""
    return not any(map(_AZERBAIJANI_LETTER.search, words))


def _units(word: str, table: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the spellings of each letter of a lower-case word, or of each group of letters that is spelled as one."""
    place = 0
    while place < len(word):
        for length in (4, 3, 2, 1):
            part = word[place : place + length]
            if part in table or length == 1:
                break
        # a doubled letter counts as one
        while len(part) == 1 and part.isalpha() and word[place + 1 : place + 2] == part:
            place += 1
        place += len(part)
        yield table.get(part) or (_latin(part),)


_WORD = re.compile(r"[^\W_]+")
_BROKEN_WORD = re.compile(r"[^\W_]+(?:- [^\W_]+)*")
_AFTER_BREAK = re.compile(r"-\s+([^\W_]+)")
_BEFORE_BREAK = re.compile(r"[^\W_]*\Z")
_LONGEST_BROKEN = 40  # letters before a hyphen
_CHILD_OF = re.compile("og?h?l[uiy]~?|[qgk][iy]z[iy]~?")
_FATHERS_NAME = re.compile("[a-z]{2,}(?:[oe]vn|ichn)(?:a|y|e|u|oy|oyu)~?|[a-z]{2,}[oe]vich(?:a|u|em|e)?~?")
# Latin forms of Mrs, Mr and teacher; and of labels beside names in forms and data
_TITLE = re.compile("(?:x|k?h)an[iyu]m~?|b[eə][yj]~?|mu[əe]llim~?")
_LABEL = re.compile(
    "(?:soy)?ad[iy]?|(?:given|first|family|last|sur)?(?:name)?|given|family|imya~|familiya~|nee|born|urozhd(?:ennaya|ennoy)?~"
)
_MOST_MIXED = 3  # most parts of a name that may be in any order
_LEAST_ALONE = 4  # least letters of a name of one word
_MOST_BETWEEN = 8  # most characters between two words of a name
_OPENING, _CLOSING = "\"'«“„(", "\"'»”“)"  # around a nickname
_MOST_LABELLED = 24  # most characters between two words of a name, including a label
_END = re.compile(rf"[.!?…]['\"»”)]*\s|[;:{ITEM}]|\".*,.*\"")
_LEAST_JOINED = 8  # least letters of a name whose words may be written as one
_MOST_KNOWN = 200_000  # words in a cache, about 30 MB

_Thread = tuple[int, int, str]
"""A listed word that begins as a text's word does, as far as that has been read.

It has the listed word's number, how many of its units match, and what the spelling of the last still requires.
"""


class _ReadState(NamedTuple):
    """Which listed words begin as a text's word does, as far as that has been read.

    They may go on like it (`threads`) or, by number, are matched up to a case ending (`stems`) or entirely (`wholes`).
    """

    threads: tuple[_Thread, ...]
    stems: tuple[int, ...]
    wholes: tuple[int, ...]


class _Token:
    """A word of a text with its position; the halves of one hyphenated at a line's end are joined."""

    __slots__ = ("end", "start", "text", "word")

    def __init__(self, found: re.Match[str]) -> None:
        """Store what `_WORD` or `_BROKEN_WORD` matched."""
        self.word, self.text = found[0].replace("- ", ""), found.string
        self.start, self.end = found.span()


class Part(NamedTuple):
    """Which listed word, by number, a word of a text may be, or, below zero, which whole name (-1 is the first).

    `last` is True if the text's word has a suffix that only the last word of a name may have.
    """

    word: int
    last: bool = False


class Name(msgspec.Struct, frozen=True, dict=True):
    """A name of the redaction list: the number of its line, and its words in lower case."""

    line: int
    words: tuple[str, ...]

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """Return the indexes of the words, in groups that stay together in any order.

        "oğlu" (son of) belongs to the word before it: `("əli", "vəli", "oğlu")` -> `((0,), (1, 2))`.
        """
        parts: list[tuple[int, ...]] = []
        for number, word in enumerate(self.words):
            if parts and _says_child(word):
                parts[-1] += (number,)
            else:
                parts.append((number,))
        return tuple(parts)

    @cached_property
    def orders(self) -> tuple[tuple[int, ...], ...]:
        """Return the orders in which a text may have the words, each as a tuple of their indexes.

        A name without digits and with at most three `parts` may be in any order, another only in the list's.
        """
        mixed = len(self.parts) <= _MOST_MIXED and not any(map(str.isdigit, "".join(self.words)))
        orders: Iterable[tuple[tuple[int, ...], ...]] = permutations(self.parts) if mixed else (self.parts,)
        return tuple(tuple(chain.from_iterable(order)) for order in orders)

    @property
    def takes_father(self) -> bool:
        """Return whether a patronymic (a name made from the father's) may be between the two words of the name."""
        return len(self.parts) == len(self.words) == 2


class ListedNames:
    """The names of a redaction list, prepared for searching all texts of a build."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Compute all spellings, except of single words with fewer than four letters: they would match too much."""
        self._names = [name for name in names if len(name.words) > 1 or len(name.words[0]) >= _LEAST_ALONE]
        numbers: dict[tuple[str, bool], int] = {}
        self._words: list[tuple[int, ...]] = []  # the numbers of each name's words
        self._names_of: dict[int, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names):
            english = is_english(name.words)
            words = tuple(numbers.setdefault((word, english), len(numbers)) for word in name.words)
            self._words.append(words)
            for word in words:
                self._names_of[word].append(place)
        self._spellings = [spelling(word, english=english) for word, english in numbers]
        self._read: dict[str, _ReadState] = {"": self._at_unit([(number, 0, "") for number in range(len(numbers))])}
        self._known: dict[str, tuple[Part, ...]] = {}

    def found(self, words: Iterable[str], text: str, once: Callable[[str], str]) -> Iterator[tuple[int, int]]:
        """Yield each listed name that a text has: its line in the list, and where in `once(text)` it first starts.

        `once` returns a text with single spaces and signs. It is called only if the text has all words of a name.
        """
        there, broken = self._numbers(set(words)), self._numbers(_broken_words(text))
        for kind, known in ((_WORD, there), (_BROKEN_WORD, there | broken))[: 1 + bool(broken)]:
            wanted = {name for word in known for name in self._names_of[word] if known.issuperset(self._words[name])}
            wanted |= {-1 - word for word in known if word < 0}
            if wanted:
                yield from self._firsts(wanted, [_Token(found) for found in kind.finditer(once(text))])

    def _numbers(self, words: Iterable[str]) -> set[int]:
        """Return the numbers of the listed words that some words of a text may be; a name's is -1 - its number."""
        found: set[int] = set()
        for word in words:
            # nearly all are known, and are no listed word
            parts = self._known.get(word)
            if parts is None:
                parts = self._parts(word)
            if parts:
                found.update(part.word for part in parts)
        return found

    def _firsts(self, wanted: set[int], tokens: list[_Token]) -> Iterator[tuple[int, int]]:
        """Yield each wanted name, given by number, in a text: its line in the list, and where it first starts."""
        places: dict[int, list[int]] = defaultdict(list)
        for place, token in enumerate(tokens):
            for word in {part.word for part in self._parts(token.word)}:
                places[word].append(place)
        for name in sorted(wanted):
            first = min(self._places(name, tokens, places), default=None)
            if first is not None:
                yield self._names[name].line, tokens[first].start

    def _places(self, name: int, tokens: list[_Token], places: Mapping[int, list[int]]) -> Iterator[int]:
        """Yield the index of each word of a text at which a name starts.

        `places` has the indexes of the text's words that may be a listed word, by its number, or a name (-1 - `name`).
        """
        yield from places.get(-1 - name, ())
        words = self._words[name]
        for order in self._names[name].orders:
            wanted = [Part(words[number]) for number in order]
            for first in places.get(wanted[0].word, ()):
                if self._stands(wanted, tokens, first, takes_father=self._names[name].takes_father):
                    yield first

    def _stands(self, wanted: list[Part], tokens: list[_Token], first: int, *, takes_father: bool) -> bool:
        """Return whether the words of a name (`wanted`, in this order) follow one another in a text from `first` on."""
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
        """Yield what a text's word in Latin letters may be: listed words, and listed names written as one word."""
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
        """Yield a part for each name of two words that one word of a text may be, as "aliquliyev" for "Ali Quliyev".

        `word` is the number of the listed word that begins it ("ali"), `rest` is what follows ("quliyev").
        """
        others: set[int] | None = None
        for name in self._names_of[word]:
            words = self._words[name]
            if len(words) == 2 and sum(map(len, self._names[name].words)) >= _LEAST_JOINED:
                if others is None:
                    others = {each for _, read in self._readings(rest) for each in read.wholes}
                if not others.isdisjoint({*words} - {word}):
                    yield Part(-1 - name)

    def _readings(self, form: str) -> Iterator[tuple[int, _ReadState]]:
        """Yield each length at which a text's word so far may be a listed word, or its stem before a case ending.

        With it comes which these are. States are cached by the letters read so far: many words begin alike.
        """
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

    def _after(self, read: _ReadState, letter: str) -> _ReadState:
        going: list[_Thread] = []
        for word, units, rest in read.threads:
            if rest:
                if rest[0] == letter:
                    going.append((word, units, rest[1:]))
            else:
                there = self._spellings[word].units[units]
                going += [(word, units + 1, each[1:]) for each in there if each[:1] == letter]
        return self._at_unit(going)

    def _at_unit(self, threads: Iterable[_Thread]) -> _ReadState:
        """Return the state for the listed words that match so far. Letters that may be left out are also skipped."""
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
        return _ReadState(tuple(sorted(going)), tuple(sorted(stems)), tuple(sorted(wholes)))


def _says_child(word: str) -> bool:
    return _is(word, _CHILD_OF)


def _is(word: str, kind: re.Pattern[str]) -> bool:
    return any(map(kind.fullmatch, latin_forms(word)))


def _next(tokens: list[_Token], place: int, *, takes_father: bool) -> Iterator[int]:
    """Yield the index of each word that may be a name's next after the one at `place`.

    It is the next word, or the one after a label ("surname:") or, with `takes_father`, after an initial, a nickname, a
    title or a patronymic (from the father's name).
    """
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
    """Return whether two neighbouring words may be of one name: near, and no sentence, item or string ends between."""
    between = token.text[token.end : after.start]
    return len(between) <= _MOST_BETWEEN and (len(token.word) == 1 or not _END.search(between))


def _broken_words(text: str) -> Iterator[str]:
    """Yield each word that is hyphenated at a line's end, joined: `"Ali- yev"` -> `"Aliyev"`."""
    for found in _AFTER_BREAK.finditer(text):
        before = _BEFORE_BREAK.search(text[max(0, found.start() - _LONGEST_BROKEN) : found.start()])
        if before and before[0]:
            yield before[0] + found[1]
