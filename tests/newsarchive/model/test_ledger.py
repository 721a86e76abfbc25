"""Permalinks: what was published stays reachable."""

import datetime as dt
from typing import Any

import pytest

from newsarchive.model.fields import Withdrawal
from newsarchive.model.ledger import (
    Permalink,
    copy_redirects,
    lost_permalinks,
    moved_permalinks,
    of_another_archive,
    parse_editions,
    parse_permalinks,
    with_published,
)
from newsarchive.model.models import SILENT, Issue, Revision
from newsarchive.model.tables import cells_of, table
from tests.newsarchive.editions import briefing, edition_of, standing

DAY = dt.date(2026, 11, 24)
PUBLISHED = (Revision(DAY, "0123456789ab", "first", 0),)


def written_rows(rows):
    return table(map(cells_of, rows))


A = Permalink("en/2023/a/", "a", dt.date(2023, 10, 12))


def test_a_publication_adds_every_address_of_a_text_with_its_own_day_whatever_its_status() -> None:
    works = (briefing("a", languages="en az"), briefing("h", status="hidden"), standing("about", "en"))
    found = with_published({}, edition_of(*works).archive, DAY)
    assert [(each.address, each.slug, str(each.published)) for each in found] == [
        ("az/2023/a/", "a", "2026-11-24"),
        ("en/2023/a/", "a", "2026-11-24"),
        ("en/2023/h/", "h", "2026-11-24"),
        ("en/about/", "about", "2026-11-24"),
    ]


COPY = f"kept/{'c' * 64}.wacz"


@pytest.mark.parametrize(
    ("fields", "new"),
    [
        ({"slug": "b"}, "az/2023/b/"),
        ({"slug": "renamed", "redirect_from": ("b",)}, "az/2023/renamed/"),
        ({"slug": "b", "status": "withdrawn"}, "az/2023/b/"),
        ({"slug": "b", "status": "hidden"}, ""),
        ({"slug": "b", "status": "withdrawn", "withdrawal": Withdrawal(DAY, SILENT)}, ""),
        ({"slug": "another"}, ""),
    ],
)
def test_a_copy_that_was_published_leads_to_its_text_unless_that_is_untold(fields: dict[str, Any], new: str) -> None:
    known, faults = parse_permalinks(written_rows([Permalink(COPY, "b", DAY)]).decode())
    archive = edition_of(briefing("a"), briefing(languages="az en", **fields)).archive
    assert copy_redirects(known, archive) == ({f"{COPY}/": new} if new else {})
    assert [*faults, *lost_permalinks(known, ())] == []
    assert COPY not in [each.address for each in with_published({}, archive, DAY)]


def test_what_was_published_before_stays_as_it_was() -> None:
    before = {"en/2020/gone/": Permalink("en/2020/gone/", "gone", DAY), "en/2023/a/": Permalink("en/2023/a/", "b", DAY)}
    found = {each.address: each for each in with_published(before, edition_of(briefing("a")).archive, DAY)}
    assert found == before


def test_the_file_is_read_as_it_was_written() -> None:
    written = written_rows([A])
    assert written == b"en/2023/a/\ta\t2023-10-12\n"
    assert parse_permalinks(written.decode()) == ({A.address: A}, [])


@pytest.mark.parametrize(
    "line",
    [
        "en/2023/a/",
        "en/2023/a/\ta",
        "en/2023/a/\ta\t2023",
        "en/2023/a\ta\t2023-10-12",
        "kept/a.wacz\ta\t2023-10-12",
        f"kept/{'c' * 64}.wacz/\ta\t2023-10-12",
        f"kept/{'c' * 64}.html\ta\t2023-10-12",
        "../a/\ta\t2023-10-12",
        "//host/\ta\t2023-10-12",
        "en/2023/a/\tA B\t2023-10-12",
        "en/2023/a/\t\t2023-10-12",
        "a/\ta\t2023-10-12\tmore",
        "",
    ],
)
def test_a_line_of_another_form_is_named(line: str) -> None:
    known, faults = parse_permalinks(f"{written_rows([A]).decode()}{line}\n")
    assert known == {A.address: A}
    assert [(each.code, each.line) for each in faults] == [("table-line", 2)]


def test_an_address_that_stands_twice_is_named() -> None:
    _, faults = parse_permalinks(written_rows([A, A]).decode())
    assert [(each.code, each.line) for each in faults] == [("doubled", 2)]


def test_an_address_that_leads_nowhere_is_named_with_its_line() -> None:
    known, _ = parse_permalinks(written_rows([A, Permalink("en/2023/b/", "b", DAY)]).decode())
    assert list(lost_permalinks(known, {"en/2023/a/", "en/2023/b/"})) == []
    (lost,) = lost_permalinks(known, {"en/2023/a/"})
    assert (lost.code, lost.line, lost.warning) == ("permalink-lost", 2, False)
    assert dict(lost.values) == {"address": "/en/2023/b/", "slug": "b"}


def foreign(permalinks: int, revisions: int, kept: int = 0) -> list[tuple[str, dict[str, str]]]:
    """Ask for tables of so many texts, of which the first `kept` are in the archive."""
    slugs = [f"text-{each:02}" for each in range(max(permalinks, revisions))]
    known = {f"en/2020/{slug}/": Permalink(f"en/2020/{slug}/", slug, DAY) for slug in slugs[:permalinks]}
    recorded = {(slug, "en"): PUBLISHED for slug in slugs[:revisions]}
    return [(each.path, dict(each.values)) for each in of_another_archive(known, recorded, slugs[:kept])]


def test_most_lines_of_a_table_are_of_unknown_texts_where_it_is_another_archives() -> None:
    assert foreign(78, 0) == [("permalinks.tsv", {"lost": "78", "all": "78"})]
    assert foreign(21, 0, kept=10) == [("permalinks.tsv", {"lost": "11", "all": "21"})]
    assert foreign(20, 20, kept=10) == []
    assert foreign(9, 9) == []


def test_another_archives_tables_are_said_once_whichever_of_them_is_left() -> None:
    assert foreign(12, 12) == [("permalinks.tsv", {"lost": "12", "all": "12"})]
    assert foreign(0, 12) == [("revisions.tsv", {"lost": "12", "all": "12"})]


KNOWN = {A.address: A}


def moved(*works: object, redirects: dict[str, str] | None = None, recorded: str = "") -> list[str]:
    archive = edition_of(*works, redirects=redirects).archive
    found = moved_permalinks(KNOWN, archive, {(slug, "en"): PUBLISHED for slug in recorded.split()})
    return [f"{'warning ' * each.warning}{each.code} {dict(each.values)['target']}" for each in found]


def test_a_text_that_was_renamed_or_is_of_another_year_is_the_same_text() -> None:
    assert moved(briefing("a")) == []
    assert moved(briefing("b", redirect_from=("a",)), recorded="a") == []
    # once it was published under its new name
    assert moved(briefing("b", redirect_from=("a",)), recorded="b") == []
    assert moved(briefing("a", "2024-01-02", redirect_from=("en/2023/a",)), recorded="a") == []
    assert moved(briefing("a", languages="az", redirect_from=("en/2023/a",)), recorded="a") == []


def test_an_address_that_leads_to_another_text_is_a_warning() -> None:
    to_b = ["warning permalink-lost /en/2023/b/"]
    assert moved(briefing("b"), redirects={"en/2023/a/": "en/2023/b/"}, recorded="a b") == to_b
    assert moved(briefing("b", redirect_from=("en/2023/a",)), recorded="a b") == to_b
    assert moved(briefing("b"), redirects={"en/2023/a/": "en/archive/"}) == ["warning permalink-lost /en/archive/"]


def test_a_text_that_claims_the_name_of_another_published_text_is_a_warning() -> None:
    assert moved(briefing("b", redirect_from=("a",)), recorded="a b") == ["warning permalink-lost /en/2023/b/"]


EPUB = "editions/en/archive-en-2023.epub"
ISSUED = {EPUB: Issue(EPUB, 12, DAY, "0" * 64)}


def test_the_table_of_editions_is_read_as_it_is_written() -> None:
    written = written_rows(ISSUED.values())
    assert written.decode() == f"{EPUB}\t12\t2026-11-24\t{'0' * 64}\n"
    assert parse_editions(written.decode()) == (ISSUED, [])


@pytest.mark.parametrize(
    "line",
    [
        f"{EPUB}\t12\t2026-11-24",
        f"../{EPUB}\t12\t2026-11-24\t{'0' * 64}",
        f"editions/../a\t12\t2026-11-24\t{'0' * 64}",
        f"{EPUB}\t-1\t2026-11-24\t{'0' * 64}",
        f"{EPUB}\t12\t2026\t{'0' * 64}",
        f"{EPUB}\t12\t2026-11-24\t{'0' * 63}",
    ],
)
def test_a_malformed_line_of_editions_is_a_fault(line: str) -> None:
    assert [each.code for each in parse_editions(f"{line}\n")[1]] == ["table-line"]


def test_an_edition_that_stands_twice_is_named() -> None:
    _, faults = parse_editions(written_rows(ISSUED.values()).decode() * 2)
    assert [(each.code, each.line) for each in faults] == [("doubled", 2)]
