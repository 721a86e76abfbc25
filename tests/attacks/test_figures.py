"""The figures in SECURITY.md are those of the tests, and every test that it names is there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.attacks import test_harmless, test_heavy, test_planted, told
from tests.attacks.vectors import VECTORS
from tests.content.test_faults import STOPPING
from tests.sites import ROOT
from tests.unit.reading.test_reading_bounds import HOSTILE

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
ALONE = len(test_heavy.REFUSED) + len(test_heavy.BUILT)
PLANTED = len(test_planted.HARMLESS) + len(test_planted.REFUSED)


def _damages() -> int:
    """How many tests damage or kill something: pytest counts them."""
    files = ["tests/build/test_store_damage.py", "tests/build/test_interrupted.py"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sum("::" in line for line in done.stdout.splitlines())


FIGURES = {
    "told by a line of their own": lambda: len(told.ATTACKS),
    "each built alone within bounds": lambda: ALONE,
    "planted beside the content": lambda: PLANTED,
    "cross-site scripting": lambda: len(set(VECTORS)),
    "printed as words": lambda: len(set(test_harmless.WORDS)),
    "largest texts of hostile shapes": lambda: len(HOSTILE),
    "killed half-way": _damages,
}


@pytest.mark.parametrize("words", FIGURES)
def test_a_figure_is_that_of_the_tests(words: str) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith("| ") and words in line]
    assert row.endswith(f" | {FIGURES[words]()} |"), (row, FIGURES[words]())


def test_the_planted_faults_are_as_many_as_is_said() -> None:
    (said,) = re.findall(r"planted faults of content .* \| over (\d+) \|$", TEXT, re.MULTILINE)
    assert int(said) < len(STOPPING) < int(said) + 60


def test_no_figure_is_uncounted() -> None:
    rows = re.findall(r"^\| .* \| (?:over )?\d+ \|$", TEXT, re.MULTILINE)
    assert len(rows) == len(FIGURES) + 1


def test_there_are_enough_attacks() -> None:
    assert len(told.ATTACKS) + ALONE + PLANTED >= 180
    assert min(map(len, told.GROUPS.values())) >= 14


def test_every_file_that_is_named_is_there() -> None:
    paths = re.findall(r"`((?:plugins|tests|theme|\.github)/[\w./-]+)`", TEXT)
    assert len(paths) > 30
    assert [path for path in paths if not (ROOT / path).exists()] == []
