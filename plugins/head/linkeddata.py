"""A page as linked data: one JSON-LD object of schema.org's vocabulary.

The lists of a listing are left out: they would say again what the page's own links say, and double its weight.
So is `SearchAction`, which no search engine uses any more.
"""

from __future__ import annotations

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.records import Briefing

from .jsonscript import present
from .newsarticle import news_article

_TERM = {"tags": "DefinedTerm", "people": "Person", "organisations": "Organization", "places": "Place"}


def linked_data(page: Page, edition: Edition) -> dict[str, object]:
    """Return what a page is."""
    if isinstance(page.work, Briefing):
        about = news_article(page, page.work, edition)
        made = {**about, **present(publisher=publisher(page.language, edition), mainEntityOfPage=_sheet(page, edition))}
    elif page.kind == "site":
        made = _site(page, edition)
    else:
        made = _page(page, edition)
    return {**present(context="https://schema.org"), **made}


def publisher(language: str, edition: Edition) -> dict[str, object]:
    """Return the newsroom; its pages elsewhere are named on the front pages alone."""
    name = edition.words(language, "site.name")
    return present(type="NewsMediaOrganization", name=name, url=edition.site.absolute(addresses.home(language)))


def _site(page: Page, edition: Edition) -> dict[str, object]:
    site = edition.site
    everyone = not page.address
    newsroom = {
        **publisher(page.language, edition),
        **present(sameAs=[address for _, address in site.newsroom.follow]),
    }
    return present(
        type="WebSite",
        name=page.title,
        description=page.description,
        inLanguage=list(site.tags) if everyone else page.language,
        url=site.absolute(page.address),
        dateModified=page.changed and page.changed.isoformat(),
        publisher=newsroom,
        isAccessibleForFree=True,
        license=site.newsroom.text_licence[1],
    )


def _page(page: Page, edition: Edition) -> dict[str, object]:
    return present(
        type="CollectionPage" if page.kind == "collection" else "WebPage",
        name=page.title,
        description=page.description,
        inLanguage=page.language,
        url=edition.site.absolute(page.address),
        dateModified=page.changed and page.changed.isoformat(),
        about=_term(page, edition),
        isPartOf=_whole(page.language, edition),
        breadcrumb=_breadcrumb(page, edition),
    )


def _sheet(page: Page, edition: Edition) -> dict[str, object] | None:
    """Return the page that an article stands on; a local build's pages have no name."""
    url = edition.site.absolute(page.address)
    return present(type="WebPage", id=url) if url else None


def _whole(language: str, edition: Edition) -> dict[str, object]:
    name = edition.words(language, "site.name")
    return present(type="WebSite", name=name, url=edition.site.absolute(addresses.home(language)))


def _term(page: Page, edition: Edition) -> dict[str, object] | None:
    """Return the term that a page lists the texts of, with all names by which it may be known."""
    if page.term is None:
        return None
    taxonomy, term_id = page.term
    term = edition.archive.vocabularies[taxonomy][term_id]
    name, _ = term.name(page.language, edition.site.default)
    others = [each for each in (*(term.names[tag] for tag in sorted(term.names)), *term.also) if each != name]
    return present(type=_TERM[taxonomy], name=name, alternateName=list(dict.fromkeys(others)))


def _breadcrumb(page: Page, edition: Edition) -> dict[str, object] | None:
    """Return the way from the front page, where there is more of it than that; its addresses are absolute or none."""
    if not page.trail or not edition.site.url:
        return None
    front = (edition.words(page.language, "site.name"), addresses.home(page.language))
    steps = (front, *((step.title, step.address) for step in page.trail), (page.title, page.address))
    items = [
        present(type="ListItem", position=place, name=title, item=edition.site.absolute(address))
        for place, (title, address) in enumerate(steps, start=1)
    ]
    return present(type="BreadcrumbList", itemListElement=items)
