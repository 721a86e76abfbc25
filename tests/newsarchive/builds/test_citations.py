"""Every briefing can be taken into a reference manager, and comes out as the page has it."""

from __future__ import annotations

from tests.every_site.citations import *  # noqa: F403
from tests.references import reference
from tests.sites import BuiltSite, Document, words_of

MODES = ("local", "public")


def test_named_authors_are_cited_and_the_desk_is_not(public_fixture_site: BuiltSite) -> None:
    named = reference(public_fixture_site.page("az/2023/everything-at-once/"), "")
    assert named.creators == (("First", "Author"), ("Second", "Author"))
    assert reference(public_fixture_site.page("az/2021/elek/"), "").creators == ()


def test_a_hidden_text_can_be_cited_by_those_who_have_its_address(public_fixture_site: BuiltSite) -> None:
    item = reference(public_fixture_site.page("en/2022/hidden-text/"), "")
    assert item.url == f"{public_fixture_site.url}/en/2022/hidden-text/"


def test_no_list_names_the_citation_of_a_hidden_text_and_a_withdrawn_text_has_none(
    public_fixture_site: BuiltSite,
) -> None:
    files = public_fixture_site.files
    assert {f"en/2022/hidden-text/citation.{suffix}" for suffix in ("bib", "json")} <= files.keys()
    listed = public_fixture_site.text_of("SHA256SUMS")
    assert "en/2023/everything-at-once/citation.bib" in listed
    assert "hidden-text" not in listed
    withdrawn = [
        path for path in files if "citation." in path and path.split("/")[2] in ("withdrawn-text", "taken-back")
    ]
    assert withdrawn == []


def test_named_authors_are_named_in_the_line_and_the_site_stands_for_the_desk(public_fixture_site: BuiltSite) -> None:
    site = public_fixture_site

    def line(path: str) -> str:
        return words_of(next(site.page(path).by_class("cite")[0].iter("p")))

    assert line("az/2023/everything-at-once/").startswith("First Author və Second Author. (")
    name = words_of(site.page("az/2021/elek/").by_class("nameplate")[0])
    assert line("az/2021/elek/").startswith(f"{name}. (")
    assert line("az/2021/elek/").count(name) == 1


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
