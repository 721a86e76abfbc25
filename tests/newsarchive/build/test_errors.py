"""Errors that are a message, and the checks that raise them."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound

from newsarchive.build import errors
from newsarchive.build.errors import BuildError, DayError, plain_line, told_plainly
from newsarchive.build.guards import require_apart
from newsarchive.build.page_maker import require_distinct, require_targets
from newsarchive.i18n.catalogues import CatalogueError
from newsarchive.model.settings import SettingsError
from tests.newsarchive.editions import page

END = "no file is half-written\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (BuildError("two pages"), "build: two pages\n"),
        (CatalogueError("az.po: no"), "catalogue: az.po: no\n"),
        (DayError("no day"), "day: no day\n"),
        (SettingsError("SITEURL: no"), "settings: SITEURL: no\n"),
        *(
            (
                OSError(number, "Full", *name),
                f"the disk is full{place}; free some space and run the command again; {END}",
            )
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


def test_any_other_error_is_a_bug_and_keeps_its_trace() -> None:
    with pytest.raises(ZeroDivisionError), told_plainly():
        raise ZeroDivisionError


@pytest.mark.parametrize("output", ["content", "content/inside", ".", "theme", "theme/static"])
def test_output_among_the_sources_is_refused(tmp_path: Path, output: str) -> None:
    for folder in ("content/inside", "theme/static"):
        (tmp_path / folder).mkdir(parents=True)
    with pytest.raises(BuildError, match="must be separate"):
        require_apart(_settings(tmp_path), tmp_path / output)


def _settings(root: Path) -> dict[str, str]:
    return {
        name: str(root / folder) for name, folder in (("PATH", "content"), ("THEME", "theme"), ("STORE_PATH", "store"))
    }


@pytest.mark.parametrize("output", ["output", "contents", "theme-output"])
def test_output_beside_the_sources_is_fine(tmp_path: Path, output: str) -> None:
    require_apart(_settings(tmp_path), tmp_path / output)


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
    assert capsys.readouterr().err == "stopped; no file is half-written\n"


def _raised(folder: Path, *calls: str) -> Exception:
    """Return the error of the last of functions that call one another, each given as `path:name`."""
    functions = []
    for path, name in (call.split(":") for call in calls):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"def {name}(others):\n    return others[0](others[1:])\n")
        names: dict[str, object] = {}
        exec(compile(file.read_text(), str(file), "exec"), names)  # noqa: S102 - the line above
        functions.append(names[name])
    try:
        functions[0](functions[1:])  # type: ignore[operator]
    except IndexError as error:
        return error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
    raise AssertionError


@pytest.mark.parametrize(
    ("calls", "culprit", "advice"),
    [
        (["ours/a.py:work", "conf/mine.py:act"], "conf/mine.py", "correct this file"),
        (["ours/a.py:work", "tpl/home.html:root"], "tpl/home.html", "correct the template"),
        (["ours/a.py:work", "tpl/home.html:root", "ours/b.py:words"], "tpl/home.html", "correct the template"),
        (["ours/a.py:work", "site-packages/plugin.py:act"], "site-packages/plugin.py", "if no file or plugin of yours"),
        (["ours/a.py:work", "ours/b.py:words"], "ours/b.py", "if no file or plugin of yours is the cause"),
    ],
)
def test_the_line_of_an_error_names_whose_code_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[str], culprit: str, advice: str
) -> None:
    monkeypatch.setattr(errors, "PACKAGES", (tmp_path / "ours",))
    monkeypatch.chdir(tmp_path)
    line = plain_line(_raised(tmp_path, *calls))
    assert line.startswith(f"{culprit}:2: error: IndexError: list index out of range; {advice}"), line


def test_a_file_that_may_not_be_written_is_named() -> None:
    line = plain_line(PermissionError(errno.EACCES, "Permission denied", "output/en"))
    assert "PermissionError: [Errno 13] Permission denied: 'output/en'" in line


def test_a_theme_without_a_template_is_named() -> None:
    assert plain_line(TemplateNotFound("home.html")).startswith("settings: THEME: the theme has no template home.html;")
