"""Reads a page's `meta` elements as Zotero's "Embedded Metadata" translator does, with its "RDF" behind it.

After what both did in 2024 (github.com/zotero/translators): only what a page of ours can meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.sites import Document

PREFIXES = ("dc", "dcterms", "og", "article", "book", "prism", "eprints", "video", "music")
ITEM_TYPES = ("newspaperArticle", "magazineArticle", "journalArticle", "webpage", "blogPost", "report", "book")
FORCED = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection",
}


@dataclass(frozen=True)
class Reference:
    """What a reader's library would hold. A creator is (first name, last name); an institution has no first."""

    item_type: str
    title: str
    creators: tuple[tuple[str, str], ...]
    date: str
    publication: str
    publisher: str
    language: str
    url: str
    abstract: str


def reference(page: Document, location: str) -> Reference:
    """Read a page that was found at an address."""
    metas = [
        (each.get("name") or each.get("property") or "", each.get("content") or "")
        for each in page.all("meta")
        if each.get("name") or each.get("property")
    ]
    rdf = [statement for name, content in metas if content and (statement := _statement(name, content))]
    canonical = [each.get("href", "") for each in page.all("link") if each.get("rel") == "canonical"]

    def highwire(name: str) -> list[str]:
        return [content for key, content in metas if key.endswith(name) and content]

    def first(*names: str) -> str:
        return next((content for name in names for key, content in rdf if key == name), "")

    names = highwire("citation_author") or [content for key, content in rdf if key == "dc:creator"]
    return Reference(
        item_type=_item_type(metas, first("og:type"), first("dc:type")),
        title=next(iter(highwire("citation_title")), "") or first("dc:title", "og:title"),
        creators=tuple(map(_creator, names)),
        date=next(iter(highwire("citation_publication_date")), "") or first("article:published_time", "dc:date"),
        publication=next(iter(highwire("citation_journal_title")), "") or first("dc:source", "og:site_name"),
        publisher=next(iter(highwire("citation_publisher")), "") or first("dc:publisher"),
        language=next(iter(highwire("citation_language")), "") or first("dc:language") or page.language,
        url=next(iter(highwire("citation_public_url")), "") or first("og:url") or next(iter(canonical), location),
        abstract=first("og:description") or next(iter(highwire("description")), ""),
    )


def _statement(name: str, content: str) -> tuple[str, str] | None:
    """A tag in a known vocabulary: the part before the first sign, or else the one after it, is its prefix."""
    parts = re.split(r"[.:_]", name)
    at = 1 if len(parts) > 2 and parts[1].lower() in PREFIXES else 0
    prefix = parts[at].lower()
    if prefix not in PREFIXES or len(parts) == at + 1:
        return None
    rest = name[sum(len(part) + 1 for part in parts[: at + 1]) :]
    return f"{prefix}:{rest[0].lower()}{rest[1:]}", content


def _item_type(metas: list[tuple[str, str]], og: str, dc: str) -> str:
    for name, _ in metas:
        if name in FORCED:
            return FORCED[name]
    if og == "website":
        return "webpage"
    if dc in ITEM_TYPES:
        return dc
    return "journalArticle" if any(name == "citation_title" for name, _ in metas) else "webpage"


def _creator(name: str) -> tuple[str, str]:
    """A name is cut at its comma, else before its last word."""
    if "," in name:
        last, _, given = name.partition(",")
        return given.strip(), last.strip()
    given, _, last = name.strip().rpartition(" ")
    return given, last
