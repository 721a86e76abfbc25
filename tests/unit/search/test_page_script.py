"""The script as it is served."""

import re
import subprocess

from newsarchive.search.page import FOLDER, PARTS, parts, served

WHOLE = "".join(parts())


def test_comments_indentation_and_empty_lines_are_taken_away():
    assert served(['"a";\n\n  // why\n', '  if (b) {\n    c("// d");\n  }\n// e\n']) == (
        '"use strict";{"a";if(b){c("// d");}\n}\n'
    )


def test_nothing_else_is_changed():
    kept = "".join(line for line in WHOLE.splitlines() if not line.strip().startswith("//"))
    assert "".join(served(parts()).split()) == '"usestrict";{' + "".join(kept.split()) + "}"


def test_no_space_is_lost_in_a_string_or_a_regular_expression():
    line = 'a = b.match(/ = /) || " => ";'
    assert served([f'{line}\nc = "1 , 2" ? d : " ";\n']) == f'"use strict";{{{line}c="1 , 2"?d:" ";}}\n'
    assert not re.search(r'/[^/ ]*"[^/ ]*/', re.sub(r'"[^"]*"', "", WHOLE))


def test_every_part_is_served():
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(PARTS)


def test_no_string_runs_over_a_line():
    assert "`" not in WHOLE
    assert not re.search(r"\\$", WHOLE, re.MULTILINE)


def test_all_are_valid(tmp_path):
    (tmp_path / "served.js").write_text(served(parts()), "utf-8")
    for path in (*sorted(FOLDER.iterdir()), tmp_path / "served.js"):
        subprocess.run(["node", "--check", str(path)], check=True, capture_output=True, timeout=30)


def test_it_asks_nobody_else_keeps_nothing_and_makes_no_markup_of_text():
    for word in ("http:", "https:", "innerHTML", "eval(", "Function(", "localStorage", "cookie", "sendBeacon"):
        assert word not in WHOLE, word
