"""A made archive is the same each time, of the size asked for, and as sound as a real one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from newsarchive.cli.check import findings
from newsarchive.model.settings import site_of
from tests.newsarchive.content.planting import BASE
from tests.newsarchive.editions import settings_of

from .changes import CHANGES, Tree, apply, put_back
from .conftest import SIZE
from .making import LANGUAGES, archive_files, made, write_tree
from .stock import stock_files
from .texts import LONGEST, SHORTEST

CONTENT = BASE / "content"
LATER = dt.date(2027, 10, 1)


def briefings(size: int, seed: int = 1) -> dict[str, str]:
    return {path: text for path, text in archive_files(size, seed, CONTENT) if path.startswith("briefings/")}


def test_the_same_seed_makes_the_same_bytes_and_another_does_not() -> None:
    assert list(archive_files(5, 1, CONTENT)) == list(archive_files(5, 1, CONTENT))
    assert list(stock_files(5, 1, CONTENT)) == list(stock_files(5, 1, CONTENT))
    assert not set(briefings(5, seed=1).values()) & set(briefings(5, seed=2).values())


def test_an_archive_has_as_many_briefings_as_asked_in_every_language() -> None:
    small, large = briefings(7), briefings(11)
    assert (len(small), len(large)) == (21, 33)
    assert {Path(path).stem for path in large} == set(LANGUAGES)
    assert small.items() <= large.items()


def test_texts_are_as_long_as_said_and_hold_what_typography_and_markdown_work_on() -> None:
    for number in range(0, 10_000, 100):
        for language in LANGUAGES:
            body = made(number, 1).words(language, "../other/").body
            assert SHORTEST <= len(body.split()) <= LONGEST, (number, language)
            assert len(re.findall(r"^## ", body, re.MULTILINE)) == 3
            assert len(re.findall(r"^\[\^\d\]: ", body, re.MULTILINE)) == 3
            assert len(re.findall(r"^- ", body, re.MULTILINE)) == 4
            assert len(re.findall(r"^> ", body, re.MULTILINE)) == 1
            assert body.count("](../other/)") == 1
            assert body.count("](https://") == 2


def test_briefings_carry_three_to_five_of_sixty_tags_some_far_more_often_than_others() -> None:
    many = [made(number, 1) for number in range(2_000)]
    tags = [tag for each in many for tag in each.terms["tags"]]
    assert {len(each.terms["tags"]) for each in many} == {3, 4, 5}
    assert set(tags) == set(range(1, 61))
    assert tags.count(1) > 10 * tags.count(50)


def test_the_checker_finds_nothing_to_stop_a_build(tree: Tree, tmp_path: Path) -> None:
    """In the archive as it is made, and after each edit."""
    write_tree(tmp_path, tree.items())
    settings = settings_of(tmp_path / "content", tmp_path / "store")
    found = findings(settings, site_of(settings, LATER))
    assert found.faults == ()
    for edit, change in CHANGES.items():
        before = apply(tmp_path, tree, change)
        found = findings(settings, site_of(settings, LATER))
        assert found.texts >= 3 * SIZE, edit
        assert all(each.warning for each in found.faults), (edit, found.faults)
        put_back(tmp_path, before)


def test_stock_pelican_gets_the_same_words() -> None:
    stock = dict(stock_files(4, 1, CONTENT))
    for path, text in briefings(4).items():
        *_, slug, name = path.split("/")
        body = text.split("---\n")[2].strip()
        twin = stock[f"{Path(name).stem}/{slug}.md"]
        # a link within the archive is written otherwise
        assert re.sub(r"\]\(\.\..*?\)", "", body) in re.sub(r"\]\(\.\..*?\)", "", twin)
