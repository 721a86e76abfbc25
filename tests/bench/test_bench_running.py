"""The order of builds, what they start from, and what is written down of them."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import ROOT

from .changes import SENTENCE, Tree, middle_original
from .making import write_tree
from .measuring import Build, BuildError, Time, Writing
from .peers import EDITS, OURS, SINGLE, Peer
from .reporting import medians, report
from .running import Run, rounds

# writes only what is not there yet as it should be, and notes what it was given
COPYING = """
import pathlib
for path in sorted(pathlib.Path(".").glob("[ct]*/**/*.*")):
    target = pathlib.Path("output", path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or target.read_bytes() != path.read_bytes():
        target.write_bytes(path.read_bytes())
for path in [each for each in pathlib.Path("output").rglob("*.*") if not each.relative_to("output").exists()]:
    path.unlink()
"""
DEAF = "import pathlib; pathlib.Path('output').mkdir(exist_ok=True); pathlib.Path('output/page').write_text('same')"
SLOW = COPYING + "import time; time.sleep(0.3)"
COUNTING = (
    COPYING
    + """
with open("log", "a+") as log:
    log.write("one more")
    log.seek(0)
    pathlib.Path("output/builds.txt").write_text(log.read())
"""
)


def peer(
    tmp_path: Path, tree: Tree, program: str = COPYING, edits: tuple[str, ...] = EDITS, repetitions: int = 1
) -> Peer:
    root = tmp_path / "site"
    write_tree(root, tree.items())
    build = Build([sys.executable, "-S", "-E", "-c", program], root, dict(os.environ))
    return Peer(OURS, 30, build, edits, edits[:2], repetitions)


def test_builds_come_in_their_order_and_each_edit_starts_from_the_clean_build(tree: Tree, tmp_path: Path) -> None:
    runs = list(rounds([peer(tmp_path, tree, repetitions=2)]))
    assert [run.edit for run in runs] == [*EDITS, *EDITS, *EDITS[:2]]
    written = {run.edit: (run.writing.written, run.writing.removed) for run in runs}
    assert written == {
        "clean": (len(tree), 0),
        "nothing": (0, 0),
        "text": (1, 0),
        "title": (1, 0),
        "tag": (1, 0),
        "template": (1, 0),
        "added": (3, 0),
        "withdrawn": (3, 0),
    }
    edited = next(run for run in runs if run.edit == "text")
    assert edited.writing.bytes == len(f"{tree[middle_original(tree)]}\n{SENTENCE}\n".encode())


def test_time_is_taken_in_all_rounds_but_the_last_and_memory_in_that(tree: Tree, tmp_path: Path) -> None:
    timed, sampled = rounds([peer(tmp_path, tree, SLOW, ("clean",))])
    assert timed.time
    assert timed.memory is None
    assert sampled.time is None
    assert sampled.memory


def test_an_edit_that_shows_nowhere_is_no_measurement(tree: Tree, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="text: the edit changed no page"):
        list(rounds([peer(tmp_path, tree, DEAF)]))


def test_an_edit_that_leaves_its_marks_is_no_measurement(tree: Tree, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="before title, an edit that was undone left its marks"):
        list(rounds([peer(tmp_path, tree, COUNTING)]))


def run(name: str, size: int, wall: float, memory: int | None = None, edit: str = "clean") -> Run:
    time = None if memory else Time(wall, wall * 2)
    return Run(name, size, edit, time, memory, Writing(size * 3, size, size * 1_000, 0))


def test_the_report_gives_medians_shares_and_growth() -> None:
    own = [run(OURS, 300, wall) for wall in (9.0, 2.0, 3.0)] + [run(OURS, 300, 0, memory=100_000_000)]
    large = [run(OURS, 3_000, 30.0), run(OURS, 3_000, 0, memory=200_000_000)]
    text = report([*own, run(SINGLE, 300, 12.0), *large], "2026-11-24", (0.5, 1.25), ("A note.",))
    assert "| ours | clean | 3.00 | 6.00 | 100 | 900 | 300 | 0.30 |  | 3 |" in text
    assert "| stock, one pass | clean | 12.00 | 24.00 | – | 900 | 300 | 0.30 | 0.25, 0.25 | 1 |" in text
    assert "| ours | clean | 300 to 3,000 | 10.00 (1.00) | 10.00 (1.00) | 2.00 (0.30) | 10.00 (1.00) |" in text
    assert "2026-11-24; " in text
    assert "Load average before each size: 0.5, 1.2." in text
    assert "\nA note.\n" in text


def test_memory_alone_gives_no_row() -> None:
    assert medians([run(OURS, 300, 0, memory=1)]) == {}


@pytest.mark.full
def test_a_whole_run_builds_ours_and_stock_and_writes_its_results(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    arguments = ["--sizes", "3", "--repetitions", "1", "--peers", "ours", "single", "--edits", "clean", "text"]
    date = dt.date(2027, 10, 1).isoformat()
    command = [
        sys.executable,
        "-m",
        "tests.bench",
        *arguments,
        "--date",
        date,
        "--results",
        results,
        "--work",
        tmp_path,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    rows = [
        line.split(" | ") for line in results.read_text("utf-8").splitlines() if line.startswith(("| ours", "| stock"))
    ]
    assert [row[:2] for row in rows] == [
        ["| ours", "clean"],
        ["| ours", "text"],
        ["| stock, one pass", "clean"],
        ["| stock, one pass", "text"],
    ]
    assert "Not run: stock, i18n-subsites." in results.read_text("utf-8")
    assert list(tmp_path.glob("bench-*")) == []
