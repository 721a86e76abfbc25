"""The published data of a site: valid for others' programs, and the ground of every number that a page prints."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from frictionless import Package, system

from newsarchive.model.tables import cell_value
from tests.sites import BuiltSite, Document, words_of

PACKAGE = "data/datapackage.json"


@pytest.fixture(autouse=True)
def installed_plugins() -> None:
    """Let frictionless look for its plugins, which it does once, among what is installed, not in this repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [each for each in sys.path if "site-packages" in each])
        assert system.plugins


def _package(site: BuiltSite) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.files[PACKAGE])
    return found


def _tables(site: BuiltSite) -> list[dict[str, Any]]:
    return [each for each in _package(site)["resources"] if each["profile"] == "tabular-data-resource"]


def _texts(site: BuiltSite) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line of JSON Lines, with the language of its file."""
    for path, data in site.files.items():
        if path.startswith("data/") and path.endswith(".jsonl"):
            for line in data.splitlines():
                yield path.split("/")[1], json.loads(line)


@pytest.fixture(scope="module")
def database() -> Iterator[Any]:
    """Yield a function that loads a site's tables into SQLite, once."""
    with ExitStack() as stack:
        bases: dict[Path, sqlite3.Connection] = {}

        def loaded(site: BuiltSite) -> sqlite3.Connection:
            if site.path not in bases:
                bases[site.path] = stack.enter_context(closing(sqlite3.connect(":memory:")))
                for table in _tables(site):
                    _load(bases[site.path], table, site.files[f"data/{table['path']}"])
            return bases[site.path]

        yield loaded


def _load(base: sqlite3.Connection, table: dict[str, Any], data: bytes) -> None:
    """Insert the rows of a CSV file; an empty cell is NULL."""
    fields = table["schema"]["fields"]
    columns = ", ".join(f'"{each["name"]}" {"INTEGER" if each["type"] == "integer" else "TEXT"}' for each in fields)
    base.execute(f'CREATE TABLE "{table["name"]}" ({columns})')
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True), strict=True))[1:]
    places = ", ".join("?" * len(fields))
    values = [[cell_value(cell) if cell else None for cell in row] for row in rows]
    base.executemany(f'INSERT INTO "{table["name"]}" VALUES ({places})', values)  # noqa: S608


def test_frictionless_finds_no_fault_in_the_package_and_its_tables(site: BuiltSite) -> None:
    found = Package.from_descriptor(_package(site), basepath=str(site.path / "data")).validate()
    # the descriptor is read whole; for the lines of JSON, which a test below judges, frictionless wants another extra
    assert {tuple(each) for each in found.flatten(["note"])} == {('Please install "frictionless[json]"',)}


def test_each_table_and_each_file_of_texts_has_its_digest(site: BuiltSite) -> None:
    stated = {f"data/{each['path']}": each["hash"] for each in _package(site)["resources"]}
    files = {path: data for path, data in site.files.items() if re.fullmatch(r"data/.*\.(?:csv|jsonl)", path)}
    assert stated == {path: f"sha256:{sha256(data).hexdigest()}" for path, data in files.items()}


def test_frictionless_would_notice(site: BuiltSite, tmp_path: Path) -> None:
    package = _package(site)
    package["resources"] = _tables(site)
    for each in package["resources"]:
        data = site.files[f"data/{each['path']}"]
        lost = data.replace(b"\r\n", b"\r\n\x00", 1).split(b"\x00")
        kept = lost[0] if each["name"] == "briefings" else data
        del each["bytes"], each["hash"]
        (tmp_path / each["path"]).write_bytes(kept)
    found = Package.from_descriptor(package, basepath=str(tmp_path)).validate()
    assert {each[0] for each in found.flatten(["type"])} == {"foreign-key"}


def test_a_spreadsheet_and_a_program_read_the_same_columns(site: BuiltSite) -> None:
    for table in _tables(site):
        data = site.files[f"data/{table['path']}"]
        assert data.startswith(b"\xef\xbb\xbf")  # without it, Excel takes UTF-8 for the encoding of the system
        lines = list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True), strict=True))
        assert lines[0] == [each["name"] for each in table["schema"]["fields"]]
        assert not [cell for line in lines[1:] for cell in line if re.match("[=+@\t\r\n]|-(?![0-9])", cell)]


def test_each_line_of_json_has_the_columns_of_the_tables(site: BuiltSite) -> None:
    columns = {table["name"]: {each["name"] for each in table["schema"]["fields"]} for table in _tables(site)}
    lines = list(_texts(site))
    assert len(lines) > 8
    for language, text in lines:
        assert text["language"] == language
        nested = {name for name, value in text.items() if name in columns and isinstance(value, list)}
        assert nested == {"sources", "corrections", "revisions"}
        assert text.keys() - nested - {"body", "notes"} <= columns["texts"] | columns["briefings"]
        assert columns["texts"] <= text.keys()
        for name in nested:
            for item in text[name]:
                assert item.keys() < columns[name], text["id"]
                assert item.keys() >= columns[name] - {"briefing", "text", "language", "id"}


def test_each_mark_in_a_text_is_a_source_or_a_footnote_of_it(site: BuiltSite) -> None:
    cited = 0
    for _, text in _texts(site):
        page = site.page(text["address"].removeprefix(f"{site.url}/"))
        shown = [each for each in page.by_class("prose")[0].iter("a") if each.get("class") == "footnote-ref"]
        names = re.findall(r"\[\^([^\] ]+)[^\]]*\](?!:)", f"{text['body']}\n{text['notes']}")
        assert len(names) == len(shown), text["id"]
        known = {each["name"] for each in text["sources"]}
        assert {each for each in names if not each.isdecimal()} <= known, text["id"]
        assert {each for each in names if each.isdecimal()} == set(re.findall(r"^\[\^([0-9]+)\]:", text["notes"], re.M))
        cited += len(names)
    assert cited


def test_the_version_of_the_data_begins_with_its_latest_day(site: BuiltSite) -> None:
    day, _, number = _package(site)["version"].partition(".")
    assert re.fullmatch("[0-9a-f]{12}", number)
    assert str(dt.date.fromisoformat(day)) in site.text_of("data/revisions.csv")


def test_the_page_of_each_language_explains_each_column_and_links_each_file(site: BuiltSite) -> None:
    files = {path for path in site.files if path.startswith("data/")}
    columns = {(table["name"], each["name"]) for table in _tables(site) for each in table["schema"]["fields"]}
    for language in site.languages:
        page = site.page(f"{language}/data/")
        links = {re.sub(r"^(?:\.\./)+", "", each.get("href") or "") for each in page.all("a")}
        assert files - links == set()
        explained = set()
        for section in page.by_class("ways"):
            name = (section.get("aria-labelledby") or "").removeprefix("p_")
            for row in section.iter("div"):
                names = [words_of(each) for term in row.iter("dt") for each in term.iter("code")]
                meaning = words_of(next(row.iter("dd"))) if names else ""
                explained |= {(name, each) for each in names if meaning}
        assert columns - explained == set()
        descriptions = {each["descriptions"][language] for table in _tables(site) for each in table["schema"]["fields"]}
        assert all(descriptions)


def test_the_archives_page_leads_to_the_data(site: BuiltSite) -> None:
    for language in site.languages:
        assert "../data/" in {each.get("href") for each in site.page(f"{language}/archive/").all("a")}


def _number(element: ET.Element) -> int:
    """The first number in the words of an element, or -1."""
    found = re.search(r"[0-9]+", words_of(element))
    return int(found[0]) if found else -1


def _says(element: ET.Element, number: int) -> bool:
    """Whether an element's words have a number; one and two may be words, as Arabic has them."""
    return _number(element) == number or (_number(element) == -1 and number in (1, 2))


def _total(page: Document) -> ET.Element:
    (found,) = page.by_class("page-total")
    return found


def _ask(base: sqlite3.Connection, query: str, *values: object) -> int:
    (number,) = base.execute(query, values).fetchone()
    return int(number)


_OF_YEAR = "SELECT count(*) FROM briefings WHERE substr(date_from, 1, 4) = ?"
_OF_YEAR_AND_TERM = f"{_OF_YEAR} AND id IN (SELECT briefing FROM briefing_terms WHERE term = ?)"  # noqa: S608
_OF_TERM = "SELECT count(*) FROM briefing_terms WHERE term = ?"
_SHOWN = "coalesce((SELECT language FROM texts WHERE briefing = b.id AND language = :language), b.original)"
_CORRECTIONS = f"""
    SELECT count(*) FROM corrections c JOIN briefings b ON c.briefing = b.id
    WHERE c.language = {_SHOWN} OR (c.language = b.original AND NOT EXISTS (
        SELECT 1 FROM corrections o WHERE o.briefing = b.id AND o.language = {_SHOWN} AND o.date = c.date))"""  # noqa: S608


def test_every_number_of_a_chart_is_a_query_on_the_data(site: BuiltSite, database: Any) -> None:
    base, charts = database(site), 0
    for path, page in site.pages.items():
        language, _, where = path.removesuffix("index.html").partition("/")
        for chart in page.by_class("chart"):
            rows = [[words_of(cell) for cell in row] for body in chart.iter("tbody") for row in body]
            term = where.rstrip("/") if where.count("/") == 2 else ""
            query = _OF_YEAR_AND_TERM if term else _OF_YEAR
            for year, count in rows:
                assert int(count) == _ask(base, query, year, *filter(None, [term])), (path, year)
            total = _ask(base, _OF_TERM, term) if term else _ask(base, "SELECT count(*) FROM briefings")
            assert sum(int(count) for _, count in rows) == total, path
            assert language in site.languages
            charts += 1
    assert charts >= 2 * len(site.languages)


def test_every_count_of_the_lists_is_a_query_on_the_data(site: BuiltSite, database: Any) -> None:
    base = database(site)
    total = _ask(base, "SELECT count(*) FROM briefings")
    for language in site.languages:
        archive, home = site.page(f"{language}/archive/"), site.page(f"{language}/")
        (intro,) = archive.by_class("page-intro")
        assert _says(intro, total)
        years = {}
        for section in archive.by_class("archive-year"):
            heading = next(section.iter("h2"))
            years[words_of(next(heading.iter("a")))] = _number(heading.findall("span")[0])
        assert years == {year: _ask(base, _OF_YEAR, year) for year in years}
        assert sum(years.values()) == total
        for year, count in years.items():
            assert _says(_total(site.page(f"{language}/{year}/")), count), year
        (all_of_them,) = [each for each in home.by_class("news")[0].iter("p") if each.get("class") == "more"]
        assert _says(all_of_them, total)
        for item in home.by_class("topics")[0].iter("li"):
            assert _number(item.findall("span")[0]) == _ask(base, _OF_TERM, _term(item)), words_of(item)


def _term(element: ET.Element) -> str:
    """The id of the term whose page an element's first link leads to."""
    parts = (next(element.iter("a")).get("href") or "").rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and not parts[-2].startswith(".") else parts[-1]


def test_every_count_of_a_term_is_a_query_on_the_data(site: BuiltSite, database: Any) -> None:
    base = database(site)
    terms = dict(base.execute("SELECT id, briefings FROM terms"))
    assert terms == dict(base.execute("SELECT term, count(*) FROM briefing_terms GROUP BY term"))
    for language in site.languages:
        for vocabulary in {each.partition("/")[0] for each in terms}:
            shown = {}
            for item in site.page(f"{language}/{vocabulary}/").by_class("letters")[0].iter("li"):
                counts = [each for each in item.iter("span") if each.get("class") == "count"]
                shown[f"{vocabulary}/{_term(item).rpartition('/')[2]}"] = _number(counts[0]) if counts else 1
            assert shown == {each: count for each, count in terms.items() if each.startswith(f"{vocabulary}/")}
        for term, count in terms.items():
            assert _says(_total(site.page(f"{language}/{term}/")), count), term


def test_every_count_of_the_search_page_is_a_query_on_the_data(site: BuiltSite, database: Any) -> None:
    base = database(site)
    for language in site.languages:
        for facet in site.page(f"{language}/search/").by_class("facet"):
            for item in facet.iter("li"):
                link, shown = next(item.iter("a")), _number(item.findall("span")[0])
                kind = facet.get("data-facet")
                if kind == "lang":
                    value = link.get("data-value")
                    assert shown == _ask(base, "SELECT count(*) FROM texts WHERE language = ?", value)
                elif kind == "year":
                    assert shown == _ask(base, _OF_YEAR, words_of(link))
                else:
                    assert shown == _ask(base, _OF_TERM, _term(item))


def test_the_logs_are_as_long_as_the_data_says(site: BuiltSite, database: Any) -> None:
    base = database(site)
    for language in site.languages:
        log = rf"{language}/corrections/(?:page/[0-9]+/)?index\.html"
        pages = [page for path, page in site.pages.items() if re.fullmatch(log, path)]
        shown = sum(len(list(each.iter("li"))) for page in pages for each in page.by_class("listing"))
        (number,) = base.execute(_CORRECTIONS, {"language": language}).fetchone()
        assert shown == number, language
        for kind in site.page(f"{language}/withdrawals/").by_class("log-kind"):
            reason = (kind.get("aria-labelledby") or "").removeprefix("p_")
            asked = _ask(base, "SELECT count(*) FROM withdrawals WHERE reason = ?", reason)
            assert len(list(kind.iter("li"))) == asked, (language, reason)


def test_what_a_page_says_of_the_copies_of_its_sources_is_in_the_data(site: BuiltSite, database: Any) -> None:
    base, root = database(site), f"{site.url}/"
    columns = "archived, kept, not_kept, dead_since"
    for briefing, address in base.execute("SELECT briefing, address FROM texts").fetchall():
        page = site.page(address.removeprefix(root))
        items = [each for part in page.by_class("sources") for listed in part.iter("ol") for each in listed]
        for number, item in enumerate(items, start=1):
            asked = (f"{briefing}/{number}",)
            (row,) = base.execute(f"SELECT {columns} FROM sources WHERE id = ?", asked).fetchall()  # noqa: S608
            copies = [each for each in item.iter("span") if each.get("class") == "source-meta"][1:]
            links = [each.get("href") for part in copies for each in part.iter("a")]
            assert links == [row[0]] * bool(row[0]), asked
            assert len(copies) == any(row), asked
            assert len([each for part in copies for each in part.iter("strong")]) == bool(row[3]), asked
    assert _ask(base, "SELECT count(*) FROM kept WHERE url NOT IN (SELECT url FROM sources)") == 0


def test_every_number_of_a_briefings_page_is_a_query_on_the_data(site: BuiltSite, database: Any) -> None:
    base, root, seen = database(site), f"{site.url}/", 0
    for name, briefing, address in base.execute("SELECT id, briefing, address FROM texts"):
        page = site.page(address.removeprefix(root))
        listed = sum(len(each.findall("li")) for part in page.by_class("sources") for each in part.iter("ol"))
        assert listed == _ask(base, "SELECT count(*) FROM sources WHERE briefing = ?", briefing), name
        (state,) = page.by_class("state")
        versions = _ask(base, "SELECT max(number) FROM revisions WHERE text = ?", name)
        assert _says(next(state.iter("dd")), versions), name
        seen += 1
    assert seen == len(list(_texts(site)))
