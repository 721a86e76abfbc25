"""This archive as files: how large its books are, and what the W3C's checker says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.containers import Epub, epubcheck_says
from tests.sites import REAL_LANGUAGES, BuiltSite

pytestmark = pytest.mark.xdist_group("real-public")


@pytest.fixture
def published(build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    return build_site("real-public")


def _books(site: BuiltSite) -> dict[str, Epub]:
    paths = [f"editions/{language}/archive-{language}-all.epub" for language in REAL_LANGUAGES]
    return {path: Epub(site.files[path]) for path in paths}


def test_all_books_together_have_at_most_eight_kilobytes_a_text(published: BuiltSite) -> None:
    books = _books(published).values()
    texts = sum(len(book.slugs) for book in books)
    assert texts > 60
    assert sum(len(book.data) for book in books) <= 8_192 * texts


@pytest.mark.full
def test_the_checker_of_the_w3c_has_nothing_to_say_of_any_book(published: BuiltSite, tmp_path: Path) -> None:
    for path in _books(published):
        assert epubcheck_says(published.path / path, tmp_path) == [], path
