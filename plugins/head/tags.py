"""A page's head: title, description, canonical and alternate addresses, feeds, what robots may do."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page


@dataclass(frozen=True)
class HeadLink:
    """A `link` element."""

    rel: str
    href: str
    hreflang: str = ""
    type: str = ""
    title: str = ""


@dataclass(frozen=True)
class Head:
    """What the head prints; `robots` is empty where everything is allowed, `refresh` where nothing leads on."""

    title: str
    description: str
    robots: str
    refresh: str
    links: tuple[HeadLink, ...]


def head_of(page: Page, edition: Edition) -> Head:
    """Return a page's head."""
    return Head(
        title=_title(page, edition),
        description=page.description,
        robots="" if page.listed else "noindex",
        refresh=page.refresh and addresses.relative(page.address, page.refresh, clean=edition.site.clean_addresses),
        links=(*_canonical(page, edition), *_alternates(page, edition), *_feeds(page, edition)),
    )


def _title(page: Page, edition: Edition) -> str:
    name = edition.words(page.language, "site.name")
    return name if page.title == name else edition.words(page.language, "head.title", page=page.title, site=name)


def _href(target: str, page: Page, edition: Edition) -> str:
    """Return an absolute address where the site has one, else a relative link."""
    site = edition.site
    if site.url:
        return f"{site.url}/{target if site.clean_addresses else addresses.file_of(target)}"
    return addresses.relative(page.address, target, clean=site.clean_addresses)


def _canonical(page: Page, edition: Edition) -> list[HeadLink]:
    """A canonical address is absolute (RFC 6596 allows less, search engines do not), so a local build has none."""
    if not edition.site.url or not (page.alternates or page.refresh):
        return []
    return [HeadLink("canonical", _href(page.refresh or page.address, page, edition))]


def _alternates(page: Page, edition: Edition) -> list[HeadLink]:
    if not page.alternates:
        return []
    links = [
        HeadLink("alternate", _href(each.address, page, edition), hreflang=each.language) for each in page.alternates
    ]
    default = _href(page.default_alternate, page, edition)
    return [*links, HeadLink("alternate", default, hreflang="x-default")]


def _feeds(page: Page, edition: Edition) -> list[HeadLink]:
    return [
        HeadLink(
            "alternate",
            addresses.relative(page.address, feed.address, clean=edition.site.clean_addresses),
            type="application/atom+xml",
            title=feed.title,
        )
        for feed in page.feeds
    ]
