"""A page's head: title, description, policy, canonical and alternate addresses, feeds, what machines are told."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from plugins.archive import addresses
from plugins.archive.derived import derived
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.records import Briefing
from plugins.headers.policy import page_policy, policy_text

from .cards import card
from .citations import citation
from .jsonscript import script_json
from .linkeddata import linked_data
from .metas import Meta


class HeadLink(NamedTuple):
    """A `link` element."""

    rel: str
    href: str
    hreflang: str = ""
    type: str = ""
    title: str = ""


class Head(msgspec.Struct, frozen=True):
    """What the head prints; `robots` is empty where everything is allowed, `refresh` where nothing leads on.

    `policy` is the Content-Security-Policy; `data` is JSON-LD, ready for its `script` element, or empty.
    """

    title: str
    description: str
    policy: str
    robots: str
    refresh: str
    links: tuple[HeadLink, ...]
    metas: tuple[Meta, ...]
    data: str


def head_of(page: Page, edition: Edition) -> Head:
    """Return a page's head. Only pages that may be passed on have a card, a citation and linked data."""
    clean = edition.site.clean_addresses
    style = edition.styles.of(page)
    told = _is_told(page)
    return Head(
        title=_title(page, edition),
        description=page.description,
        policy=policy_text(page_policy(page.address, style, from_disk=not clean)),
        robots="" if page.listed else "noindex",
        refresh=page.refresh and addresses.relative(page.address, page.refresh, clean=clean),
        links=(*_canonical(page, edition), *_alternates(page, edition), *_feeds(page, edition)),
        metas=(*derived(edition, _colours), *(_told(page, edition) if told else ())),
        data=script_json(linked_data(page, edition)) if told else "",
    )


def _is_told(page: Page) -> bool:
    """Whether a page may be passed on: a listed one, and a hidden text, which those who have its address may cite."""
    return page.listed or (page.work is not None and page.work.status(page.language) == "hidden")


def _told(page: Page, edition: Edition) -> tuple[Meta, ...]:
    cited = citation(page, page.work, edition) if isinstance(page.work, Briefing) else ()
    return (*card(page, edition), *cited)


def _colours(edition: Edition) -> tuple[Meta, ...]:
    """Return the colours that a browser gives its own bars: the paper's, light and dark."""
    schemes = zip(("light", "dark"), edition.styles.paper, strict=True)
    return tuple(Meta("theme-color", colour, media=f"(prefers-color-scheme: {scheme})") for scheme, colour in schemes)


def _title(page: Page, edition: Edition) -> str:
    name = edition.words(page.language, "site.name")
    return name if page.title == name else edition.words(page.language, "head.title", page=page.title, site=name)


def _href(target: str, page: Page, edition: Edition) -> str:
    """Return an absolute address where the site has one, else a relative link."""
    site = edition.site
    return site.absolute(target) or addresses.relative(page.address, target, clean=site.clean_addresses)


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
