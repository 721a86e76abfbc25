"""Every briefing can be taken into a reference manager, and comes out as the page has it."""

from __future__ import annotations

import json

from pybtex.database import parse_string
from pybtex.richtext import Text

from tests.references import reference
from tests.sites import BuiltSite, Document, words_of


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


def test_other_pages_are_no_articles(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        if not page.by_class("briefing"):
            assert _metas(page, "citation_", "DC.") == [], path
            assert reference(page, "x").item_type == "webpage", path


def test_files_for_reference_managers_stand_beside_each_briefing_and_say_what_its_page_says(site: BuiltSite) -> None:
    """Read by pybtex, and by the rules of the schema for CSL-JSON (citationstyles.org)."""
    pages = {path.removesuffix("index.html"): page for path, page in site.pages.items() if page.by_class("briefing")}
    assert {path for path in site.files if path.rpartition("/")[2].startswith("citation.")} == {
        f"{folder}citation.{suffix}" for folder in pages for suffix in ("bib", "json")
    }
    for folder, page in pages.items():
        linked = {each.get("href"): each.get("type") for each in page.all("link") if each.get("rel") == "alternate"}
        shown = {each.get("href"): each.get("type") for part in page.by_class("cite") for each in part.iter("a")}
        assert {"citation.bib", "citation.json"} <= linked.keys() & shown.keys(), folder
        assert linked["citation.bib"] == shown["citation.bib"] == "application/x-bibtex"
        title, day = words_of(page.all("h1")[0]), _fact(page, 1)
        address = f"{site.url}/{folder}" if site.url else ""
        line = _spaced(words_of(next(page.by_class("cite")[0].iter("p"))))
        (item,) = json.loads(site.files[f"{folder}citation.json"])
        assert item["title"] == title
        assert item["issued"] == {"date-parts": [[int(part) for part in day.split("-")]]}
        assert (item["type"], item["language"], item.get("URL", "")) == ("article-newspaper", page.language, address)
        assert all(set(each) in ({"literal"}, {"family", "given"}) for each in item["author"])
        entries = parse_string(site.text_of(f"{folder}citation.bib"), "bibtex").entries
        assert list(entries) == [item["id"]]
        fields = entries[item["id"]].fields
        assert str(Text.from_latex(fields["title"])) == title
        assert (fields["date"], fields.get("url", "")) == (day, address)
        assert _spaced(title) in line
        assert line.endswith(address)


def _spaced(words: str) -> str:
    return " ".join(words.split())
