"""Every briefing can be taken into a reference manager, and comes out as the page has it."""

from __future__ import annotations

from tests.every_site.citations import *  # noqa: F403
from tests.references import reference
from tests.sites import BuiltSite, Document

MODES = ("local", "public")


def test_named_authors_are_cited_and_the_desk_is_not(public_fixture_site: BuiltSite) -> None:
    named = reference(public_fixture_site.page("az/2023/everything-at-once/"), "")
    assert named.creators == (("First", "Author"), ("Second", "Author"))
    assert reference(public_fixture_site.page("az/2021/elek/"), "").creators == ()


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
