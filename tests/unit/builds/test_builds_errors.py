"""Errors that are a message, and the checks that raise them."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from plugins.archive.site import SettingsError
from plugins.builds.clock import DayError
from plugins.builds.errors import BuildError, told_plainly
from plugins.builds.generator import require_apart
from plugins.builds.requirements import require_distinct, require_targets
from plugins.languages.catalogues import CatalogueError
from tests.unit.editions import page

END = "nothing was half-written\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (BuildError("two pages"), "build: two pages\n"),
        (CatalogueError("az.po: no"), "catalogue: az.po: no\n"),
        (DayError("no day"), "day: no day\n"),
        (SettingsError("SITEURL: no"), "settings: SITEURL: no\n"),
        *(
            (OSError(number, "Full", *name), f"the disk is full{place}; make room and run the command again; {END}")
            for number in (errno.ENOSPC, errno.EDQUOT)
            for name, place in (((), ""), (("a/b",), " (a/b)"))
        ),
    ],
)
def test_an_error_of_ours_ends_the_build_with_its_message_alone(
    error: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, told_plainly():
        raise error
    assert ended.value.code == 1
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize("error", [ZeroDivisionError(), OSError(errno.EIO, "Broken")])
def test_any_other_error_is_a_bug_and_keeps_its_trace(error: Exception) -> None:
    with pytest.raises(type(error)), told_plainly():
        raise error


@pytest.mark.parametrize("output", ["content", "content/inside", ".", "theme", "theme/static"])
def test_output_among_the_sources_is_refused(tmp_path: Path, output: str) -> None:
    for folder in ("content/inside", "theme/static"):
        (tmp_path / folder).mkdir(parents=True)
    with pytest.raises(BuildError, match="must lie apart"):
        require_apart(tmp_path / "content", tmp_path / output, tmp_path / "theme")


@pytest.mark.parametrize("output", ["output", "contents", "theme-output"])
def test_output_beside_the_sources_is_fine(tmp_path: Path, output: str) -> None:
    require_apart(tmp_path / "content", tmp_path / output, tmp_path / "theme")


def test_a_redirect_needs_a_page_that_is_no_redirect() -> None:
    there, old = page("en/a/"), page("en/old/", refresh="en/a/")
    require_targets([there.summary, old.summary])
    with pytest.raises(BuildError, match="en/older/ leads to en/old/"):
        require_targets([each.summary for each in (there, old, page("en/older/", refresh="en/old/"))])


def test_paths_that_differ_in_case_alone_are_one_path_on_some_disks() -> None:
    with pytest.raises(BuildError, match=r"en/a/index\.html"):
        require_distinct(["en/a/", "EN/A/index.html"])


def test_ctrl_c_ends_a_build_by_one_line(capsys):
    with pytest.raises(SystemExit) as ended, told_plainly():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "stopped; nothing was half-written\n"
