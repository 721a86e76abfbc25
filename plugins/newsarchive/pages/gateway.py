"""Pages outside the lists: language gateway, 404 page, pages of earlier addresses; security.txt (RFC 9116)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.archive.ledger import earlier_addresses
from newsarchive.archive.pages import File, Kept, Page, PageSummary, Plan
from newsarchive.head.tags import listing_alternates

MISSING = "404.html"


def _doors(edition: Edition) -> list[dict[str, str]]:
    """Return the names, addresses and words of each language for the gateway and the 404 page, in that language."""
    words = edition.words
    return [
        {
            "tag": each.tag,
            "name": each.name,
            "direction": each.direction,
            "address": addresses.home(each.tag),
            "archive": addresses.archive_page(each.tag),
            "site": words(each.tag, "site.name"),
            "description": words(each.tag, "site.description"),
            "missing": words(each.tag, "missing.title"),
            "missing_text": words(each.tag, "missing.text"),
            "to_home": words(each.tag, "missing.home"),
            "to_archive": words(each.tag, "missing.archive"),
        }
        for each in edition.site.languages
    ]


def gateway_page(edition: Edition) -> Page:
    """Return the root page, which links to the front page of every language.

    It is the `x-default` alternate of all front pages.
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
    """Return the 404 page.

    A server shows it under any address, so its links are absolute if the site has an address, and no list names it.
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
    """Return `.well-known/security.txt`. Its lines end in LF, which RFC 9116 allows as well as CRLF."""
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
    """Yield the plans of the gateway and the 404 page."""
    yield Plan("", lambda: (gateway_page(edition),))
    yield Plan(MISSING, lambda: (missing_page(edition),))


def root_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the file `security.txt`."""
    yield security_txt(edition)


def redirects_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the (old, new) addresses of all redirects: from earlier slugs per language, and from `redirects.yaml`."""
    archive = edition.archive
    for work in (*archive.briefings, *archive.standing):
        yield from ((old, new) for _, old, new in earlier_addresses(work))
    yield from archive.redirects.items()


def redirect_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plan of a redirect page for each earlier address: a visible link and a refresh without script."""
    for old, new in redirects_of(edition):
        yield Plan(old, partial(_redirect_pages, old, new, edition))


def _redirect_pages(old: str, new: str, edition: Edition) -> Iterator[Page]:
    language = old.split("/")[0]
    if language not in edition.site.tags:
        language = edition.site.default
    title = edition.words(language, "redirect.title")
    yield Page(
        address=old,
        language=language,
        template="redirect.html",
        title=title,
        description=title,
        view={"target": new},
        refresh=new,
        listed=False,
    )
