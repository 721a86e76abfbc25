"""Quotes, dashes, ellipses, spaces that do not break, and widows by each language's rules.

Text is returned as a printer would set it: `"Turan" -- a paper...` in English becomes “Turan” – a paper… A widow is a
single word on the last line of a paragraph. `without_widows` prevents it by a no-break space before the last word.

A space does not break after a number of up to three digits (20 June, 50 000), № and §, between initials and after them
(A. B. Name), and before the abbreviation г. after a Russian year: what belongs together stays on one line.
A hyphen before a suffix (2024-cü) may still end a line: browsers' own search does not find a no-break hyphen (U+2011),
and a word joiner (U+2060) would be an invisible character in what readers copy.

Straight quotes become the language's own marks, with the inner pair inside the outer one. This module places them
itself: typogrify's engine has the marks of only one language, and takes the closing quote of an Azerbaijani name with a
suffix ("Turan"ın) for an opening one. Code, web addresses, tags and quotes that are already typographic stay as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from typogrify.filters import widont

from newsarchive.archive.settings import Language
from newsarchive.html.strings import VERBATIM

NO_BREAK_SPACE = "\u00a0"
APOSTROPHE = "’"

_ADDRESS = re.compile(r"((?:https?://|mailto:|www\.)[^\s<>«»“”]+)", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?\s*([a-z][a-z0-9]*)")
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var".split()
)
_OPENS_AFTER = frozenset(" \t\n\u00a0\u202f([{«„“‘‹—–-/")
_STRAIGHT = re.compile("[\"']")
_ORPHAN_DASH = re.compile(r"(?<=\S)[ \u00a0]+—(?=[ \u00a0\n])")
# a space that may not part a number, a sign before a number or an initial from the next word, or a year from its г.
_BOUND = re.compile(
    r"""
    (?<=[\d№§.]) \s (?:
        (?: (?<![\w.,:/]\d\s) (?<=\d\s) | (?<![\w.,:/]\d\d\s) (?<=\d\d\s) | (?<![\w.,:/]\d\d\d\s) (?<=\d\d\d\s) )
        (?= [^\W\d_] | \d{3} (?!\d) )
      | (?<=[№§]\s) (?=\d)
      | (?<![\w.][^\W\d_]\.\s) (?<!\d\s[^\W\d_]\.\s) (?<=[^\W\d_]\.\s) (?=[^\W\d_])
      | (?<=\d\s) (?=гг?\.)
    )
    """,
    re.VERBOSE,
)
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|dt|dd)>")
_LAST_WORDS = 28  # characters at the end of a block that include the last two words of most blocks
# a tail too short for typogrify's rule, which needs the last word, the space before it and the character before that
_CUT = re.compile(r"(?:[^<]*>(?=\s))?\s*[^<>\s]*\s*(?:</(?:a|em|span|strong|i|b)>\s*)*</[a-z0-9]+>")
_MARK = "\0>"  # separates tails; NUL occurs in no text
_CLOSES_SINGLE = re.compile(r"\S'(?![^\W_])")


class _Quotes:
    """A converter of straight quotes to typographic ones in one block of text, such as a paragraph.

    It has the language's outer and inner `pairs` of marks, the straight quotes that are `open` now, the innermost last,
    and the character `before` the next run of text.
    """

    def __init__(self, language: Language) -> None:
        self.pairs = language.quotes
        self.open: list[str] = []
        self.before = " "

    def place(self, text: str) -> str:
        """Return a run of text, that is, the text between two tags, with typographic quotes for straight ones.

        Call it for the runs of a block in order: a quote that one run opens may be closed in a later one.
        """
        if '"' not in text and "'" not in text:
            self.before = text[-1] if text else self.before
            return text
        out, end = [], 0
        for quote in _STRAIGHT.finditer(text):
            at = quote.start()
            if at > end:
                out.append(text[end:at])
                self.before = text[at - 1]
            end = at + 1
            self.before = self._double() if quote[0] == '"' else self._single(text[end : end + 1], text, end)
            out.append(self.before)
        if end < len(text):
            out.append(text[end:])
            self.before = text[-1]
        return "".join(out)

    def _double(self) -> str:
        """Return the character that replaces a straight double quote: an opening or closing mark, or `"` itself."""
        if self.before in _OPENS_AFTER and not (self.before == "-" and self.open):
            return self._opened('"')
        return self._closed() if self.open else '"'

    def _single(self, after: str, text: str, end: int) -> str:
        """Return the character that replaces a straight single quote: an opening mark, a closing mark or an apostrophe.

        It opens only if the rest of `text`, from `end`, has a closing one: `'Abd` and `'90s` begin with an apostrophe.
        """
        opens = self.before in _OPENS_AFTER and self.before != "-" and after.isalpha()
        if opens and _CLOSES_SINGLE.search(text, end):
            return self._opened("'")
        if self.open and self.open[-1] == "'" and not after.isalpha():
            return self._closed()
        return APOSTROPHE

    def _opened(self, typed: str) -> str:
        """Return the opening mark for a straight quote, that of the inner pair inside other quotes."""
        mark = self.pairs[len(self.open) % 2][0]
        self.open.append(typed)
        return mark

    def _closed(self) -> str:
        """Return the closing mark for the quote that was opened last."""
        self.open.pop()
        return self.pairs[len(self.open) % 2][1]


def typeset_text(text: str, language: Language) -> str:
    """Return one line of plain text, for example a title, with the quotes, dashes and ellipses of its language."""
    return _typeset_typed(text, _Quotes(language), language) if _is_typed(text) else text


def _typeset_typed(text: str, quotes: _Quotes, language: Language) -> str:
    """Return text without tags with typographic quotes, dashes and ellipses; web addresses in it stay as typed."""
    if "://" not in text and "www." not in text and "mailto:" not in text:
        return _dashed(quotes.place(text), language)
    out = []
    for index, part in enumerate(_ADDRESS.split(text)):
        if index % 2:
            quotes.before = part[-1]
            out.append(part)
        else:
            out.append(_dashed(quotes.place(part), language))
    return "".join(out)


@lru_cache(maxsize=1024)
def _effect(tag: str) -> tuple[int, bool]:
    """Return what an HTML tag means for the text after it: (step, whether quotes start anew, as after a block).

    `step` is 1 for the start of an element whose text stays as typed, such as `code`, -1 for its end, else 0.
    """
    match = _TAG_NAME.match(tag)
    name = match[1] if match else ""
    step = (-1 if tag.startswith("</") else 1) if name in VERBATIM else 0
    return step, name not in _INLINE


def typeset_html(tokens: Iterable[str], language: Language) -> list[str]:
    """Return the HTML of a text with the quotes, dashes and ellipses of its language.

    Quotes are matched within each paragraph or similar block, so an unclosed one does not affect the next. The HTML
    must be as `sanitising.sanitise` returns it, which writes tags in one way only, and split by `TOKENS`; it is
    returned in the same way.
    """
    # for speed, skip runs of text without anything to typeset; only their last character matters to the next quote
    quotes, before, verbatim = None, " ", 0
    tokens = [token.replace("&nbsp;", NO_BREAK_SPACE) if "&" in token else token for token in tokens]
    for index in range(0, len(tokens), 2):
        words = tokens[index]
        if words in ("", "\n"):
            before = words or before
        elif verbatim:
            before = words[-1]
        else:
            tokens[index] = words = _BOUND.sub(NO_BREAK_SPACE, words)
            if not _is_typed(words):
                before = words[-1]
            else:
                quotes = quotes or _Quotes(language)
                quotes.before = before
                tokens[index] = _typeset_typed(words, quotes, language)
                before = quotes.before
        if index + 1 < len(tokens):
            step, block = _effect(tokens[index + 1])
            verbatim += step
            if block:
                quotes, before = None, " "
    return tokens


def _is_typed(text: str) -> bool:
    """Return whether a text contains anything that typesetting may change, such as a straight quote or `--`."""
    # single characters first, which are found in a tenth of the time
    quoted = '"' in text or "'" in text or "—" in text
    return quoted or ("-" in text and "--" in text) or ("/" in text and "://" in text) or "..." in text


def without_widows(html: str) -> str:
    """Return HTML with a no-break space between the last two words of each paragraph, heading and list item.

    Typogrify's `widont` gets only the ends of these blocks: that is faster, and what is before does not matter.
    """
    ends, begins, end = [], [], 0
    for closing in _BLOCK_END.finditer(html):
        begins.append(_last_words(html, end, closing.start()))
        end = closing.end()
        ends.append(end)
    # one call for all tails; the rule does not match across `_MARK`
    tails = [html[begin:end] for begin, end in zip(begins, ends, strict=True)]
    bound = widont(_MARK.join(tails)).split(_MARK) if tails else []
    out, last = [], 0
    for begin, end, tail, result in zip(begins, ends, tails, bound, strict=True):
        if begin > last and _CUT.fullmatch(tail):
            out.append(widont(html[last:end]))
        else:
            out += [html[last:begin], result]
        last = end
    return "".join([*out, widont(html[last:])]).replace("&nbsp;", NO_BREAK_SPACE)


def _last_words(html: str, start: int, end: int) -> int:
    """Return the offset from which `widont` needs the end of a paragraph, to join its last two words.

    The paragraph begins at or after `start`; its end tag begins at `end`.
    """
    begin = max(start, end - _LAST_WORDS)
    space = html.rfind(" ", begin, end)
    if space <= begin or html[end - 1] == ">" or html[end - 1].isspace():
        return begin
    # the rule needs only the last character of the word before the space
    before = html[space - 1]
    return begin if before in "<>" or before.isspace() else space - 1


def _dashed(text: str, language: Language) -> str:
    """Return a text with `---` as an em dash, `--` as an en dash and `...` as an ellipsis.

    If the language sets spaces around dashes, that before an em dash does not break: no line begins with a dash.
    """
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    text = text.replace("...", "…")
    if language.spaced_dash and "—" in text:
        return _ORPHAN_DASH.sub(f"{NO_BREAK_SPACE}—", text)
    return text
