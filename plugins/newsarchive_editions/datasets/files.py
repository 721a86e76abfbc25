"""The files of the data; of these, only those are made anew whose briefings have changed.

The rows of some briefings at a time are computed and kept in the cache, and tables are put together from these. The
texts of a year in a language are a file of their own, which an edit elsewhere leaves as it is; its lines are kept, too.
No key depends on the day of the build.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from functools import partial

from newsarchive.api import CacheFormat, Edition, File, PluginCache, addresses, digest_of, required, told_of

from .cells import csv_header, csv_lines, json_line
from .descriptors import FileDigest, YearOfTexts, datapackage, version_of
from .rows import kept_rows, latest_day, rows_of, term_rows, text_object, withdrawal_rows, works_of

_LINES: CacheFormat[dict[str, bytes]] = CacheFormat(dict[str, bytes])
_LINE: CacheFormat[bytes] = CacheFormat(bytes)
_WRITTEN: CacheFormat[dict[str, tuple[bytes, FileDigest]]] = CacheFormat(dict[str, tuple[bytes, FileDigest]])
"""The key and the digest of each file of JSON Lines that the last build wrote, by its address."""

_NAME = "data.texts"

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


def data_files(edition: Edition, kept: PluginCache) -> Iterator[File]:
    """Yield all files of the data."""
    columns = {name: table.columns for name, table in works_of(edition).tables.items()}
    found = {name: [csv_header(each)] for name, each in columns.items()}
    keys = _briefing_keys(edition, kept)
    for rows in _rows(edition, kept, keys):
        for name, lines in rows.items():
            found[name].append(lines)
    found["terms"].append(csv_lines(term_rows(edition), columns["terms"]))
    found["kept"].append(csv_lines(kept_rows(edition), columns["kept"]))
    found["withdrawals"].append(csv_lines(withdrawal_rows(edition), columns["withdrawals"]))
    files = {}
    for name, parts in found.items():
        address, content = addresses.data_file(f"{name}.csv"), b"".join(parts)
        files[address] = FileDigest.of(content)
        yield File(address, content)
    files |= yield from _texts(edition, kept, keys)
    version = version_of(files, latest_day(edition))
    package = datapackage(edition, files, years_of_texts(edition), version)
    yield File(addresses.data_file("datapackage.json"), package)


def _briefing_keys(edition: Edition, kept: PluginCache) -> dict[str, bytes]:
    """Return, by slug, a digest of all that a briefing's rows depend on; the day of the build is not part of it."""
    site, works, by_slug = edition.site, works_of(edition), edition.archive.by_slug
    own = [(each.name, each.type) for each in site.extra_fields]
    settings = digest_of("data", site.url, site.clean_addresses, site.tags, site.taxonomies, own)
    found = {}
    for slug, languages in works.languages.items():
        related = [each for each in by_slug[slug].front.related if each in works.languages]
        told = told_of(by_slug[slug], edition.archive.source_notes)
        found[slug] = digest_of(settings, slug, kept.words[slug], languages, related, told)
    return found


def _rows(edition: Edition, kept: PluginCache, keys: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    """Return the lines of CSV of all briefings in runs, each by the name of the table."""
    years = works_of(edition).years.values()
    # a briefing that is added to one year does not move those of others to another run
    runs = [slugs[start : start + _RUN] for slugs in years for start in range(0, len(slugs), _RUN)]
    wanted = [digest_of("rows", [keys[slug] for slug in run]) for run in runs]
    return kept.made_all(runs, wanted, partial(_lines, edition), _LINES.decode)


def _lines(edition: Edition, slugs: list[str]) -> bytes:
    tables = works_of(edition).tables
    rows = rows_of(edition, slugs)
    return _LINES.encode({name: csv_lines(found, tables[name].columns) for name, found in rows.items()})


TextName = tuple[str, str]
"""The slug of a briefing, and the language of one of its texts."""


def _texts(
    edition: Edition, kept: PluginCache, briefings: Mapping[str, bytes]
) -> Generator[File, None, dict[str, FileDigest]]:
    """Yield the files of JSON Lines, and return their digests by address.

    A file whose key is that of the last build is not put together again. The lines of the others are taken from the
    cache, or computed now, on all cores.
    """
    found = {each: _names(each, edition) for each in years_of_texts(edition)}
    parts = {name: _part_of_key(name, edition, briefings) for names in found.values() for name in names}
    keys = {each: digest_of("texts", each, [parts[name] for name in names]) for each, names in found.items()}
    before = _WRITTEN.decode(kept.named(_NAME)) or {}
    same = {each: before[each.address][1] for each in found if before.get(each.address, (b"",))[0] == keys[each]}
    wanted = [name for each in found if each not in same for name in found[each]]
    of_lines = [digest_of("text", name, parts[name]) for name in wanted]
    made = dict(zip(wanted, kept.made_all(wanted, of_lines, partial(_line, edition), _LINE.decode), strict=True))
    digests = {}
    for each, names in found.items():
        if each in same:
            digests[each.address] = same[each]
            yield File(each.address, partial(_all_lines, edition, names), keys[each])
        else:
            content = b"".join(made[name] for name in names)
            digests[each.address] = FileDigest.of(content)
            yield File(each.address, content, keys[each])
    kept.name(_NAME, _WRITTEN.encode({each.address: (keys[each], digests[each.address]) for each in found}))
    return digests


def _names(texts: YearOfTexts, edition: Edition) -> list[TextName]:
    works = works_of(edition)
    return [(slug, texts.language) for slug in works.years[texts.year] if texts.language in works.languages[slug]]


def _part_of_key(name: TextName, edition: Edition, briefings: Mapping[str, bytes]) -> tuple[bytes, list[str]]:
    slug, language = name
    return briefings[slug], edition.archive.silent_links(edition.archive.by_slug[slug].texts[language])


def _line(edition: Edition, name: TextName) -> bytes:
    slug, language = name
    return _LINE.encode(json_line(text_object(edition.archive.by_slug[slug], language, edition)))


def _all_lines(edition: Edition, names: list[TextName]) -> bytes:
    return b"".join(required(_LINE.decode(_line(edition, name))) for name in names)
