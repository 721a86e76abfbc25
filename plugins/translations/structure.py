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
_KINDS = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "headings"),
    **dict.fromkeys("ul ol dl".split(), "lists"),
    "img": "pictures",
    "p": "paragraphs",
    "li": "li",
    "dd": "items",
}
_COUNTED = ("headings", "pictures", "links", "footnotes", "lists", "items", "paragraphs")


def structure_warnings(work: Work) -> list[Fault]:
    """Compare each translation with the text that it was made from.

    A text without words, as one that is withdrawn or not yet begun, is left out.
    """
    found: list[Fault] = []
    for text in work.texts.values():
        source = work.texts.get(text.front.translates)
        if source is None or source is text or text.wordless or source.wordless:
            continue
        found += _differences(text.structure, source.structure, text.path)
    return found


def structure_of(html: str) -> Structure:
    """Count the parts of a text's HTML, and gather the numbers that stand in its words."""
    parts: Counter[str] = Counter()
    words: list[str] = []
    verbatim = marks = items = notes = 0
    tokens = [*_TOKENS.split(html), ""]
    for run, tag in zip(tokens[::2], tokens[1::2], strict=True):
        if run not in ("", "\n") and not verbatim and not marks and _DIGIT.search(run):
            words.append(run)
        kind, step, special, counted = _kind(tag)
        if not kind:
            continue
        if kind == "verbatim":
            verbatim = max(0, verbatim + step)
        elif kind in ("links", "sup") and (marks or special):
            marks = max(0, marks + step)
        elif kind == "li" and (notes or special):
            notes = max(0, notes + step)
            parts["footnotes"] += notes == 1 and step == 1
        elif kind in ("li", "items"):
            items = max(0, items + step)
            parts["items"] += step == 1
        elif kind in _COUNTED and step == 1 and not notes:
            parts[kind] += counted and not (kind == "paragraphs" and items)
    # the list that holds the notes is Markdown's, not the editor's
    parts["lists"] -= '<div class="footnote">' in html
    return Structure(dict(parts), numbers_in(unescape("\x1f".join(words))))


@lru_cache(maxsize=1024)
def _kind(tag: str) -> tuple[str, int, bool, bool]:
    """Return what a tag is, 1 or -1 as it begins or ends, whether it is of a note, and whether it counts."""
    match = _NAME.match(tag)
    name = match[1].lower() if match else ""
    step = -1 if tag.startswith("</") else 1
    if name in ("a", "sup"):
        return ("links" if name == "a" else name), step, _MARK.search(tag) is not None, " href=" in tag
    kind = "verbatim" if name in _VERBATIM else _KINDS.get(name, "")
    if step < 0 and kind in _COUNTED and kind != "items":
        kind = ""
    return kind, step, name == "li" and _NOTE.search(tag) is not None, True


def _differences(own: Structure, source: Structure, path: str) -> Iterable[Fault]:
    for kind in _COUNTED:
        found, expected = own.parts.get(kind, 0), source.parts.get(kind, 0)
        # another number of lists has another number of items: one warning is enough
        if found != expected and not (kind == "items" and own.parts.get("lists", 0) != source.parts.get("lists", 0)):
            yield fault(f"structure-{kind}", TOP, path, warning=True, found=found, expected=expected)
    if own.numbers == source.numbers:
        return
    missing, extra = unmatched(source.numbers, own.numbers)
    if missing or extra:
        yield fault("structure-numbers", TOP, path, warning=True, missing=_shown(missing), extra=_shown(extra))


def _shown(numbers: list[str]) -> str:
    """Print at most five numbers; a dash where there is none, so that a message reads on."""
    return ", ".join(numbers[:MOST_SHOWN]) + (", …" if len(numbers) > MOST_SHOWN else "") or "—"
