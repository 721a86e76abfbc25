"""Front matter of old texts."""

import datetime as dt

import pytest

from newsarchive_import.front_matter import (
    DangerousMarkupError,
    OldFields,
    parse_json,
    parse_toml,
    parse_yaml_values,
    split_front_matter,
    split_lines,
)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\ndraft: no\ndate: 2019-02-03 10:00 +0400\n---\nBody\n",
        '+++\ntitle = "A"\ndraft = "no"\ndate = "2019-02-03 10:00 +0400"\n+++\nBody\n',
        '{"title": "A", "draft": "no", "date": "2019-02-03 10:00 +0400"}\n\nBody\n',
        "\ufeff---  \ntitle: A\ndraft: no\ndate: 2019-02-03 10:00 +0400\n...\nBody\n",
    ],
)
def test_each_form_gives_the_same_strings_as_written(text: str) -> None:
    old = split_front_matter(text)
    assert old is not None
    assert old.fields == [("title", "A"), ("draft", "no"), ("date", "2019-02-03 10:00 +0400")]
    assert old.body == "Body\n"


@pytest.mark.parametrize("text", ["# Title\n", "---\nnot closed", "{{< shortcode >}}", "", "{% liquid %}"])
def test_a_text_without_front_matter_has_none(text: str) -> None:
    assert split_front_matter(text) is None


def test_lines_of_metadata_end_at_the_first_blank_line_and_may_continue() -> None:
    old = split_lines("Title: A: b\nSummary: One\n    two\nDate: 2019-02-03\n\nNote: this is text\n")
    assert old.fields == [("Title", "A: b"), ("Summary", "One\ntwo"), ("Date", "2019-02-03")]
    assert old.body == "Note: this is text\n"


@pytest.mark.parametrize(
    "text", ["---\na: b\n  c: [\n---\n", "+++\na = \n+++\n", '{"a": }\n', "---\n- a\n---\n", "---\n\ta: b\n---\n"]
)
def test_malformed_front_matter_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        split_front_matter(text)


BOMB = "a: &a [x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20)
)


DANGEROUS = {
    "aliases": (parse_yaml_values, BOMB),
    "deep YAML": (parse_yaml_values, "a: " + "[" * 100 + "]" * 100),
    "many values": (parse_yaml_values, "a: [" + "x," * 60_000 + "]"),
    "long YAML": (parse_yaml_values, "a: " + "x" * 2_000_000),
    "very deep TOML": (parse_toml, "a = " + "[" * 100_000),
    "deep TOML": (parse_toml, "a = " + "[" * 100 + "]" * 100),
    "very deep JSON": (parse_json, '{"a": ' + "[" * 100_000),
    "deep JSON": (parse_json, '{"a": ' + "[" * 100 + "]" * 100 + "}"),
}


@pytest.mark.parametrize(("parse", "text"), DANGEROUS.values(), ids=DANGEROUS)
def test_what_could_exhaust_memory_or_the_stack_is_refused(parse: object, text: str) -> None:
    with pytest.raises(DangerousMarkupError):
        parse(text)  # type: ignore[operator]


def test_very_deep_yaml_is_malformed() -> None:
    with pytest.raises(ValueError, match="line"):
        parse_yaml_values("a: " + "[" * 100_000)


def test_yaml_runs_no_tag() -> None:
    assert parse_yaml_values("a: !!python/object/apply:os.system ['touch ran']") == [("a", ["touch ran"])]


def test_what_no_reader_takes_is_left_with_its_path() -> None:
    fields = OldFields(
        parse_yaml_values(
            "Title: A\ntags: [b, c]\nparams:\n  mood: calm\n  seen: [x, y]\nold: ''\ndate: soon\ndate: later\n"
        )
    )
    assert fields.text("title") == "A"
    assert fields.texts("tags") == ["b", "c"]
    assert fields.date("date") is None
    assert fields.other == (
        *(("params.mood", "calm"), ("params.seen", "x"), ("params.seen", "y"), ("date", "soon"), ("date", "later")),
    )


def test_a_picture_in_a_mapping_leaves_the_rest_of_it() -> None:
    fields = OldFields([("cover", {"image": "a.jpg", "alt": "words"})])
    assert fields.inner("cover", "path", "image") == "a.jpg"
    assert fields.other == (("cover.alt", "words"),)
    assert OldFields([("date", "2019-02-03")]).date("date") == dt.date(2019, 2, 3)
