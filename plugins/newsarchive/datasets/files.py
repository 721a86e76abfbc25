"""The files of the data; of these, only those are made anew whose briefings have changed.

The rows of a year are computed together and kept in the cache, so that a table is put together from its years. The
texts of a year in a language are a file of their own, which an edit elsewhere leaves as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.archive.pages import CacheFormat, File, Kept
from newsarchive.digests import digest, digest_of

from .cells import csv_header, csv_lines, json_line
from .descriptors import CsvFile, YearOfTexts, citation, datapackage, openapi
from .rows import rows_of_year, term_rows, text_object, withdrawal_rows, works_of

_YEAR: CacheFormat[dict[str, bytes]] = CacheFormat(dict[str, bytes])
_KEYS: CacheFormat[dict[str, bytes]] = CacheFormat(dict[str, bytes])
_NAME = "data.texts"


def years_of_texts(edition: Edition) -> list[YearOfTexts]:
    """Return the years and languages that have a text, by language and then by year."""
    works = works_of(edition)
    return [
        YearOfTexts(year, language)
        for language in edition.site.tags
        for year, slugs in works.years.items()
        if any(language in works.languages[slug] for slug in slugs)
    ]


def data_files(edition: Edition, kept: Kept) -> Iterator[File]:
    """Yield all files of the data."""
    columns = {name: table.columns for name, table in works_of(edition).tables.items()}
    found = {name: [csv_header(each)] for name, each in columns.items()}
    for rows in _rows_by_year(edition, kept):
        for name, lines in rows.items():
            found[name].append(lines)
    found["terms"].append(csv_lines(term_rows(edition), columns["terms"]))
    found["withdrawals"].append(csv_lines(withdrawal_rows(edition), columns["withdrawals"]))
    described = []
    for name, parts in found.items():
        content = b"".join(parts)
        file = CsvFile(addresses.data_file(f"{name}.csv"), len(content), digest(content).hex())
        described.append(file)
        yield File(file.address, content)
    yield from _texts(edition, kept)
    texts = years_of_texts(edition)
    yield File(addresses.data_file("datapackage.json"), datapackage(edition, described, texts))
    yield File(addresses.data_file("openapi.json"), openapi(edition, texts))
    yield File(addresses.data_file("CITATION.cff"), citation(edition))


def _rows_by_year(edition: Edition, kept: Kept) -> list[dict[str, bytes]]:
    """Return the lines of CSV of each year's briefings, by the name of the table."""
    works = works_of(edition)
    years = list(works.years)
    keys = [digest_of("data", year, _words(edition, kept, works.years[year])) for year in years]
    return kept.made_all(years, keys, partial(_year, edition), _YEAR.decode)


def _words(edition: Edition, kept: Kept, slugs: list[str]) -> tuple[object, ...]:
    """Return all that the rows of some briefings depend on, as values for a digest."""
    works, by_slug = works_of(edition), edition.archive.by_slug
    related = [[each for each in by_slug[slug].front.related if each in works.languages] for slug in slugs]
    return kept.shared, [kept.words[slug] for slug in slugs], [works.languages[slug] for slug in slugs], related


def _year(edition: Edition, year: int) -> bytes:
    tables = works_of(edition).tables
    rows = rows_of_year(edition, year)
    return _YEAR.encode({name: csv_lines(found, tables[name].columns) for name, found in rows.items()})


def _texts(edition: Edition, kept: Kept) -> Iterator[File]:
    """Yield the files of JSON Lines; those whose key is not that of the last build are computed now, on all cores."""
    found = years_of_texts(edition)
    keys = {each.address: _key_of_texts(each, edition, kept) for each in found}
    before: Mapping[str, bytes] = _KEYS.decode(kept.named(_NAME)) or {}
    stale = [each for each in found if before.get(each.address) != keys[each.address]]
    made = dict(zip(stale, kept.mapped(stale, partial(lines_of_texts, edition)), strict=True))
    for each in found:
        content = made.get(each, partial(lines_of_texts, edition, each))
        yield File(each.address, content, keys[each.address])
    kept.name(_NAME, _KEYS.encode(keys))


def _key_of_texts(texts: YearOfTexts, edition: Edition, kept: Kept) -> bytes:
    slugs, archive = _slugs(texts, edition), edition.archive
    silent = [archive.silent_links(archive.by_slug[slug].texts[texts.language]) for slug in slugs]
    return digest_of("texts", texts, silent, _words(edition, kept, slugs))


def _slugs(texts: YearOfTexts, edition: Edition) -> list[str]:
    works = works_of(edition)
    return [slug for slug in works.years[texts.year] if texts.language in works.languages[slug]]


def lines_of_texts(edition: Edition, texts: YearOfTexts) -> bytes:
    """Return the texts of a year in a language as JSON Lines, oldest event first."""
    by_slug = edition.archive.by_slug
    objects = (text_object(by_slug[slug], texts.language, edition) for slug in _slugs(texts, edition))
    return b"".join(map(json_line, objects))
