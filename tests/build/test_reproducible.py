"""Same content, same bytes: in another folder, time zone, locale, hash seed, file order, and with fresh times."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import FIXTURE_DAY, ROOT, run_pelican

PARTS = ("plugins", "theme", "content", "tests/build/site", "pelicanconf.py", "publishconf.py")
HOSTILE = [
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C", "LANG": "C"},
    {"TZ": "America/Anchorage", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "LANG": "az_AZ.UTF-8"},
]


# after the archive's first day, while a notice runs
LATER_DAY = "1798761600"


def _copy(target: Path, *, backwards: bool) -> Path:
    """Copy what a build needs, file by file in either order, each with a time of its own."""
    files = []
    for part in PARTS:
        source = ROOT / part
        files += [source] if source.is_file() else [each for each in source.rglob("*") if each.is_file()]
    files = sorted(each for each in files if "__pycache__" not in each.parts)
    for age, file in enumerate(reversed(files) if backwards else files):
        copy = target / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        os.utime(copy, (1_000_000_000 + age * 977, 1_000_000_000 + age * 977))
    return target


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _differences(one: Path, other: Path) -> list[str]:
    first, second = _bytes(one), _bytes(other)
    assert len(first) > 100
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


@pytest.mark.parametrize("conf", ["pelicanconf.py", "publishconf.py", "tests/build/site/siteconf.py"])
def test_two_builds_in_hostile_surroundings_are_the_same_bytes(tmp_path: Path, conf: str) -> None:
    outputs = []
    for number, surroundings in enumerate(HOSTILE):
        copy = _copy(tmp_path / ("a" if number else "a longer path ə") / "checkout", backwards=bool(number))
        output = copy / "output"
        done = run_pelican(copy / conf, output, cwd=copy, SOURCE_DATE_EPOCH=LATER_DAY, **surroundings)
        assert done.returncode == 0, done.stderr
        outputs.append(output)
    assert _differences(*outputs) == []


def test_the_pelican_command_builds_what_make_html_builds(tmp_path: Path) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": LATER_DAY}
    make = ["make", "--no-print-directory", "html", f"OUTPUTDIR={tmp_path / 'made'}"]
    pelican = [str(Path(sys.executable).with_name("pelican")), "content", "-s", "pelicanconf.py"]
    for command, store in ((make, "one"), ([*pelican, "-o", str(tmp_path / "direct")], "two")):
        env = {**environment, "STORE_PATH": str(tmp_path / store)}
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    assert _differences(tmp_path / "made", tmp_path / "direct") == []


def test_a_build_after_edits_equals_a_clean_one_and_a_second_writes_nothing(tmp_path: Path) -> None:
    copy = _copy(tmp_path / "checkout", backwards=False)
    conf, text = copy / "tests/build/site/siteconf.py", copy / "tests/build/site/content/briefings/2021/elek/en.md"
    warm, clean = tmp_path / "warm", tmp_path / "clean"
    day = {"SOURCE_DATE_EPOCH": FIXTURE_DAY}
    assert run_pelican(conf, warm, cwd=copy, **day).returncode == 0
    text.write_text(text.read_text("utf-8").replace("The sieve", "The other sieve"), "utf-8")
    shutil.rmtree(text.parents[2] / "2022" / "filler-4")
    edited = run_pelican(conf, warm, cwd=copy, **day)
    assert "0 removed" not in edited.stdout, edited.stdout
    assert run_pelican(conf, clean, cwd=copy, **day).returncode == 0
    assert _differences(warm, clean) == []
    again = run_pelican(conf, warm, cwd=copy, **day)
    assert " 0 written" in again.stdout
    assert " 0 removed" in again.stdout


def test_a_file_that_the_build_did_not_make_is_left_alone(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (output / "CNAME").write_text("archive.test\n")
    for _ in range(2):
        done = run_pelican(ROOT / "tests/build/site/siteconf.py", output, SOURCE_DATE_EPOCH=FIXTURE_DAY)
        assert done.returncode == 0, done.stderr
    assert (output / "CNAME").read_text() == "archive.test\n"


def test_a_page_that_is_no_more_goes_even_when_the_store_was_lost(tmp_path: Path) -> None:
    """A withdrawn or deleted text must not stay online because a cache was emptied."""
    copy = _copy(tmp_path / "checkout", backwards=False)
    conf, gone = copy / "tests/build/site/siteconf.py", copy / "tests/build/site/content/briefings/2022/filler-4"
    output, day = tmp_path / "output", {"SOURCE_DATE_EPOCH": FIXTURE_DAY}
    assert run_pelican(conf, output, cwd=copy, **day).returncode == 0
    assert (output / "en/2022/filler-4/index.html").is_file()
    shutil.rmtree(tmp_path / "output.store")
    shutil.rmtree(gone)
    assert run_pelican(conf, output, cwd=copy, **day).returncode == 0
    assert not (output / "en/2022/filler-4").exists()
