"""The queries that were written before the search was changed, and by which it is judged afterwards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from newsarchive.model.index import Edition
from newsarchive.model.vocabularies import TAXONOMIES

FOLDER = Path(__file__).parent
LEAST = 100
KINDS = (
    *(
        "name",
        "inflected",
        "translit",
        "spelling",
        "abbreviation",
        "typo",
        "synonym",
        "question",
        "phrase",
        "date",
        "law",
    ),
    *("other-language", "layout", "page", "nothing"),
)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_unseen_queries_are_of_all_kinds_and_expect_what_exists(language: str, opening: Edition) -> None:
    head, *lines = (FOLDER / f"unseen.{language}.tsv").read_text("utf-8").splitlines()
    assert head == "kind\tquery\texpected"
    rows = [line.split("\t") for line in lines]
    assert len(rows) >= LEAST
    assert [query for query, count in Counter(row[1] for row in rows).items() if count > 1] == []
    assert {row[0] for row in rows} == set(KINDS)
    archive = opening.archive
    there = {briefing.slug for briefing in archive.briefings} | {f"pages/{page.slug}" for page in archive.standing}
    there |= {f"{taxonomy}/{term}" for taxonomy in TAXONOMIES for term in archive.vocabularies[taxonomy]}
    for kind, query, expected in rows:
        assert set(filter(None, expected.split(","))) <= there, query
        assert (kind == "nothing") == (not expected), query
