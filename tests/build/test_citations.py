"""Every briefing can be taken into a reference manager, and comes out as the page has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.references import reference
from tests.sites import BuiltSite, Document, words_of

SITES = [
    pytest.param(name, marks=pytest.mark.xdist_group(name))
    for name in ("fixture-local", "fixture-public", "real-local", "real-public")
]


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest, build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    return build_site(request.param)


def _metas(page: Document, *beginnings: str) -> list[str]:
    return [each.get("name", "") for each in page.all("meta") if (each.get("name") or "").startswith(beginnings)]


def _fact(page: Document, place: int) -> str:
    """A line of the box beside the text: when it happened, when it went online, who wrote it."""
    facts = page.by_class("facts")[0]
    times = [each.get("datetime", "") for each in facts.iter("time")]
    return times[place] if place < 2 else [words_of(each) for each in facts.iter("dd")][place]


def test_a_reference_to_a_briefing_says_what_its_page_says(site: BuiltSite) -> None:
    found = {path: page for path, page in site.pages.items() if page.by_class("briefing")}
    assert len(found) > 8
    for path, page in found.items():
        item = reference(page, "file:///location")
        assert item.item_type == "newspaperArticle", path
        assert item.title == words_of(page.all("h1")[0]), path
        assert item.abstract == words_of(page.by_class("standfirst")[0]), path
        assert item.date == _fact(page, 1).replace("-", "/"), path
        assert item.publication == item.publisher == words_of(page.by_class("nameplate")[0]), path
        assert item.language == page.language, path
        address = f"{site.url}/{path.removesuffix('index.html')}"
        assert item.url == (address if site.url else "file:///location"), path
        assert item.rights == "https://creativecommons.org/licenses/by/4.0/", path


def test_named_authors_are_cited_and_the_desk_is_not(public_fixture_site: BuiltSite) -> None:
    named = reference(public_fixture_site.page("az/2023/everything-at-once/"), "")
    assert named.creators == (("First", "Author"), ("Second", "Author"))
    assert reference(public_fixture_site.page("az/2021/elek/"), "").creators == ()


def test_other_pages_are_no_articles(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        if not page.by_class("briefing"):
            assert _metas(page, "citation_", "DC.") == [], path
            assert reference(page, "x").item_type == "webpage", path


def test_a_hidden_text_can_be_cited_by_those_who_have_its_address(public_fixture_site: BuiltSite) -> None:
    item = reference(public_fixture_site.page("en/2022/hidden-text/"), "")
    assert item.url == f"{public_fixture_site.url}/en/2022/hidden-text/"


def test_the_reader_would_notice() -> None:
    """The reading itself: a journal's title makes an article of a journal, an institution's name falls apart."""
    source = (
        '<!DOCTYPE html><html lang="en"><head><title>x</title>'
        '<meta name="citation_title" content="T"><meta name="DC.type" content="newspaperArticle">'
        '<meta name="citation_author" content="The desk">{}</head><body></body></html>'
    )
    plain = reference(Document("x", source.format("")), "")
    assert (plain.item_type, plain.creators) == ("newspaperArticle", (("The", "desk"),))
    journal = source.format('<meta name="citation_journal_title" content="J">')
    assert reference(Document("x", journal), "").item_type == "journalArticle"
