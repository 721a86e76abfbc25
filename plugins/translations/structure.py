"""Whether a translation has the parts of the text that it was made from: what a reader of it would miss.

All are warnings. A translator may join two paragraphs for good reasons; a number that is gone is rarely meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from plugins.archive.faults import TOP, Fault, fault
from plugins.archive.markup import TAG
from plugins.archive.records import Work
from plugins.archive.structures import Structure

from .numbers import numbers_in, unmatched

MOST_SHOWN = 5

_TOKENS = re.compile(f"({TAG.pattern})")
_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_NOTE = re.compile(r' id="fn:')
_MARK = re.compile(r' id="fnref[0-9]*:| class="footnote-(?:back)?ref"')
_VERBATIM = frozenset("pre code kbd samp var".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_COUNTED = ("headings", "pictures", "links", "footnotes", "lists", "items", "paragraphs")


def structure_warnings(work: Work) -> list[Fault]:
    """Compare each translation with the text that it was made from.

    A text without words, as one that is withdrawn or not yet begun, is left out.
    """
    found: list[Fault] = []
    for text in work.texts.values():
        source = work.texts.get(text.front.translates)
        if source is None or source is text or not text.html.strip() or not source.html.strip():
            continue
        found += _differences(text.structure, source.structure, text.path)
    return found


def structure_of(html: str) -> Structure:
    """Count the parts of a text's HTML, and gather the numbers that stand in its words."""
    parts: Counter[str] = Counter()
    words: list[str] = []
    verbatim = marks = items = notes = 0
    for index, token in enumerate(_TOKENS.split(html)):
        if index % 2 == 0:
            if not verbatim and not marks and _DIGIT.search(token):
                words.append(token)
            continue
        name = _name(token)
        step = -1 if token.startswith("</") else 1
        if name in _VERBATIM:
            verbatim = max(0, verbatim + step)
        elif name in ("a", "sup") and (marks or _MARK.search(token)):
            marks = max(0, marks + step)
        elif name == "li" and (notes or _NOTE.search(token)):
            notes = max(0, notes + step)
            parts["footnotes"] += notes == 1 and step == 1
        elif name in ("li", "dd"):
            items = max(0, items + step)
            parts["items"] += step == 1
        elif step == 1 and not notes:
            _count(parts, name, token, bool(items))
    # the list that holds the notes is Markdown's, not the editor's
    parts["lists"] -= '<div class="footnote">' in html
    return Structure(dict(parts), numbers_in(unescape("\x1f".join(words))))


@lru_cache(maxsize=256)
def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1].lower() if match else ""


def _count(parts: Counter[str], name: str, token: str, in_item: bool) -> None:
    if name in _HEADINGS:
        parts["headings"] += 1
    elif name == "img":
        parts["pictures"] += 1
    elif name == "a":
        parts["links"] += " href=" in token
    elif name in ("ul", "ol", "dl"):
        parts["lists"] += 1
    elif name == "p":
        parts["paragraphs"] += not in_item


def _differences(own: Structure, source: Structure, path: str) -> Iterable[Fault]:
    for kind in _COUNTED:
        found, expected = own.parts.get(kind, 0), source.parts.get(kind, 0)
        # another number of lists has another number of items: one warning is enough
        if found != expected and not (kind == "items" and own.parts.get("lists", 0) != source.parts.get("lists", 0)):
            yield fault(f"structure-{kind}", TOP, path, warning=True, found=found, expected=expected)
    missing, extra = unmatched(source.numbers, own.numbers)
    if missing or extra:
        yield fault("structure-numbers", TOP, path, warning=True, missing=_shown(missing), extra=_shown(extra))


def _shown(numbers: list[str]) -> str:
    """Print at most five numbers; a dash where there is none, so that a message reads on."""
    return ", ".join(numbers[:MOST_SHOWN]) + (", …" if len(numbers) > MOST_SHOWN else "") or "—"
