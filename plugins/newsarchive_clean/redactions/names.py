"""Names in other scripts, spellings, orders and cases.

A name of the redaction list must be found in whatever form a text has it: "Əli Quliyev" also as "Ali Guliyev", "QULİYEV
ƏLİ" or "Гулиева Али". `ListedNames.found` finds them.

Words are compared in Latin letters: Cyrillic words are transliterated as in slugs, Latin words lose their diacritics,
except ə. A listed word is expanded to all its Latin forms by `spellings.tsv`. Each word of a text is looked up once per
build, because hardly any is part of a name. If a text has all words of a name, their order and the text between decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial, reduce
from itertools import chain, permutations, product
from pathlib import Path
from typing import NamedTuple

import msgspec

from .forms import fold
from .letters import transliterate
from .readings import ITEM

CYRILLIC = "~"
"""Marks a word that was Cyrillic (`aliev~`): only such a word may add a Russian case ending to a Latin name."""

_SPELLINGS = Path(__file__).with_name("spellings.tsv")
_RUSSIAN_LETTER = re.compile("[а-яёәғҝјөүһҹіїєґў]")
_AZERBAIJANI_LETTER = re.compile("[əöüıçşğ]")

# Russian and Ukrainian case endings of names and of adjectives, in Latin letters
_OF_NAME = "(?:i?y?[aeiu]|y(?:kh|mi)?|[oe]yu?|[iy]?[oeyi]m|i?[oe]vi|oi|iy)"
_OF_ADJECTIVE = "(?:[yi](?:y|e|kh|mi?)?|[aeu]|[oe]yu?|[oe]i|[oe]go|[oe]mu|[oe]m|aya|yaya|uyu|yuyu|i(?:y[au]|i|em))"
_RUSSIAN_STEM = re.compile("(?P<adjective>.{2,}?)(?:[ыио]й|ая|яя|(?<=[сцз]ьк)а)|(?P<name>..+?)[аяйьоə]?")
_LATIN_STEM = re.compile(
    "(?P<adjective>.{2,}[sc]k)(?:[iy]?[iyjĭ]|a(?:[iy]a|â)?)|(?P<name>..+?)(?:[iy]?[aəoyĭâ]|(?<=[aeiou])j|ii)?"
)
_OF_SURNAME = re.compile(".+(?:[оеё]в|[иы]н)а")
_GENITIVE, _AFTER_VOWEL = re.compile("(?<=[бвгджзклмнпрстфхцчшщ])[ая]$"), re.compile("(?<=[аеиоуё])я$")
# Azerbaijani suffixes and the English s; a word of `_LONG` letters or more may have any suffix
_SUFFIX, _ANY_SUFFIX, _LONG = "(?:n?[iu]n|[ny]?[aeəiu]|[dt][aeə]n?|l[aeə]|s)?", "[a-zə0-9]{0,8}", 5
_LEAST = 3  # letters of the shortest word that may have a suffix, and of each half of a word that is written as two
_ANYTHING, _NO_SUFFIX, _NO_ENDING = re.compile("[a-zə0-9]*"), re.compile(""), re.compile("(?!)")

# Latin letters that `spellings.tsv` does not list (è, ł, ń), each as the plain one
_MARKED = set(map(chr, (*range(0xDF, 0x250), *range(0x1E00, 0x1F00)))) - set("əöüıçşğčšžŝâûëĭŭ÷")
_PLAIN = str.maketrans({each: transliterate(each) for each in _MARKED})

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
    return "ə".join(transliterate(part) for part in word.split("ə"))


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

    def joined(self, after: Spelling, *, whole: bool) -> Spelling:
        """Return the ways to write two words, perhaps the `whole` name, as one: "Mir Cəfər" as `mirjafar`."""
        suffixed = _ANYTHING if whole else after.suffixed
        return Spelling(self.units + after.units, len(self.units) + after.stem, after.inflected, suffixed)

    def halves(self) -> Iterator[tuple[Spelling, Spelling]]:
        """Yield the ways to write a word as two, each of `_LEAST` letters or more: "Mehralızadə" as `mekhrali zade`."""
        for place in range(_LEAST, len(self.units) - _LEAST + 1):
            after = Spelling(self.units[place:], max(self.stem - place, 0), self.inflected, self.suffixed)
            yield Spelling(self.units[:place], place, _NO_ENDING, _NO_SUFFIX), after


def spelling(word: str, *, english: bool) -> Spelling:
    """Return the ways in which a text may write a lower-case word of a listed name.

    With `english`, the name may be in an English spelling, in which `a` may stand for `ə` and `sh` for `ş`.
    """
    word = word.translate(_PLAIN)
    russian = bool(_RUSSIAN_LETTER.search(word))
    kinds = ("romanized", "cyrillic") if russian else ("english" if english else "azerbaijani",)
    found = (_RUSSIAN_STEM if russian else _LATIN_STEM).fullmatch(word)
    stem = (found["adjective"] or found["name"]) if found else word
    ending = _OF_ADJECTIVE if found and found["adjective"] else _OF_NAME
    inflected = f"{ending}{CYRILLIC}{'?' * russian}"
    suffixed = _ANY_SUFFIX if len(word) >= _LONG else _SUFFIX if len(word) >= _LEAST else ""
    units = tuple(_units(word, kinds))
    before_ending = min(len(tuple(_units(stem, kinds))), len(units))
    return Spelling(units, before_ending, re.compile(inflected), re.compile(suffixed))


def is_english(words: Iterable[str]) -> bool:
    """Return whether a name may be in English spelling: none of its words has a letter of əöüıçşğ."""
    return not any(map(_AZERBAIJANI_LETTER.search, words))


@cache
def _table(kinds: tuple[str, ...]) -> list[tuple[re.Pattern[str], frozenset[str]]]:
    """Return patterns for the letters in some kinds of rows of `spellings.tsv`, with their Latin spellings."""
    table: dict[str, set[str]] = defaultdict(set)
    for row in _SPELLINGS.read_text("utf-8").splitlines():
        if row.startswith("#"):
            continue
        kind, _, spellings = row.split("\t")
        if not set(kinds).isdisjoint(kind.split()):
            for letters, *others in map(str.split, spellings.split("; ")):
                table[letters].update(chain.from_iterable(map(_romanized, others)))
    return [(re.compile(letters), frozenset(others)) for letters, others in table.items()]


def _romanized(spelt: str) -> Iterator[str]:
    """Yield a spelling in Latin letters; one in Cyrillic in each of its romanizations."""
    if _RUSSIAN_LETTER.search(spelt):
        yield from map("".join, product(*_units(spelt, ("romanized",))))
    else:
        yield _latin(fold(spelt)).strip("-")


def _units(word: str, kinds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the spellings of each letter of a lower-case word, or of each group of letters that is spelled as one."""
    place = 0
    while place < len(word):
        by_length = _spellings(word, place, kinds)
        end = place + max(by_length, default=1)
        spellings = by_length.get(end - place) or {_latin(word[place:end])}
        if end - place > 1 and _RUSSIAN_LETTER.match(word, place):
            # дж is j, and д and ж may be spelled one by one
            letters = [_spellings(word, each, kinds).get(1, {""}) for each in range(place, end)]
            spellings = spellings.union(map("".join, product(*letters)))
        unit, after = word[place:end], end
        # a doubled letter counts as one that is written once or twice, but ее may be `eye`
        while unit.isalpha() and unit not in "еи" and word.startswith(unit, after):
            after += len(unit)
        yield tuple(sorted({*spellings, *(each * 2 for each in spellings)} if after > end else spellings))
        place = after


def _spellings(word: str, place: int, kinds: tuple[str, ...]) -> dict[int, set[str]]:
    """Return the spellings of the letters of a word from a place on, by how many letters they are for."""
    spellings: dict[int, set[str]] = defaultdict(set)
    for letters, others in _table(kinds):
        if found := letters.match(word, place):
            spellings[found.end() - place] |= others
    return spellings


_WORD = re.compile(r"[^\W_]+")
# a hyphen at a line's end; an apostrophe for a soft sign, two or a quotation mark for a hard one
_BREAK = r"(?:-\s+|'{1,2}|”)"
_BROKEN_WORD = re.compile(rf"[^\W_]++(?:{_BREAK}[^\W_]++)*+")
_BROKEN = re.compile(rf"(?<![^\W_])[^\W_]++(?:{_BREAK}[^\W_]++)++")
_BREAKS = re.compile(_BREAK)
_NOTE_MARK = re.compile(r"\[\d{1,3}\]")
_CHILD_OF = re.compile("og?h?l[uiy]~?|[qgk][iy]z[iy]~?")
# of any word in -ич or -ыч, but not of "which" and "public"
_FATHERS_NAME = re.compile(
    "[a-zə]{2,}(?:[oe][vw]n|i(?:ts?)?(?:ch?|sch)n)(?:a|y|e|u|oy|oyu)~?|[a-zə]{2,}[iy]ch(?:a|u|em|e)?~"
    "|(?:[a-zə]{2,}[oe][vw]|il[jy]?|kuzm|nikit|luk|fom|savv?)[iy](?:ts?)?(?:ch?|sch)(?:a|u|em|e)?"
    "|[a-zə]{3,}(?:o(?:gh?|h)l[uiy]|[qgk][iy]z[iy])~?"
)
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
    """A word of a text with its position; the parts of a broken one are joined."""

    __slots__ = ("end", "start", "text", "word")

    def __init__(self, found: re.Match[str]) -> None:
        """Store what `_WORD` or `_BROKEN_WORD` matched."""
        self.word, self.text = _BREAKS.sub("", found[0]), found.string
        self.start, self.end = found.span()


class Part(NamedTuple):
    """Which listed word, by number, a word of a text may be.

    `last` is True if the text's word has a suffix that only the last word of a name may have.
    """

    word: int
    last: bool = False


class Name(msgspec.Struct, frozen=True, dict=True):
    """A name of the redaction list: the number of its line, and its words in lower case.

    A text may have case endings on the words if it is `declined`.
    """

    line: int
    words: tuple[str, ...]
    declined: bool = True

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

    @property
    def nominative(self) -> Iterator[Name]:
        """Yield the name that a Russian line may be a case of: "Эмин Гусейнов" for "Эмина Гусейнова"."""
        if len(self.words) > 1 and any(map(_OF_SURNAME.fullmatch, self.words)):
            words = tuple(_AFTER_VOWEL.sub("й", _GENITIVE.sub("", word)) for word in self.words)
            yield Name(self.line, words, declined=False)

    @property
    def ways(self) -> Iterator[tuple[tuple[Spelling, ...], ...]]:
        """Yield the ways to part the name into words, as groups of words that stay together in any order.

        After the list's own, these have a word in two parts ("Mir Cəfər" for "Mircəfər"), or two words as one.
        """
        english = is_english(self.words)
        own = tuple(tuple(spelling(self.words[each], english=english) for each in part) for part in self.parts)
        if not self.declined:
            yield tuple(tuple(msgspec.structs.replace(word, inflected=_NO_ENDING) for word in part) for part in own)
            return
        yield own
        letters = "".join(self.words)
        if any(map(str.isdigit, letters)):
            return
        long = len(letters) >= _LEAST_JOINED
        for place, group in enumerate(own):
            if len(group) == 1 and (long or len(own) > 1):
                yield from ((*own[:place], halves, *own[place + 1 :]) for halves in group[0].halves())
        for place in range(1, len(own)):
            if long or len(own) > 2:
                pairs = permutations(own[place - 1 : place + 1]) if len(own) == 2 else [own[place - 1 : place + 1]]
                for pair in pairs:
                    word = reduce(partial(Spelling.joined, whole=len(own) == 2), chain.from_iterable(pair))
                    yield (*own[: place - 1], (word,), *own[place + 1 :])


class _Form(NamedTuple):
    """A way to write a listed name: its line, its words by number, and these in each order that a text may have.

    With `takes_father`, a patronymic (a name made from the father's) may be between its two words.
    """

    line: int
    words: frozenset[int]
    orders: tuple[tuple[int, ...], ...]
    takes_father: bool


class ListedNames:
    """The names of a redaction list, prepared for searching all texts of a build."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Compute all spellings, except of single words with fewer than four letters: they would match too much."""
        numbers: dict[Spelling, int] = {}
        self._forms: list[_Form] = []
        self._forms_of: dict[int, list[int]] = defaultdict(list)
        for name in chain.from_iterable((name, *name.nominative) for name in names):
            if len(name.words) == 1 and len(name.words[0]) < _LEAST_ALONE:
                continue
            for way in name.ways:
                groups = [tuple(numbers.setdefault(word, len(numbers)) for word in group) for group in way]
                mixed = len(groups) <= _MOST_MIXED and not any(map(str.isdigit, "".join(name.words)))
                orders = permutations(groups) if mixed else [groups]
                words = frozenset(chain.from_iterable(groups))
                for word in words:
                    self._forms_of[word].append(len(self._forms))
                takes_father = len(groups) == 2 and len(name.parts) == len(name.words)
                flat = tuple(dict.fromkeys(tuple(chain.from_iterable(order)) for order in orders))
                self._forms.append(_Form(name.line, words, flat, takes_father))
        self._spellings = list(numbers)
        self._read: dict[str, _ReadState] = {"": self._at_unit([(number, 0, "") for number in range(len(numbers))])}
        self._known: dict[str, tuple[Part, ...]] = {}

    def found(self, words: Iterable[str], text: str, once: Callable[[str], str]) -> Iterator[tuple[int, int]]:
        """Yield each listed name that a text has: its line in the list, and where in `once(text)` it first starts.

        `once` returns a text with single spaces and signs. It is called only if the text has all words of a name.
        """
        there = self._numbers(set(words))
        broken = self._numbers(_BREAKS.sub("", word) for word in set(_BROKEN.findall(text)))
        for kind, known in ((_WORD, there), (_BROKEN_WORD, there | broken))[: 1 + bool(broken)]:
            wanted = {form for word in known for form in self._forms_of[word] if self._forms[form].words <= known}
            if wanted:
                every = kind.finditer(once(text))
                tokens = [_Token(each) for each in every if not _NOTE_MARK.match(each.string, each.start() - 1)]
                yield from self._firsts(wanted, tokens)

    def _numbers(self, words: Iterable[str]) -> set[int]:
        """Return the numbers of the listed words that some words of a text may be."""
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
        """Yield each wanted form of a name in a text: its line in the list, and where it first starts."""
        places: dict[int, list[int]] = defaultdict(list)
        for place, token in enumerate(tokens):
            for word in {part.word for part in self._parts(token.word)}:
                places[word].append(place)
        for form in sorted(wanted):
            first = min(self._places(self._forms[form], tokens, places), default=None)
            if first is not None:
                yield self._forms[form].line, tokens[first].start

    def _places(self, form: _Form, tokens: list[_Token], places: Mapping[int, list[int]]) -> Iterator[int]:
        """Yield the index of each word of a text at which a name starts.

        `places` has the indexes of the text's words that may be a listed word, by its number.
        """
        for order in form.orders:
            wanted = list(map(Part, order))
            for first in places.get(order[0], ()):
                if self._stands(wanted, tokens, first, takes_father=form.takes_father):
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
        """Yield what a text's word in Latin letters may be."""
        for end, read in self._readings(form):
            for word in read.stems:
                if self._spellings[word].inflected.fullmatch(form, end):
                    yield Part(word)
            for word in read.wholes:
                if not form[end:].strip(CYRILLIC):
                    yield Part(word)
                elif self._spellings[word].suffixed.fullmatch(form, end):
                    yield Part(word, last=True)

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
    after = place + 1
    while after < min(place + 3, len(tokens)) and _is(tokens[after].word, _LABEL):
        after += 1
    if place + 1 < after < len(tokens) and tokens[after].start - tokens[place].end <= _MOST_LABELLED:
        yield after
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
