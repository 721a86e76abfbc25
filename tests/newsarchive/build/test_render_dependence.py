"""Which briefings a page prints is found in whatever its view is made of, and what it tells of copies of sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import msgspec
import pytest

from newsarchive.build.render import copy_digests, printed_briefings
from newsarchive.model.index import Archive
from newsarchive.model.pages import Page
from newsarchive.pages.entries import Entry
from tests.newsarchive.attempts import A, B, copy_of, dead, edition_with, source
from tests.newsarchive.editions import briefing


def entry(slug: str) -> Entry:
    return Entry(f"en/2024/{slug}/", slug, "", "en", "ltr", "", "2024", "2024")


class Group(msgspec.Struct, frozen=True):
    title: str
    kind: Literal["a", "b"]
    day: dt.date | None
    words: tuple[str, ...]
    counts: dict[str, int]
    entries: list[Entry]
    latest: Entry | None = None


@dataclass(frozen=True)
class Section:
    title: str
    groups: tuple[Group, ...]
    by_year: Mapping[int, list[Group]]
    anything: object = None


def group(*slugs: str, latest: str = "") -> Group:
    return Group("t", "a", None, ("x",), {"x": 1}, [entry(slug) for slug in slugs], entry(latest) if latest else None)


@pytest.mark.parametrize(
    ("value", "slugs"),
    [
        (entry("one"), "one"),
        ([entry("one"), (entry("two"),)], "one two"),
        ({"a": [entry("one")], "b": MappingProxyType({"c": entry("two")})}, "one two"),
        (group("one", "two", latest="three"), "one three two"),
        (Section("t", (group("one"),), {2024: [group("two")]}), "one two"),
        (Section("t", (), {}, anything=[group("one")]), "one"),
        (Section("t", (), {}, anything={"x": entry("one")}), "one"),
        (Section("t", (), {}), ""),
        (["words", 1, None, True, dt.date(2024, 1, 1)], ""),
    ],
)
def test_entries_are_found_wherever_they_stand(value, slugs):
    page = Page("en/", "en", "home.html", "t", "d", {"view": value})
    assert printed_briefings(page, Archive((), (), (), {}, {})) == tuple(slugs.split())


def test_pages_with_a_source_of_which_something_is_known_have_a_digest_that_differs_with_it():
    works = (
        briefing("a", languages="en az", sources=(source(A), source(B))),
        briefing("b", sources=(source(A),)),
        briefing("c"),
    )
    at = "en/2023/a/", "az/2023/a/"
    nothing, found = copy_digests(edition_with(*works)), copy_digests(edition_with(*works, gone=[dead(B)]))
    assert (nothing, tuple(found)) == ({}, at)
    later = copy_digests(edition_with(*works, gone=[dead(B, 25)]))
    assert all(later[address] != found[address] for address in at)
    kept = copy_digests(edition_with(*works, gone=[dead(B)], lines=[copy_of(A, 12)]))
    assert tuple(kept) == (*at, "en/2023/b/")
    assert all(kept[address] != found[address] for address in at)
