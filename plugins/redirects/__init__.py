"""Earlier addresses lead on: one static page each, from `redirect_from` and `redirects.yaml`.

Settings: none. Signals: `archive_pages_wanted`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.archive.index import Edition
from plugins.archive.pages import Page, Plan
from plugins.archive.signals import pages_wanted

from .redirects import redirects_of


def redirect_pages(edition: Edition) -> Iterator[Plan]:
    """Plan a page for every earlier address: a visible link, and a refresh that needs no script."""
    for old, new in redirects_of(edition):
        yield Plan(old, partial(_redirect_page, old, new, edition))


def _redirect_page(old: str, new: str, edition: Edition) -> Iterator[Page]:
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


def register() -> None:
    """Connect the page maker."""
    pages_wanted.connect(redirect_pages)
