"""Quotes, dashes, ellipses, spaces that do not break, and widows by each language's rules.

Text is returned as a printer would set it: `"Turan" -- a paper...` in English becomes “Turan” – a paper… A widow is a
single word on the last line of a paragraph. `without_widows` prevents it by a no-break space before the last word.

A space does not break after a number of up to three digits (20 June, 50 000, 5 %), № and §, between initials and after
them (A. B. Name), and before the abbreviation г. after a Russian year: what belongs together stays on one line.
A hyphen before a suffix (2024-cü) may still end a line: browsers' own search does not find a no-break hyphen (U+2011),
and a word joiner (U+2060) would be an invisible character in what readers copy.

Straight quotes become the language's own marks, with the inner pair inside the outer one. This module places them
itself: typogrify's engine has the marks of only one language, and takes the closing quote of an Azerbaijani name with a
suffix ("Turan"ın) for an opening one. Code, web addresses, tags and quotes that are already typographic stay as typed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from typogrify.filters import widont

from newsarchive.html import VERBATIM
from newsarchive.model.settings import Language

NO_BREAK_SPACE = "\u00a0"
APOSTROPHE = "’"

_ADDRESS = re.compile(r"((?:https?://|mailto:|www\.)[^\s<>«»“”\"]+)", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?\s*([a-z][a-z0-9]*)")
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var wbr".split()
)
_OBJECT = "\ufffc"
_SEEN_AS = {"br": "\n", "img": _OBJECT, "sup": _OBJECT}  # what a tag is for the quotes around it; others are nothing
_OPENS_AFTER = frozenset(" \t\n\u00a0\u202f([{«„“‘‹—–-/")
_DASHES = frozenset("—–-/")
_MARKS = frozenset(":,;")
_ENDS = frozenset(".,;:!?…)]}»”’\"'")  # what may follow a closing quote after a dash: “But I—”, she said
_ORPHAN_DASH = re.compile(r"(?:(?<=\S)\s+|\A[ \u00a0]+)—(?=\s)")
_NUMBERS = "|".join(rf"(?<![\w.,:/]{each}\s)(?<={each}\s)" for each in (r"\d", r"\d\d", r"\d\d\d"))
_INITIALS = "|".join(
    rf"(?<![\w.]{each}\s)(?<!\d\s{each}\s)(?<={each}\s)" for each in (r"[^\W\d_]\." * number for number in (1, 2, 3))
)
# a space that may not part a short number, a sign before a number or initials from the next word, or a year from its г.
_BOUND = re.compile(
    rf"""
    \s (?<=[\d№§.]\s) (?:
        (?:{_NUMBERS}) (?=[^\W\d_]|[%‰°€£$₼₽₺₾]|\d{{3}}(?!\d))
      | (?<=[№§]\s) (?=\d)
      | (?:{_INITIALS}) (?=[^\W\d_])
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
_SPACELESS = "\u2e80-\uffef"  # the scripts of Chinese and Japanese, in which no space is before a quote
_UNSPACED = re.compile(f"[{_SPACELESS}]")
_CLOSING = re.compile(rf"[\"'](?:(?<=\")|(?<=\S')(?![^\W_{_SPACELESS}]))")
_MOST_INSIDE = 20  # quotes inside of single quotes that are inside of others
_MAY_BE_QUOTED = re.compile(r"[^\W_]|[\"(\[{«„“‘‹…\ufffc]|\.\.")
# words that have lost their beginning: years ('90s, '98) and, in English, 'tis
_SHORTENED = re.compile(r"[0-9]{2}(?:s|(?![^\W_]))")
_SHORTENED_ENGLISH = re.compile(r"(?:em|til|tis|twas|twere)(?![^\W_])", re.IGNORECASE)


@lru_cache(maxsize=256)
def _quote_rules(pairs: tuple[str, str]) -> tuple[re.Pattern[str], frozenset[str]]:
    """Return what matches a quote in a language with these marks, and the characters after which a quote may open."""
    outer = "" if pairs[0][0] == pairs[0][1] else pairs[0]
    opening, closing = ({pair[side] for pair in pairs} for side in (0, 1))
    # “ opens in English, and closes in Russian
    return re.compile(f"[\"'{re.escape(outer)}]"), _OPENS_AFTER - closing | opening


class _Quotes:
    """A converter of straight quotes to typographic ones in one block of text, such as a paragraph.

    It has the language's outer and inner `pairs` of marks, the straight quotes that are `open` now, the innermost last,
    and the character `before` the quote that is placed next.
    """

    def __init__(self, language: Language) -> None:
        self.pairs = language.quotes
        self.open: list[str] = []
        self.before = " "
        self._count = dict.fromkeys(('"', "'", self.pairs[0][0]), 0)
        self._english = language.tag.partition("-")[0] == "en"
        self._marks, self._opens_after = _quote_rules(self.pairs)

    def place(self, text: str) -> str:
        """Return the text of a block with typographic quotes for straight ones; its length stays the same."""
        # found once for all: a search from each single quote would take minutes in a long text
        self._text = text
        self._closing = [found.start() for found in _CLOSING.finditer(text)] if "'" in text else []
        self._last = max((at for at in self._closing if text[at] == "'"), default=-1)
        out, end = [], 0
        for quote in self._marks.finditer(text):
            at = quote.start()
            if at > end:
                out.append(text[end:at])
                self.before = text[at - 1]
            end = at + 1
            self.before = self._placed(quote[0], text[end : end + 1], end)
            out.append(self.before)
        return "".join([*out, text[end:]])

    def _placed(self, typed: str, after: str, end: int) -> str:
        """Return the character that replaces a quote; a typographic one stays, and counts for those inside it."""
        if typed == '"':
            return self._double(after)
        if typed == "'":
            return self._single(after, end)
        opening = self.pairs[0][0]
        if typed == opening:
            return self._opened(typed)
        if self._count[opening]:
            self._closed(opening)
        return typed

    def _double(self, after: str) -> str:
        """Return the character that replaces a straight double quote: an opening or closing mark, or `"` itself."""
        inside = self._count['"'] > 0
        if self._may_open(after, inside):
            return self._opened('"')
        return self._closed('"') if inside else '"'

    def _single(self, after: str, end: int) -> str:
        """Return the character that replaces a straight single quote: an opening mark, a closing mark or an apostrophe.

        It opens only if the rest of the text, from `end`, has a closing one: `'Abd` begins with an apostrophe.
        """
        inside = self.open[-1:] == ["'"]
        if self.before != "-" and self._may_open(after, inside) and self._is_closed(end):
            return self._opened("'")
        closes = inside and (not after.isalpha() or _UNSPACED.match(after))
        return self._closed("'") if closes else APOSTROPHE

    def _may_open(self, after: str, inside: bool) -> bool:
        """Return whether a quote before the character `after` may open; `inside` says that one of its kind is open."""
        if self.before not in self._opens_after:
            # the space before it was forgotten: dedi:"Bəli"
            forgotten = self.before in _MARKS and after.isalpha()
            return not inside and (forgotten or _UNSPACED.match(self.before) is not None)
        ends = not after or after.isspace() or (self.before in _DASHES and after in _ENDS)
        return not inside or not (ends or self.before == "-")

    def _is_closed(self, end: int) -> bool:
        """Return whether a single quote before the offset `end` has a closing one inside the same quotes."""
        shortened = _SHORTENED.match(self._text, end) or (self._english and _SHORTENED_ENGLISH.match(self._text, end))
        if shortened or not _MAY_BE_QUOTED.match(self._text, end):
            return False
        if not self.open:
            return self._last > end
        index, depth = bisect_left(self._closing, end), 0
        for at in self._closing[index : index + _MOST_INSIDE]:
            if self._text[at] == "'" and not depth and at > end:
                return True
            if self._text[at] == '"':
                depth += 1 if at == end or self._text[at - 1] in self._opens_after else -1
            if depth < 0:
                return False
        return False

    def _opened(self, typed: str) -> str:
        """Return the opening mark for a quote, that of the inner pair inside other quotes."""
        mark = typed if typed == self.pairs[0][0] else self.pairs[len(self.open) % 2][0]
        self.open.append(typed)
        self._count[typed] += 1
        return mark

    def _closed(self, typed: str) -> str:
        """Return the closing mark for the quote of this kind that was opened last; any inside it were apostrophes."""
        last = ""
        while last != typed:
            last = self.open.pop()
            self._count[last] -= 1
        return self.pairs[len(self.open) % 2][1]


def typeset_text(text: str, language: Language) -> str:
    """Return one line of plain text, for example a title, with the quotes, dashes and ellipses of its language."""
    tokens = [text]
    if _is_typed(text):
        _typeset_block(tokens, 0, 1, language)
    return tokens[0]


class _Effect(NamedTuple):
    """What an HTML tag means for the text after it.

    `step` is 1 for the start of an element whose text stays as typed, such as `code`, -1 for its end, else 0. `block`
    says whether quotes start anew, as after a paragraph, and `seen` what the quotes on both sides see in its place.
    """

    step: int
    block: bool
    seen: str


@lru_cache(maxsize=1024)
def _effect(tag: str) -> _Effect:
    """Return what an HTML tag means for the text after it."""
    match = _TAG_NAME.match(tag)
    name = match[1] if match else ""
    step = (-1 if tag.startswith("</") else 1) if name in VERBATIM else 0
    return _Effect(step, name not in _INLINE, _SEEN_AS.get(name, ""))


def typeset_html(tokens: Iterable[str], language: Language) -> list[str]:
    """Return the HTML of a text with the quotes, dashes and ellipses of its language.

    Quotes are matched within each paragraph or similar block, so an unclosed one does not affect the next. The HTML
    must be as `sanitising.sanitise` returns it, which writes tags in one way only, and split by `TOKENS`; it is
    returned in the same way.
    """
    first, typed, verbatim = 0, False, 0
    tokens = [token.replace("&nbsp;", NO_BREAK_SPACE) if "&" in token else token for token in tokens]
    for index in range(0, len(tokens), 2):
        words = tokens[index]
        if words not in ("", "\n") and not verbatim:
            tokens[index] = words = _BOUND.sub(NO_BREAK_SPACE, words)
            typed = typed or _is_typed(words)
        if index + 1 < len(tokens):
            step, block, _ = _effect(tokens[index + 1])
            verbatim += step
            if not block:
                continue
        if typed:
            _typeset_block(tokens, first, index + 1, language)
        first, typed = index + 2, False
    return tokens


def _typeset_block(tokens: list[str], first: int, end: int, language: Language) -> None:
    """Set the quotes, dashes and ellipses in the texts of a block, which are every second of `tokens[first:end]`.

    Web addresses stay as typed, and so does code.
    """
    seen, starts, verbatim, length = list[str](), dict[int, int](), 0, 0
    for index in range(first, end):
        shown = tokens[index]
        if (index - first) % 2:
            step, _, shown = _effect(shown)
            verbatim += step
        elif verbatim:
            shown = _OBJECT if shown else ""
        else:
            starts[index] = length
            shown = _ADDRESS.sub(_hidden, shown) if _has_address(shown) else shown
        seen.append(shown)
        length += len(shown)
    placed = _Quotes(language).place("".join(seen))
    for index, start in starts.items():
        typed = tokens[index]
        words = placed[start : start + len(typed)]
        if not _has_address(typed):
            tokens[index] = _dashed(words, language)
            continue
        out, at = [], 0
        for address in _ADDRESS.finditer(typed):
            out += [_dashed(words[at : address.start()], language), address[0]]
            at = address.end()
        tokens[index] = "".join([*out, _dashed(words[at:], language)])


def _has_address(text: str) -> bool:
    return "://" in text or "www." in text or "mailto:" in text


def _hidden(address: re.Match[str]) -> str:
    return _OBJECT * len(address[0])


def _is_typed(text: str) -> bool:
    """Return whether a text contains anything that typesetting may change, such as a straight quote or `--`."""
    # single characters first, which are found in a tenth of the time
    return '"' in text or "'" in text or "—" in text or ("-" in text and "--" in text) or "..." in text


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
