"""Pages outside the lists: language gateway, 404 page, pages of earlier addresses; security.txt (RFC 9116).

The gateway is the page at the root of the site, on which readers choose a language. An earlier address is one at which
a text was published before it was renamed; a page there sends readers to the present address.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.head.tags import listing_alternates
from newsarchive.model import addresses
from newsarchive.model.addresses import MISSING
from newsarchive.model.index import Edition
from newsarchive.model.ledger import earlier_addresses
from newsarchive.model.pages import File, Page, Plan

from .entries import Entry, entry


def _doors(edition: Edition) -> list[dict[str, object]]:
    """Return, for each language, what the blocks of the gateway and the 404 page print: name, newest text, links.

    A link is the key of its words and an address.
    """
    return [
        {
            "tag": each.tag,
            "name": each.name,
            "direction": each.direction,
            "address": addresses.home(each.tag),
            "ways": (
                ("missing.home", addresses.home(each.tag)),
                ("missing.archive", addresses.archive_page(each.tag)),
                ("search.label", addresses.search(each.tag)),
            ),
            "newest": _newest(edition, each.tag),
        }
        for each in edition.site.languages
    ]


def _newest(edition: Edition, language: str) -> Entry | None:
    """Return the briefing that went online last among those with a text in a language, or None if there is none."""
    newest = next((each for each in edition.archive.news(language) if each.readable(language)), None)
    return entry(newest, edition, language, "published") if newest else None


def gateway_page(edition: Edition) -> Page:
    """Return the page at the root of the site, on which readers choose a language.

    Search engines show it to readers of any other language: it is the `x-default` alternate of all front pages.
    """
    alternates, root = listing_alternates(edition.site, addresses.home, default="")
    default = edition.site.default
    return Page(
        address="",
        language=default,
        template="gateway.html",
        title=edition.words(default, "site.name"),
        description=edition.words(default, "site.description"),
        view={"doors": _doors(edition)},
        alternates=alternates,
        default_alternate=root,
        kind="site",
    )


def missing_page(edition: Edition) -> Page:
    """Return the 404 page, with a message in each language; the sitemap does not include it.

    A web server shows it at any address, so `build.render` lets its links begin at the root of the host if the site has
    a public address.
    """
    default = edition.site.default
    return Page(
        address=MISSING,
        language=default,
        template="missing.html",
        title=edition.words(default, "missing.title"),
        description=edition.words(default, "missing.text"),
        view={"doors": _doors(edition)},
        listed=False,
    )


def security_txt(edition: Edition) -> File:
    """Return the file `.well-known/security.txt`, which says where to report security problems (RFC 9116)."""
    newsroom, site = edition.site.newsroom, edition.site
    lines = [
        f"Contact: {newsroom.mail_to}",
        f"Expires: {newsroom.security_expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.tags)}",
    ]
    if site.url:
        lines.append(f"Canonical: {site.url}/.well-known/security.txt")
    return File(".well-known/security.txt", ("\n".join(lines) + "\n").encode())


def root_pages(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for the page at the root and one for the 404 page."""
    yield Plan.of_page("", gateway_page, edition)
    yield Plan.of_page(MISSING, missing_page, edition)


def redirects_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield (old address, new address) for each redirect of the site.

    They come from the field `redirect_from` of briefings and standing pages (an earlier slug gives one for each
    language), from the file `redirects.yaml`, and from copies of sources that earlier versions published.
    """
    archive = edition.archive
    for work in (*archive.briefings, *archive.standing):
        yield from ((old, new) for _, old, new in earlier_addresses(work))
    yield from archive.redirects.items()


def redirect_pages(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for a page at each earlier address that can have one; it sends readers to the present address.

    It has a visible link and `<meta http-equiv="refresh">`: it needs no script and no rules of the web server.
    """
    for old, new in redirects_of(edition):
        if addresses.has_page(old) and addresses.is_page(new):
            yield Plan.of_page(old, _redirect_page, old, new, edition)


def _redirect_page(old: str, new: str, edition: Edition) -> Page:
    language = old.split("/")[0]
    if language not in edition.site.tags:
        language = edition.site.default
    title = edition.words(language, "redirect.title")
    return Page(
        address=old,
        language=language,
        template="redirect.html",
        title=title,
        description=title,
        view={"target": new},
        refresh=new,
        listed=False,
    )
