"""A line of the list as an editor writes it: one term, or a fault.

Whatever may be more than one term is refused: it would match nothing, protect nobody, and nobody would notice.
"""

from __future__ import annotations

import re

from .folding import fold, with_signs

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
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")
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
    known = set(_WORD.findall(plain))
    words = (word for word in _WORD.findall(line) if fold(word) in known)
    return all(word.isupper() and len(word) <= _ABBREVIATION for word in words)


def _is_one_number(line: str, plain: str) -> bool:
    if _COORDINATES.fullmatch(plain):
        return True
    if _SEVERAL.search(line) or _TWO_NUMBERS.search(plain):
        return False
    digits = sum(map(str.isdigit, plain))
    return digits <= _LONGEST_TELEPHONE or bool(_CARD.fullmatch(plain))
