"""Keys of YAML in order, as whole lines; one value changes, and all other lines stay."""

import pytest

from newsarchive.cli.yaml_edits import in_a_line, in_order, scalar, with_field, with_key


def lines(*each):
    return "".join(f"{line}\n" for line in each)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(["b: 1", "a: 2"], ["a: 2", "b: 1"], id="two keys"),
        pytest.param(["a: 1", "b: 2"], ["a: 1", "b: 2"], id="nothing to do"),
        pytest.param(
            ["c: [x,", "  y]  # z", "b: 'it", "", "  is'", "a:", "- x", "- y: 1", "  z: 2"],
            ["a:", "- x", "- y: 1", "  z: 2", "b: 'it", "", "  is'", "c: [x,", "  y]  # z"],
            id="values of many lines",
        ),
        pytest.param(
            ["b: 0123", "a: no", "'0': ~", '"1": "x"'], ["'0': ~", '"1": "x"', "a: no", "b: 0123"], id="as typed"
        ),
        pytest.param(
            ["b: 1", "# on a", "# and on", "a: 2"], ["# on a", "# and on", "a: 2", "b: 1"], id="comments above"
        ),
        pytest.param(["# on b", "b: 1", "a: 2"], ["a: 2", "# on b", "b: 1"], id="a comment above the first key"),
        pytest.param(
            ["# the file's", "", "b: 1", "a: 2"], ["# the file's", "", "a: 2", "b: 1"], id="a comment of the file"
        ),
        pytest.param(
            ["# yaml-language-server: $schema=x", "b: 1", "a: 2"],
            ["# yaml-language-server: $schema=x", "a: 2", "b: 1"],
            id="the line for editors' programs",
        ),
        pytest.param(
            ["b:", "  - x", "  # - y", "a: 1"], ["a: 1", "b:", "  - x", "  # - y"], id="an item taken out for a while"
        ),
        pytest.param(
            ["b: 1", "# on a", "", "a: 2", "c: 3"], ["# on a", "", "a: 2", "b: 1", "c: 3"], id="a comment right below"
        ),
        pytest.param(
            ["b: 1", "", "# on a", "", "a: 2"], ["# on a", "", "a: 2", "", "b: 1"], id="a comment between blank lines"
        ),
        pytest.param(["b: 1", "", "", "a: 2", "c: 3"], ["a: 2", "", "", "b: 1", "c: 3"], id="blank lines stay"),
        pytest.param(["b: 1", "a: 2", "", ""], ["a: 2", "b: 1", "", ""], id="blank lines at the end stay"),
        pytest.param(["b: 1", "a: 2", "# end"], ["a: 2", "b: 1", "# end"], id="a comment below the last key"),
        pytest.param(["b: 1", "a: 2", "", "# the end"], ["a: 2", "b: 1", "", "# the end"], id="a comment at the end"),
        pytest.param(["---", "b: 1", "a: 2", "..."], ["---", "a: 2", "b: 1", "..."], id="a document's marks"),
        pytest.param(
            ["b: |", "  x  ", "  # no comment", "", "a: >-", "  y", "", "  z"],
            ["a: >-", "  y", "", "  z", "", "b: |", "  x  ", "  # no comment"],
            id="block scalars",
        ),
        pytest.param(["b: |", "  x", "# on a", "a: 1"], ["# on a", "a: 1", "b: |", "  x"], id="a scalar's end"),
        pytest.param(["b:", "a: 1"], ["a: 1", "b:"], id="a value left out"),
        pytest.param(["b: 1 # c", "a: x#y"], ["a: x#y", "b: 1 # c"], id="a comment beside a value"),
    ],
)
def test_keys_move_with_what_belongs_to_them(before, after):
    assert in_order(lines(*before), str) == lines(*after)
    assert in_order(lines(*after), str) == lines(*after)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("# a comment", id="a comment alone"),
        pytest.param("- b\n- a", id="a list"),
        pytest.param("{b: 1, a: 2}", id="a mapping on one line"),
        pytest.param("  b: 1\n  a: 2", id="indented keys"),
        pytest.param("? b\n: 1\n? a\n: 2", id="keys with a mark"),
        pytest.param("b: 1\na: [", id="no YAML"),
        pytest.param("b: 1\na: 2\nb: 3", id="a key that stands twice"),
        pytest.param("b: &x 1\na: *x", id="an alias"),
        pytest.param("b: |+\n  x\n\na: 2", id="line ends that a value keeps"),
        pytest.param("b: 'x\u2028  y'\na: 2", id="another kind of line end"),
    ],
)
def test_what_cannot_be_moved_safely_stays(text):
    assert in_order(text, str) == text


def test_equal_ranks_keep_the_editors_order():
    assert in_order("b: 1\nc: 2\na: 3", len) == "b: 1\nc: 2\na: 3"


ODD = [
    "title:   'It''s'   # a remark",
    "",
    "# above",
    "tags: [ a,  b ]",
    "corrections:",
    "- date:  2024-01-02   # the day",
    '  text: "Wrong \\u0259"',
    "",
    "  # old",
    "- text: a long text that goes on",
    "    in another line",
    "  date: 2024-01-03",
    "# on the number",
    "number:    0123",
    "folded: >-",
    "  one",
    "",
    "  two",
    "empty:",
    "names:  {en: 'A',   az: B}   # odd",
    "deep:",
    "    en: X   # x",
    "    az: Y",
    "",
]

RELAID = [
    "  - date: 2024-01-02  # the day",
    '    text: "Wrong ə"',
    "",
    "  # old",
    "  - text: a long text that goes on in another line",
    "    date: 2024-01-03",
]
"""The corrections in the layout of all that this program writes."""


def joined(lines, ending="\n"):
    return "".join(line + ending for line in lines)


def put(at, *new, without=0):
    return [*ODD[:at], *new, *ODD[at + without :]]


def add(item):
    return lambda value: [*value, item] if not hasattr(value, "append") else (value.append(item), value)[1]


def renamed(**changes):
    return lambda value: (value.update(changes), value)[1]


@pytest.mark.parametrize(
    ("key", "change", "after"),
    [
        ("corrections", lambda value: value, ODD),
        (
            "corrections",
            add({"date": "2024-05-06", "text": scalar("no: it is 'so'")}),
            put(5, *RELAID, "  - date: 2024-05-06", "    text: \"no: it is 'so'\"", without=7),
        ),
        (
            "corrections",
            lambda value: (value[0].update(date="2025-01-01"), value)[1],
            put(5, RELAID[0].replace("2024", "2025").replace("-02", "-01"), *RELAID[1:], without=7),
        ),
        ("tags", lambda _: in_a_line(["c"]), put(3, "tags: [c]", without=1)),
        ("tags", lambda _: None, put(3, without=1)),
        ("names", renamed(ru="В"), put(19, "names: {en: 'A', az: B, ru: В} # odd", without=1)),
        ("deep", renamed(ru=scalar("no")), put(21, "  en: X     # x", "  az: Y", "  ru: 'no'", without=2)),
        ("empty", lambda _: scalar("2023"), put(18, "empty: '2023'", without=1)),
        ("minor", lambda _: "0123", put(12, "minor: 0123", "")),
        ("new", lambda _: {"names": {"en": "N"}}, put(23, "", "new:", "  names:", "    en: N")),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_the_lines_of_what_changes_are_written_anew(key, change, after, ending):
    assert with_key(joined(ODD, ending), key, change, ["number"] if key == "minor" else []) == joined(after, ending)


def test_a_new_field_stands_where_the_table_has_it():
    file = b"---\r\ntitle: T  # a remark\r\nstatus: draft\r\n---\r\nBody\rmore\n"
    after = with_field(file, "briefing", "minor", lambda _: "true")
    assert after == file.replace(b"status:", b"minor: true\r\nstatus:")
    last = with_field(after, "briefing", "redirect_from", lambda _: in_a_line(["x"]))
    assert last == after.replace(b"draft\r\n", b"draft\r\nredirect_from: [x]\r\n")
    assert with_field(last, "briefing", "redirect_from", lambda _: None) == after


@pytest.mark.parametrize("text", ["{a: b}\n", "- a\n", " a: b\n", "a: [\n", "[a]: b\n", "a: &x b\n", "a: 1\na: 2\n"])
def test_another_layout_is_not_changed(text):
    assert with_key(text, "a", lambda _: "c") is None
    assert with_field(f"---\n{text}---\n".encode(), "briefing", "minor", lambda _: "c") is None


@pytest.mark.parametrize("data", [b"", b"words", b"---\nopen: 1\n"])
def test_a_file_without_front_matter_is_not_changed(data):
    assert with_field(data, "briefing", "minor", lambda _: "c") is None
