"""Deceptive characters and links: mixed scripts, invisible characters, links that hide their target.

Such characters falsify a text: `pаypal` with a Cyrillic а looks right but no search finds it, and a control character
can reverse a quotation.

UTS #39 (Unicode Security Mechanisms, section 5.1) defines words of mixed scripts; UAX #24 defines the script of a
letter. Here a word is a run of letters with their combining marks. A hyphen, quote, apostrophe, dot, digit or
underscore ends it, so `IT-сфера` is two words, each of a single script.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from html import unescape
from typing import Any
from unicodedata import name

from newsarchive.html import TAG
from newsarchive.model.characters import (
    FORBIDDEN,
    STYLED,
    address_start,
    belongs,
    is_unknown,
    nothing_rare,
    strange_in,
    strays,
)
from newsarchive.model.diagnostics import Fault, Position, fault
from newsarchive.model.models import Text

from .markdown import SOURCE
from .source_map import Lines, Places, blank_code, blank_verbatim, front_end

STRAY = ("invisible-character", "unknown-character")
"""The codes of faults of characters: invisible without effect (a joiner between Latin letters), not in Unicode."""

# in HTML a number may have leading zeros and lack the semicolon
_REFERENCE = re.compile(r"&(?:#0*([0-9]+);?|#[xX]0*([0-9a-fA-F]+);?|[A-Za-z]{2,31};)")
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def stray_fault(character: str, place: Position | None = None) -> Fault:
    """Return the fault for a character found by `strays`; without `place`, it concerns the whole file."""
    if is_unknown(character):
        return fault("unknown-character", place, found=f"U+{ord(character):04X}")
    return fault("invisible-character", place, found=f"U+{ord(character):04X} {name(character, '')}".rstrip())


def invisible_as_typed(content: str, places: Places) -> Iterator[Fault]:
    r"""Yield faults for control characters, and invisible ones without effect, typed as a reference or an escape.

    References such as `&#8203;` are searched in the body, and escapes such as `\u200b` in the front matter. A file that
    does not begin with `---` is YAML, and all of it is searched for escapes.
    """
    end = front_end(content) if content.startswith("---") else len(content)
    escapes = list(_ESCAPE.finditer(content, 0, end)) if "\\" in content else []
    yield from _typed([(each, _escaped(each)) for each in escapes], 0, places)
    if not any(_matters(found) for found in _REFERENCE.finditer(content, end)):
        return
    references = list(_REFERENCE.finditer(blank_code(content[end:])))
    meant = [(each, "" if _control(each) is not None else unescape(each[0])) for each in references]
    for found, _ in meant:
        number = _control(found)
        if number is not None:
            yield fault("control-character", places.at(end + found.start()), found=f"U+{number:04X}")
    yield from _typed(meant, end, places)


def invisible_as_parsed(html: str) -> Fault | None:
    """Return the fault, without position, for the first invisible character without effect in sanitised HTML, or None.

    This finds characters that only an HTML parser decodes, such as `&shy` without a semicolon.
    """
    return next((stray_fault(character) for _, character in strays(html)), None)


def _matters(reference: re.Match[str]) -> bool:
    """Return whether an HTML reference (`&#8203;`) stands for a control, invisible or unknown character."""
    return _control(reference) is not None or strange_in(unescape(reference[0])) != ""


def _control(reference: re.Match[str]) -> int | None:
    """Return the code point of an HTML reference if it is a control character or not in Unicode, else None."""
    number = _numbered(reference)
    return number if number is not None and _controls(number) else None


def _controls(number: int) -> bool:
    """Return whether a code point is a control character in HTML, or beyond the last one of Unicode."""
    # HTML decodes 128 to 159 as Windows-1252: dashes and quotes
    return not 0x80 <= number <= 0x9F and (number > 0x10FFFF or FORBIDDEN.match(chr(number)) is not None)


def _numbered(reference: re.Match[str]) -> int | None:
    """Return the code point of a numeric HTML reference (`&#8203;`), or None; 0x110000 for more than 7 digits."""
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    if not digits:
        return None
    return int(digits, base) if len(digits) <= 7 else 0x110000


def _escaped(found: re.Match[str]) -> str:
    r"""Return the character for which a YAML escape (`\u200b`) stands, or an empty string if there is no such one."""
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _typed(typed: Sequence[tuple[re.Match[str], str]], offset: int, places: Places) -> Iterator[Fault]:
    r"""Yield a fault for each character, typed as a reference or escape, that has no effect between its neighbours.

    `typed` has them in order, each with what it stands for; empty if it has a fault already. The string in which they
    were found begins at `offset` in the file.
    """
    for index, (found, meant) in enumerate(typed):
        # some named references stand for a sign and its variation selector
        if len(meant) != 1 or not strange_in(meant) or _controls(ord(meant)):
            continue
        before = found.string[found.start() - 1 : found.start()]
        after = found.string[found.end() : found.end() + 1]
        if index and typed[index - 1][0].end() == found.start():
            before = typed[index - 1][1][-1:]
        if index + 1 < len(typed) and typed[index + 1][0].start() == found.end():
            after = typed[index + 1][1][:1]
        if not belongs(meant, before, after):
            yield stray_fault(meant, places.at(offset + found.start()))


_SCRIPTS = "Latin Cyrillic Greek Armenian Georgian Hebrew Coptic Cherokee Glagolitic Lisu".split()
_CODES = {name.upper(): chr(ord("A") + index) for index, name in enumerate(_SCRIPTS)}
_MARK, _NONE = "0", " "

# most texts have only Latin, Cyrillic and symbols: there, a word is mixed if letters of both scripts are adjacent
_OTHER_SCRIPTS = re.compile("[^\x00-\u02ff\u0400-\u052f\u1e00-\u1eff\u2000-\u2bff]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_MEETING = re.compile("[A-Za-z\u00c0-\u02ff\u1e00-\u1eff](?:(?=[\u0400-\u052f])|(?<=[\u0400-\u052f].))")
# the same for texts without rare characters, by the first UTF-8 byte of each: L is Latin, C is Cyrillic
_LETTERS = bytes.maketrans(
    bytes([*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC3, 0xCC), *range(0xD0, 0xD4)]), b"L" * 61 + b"C" * 4
)
_CONTINUED = bytes(range(0x80, 0xC0))
_MIXED = re.compile(r"([A-Z])0*(?!\1)[A-Z]")
# units and differences with a Greek letter, as in the SI brochure
_MEASURE = re.compile(r"μ(?:m|g|l|L|s|W|A|V|F|H|Hz|mol|Sv|Gy|Pa|J|N|T|C)|[kMGTm]Ω|Δ[A-Za-z]")
_BREAK = re.compile(r"[\s<>()\[\]«»“”„{}|`\"]")
_LONGEST = 60


class _Shapes(dict[int, str]):
    """A `str.translate` table that replaces each letter by a code of its script: `A` Latin, `B` Cyrillic, and so on.

    A combining mark becomes `0`; everything else, also a letter of another script, becomes a space.
    """

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        names = unicodedata.name(letter, "").removeprefix("FULLWIDTH ").split()
        found = _NONE
        if unicodedata.category(letter).startswith("M"):
            found = _MARK
        elif letter.isalpha() and letter not in "ªº" and names:
            found = _CODES.get(names[0], _NONE)
        self[code] = found
        return found


_SHAPES = _Shapes()


def writing_faults(content: str) -> Iterator[Fault]:
    """Yield faults for words of mixed scripts and invisible characters, and warnings for styled letters (`𝐛`)."""
    if content.isascii() and "&" not in content and "\\" not in content:
        return
    places = Places(content)
    data = content.encode("utf-8", "surrogatepass")
    if not nothing_rare(data):
        yield from _mixed_words(content, places)
        yield from (stray_fault(character, places.at(offset)) for offset, character in strays(content))
        yield from _styled(content, places)
    elif _letters_meet(data):
        yield from _mixed_words(content, places)
    if "&" in content or "\\" in content:
        yield from invisible_as_typed(content, places)


def _styled(content: str, places: Places) -> Iterator[Fault]:
    """Yield a warning for each run of mathematical letters (𝐛𝐨𝐥𝐝) or letters struck out by combining marks in prose."""
    if STYLED.search(content):
        for found in STYLED.finditer(blank_verbatim(content)):
            plain = unicodedata.normalize("NFKC", found[0])
            meant = f"<del>{plain[::2]}</del>" if plain == found[0] else plain
            shown, meant = (each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…" for each in (found[0], meant))
            yield fault("styled-letter", places.at(found.start()), warning=True, found=shown, meant=meant)


def _letters_meet(data: bytes) -> bool:
    """Return whether a Latin letter is next to a Cyrillic one in UTF-8 without rare characters (`nothing_rare`)."""
    letters = data.translate(_LETTERS, _CONTINUED)
    return b"LC" in letters or b"CL" in letters


def _mixed_words(content: str, places: Places) -> Iterator[Fault]:
    """Yield a fault for each word with letters of several scripts, except in addresses, file names and units (`μm`)."""
    if not _OTHER_SCRIPTS.search(content) and not (_CYRILLIC.search(content) and _MEETING.search(content)):
        return
    if not _MIXED.search(content.translate(_SHAPES)):
        return
    words = blank_verbatim(content)
    shape = words.translate(_SHAPES)
    tokens = _Tokens(words)
    whole: Counter[str] = Counter(shape)
    said: dict[str, tuple[str, str] | None] = {}
    end = 0
    while found := _MIXED.search(shape, end):
        start = shape.rfind(_NONE, end, found.start()) + 1 or end
        end = shape.find(_NONE, found.end())
        end = len(shape) if end < 0 else end
        word = words[start:end]
        if word not in said:
            said[word] = _said(word, shape[start:end], whole)
        values = said[word]
        if values and not tokens.address_at(start):
            yield fault("mixed-script", places.at(start), word=values[0], strange=values[1])


def _said(word: str, shape: str, whole: Counter[str]) -> tuple[str, str] | None:
    """Return a word of mixed scripts, shortened, and its foreign letters; None for a unit (`μm`), which is no fault."""
    if _MEASURE.fullmatch(word):
        return None
    shown = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
    return shown, _strange(word, shape, whole)


def _strange(word: str, shape: str, whole: Counter[str]) -> str:
    """Return the letters of a word that are not in its main script, with their scripts: `"а (Cyrillic), о (Cyrillic)"`.

    The main script is that of most of the word's letters, else the one that the file uses most. `shape` has the codes
    (`_SHAPES`) of the word's letters, `whole` how often each occurs in the file.
    """
    letters = dict.fromkeys(zip(word, shape, strict=True))
    codes = {code for _, code in letters if code != _MARK}
    own = max(codes, key=lambda code: (shape.count(code), whole[code], code))
    found = [f"{letter} ({_SCRIPTS[ord(code) - ord('A')]})" for letter, code in letters if code not in (own, _MARK)]
    return ", ".join(found[:10])


class _Tokens:
    """A search that tells whether a place in a text is inside a web address, mailbox or file name."""

    def __init__(self, text: str) -> None:
        self._text = _BREAK.sub(" ", text)
        self._end = 0
        self._address = -1

    def address_at(self, offset: int) -> bool:
        """Return whether an offset is inside an address or file name; later calls must not ask for smaller offsets."""
        if offset >= self._end:
            # search back for a break, but not beyond the end of the previous run, where there is one
            start = self._text.rfind(" ", self._end, offset) + 1 or self._end
            after = self._text.find(" ", offset)
            self._end = after if after >= 0 else len(self._text)
            found = address_start(self._text[start : self._end])
            self._address = start + found if found >= 0 else len(self._text)
        return offset >= self._address


_LINK = re.compile(r'<a(?=[ >])[^>"]*(?:"[^"]*"[^>"]*)*>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r' href="([^"]*)"')
_TITLE = re.compile(r' title="([^"]*)"')
_WEB = re.compile(r"(?:https?:|//|mailto:)", re.IGNORECASE)
_TYPED = re.compile(r"\]\(\s*<?(https?:[^\s()<>]*)", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\s\\/?#]+(?:[/?#][^\s\\]*)?\Z", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?::\d+)?(?=[/?#\s]|$)", re.IGNORECASE)
_SCHEMED = re.compile(r"https?://([^\s/?#:]+)", re.IGNORECASE)
# a single mailbox, which the reader sees: no further recipient, no header but the subject, and no prepared message
_MAILBOX = re.compile(r"mailto:[^\s@?,;%&]+@[^\s@?,;%&]+(?:\?subject=(?![^&]*%0[ad])[^\s&;]*)?\Z", re.IGNORECASE)
_AROUND = "([{<«„“‘\"'*_.,;:!?…)]}>»”’"
_KEPT = re.compile(r"https?:/{1,2}([^/?#]+)", re.IGNORECASE)
_ARCHIVES = frozenset(("web.archive.org", "archive.org", "archive.ph", "archive.is", "archive.today", "perma.cc"))
# small Cyrillic letters that look like Latin ones (UTS #39, confusables)
_LOOK_LATIN = re.compile("[асԁеһіјӏорԛѕԝхуү0-9-]+\\Z")


def link_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield the faults of a text's links: no words, words that name another host, deceptive or malformed addresses."""
    if "<a" not in html:
        return
    for link in _LINK.finditer(html):
        href = _HREF.search(link[0])
        target = unescape(href[1]) if href else ""
        words = unescape(TAG.sub("", link[1])).strip()
        # a citation gets the number of its source when its page is made
        if href and not words and "<img" not in link[1] and not target.startswith(f"#{SOURCE}"):
            yield fault("link-wordless", Position(lines.of(target)), warning=True, target=target)
        if _WEB.match(target):
            title = _TITLE.search(link[0].partition(">")[0])
            shown = (words, unescape(title[1])) if title else (words,)
            yield from _faults(target, shown, partial(_line_of, lines, target, target.removeprefix("mailto:"), words))
        elif not href:
            # an address that no browser can parse was dropped
            typed = next((each for each in _TYPED.finditer(lines.words) if f'"{each[1]}"' not in html), None)
            if typed:
                yield fault("link-form", lines.place(typed.start(1)), target=typed[1])


def field_faults(text: Text) -> Iterator[Fault]:
    """Yield the faults of the web addresses in a text's front matter: those of `sources` and `brought_from`."""
    addresses = [("sources", address) for each in text.front.sources for address in (each.url, each.archived)]
    for field, address in [("brought_from", text.front.brought_from), *addresses]:
        if address:
            yield from _faults(address, (), partial(text.place, field, address))


def _line_of(lines: Lines, *words: str) -> Position:
    return Position(lines.of(*words))


def _faults(target: str, shown: Iterable[str], place: Callable[[], Position]) -> Iterator[Fault]:
    """Yield at most one fault of a web or `mailto:` address.

    Args:
        target: The address.
        shown: What readers see of the link, its words and its title. A fault is also that these name another host.
        place: Returns the position of the address.
    """
    if target.lower().startswith("mailto:"):
        if not _MAILBOX.match(target):
            yield fault("link-form", place(), target=target, hint="mailbox")
            return
    else:
        if not _WHOLE.match(target):
            hint: dict[str, Any] = {"hint": "space"} if _WHOLE.match(re.sub(r"\s", "", target)) else {}
            yield fault("link-form", place(), target=target, **hint)
            return
        host = _host(target)
        if "@" in host:
            yield fault("link-user", place(), target=target, host=host.rpartition("@")[2])
            return
        if strange := _strange_label(host):
            yield fault("link-script", place(), target=target, found=strange)
            return
    for words in shown:
        found = next((each for each in _addresses(words) if not _leads_to(target, _address_in(each))), "")
        if found:
            # only a warning if the words are just a host name: it may be the name of a news outlet
            yield fault("link-words", place(), "", _is_bare(found), found=found[:100], target=target)
            return


def _addresses(words: str) -> Iterator[str]:
    """Yield the web addresses and mailboxes among the words of a link; a bare host name only if it is the only word."""
    parts = [each.strip(_AROUND) for each in words.split()]
    return (each for each in parts if (len(parts) == 1 or not _is_bare(each)) and _address_in(each))


def _is_bare(words: str) -> bool:
    """Return whether an address is just a host name such as `example.org`: no path, no `@`, no `www.`."""
    return "/" not in words and "@" not in words and not words.lower().startswith("www.")


def _strange_label(host: str) -> str:
    """Return the first part between dots of a host name that deceives, or an empty string.

    It mixes scripts, or consists of Cyrillic letters that look like Latin ones (`аррӏе.com`).
    """
    if host.isascii() and "xn--" not in host.lower():
        return ""
    labels = [_decoded(label) for label in host.partition(":")[0].split(".")]
    for label in labels:
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in label if letter.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL"}) > 1:
            return label
        if labels[-1].isascii() and not label.isascii() and _LOOK_LATIN.match(label.lower()):
            return label
    return ""


def _decoded(label: str) -> str:
    """Return a label of a host name as browsers show it, with Punycode decoded: `"xn--80ak6aa92e"` -> `"аррӏе"`."""
    try:
        return label.encode("ascii").decode("idna") if label.lower().startswith("xn--") else label
    except UnicodeError:
        return label


def _address_in(words: str) -> str:
    """Return the host or mailbox in a word of a link: `"https://BBC.com/az"` -> `"bbc.com"`; empty without one."""
    if "@" in words and "/" not in words:
        return words.removeprefix("mailto:").lower() if address_start(words) >= 0 else ""
    found = _HOST.match(words) or _SCHEMED.match(words)
    is_file = "/" not in words and not words.lower().startswith("www.") and address_start(words) >= 0
    return found[1].lower() if found and not is_file else ""


def _leads_to(target: str, meant: str) -> bool:
    """Return whether a link goes to the host or mailbox `meant`, which its words name.

    A subdomain or parent domain of it is right, too, and so is a web archive's copy of a page there.
    """
    if target.lower().startswith("mailto:"):
        mailbox = target[7:].partition("?")[0].lower()
        return meant in (mailbox, mailbox.rpartition("@")[2])
    host = _host(target).rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    meant = meant.rpartition("@")[2].removeprefix("www.")
    same = host == meant or host.endswith(f".{meant}") or meant.endswith(f".{host}")
    if same or host not in _ARCHIVES:
        return same
    kept = _KEPT.search(target, target.find("//") + 2)
    return _leads_to(f"https://{kept[1]}", meant) if kept else meant in target.lower()


def _host(target: str) -> str:
    """Return the part of an absolute address between `//` and the path: the host, with user and port if it has them."""
    return re.split("[/?#]", target.partition("//")[2])[0]
