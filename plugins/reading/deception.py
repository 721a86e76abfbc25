"""Links that are not what they seem: by how their address is written, by an address in their words, or by no words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

from plugins.archive.faults import Fault, Position, fault
from plugins.archive.markup import TAG
from plugins.archive.records import Text
from plugins.archive.tokens import address_start

from .lines import Lines

_LINK = re.compile(r'<a(?=[ >])[^>"]*(?:"[^"]*"[^>"]*)*>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r' href="([^"]*)"')
_TITLE = re.compile(r' title="([^"]*)"')
_WEB = re.compile(r"(?:https?:|//|mailto:)", re.IGNORECASE)
_TYPED = re.compile(r"\]\(\s*<?(https?:[^\s()<>]*)", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\s\\/?#]+(?:[/?#][^\s\\]*)?\Z", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?::\d+)?(?=[/?#\s]|$)", re.IGNORECASE)
_SCHEMED = re.compile(r"https?://([^\s/?#:]+)", re.IGNORECASE)
# one mailbox, as a reader sees it: no other one, no header and no words that are sent with theirs
_MAILBOX = re.compile(r"mailto:[^\s@?,;%&]+@[^\s@?,;%&]+(?:\?subject=(?![^&]*%0[ad])[^\s&;]*)?\Z", re.IGNORECASE)
_AROUND = "([{<«„“‘\"'*_.,;:!?…)]}>»”’"
_KEPT = re.compile(r"https?:/{1,2}([^/?#]+)", re.IGNORECASE)
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
            title = _TITLE.search(link[0].partition(">")[0])
            shown = (words, unescape(title[1])) if title else (words,)
            yield from _faults(target, shown, Position(lines.of(target, target.removeprefix("mailto:"), words)))
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
            yield from _faults(address, (), text.place(field, address))


def _faults(target: str, shown: Iterable[str], place: Position) -> Iterator[Fault]:
    if target.lower().startswith("mailto:"):
        if not _MAILBOX.match(target):
            yield fault("link-form", place, target=target, hint="mailbox")
            return
    else:
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
    for words in shown:
        found = next((each for each in _addresses(words) if not _leads_to(target, _address_in(each))), "")
        if found:
            # the bare name of a host is a name, too: an outlet may be called so
            yield fault("link-words", place, "", _is_bare(found), found=found[:100], target=target)
            return


def _addresses(words: str) -> Iterator[str]:
    """Yield the addresses among a link's words; the bare name of a host is one where it stands alone."""
    parts = [each.strip(_AROUND) for each in words.split()]
    return (each for each in parts if (len(parts) == 1 or not _is_bare(each)) and _address_in(each))


def _is_bare(words: str) -> bool:
    return "/" not in words and "@" not in words and not words.lower().startswith("www.")


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
    if "@" in words and "/" not in words:
        return words.removeprefix("mailto:").lower() if address_start(words) >= 0 else ""
    found = _HOST.match(words) or _SCHEMED.match(words)
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
    if same or host not in _ARCHIVES:
        return same
    kept = _KEPT.search(target, target.find("//") + 2)
    return _leads_to(f"https://{kept[1]}", meant) if kept else meant in target.lower()


def _host(target: str) -> str:
    """Return what stands for the host in a whole address, with what belongs to it."""
    return re.split("[/?#]", target.partition("//")[2])[0]
