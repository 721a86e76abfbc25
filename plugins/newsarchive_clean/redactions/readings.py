"""Every way in which a person or a program would read an output file.

Each file becomes readings: strings in which `search` looks for the terms of the redaction list. HTML such as
`A<b>li</b>` has a reading "Ali" for its words, and another for its tags. Whatever encodes something else is decoded:
tags, entities, percent-encoding, escapes, and the transfer encodings of a mail, in which no search would find a name.
`pdf_documents` reads PDFs.

A reading has the line feeds of its file, so that the line of a match can be counted.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes, policy
from typing import NamedTuple
from urllib.parse import unquote

from newsarchive_clean.metadata.chunks import beside_pixels
from newsarchive_clean.metadata.scanner import DamagedError

from .letters import without_stacks


class Reading(NamedTuple):
    """A text that a person or a program may read in a file.

    Attributes:
        kind: What the text is, for people: "words", "tags".
        page: The page of a PDF, from 1; `NO_PAGE` (-1) for what is on no page; None for a text file.
    """

    kind: str
    text: str
    page: int | None = None


TURNED = "words as they are turned"
"""The kind of a text in the order of the screen, where languages are written from the right. So are its lines."""

_LAYERS = 4
"""How often words that are themselves HTML are read again as markup: a page in a feed is HTML in XML."""

_ROUNDS = 6
"""How many encodings inside one another are decoded, as `%20` in an entity. Repeated percent-encoding is one."""

# bits of a piece's mask: what a reader may skip (words for screen readers, note marks, ruby), inserted, deleted text
_ASIDE, _INSERTED, _DELETED = 1, 2, 4
_CODE, _PARTING = 16, 32  # bits of a tag, and of a tag that separates words
_SKIPPED = dict.fromkeys(("sup", "sub", "small", "rt", "rp", "template", "noscript", "svg"), _ASIDE)
_SKIPPED |= {"ins": _INSERTED, "del": _DELETED, "s": _DELETED, "strike": _DELETED}
_HIDDEN = re.compile(r"visually-hidden|sr-only|(?<![\w-])hidden(?![\w-])|aria-hidden|display:\s*none", re.IGNORECASE)
_DIRECTION = re.compile(r"""\bdir\s*=\s*["']?\s*(rtl|auto|ltr)|\bdirection:\s*(rtl|ltr)""", re.IGNORECASE)
_TURNING = re.compile(r"""\bdir\s*=\s*["']?\s*(?:rtl|auto)|\bdirection:\s*rtl""", re.IGNORECASE)
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_WORDS = re.compile(r"\w+|\W+")
_DEEPEST = 125
"""How many elements that set a writing direction may be nested (`max_depth` of UAX #9)."""

_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rb rp rt ruby s samp"
        " small span strike strong sub sup svg template time noscript tspan tt u var wbr"
    ).split()
)
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))
_ELEMENTS = _INLINE | _VOID
_ELEMENTS |= frozenset(
    (
        "html head body title base style script main nav article section header footer aside address search h1 h2 h3 h4"
        " h5 h6 hgroup p pre blockquote div ol ul menu li dl dt dd figure figcaption table caption colgroup col tbody"
        " thead tfoot tr td th form fieldset legend button select option textarea output details summary dialog picture"
        " source audio video iframe object svg g text"
    ).split()
)
"""Elements of HTML. Between other angle brackets there may be words: `<name@example.org>`."""
PARTED_PICTURES = frozenset(("JPEG", "PNG", "WEBP"))
"""Pictures of which words beside the pixels can be told from these."""

_SOUND_WORDS = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){4,}")
_WIDE_WORDS = {
    "utf-16-le": re.compile(rb"(?:[\x01-\xff][\0-\5]){3,}"),
    "utf-16-be": re.compile(rb"(?:[\0-\5][\x01-\xff]){3,}"),
}

_BRACKETS = "</> \t\r\n"
_TAG = re.compile(
    r"<!--.*?-->|<[!?][^<>]*>|<(/?)([a-zA-Z][^\s/<>\"']*+)((?:\"[^\"]*\"|'[^']*'|[^\"'<>])*+)>", re.DOTALL
)
_SIMPLE_TAG = re.compile(r"<(/?)([a-zA-Z]?[^\s/<>]*+)([^<>]*+)>")
_ALTERNATIVE = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_NEAR = 400  # characters beside a skipped piece, without spaces, that are searched again
PARTED = "|/|/|/|/|/ "
"""A separator of words that do not belong together: more signs than a name may have between its words."""

ITEM = "‖"
"""A character before each list item, so that the last word of the item before and its first are not found as a name."""

_ITEM = re.compile(r"<li\b", re.IGNORECASE)
_LINE_END = re.compile(r"&#0*(?:10|13|[xX]0*[aAdD]);?|&NewLine;")
_LONG_NUMBER = re.compile(r"&#(?=[0-9])0*+([0-9]{0,8})[0-9]*+")  # Python refuses to convert more than 4,300 digits
_PERCENT_LINE_END = re.compile(r"%(?:25)*0[aAdD]")
_ESCAPED_PERCENT = re.compile(r"%(?:25)+(?=[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}|%u[0-9a-fA-F]{4}")
_ENCODINGS = ("cp1251", "cp1254", "cp866", "iso8859-5", "koi8-r")  # for Azerbaijani and Russian, before UTF-8
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_BACKSLASHED = re.compile(r"(?<!\\)\\++(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_BACKSLASHED_SPACE = re.compile(r"(?<!\\)\\++[nrtbf]")
_PUNYCODE = re.compile(r"xn--[a-z0-9-]{1,59}", re.IGNORECASE)
_OVERRIDDEN = re.compile("\u202e([^\u202c\n]*)\u202c?")


def text_readings(text: str) -> Iterator[Reading]:
    """Yield every text that may be read in HTML, XML, JSON or plain text: words, tags, and what these encode.

    The words are also yielded without those that a reader may skip, such as hidden ones. Words that are HTML
    themselves, as in a feed, are read again as markup, down to `_LAYERS` levels.
    """
    if "<" not in text:
        yield from _resolved_readings("text", text)
        text = resolved(text)
        if "<" not in text:
            return
    for layer in range(_LAYERS):
        pieces = _pieces(text, _TAG)
        tags = sum(1 for _, mask in pieces if mask & _CODE)
        if not tags and layer:
            return
        if tags:
            yield from _resolved_readings("tags", "".join(_tag_text(words, mask) for words, mask in pieces))
        for kind, words in _variants(pieces):
            yield from _resolved_readings(kind, words)
        words = resolved(_joined(pieces))
        for by_words in (False, True) if _TURNING.search(text) or _FROM_RIGHT.search(words) else ():
            yield from _resolved_readings(TURNED, _as_shown(pieces, by_words=by_words))
        if text.count("<") != tags or any(mask & _CODE and words.count(">") > 1 for words, mask in pieces):
            # `<` or `>` in quotes or outside of tags: programs parse them differently
            yield from _resolved_readings("words", _joined(_pieces(text, _SIMPLE_TAG)))
        text = words


def path_reading(path: str) -> Reading:
    """Return a URL or a file's path with percent-encoding and international domains (`xn--…`) decoded."""
    return Reading("address", resolved(path))


def resolved(text: str, *, percent: bool = True) -> str:
    r"""Return a text with all encodings decoded, also inside one another: `"&#65;li%20\u0041"` -> `"Ali A"`.

    These are entities, escapes with a backslash, international domains (`xn--…`) and, if `percent`, percent-encoding.
    """
    for _ in range(_ROUNDS):
        before = text
        if "&" in text:
            text = html.unescape(_LONG_NUMBER.sub(r"&#0\1", _LINE_END.sub(" ", text)))
        if percent and "%" in text and _ESCAPED.search(text):
            text = _unquoted(_PERCENT_LINE_END.sub(" ", text))
        if "\\" in text:
            text = _joined_halves(_BACKSLASHED.sub(_escaped, text))
        if "--" in text:
            text = _PUNYCODE.sub(_domain, text)
        if text == before:
            break
    return text


def _resolved_readings(kind: str, text: str) -> Iterator[Reading]:
    found = resolved(text)
    yield Reading(kind, found)
    if "%" in text and _ESCAPED.search(text):
        lines = _some_lines(text, _ESCAPED)
        yield Reading(kind, resolved(lines, percent=False))
        if "\ufffd" in found:
            lines = _ESCAPED_PERCENT.sub("%", _PERCENT_LINE_END.sub(" ", lines))
            for encoding in _ENCODINGS:
                yield Reading(kind, resolved(unquote(lines, encoding, "replace"), percent=False))
    if "\\" in found:
        yield Reading(kind, _BACKSLASHED_SPACE.sub(" ", found))
    if "\u202e" in found:
        yield Reading(kind, _OVERRIDDEN.sub(lambda run: run[1][::-1], found))


def _some_lines(text: str, wanted: re.Pattern[str]) -> str:
    """Return a text in which every line without a match of `wanted` is empty."""
    return "\n".join(line if wanted.search(line) else "" for line in text.split("\n"))


def _unquoted(text: str) -> str:
    text = _PERCENT_U.sub(lambda found: _letter(int(found[1], 16)), _ESCAPED_PERCENT.sub("%", text))
    return unquote(_joined_halves(text), errors="replace")


def _escaped(found: re.Match[str]) -> str:
    return _letter(int(found[1] or found[2] or found[3], 16))


def _letter(number: int) -> str:
    return " " if number in (10, 13) or number > 0x10FFFF else chr(number)


def _joined_halves(text: str) -> str:
    """Join surrogate pairs (two escapes for one character, as in JSON)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _domain(found: re.Match[str]) -> str:
    with suppress(UnicodeError):
        return found[0].lower().encode().decode("idna")
    return found[0]


def _tag_text(words: str, mask: int) -> str:
    """Return a tag with attributes, a comment, a declaration or what is no tag of HTML; else only the line feeds."""
    if mask & _CODE and words.strip(_BRACKETS).lower() not in _ELEMENTS:
        return words
    return " " + "\n" * words.count("\n")


def _pieces(text: str, tag: re.Pattern[str]) -> list[tuple[str, int]]:
    """Split HTML or XML into tags (matches of `tag`) and the words between them, in order.

    With each comes a sum of bits: `_CODE` for a tag, `_PARTING` for one that separates words; `_ASIDE`, `_INSERTED` and
    `_DELETED` for what is in elements that a reader may skip. An image's alternative text follows its tag as words.
    """
    pieces: list[tuple[str, int]] = []
    # the regular expression would scan the rest of the text for each comment that has no end
    ended = text.rfind("-->") + 1
    text = text[:ended] + text[ended:].replace("<!--", "<!- ")
    around, end = _Around(), 0
    for found in tag.finditer(text):
        if found.start() > end:
            pieces.append((text[end : found.start()], around.marks))
        end = found.end()
        name = (found[2] or "").lower()
        parting = _PARTING if name and name not in _INLINE else 0
        pieces.append((found[0], around.marks | _CODE | parting))
        if name == "img" and (alternative := _ALTERNATIVE.search(found[3])):
            pieces.append((f" {alternative[1] or alternative[2] or ''} ".replace("\n", " "), around.marks | _ASIDE))
        if name and name not in _VOID:
            around.pass_tag(name, found[3], closing=bool(found[1]))
    if end < len(text):
        pieces.append((text[end:], around.marks))
    return pieces


class _Around:
    """The elements around a position that a reader may skip, such as `<sup>`; `marks` is the sum of their bits."""

    def __init__(self) -> None:
        """Start outside of all elements."""
        self.marks = 0
        self._open: list[list[str | int]] = []  # name, how many elements of it are open, marks before it

    def pass_tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Move past an opening or closing tag, and update `marks`."""
        own = self._open[-1] if self._open and self._open[-1][0] == name else None
        if closing:
            if own:
                own[1] = int(own[1]) - 1
                if not own[1]:
                    self.marks = int(self._open.pop()[2])
            return
        marks = _marks(name, attributes)
        if marks & ~self.marks:
            self._open.append([name, 1, self.marks])
            self.marks |= marks
        elif own:
            own[1] = int(own[1]) + 1


def _marks(name: str, attributes: str) -> int:
    marks = _SKIPPED.get(name, 0)
    if attributes and _HIDDEN.search(attributes):
        marks |= _ASIDE
    return marks


def _variants(pieces: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """Yield each way of reading the pieces of a text: its kind (such as "words") and the text.

    First come all words; then, where there are any, without asides (note marks, hidden words), insertions, deletions.
    """
    there = 0
    for _, mask in pieces:
        there |= mask
    yield "words", _joined(pieces)
    for aside in (0, _ASIDE) if there & _ASIDE else (0,):
        for change in (0, *(each for each in (_INSERTED, _DELETED) if there & each)):
            if aside | change:
                yield "words with some skipped", _joined(_near(pieces, aside | change), aside | change)


def _near(pieces: Sequence[tuple[str, int]], skipped: int) -> list[tuple[str, int]]:
    """Return the pieces near words that a reader skips (by their bits).

    Farther words read as they do in the whole text, so only `PARTED` and their line feeds remain of them.
    """
    near = [False] * len(pieces)
    for places in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        room = 0
        for place in places:
            words, mask = pieces[place]
            room = _NEAR if mask & skipped else room
            near[place] |= room > 0
            room -= 0 if mask & _CODE else len(words) - words.count(" ") - words.count("\n")
    return [
        piece if close else (PARTED + "\n" * piece[0].count("\n"), 0) for piece, close in zip(pieces, near, strict=True)
    ]


def _joined(pieces: Sequence[tuple[str, int]], skipped: int = 0) -> str:
    """Return the words of pieces as one string, without tags and without what a reader skips (by its bits).

    Inline tags leave nothing, others a space; line feeds of what is left out follow at the next white space.
    """
    out: list[str] = []
    owed = 0
    for words, mask in pieces:
        if mask & skipped or mask & (_CODE | _PARTING) == _CODE:
            owed += words.count("\n")
            continue
        if mask & _CODE:
            words = f" {ITEM} " * bool(_ITEM.match(words)) + " " + "\n" * words.count("\n")
        if owed and (space := _SPACE.search(words)):
            words = words[: space.start()] + "\n" * owed + words[space.start() :]
            owed = 0
        out.append(words)
    return "".join([*out, "\n" * owed])


def _as_shown(pieces: Sequence[tuple[str, int]], *, by_words: bool) -> str:
    """Return the words of pieces as they are on screen from left to right (UAX #9).

    Elements such as `<bdo dir="rtl">` can reverse letters, words or one another, so that a name is only seen on screen.
    With `by_words`, words of right-to-left text are reversed, as browsers display numbers in it.
    """
    levels = [_Level("", "ltr", by_words)]
    for words, mask in pieces:
        if not mask & _CODE:
            levels[-1].text.append(words)
            continue
        levels[-1].owed += words.count("\n")
        if mask & _PARTING:
            levels[-1].end_block()
        found = _SIMPLE_TAG.match(words)
        if not found or not found[2] or found[2].lower() in _VOID:
            continue
        name, way = found[2].lower(), "" if found[1] else _way(found[2].lower(), found[3])
        if way and len(levels) <= _DEEPEST:
            levels[-1].end_text()
            levels.append(_Level(name, way, by_words))
        elif name == levels[-1].name and levels[-1].is_left(closing=bool(found[1])):
            left = levels.pop()
            levels[-1].units.append(left.shown())
            if mask & _PARTING:
                levels[-1].end_block()
    while len(levels) > 1:
        left = levels.pop()
        levels[-1].units.append(left.shown())
    return levels[0].shown()


def _way(name: str, attributes: str) -> str:
    """Return the direction that a tag sets: `rtl`, `ltr`, `auto`, `over` (by letters, `<bdo dir=rtl>`), or empty."""
    found = _DIRECTION.search(attributes)
    if not found:
        return "auto" if name == "bdi" else ""
    way = (found[1] or found[2]).lower()
    return "over" if way == "rtl" and (name == "bdo" or "override" in attributes) else way


class _Level:
    """An element that sets a writing direction, while its text is put in the order of display."""

    def __init__(self, name: str, way: str, by_words: bool) -> None:
        """Start an element by its name (empty for the whole text) and its direction as from `_way`.

        With `by_words`, the words of right-to-left text are put in the opposite order.
        """
        self.name, self.units, self.text, self.owed = name, list[str](), list[str](), 0
        self._way, self._by_words, self._opened, self._blocks = way, by_words, 1, list[str]()

    def is_left(self, *, closing: bool) -> bool:
        """Count a tag with this element's name, and return whether it closes this element rather than a nested one."""
        self._opened += -1 if closing else 1
        return not self._opened

    def end_text(self) -> None:
        """End a run of text, and add it, in the order of display, to the current block."""
        text, self.text = resolved("".join(self.text)), []
        if self._way == "auto" and (strong := next(filter(None, map(_strong, text)), "")):
            self._way = strong
        if self._way == "over":
            text = _on_a_line(unicodedata.normalize("NFC", without_stacks(text))[::-1])
        elif self._by_words and (self._way == "rtl" or _FROM_RIGHT.search(text)):
            text = _on_a_line("".join(reversed(_WORDS.findall(text))))
        self.units.append(text)

    def end_block(self) -> None:
        """End the current block, and put its parts in the order of display."""
        self.end_text()
        turned = self._way in ("rtl", "over") and len(self.units) > 1
        block = _on_a_line("".join(reversed(self.units))) if turned else "".join(self.units)
        self._blocks.append(block + "\n" * self.owed + " ")
        self.units, self.owed = [], 0

    def shown(self) -> str:
        """End the element, and return its text in the order of display."""
        self.end_block()
        return "".join(self._blocks)


def _strong(character: str) -> str:
    return {"L": "ltr", "R": "rtl", "AL": "rtl"}.get(unicodedata.bidirectional(character), "")


def _on_a_line(text: str) -> str:
    """Return a text with spaces for its line feeds, which follow at its end, so that they can still be counted."""
    return text.replace("\n", " ") + "\n" * text.count("\n")


_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)


def is_message(data: bytes) -> bool:
    """Return whether a file is a mail (RFC 5322): it begins with headers, of which one is `MIME-Version`."""
    headers = _HEADERS.match(data)
    return headers is not None and _MIME.search(headers[0]) is not None


def message_readings(data: bytes) -> Iterator[Reading]:
    """Yield every text that may be read in the headers and the text parts of a mail."""
    for part in message_from_bytes(data, policy=policy.default).walk():
        yield from text_readings("\n".join(f"{name}: {value}" for name, value in part.items()))
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() == "text":
            yield from text_readings(content.decode("utf-8", "replace"))


def picture_readings(data: bytes) -> Iterator[Reading]:
    """Yield the words in a picture beside its pixels, such as its author; of a damaged one, those before the damage."""
    with suppress(DamagedError, IndexError, ValueError):
        for part in beside_pixels(data):
            yield from binary_readings(part)


def binary_readings(data: bytes) -> Iterator[Reading]:
    """Yield what may be words among other bytes, in UTF-8 and UTF-16, on one line."""
    # noise is full of signs that begin a tag, and takes minutes as markup
    yield Reading("words", resolved(b" ".join(_SOUND_WORDS.findall(data)).decode("utf-8", "replace")))
    for charset, wide in _WIDE_WORDS.items():
        yield Reading("words", " ".join(each.decode(charset, "replace") for each in wide.findall(data)))
