"""After any edits, in any order, a site that is built on equals one that is built from nothing, byte for byte."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.newsarchive.builds.archive_making import LANGUAGES, Archive
from tests.newsarchive.builds.editing import ALL_EDITS, BY_HAND, RENDERING, WORDS, Editing, sequences
from tests.newsarchive.builds.edits import Edit, date, title
from tests.newsarchive.builds.edits_of_sites import (
    TEMPLATES,
    code_outside,
    colour,
    message_in_texts,
    next_day,
    override,
    override_that_prints_own_code,
)
from tests.newsarchive.builds.edits_of_works import status_of_a_work
from tests.newsarchive.builds.site_making import FAULTS, OUTSIDE
from tests.newsarchive_sources.builds.kept_site import KeptSite, PreviewedSite, files_below
from tests.newsarchive_start.builds.first_archive import first_archive, smaller_archive

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


@pytest.mark.parametrize("part", [4, pytest.param(1, marks=pytest.mark.full)])
def test_each_fault_that_the_machine_plants_stops_a_build(site: KeptSite, part: int) -> None:
    """Every so many are also compared with a build from nothing."""
    archive = first_archive()
    before = files_below(site.output)
    for number, plant in enumerate(FAULTS):
        site.write(archive, [plant])
        if number % part:
            done = site.build(archive, site.output)
            assert (done.status != 0, done.files == before) == (True, True), number
            assert "Traceback" not in done.printed + str(done.told), number
        else:
            assert site.compare(archive, sound=False) == [], number


def test_after_any_edits_a_kept_site_equals_a_new_one(site: KeptSite) -> None:
    archive = first_archive()
    run_state_machine_as_test(lambda: Editing(site, archive), settings=sequences(3, 6))


def test_after_any_edits_a_preview_equals_a_new_site(tmp_path: Path) -> None:
    """The process that builds a preview remembers what it loaded."""
    archive = first_archive()
    site = PreviewedSite(tmp_path, archive)
    with closing(site.builder):
        run_state_machine_as_test(lambda: Editing(site, archive), settings=sequences(3, 6, always=1))


def test_what_becomes_of_a_source_renders_the_pages_that_name_it_and_no_list(site: KeptSite) -> None:
    archive = first_archive()
    for change in ({"attempt": 6}, {"kept": "", "dead": True}):
        before = files_below(site.output)
        vars(archive.works[0]).update(change)
        site.write(archive)
        done = site.build(archive, site.output)
        assert {path for path, data in done.files.items() if before[path] != data} == PAGES | FEEDS, change
        assert f"{len(PAGES)} rendered" in done.printed, change


def test_whatever_is_done_to_files_by_hand_is_undone_by_a_publication(tmp_path: Path) -> None:
    """The pages are some that were made with all others, and then some that were left alone since."""
    archive = smaller_archive()
    archive.settings |= {"SITEURL": "https://archive.test", "CLEAN_ADDRESSES": True, "CHECKSUMS": True}
    site = KeptSite(tmp_path, archive)
    site.write(archive)
    assert site.compare(archive) == []
    pages = sorted(site.output.glob("??/tags/*/index.html"))[: len(BY_HAND)]

    def alter() -> None:
        for page, by_hand in zip(pages, BY_HAND, strict=True):
            by_hand(page)

    alter()
    assert site.compare(archive) == []
    title(archive, 0, 0)
    site.write(archive)
    alter()
    assert site.compare(archive) == []


def test_an_output_folder_that_is_gone_is_made_again(site: KeptSite) -> None:
    archive = first_archive()
    site.write(archive)
    assert site.compare(archive) == []
    shutil.rmtree(site.output)
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
    So each night fewer are together.
    """
    by_night = not settings.default.derandomize
    archive = first_archive()
    steps: list[tuple[Edit, ...]] = []
    planning = [edit for edit in ALL_EDITS if edit not in (*WORDS, *RENDERING)]
    for edits, together in zip(
        (list(WORDS), planning, list(RENDERING)), (2, 3, 4) if by_night else (4, 5, 7), strict=True
    ):
        chance.shuffle(edits)
        steps += [tuple(edits[start : start + together]) for start in range(0, len(edits), together)]
    chance.shuffle(steps)
    _in_turn(site, archive, steps, chance)


def test_a_public_site_with_share_pictures_editions_and_sums_equals_a_new_one(
    tmp_path: Path, chance: random.Random
) -> None:
    archive = smaller_archive()
    public = dict.fromkeys(("CLEAN_ADDRESSES", "SHARE_PICTURES", "CHECKSUMS"), True)
    archive.settings |= {"SITEURL": "https://archive.test", "EDITIONS": ("epub", "html", "site"), **public}
    site = KeptSite(tmp_path, archive)
    steps = [(colour,), (title,), (message_in_texts, date), (next_day, status_of_a_work)]
    _in_turn(site, copy.deepcopy(archive), steps, chance)
    if not settings.default.derandomize:
        run_state_machine_as_test(lambda: Editing(site, archive), settings=sequences(1, 2))


def _own_words(archive: Archive) -> tuple[bytes, bytes]:
    """What the newsroom's own code prints in the footer of each page, and in its file."""
    number = {path: archive.outside.get(path, 0) for path in OUTSIDE}
    shown = f"<i>{number['own_values.py']} {number['own_filters.py']} {'x' * number['own_values.py']}</i>"
    exported = [number[path] for path in ("own_exports/words.txt", "own_exports/plain.py", "own_exports/assistant.py")]
    return shown.encode(), " ".join(map(str, ("words", *exported))).encode()


def test_every_file_of_a_newsrooms_own_code_and_an_override_in_turn(site: KeptSite) -> None:
    archive = first_archive()
    override_that_prints_own_code(archive, 0, 0)
    site.write(archive)
    assert site.compare(archive) == []
    for at in range(len(OUTSIDE)):
        before, words = files_below(site.output), _own_words(archive)
        said = code_outside(archive, at, at)
        site.write(archive)
        wanted = before
        for old, new in zip(words, _own_words(archive), strict=True):
            wanted = {path: data.replace(old, new) for path, data in wanted.items()}
        assert wanted != before, said
        assert site.build(archive, site.output).files == wanted, said
    # templates of pages that each build has
    for name in ("home", "briefing"):
        before = files_below(site.output)
        said = override(archive, TEMPLATES.index(f"templates/{name}.html"), 1)
        site.write(archive)
        assert site.compare(archive) == [], said
        assert files_below(site.output) != before, said
