"""A slug or address is one work's alone, today and for good."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from newsarchive.content.redirects import doubled_slugs, resolve_redirects
from newsarchive.model.diagnostics import Fault
from newsarchive.model.models import Text
from newsarchive.model.vocabularies import Term
from tests.newsarchive.editions import briefing_of, edition_of, standing, text, words

A, B = "briefings/2022/a", "briefings/2023/b"


def one(folder: str = A, language: str = "en", *earlier: str, **fields: object) -> Text:
    positions = {f"redirect_from:{each}": (7, 10 * index) for index, each in enumerate(earlier, start=1)}
    year = folder.split("/")[1] if folder.startswith("briefings") else None
    return text(folder, language, date=year, redirect_from=earlier, positions=positions, **fields)


def shown(faults: list[Fault]) -> list[tuple[str, str, int, int, dict[str, str]]]:
    for each in faults:
        assert words()("en", f"fault.{each.code}", None, **dict(each.values))
    return [(each.code, each.path, each.line, each.column, dict(each.values)) for each in faults]


def doubled(*texts: Text) -> list[tuple[str, str, int, int, dict[str, str]]]:
    return shown(list(doubled_slugs(texts)))


def faults(*originals: Text) -> list[tuple[str, str, int, int, dict[str, str]]]:
    edition = edition_of(*(briefing_of(each) for each in originals), standing("about"))
    archive = replace(edition.archive, vocabularies={"people": {"ali": Term("ali", {})}})
    return shown(resolve_redirects([], archive, edition.site)[1])


def test_slugs_of_folders_and_earlier_ones_are_told_apart_by_their_place() -> None:
    other = {"other": f"{A}/en.md"}
    assert doubled(one(), one("briefings/2023/a")) == [
        ("doubled-slug", "briefings/2023/a/en.md", 0, 0, {"found": "a", **other})
    ]
    assert doubled(one(), one(B, "en", "old", "a")) == [("doubled-slug", f"{B}/en.md", 7, 20, {"found": "a", **other})]
    assert doubled(one(A, "en", "b"), one(B)) == [("doubled-slug", f"{B}/en.md", 0, 0, {"found": "b", **other})]
    assert doubled(one(A, "en", "old"), one(B, "en", "old")) == [
        ("doubled-slug", f"{B}/en.md", 7, 10, {"found": "old", **other})
    ]


def test_an_earlier_slug_is_not_todays() -> None:
    assert doubled(one(A, "en", "a")) == [
        ("doubled-slug", f"{A}/en.md", 7, 10, {"found": "a", "other": f"{A}/en.md"}),
    ]


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"sound": False}])
def test_a_text_that_is_not_built_has_its_slug_already(fields: dict[str, object]) -> None:
    assert [code for code, *_ in doubled(one(), one("briefings/2023/a", **fields))] == ["doubled-slug"]


@pytest.mark.parametrize(
    "other",
    [
        one(A, "az", translates="en"),
        text(A, "az", positions={"translates": (3, 1)}),
        one(A, "az"),
        one("pages/a"),
        one("notices/a"),
        one(B, "en", "az/2020/a"),
    ],
    ids=["a translation", "one that says so badly", "a second original", "a page", "a notice", "an address"],
)
def test_what_shares_no_slug_is_in_order(other: Text) -> None:
    assert doubled(one(), other) == []


def test_notices_have_no_address_and_so_no_slug_to_share() -> None:
    assert doubled(one("notices/a"), one("notices/b", "en", "a")) == []


@pytest.mark.parametrize(
    "typed",
    [
        *("en/2023/b", "en/about", "en/tags", "ru/archive", "en/2019", "en/page/2"),
        *("en/tags/law/page/1", "en/2023/b/history", "en/2022/a/history", "server/headers"),
    ],
)
def test_an_earlier_address_takes_none_that_a_page_has_or_that_is_reserved(typed: str) -> None:
    assert faults(one(A, "en", typed), one(B)) == [("redirect-taken", f"{A}/en.md", 7, 10, {"found": typed})]


@pytest.mark.parametrize("typed", ["en/2023/old", "az/2022/a", "en/people/ali", "people/leyla", "2020/old", "old"])
def test_an_address_where_nothing_is_is_free(typed: str) -> None:
    assert faults(one(A, "en", typed), one(B)) == []


def test_an_earlier_address_leads_to_one_text() -> None:
    other = {"found": "en/2020/x", "other": f"{A}/en.md"}
    assert faults(one(A, "en", "en/2020/x"), one(B, "en", "y", "en/2020/x")) == [
        ("redirect-doubled", f"{B}/en.md", 7, 20, other)
    ]
    assert faults(one(A, "en", "x"), one(B, "en", "en/2022/x")) == [
        ("redirect-doubled", f"{B}/en.md", 7, 10, {**other, "found": "en/2022/x"})
    ]
    assert faults(one(A, "en", "x", "en/2022/x")) == [
        ("redirect-doubled", f"{A}/en.md", 7, 20, {**other, "found": "en/2022/x"})
    ]


def test_two_slugs_alike_are_named_once_by_their_own_fault() -> None:
    first, second = one(A, "en", "x"), one("briefings/2022/b", "en", "x")
    assert faults(first, second) == []
    assert [code for code, *_ in doubled(first, second)] == ["doubled-slug"]
