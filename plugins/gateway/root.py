"""The language gateway at `/`, which redirects nobody, and the page for addresses that are not there."""

from __future__ import annotations

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.translations.alternates import listing_alternates

MISSING = "404.html"


def _doors(edition: Edition) -> list[dict[str, str]]:
    """Return each language's own words for coming in."""
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
    """Return the root page: every language's door, in that language. It is the x-default of all front pages."""
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
    """Return `404.html`: a server shows it under any address, so it alone names the site's full address."""
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
