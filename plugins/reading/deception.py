"""Links that are not what they seem: by how their address is written, by an address in their words, or by no words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from plugins.archive.faults import Fault, Position, fault
from plugins.archive.markup import TAG
from plugins.archive.records import Text
from plugins.archive.tokens import address_start

from .lines import Lines

_LINK = re.compile(r'<a(?=[ >])[^>"]*(?:"[^"]*"[^>"]*)*>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r' href="([^"]*)"')
_WEB = re.compile(r"(?:https?:|//|mailto:)", re.IGNORECASE)
_TYPED = re.compile(r"\]\(\s*<?(https?:[^\s()<>]*)", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\s\\/?#]+(?:[/?#][^\s\\]*)?\Z", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?::\d+)?(?=[/?#\s]|$)", re.IGNORECASE)
_ARCHIVES = frozenset(("web.archive.org", "archive.org", "archive.ph", "archive.is", "archive.today", "perma.cc"))
# small letters of Cyrillic that nobody tells from Latin ones (UTS #39, confusables)
_LOOK_LATIN = re.compile("[асԁеһіјӏорԛѕԝхуү0-9-]+\\Z")


def link_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield the faults of a text's links; `html` names files of the content by their canonical paths."""
    if "<a" not in html:
        return
    for link in _LINK.finditer(html):
        href = _HREF.search(link[0])
        target = unescape(href[1]) if href else ""
        words = unescape(TAG.sub("", link[1])).strip()
        if href and not words and "<img" not in link[1]:
            yield fault("link-wordless", Position(lines.of(target)), warning=True, target=target)
        if _WEB.match(target):
            yield from _faults(target, words, Position(lines.of(target, target.removeprefix("mailto:"), words)))
        elif not href:
            # what no browser can read as an address is dropped
            typed = next((each for each in _TYPED.finditer(lines.words) if f'"{each[1]}"' not in html), None)
            if typed:
                yield fault("link-form", lines.place(typed.start(1)), target=typed[1])


def field_faults(text: Text) -> Iterator[Fault]:
    """Yield the faults of the addresses that a text's fields name."""
    addresses = [("sources", address) for each in text.front.sources for address in (each.url, each.archived)]
    for field, address in [("brought_from", text.front.brought_from), *addresses]:
        if address:
            yield from _faults(address, "", text.place(field, address))


def _faults(target: str, words: str, place: Position) -> Iterator[Fault]:
    if not target.lower().startswith("mailto:"):
        if not _WHOLE.match(target):
            yield fault("link-form", place, target=target)
            return
        host = _host(target)
        if "@" in host:
            yield fault("link-user", place, target=target, host=host.rpartition("@")[2])
            return
        if strange := _strange_label(host):
            yield fault("link-script", place, target=target, found=strange)
            return
    meant = _address_in(words)
    if meant and not _leads_to(target, meant):
        # the bare name of a host is a name, too: an outlet may be called so
        bare = "/" not in words and "@" not in words and not words.lower().startswith("www.")
        yield fault("link-words", place, "", bare, found=words[:100], target=target)


def _strange_label(host: str) -> str:
    """Return the part of a host's name that mixes alphabets, or passes for Latin letters; empty for none."""
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
    """Return a label of a host's name as readers see it."""
    try:
        return label.encode("ascii").decode("idna") if label.lower().startswith("xn--") else label
    except UnicodeError:
        return label


def _address_in(words: str) -> str:
    """Return the host, or the mailbox, that a link's words are; empty for other words."""
    if not words or any(letter.isspace() for letter in words):
        return ""
    if "@" in words and "/" not in words:
        return words.removeprefix("mailto:").lower() if address_start(words) >= 0 else ""
    found = _HOST.match(words)
    is_file = "/" not in words and not words.lower().startswith("www.") and address_start(words) >= 0
    return found[1].lower() if found and not is_file else ""


def _leads_to(target: str, meant: str) -> bool:
    """Whether an address is the one that is meant, or an archive's copy of it."""
    if target.lower().startswith("mailto:"):
        mailbox = target[7:].partition("?")[0].lower()
        return meant in (mailbox, mailbox.rpartition("@")[2])
    host = _host(target).rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    meant = meant.rpartition("@")[2].removeprefix("www.")
    same = host == meant or host.endswith(f".{meant}") or meant.endswith(f".{host}")
    return same or (host in _ARCHIVES and meant in target.lower())


def _host(target: str) -> str:
    """Return what stands for the host in a whole address, with what belongs to it."""
    return re.split("[/?#]", target.partition("//")[2])[0]
