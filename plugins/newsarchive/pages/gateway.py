"""Pages outside the lists: language gateway, 404 page, pages of earlier addresses; security.txt (RFC 9116).

The gateway is the page at the root of the site, on which readers choose a language. An earlier address is one at which
a text was published before it was renamed; a page there sends readers to the present address.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.head.tags import listing_place
from newsarchive.model import addresses
from newsarchive.model.addresses import MISSING
from newsarchive.model.index import Edition
from newsarchive.model.ledger import earlier_addresses
from newsarchive.model.pages import File, Page, Plan

from .entries import entry


def root_pages(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for the page at the root and one for the 404 page."""
    yield Plan.of_page("", gateway_page, edition)
    yield Plan.of_page(MISSING, missing_page, edition)


def gateway_page(edition: Edition) -> Page:
    """Return the page at the root of the site, on which readers choose a language.

    Search engines show it to readers of any other language: it is the `x-default` alternate of all front pages.
    """
    default = edition.site.default
    return Page(
        **{**listing_place(edition.site, default, addresses.home, default=""), "address": ""},
        template="gateway.html",
        title=edition.words(default, "site.name"),
        description=edition.words(default, "site.description"),
        view={"doors": _doors(edition)},
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


def _doors(edition: Edition) -> list[dict[str, object]]:
    """Return, for each language, what the blocks of the gateway and the 404 page print: name, links, newest text.

    A link is the key of its words and an address. The newest text is the one in that language that went online last.
    """
    doors: list[dict[str, object]] = []
    for language in edition.site.languages:
        tag, home = language.tag, addresses.home(language.tag)
        newest = next((briefing for briefing in edition.archive.news(tag) if briefing.readable(tag)), None)
        archive, search = addresses.archive_page(tag), addresses.search(tag)
        doors.append(
            {
                "tag": tag,
                "name": language.name,
                "direction": language.direction,
                "address": home,
                "ways": (("missing.home", home), ("missing.archive", archive), ("search.label", search)),
                "newest": entry(newest, edition, tag, "published") if newest else None,
            }
        )
    return doors


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


def redirect_pages(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for a page at each earlier address that can have one; it sends readers to the present address.

    The addresses come from the field `redirect_from` of briefings and standing pages, of which an earlier slug gives
    one for each language, and from `redirects.yaml`. The page has a visible link and `<meta http-equiv="refresh">`: it
    needs no script and no rules of the web server.
    """
    archive = edition.archive
    moved = [(old, new) for work in (*archive.briefings, *archive.standing) for _, old, new in earlier_addresses(work)]
    for old, new in (*moved, *archive.redirects.items()):
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
