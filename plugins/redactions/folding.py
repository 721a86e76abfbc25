"""Spellings that a reader takes for the same, folded into one: for comparing alone, never for printing."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# soft hyphens, joiners, marks of direction and variation, and in Arabic vowels and lengthening
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u0640\u064b-\u0652\u0670\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_APOSTROPHES = re.compile("[\u02b9\u02bb-\u02bf\u02c8]")  # letters to Unicode
_LINE_END = re.compile(r"&#(?:10|13|[xX]0*[aAdD]);?|%0[aAdD]")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_JSON_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")
_JSON_SPACE = re.compile(r"\\[nrtbf]")
_NAMES = (
    "a|abbr|b|bdi|bdo|cite|code|dfn|del|em|font|i|ins|kbd|mark|q|ruby|rb|s|samp|small|span|strong|sub|sup|time|u"
    "|var|wbr"
)
_INLINE = re.compile(rf"</?(?:{_NAMES})(?:[ \t][^<>\n]*)?/?>", re.IGNORECASE)
_LONG_INLINE = re.compile(rf"(</?(?:{_NAMES})(?:\s[^<>]*)?/?>)([^\s<>]*)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>\n]*>")
_LONG_TAG = re.compile(r"<[^<>]*>")
_ROUNDS = 3  # a feed escapes HTML that has entities itself


def fold(text: str) -> str:
    """Return a text in one spelling: case, composed and decomposed letters, forms for compatibility, dotted and dotless
    i, and what is not seen at all make no difference. Line feeds are kept.
    """  # noqa: D205
    # the sign for a number would become letters
    letters = unicodedata.normalize("NFKD", text.replace("№", " ")).casefold().replace("i\u0307", "i").replace("ı", "i")
    return unicodedata.normalize("NFC", _APOSTROPHES.sub("'", _UNSEEN.sub("", letters)))


def readings(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as its readers and programs may read it: entities and escapes resolved, without its tags and with.

    Each has its line feeds where the text has them, and comes with that of it which no earlier one has.
    """
    resolved = _resolved(text)
    if "<" in resolved:
        plain = _without_tags(resolved)
        yield plain, plain
        yield resolved, "\n".join(_LONG_TAG.findall(resolved))
    else:
        yield resolved, resolved
    if "\\" in resolved:
        spaced = _JSON_SPACE.sub(" ", resolved)
        yield spaced, spaced


def _resolved(text: str) -> str:
    for _ in range(_ROUNDS):
        before = text
        text = _LINE_END.sub(" ", text)
        if "&" in text:
            text = html.unescape(text)
        if _ESCAPED.search(text):
            text = unquote(text, errors="replace")
        if "\\u" in text:
            letters = _JSON_LETTER.sub(lambda found: chr(int(found[1], 16)), text)
            text = letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if text == before:
            break
    return text


def _without_tags(text: str) -> str:
    # few tags go over several lines, and to ask each would take longest of all
    text = _TAG.sub(" ", _INLINE.sub("", text))
    if "<" not in text:
        return text
    # what goes on in the middle of a word must not part it
    text = _LONG_INLINE.sub(lambda found: found[2] + "\n" * found[1].count("\n"), text)
    return _LONG_TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text)
