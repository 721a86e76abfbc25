"""Keys of YAML in order, as whole lines."""

import pytest

from newsarchive.cli.yaml_order import in_order


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
            ["b: 1", "# on b", "", "a: 2", "c: 3"], ["a: 2", "b: 1", "# on b", "", "c: 3"], id="a comment right below"
        ),
        pytest.param(
            ["b: 1", "", "# on a", "", "a: 2"], ["# on a", "", "a: 2", "", "b: 1"], id="a comment between blank lines"
        ),
        pytest.param(["b: 1", "", "", "a: 2", "c: 3"], ["a: 2", "", "", "b: 1", "c: 3"], id="blank lines stay"),
        pytest.param(["b: 1", "a: 2", "", ""], ["a: 2", "b: 1", "", ""], id="blank lines at the end stay"),
        pytest.param(["b: 1", "a: 2", "# on a"], ["a: 2", "# on a", "b: 1"], id="a comment below the last key"),
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
