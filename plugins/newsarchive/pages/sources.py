"""The sources of a briefing as its page and the books print them, with their copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsarchive.i18n.alphabets import language_of_name
from newsarchive.i18n.dates import long_date
from newsarchive.model.bodies import source_anchor
from newsarchive.model.fields import Source
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.source_notes import SourceNote, note_of

from .entries import only_in


def sources_of(
    briefing: Briefing, edition: Edition, language: str, marks: Mapping[int, Sequence[str]]
) -> list[dict[str, object]]:
    """Return the sources that a briefing's page in `language` prints, in the editor's order.

    `marks` are the HTML ids of the places that cite each source, by its number, from 1.
    """
    printed: list[dict[str, object]] = []
    for number, source in enumerate(briefing.front.sources, start=1):
        publisher_language = language_of_name(source.publisher, source.lang, language)
        note = note_of(source, edition.archive.source_notes)
        printed.append(
            {
                "anchor": source_anchor(number),
                "marks": tuple(marks.get(number, ())),
                "source": source,
                "publisher_language": publisher_language,
                "publisher_direction": edition.site.direction(publisher_language),
                "direction": edition.site.direction(source.lang),
                "date": long_date(source.date, language) if source.date else None,
                "label": only_in(source.lang, edition, language),
                # where the title leads: if the source is no longer online, to a copy
                "link": note.memento if note.dead_since else source.url,
                "copies": _copies(note, source, language) if note.is_told or note.dead_since else None,
            }
        )
    return printed


def _copies(note: SourceNote, source: Source, language: str) -> dict[str, str]:
    """Return what is printed below a source about its copies; what is absent is empty.

    `memento` is the web address of a copy elsewhere, `reason` why there is none (the end of a key of the catalogues),
    `was` the source's own address, to be printed as text, if its title does not lead there any more.
    """
    kept, memento, dead = (
        long_date(day, language) if day else "" for day in (note.kept, note.memento_day, note.dead_since)
    )
    return {
        "kept": kept,
        "kept_iso": note.kept.isoformat() if note.kept else "",
        "memento": note.memento,
        "memento_day": memento,
        "memento_iso": note.memento_day.isoformat() if note.memento_day else "",
        "reason": note.reason,
        "dead": dead,
        "was": source.url if dead else "",
    }
