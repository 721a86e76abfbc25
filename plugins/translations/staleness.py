"""Whether a translation still says what its original says.

A translation records the revision of the text that it was made from. Only that comparison counts, never a
file's date: touching a translation does not make it true again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from plugins.archive.faults import TOP, Fault, fault
from plugins.archive.index import address
from plugins.archive.records import Text, Work
from plugins.languages.dates import long_date


@dataclass(frozen=True)
class Staleness:
    """The text that changed after the translation was made, and when, where that text says so."""

    source: Text
    changed: dt.date | None


def staleness(text: Text, work: Work) -> Staleness | None:
    """Return how a translation is out of date; None for an original and for a translation up to date.

    A text that is withdrawn has no words that could differ.
    """
    source = work.texts.get(text.front.translates)
    if source is None or not text.front.translated_revision:
        return None
    if "withdrawn" in (work.status(text.language), work.status(source.language)):
        return None
    if text.front.translated_revision == source.revision:
        return None
    return Staleness(source, source.changed)


def stale_sign(text: Text, work: Work, language: str) -> dict[str, object] | None:
    """Return what a page says of a translation out of date; without an address where none may be told."""
    stale = staleness(text, work)
    if stale is None:
        return None
    source = stale.source.language
    return {
        "address": address(work, source) if work.leads(text.language, source) else "",
        "language": source,
        "date": stale.changed and long_date(stale.changed, language),
    }


def staleness_warnings(work: Work) -> list[Fault]:
    """Name what would let a stale translation pass unseen or undated: a missing revision, a missing `modified`."""
    found = []
    for text in work.texts.values():
        if text.front.translates and not text.front.translated_revision and work.status(text.language) != "withdrawn":
            revision = work.texts[text.front.translates].revision if text.front.translates in work.texts else ""
            found.append(fault("revision-absent", TOP, text.path, warning=True, revision=revision))
        stale = staleness(text, work)
        if stale and not stale.changed:
            found.append(fault("stale-undated", TOP, text.path, warning=True, source=stale.source.path))
    return found
