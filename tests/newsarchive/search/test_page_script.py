"""The scripts as they are served."""

import json
import re
import subprocess

import pytest

from newsarchive.model import addresses
from newsarchive.search.page import FOLDER, FURTHER, PARTS, disk_scripts, scripts
from tests.sites import ROOT

SOURCES = {path.stem: path.read_text("utf-8") for path in FOLDER.iterdir()}


def test_every_file_is_served_once():
    assert sorted(SOURCES) == sorted((*PARTS, *FURTHER, "disk"))
    assert [*scripts()] == ["search/search.js", *map(addresses.further_script, FURTHER)]


def test_comments_indentation_and_empty_lines_are_taken_away():
    for script in scripts().values():
        assert not re.search(r"^\s*//|^[ \t]|^$", script.removesuffix("\n"), re.MULTILINE)


PARSED = """const { parse } = require("acorn");
const bare = (key, value) => ["start", "end"].includes(key) ? undefined : value;
const tree = source => JSON.stringify(parse(source, { ecmaVersion: "latest", sourceType: "module" }), bare);
process.exitCode = Number(new Set(JSON.parse(require("fs").readFileSync(0, "utf-8")).map(tree)).size != 1);"""


@pytest.mark.parametrize("address", scripts())
def test_nothing_else_is_taken_away(address):
    names = PARTS if address == addresses.SEARCH_SCRIPT else [address.removeprefix("search/").removesuffix(".js")]
    source = "".join(SOURCES[name] for name in names)
    whole = f'"use strict";\n{{\n{source}}}\n' if names is PARTS else source
    assert _same(whole, scripts()[address])
    assert not _same(whole, scripts()[address].replace("length", "size"))


def _same(*sources):
    """Whether scripts have one syntax tree."""
    command = ["node", "-e", PARSED]
    return not subprocess.run(command, input=json.dumps(sources), text=True, cwd=ROOT / "tests", timeout=30).returncode


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
