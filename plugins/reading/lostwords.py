"""Words of a text that reach no reader: what Markdown or HTML took for something of its own, and dropped.

There is no list of the ways in which that happens. The words of the source are counted and held against those of the
sanitised HTML, attributes included; what is syntax and nothing else (names of tags and attributes, ids, labels of
notes, comments) counts on neither side. Code is compared, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from plugins.archive.faults import Fault, fault

from .lines import Lines
from .markup import Definition, Markup
from .verbatim import blank_comments

_WORD = re.compile(r"[^\W_]+")
_SHOWN_SYNTAX = re.compile(
    r'<a class="footnote-[^>]*>|</?[a-z][a-z0-9]*|(?<=\s)(?:id|class|rel)="[^"]*"|(?<=\s)[a-z]+="'
)
_SPAN = re.compile(r"</?span(?:\s[^<>]*)?>", re.IGNORECASE)  # code is full of them, in the middle of words
_SYNTAX = re.compile(
    r"""
      ^(?:[ \t>*+-]|\d+\.(?=[ \t]))+               # numbers of a list are its own
    | \[\^[^\]\[\s]*\]                             # marks of notes
    | </?[a-zA-Z][\w:-]*
    """,
    re.VERBOSE | re.MULTILINE,
)
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>|\{[^{}\n]*\}""")
_IN_TAG = re.compile(
    r"""
      \bid\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"'=]+)
    | (?<=[\s{:])[\w-]+(?=\s*=)                    # names of attributes
    | (?<==)(?:"\s*text-align[^"]*"|'\s*text-align[^']*')
    | (?<=[\s{:])[.#][\w-]+
    """,
    re.VERBOSE,
)
# of a fence; quotations, and answers in them, are no language
_LANGUAGE = re.compile(r"^(?:`{3,}|~{3,})[ ]*\.?([\w#.+-]+)?[ ]*(?:hl_lines=([\"'])[0-9 ]*\2)?[ ]*$", re.MULTILINE)
_NAME_OF_LANGUAGE = re.compile(r"[a-z][a-z0-9#.+-]{0,19}\Z")
_ENTITY = re.compile(r"&#?\w+;")
_PIECE = re.compile(r"[^\W_][^\n*_`\[\])<>&{}|\\#]*")
_NEAR = 4000  # letters of HTML in which a piece is looked for; a short one is not looked for so far
_LONGEST = 60


def unused_definitions(lines: Lines, markup: Markup) -> Iterator[Fault]:
    """Yield the definitions of addresses and abbreviations that nothing uses: their words are shown nowhere."""
    for each in markup.definitions:
        if not each.used:
            label = r"\s+".join(map(re.escape, each.label.split()))
            typed = re.compile(rf"(?<!\*){re.escape(each.sign)}\[\s*{label}\s*\][ ]?:[^\n]*", re.IGNORECASE).search(
                lines.words
            )
            place = lines.place(typed.start() if typed else 0)
            yield fault("definition-unused", place, found=(typed[0] if typed else each.label)[:_LONGEST])


def lost_words(lines: Lines, markup: Markup, html: str) -> Iterator[Fault]:
    """Yield a fault at the longest run of words that the sanitised HTML lacks, where it lacks any."""
    typed = blank_comments(lines.source.body)
    if "```" in typed or "~~~" in typed:
        typed = _LANGUAGE.sub(_without_language, typed)
    # what stands in both as it is need not be counted: that is most of a text, and counting takes long
    if not _lost(markup, *_without_common(typed, html)):
        return
    if lost := _lost(markup, typed, html):
        start, end = _longest_run(_without_syntax(_blanked(_SPAN, typed)), lost)
        yield fault("words-lost", lines.place(start), found=" ".join(typed[start:end].split())[:_LONGEST])


def _without_language(fence: re.Match[str]) -> str:
    """Return a fence without the name of the language of its code."""
    try:
        if fence[1] and not _NAME_OF_LANGUAGE.match(fence[1]):
            find_lexer_class_by_name(fence[1])
    except ClassNotFound:
        return fence[0]
    return " " * len(fence[0])


def _lost(markup: Markup, typed: str, html: str) -> Counter[str]:
    """Return the words of a source that its HTML lacks, as often as it lacks them."""
    bare = _without_syntax(_SPAN.sub("", typed))
    words = _WORD.findall(_ENTITY.sub(lambda each: unescape(each[0]), bare))
    shown = Counter(_WORD.findall(unescape(_SHOWN_SYNTAX.sub(" ", _SPAN.sub("", html))))) if words else Counter[str]()
    lost = Counter(words) - shown
    if lost:
        # HTML reads some entities without their semicolon
        lost &= Counter(_WORD.findall(unescape(bare))) - shown
        lost -= _explained(markup.definitions, lost)
    return lost


def _without_common(typed: str, html: str) -> tuple[str, str]:
    """Return both without the pieces of plain words that follow each other in both."""
    left, shown, at, place = [], [], 0, 0
    for piece in _PIECE.finditer(typed):
        words = piece[0].rstrip()
        found = html.find(words, place, place + min(_NEAR, 40 * len(words)))
        if found >= 0:
            left.append(typed[at : piece.start()])
            shown.append(html[place:found])
            at, place = piece.start() + len(words), found + len(words)
    return " ".join([*left, typed[at:]]), " ".join([*shown, html[place:]])


def _explained(definitions: tuple[Definition, ...], lost: Counter[str]) -> Counter[str]:
    """Return which of the lost words are labels, by which definitions are found, and never shown."""
    labels = Counter[str]()
    for each in definitions:
        for word in _WORD.findall(each.label):
            labels[word.lower()] += 1 + each.used
    return Counter({word: labels[word.lower()] for word in lost})


def _longest_run(text: str, lost: Counter[str]) -> tuple[int, int]:
    """Return from where to where the most lost words stand side by side."""
    best, run = (0, 0, 0), (0, 0, 0)
    for word in _WORD.finditer(text):
        run = (run[0] + 1, run[1] if run[0] else word.start(), word.end()) if word[0] in lost else (0, 0, 0)
        best = max(best, run, key=lambda each: each[0])
    return best[1:]


def _without_syntax(typed: str) -> str:
    return _blanked(_SYNTAX, _TAG.sub(lambda tag: _blanked(_IN_TAG, tag[0]), typed))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda each: re.sub(r"[^\n]", " ", each[0]), text)
