"""The data of the fixture's publication: valid, the ground of all numbers, and without what nobody may read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.every_site.data import *  # noqa: F403
from tests.sites import ROOT, BuiltSite

MODES = ("public",)


@pytest.mark.xdist_group("fixture-public")
def test_nothing_of_a_text_that_is_not_published_is_in_the_data(build_site: Callable[[str], BuiltSite]) -> None:
    site = build_site("fixture-public")
    data = {path: content for path, content in site.files.items() if path.startswith("data/")}
    names = (b"hidden-text", b"draft-text", b"embargoed-text")
    assert [path for path, content in data.items() if any(name in content for name in names)] == []
    # a withdrawn one is in the log alone
    gone = [path for path, content in data.items() if b"withdrawn-text" in content or b"taken-back" in content]
    assert gone in ([], ["data/withdrawals.csv"])


@pytest.mark.xdist_group("fixture-public")
def test_nothing_tells_the_owner_of_a_source_which_visit_was_the_newsrooms(
    build_site: Callable[[str], BuiltSite],
) -> None:
    """The table has moments, as earlier versions wrote it."""
    permalinks = (ROOT / "tests/newsarchive/builds/site/content/permalinks.tsv").read_text("utf-8")
    addresses_of_copies = re.findall("kept/([0-9a-f]{64})[.]wacz", permalinks)  # were published, and redirect
    told = set()
    for line in (ROOT / "tests/newsarchive/builds/site/content/kept.tsv").read_text("utf-8").splitlines():
        _, moment, outcome, *others = line.split("\t")
        told.add(moment[10:-1])
        if outcome in ("brought", "fetched"):
            told |= {*others[:2], others[2].partition("-")[2].partition(".")[0]}
    told -= {"-", *addresses_of_copies}
    assert len(told) > 8
    site = build_site("fixture-public")
    shown = {path: content.decode("utf-8", "replace") for path, content in site.files.items()}
    assert [(path, each) for path, content in shown.items() for each in told if each in content] == []


def test_a_local_build_has_no_data(fixture_site: BuiltSite) -> None:
    assert [path for path in fixture_site.files if path.startswith("data/") or "/data/" in path] == []
