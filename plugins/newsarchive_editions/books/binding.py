"""Plan the files that the settings want: the books of each language, and the copy of its site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from newsarchive.api import EDITION_KINDS, BookPlan, Edition, FinishedFiles

from .books import Bindery, books_of
from .site_copy import SiteCopier, site_copy_of


def edition_plans(edition: Edition, finished: FinishedFiles) -> Iterator[BookPlan]:
    """Yield a plan for each book and each copy of the site."""
    wanted = edition.site.editions
    kinds = [kind for kind in EDITION_KINDS if kind in wanted and kind != "site"]
    bindery, copier = Bindery(edition, finished), SiteCopier(edition, finished)
    for language in edition.site.tags:
        for book in books_of(edition, language, finished) if kinds else ():
            paths = tuple(book.path(kind, edition) for kind in kinds)
            yield BookPlan(paths, book.key, len(book.briefings), partial(bindery.files, book, kinds))
        if "site" in wanted:
            copy = site_copy_of(edition, language, finished)
            yield BookPlan((copy.path,), copy.key, len(copy.files), partial(copier.files, copy))
