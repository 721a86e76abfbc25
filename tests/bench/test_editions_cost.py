"""What the archive as files costs a publication: bounds that are measured on a made archive."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.making import archive_files, write_tree
from tests.bench.measuring import Build, timed
from tests.newsarchive.content.planting import BASE
from tests.rooms import furnish, plain_environment

pytestmark = pytest.mark.full

SIZE, DAY = 300, "1795737600"
CONF = """from publishconf import *
ALLOW_PLACEHOLDERS = True
RECORDS = False
EDITIONS = {kinds!r}
"""


def test_a_clean_publication_with_all_files_takes_at_most_1_3_of_one_without(tmp_path: Path) -> None:
    """In seconds of processors, the better of two each."""
    taken: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(2):
        for name, kinds in (("with", ("epub", "html", "site")), ("without", ())):
            root = tmp_path / f"{name}-{number}"
            furnish(root, {})
            write_tree(root / "content", archive_files(SIZE, 1, BASE / "content"))
            (root / "conf.py").write_text(CONF.format(kinds=kinds), "utf-8")
            command = [sys.executable, "-m", "pelican", "content", "-o", "output", "-s", "conf.py", "--fatal", "errors"]
            build = Build(command, root, plain_environment(root, SOURCE_DATE_EPOCH=DAY))
            taken[name].append(timed(build).cpu)
    books = [*(tmp_path / "with-0/output/editions").rglob("*-all.epub")]
    assert sum(path.stat().st_size for path in books) <= 8_192 * 3 * SIZE
    assert min(taken["with"]) <= 1.3 * min(taken["without"])
