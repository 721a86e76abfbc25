"""Strings of serialised HTML: tags, plain words, hanging quotation marks.

The functions need no parser: our one serialiser puts attribute values in double quotes and escapes quotes in them. The
patterns match whole tags, because outside of tags, as in code, `href="…"` is ordinary text.

A hanging quotation mark is printed in the margin, so that the first letters of lines are aligned. The class `hangs`
does what the CSS property `hanging-punctuation` does in Safari alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection

TAG = re.compile(r'</?[a-zA-Z][^>"]*(?:"[^"]*"[^>"]*)*>')
"""Matches one HTML start or end tag."""

TOKENS = re.compile(f"({TAG.pattern})")
"""A pattern for `split`: in the list, the items of odd index are tags, the others text."""

TAG_WITH_ATTRIBUTES = re.compile(r'<[a-zA-Z][a-zA-Z0-9]* [^>"]*(?:"[^"]*"[^>"]*)*>')
"""Matches one start tag that has attributes: most tags have none, and a function is called for each match."""

TAG_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
"""Matches the beginning of a tag; group 1 is the name."""

LINKING_TAG = re.compile(r'<(?:a|img) [^>"]*(?:"[^"]*"[^>"]*)*>')
"""Matches one `<a>` or `<img>` start tag."""

VERBATIM = frozenset(("code", "kbd", "pre", "samp", "var"))
"""The names of elements whose words stand for themselves: they are not prose, and no rule of prose applies to them."""

BREAKING = frozenset(("br", "img"))
INLINE = BREAKING | frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr".split()
)
"""The names of elements inside of a line; `BREAKING` are those that part the words on their sides."""

LEFT_OUT = "[…]"
"""What replaces a link to a withdrawn text that nothing may name, with its words, which may be the title."""

CONTENT_LINK = re.compile(r' href="content:([^"]*)"')
"""Matches the `href` of a link to another content file; group 1 is the path of the file."""


def without_links(markup: str, paths: Collection[str]) -> str:
    """Return HTML in which each link to one of the given files (paths in the content folder) is replaced by `[…]`.

    In this HTML, links to other texts are still `content:` and the path of the file.
    """
    parts, rest, inside = [], 0, False
    for tag in TAG.finditer(markup):
        if inside and tag[0] == "</a>":
            rest, inside = tag.end(), False
        elif not inside and (link := CONTENT_LINK.search(tag[0])) and html.unescape(link[1]).split("#")[0] in paths:
            parts += [markup[rest : tag.start()], LEFT_OUT]
            inside = True
    return "".join((*parts, markup[rest:]))


# a mark, with the comma before it if there are several; with one beginning, which is found in a thirtieth of the time
_NOTE_MARK = re.compile(
    r'<(?:(?:sup>,\N{NO-BREAK SPACE}</sup><)?sup id="fnref[^>]*>.*?</sup>|a class="footnote-backref"[^>]*>.*?</a>)',
    re.DOTALL,
)
_NOTES = '<div class="footnote">'


def plain(markup: str) -> str:
    """Return the words of HTML as plain text, a line for each block: `<p>T<b>u</b>ran</p><p>1</p>` gives two lines.

    Footnote marks and the links back to them are left out. Only tags of block elements separate words.
    """
    first, *others = TOKENS.split(_NOTE_MARK.sub("", markup))
    words = [first]
    for tag, text in zip(others[::2], others[1::2], strict=True):
        name = TAG_NAME.match(tag)
        words += ["" if name and name[1] in INLINE - BREAKING else "\0", text]
    blocks = html.unescape("".join(words)).split("\0")
    return "\n".join(filter(None, (" ".join(block.split()) for block in blocks)))


_RAISED = re.compile(r"<sup>([0-9+\-\N{MINUS SIGN}]+)</sup>")
_RAISED_SIGNS = str.maketrans("0123456789+-\N{MINUS SIGN}", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_TELLING = re.compile(r'<(/?)(del|s|q)(?: [^>"]*(?:"[^"]*"[^>"]*)*)?>')


def spelled_out(markup: str) -> str:
    """Return HTML with signs in place of tags without which its words say something else: `10<sup>6</sup>` -> `10⁶`.

    Words that were struck out are between `~~`, as in Markdown, and quotations between quotation marks. Full text that
    leaves the site without tags (`plain`) needs this; a search looks for the words alone.
    """
    raised = _RAISED.sub(lambda found: found[1].translate(_RAISED_SIGNS), markup)
    return _TELLING.sub(lambda found: ("”" if found[1] else "“") if found[2] == "q" else "~~", raised)


_MARK = re.compile(
    r'<sup id="fnref[^"]*"><a class="footnote-ref" href="#(?:source:([^"]*)">(.*?)|fn:([0-9]+)">.*?)</a></sup>'
)
_NOTE = re.compile(r'<li id="fn:([0-9]+)">(?:\s*<p\b[^>]*>)?')


def marked(markup: str) -> str:
    """Return the HTML of a text with its marks as words, in the form of Markdown: `[^oc-media p. 12]`, `[^1]`.

    A source has its name in the list of sources, which is never a number, and a footnote has a number, with which it
    also begins: `[^1]: `.
    """
    found = _MARK.sub(lambda mark: f"[^{' '.join(filter(None, mark.groups()))}]", markup)
    return _NOTE.sub(r"\g<0>[^\1]: ", found)


def without_notes(markup: str) -> tuple[str, str]:
    """Return the HTML of a text without its footnotes, and that of the footnotes, which follow it."""
    text, _, notes = markup.partition(_NOTES)
    return text, notes


OPENING = "«“„‘‚‹"
"""The opening quotation marks of the languages of CLDR."""

_PARAGRAPH = re.compile(f"<p>(?=[{OPENING}])")


def hangs(words: str) -> bool:
    """Return whether plain text begins with an opening quotation mark, to be printed in the margin."""
    return words.startswith(tuple(OPENING))


def hung(html: str) -> str:
    """Return HTML in which each `<p>` that begins with a typographic opening quotation mark has the class `hangs`."""
    return _PARAGRAPH.sub('<p class="hangs">', html)
