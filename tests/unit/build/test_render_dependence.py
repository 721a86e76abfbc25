"""Which briefings a page prints is found in whatever its view is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import msgspec
import pytest

from newsarchive.archive.index import Archive
from newsarchive.archive.pages import Page
from newsarchive.build.render import printed_briefings
from newsarchive.pages.entries import Entry


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
