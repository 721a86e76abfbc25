"""A file as it was typed: decoded, parted at its fences, and the revision of its words."""

import datetime as dt

import pytest

from newsarchive.cli.yaml_edits import constant, with_field
from newsarchive.content.source_map import SourceText, front_end
from newsarchive.content.typed_text import LARGEST_FILE, decode, revision_of, split
from newsarchive.model.diagnostics import fault
from newsarchive.model.fields import Correction, Picture
from tests.newsarchive.editions import front

WORDS = {"title": "Title", "summary": "Summary."}


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\rb\r", b"a\nb\n"])
def test_line_ends_become_one_kind(data):
    assert decode(data) == ("a\nb\n", [])


def test_letters_become_composed():
    assert decode("I\u0307, o\u0308".encode()) == ("\u0130, \u00f6", [])


@pytest.mark.parametrize(
    ("data", "code", "line", "values"),
    [
        (b"\xef\xbb\xbf---\n", "byte-order-mark", 1, ()),
        (b"one\ntwo\x00\n", "control-character", 2, (("found", "U+0000"),)),
        (b"one\n\ntab\tok \x1b[0m\n", "control-character", 3, (("found", "U+001B"),)),
        ("a\u0085b".encode(), "control-character", 1, (("found", "U+0085"),)),
        ("Привет\n".encode("cp1251"), "not-utf8", 1, (("byte", "0xcf"),)),
        (b"fine\nfine\n" + "Я".encode("cp1251"), "not-utf8", 3, (("byte", "0xdf"),)),
        ("words".encode("utf-16"), "not-utf8", 1, (("byte", "0xff"),)),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(data, code, line, values):
    content, faults = decode(data)
    assert content is None
    assert [(each.code, each.line, each.values) for each in faults] == [(code, line, values)]


def test_a_control_character_is_placed_by_column():
    assert [(each.line, each.column) for each in decode(b"one\nab\x00")[1]] == [(2, 3)]


def test_a_file_is_read_up_to_the_limit_and_no_further():
    assert decode(b"a" * LARGEST_FILE)[1] == []
    expected = fault("too-large", size=LARGEST_FILE // 1024 + 1, most=LARGEST_FILE // 1024)
    assert decode(b"a" * (LARGEST_FILE + 1)) == (None, [expected])


def test_a_file_is_parted_at_its_two_fences():
    assert split("---\na: b\nc: d\n---\nBody\n---\nmore") == (SourceText("a: b\nc: d", "Body\n---\nmore", 5), [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_that_part_a_file_part_it_in_the_same_place(end):
    content = end.join(["--- ", "title: |", "  ---", "  b", "# c", "...", "---\t", "Body", "", "---", "more", ""])
    source, _ = split(content.replace(end, "\n"))
    assert (source.front, source.body_line) == ("title: |\n  ---\n  b\n# c\n...", 8)
    assert content[front_end(content) :].replace(end, "\n") == source.body == "Body\n\n---\nmore\n"
    changed = with_field(content.encode(), "briefing", "title", constant("T"))
    assert changed == content.replace(f"title: |{end}  ---{end}  b", f"title: |-{end}  T", 1).encode()


def test_empty_front_matter_and_body_are_parts_too():
    assert split("---\n---") == (SourceText("", "", 3), [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "front-matter"),
        ("Title: x\n", "front-matter"),
        ("\n---\na: b\n---\n", "front-matter"),
        ("----\na: b\n---\n", "front-matter"),
        ("---\na: b\n", "front-matter"),
        ("---\na: b\n --- \n", "front-matter"),
        ("---\na: b\n---\u00a0\nBody\n", "front-matter"),
        ("---\u3000\na: b\n---\nBody\n", "front-matter"),
    ],
)
def test_a_file_without_its_fences_is_refused(content, code):
    source, faults = split(content)
    assert source is None
    assert [(each.code, each.line) for each in faults] == [(code, 1)]


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({"title": "Other"}, "Body."),
        ({"summary": "Other."}, "Body."),
        ({}, "Body!"),
        ({}, "Body.\n\nMore."),
        ({}, "  Body.\n    deeper"),
        ({"image": Picture("a.jpg", "Me", "Alt", "")}, "Body."),
        ({"corrections": (Correction(dt.date(2024, 1, 1), "Wrong."),)}, "Body."),
    ],
)
def test_a_revision_changes_with_the_words(changed, body):
    assert revision_of(front(**{**WORDS, **changed}), body) != revision_of(front(**WORDS), "Body.")


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({"date": "2023"}, "Body."),
        ({"tags": ("privacy",)}, "Body."),
        ({"modified": dt.date(2024, 1, 1)}, "Body."),
        ({"status": "hidden"}, "Body."),
        ({"related": ("b",)}, "Body."),
        ({}, "\n\nBody.  \n\n"),
    ],
)
def test_a_revision_stays_when_anything_else_changes(changed, body):
    assert revision_of(front(**{**WORDS, **changed}), body) == revision_of(front(**WORDS), "Body.")


def test_a_pictures_file_and_credit_do_not_count_for_a_revision():
    one = front(**WORDS, image=Picture("a.jpg", "Me", "Alt", "Caption"))
    two = front(**WORDS, image=Picture("b.jpg", "You", "Alt", "Caption"))
    assert revision_of(one, "Body.") == revision_of(two, "Body.")


def test_a_revision_is_twelve_hex_digits():
    assert len(revision_of(front(**WORDS), "Body.")) == 12
    assert int(revision_of(front(**WORDS), "Body."), 16) >= 0


@pytest.mark.parametrize(
    "body",
    [
        "<!-- Source: X -->\n\nOne.\n\nTwo.",
        "One.\n\n<!-- Source:\n\nX -->\n\nTwo.",
        "One.\n\n\nTwo.",
        "One.\n\nTwo.\n\n<!-- X -->\n",
        "One.\n\n<!-- X -->\n\n<!-- Y -->\n\nTwo.",
    ],
)
def test_comments_between_paragraphs_do_not_count(body):
    assert revision_of(front(**WORDS), body) == revision_of(front(**WORDS), "One.\n\nTwo.")


@pytest.mark.parametrize(
    "body",
    [
        "```\n\n<!-- {} -->\n\n```",
        "One.\n\n    <!-- {} -->",
        "One.\n\n<!--> {} -->",
        "One.\n\n<!-- --!> {} -->",
        "One.\n\n`<!-- {} -->`",
        "One.\n\n\\<!-- {} -->",
        "One.\n\n<!-- --> {} <!-- -->",
    ],
)
def test_what_may_be_shown_counts_although_it_looks_like_a_comment(body):
    assert len({revision_of(front(**WORDS), body.format(each)) for each in "AB"}) == 2
