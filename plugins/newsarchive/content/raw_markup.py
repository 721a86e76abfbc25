"""Markup that did not parse: signs of Markdown and its dialects that readers would see as typed.

`raw_markup` searches the words of a text outside code and addresses, so markup that Markdown parsed cannot match. Each
match is then searched in the source. A sign that is escaped there is intended and not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import chain, islice

from newsarchive.html import INLINE, TAG_NAME, VERBATIM
from newsarchive.model.diagnostics import Fault, Position, fault

from .source_map import Lines, blank_fences

MOST_WARNINGS = 100
"""The largest number of warnings about visible markup in one text or file of terms; the others are told next time."""

_SHOWN = 60  # characters of the words that a message shows
_NOTE_LINK = re.compile(r'<a [^>]*class="footnote-(?:back)?ref"')
_OBJECT = "\ufffc"  # in place of code, and of the `//` of addresses in links, which the patterns would take for markup

_ADDRESS = (
    r"(?:(?:https?://|www\.|mailto:|\.{0,2}/|\#)[^\s()\[\]]{1,300}"
    r"|[\w./%-]{1,200}\.(?:md|pdf|jpe?g|png|webp|html?)(?:\#[\w=-]*)?)"
)
_OPENS = r"""(?=[^\W\d_]|["'«“„‘(\[])"""
# not the end of a card or telephone number whose other digits are masked by asterisks
_NUMBER = r"[€$£₼₽№+]?(?:\d{1,3}|(?:19|20)\d\d)(?!\d)[^*_\n]{0,20}?\s[^\W\d_]{2}"
_ITEM = r"(?:[-*+]|\d{1,3}[.)])[ ]+"

_EMPHASIS = rf"""
    (?<![\w*])(?P<opens>\*{{1,3}}){_OPENS}[^*\n]{{0,60}}
  | (?<![\w@/])_{{1,2}}{_OPENS}(?!\w*_)[^_\n]{{0,60}}
  | (?<!\S)(?P<apart>\*\*|__)\s[^*_\n]{{0,200}}?[^\W\d_]{{2}}[^*_\n]{{0,200}}?\s(?P=apart)(?!\S)
  | ^[ ]*(?P<begins>\*\*|__)(?=[^\s*_.,;:!?)\]])[^*_\n]{{0,60}}
  | (?<![\w*])(?<!\d[ ])(?:\*\*|__)(?={_OBJECT}|{_NUMBER})[^*_\n]{{0,60}}
  | [^\W_]{{0,20}}(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:!?»”"’)…\]{_OBJECT}]))(?P<closes>\*\*|__)(?![\w*_])
  | (?<![\w*])(?<!\d[ ])(?:\d{{1,4}}%?|[^\W\d_][^\W\d_A-ZА-ЯЁÇƏĞİÖŞÜ])(?P<ends>\*\*|__)(?=[ ]*\Z)
"""
_PATTERNS = (
    # commands of other programs: Hugo, Liquid, WordPress, forums
    r"\{\{(?!/\*)[^{}\n]{1,200}\}\} | \{%(?!-?[ ]*(?:end)?comment\b)[^{}\n]{0,200}%\}",
    r"\[(?P<name>\w[\w-]*)(?:[ =][^\[\]]{0,200})?\][^\0]{0,400}?\[/(?P=name)\]",
    r"\[(?:/\w[\w-]*|gallery|TOC|\w[\w-]*[ ](?:[^\[\]]{0,200}[ ])?\w+=[^\[\]]{1,200})\]",
    # links of wikis, notes in the line, attributes of nothing
    r"!?\[\[[^\[\]\n]{1,200}\]{0,2} | \^\[[^\[\]]{1,300}\] | \{:[^{}\n]{0,200}\} | \{[.\#][\w-]+[^{}\n]{0,200}\}",
    # what Markdown leaves as it is inside of HTML
    r"!?\[[^\[\]]{1,200}\]\([^()\s]{1,300}\)",
    r"(?<![\w*])(?P<stars>\*{1,3})(?![\s*])[^*]{1,300}(?<!\s)(?P=stars)(?![\w*])",
    r"(?<![\w@/])(?P<lines>_{1,2})(?![\s_])[^_]{1,300}(?<!\s)(?P=lines)(?!\w)",
    # links that are not closed, apart from their address, the wrong way round or without a definition
    rf"\[[^\[\]]{{1,200}}\]\s\({_ADDRESS}\) | \([^()\n]{{1,200}}\)\[{_ADDRESS}\]",
    r"(?:\[[^\[\]]{0,200})?\]\([^)\n]{0,200} | \[[^\[\]^]{1,200}\]\[[\w-]{0,60}\]",
    # boxes, headings, fences and code
    r'^[ ]*(?:(?::{3,}[ ]*|\[!)\w+\]? | (?:!!!|\?\?\?\+?)[ ][a-z]+(?:[ ]"[^"\n]*")?$)',
    r"(?<=\n)[ ]*={3,}[ ]*$ | ^[ ]*\#{1,6}[ ]\S[^\n]*",
    r"^[ ]*(?:`{3,}|~{3,})[^\n]* | `{1,2}(?:[^`]{1,300}`{1,2} | [^`\n]{0,60})",
    # words struck out or marked, backslashes and entities
    r"~~(?![\s~])[^~]{1,300}~~ | (?<!\S)~~(?=[^\W_])[^~\n]{0,60} | (?<![=\w])==(?![\s=])[^=]{1,300}(?<!\s)==(?![=\w])",
    r"""[^\\\n]{0,40}\\(?=\n) | \\["'$~:;<=&/@^,?%]""",
    r"&(?:nbsp|amp|[lg]t|quot|apos|[lr]aquo|[mn]dash|hellip|[lr][sd]quo|shy)\b;?",
    # tables and lists
    r"^[^\n]*\|[^\n]*\n(?=[^\n]*\|)(?=[^\n]*-)[-|:\ ]+(?:\n[^\n]*\|[^\n]*)*$",
    r"^[ ]*\|[^\n]+\|[ ]*(?:\n[ ]*\|[^\n]+\|[ ]*)+$ | ^[ ]*\|[^\n|]+\|[^\n]+\|[ ]*$",
    rf"^[ ]*{_ITEM}\S[^\n]*(?:\n[ ]*{_ITEM}\S[^\n]*)+ | ^[•‣▪◦]\s*\S[^\n]*(?:\n[•‣▪◦][^\n]*)*",
    r"^(?:-|\d{1,2}[.)])(?=[^\W\d_])[^\n]+(?:\n(?:-|\d{1,2}[.)])[^\W\d_][^\n]*)+ | \A\[[ xX]?\]\s",
    _EMPHASIS,
)
MARKUP = " | ".join(_PATTERNS)
"""A pattern (`MULTILINE`, `VERBOSE`) of one piece of markup in words that readers see."""

_BARE_ADDRESS = r"""https?://[^\s/<>()\[\]"'«»“”]+\.[^\s<>()\[\]"'«»“”]*[^\s<>()\[\]"'«»“”.,;:!?…]"""
_MARKUP = re.compile(rf"{MARKUP} | {_BARE_ADDRESS}", re.MULTILINE | re.VERBOSE)
# the patterns match nothing without one of these signs; looking for them first saves a quarter of a text's time
_SIGN = re.compile(r"[*_`~|\[{\\^•‣▪◦&#]|==|://|\]\(|^[ ]*(?:[-+:=!?]|\d+[.)])", re.MULTILINE)
_FIRST_WORD = re.compile(rf"[^\w\n{_OBJECT}]*\w*")
_ALONE = re.compile(r"[^\w\s]+")
# asterisks that refer to a note below (`19.99*`), and those with which the note begins
_REFERENCE_MARK = re.compile(r"[\w).,;:!?»”\"’%\]…](\*{1,3})(?![\w*])")
_NOTE_MARK = re.compile(r"(?:\A|\n| (?=\*+ )) *(\*{1,3})(?!\*)(\s?)")

# a list item below another, indented by fewer than the four spaces that would nest it in that item
_SHALLOW_ITEM = re.compile(
    r"^(?P<indent> {0,3})(?:[-*+]|\d+\.) [^\n]*\n(?P=indent) {2,3}(?P<sign>[-*+]|\d+\.) ", re.MULTILINE
)
_RULE = re.compile(r"\n(?P<sign>-{3,}) *(?=\n|\Z)")
_SENTENCE_ENDS = tuple('.!?…:;,»”"')


def raw_markup(lines: Lines, indented: Sequence[str], blocks: Sequence[str]) -> Iterator[Fault]:
    """Yield a warning for each piece of Markdown syntax that readers would see, because Markdown did not parse it.

    Also warn of what Markdown reads otherwise than it was probably meant (`misread`): list items that are indented too
    little, sentences that a line of hyphens turns into headings, and words that are code because they are indented.
    `indented` are its blocks of indented code, and `blocks` those of its HTML (`blocks_of`).
    """
    shallow = list(islice(_shallow_items(lines), MOST_WARNINGS))
    told = {warning.line for warning in shallow}
    # do not report an item twice that is indented too little and looks like an unparsed list
    seen = (warning for warning in _seen(lines, blocks) if warning.line not in told)
    return islice(chain(shallow, _underlined(lines), _indented(lines, indented), seen), MOST_WARNINGS)


def _misread(place: Position, found: str, **hint: str) -> Fault:
    return fault("misread", place, "", True, found=found[:_SHOWN], **hint)


def _shallow_items(lines: Lines) -> Iterator[Fault]:
    for item in _SHALLOW_ITEM.finditer(lines.words):
        yield _misread(lines.place(item.start("sign")), item["sign"])


def _underlined(lines: Lines) -> Iterator[Fault]:
    for rule in _RULE.finditer(lines.words):
        start = lines.words.rfind("\n\n", 0, rule.start()) + 1
        sentence = lines.words[start : rule.start()].lstrip("\n").rstrip(" ")
        if sentence.endswith(_SENTENCE_ENDS) and "\n" not in sentence:
            yield _misread(lines.place(rule.start("sign")), sentence, hint="heading")


def _indented(lines: Lines, code: Sequence[str]) -> Iterator[Fault]:
    body, end = blank_fences(lines.source.body) if code else "", 0
    for first in (block.partition("\n")[0] for block in code[:MOST_WARNINGS]):
        words = r"\s+".join(map(re.escape, first.split()))
        found = re.compile(rf"^[ \t>]*(?: {{4}}|\t)[ \t]*({words})", re.MULTILINE).search(body, end)
        if found and first:
            end = found.end()
            yield _misread(lines.place(found.start(1)), first, hint="code")


def _seen(lines: Lines, blocks: Sequence[str]) -> Iterator[Fault]:
    marks = _reference_marks(blocks)
    places, told = dict[str, Iterator[Position]](), set[Position]()
    for block in blocks:
        for match in _MARKUP.finditer(block) if _SIGN.search(block) else ():
            groups = match.groupdict()
            if marks.intersection(groups[name] for name in ("opens", "begins", "closes", "ends")):
                continue
            typed = match[0].strip()
            place = _place(lines, typed, places)
            if place and place not in told:
                told.add(place)
                found = " ".join(typed.replace(_OBJECT, "…").split())
                most = len(found) if found.startswith("http") else _SHOWN
                yield fault("raw-markup", place, warning=True, found=found[:most])


def _place(lines: Lines, found: str, places: dict[str, Iterator[Position]]) -> Position | None:
    """Return the next place of markup in the source, None if it has none, as the editor wrote it on purpose.

    It is searched whole, then its first line up to code, then its sign with the first word, and its sign alone.
    `places` has the searches so far.
    """
    first, sign = _FIRST_WORD.match(found), _ALONE.match(found)
    ways = [found, found.partition("\n")[0].partition(_OBJECT)[0], first[0] if first else ""]
    if sign and f"\\{sign[0][0]}" not in lines.words and "&" not in lines.words:
        ways.append(sign[0])
    found_in = (next(places.setdefault(words, lines.places(words)), None) for words in dict.fromkeys(ways) if words)
    return next((place for place in found_in if place), None)


def _reference_marks(blocks: Sequence[str]) -> set[str]:
    """Return the asterisks that are intended: they follow words (`19.99*`), and a note below begins with them."""
    referring, marks = set[str](), set[str]()
    for block in blocks:
        if "*" in block:
            for mark, space in _NOTE_MARK.findall(block):
                # `**` directly before a word may be unclosed bold; it begins a note only if a `*` note came before
                if mark in referring and (space or mark == "*" or mark[1:] in marks):
                    marks.add(mark)
            referring.update(_REFERENCE_MARK.findall(block))
    return marks


def blocks_of(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the nonempty paragraphs, table cells, list items and so on of sanitised HTML, as readers see their text.

    U+FFFC stands for each span of code, and for the `//` of an address in a link's words. Note numbers are left out.
    """
    parts, verbatim, link = list[str](), 0, ""
    for words, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if not verbatim and link != "note":
            # an address that is the text of a link is not a bare address
            parts.append(words.replace("://", f":{_OBJECT}") if link else words)
        match = TAG_NAME.match(tag)
        element, begins = match[1] if match else "", not tag.startswith("</")
        if element == "a":
            link = ("note" if _NOTE_LINK.match(tag) else "link") if begins else ""
        elif element in VERBATIM:
            parts.append("" if verbatim else _OBJECT)
            verbatim = max(0, verbatim + (1 if begins else -1))
        elif element == "br":
            parts.append("\n")
        if element not in INLINE and element != "time":
            if text := unescape("".join(parts)).strip("\n"):
                yield text
            parts = []
