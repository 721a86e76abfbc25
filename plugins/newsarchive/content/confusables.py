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
from collections.abc import Iterator, Mapping
from functools import cache, partial
from html import unescape

from newsarchive.html import TAG
from newsarchive.model.characters import (
    FORBIDDEN,
    STYLED,
    address_start,
    is_unknown,
    strays,
)
from newsarchive.model.diagnostics import Fault, Placed, Position, fault
from newsarchive.model.models import Text

from .markdown import SOURCE
from .source_map import Lines, Places, blank_verbatim


def _stray(character: str, place: Position) -> Fault:
    found = f"U+{ord(character):04X}"
    if is_unknown(character):
        return fault("invisible-character", place, found=found, hint="unknown")
    return fault("invisible-character", place, found=f"{found} {unicodedata.name(character, '')}".rstrip())


_SCRIPTS = "Latin Cyrillic Greek Armenian Georgian Hebrew Coptic Cherokee Glagolitic Lisu".split()
_CODES = {name.upper(): chr(ord("A") + index) for index, name in enumerate(_SCRIPTS)}
_MARK, _NONE = "0", " "

_MIXED = re.compile(r"([A-Z])0*(?!\1)[A-Z]")
# units and differences with a Greek letter, as in the SI brochure
_MEASURE = re.compile(r"μ(?:m|g|l|L|s|W|A|V|F|H|Hz|mol|Sv|Gy|Pa|J|N|T|C)|[kMGTm]Ω|Δ[A-Za-z]")
_TOKEN = re.compile(r"[^\s<>()\[\]«»“”„{}|`\"]+")
_RUN = re.compile(r"[A-Z0]+")
_LONGEST, _AROUND = 60, 100


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
    places = Places(content)
    yield from _mixed_words(content, places)
    yield from (_stray(character, places.at(offset)) for offset, character in strays(content))
    for found in STYLED.finditer(blank_verbatim(content)) if STYLED.search(content) else ():
        meant = unicodedata.normalize("NFKC", found[0])
        values = {"found": _shortened(found[0]), "meant": _shortened(meant)}
        yield fault("styled-letter", places.at(found.start()), "", True, **values)


def reference_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield a fault for each control or invisible character that is typed as a reference, such as `&#8203;`."""
    if "&" not in lines.source.body:
        return
    unseen = dict.fromkeys([*FORBIDDEN.findall(html), *(character for _, character in strays(html))])
    # one that is typed as it is has a fault already
    for character in unseen.keys() - set(lines.source.body):
        number = ord(character)
        place = lines.of(f"&#{number}", f"&#x{number:x}", f"&#x{number:X}", "&")
        if FORBIDDEN.match(character):
            yield fault("control-character", place, found=f"U+{number:04X}")
        else:
            yield _stray(character, place)


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _mixed_words(content: str, places: Places) -> Iterator[Fault]:
    """Yield a fault for each word with letters of several scripts, except in addresses, file names and units (`μm`)."""
    if not _MIXED.search(content.translate(_SHAPES)):
        return
    words = blank_verbatim(content)
    shape = words.translate(_SHAPES)
    # a file may have the same word many times
    strange, begin = cache(partial(_strange, common=Counter(shape))), cache(address_start)
    for run in _RUN.finditer(shape):
        start, end = run.span()
        if not _MIXED.search(run[0]) or _MEASURE.fullmatch(words, start, end):
            continue
        before = _TOKEN.match(words[max(0, start - _AROUND) : start][::-1])
        token = words[start - len(before[0]) : start] if before else ""
        after = _TOKEN.match(words, start, end + _AROUND)
        if not 0 <= begin(token + after[0] if after else token) <= len(token):
            word = words[start:end]
            yield fault("mixed-script", places.at(start), word=_shortened(word), strange=strange(word, run[0]))


def _strange(word: str, shape: str, common: Counter[str]) -> str:
    """Return the letters of a word that are not in its main script, with their scripts: `"а (Cyrillic), о (Cyrillic)"`.

    The main script is that of most of the word's letters, else the one that the file uses most (`common`). `shape` has
    the codes (`_SHAPES`) of the word's letters.
    """
    own = max(sorted(set(shape) - {_MARK}), key=lambda code: (shape.count(code), common[code]))
    letters = dict.fromkeys(zip(word, shape, strict=True))
    found = [f"{letter} ({_SCRIPTS[ord(code) - ord('A')]})" for letter, code in letters if code not in (own, _MARK)]
    return ", ".join(found[:10])


_LINK = re.compile(r'<a(?=[ >])[^>"]*(?:"[^"]*"[^>"]*)*>(.*?)</a>', re.DOTALL)
_EMPTY_LINK = re.compile(r"\[[^\[\]\n]{0,60}\]\( ?\)|<a [^<>]*href=[\"'] ?[\"'][^<>]*>")
_HREF = re.compile(r' href="([^"]*)"')
_TITLE = re.compile(r' title="([^"]*)"')
_WEB = re.compile(r"(?:https?:|//|mailto:)", re.IGNORECASE)
_WRITTEN = re.compile(r"\]\(\s*<?(https?:[^\s()<>]*)", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\s\\/?#]+(?:[/?#][^\s\\]*)?\Z", re.IGNORECASE)
_HOST = re.compile(
    r"https?://(?P<host>[^\s/?#:]+)|(?P<bare>(?:[\w-]+\.)+[^\W\d_]{2,})(?::\d+)?(?=[/?#\s]|$)", re.IGNORECASE
)
# a single mailbox, which the reader sees: no further recipient, no header but the subject, and no prepared message
_MAILBOX = re.compile(r"mailto:[^\s@?,;%&]+@[^\s@?,;%&]+(?:\?subject=(?![^&]*%0[ad])[^\s&;]*)?\Z", re.IGNORECASE)
_MARKS = "([{<«„“‘\"'*_.,;:!?…)]}>»”’"
_KEPT = re.compile(r"https?:/{1,2}([^/?#]+)", re.IGNORECASE)
_ARCHIVES = frozenset(("web.archive.org", "archive.org", "archive.ph", "archive.is", "archive.today", "perma.cc"))
# small Cyrillic letters that look like Latin ones (UTS #39, confusables)
_LOOK_LATIN = re.compile("[асԁеһіјӏорԛѕԝхуү0-9-]+\\Z")


def link_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield the faults of a text's links: no words, words that name another host, deceptive or malformed addresses."""
    for link in _EMPTY_LINK.finditer(lines.words) if ' href=""' in html else ():
        yield fault("link-form", lines.place(link.start()), warning=True, target=link[0], hint="empty")
    for link in _LINK.finditer(html):
        href = _HREF.search(link[0])
        target = unescape(href[1]) if href else ""
        words = unescape(TAG.sub("", link[1])).strip()
        # a citation gets the number of its source when its page is made
        if href and not words and "<img" not in link[1] and not target.startswith(f"#{SOURCE}"):
            yield fault("link-form", lines.of(target), warning=True, target=target, hint="wordless")
        if _WEB.match(target):
            title = _TITLE.search(link[0].partition(">")[0])
            if values := _problem(target, words, unescape(title[1]) if title else ""):
                place = lines.of(target, target.removeprefix("mailto:"), words)
                yield _form_fault(place, target, values)
        elif not href:
            # an address that no browser can parse was dropped
            typed = next((each for each in _WRITTEN.finditer(lines.words) if f'"{each[1]}"' not in html), None)
            if typed:
                yield fault("link-form", lines.place(typed.start(1)), target=typed[1], hint="incomplete")


def field_faults(text: Text) -> Iterator[Fault]:
    """Yield the faults of the web addresses in a text's front matter: those of `sources` and `brought_from`."""
    addresses = [("sources", address) for each in text.front.sources for address in (each.url, each.archived)]
    for field, address in [("brought_from", text.front.brought_from), *addresses]:
        if address and (values := _problem(address)):
            yield _form_fault(text.place(field, address), address, values)


def _form_fault(place: Placed, target: str, values: Mapping[str, str]) -> Fault:
    # only a warning if the words are just a host name: it may be the name of a news outlet
    bare = values.get("hint") == "words" and _is_bare(values["found"])
    return fault("link-form", place, "", bare, target=target, **values)


def _problem(target: str, *shown: str) -> dict[str, str]:
    """Return what the message says of what is wrong with a web or `mailto:` address; an empty dictionary if nothing is.

    `shown` is what readers see of the link, its words and its title: these must not name another host.
    """
    if target.lower().startswith("mailto:"):
        if not _MAILBOX.match(target):
            return {"hint": "mailbox"}
    else:
        host = _host(target)
        if not _WHOLE.match(target):
            return {"hint": "space" if _WHOLE.match(re.sub(r"\s", "", target)) else "incomplete"}
        if "@" in host:
            return {"host": host.rpartition("@")[2], "hint": "user"}
        if strange := _strange_label(host):
            return {"found": strange, "hint": "script"}
    named = (each for words in shown for each in _addresses(words) if not _leads_to(target, _address_in(each)))
    return next(({"found": each[:100], "hint": "words"} for each in named), {})


def _addresses(words: str) -> Iterator[str]:
    """Yield the web addresses and mailboxes among the words of a link; a bare host name only if it is the only word."""
    parts = [each.strip(_MARKS) for each in words.split()]
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
    found = _HOST.match(words)
    is_file = _is_bare(words) and address_start(words) >= 0
    return (found["host"] or found["bare"]).lower() if found and not is_file else ""


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
