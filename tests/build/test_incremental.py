"""After any edits, in any order, a site that is built on equals one that is built from nothing, byte for byte."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.build.archive_making import LANGUAGES, Archive
from tests.build.editing import ALL_EDITS, BY_HAND, RENDERING, WORDS, Editing, sequences
from tests.build.edits import Edit, date, title
from tests.build.edits_of_sites import (
    TEMPLATES,
    code_outside,
    colour,
    message_in_texts,
    next_day,
    override,
    override_that_prints_own_code,
)
from tests.build.edits_of_works import status_of_a_work
from tests.build.first_archive import first_archive
from tests.build.kept_site import KeptSite, PreviewedSite, files_below
from tests.build.site_making import FAULTS, OUTSIDE

pytestmark = pytest.mark.long


PAGES = {f"{language}/2021/sieve/index.html" for language in LANGUAGES}
"""The pages that name the first work's source."""
FEEDS = {f"{language}/tags/law/feed.xml" for language in LANGUAGES}
"""The feeds that have its whole text: newer texts are in those of front pages."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptSite:
    return KeptSite(tmp_path_factory.mktemp("incremental"), first_archive())


@pytest.fixture
def site(kept: KeptSite) -> KeptSite:
    """A site of the first archive, as after its first build."""
    kept.begin_again(first_archive())
    return kept


def test_each_fault_that_the_machine_plants_stops_a_build(site: KeptSite) -> None:
    archive = first_archive()
    for number, plant in enumerate(FAULTS):
        site.write(archive, [plant])
        assert site.compare(archive, sound=False) == [], number


def test_after_any_edits_a_kept_site_equals_a_new_one(site: KeptSite) -> None:
    archive = first_archive()
    run_state_machine_as_test(lambda: Editing(site, archive), settings=sequences(3, 6))


def test_after_any_edits_a_preview_equals_a_new_site(tmp_path: Path) -> None:
    """The process that builds a preview remembers what it loaded."""
    archive = first_archive()
    site = PreviewedSite(tmp_path, archive)
    with closing(site.builder):
        run_state_machine_as_test(lambda: Editing(site, archive), settings=sequences(3, 6))


def test_what_becomes_of_a_source_renders_the_pages_that_name_it_and_no_list(site: KeptSite) -> None:
    archive = first_archive()
    for change in ({"attempt": 6}, {"kept": "", "dead": True}):
        before = files_below(site.output)
        vars(archive.works[0]).update(change)
        site.write(archive)
        done = site.build(archive, site.output)
        assert {path for path, data in done.files.items() if before[path] != data} == PAGES | FEEDS, change
        assert f"{len(PAGES)} rendered" in done.printed, change


@pytest.mark.parametrize("alter", BY_HAND)
def test_whatever_is_done_to_a_file_by_hand_is_undone(site: KeptSite, alter: Callable[[Path], None]) -> None:
    """The page is one that was made with all others, and so linked anew, and then one that was left alone since."""
    archive = first_archive()
    page = site.output / "ru/tags/law/index.html"
    alter(page)
    assert site.compare(archive) == []
    colour(archive, 0, 0)
    site.write(archive)
    assert site.compare(archive) == []
    title(archive, 0, 0)
    site.write(archive)
    alter(page)
    assert site.compare(archive) == []
    alter(page)
    assert site.compare(archive) == []


def _in_turn(site: KeptSite, archive: Archive, steps: Iterable[tuple[Edit, ...]], chance: random.Random) -> None:
    """Edit and compare, in places and by words that are drawn."""
    for edits in steps:
        drawn = [(edit, chance.randrange(1000), chance.randrange(1000)) for edit in edits]
        said = [f"{edit.__name__}: {edit(archive, at, by)}" for edit, at, by in drawn]
        site.write(archive)
        assert site.compare(archive) == [], said


def test_after_every_kind_of_edit_in_turn_a_kept_site_equals_a_new_one(site: KeptSite, chance: random.Random) -> None:
    """The few sequences that a machine draws by default do not have them all.

    An edit that renders every page, or plans them all, would hide what another edit of the same step leaves undone.
    """
    archive = first_archive()
    steps: list[tuple[Edit, ...]] = []
    planning = [edit for edit in ALL_EDITS if edit not in (*WORDS, *RENDERING)]
    for edits, together in ((list(WORDS), 2), (planning, 3), (list(RENDERING), 4)):
        chance.shuffle(edits)
        steps += [tuple(edits[start : start + together]) for start in range(0, len(edits), together)]
    chance.shuffle(steps)
    _in_turn(site, archive, steps, chance)


def test_a_public_site_with_share_pictures_editions_and_sums_equals_a_new_one(
    tmp_path: Path, chance: random.Random
) -> None:
    archive = first_archive()
    public = dict.fromkeys(("CLEAN_ADDRESSES", "SHARE_PICTURES", "CHECKSUMS"), True)
    archive.settings |= {"SITEURL": "https://archive.test", "EDITIONS": ("epub", "html", "site"), **public}
    site = KeptSite(tmp_path, archive)
    steps = [(colour,), (title,), (message_in_texts, date), (next_day, status_of_a_work)]
    _in_turn(site, copy.deepcopy(archive), steps, chance)
    run_state_machine_as_test(lambda: Editing(site, archive), settings=sequences(1, 2))


def test_every_file_of_a_newsrooms_own_code_and_an_override_in_turn(site: KeptSite) -> None:
    archive = first_archive()
    edits = [(override_that_prints_own_code, 0), *((code_outside, at) for at in range(len(OUTSIDE)))]
    # templates of pages that each build has
    edits += [(override, TEMPLATES.index(f"templates/{name}.html")) for name in ("home", "briefing")]
    for edit, at in edits:
        before = files_below(site.output)
        said = edit(archive, at, at)
        site.write(archive)
        assert site.compare(archive) == [], said
        assert files_below(site.output) != before, said
