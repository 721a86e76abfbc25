"""The `head` element of a page: title, policy, alternates, feeds, metadata.

Alternates are the same page in other languages, or the same text in another form: feeds, citations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from newsarchive.model import addresses
from newsarchive.model.index import Edition, address
from newsarchive.model.models import Briefing, Work
from newsarchive.model.pages import Alternate, Page
from newsarchive.model.revisions import is_shown
from newsarchive.model.settings import Site
from newsarchive.server.headers import page_policy, policy_text

from .cards import card, script_json
from .citations import FORMATS, citation_metas
from .json_ld import linked_data


def work_place(work: Work, site: Site, language: str) -> dict[str, Any]:
    """Return address, language and alternates of the page of a briefing or standing page, as `Page` takes them.

    Versions that are withdrawn or hidden are left out, and have no alternates. Readers of other languages are led to
    the text in the site's default language, or else to the original.
    """
    place = {"address": address(work, language), "language": language}
    if not work.readable(language):
        return place
    versions = tuple(Alternate(tag, address(work, tag)) for tag in site.tags if work.readable(tag))
    default = address(work, work.shown(site.default).language)
    return {**place, "alternates": versions, "default_alternate": default}


def listing_place(site: Site, language: str, make: Callable[[str], str], default: str | None = None) -> dict[str, Any]:
    """Return address, language and alternates of a page that exists in every language, as `Page` takes them.

    `make` returns the address of the page in a language. Readers of other languages are led to the address `default`
    or, if that is None, to the page in the site's default language.
    """
    return {
        "address": make(language),
        "language": language,
        "alternates": tuple(Alternate(tag, make(tag)) for tag in site.tags),
        "default_alternate": make(site.default) if default is None else default,
    }


def head_of(page: Page, edition: Edition) -> dict[str, object]:
    """Return what a page's `head` prints; only pages that may be shared have a preview, a citation and JSON-LD.

    - `policy`: the Content-Security-Policy.
    - `robots`: `noindex`, or an empty string if indexing is allowed.
    - `refresh`: if the page is a redirect, the relative address of its target, else an empty string.
    - `links`, `metas`: the attributes of each `link` and `meta` element.
    - `data`: a description of the page in JSON-LD, escaped for its `script` element, or an empty string.
    """
    clean, work = edition.site.clean_addresses, page.work
    policy = page_policy(page.address, edition.styles.of(page), from_disk=not clean, fonts=bool(edition.site.fonts))
    name = edition.words(page.language, "site.name")
    # a hidden text is in no list, but who knows its address may cite it
    shared = page.listed or (work is not None and work.status(page.language) == "hidden")
    metas = [
        {"name": "theme-color", "media": f"(prefers-color-scheme: {scheme})", "content": colour}
        for scheme, colour in zip(("light", "dark"), edition.styles.paper, strict=True)
    ]
    if shared:
        metas += card(page, edition)
    if shared and isinstance(work, Briefing):
        metas += citation_metas(page, work, edition)
    return {
        "title": name if page.title == name else edition.words(page.language, "head.title", page=page.title, site=name),
        "description": page.description,
        "policy": policy_text(policy),
        "robots": "" if page.listed else "noindex",
        "refresh": page.refresh and addresses.relative(page.address, page.refresh, clean=clean),
        "links": list(_links(page, edition)),
        "metas": metas,
        "data": script_json(linked_data(page, edition)) if shared else "",
    }


def _links(page: Page, edition: Edition) -> Iterator[dict[str, str]]:
    """Yield the canonical address, the other languages, the feeds and the files with the citation."""
    site = edition.site

    def near(target: str) -> str:
        return addresses.relative(page.address, target, clean=site.clean_addresses)

    # search engines require an absolute canonical address, though RFC 6596 does not
    if site.url and (page.alternates or page.refresh):
        yield {"rel": "canonical", "href": site.absolute(page.refresh or page.address)}
    default = [Alternate("x-default", page.default_alternate)] if page.alternates else []
    for other in (*page.alternates, *default):
        href = site.absolute(other.address) or near(other.address)
        yield {"rel": "alternate", "hreflang": other.language, "href": href}
    for feed in page.feeds:
        yield {"rel": "alternate", "type": "application/atom+xml", "title": feed.title, "href": near(feed.address)}
    if isinstance(page.work, Briefing) and is_shown(page.work, page.language):
        for suffix, (name, kind) in FORMATS.items():
            yield {"rel": "alternate", "type": kind, "title": name, "href": addresses.citation("", suffix)}
