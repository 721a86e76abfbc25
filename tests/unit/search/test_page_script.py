"""The script as it is served."""

import re
import subprocess

from newsarchive.search.page import FOLDER, PARTS, parts, served

WHOLE = "".join(parts())


def test_comments_indentation_and_spaces_that_separate_nothing_are_taken_away():
    assert served(['"a";\n\n  // why\n', '  if (b) {\n    c("// d", e - -1);\n  }\n// e\n']) == (
        '"use strict";{"a";if(b){c("// d",e- -1);}\n}\n'
    )


TELLING = """
  const outer = 1, unused = [2, 3];
  let changed = outer;
  const shadows = (outer, { inner, deep: { found = outer }, ...rest }, [first = 7, second] = unused) => {
    const changed = inner ? outer : second;
    for (const outer of [first, changed]) if (outer > 3) rest[outer] = (second) => second + outer + found;
    const values = Object.values(rest).map((each) => (each.call ? each(1) : each));
    return { inner, changed, found, rest: Object.keys(rest), values };
  };
  const catching = () => {
    try {
      throw { outer };
    } catch ({ outer: caught }) {
      changed += caught;
      return { caught, of: "outer changed", pattern: /outer|inner/.test("inner") };
    }
  };
  async function* several(length) {
    for (let place = 0, next; place < length; place = next) {
      next = place + 1;
      yield { place, length: "length".length };
    }
  }
  const all = async () => {
    const seen = [];
    for await (const { place, length } of several(2)) seen.push([place, length]);
    console.log(JSON.stringify([shadows(5, { inner: 0, deep: {}, more: 9 }), catching(), changed, seen, - -outer]));
  };
  all();
"""


def test_no_space_is_lost_in_a_string_or_a_regular_expression():
    line = 'a=b.match(/ = /)||" => ";'
    assert served([f'{line}\nc = "1 , 2"\n  ? d : " "\ne()\n']) == f'"use strict";{{{line}c="1 , 2"?d:" "\ne()\n}}\n'


def run(source):
    return subprocess.run(["node", "-e", source], check=True, capture_output=True, text=True, timeout=30).stdout


def test_short_names_mean_the_same():
    short = served([TELLING])
    assert run(short) == run(f"{{{TELLING}}}") != ""
    assert not {"changed=", "shadows", "several", "seen", "caught+"} & {*re.findall(r"\w+[=+]?", short)}


def test_strings_patterns_and_the_browsers_names_stay():
    short = served(parts())
    code = re.sub(r"^\s*//.*", "", WHOLE, flags=re.MULTILINE)
    assert re.findall(r'"[^"\n]*"', short)[1:] == re.findall(r'"[^"\n]*"', code)
    for word in ("URLSearchParams", "localStorage", "replaceChildren", "module.exports", "AbortSignal.timeout"):
        assert (word in short) == (word in WHOLE), word


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
