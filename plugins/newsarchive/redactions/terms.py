"""Parse the redaction list: each line is one term, or a fault.

Whatever may be more than one term is refused: it would match nothing, protect nobody, and nobody would notice.

A line `/…/` is a pattern (`patterns`), one that begins with `#` a remark. Any other is a name or a number (`entries`):
its letters and digits must come in this order, those of a telephone number without its country's code (`telephones`).
What stands in quotation marks is taken as it is written. Between words, and between digits, there may be up to eight
signs that are neither; white space of any length, and the same sign again and again, count as one. It is found inside
longer words, too. A name is also found where its letters stand apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from newsarchive.i18n.alphabets import lower

from .forms import PatternError, bounded_pattern, fold, national, seen, with_signs
from .names import ListedNames, Name

_QUOTED = re.compile('["“”„«]([^"“”„«»]+)["“”»]')
_SCHEME = re.compile(r"\A(?:https?|ftp)://(?:www\.)?", re.IGNORECASE)
_REGEX = re.compile(
    r"\A/.*[][{}\\*+?^$|(]|\\[dDwWsSbB]|\[[^]]*\w-\w[^]]*\]|[\w\])]\{\d"
    r"|\w[*?]\w|(?:\A|\s)[*?]\w"  # a star for any letters
)
_COUNTED = re.compile(
    r"\A(?:\d{1,3}[.)\]:](?:\s|(?=[^\W\d_]|[+(]))|[(\[]\d{1,3}[)\]]\s*(?=[^\W\d_]|\+)|\d{1,3}\s+(?=[^\W\d_]|\+)"
    r"|[^\W\d_]\)\s)"
)
_REMARK = re.compile(r"\s#|[^\W\d_]:\s|\d(?:\D*\d){6}.*[(\[][\d\s]*[)\]]\Z")
_BRACKETS = re.compile(r"[(\[{<].*[)\]}>]")
_SEVERAL = re.compile(r"[,،;|\t\v\f\x85\u2028\u2029]|\s(?:/{1,2}|\\|=|→)\s|@.*@|@.*\s|\s.*@|[^\W_].*\+\s?\d")
_DASH = re.compile(r"\s-+\s")
_COORDINATES = re.compile(r"\D*\d{1,3}(?:[.,]\d+|.*°.*)\D+\d{1,3}(?:[.,]\d+|.*°.*)\D*")
_LETTER = re.compile(r"[^\W\d_]")
_LONG_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")
_ABBREVIATION = 4  # letters, as AZE before a passport's number
_TELEPHONE = re.compile(r"(?<![^\W_])\d(?:[\W_]{0,3}\d){6,}(?![^\W_])")
_TWO_NUMBERS = re.compile(r"\d{7,}\D+\d{7,}")
_LONGEST_TELEPHONE = 15  # digits (ITU-T E.164)
_CARD = re.compile(r"\D*(?:\d{4}\D+){3}\d{4}(?:\D+\d{1,3})?\D*|\D*\d+\D*")


class EntryError(ValueError):
    """A line is no term. The message is the code of its fault."""


def quoted(line: str) -> str:
    """Return what stands in the quotation marks around a line; empty where there are none."""
    found = _QUOTED.fullmatch(line)
    return found[1] if found else ""


def term_text(line: str) -> str:
    """Return the term of a line that is neither quoted nor a pattern. EntryError for one that is not surely a term."""
    if _REGEX.search(line):
        raise EntryError("redactions-pattern")
    if _COUNTED.search(line):
        raise EntryError("redactions-counted")
    plain = with_signs(fold(f" {line}")).strip()
    lettered = bool(_LETTER.search(plain))
    if _REMARK.search(plain) or (lettered and _BRACKETS.search(plain)):
        raise EntryError("redactions-remark")
    if not _is_one(line, plain) if lettered else not _is_one_number(line, plain):
        raise EntryError("redactions-several")
    return _SCHEME.sub("", line)


def _is_one(line: str, plain: str) -> bool:
    if _SEVERAL.search(line) or _SEVERAL.search(plain) or _DASH.search(plain):
        return False
    if not _TELEPHONE.search(plain):
        return True
    # beside a name a telephone number is another term, beside AZE the number of a passport is not
    known = set(_LONG_WORD.findall(plain))
    words = (word for word in _LONG_WORD.findall(line) if fold(word) in known)
    return all(word.isupper() and len(word) <= _ABBREVIATION for word in words)


def _is_one_number(line: str, plain: str) -> bool:
    if _COORDINATES.fullmatch(plain):
        return True
    if _SEVERAL.search(line) or _TWO_NUMBERS.search(plain):
        return False
    digits = sum(map(str.isdigit, plain))
    return digits <= _LONGEST_TELEPHONE or bool(_CARD.fullmatch(plain))


LEAST_LETTERS = 3
LEAST_DIGITS = 5

_WORD = re.compile(r"[^\W_]+")
_NO_DIGITS = re.compile(r"\D+")
_ADDRESS = re.compile(r"[@/]|\w\.\w")
_STRESS = re.compile("[\u0300\u0301]")
_LINE_END = re.compile(r"\r\n?|\n")
_NUMBERED = 4  # digits, from which on there may be something between any two
_SOME, _STEP = 5, 3  # letters: a key of 7 has five in a row that begin at a third letter of a text, wherever it stands
_SURE = 7  # digits, from which on a longer number may be the same with a prefix; letters that are no other word's
_BETWEEN = r"[\W_]{0,8}"
_APART, _ALONE = r"[\W_]{0,3}", r"[\W_]{1,3}"  # letters
_HYPHENATED = r"(?:- ?|')?"  # at the end of a line; or as in Məs'ud


@dataclass(frozen=True)
class RedactedTerm:
    """A term by the line on which it stands in the list.

    `key` are its folded letters and digits; empty for a pattern. Where the term stands, a text that is left nothing but
    letters and digits has the key in a row. `name` are the words of a name, which is found in other forms, too.
    """

    line: int
    expression: str
    key: str = ""
    name: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the term in a folded text, or for a pattern in any."""
        return _compiled(self.expression, 0 if self.key else re.IGNORECASE)


class TermList(tuple[RedactedTerm, ...]):
    """The terms of a list, and what rules nearly all of them out in a text."""

    @cached_property
    def names(self) -> ListedNames:
        """Those that are names."""
        return ListedNames(Name(term.line, term.name) for term in self if term.name)

    @cached_property
    def _uncommon(self) -> dict[str, list[RedactedTerm]]:
        """The long terms by the letters from their first one on, from the second and from the third."""
        found: dict[str, list[RedactedTerm]] = defaultdict(list)
        for term in self:
            if len(term.key) >= _SURE:
                for start in range(_STEP):
                    found[term.key[start : start + _SOME]].append(term)
        return found

    @cached_property
    def _common(self) -> tuple[RedactedTerm, ...]:
        return tuple(term for term in self if len(term.key) < _SURE)

    def likely(self, key: str) -> list[RedactedTerm]:
        """Return the terms that a text may hold of which this is left: its letters and digits.

        Hundreds are ruled out by a look at every third letter.
        """
        there = {key[start : start + _SOME] for start in range(0, len(key), _STEP)}
        found = {id(term): term for some in self._uncommon.keys() & there for term in self._uncommon[some]}
        return [term for term in (*self._common, *found.values()) if term.key in key]


@dataclass(frozen=True)
class ListFault:
    """What is wrong with a line of the list: its number and the fault's code."""

    line: int
    code: str


def parse_terms(text: str) -> tuple[TermList, tuple[ListFault, ...]]:
    """Return the terms of a list, and what is wrong with other lines."""
    terms: list[RedactedTerm] = []
    faults: list[ListFault] = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        try:
            terms.append(_term(number, words))
        except (EntryError, PatternError) as error:
            faults.append(ListFault(number, str(error)))
    return TermList(terms), tuple(faults)


@cache
def _compiled(expression: str, flags: int) -> re.Pattern[str]:
    return re.compile(expression, flags)


def _term(number: int, line: str) -> RedactedTerm:
    if len(line) > 2 and line[0] == line[-1] == "/":
        return RedactedTerm(number, bounded_pattern(seen(line[1:-1])).pattern)
    exact = quoted(line)
    words = _WORD.findall(with_signs(fold(f" {exact or term_text(line)}")))
    key = "".join(words)
    digits = len(_NO_DIGITS.sub("", key))
    if len(key) < (LEAST_DIGITS if digits == len(key) else LEAST_LETTERS):
        raise EntryError("redactions-short")
    if digits == len(key):
        key = key if exact else national(line, key)
        return RedactedTerm(number, _number(key), key)
    numbered = digits >= _NUMBERED
    expression = _BETWEEN.join("".join(_numbered(word)) for word in words) if numbered else _name(words, key)
    return RedactedTerm(number, expression, key, () if exact or _ADDRESS.search(line) else _name_words(line))


def _name_words(line: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, in the letters in which the list has them."""
    return tuple(_WORD.findall(lower(_STRESS.sub("", unicodedata.normalize("NFKC", seen(line))), "en")))


def _name(words: list[str], key: str) -> str:
    """Return what finds a name: its words, and its letters apart.

    A long one may be parted anywhere, as in a document whose letters are placed one by one. Of a short one other words
    could be made up, so each of its letters must stand alone, unless it is hyphenated or has apostrophes.
    """
    if len(key) >= _SURE:
        return rf"{_BETWEEN.join(words)}|(?<![^\W_]){_APART.join(key)}"
    return rf"{_BETWEEN.join(map(_HYPHENATED.join, words))}|(?<![^\W_]){_ALONE.join(key)}(?![^\W_])"


def _number(digits: str) -> str:
    pattern = _BETWEEN.join(digits)
    return pattern if len(digits) >= _SURE else rf"(?<!\d){pattern}(?!\d)"


def _numbered(word: str) -> Iterator[str]:
    """Yield a word's letters and digits; beside a digit something may stand between."""
    for before, each in zip(" " + word, word, strict=False):
        if before != " " and (before.isdigit() or each.isdigit()):
            yield _BETWEEN
        yield each
