"""The languages in which a page exists: mutual, complete, with itself and a default (`hreflang`)."""

from __future__ import annotations

from collections.abc import Callable

from plugins.archive.index import address
from plugins.archive.pages import Alternate
from plugins.archive.records import Work
from plugins.archive.site import Site


def work_alternates(work: Work, site: Site) -> tuple[tuple[Alternate, ...], str]:
    """Return the languages in which a briefing or page can be read, and where all other readers are sent.

    The default is the text in the site's default language, else the original. A hidden or withdrawn text
    is nobody's alternate.
    """
    found = tuple(Alternate(tag, address(work, tag)) for tag in site.tags if work.readable(tag))
    return found, address(work, work.shown(site.default).language)


def listing_alternates(
    site: Site, make: Callable[[str], str], default: str | None = None
) -> tuple[tuple[Alternate, ...], str]:
    """Return the alternates of a page that every language has; `make` gives its address in one.

    All other readers are sent to `default`, or else to the page in the site's default language.
    """
    found = tuple(Alternate(tag, make(tag)) for tag in site.tags)
    return found, make(site.default) if default is None else default
