"""The scripts as they are served."""

import re
import subprocess

import pytest

from newsarchive.archive import addresses
from newsarchive.search.page import FOLDER, FURTHER, PARTS, disk_scripts, scripts

SOURCES = {path.stem: path.read_text("utf-8") for path in FOLDER.iterdir()}
CODE = re.compile(r"^\s*//.*\n|^\s+|\n", re.MULTILINE)


def test_every_file_is_served_once():
    assert sorted(SOURCES) == sorted((*PARTS, *FURTHER, "disk"))
    assert [*scripts()] == ["search/search.js", *map(addresses.further_script, FURTHER)]


def test_comments_indentation_and_empty_lines_are_taken_away_and_nothing_else():
    first, *others = scripts().values()
    joined = "".join(SOURCES[name] for name in PARTS)
    assert CODE.sub("", first) == f'"use strict";{{{CODE.sub("", joined)}}}'
    assert [CODE.sub("", each) for each in others] == [CODE.sub("", SOURCES[name]) for name in FURTHER]
    for script in (first, *others):
        assert not re.search(r"^\s*//|^[ \t]|^$", script.removesuffix("\n"), re.MULTILINE)


def test_no_string_runs_over_a_line():
    for source in SOURCES.values():
        assert "`" not in source
        assert "/*" not in source
        assert not re.search(r"\\$", source, re.MULTILINE)


@pytest.mark.parametrize("address", scripts())
def test_all_are_valid(tmp_path, address):
    path = tmp_path / ("script.js" if address == addresses.SEARCH_SCRIPT else "script.mjs")
    path.write_text(scripts()[address], "utf-8")
    subprocess.run(["node", "--check", str(path)], check=True, capture_output=True, timeout=30)


def test_it_asks_nobody_else_keeps_nothing_and_makes_no_markup_of_text():
    for word in ("http:", "https:", "innerHTML", "eval(", "Function(", "localStorage", "cookie", "sendBeacon"):
        assert word not in "".join(SOURCES.values()), word


def test_a_copy_for_a_disk_has_all_in_one_script(tmp_path):
    """From a disk a browser loads no modules, so what is exported elsewhere is handed over by name."""
    assert [*disk_scripts()] == [addresses.SEARCH_SCRIPT]
    (script,) = disk_scripts().values()
    path = tmp_path / "script.js"
    path.write_text(script, "utf-8")
    subprocess.run(["node", "--check", str(path)], check=True, capture_output=True, timeout=30)
    for name in FURTHER:
        assert f'further["{name}.js"]' in script
    assert "export " not in script
