"""YAML as text with positions."""

import pytest

from newsarchive.model.yaml_text import Listing, MappingEntry, MappingNode, Scalar, parse_yaml


@pytest.mark.parametrize(
    ("yaml", "text"),
    [
        pytest.param("no", "no", id="no is a word"),
        pytest.param("Yes", "Yes", id="yes is a word"),
        pytest.param("0123", "0123", id="a number keeps its nought"),
        pytest.param("1_000", "1_000", id="a number keeps its underscore"),
        pytest.param("2023", "2023", id="a year is text"),
        pytest.param("2023-10-12", "2023-10-12", id="a date is text"),
        pytest.param("12:30", "12:30", id="a time is not sexagesimal"),
        pytest.param("1e3", "1e3", id="a float is text"),
        pytest.param("true", "true", id="true is a word"),
        pytest.param("'~'", "~", id="a quoted tilde is a tilde"),
        pytest.param("'null'", "null", id="a quoted null is a word"),
        pytest.param('"a\\nb"', "a\nb", id="an escape is what it means"),
        pytest.param("Şəxsi həyat", "Şəxsi həyat", id="any script"),
        pytest.param("", "", id="nothing"),
        pytest.param("~", "", id="a tilde is nothing"),
        pytest.param("null", "", id="null is nothing"),
    ],
)
def test_a_value_stays_what_the_editor_typed(yaml: str, text: str) -> None:
    tree, faults = parse_yaml(f"key: {yaml}\n")
    assert faults == []
    assert isinstance(tree, MappingNode)
    value = tree.get("key")
    assert isinstance(value, Scalar)
    assert value.text == text
    assert value.empty == (text == "")


def test_everything_knows_its_line_and_column() -> None:
    tree, faults = parse_yaml("a: 1\nlist:\n  - x\n  - {k: v}\n")
    assert faults == []
    assert tree == MappingNode(
        (
            MappingEntry("a", Scalar("1", 1, 4), 1, 1),
            MappingEntry(
                "list",
                Listing(
                    (Scalar("x", 3, 5), MappingNode((MappingEntry("k", Scalar("v", 4, 9), 4, 6),), 4, 5)),
                    3,
                    3,
                ),
                2,
                1,
            ),
        ),
        1,
        1,
    )


def test_lines_are_counted_from_where_the_front_matter_begins() -> None:
    tree, _ = parse_yaml("a: 1\nb: 2\n", first_line=2)
    assert isinstance(tree, MappingNode)
    assert [entry.line for entry in tree.entries] == [2, 3]
    _, faults = parse_yaml("a: 1\na: 2\n", first_line=2)
    assert [(each.line, dict(each.values)["first"]) for each in faults] == [(3, "2")]


def test_columns_count_letters_and_not_bytes() -> None:
    tree, _ = parse_yaml("əə: {şş: x}\n")
    assert tree == MappingNode(
        (MappingEntry("əə", MappingNode((MappingEntry("şş", Scalar("x", 1, 10), 1, 6),), 1, 5), 1, 1),), 1, 1
    )


@pytest.mark.parametrize("yaml", ["", "\n\n", "# only a comment\n"])
def test_no_document_is_no_tree_and_no_fault(yaml: str) -> None:
    assert parse_yaml(yaml) == (None, [])


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        pytest.param("a: &x 1\n", 1, 4, id="an anchor"),
        pytest.param("a: *x\n", 1, 4, id="an alias"),
        pytest.param("a: 1\n<<: *x\n", 2, 5, id="a merge"),
        pytest.param("a: !!str 1\n", 1, 4, id="a tag of YAML's own"),
        pytest.param("a: ! 1\n", 1, 4, id="a bare tag"),
        pytest.param("a: !!python/object/apply:os.system [x]\n", 1, 4, id="a tag that executes"),
        pytest.param("!!map\na: 1\n", 1, 1, id="a tag on the whole"),
    ],
)
def test_what_multiplies_executes_or_hides_is_refused_at_its_place(yaml: str, line: int, column: int) -> None:
    tree, faults = parse_yaml(yaml)
    assert tree is None
    assert [(each.code, each.line, each.column) for each in faults] == [("yaml-feature", line, column)]


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        pytest.param("a: " + "[" * 8 + "]" * 8 + "\n", 1, 11, id="nesting that no field needs"),
        pytest.param("a: " + "[" * 100 + "]" * 100 + "\n", 1, 11, id="nesting that nothing needs"),
        pytest.param("".join("  " * depth + "a:\n" for depth in range(100)), 9, 17, id="nesting by indentation"),
    ],
)
def test_deep_nesting_is_a_fault_of_its_own_at_its_place(yaml: str, line: int, column: int) -> None:
    tree, faults = parse_yaml(yaml)
    assert tree is None
    assert [(each.code, each.line, each.column) for each in faults] == [("yaml-feature", line, column)]


def test_nesting_that_a_field_might_need_is_read() -> None:
    tree, faults = parse_yaml("a: " + "[" * 7 + "]" * 7 + "\n")
    assert tree is not None
    assert faults == []


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        pytest.param("a: b: c\n", 1, id="two colons"),
        pytest.param("a: 1\nb: 'x\nc: 2\n", 2, id="an open quote"),
        pytest.param("a: 1\nb: [x\nc: 2\n", 2, id="an open bracket"),
        pytest.param("a: 1\nb: {x: y\nc: 2\n", 2, id="an open brace"),
        pytest.param("a: 1\nwords\nc: 2\n", 2, id="a line without a colon"),
        pytest.param("a: [1,\n  2, b: *]\n", 2, id="a sign further down in a list"),
        pytest.param("a: 1\n---\nb: 2\n", 2, id="two documents"),
        pytest.param("a: @x\n", 1, id="a sign that YAML keeps for itself"),
        pytest.param("a: \x07\n", 1, id="a control character"),
        pytest.param("a: \ud800\n", 1, id="half a character"),
    ],
)
def test_what_is_no_yaml_is_one_fault_with_its_line(yaml: str, line: int) -> None:
    tree, faults = parse_yaml(yaml)
    assert tree is None
    assert [(each.code, each.line) for each in faults] == [("yaml", line)]


def test_brackets_without_end_are_one_fault() -> None:
    tree, faults = parse_yaml("[" * 100_000)
    assert tree is None
    assert [(each.code, each.line) for each in faults] == [("yaml", 1)]


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        pytest.param("\ta: 1\n", 1, id="before a key"),
        pytest.param("a:\n\tb: 1\n", 2, id="for a space"),
        pytest.param("a: 1\n\tb: 2\n", 2, id="after a value"),
        pytest.param("a:\n  b: 1\n\tc: 2\n", 3, id="below an indented key"),
        pytest.param("a:\n  - x\n\t- y\n", 3, id="before an item"),
        pytest.param("a: |\n\tx\n", 2, id="before words"),
    ],
)
def test_a_tab_that_indents_is_named_as_such(yaml: str, line: int) -> None:
    tree, faults = parse_yaml(yaml)
    assert tree is None
    assert [(each.code, each.line, each.column) for each in faults] == [("yaml-feature", line, 1)]


@pytest.mark.parametrize("sign", ["@", "`"])
def test_another_sign_that_begins_no_value_is_not_called_a_tab(sign: str) -> None:
    _, faults = parse_yaml(f"a: {sign}x\n")
    assert [(each.code, each.line, each.column) for each in faults] == [("yaml", 1, 4)]


def test_a_tab_inside_a_value_is_no_fault() -> None:
    assert parse_yaml("a: x\ty\n") == (MappingNode((MappingEntry("a", Scalar("x\ty", 1, 4), 1, 1),), 1, 1), [])


def test_a_key_that_stands_twice_is_refused_and_the_first_is_kept() -> None:
    tree, faults = parse_yaml("a: 1\nb: 2\na: 3\na: 4\n")
    assert isinstance(tree, MappingNode)
    assert [(entry.key, entry.value) for entry in tree.entries] == [("a", Scalar("1", 1, 4)), ("b", Scalar("2", 2, 4))]
    assert [(each.code, each.line, each.values) for each in faults] == [
        ("duplicate-key", 3, (("key", "a"), ("first", "1"))),
        ("duplicate-key", 4, (("key", "a"), ("first", "1"))),
    ]


def test_a_key_that_stands_twice_further_in_is_refused_too() -> None:
    _, faults = parse_yaml("a:\n  - {b: 1, b: 2}\n")
    assert [(each.code, each.line, each.column) for each in faults] == [("duplicate-key", 2, 12)]


@pytest.mark.parametrize("yaml", ["a: 1\nb: [x, {", "a: 1\nb: [x, {\n", "a: 1\nb: [x, {\n\n\n"])
def test_what_ends_too_soon_is_named_at_its_last_sign(yaml: str) -> None:
    assert [(each.code, each.line, each.column) for each in parse_yaml(yaml)[1]] == [("yaml", 2, 8)]


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x7f", "\\x9b", "\\uFFFE"])
def test_a_control_character_that_is_written_as_an_escape_is_refused_once_and_left_out(escape: str) -> None:
    tree, faults = parse_yaml(f'a: "x{escape}y"\n"b{escape}": 1\n')
    assert tree == MappingNode((MappingEntry("a", Scalar("xy", 1, 4), 1, 1),), 1, 1)
    assert [(each.code, each.line, each.column) for each in faults] == [
        ("control-character", 1, 4),
        ("control-character", 2, 1),
    ]


def test_a_key_is_a_word() -> None:
    tree, faults = parse_yaml("? [a]\n: 1\nb: 2\n")
    assert isinstance(tree, MappingNode)
    assert [entry.key for entry in tree.entries] == ["b"]
    assert [(each.code, each.line, each.column) for each in faults] == [("yaml-key", 1, 3)]


def test_an_absent_key_is_none() -> None:
    tree, _ = parse_yaml("a: 1\n")
    assert isinstance(tree, MappingNode)
    assert tree.get("b") is None


@pytest.mark.parametrize("text", ["a: R&D", "a: b*c", "a: hi!", "a: https://e.org/?b=1&c=2", "a: {b: [c!, d&e]}"])
def test_a_sign_within_a_word_is_no_anchor_alias_or_tag(text: str) -> None:
    tree, faults = parse_yaml(text)
    assert isinstance(tree, MappingNode)
    assert not faults


@pytest.mark.parametrize(
    "text", ["a: &b c", "&a b: c", "a: [&b c]", "a: [b,&c d]", 'a: {"b":!c d}', "? !a b\n: c", "- !a b"]
)
def test_a_sign_before_a_word_is(text: str) -> None:
    assert [each.code for each in parse_yaml(text)[1]] == ["yaml-feature"]
