"""The text of a briefing in a mail: HTML without pictures and relative links, and plain text.

A mail program shows a letter where the site cannot be reached, so nothing in it may need the network. A picture is
replaced by its description in square brackets: as a part of the mail it would be larger than all words, and many
programs hide pictures. Links lead to absolute addresses, or to a place in the letter itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import urljoin

from newsarchive.api import TAG, TAG_NAME, TOKENS, plain, spelled_out, with_prefixed_ids

_ATTRIBUTE = r' {}="([^"]*)"'
_HREF, _ALT, _ID, _START, _VALUE = (
    re.compile(_ATTRIBUTE.format(name)) for name in ("href", "alt", "id", "start", "value")
)
_HEADING = re.compile(r"<(/?)h([2-5])(?=[ >])")
_NOTE = re.compile(r' class="footnote-ref" href="#([^"]*)">([^<]*)<')
_EMPTY_LINE = re.compile(r"\n(?=\n)")
_ROW = "\x01"  # before a line that follows the line before it without an empty line; no text has this character
_FIRST = "\x04"  # before the first of such lines
_CELL = "\x02"  # between the cells of a row
_CELLS = re.compile(rf" *{_CELL} *")
_SPACE = "\x03"  # a space in code


def mail_html(markup: str, page: str, prefix: str, pictured: Callable[[str], str]) -> str:
    """Return the HTML of a text for a mail.

    Args:
        markup: The HTML of the text, with links relative to its page.
        page: The absolute address of the page.
        prefix: What begins all ids, so that they are unique among the texts of a letter.
        pictured: Returns the words in place of a picture with this description.
    """

    def rewritten(found: re.Match[str]) -> str:
        tag = found[0]
        if tag.startswith("<img "):
            alt = _ALT.search(tag)
            return html.escape(pictured(html.unescape(alt[1])), quote=False) if alt and alt[1] else ""
        return _HREF.sub(absolute, _HEADING.sub(lowered, tag))

    def absolute(found: re.Match[str]) -> str:
        target = html.unescape(found[1])
        return found[0] if target.startswith("#") else f' href="{html.escape(urljoin(page, target))}"'

    def lowered(found: re.Match[str]) -> str:
        # the title of the text is a heading of the second level in the letter
        return f"<{found[1]}h{int(found[2]) + 1}"

    return TAG.sub(rewritten, with_prefixed_ids(markup, prefix))


def mail_text(markup: str) -> str:
    """Return HTML from `mail_html` as plain text: list items and rows as lines, and the address after each link."""
    text, was_row = "", False
    for line in plain(_Marked(spelled_out(markup)).text).split("\n"):
        shown = _CELLS.sub(" | ", line.replace(_ROW, "").replace(_FIRST, "").strip().strip(_CELL).strip())
        if shown:
            text += f"{'' if line.startswith(_ROW) and was_row else chr(10)}{shown}{chr(10)}"
            was_row = line.startswith((_ROW, _FIRST))
    return text.replace(_SPACE, " ").strip("\n")


class _Marked:
    """HTML with what `plain` would lose written out as words: numbers of items, addresses of links, lines of code."""

    def __init__(self, markup: str) -> None:
        self._labels = dict(_NOTE.findall(markup))
        self._lists: list[int | None] = []
        self._row = _ROW
        self._link, self._is_code, self._is_note, self._is_back = "", False, False, False
        pieces = []
        for index, piece in enumerate(TOKENS.split(markup)):
            if index % 2:
                pieces.append(self._tag(piece))
                continue
            if piece == self._link:
                self._link = ""  # the words are the address
            if not self._is_back:
                # `plain` would leave out an empty line
                code = _EMPTY_LINE.sub("\n ", piece).replace(" ", _SPACE).replace("\n", f"<br>{_ROW}")
                pieces.append(code if self._is_code else piece)
        self.text = "".join(pieces)

    def _tag(self, tag: str) -> str:
        found = TAG_NAME.match(tag)
        name, closing = (found[1].lower() if found else ""), tag.startswith("</")
        own: Callable[[str], str] | None = getattr(self, f"_{'end' if closing else 'begin'}_{name}", None)
        return own(tag) if own else tag

    def _begin_ul(self, tag: str) -> str:
        return self._begin_list(tag, None)

    def _begin_ol(self, tag: str) -> str:
        start = _START.search(tag)
        return self._begin_list(tag, int(start[1]) - 1 if start else 0)

    def _begin_list(self, tag: str, before: int | None) -> str:
        if not self._lists:
            self._row = _FIRST
        self._lists.append(before)
        return tag

    def _next_row(self) -> str:
        row, self._row = self._row, _ROW
        return row

    def _end_ul(self, tag: str) -> str:
        self._lists.pop()
        return tag

    _end_ol = _end_ul

    def _begin_li(self, tag: str) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{tag}{self._next_row()}• "
        value = _VALUE.search(tag)
        self._lists[-1] = number = int(value[1]) if value else number + 1
        identity = _ID.search(tag)
        label = self._labels.get(identity[1], "") if identity else ""
        # the paragraph in a note begins a line; its number stands before its words
        return f"<li>{self._next_row()}{label if label.isalpha() else number}. "

    def _begin_p(self, tag: str) -> str:
        return "" if self._lists else tag

    def _end_p(self, tag: str) -> str:
        return "<br>" if self._lists else tag

    def _begin_table(self, tag: str) -> str:
        self._row = _FIRST
        return tag

    def _begin_tr(self, tag: str) -> str:
        return f"{tag}{self._next_row()}"

    def _begin_td(self, _: str) -> str:
        return ""

    def _end_td(self, _: str) -> str:
        return _CELL

    _begin_th, _end_th = _begin_td, _end_td

    def _begin_time(self, _: str) -> str:
        return ""  # for `plain`, it would be a block

    _end_time = _begin_time

    def _begin_pre(self, tag: str) -> str:
        self._is_code = True
        return f"{tag}{_ROW if self._lists else _FIRST}"

    def _end_pre(self, tag: str) -> str:
        self._is_code = False
        return tag

    def _begin_sup(self, tag: str) -> str:
        self._is_note = "fnref" in tag
        return "<span> [" if self._is_note else "<span>"

    def _end_sup(self, _: str) -> str:
        ending, self._is_note = ("]</span>" if self._is_note else "</span>"), False
        return ending

    def _begin_a(self, tag: str) -> str:
        href = _HREF.search(tag)
        self._is_back = "footnote-backref" in tag
        self._link = href[1] if href and not href[1].startswith("#") else ""
        return "<a>"

    def _end_a(self, _: str) -> str:
        link, self._link, self._is_back = self._link, "", False
        return f"</a> &lt;{link}&gt;" if link else "</a>"
