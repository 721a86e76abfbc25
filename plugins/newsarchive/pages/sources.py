"""The sources of a briefing as its page and the books print them, with their copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from newsarchive.i18n.alphabets import language_of_name
from newsarchive.i18n.dates import long_date
from newsarchive.model.bodies import source_anchor
from newsarchive.model.fields import Source
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.source_notes import SourceNote, note_of

from .entries import only_in


class PrintedCopies(msgspec.Struct, frozen=True):
    """What is printed below a source about its copies; what is absent is empty.

    Attributes:
        kept: The day of the newsroom's copy in words, and in ISO form in `kept_iso`.
        memento: The web address of a copy elsewhere, and its day as `memento_day` and `memento_iso`.
        reason: Why there is no copy: the end of a key of the catalogues.
        dead: The day on which the source was first found missing.
        was: The source's own address, to be printed as text, if its title does not lead there any more.
    """

    kept: str = ""
    kept_iso: str = ""
    memento: str = ""
    memento_day: str = ""
    memento_iso: str = ""
    reason: str = ""
    dead: str = ""
    was: str = ""


class PrintedSource(msgspec.Struct, frozen=True):
    """A source, such as a newspaper article, as a page prints it; `date` is written out, or None if it is unknown.

    Attributes:
        anchor: Its HTML id on the page.
        marks: The HTML ids of the places in the text that cite it.
        label: A note such as “Text in English”; empty if the source is in the language of the page.
        link: The web address to which its title leads: its own or, if it is no longer online, that of a copy;
            empty without one.
        copies: What is known of its copies, or None.
    """

    anchor: str
    marks: tuple[str, ...]
    source: Source
    publisher_language: str
    publisher_direction: str
    direction: str
    date: str | None
    label: str
    link: str
    copies: PrintedCopies | None = None


def sources_of(
    briefing: Briefing, edition: Edition, language: str, marks: Mapping[int, Sequence[str]]
) -> list[PrintedSource]:
    """Return the sources that a briefing's page in `language` prints, in the editor's order.

    `marks` are the HTML ids of the places that cite each source, by its number, from 1.
    """
    sources = enumerate(briefing.front.sources, start=1)
    return [_source(source, edition, language, number, marks.get(number, ())) for number, source in sources]


def _source(source: Source, edition: Edition, language: str, number: int, marks: Sequence[str]) -> PrintedSource:
    publisher_language = language_of_name(source.publisher, source.lang, language)
    note = note_of(source, edition.archive.source_notes)
    dead = note.dead_since is not None
    return PrintedSource(
        anchor=source_anchor(number),
        marks=tuple(marks),
        source=source,
        publisher_language=publisher_language,
        publisher_direction=edition.site.direction(publisher_language),
        direction=edition.site.direction(source.lang),
        date=long_date(source.date, language) if source.date else None,
        label=only_in(source.lang, edition, language),
        link=note.memento if dead else source.url,
        copies=_copies(note, source, language) if note.is_told or dead else None,
    )


def _copies(note: SourceNote, source: Source, language: str) -> PrintedCopies:
    kept, memento, dead = note.kept, note.memento_day, note.dead_since
    return PrintedCopies(
        kept=long_date(kept, language) if kept else "",
        kept_iso=kept.isoformat() if kept else "",
        memento=note.memento,
        memento_day=long_date(memento, language) if memento else "",
        memento_iso=memento.isoformat() if memento else "",
        reason=note.reason,
        dead=long_date(dead, language) if dead else "",
        was=source.url if dead else "",
    )
