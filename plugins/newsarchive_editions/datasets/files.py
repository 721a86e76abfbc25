"""The files of the data.

The rows of some briefings at a time are computed and cached, and tables are put together from these. The texts of a
year in a language are a file of their own. No key depends on the day of the build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from newsarchive.api import Cache, Edition, File, addresses, digest_of, told_of

from .cells import csv_header, csv_lines, json_line
from .descriptors import FileDigest, YearOfTexts, datapackage, version_of
from .rows import kept_rows, latest_day, rows_of, term_rows, text_object, withdrawal_rows, works_of

_LINES: msgspec.msgpack.Decoder[dict[str, bytes]] = msgspec.msgpack.Decoder(dict[str, bytes])

_RUN = 50
"""How many briefings' rows are kept together: an edit computes those of so many anew."""


def years_of_texts(edition: Edition) -> list[YearOfTexts]:
    """Return the years and languages that have a text, by language and then by year."""
    works = works_of(edition)
    return [
        YearOfTexts(year, language)
        for language in edition.site.tags
        for year, slugs in works.years.items()
        if any(language in works.languages[slug] for slug in slugs)
    ]


def data_files(edition: Edition, cache: Cache) -> Iterator[File]:
    """Yield all files of the data."""
    columns = {name: table.columns for name, table in works_of(edition).tables.items()}
    found = {name: [csv_header(each)] for name, each in columns.items()}
    keys = _briefing_keys(edition)
    for rows in _rows(edition, cache, keys):
        for name, lines in rows.items():
            found[name].append(lines)
    found["terms"].append(csv_lines(term_rows(edition), columns["terms"]))
    found["kept"].append(csv_lines(kept_rows(edition), columns["kept"]))
    found["withdrawals"].append(csv_lines(withdrawal_rows(edition), columns["withdrawals"]))
    files = [File(addresses.data_file(f"{name}.csv"), b"".join(parts)) for name, parts in found.items()]
    files += _texts(edition, cache, keys)
    yield from files
    digests = {each.address: FileDigest.of(each.data) for each in files}
    package = datapackage(edition, digests, years_of_texts(edition), version_of(digests, latest_day(edition)))
    yield File(addresses.data_file("datapackage.json"), package)


def _briefing_keys(edition: Edition) -> dict[str, bytes]:
    """Return, by slug, a digest of all that a briefing's rows depend on; the day of the build is not part of it."""
    site, works, by_slug = edition.site, works_of(edition), edition.archive.by_slug
    own = [(each.name, each.type) for each in site.extra_fields]
    settings = digest_of("data", site.url, site.clean_addresses, site.tags, site.taxonomies, own)
    found = {}
    for slug, languages in works.languages.items():
        related = [each for each in by_slug[slug].front.related if each in works.languages]
        told = told_of(by_slug[slug], edition.archive.source_notes)
        found[slug] = digest_of(settings, slug, edition.digests[slug], languages, related, told)
    return found


def _rows(edition: Edition, cache: Cache, keys: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    """Return the lines of CSV of all briefings in runs, each by the name of the table."""
    years = works_of(edition).years.values()
    # a briefing that is added to one year does not move those of others to another run
    runs = [slugs[start : start + _RUN] for slugs in years for start in range(0, len(slugs), _RUN)]
    wanted = [digest_of("rows", [keys[slug] for slug in run]) for run in runs]
    return list(map(_LINES.decode, cache.map(runs, wanted, partial(_lines, edition))))


def _lines(edition: Edition, slugs: list[str]) -> bytes:
    tables = works_of(edition).tables
    rows = rows_of(edition, slugs)
    return msgspec.msgpack.encode({name: csv_lines(found, tables[name].columns) for name, found in rows.items()})


def _texts(edition: Edition, cache: Cache, briefings: Mapping[str, bytes]) -> list[File]:
    """Return the files of JSON Lines, each with the texts of a year in a language; `briefings` are keys by slug."""
    archive, works, wanted = edition.archive, works_of(edition), years_of_texts(edition)

    def slugs_of(texts: YearOfTexts) -> list[str]:
        return [slug for slug in works.years[texts.year] if texts.language in works.languages[slug]]

    def lines(texts: YearOfTexts) -> bytes:
        objects = (text_object(archive.by_slug[slug], texts.language, edition) for slug in slugs_of(texts))
        return b"".join(map(json_line, objects))

    keys = []
    for texts in wanted:
        own = [(briefings[slug], archive.by_slug[slug].texts[texts.language]) for slug in slugs_of(texts)]
        keys.append(digest_of("texts", texts, [(key, archive.silent_links(text)) for key, text in own]))
    return [File(each.address, data) for each, data in zip(wanted, cache.map(wanted, keys, lines), strict=True)]
