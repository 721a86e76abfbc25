"""The `head` element of a page: title, policy, alternates, feeds, metadata.

Alternates are the same page in other languages, or the same text in another form: feeds, citations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from newsarchive.model import addresses
from newsarchive.model.index import Edition, address, derived
from newsarchive.model.models import Briefing, Work
from newsarchive.model.pages import Alternate, Page
from newsarchive.model.settings import Site
from newsarchive.server.headers import page_policy, policy_text

from .cards import Meta, card, script_json
from .citations import citation_metas, citation_of
from .json_ld import linked_data


def work_alternates(work: Work, site: Site) -> tuple[tuple[Alternate, ...], str]:
    """Return the language versions of a briefing or standing page, and the address for readers of other languages.

    Versions that are withdrawn or hidden are left out. The address is that of the text in the site's default language,
    or else of the original.
    """
    found = tuple(Alternate(tag, address(work, tag)) for tag in site.tags if work.readable(tag))
    return found, address(work, work.shown(site.default).language)


def listing_alternates(
    site: Site, make: Callable[[str], str], default: str | None = None
) -> tuple[tuple[Alternate, ...], str]:
    """Return the versions of a page that exists in every language, and the address for readers of other languages.

    `make` returns the address of the page in a language. `default` is the second value; if None, it is the address in
    the site's default language.
    """
    found = tuple(Alternate(tag, make(tag)) for tag in site.tags)
    return found, make(site.default) if default is None else default


class HeadLink(NamedTuple):
    """A `link` element of a page's head; each field is the HTML attribute of the same name, empty if it is absent."""

    rel: str
    href: str
    hreflang: str = ""
    type: str = ""
    title: str = ""


class Head(msgspec.Struct, frozen=True):
    """What the `head` element of a page prints.

    Attributes:
        policy: The Content-Security-Policy.
        robots: `noindex`, or an empty string if indexing is allowed.
        refresh: If the page is a redirect, the relative address of its target, else an empty string.
        links: The `link` elements: canonical address, other languages, feeds, files with the citation.
        metas: The `meta` elements: the colours of the page, the preview for social networks, and the citation.
        data: A description of the page in JSON-LD, escaped for its `script` element, or an empty string.
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
    """Return what a page's `head` prints; only pages that may be shared have a preview, a citation and JSON-LD."""
    clean = edition.site.clean_addresses
    style = edition.styles.of(page)
    told = _is_told(page)
    return Head(
        title=_title(page, edition),
        description=page.description,
        policy=policy_text(page_policy(page.address, style, from_disk=not clean, fonts=bool(edition.site.fonts))),
        robots="" if page.listed else "noindex",
        refresh=page.refresh and addresses.relative(page.address, page.refresh, clean=clean),
        links=(
            *_canonical(page, edition),
            *_alternates(page, edition),
            *_feeds(page, edition),
            *_citations(page, edition),
        ),
        metas=(*derived(edition, _colours), *(_told(page, edition) if told else ())),
        data=script_json(linked_data(page, edition)) if told else "",
    )


def _is_told(page: Page) -> bool:
    """Return whether others may share or cite a page.

    They may if the sitemap lists it, or if its text is `hidden`: in no list, but who knows the address may cite it.
    """
    return page.listed or (page.work is not None and page.work.status(page.language) == "hidden")


def _told(page: Page, edition: Edition) -> tuple[Meta, ...]:
    cited = citation_metas(page, page.work, edition) if isinstance(page.work, Briefing) else ()
    return (*card(page, edition), *cited)


def _colours(edition: Edition) -> tuple[Meta, ...]:
    """Return the `meta` elements that give the browser's own bars the background colour of pages, light and dark."""
    schemes = zip(("light", "dark"), edition.styles.paper, strict=True)
    return tuple(Meta("theme-color", colour, media=f"(prefers-color-scheme: {scheme})") for scheme, colour in schemes)


def _title(page: Page, edition: Edition) -> str:
    name = edition.words(page.language, "site.name")
    return name if page.title == name else edition.words(page.language, "head.title", page=page.title, site=name)


def _href(target: str, page: Page, edition: Edition) -> str:
    """Return an address for a `link` element of `page`: absolute, or relative if the site has no public address."""
    site = edition.site
    return site.absolute(target) or addresses.relative(page.address, target, clean=site.clean_addresses)


def _canonical(page: Page, edition: Edition) -> list[HeadLink]:
    """Return the canonical link of a page that is a redirect or exists in other languages, else an empty list.

    Search engines require an absolute address, though RFC 6596 does not; so without a public address there is none.
    """
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


def _citations(page: Page, edition: Edition) -> list[HeadLink]:
    cited = citation_of(page.work, edition, page.language) if isinstance(page.work, Briefing) else None
    return [HeadLink("alternate", file, type=kind, title=name) for name, kind, file in cited.files] if cited else []
