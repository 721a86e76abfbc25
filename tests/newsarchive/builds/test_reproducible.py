"""Same commit, same bytes, whoever builds, wherever and when.

By another user, in another folder, time zone and locale, with another hash seed, mask, order and times of files and
number of processors, with and without a store.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.every_site.reproducible import *  # noqa: F403
from tests.every_site.reproducible import _copy, _differences, _differing_commands
from tests.every_site.reproducible import test_two_builds_in_hostile_surroundings_are_the_same_bytes as _two_builds
from tests.newsarchive.builds.session_content import CONTENT
from tests.sites import FIXTURE, FIXTURE_DAY, NEWSROOM, Recipe, little_content, recipe, run_pelican


def _small(content: Path) -> Path:
    """Lay out an archive of a few texts; return its folder."""
    for path, text in CONTENT.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text, "utf-8")
    return content


@pytest.mark.full
def test_two_builds_in_hostile_surroundings_are_the_same_bytes(tmp_path: Path, own: Recipe) -> None:
    """By day a stranger's publication, in the same surroundings and more, shows it, and for the archive this test."""
    _two_builds(tmp_path, own)


def test_the_pelican_command_builds_what_make_html_builds(tmp_path: Path) -> None:
    content = _small(tmp_path / "content")
    assert _differing_commands(content, NEWSROOM / "pelicanconf.py", 50, tmp_path) == []


def test_a_build_after_edits_equals_a_clean_one_and_a_second_writes_nothing(tmp_path: Path) -> None:
    copy = _copy(tmp_path / "checkout", recipe("fixture-local"))
    conf, content = copy / "tests/newsarchive/builds/site/siteconf.py", copy / "tests/newsarchive/builds/site/content"
    shutil.rmtree(content)
    gone = shutil.copytree(FIXTURE / "content/briefings/2022/filler-4", content / "briefings/2022/filler-4")
    text = little_content(content) / "briefings/2021/elek/en.md"
    warm, clean = tmp_path / "warm", tmp_path / "clean"
    day = {"SOURCE_DATE_EPOCH": FIXTURE_DAY}
    assert run_pelican(conf, warm, cwd=copy, **day).returncode == 0
    text.write_text(text.read_text("utf-8").replace("The sieve", "The other sieve"), "utf-8")
    shutil.rmtree(gone)
    edited = run_pelican(conf, warm, cwd=copy, **day)
    assert "0 removed" not in edited.stdout, edited.stdout
    assert run_pelican(conf, clean, cwd=copy, **day).returncode == 0
    assert _differences(warm, clean) == []
    again = run_pelican(conf, warm, cwd=copy, **day)
    assert " 0 written" in again.stdout
    assert " 0 removed" in again.stdout


def test_a_file_that_the_build_did_not_make_is_left_alone(tmp_path: Path) -> None:
    content, output = _small(tmp_path / "content"), tmp_path / "output"
    output.mkdir()
    (output / "CNAME").write_text("archive.test\n")
    for _ in range(2):
        done = run_pelican(NEWSROOM / "pelicanconf.py", output, str(content), SOURCE_DATE_EPOCH=FIXTURE_DAY)
        assert done.returncode == 0, done.stderr
    assert (output / "CNAME").read_text() == "archive.test\n"


def test_a_page_that_is_no_more_goes_even_when_the_store_was_lost(tmp_path: Path) -> None:
    """A withdrawn or deleted text must not stay online because a cache was emptied."""
    content, output = _small(tmp_path / "content"), tmp_path / "output"
    arguments, day = (NEWSROOM / "pelicanconf.py", output, str(content)), {"SOURCE_DATE_EPOCH": FIXTURE_DAY}
    assert run_pelican(*arguments, **day).returncode == 0
    assert (output / "en/2022/a-seat-in-court/index.html").is_file()
    shutil.rmtree(tmp_path / "output.store")
    shutil.rmtree(content / "briefings/2022/a-seat-in-court")
    assert run_pelican(*arguments, **day).returncode == 0
    assert not (output / "en/2022/a-seat-in-court").exists()
