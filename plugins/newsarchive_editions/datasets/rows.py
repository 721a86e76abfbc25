"""The rows of the tables: only what is published, in lists, and printed by some page.

Drafts, texts that wait for their day, hidden and withdrawn texts are in no row, nor is a briefing whose original is one
of them. Of withdrawn texts only their log has a row each, as on its page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from newsarchive.api import (
    ArchiveDate,
    Briefing,
    Edition,
    ExtraField,
    Revision,
    Text,
    address,
    cached,
    held_back,
    logged_withdrawals,
    marked,
    note_of,
    plain,
    shown_corrections,
    shown_revisions,
    spelled_out,
    unmarked_revisions,
    without_notes,
)

from .cells import Row, Value, json_value
from .columns import BODY, NESTED, NOTES, Column, Table, own_fields, reason_id, suffix_of, tables_of


class PublishedWorks:
    """What the data has of an archive: its tables, and the published briefings with the languages of their texts.

    Attributes:
        tables: The tables, by name.
        languages: By slug, in the order of lists, the languages in which a briefing has a published text.
        years: The slugs of briefings by the year of their events.
    """

    def __init__(self, edition: Edition) -> None:
        """Decide what is published on the day of the build."""
        site, archive = edition.site, edition.archive
        self.tables: Mapping[str, Table] = {table.name: table for table in tables_of(site)}
        self.languages: dict[str, tuple[str, ...]] = {}
        self.years: dict[int, list[str]] = {}
        for briefing in archive.listed:
            languages = tuple(tag for tag in site.tags if _is_published(briefing, tag, site.day))
            if briefing.original.language in languages:
                self.languages[briefing.slug] = languages
                self.years.setdefault(briefing.date.year, []).append(briefing.slug)


def works_of(edition: Edition) -> PublishedWorks:
    """Return what the data has of an archive, decided once a build."""
    return cached(edition, "published works", lambda: PublishedWorks(edition))


def _is_published(briefing: Briefing, language: str, day: dt.date) -> bool:
    text = briefing.texts.get(language)
    return text is not None and briefing.status(language) == "published" and not held_back(text, briefing, day)


def rows_of(edition: Edition, slugs: Iterable[str]) -> dict[str, list[Row]]:
    """Return the rows that some briefings have in each table, by the table's name."""
    found: dict[str, list[Row]] = {
        name: [] for name in ("briefings", "briefing_terms", "texts", "sources", "corrections", "revisions")
    }
    works = works_of(edition)
    for slug in slugs:
        briefing = edition.archive.by_slug[slug]
        found["briefings"].append(_briefing(briefing, edition))
        found["briefing_terms"] += _briefing_terms(briefing, edition)
        found["sources"] += _sources(briefing, edition)
        for language in works.languages[slug]:
            found["texts"].append(_text(briefing, language, edition))
            found["corrections"] += _corrections(briefing, language)
            found["revisions"] += _revisions(briefing, language, edition)
    return found


def _ends(name: str, date: ArchiveDate | None) -> dict[str, Value]:
    """Return a date as exact as it is known, and the first and last day that it can mean."""
    if date is None:
        return {name: None, f"{name}_from": None, f"{name}_to": None}
    return {name: date.iso, f"{name}_from": date.start.isoformat(), f"{name}_to": date.end.isoformat()}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _briefing(briefing: Briefing, edition: Edition) -> Row:
    site, front, works = edition.site, briefing.front, works_of(edition)
    languages = works.languages[briefing.slug]
    row: dict[str, Value] = {
        "id": briefing.slug,
        **_ends("date", briefing.date),
        "original": briefing.original.language,
    }
    for tag in site.tags:
        words = briefing.texts[tag].front if tag in languages else None
        row[f"title_{suffix_of(tag)}"] = words.title if words else None
        row[f"summary_{suffix_of(tag)}"] = words.summary if words else None
    row["published"] = min(briefing.days[tag] for tag in languages).isoformat()
    row |= {taxonomy: briefing.terms(taxonomy) for taxonomy in site.taxonomies}
    headline, image = front.source_headline, front.image
    row |= {
        "authors": front.authors,
        "source_headline": headline.text if headline else None,
        "source_headline_language": headline.lang if headline else None,
        "picture": _picture(briefing, edition),
        "picture_credit": (image.credit or None) if image else None,
        "related": tuple(slug for slug in front.related if slug in works.languages),
    }
    return row | _own(works.tables["briefings"], dict(front.extra), own_fields(site, of_texts=False))


def _picture(briefing: Briefing, edition: Edition) -> str | None:
    image = briefing.front.image
    published = edition.pictures.get(f"{briefing.folder}/{image.file}") if image else None
    return edition.site.absolute(published.address) or published.address if published else None


def _own(table: Table, values: Mapping[str, str], own: Iterator[ExtraField]) -> dict[str, Value]:
    """Return the values of the newsroom's own fields under the names of their columns."""
    names = {column.own.name: column.name for column in table.columns if column.own}
    row: dict[str, Value] = {}
    for field in own:
        name, value = names[field.name], values.get(field.name) or None
        row[name] = value
        if field.type == "date":
            row |= _ends(name, ArchiveDate(*map(int, value.split("-"))) if value else None)
    return row


def _text(briefing: Briefing, language: str, edition: Edition) -> Row:
    text = briefing.texts[language]
    front, image, site = text.front, text.front.image or briefing.front.image, edition.site
    here, works = address(briefing, language), works_of(edition)
    row: dict[str, Value] = {
        "id": text_id(briefing, language),
        "briefing": briefing.slug,
        "language": language,
        # the address of a text is its slug and its language
        "translates": front.translates if front.translates in works.languages[briefing.slug] else None,
        "title": front.title,
        "summary": front.summary,
        "address": site.absolute(here) or here,
        "published": briefing.days[language].isoformat(),
        "added": briefing.added[language].isoformat(),
        "brought_from": front.brought_from or None,
        "modified": _iso(text.changed),
        "version": len(_shown(briefing, language, edition)),
        "translated_version": _translated_version(briefing, text, edition),
        "translators": front.translators,
        "picture_alt": (image.alt or None) if image else None,
        "picture_caption": (image.caption or None) if image else None,
    }
    return row | _own(works.tables["texts"], dict(front.extra), own_fields(site, of_texts=True))


def _shown(briefing: Briefing, language: str, edition: Edition) -> tuple[Revision, ...]:
    return shown_revisions(briefing, language, edition.archive.recorded, edition.site.day)


def _translated_version(briefing: Briefing, text: Text, edition: Edition) -> int | None:
    """Return the number of the version that a text was translated from, or None if its words are not public.

    Nothing that is published has a digest of words: with it, guesses at words that were withheld could be tested.
    """
    source, revision = text.front.translates, text.front.translated_revision
    if not revision or source not in works_of(edition).languages[briefing.slug]:
        return None
    shown = _shown(briefing, source, edition)
    numbers = {each.known: number for number, each in enumerate(shown, start=1)}
    numbers[briefing.texts[source].revision] = len(shown)
    return numbers.get(revision)


def text_id(briefing: Briefing, language: str) -> str:
    """Return the id of a text: slug and language, such as `old-law/en`."""
    return f"{briefing.slug}/{language}"


def _sources(briefing: Briefing, edition: Edition) -> Iterator[Row]:
    for number, source in enumerate(briefing.front.sources, start=1):
        note = note_of(source, edition.archive.source_notes)
        yield {
            "id": f"{briefing.slug}/{number}",
            "briefing": briefing.slug,
            "number": number,
            "name": source.id or None,
            "url": source.url,
            "title": source.title,
            "publisher": source.publisher,
            "language": source.lang,
            **_ends("date", source.date),
            "archived": note.memento or None,
            "kept": _iso(note.kept),
            "not_kept": note.reason or None,
            "dead_since": _iso(note.dead_since),
        }


def kept_rows(edition: Edition) -> Iterator[Row]:
    """Yield a row for each source in the data that somebody tried to keep, sorted by the source's address."""
    works, by_slug, notes = works_of(edition), edition.archive.by_slug, edition.archive.source_notes or {}
    urls = {source.url for slug in (works.languages if notes else ()) for source in by_slug[slug].front.sources}
    for url in sorted(urls & notes.keys()):
        note = notes[url]
        if note.outcome:
            yield {
                "url": url,
                "day": _iso(note.day),
                "outcome": note.outcome,
                "memento": note.memento or None,
                "token": note.token or None,
            }


def _briefing_terms(briefing: Briefing, edition: Edition) -> Iterator[Row]:
    for taxonomy in edition.site.taxonomies:
        # an id that stands twice in a field is one term
        for number, term in enumerate(dict.fromkeys(briefing.terms(taxonomy)), start=1):
            yield {"briefing": briefing.slug, "term": f"{taxonomy}/{term}", "number": number}


def _corrections(briefing: Briefing, language: str) -> Iterator[Row]:
    """Yield the corrections of a text itself; its page also shows those of the original that it does not repeat."""
    for shown in reversed(shown_corrections(briefing, language)):
        if shown.language == language:
            yield {
                "text": text_id(briefing, language),
                "briefing": briefing.slug,
                "language": language,
                "date": shown.correction.date.isoformat(),
                "number": shown.number,
                "correction": shown.correction.text,
            }


def _revisions(briefing: Briefing, language: str, edition: Edition) -> Iterator[Row]:
    for number, revision in enumerate(_shown(briefing, language, edition), start=1):
        yield {
            "text": text_id(briefing, language),
            "briefing": briefing.slug,
            "language": language,
            "number": number,
            "date": revision.date.isoformat(),
            "kind": "first" if revision.kind == "late" else revision.kind,
        }


def term_rows(edition: Edition) -> Iterator[Row]:
    """Yield a row for each term that a briefing in the data has, with the number of these."""
    works, archive, tags = works_of(edition), edition.archive, edition.site.tags
    for taxonomy in edition.site.taxonomies:
        for term in sorted(archive.vocabularies[taxonomy].values(), key=lambda each: each.id):
            count = sum(each.slug in works.languages for each in archive.by_term.get((taxonomy, term.id), ()))
            if count:
                row: dict[str, Value] = {"id": f"{taxonomy}/{term.id}", "vocabulary": taxonomy, "term": term.id}
                for name, values in (("name", term.names), ("sort", term.sort), ("description", term.description)):
                    row |= {f"{name}_{suffix_of(tag)}": values.get(tag) or None for tag in tags}
                yield {**row, "also": term.also, "briefings": count}


def withdrawal_rows(edition: Edition) -> list[Row]:
    """Return a row for each withdrawal in the public log, oldest first, with addresses only where the log has them."""
    rows: list[Row] = []
    for briefing, withdrawal, only in logged_withdrawals(edition.archive):
        row: dict[str, Value] = {
            "date": withdrawal.date.isoformat(),
            "reason": reason_id(withdrawal.reason),
            "language": only or None,
        }
        for tag in edition.site.tags:
            told = tag in briefing.texts and only in ("", tag) and not briefing.is_untold(tag)
            here = address(briefing, tag) if told else ""
            row[f"address_{suffix_of(tag)}"] = edition.site.absolute(here) or here or None if told else None
        rows.append(row)
    # by nothing but what is in the rows: their order must not tell the slug of a text that nothing may name
    return sorted(rows, key=lambda row: [str(value or "") for value in row.values()])


def latest_day(edition: Edition) -> str:
    """Return the latest day of a version, a withdrawal or an attempt to keep a source in the data; empty if none."""
    works, by_slug, site = works_of(edition), edition.archive.by_slug, edition.site
    texts = ((by_slug[slug], language) for slug, languages in works.languages.items() for language in languages)
    versions = (unmarked_revisions(*each, edition.archive.recorded, site.day)[-1] for each in texts)
    withdrawn = (str(row["date"]) for row in withdrawal_rows(edition))
    kept = (str(row["day"]) for row in kept_rows(edition))
    return max((*(each.date.isoformat() for each in versions), *withdrawn, *kept), default="")


OF_ROW = ("briefing", "text", "language", "id")
"""Columns that a nested object of JSON Lines does not repeat."""


def text_object(briefing: Briefing, language: str, edition: Edition) -> dict[str, object]:
    """Return all that the data has of a text as one object: the line of JSON Lines.

    These are the columns of its row, those of its briefing that are in no language, its words as plain text with a line
    for each block (`body`; `notes` for its footnotes), and its sources, corrections and revisions as lists of objects.
    The words have a mark wherever the text cites a source: which sentence a source supports is in no other place.
    """
    tables = works_of(edition).tables
    found = _object(_text(briefing, language, edition), tables["texts"].columns)
    found |= _object(_briefing(briefing, edition), briefing_columns(tables["briefings"]))
    body, notes = map(plain, without_notes(marked(spelled_out(edition.html(briefing.texts[language])))))
    rows = (_sources(briefing, edition), _corrections(briefing, language), _revisions(briefing, language, edition))
    nested = {
        name: [_object(row, nested_columns(tables[name])) for row in each]
        for name, each in zip(NESTED, rows, strict=True)
    }
    return {**found, BODY: body, NOTES: notes, **nested}


def briefing_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of briefings that an object of JSON Lines has: those in no language."""
    return tuple(each for each in table.columns if not each.language and each.name not in ("id", "published"))


def nested_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns that the objects in a list of JSON Lines have: not those that say to what they belong."""
    without = OF_ROW if table.name != "sources" else ("briefing", "id")
    return tuple(each for each in table.columns if each.name not in without)


def _object(row: Row, columns: tuple[Column, ...]) -> dict[str, object]:
    return {column.name: json_value(row[column.name], column) for column in columns}
