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

from typogrify.filters import widont

from newsarchive.html import INLINE, TAG_NAME, VERBATIM
from newsarchive.model.settings import Language

NO_BREAK_SPACE = "\u00a0"
APOSTROPHE = "’"

_ADDRESS = re.compile(r"([hmw](?:(?<=h)ttps?://|(?<=m)ailto:|(?<=w)ww\.)[^\s<>«»“”\"]+)", re.IGNORECASE)
_SET = re.compile(r"[\"'—]|--|\.\.\.")  # what typesetting may change
_OBJECT = "\ufffc"
_SEEN_AS = {"br": "\n", "img": _OBJECT, "sup": _OBJECT}  # what a tag is for the quotes around it; others are nothing
_OPENS_AFTER = frozenset(" \t\n\u00a0\u202f([{«„“‘‹—–-/")
_DASHES = frozenset("—–-/")
_MARKS = frozenset(":,;")
_ENDS = frozenset(".,;:!?…)]}»”’\"'")  # what may follow a closing quote after a dash: “But I—”, she said
_ORPHAN_DASH = re.compile(r"\s(?:(?<=\S\s)\s*|(?<=\A[ \u00a0])[ \u00a0]*)—(?=\s)")
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
_SPACELESS = "\u2e80-\uffef"  # the scripts of Chinese and Japanese, in which no space is before a quote
_UNSPACED = re.compile(f"[{_SPACELESS}]")
_CLOSING = re.compile(rf"[\"'](?:(?<=\")|(?<=\S')(?![^\W_{_SPACELESS}]))")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|dt|dd)>")
_LONGEST_END = 80  # characters: a long word and its tags
_MOST_INSIDE = 20  # quotes inside of single quotes that are inside of others
_MAY_BE_QUOTED = re.compile(r"[^\W_]|[\"(\[{«„“‘‹…\ufffc]|\.\.")
# words that have lost their beginning: years ('90s, '98) and, in English, 'tis
_SHORTENED = re.compile(r"[0-9]{2}(?:s|(?![^\W_]))")
_SHORTENED_ENGLISH = re.compile(r"(?:em|til|tis|twas|twere)(?![^\W_])", re.IGNORECASE)


@lru_cache
def _rules(language: Language) -> tuple[re.Pattern[str], frozenset[str]]:
    """Return a pattern of the quotes that a language pairs, and the characters after which one opens."""
    pairs = language.quotes
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
        self._marks, self._opens_after = _rules(language)

    def place(self, text: str) -> str:
        """Return the text of a block with typographic quotes for straight ones; its length stays the same."""
        # found once for all: a search from each single quote would take minutes in a long text
        self._text = text
        self._closing = [found.start() for found in _CLOSING.finditer(text)]
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
    return _typeset([text], language)[0]


@lru_cache(maxsize=1024)
def _tag(tag: str) -> tuple[str, int]:
    match = TAG_NAME.match(tag)
    name = match[1] if match else ""
    return name, 0 if name not in VERBATIM else -1 if tag.startswith("</") else 1


def typeset_html(tokens: Iterable[str], language: Language) -> list[str]:
    """Return the HTML of a text with the quotes, dashes and ellipses of its language.

    Quotes are matched within each paragraph or similar block, so an unclosed one does not affect the next. The HTML
    must be as `sanitising.sanitise` returns it, which writes tags in one way only, and split by `TOKENS`; it is
    returned in the same way.
    """
    out, block, before, verbatim = list[str](), list[str](), 0, 0
    for index, token in enumerate([*tokens, "<p>"]):
        if not index % 2:
            words = token.replace("&nbsp;", NO_BREAK_SPACE)
            block.append(words if verbatim else _BOUND.sub(NO_BREAK_SPACE, words))
            continue
        name, step = _tag(token)
        verbatim += step
        if name in INLINE:
            block.append(token)
        else:
            # most blocks are the line ends between others
            out += [*(block if block == ["\n"] else _typeset(block, language, before)), token]
            block, before = [], verbatim
    return out[:-1]


def _typeset(block: list[str], language: Language, verbatim: int = 0) -> list[str]:
    """Return a block of HTML, split by `TOKENS`, with the quotes, dashes and ellipses of its language.

    Web addresses stay as typed, and so does code; `verbatim` says how many elements of code are open before the block.
    """
    if not _SET.search("".join(block[::2])):
        return block
    seen, prose = list[str](), dict[int, list[str]]()
    for index, token in enumerate(block):
        if index % 2:
            name, step = _tag(token)
            verbatim += step
            seen.append(_SEEN_AS.get(name, ""))
        elif verbatim:
            seen.append(_OBJECT if token else "")
        else:
            prose[index] = _ADDRESS.split(token)  # each second part is an address
            seen.append("".join(_OBJECT * len(part) if at % 2 else part for at, part in enumerate(prose[index])))
    placed, out, start = _Quotes(language).place("".join(seen)), [*block], 0
    for index, shown in enumerate(seen):
        end = start
        for at, part in enumerate(prose.get(index, ())):
            if not at % 2:
                prose[index][at] = _dashed(placed[end : end + len(part)], language)
            end += len(part)
        out[index] = "".join(prose.get(index, [out[index]]))
        start += len(shown)
    return out


def without_widows(html: str) -> str:
    """Return HTML with a no-break space between the last two words of each paragraph, heading and list item."""
    out, end = list[str](), 0
    for block in _BLOCK_END.finditer(html):
        # the ends alone: typogrify takes a millisecond for a whole text
        start = max(end, block.start() - _LONGEST_END)
        out += [html[end:start], widont(html[start : block.end()])]
        end = block.end()
    return "".join([*out, html[end:]]).replace("&nbsp;", NO_BREAK_SPACE)


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
