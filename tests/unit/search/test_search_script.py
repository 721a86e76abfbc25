"""The script as it is served."""

import re
import subprocess

from plugins.search.script import SOURCE, served

SCRIPT = SOURCE.read_text("utf-8")


def test_comments_indentation_and_empty_lines_are_taken_away():
    assert served('"a";\n\n  // why\n  if (b) {\n    c("// d");\n  }\n// e\n') == '"a";\nif (b) {\nc("// d");\n}\n'


def test_nothing_else_is_changed():
    lines = [line.strip() for line in SCRIPT.splitlines()]
    assert served(SCRIPT).splitlines() == [line for line in lines if line and not line.startswith("//")]


def test_no_string_runs_over_a_line():
    assert "`" not in SCRIPT
    assert not re.search(r"\\$", SCRIPT, re.MULTILINE)


def test_both_are_valid(tmp_path):
    (tmp_path / "served.js").write_text(served(SCRIPT), "utf-8")
    for path in (SOURCE, tmp_path / "served.js"):
        subprocess.run(["node", "--check", str(path)], check=True, capture_output=True, timeout=30)


def test_it_asks_nobody_else_keeps_nothing_and_makes_no_markup_of_text():
    for word in ("http:", "https:", "innerHTML", "eval(", "Function(", "localStorage", "cookie", "sendBeacon"):
        assert word not in SCRIPT, word
