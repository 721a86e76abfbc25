"""Parse the redaction list: each line is one term, or a fault.

A line that starts with `#` is a comment, and `/…/` is a regular expression. Any other line is a name or a number: a
text contains the term if it contains its letters and digits in this order. A telephone number is searched for without
its country code. A line in quotation marks is literal: it is not checked for several terms, keeps its country code, and
has no other forms of a name.

A line that may contain more than one term ("Ali Veli, +994 50 123 45 67") is a fault: as one term it would match
nothing and protect nobody, and nobody would notice.

Between two words, and between two digits, a text may have up to eight signs (neither letters nor digits); a run of
white space, or of the same sign, counts as one. A term also matches inside a longer word, except a number of fewer than
seven digits inside a longer number. A name also matches if its letters are written apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property

import msgspec

from .forms import LEFT_MARKS, SOFT_SIGNS, PatternError, bounded_pattern, fold, national, seen, with_signs
from .letters import lower
from .names import ListedNames, Name

_QUOTED = re.compile('["“”„«]([^"“”„«»]+)["“”»]')
_SCHEME = re.compile(r"\A(?:https?|ftp)://(?:www\.)?", re.IGNORECASE)
_REGEX = re.compile(
    r"\A/.*[][{}\\*+?^$|(]|\\[dDwWsSbB]|\[[^]]*\w-\w[^]]*\]|[\w\])]\{\d"
    r"|\w[*?]\w|(?:\A|\s)[*?]\w"  # `*` or `?` as a wildcard
)
_COUNTED = re.compile(
    r"\A(?:\d{1,3}[.)\]:](?:\s|(?=[^\W\d_]|[+(]))|[(\[]\d{1,3}[)\]]\s*(?=[^\W\d_]|\+)|\d{1,3}\s+(?=[^\W\d_]|\+)"
    r"|[^\W\d_]\)\s)"
)
_SEVERAL = re.compile(r"[,،;|\t\v\f\x85\u2028\u2029]|\s(?:/{1,2}|\\|=|→)\s|@.*@|@.*\s|\s.*@|[^\W_].*\+\s?\d")
_REMARK = re.compile(r"\s#|[^\W\d_]:\s|\d(?:\D*\d){6}.*[(\[][\d\s]*[)\]]\Z")
_BRACKETS = re.compile(r"[(\[{<].*[)\]}>]")
_BULLET = re.compile(r"\A[-*•–—·]\s+")
# a path; an account; a host, perhaps with a path; a word with a digit or "_" in it, as in a passport number
_ADDRESS = re.compile(r"/\S*|[^\s/:=&—–]*@\S*|[\w-]+(?:\.[\w-]+)+(?:[/:?]\S*)?|[\w.-]*[\d_][\w.-]*")
_ABBREVIATION = 4  # letters at most, as in AZE before a passport number
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_IN_NAMES = frozenset(f" .-‐‑·・{SOFT_SIGNS}")
_ENDED = re.compile(r"\s[‐‑-]|[‐‑-]\s|[^\W\d_]{4}\.\s")  # where something else than a name begins
_JOINED_NAMES = re.compile(r"[&/+\\–—]|\s(?:və|ve|ya|ilə|и|или|і|й|та|and|or|und|et)\s", re.IGNORECASE)
_PARTS = re.compile(r"[\s.]+")
_TITLES = frozenset(
    fold(
        "xanım khanim khanum bəy bey müəllim müəllimə cənab əfəndi mərhum jurnalist müxbir reportyor redaktor bloger"
        " vəkil hüquqşünas həkim professor doktor deputat fəal aktivist mənbə şahid direktor prokuror hakim"
        " г-н г-жа гр господин госпожа гражданин гражданка ханум ханым бей муаллим журналист журналистка репортёр"
        " корреспондент корреспондентка редактор блогер блогерша адвокат юрист врач доктор профессор депутат активист"
        " активистка правозащитник правозащитница источник свидетель свидетельница директор следователь судья прокурор"
        " майор полковник капитан учитель президент sürücü polis polkovnik tələbə sədr müdir hacı"
        " rəis rəisi sədri naziri zabit leytenant mayor kapitan komandir prezident müstəntiq vətəndaş bloqer"
        " начальник начальница министр генерал лейтенант сержант полиция полицейский водитель студент студентка"
        # Ukrainian
        " пан пана пану пане пані д-р громадянин громадянка журналіст журналістка кореспондент кореспондентка репортер"
        " репортерка редакторка блогерка адвокатка юристка лікар лікарка професор професорка депутатка активіст"
        " активістка правозахисник правозахисниця джерело свідок свідка директорка слідчий слідча суддя судді суддю"
        " прокурорка полковниця капітан учителька вчитель вчителька президентка начальниця міністр міністерка поліція"
        " поліції поліцейський поліцейська водій водійка голова студентка волонтер волонтерка"
        # Belarusian
        " спадар спадарыня грамадзянін грамадзянка карэспандэнт карэспандэнтка рэпарцёр рэпарцёрка рэдактар рэдактарка"
        " адвакат адвакатка лекар лекарка доктар прафесар дэпутат дэпутатка актывіст актывістка праваабаронца крыніца"
        " сведка дырэктар дырэктарка следчы следчая суддзя пракурор палкоўнік маёр настаўнік настаўніца прэзідэнт"
        " начальнік начальніца міліцыя міліцыянер паліцыя кіроўца студэнт студэнтка"
        # Georgian
        " ბატონი ბატონო ქალბატონი ქალბატონო ჟურნალისტი რეპორტიორი კორესპონდენტი რედაქტორი ბლოგერი ადვოკატი იურისტი"
        " ექიმი დოქტორი პროფესორი დეპუტატი აქტივისტი უფლებადამცველი წყარო მოწმე დირექტორი გამომძიებელი მოსამართლე"
        " პროკურორი პოლკოვნიკი მაიორი კაპიტანი გენერალი პოლიცია პოლიციის პოლიციელი მასწავლებელი პრეზიდენტი მინისტრი"
        " სტუდენტი მძღოლი უფროსი მოქალაქე"
        " general captain officer sgt nurse"
        " mr mrs ms miss dr prof sir madam journalist reporter correspondent editor blogger lawyer doctor activist"
        " source witness director judge prosecutor herr frau mme mlle monsieur madame"
    ).split()
)
_DECLINED = re.compile("(.{5,})[aeəiouyаеиоуыюя]")  # a case of a title, as in "müxbiri"
_ALSO_NAMES = frozenset(
    fold("şahid şahidə vəkil hakim hakimə bəy əfəndi xanım ханым ханум hacı rəis zabit zabitə").split()
)
_COORDINATES = re.compile(r"\D*\d{1,3}(?:[.,]\d+|.*°.*)\D+\d{1,3}(?:[.,]\d+|.*°.*)\D*")
_LETTER = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")
_TWO_NUMBERS = re.compile(r"\d{7,}\D+\d{7,}")
_LONGEST_TELEPHONE = 15  # digits (ITU-T E.164)
_CARD = re.compile(r"\D*(?:\d{4}\D+){3}\d{4}(?:\D+\d{1,3})?\D*|\D*\d+\D*")


class EntryError(ValueError):
    """A line of the list is not exactly one term; the message is the fault's code, such as `redactions-several`."""


def quoted(line: str) -> str:
    """Return the text inside quotation marks that enclose a whole line, else an empty string."""
    found = _QUOTED.fullmatch(line)
    return found[1] if found else ""


def term_text(line: str) -> str:
    """Return the term in a line that is neither quoted nor a regular expression, without a URL scheme (`https://`).

    EntryError is raised if it looks like a regular expression without slashes, is numbered as in a numbered list, or is
    not one name (its letters alone), one number or one address: beside anything else none of them would be found.
    """
    if _REGEX.search(line):
        raise EntryError("redactions-pattern")
    if _COUNTED.search(line):
        raise EntryError("redactions-counted")
    plain = with_signs(fold(f" {line}")).strip()
    lettered = bool(_LETTER.search(plain))
    if _REMARK.search(plain) or (lettered and _BRACKETS.search(plain)):
        raise EntryError("redactions-remark")
    term = _BULLET.sub("", _SCHEME.sub("", line))
    if lettered:
        if _SEVERAL.search(line) or _SEVERAL.search(plain):
            raise EntryError("redactions-several")
        if any(map(str.isdigit, plain)) and not _ADDRESS.fullmatch(term):
            _check_number(term, plain)
        elif not _ADDRESS.fullmatch(term) and "~" not in plain:
            _check_name(seen(term))
    elif not _is_one_number(line, plain):
        raise EntryError("redactions-several")
    return term


def _check_number(term: str, plain: str) -> None:
    """Raise EntryError if a number has more beside it than one abbreviation, as in AZE 12345678."""
    known = set(_LETTERS.findall(plain))
    words = [word for word in _LETTERS.findall(term) if fold(word) in known]
    if words and _YEAR.search(plain):
        raise EntryError("redactions-remark")
    if words and (len(words) > 1 or len(words[0]) > _ABBREVIATION or not words[0].isupper()):
        raise EntryError("redactions-several")


def _check_name(term: str) -> None:
    """Raise EntryError if a line of letters is not the name of one person."""
    if _JOINED_NAMES.search(term):
        raise EntryError("redactions-several")
    words = _PARTS.split(fold(term))
    named = words[0] in _ALSO_NAMES and len(words) <= 2
    parts = {part for word in words[named:] for part in (word, *word.split("-"))}
    if any(each in _TITLES or ((case := _DECLINED.fullmatch(each)) and case[1] in _TITLES) for each in parts):
        raise EntryError("redactions-title")
    if len(set(map(_script, _LETTERS.findall(_SOFT_SIGN.sub("", term)))) - {""}) > 1:
        raise EntryError("redactions-several")
    letters = all(each.isalpha() or each in _IN_NAMES or unicodedata.category(each)[0] == "M" for each in term)
    if not letters or _ENDED.search(term):
        raise EntryError("redactions-remark")


def _script(word: str) -> str:
    """Return LATIN, CYRILLIC or ARABIC if all letters of a word are so; else, and for an initial, an empty string."""
    scripts = {unicodedata.name(each, "").partition(" ")[0] for each in word}
    return next(iter(scripts)) if len(word) > 1 == len(scripts) and scripts <= {"LATIN", "CYRILLIC", "ARABIC"} else ""


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
_IN_ADDRESS = re.compile(r"[@/]|\w\.\w")
_SOFT_SIGN = re.compile(rf"(?<!\d)[{SOFT_SIGNS}]+(?!\d)")
_TIED, _OF_TIED = re.compile("i[\u0361\ufe20]([au])"), {"a": "â", "u": "û"}  # я and ю in ALA-LC and in ISO 9
_LINE_END = re.compile(r"\r\n?|\n")
_NUMBERED = 4  # digits from which on signs may be between any two of them
_SOME, _STEP = 5, 3  # letters: any 7 letters in a row include 5 that start at a position divisible by 3
_FEW = 50  # terms that are found faster one by one
_SURE = 7  # digits from which on a number matches in a longer one; letters from which on those of a name may be apart
_BETWEEN = r"[\W_]{0,8}"
_APART, _ALONE = r"[\W_]{0,3}", r"[\W_]{1,3}"  # between letters
_HYPHENATED = r"(?:- ?|')?"  # a hyphen at the end of a line, or an apostrophe as in Məs'ud


class RedactedTerm(msgspec.Struct, frozen=True):
    """A term of the redaction list: a name, number, address or regular expression that must not be published.

    Attributes:
        line: The number of its line in the list, from 1.
        expression: The regular expression that finds it.
        key: Its letters and digits in the spelling of `fold`, joined (`"əliquliyev"`); any text with the term has them
            in this order. Empty for a regular expression.
        name: The words of a name in lower case, which `names` searches for in other spellings; else empty.
    """

    line: int
    expression: str
    key: str = ""
    name: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the compiled `expression`, to be searched for in folded text.

        If the line itself is a regular expression, it ignores case and may be searched for in any text.
        """
        return _compiled(self.expression, 0 if self.key else re.IGNORECASE)


class TermList(tuple[RedactedTerm, ...]):
    """The terms of a redaction list. It tells quickly which of them a text may contain."""

    @cached_property
    def names(self) -> ListedNames:
        """Return the names, prepared to be searched for in other spellings and orders."""
        return ListedNames(Name(term.line, term.name) for term in self if term.name)

    @cached_property
    def _uncommon(self) -> dict[str, list[RedactedTerm]]:
        """Return the terms of seven or more characters by five in a row: from the first, second and third on."""
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
        """Return the few terms that may be in a text, including all that are in it.

        `key` has the letters and digits of the folded text, joined.
        """
        if len(self) <= _FEW:
            return [term for term in self if term.key in key]
        there = {key[start : start + _SOME] for start in range(0, len(key), _STEP)}
        found = {id(term): term for some in self._uncommon.keys() & there for term in self._uncommon[some]}
        return [term for term in (*self._common, *found.values()) if term.key in key]


class ListFault(msgspec.Struct, frozen=True):
    """A fault in a line, counted from 1; its code (`redactions-several`) does not contain the secret line."""

    line: int
    code: str


def parse_terms(text: str) -> tuple[TermList, tuple[ListFault, ...]]:
    """Parse a list: return its terms, and a fault for each line that is no term; comments (`#`) are neither."""
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
    syllables = sum(unicodedata.east_asian_width(each) == "W" for each in key)  # Chinese, Japanese, Korean
    if len(key) + syllables < (LEAST_DIGITS if digits == len(key) else LEAST_LETTERS):
        raise EntryError("redactions-short")
    if digits == len(key):
        key = key if exact else national(line, key)
        return RedactedTerm(number, _number(key), key)
    numbered = digits >= _NUMBERED
    expression = _BETWEEN.join("".join(_numbered(word)) for word in words) if numbered else _name(words, key)
    return RedactedTerm(number, expression, key, () if exact or _IN_ADDRESS.search(line) else _name_words(line))


def _name_words(line: str) -> tuple[str, ...]:
    """Return a name's words in lower case with their own letters (ə, not e); no stress marks, ties or soft signs."""
    words = lower(unicodedata.normalize("NFKC", _SOFT_SIGN.sub("", seen(line))))
    return tuple(_WORD.findall(LEFT_MARKS.sub("", _TIED.sub(lambda found: _OF_TIED[found[1]], words))))


def _name(words: list[str], key: str) -> str:
    """Return a regular expression that finds a name by its folded words, or by their letters (`key`) apart (`A l i`).

    The letters of a long name may be apart anywhere, as in a document that places each letter. Parts of other words
    could form a short name by chance, so each letter of it must stand alone, except for hyphens and apostrophes.
    """
    if len(key) >= _SURE:
        return rf"{_BETWEEN.join(words)}|(?<![^\W_]){_APART.join(key)}"
    return rf"{_BETWEEN.join(map(_HYPHENATED.join, words))}|(?<![^\W_]){_ALONE.join(key)}(?![^\W_])"


def _number(digits: str) -> str:
    pattern = _BETWEEN.join(digits)
    return pattern if len(digits) >= _SURE else rf"(?<!\d){pattern}(?!\d)"


def _numbered(word: str) -> Iterator[str]:
    """Yield the parts of a regular expression for a word with digits: its characters, and beside digits `_BETWEEN`."""
    for before, each in zip(" " + word, word, strict=False):
        if before != " " and (before.isdigit() or each.isdigit()):
            yield _BETWEEN
        yield each
