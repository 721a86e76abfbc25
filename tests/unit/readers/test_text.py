"""One file from its bytes to a text, and what is wrong with it, where."""

import datetime as dt

import pytest

from newsarchive.archive.diagnostics import fault
from newsarchive.archive.fields import FIELDS, Correction, Picture
from newsarchive.cli.yaml_order import field_lines
from newsarchive.readers.source_map import SourceText, front_end
from newsarchive.readers.text import LARGEST_FILE, Place, TextReader, decode, revision_of, split
from tests.unit.editions import (
    ORIGINAL,
    bare_language,
    briefing_file,
    codes,
    front,
    read,
    text_from,
    translation_file,
    yaml_of,
)


def places(faults):
    return [(each.code, each.line) for each in faults]


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
    expected = fault("too-large", size=LARGEST_FILE + 1, most=LARGEST_FILE)
    assert decode(b"a" * (LARGEST_FILE + 1)) == (None, [expected])


def test_a_file_is_parted_at_its_two_fences():
    assert split("---\na: b\nc: d\n---\nBody\n---\nmore") == (SourceText("a: b\nc: d", "Body\n---\nmore", 5), [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_that_part_a_file_part_it_in_the_same_place(end):
    content = end.join(["--- ", "a: |", "  ---", "  b", "# c", "...", "---\t", "Body", "", "---", "more", ""])
    source, _ = split(content.replace(end, "\n"))
    assert (source.front, source.body_line) == ("a: |\n  ---\n  b\n# c\n...", 8)
    assert content[front_end(content) :].replace(end, "\n") == source.body == "Body\n\n---\nmore\n"
    lines = field_lines(content.encode())
    assert (lines.closing, dict(lines.spans)) == (6, {"a": (1, 4)})


def test_empty_front_matter_and_body_are_parts_too():
    assert split("---\n---") == (SourceText("", "", 3), [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "front-matter-absent"),
        ("Title: x\n", "front-matter-absent"),
        ("\n---\na: b\n---\n", "front-matter-absent"),
        ("----\na: b\n---\n", "front-matter-absent"),
        ("---\na: b\n", "front-matter-open"),
        ("---\na: b\n --- \n", "front-matter-open"),
        ("---\na: b\n---\u00a0\nBody\n", "front-matter-open"),
        ("---\u3000\na: b\n---\nBody\n", "front-matter-open"),
    ],
)
def test_a_file_without_its_fences_is_refused(content, code):
    source, faults = split(content)
    assert source is None
    assert places(faults) == [(code, 1)]


WORDS = {"title": "Title", "summary": "Summary."}


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


def test_a_good_file_is_a_text_without_faults():
    found, faults = read(briefing_file('## A heading\n\nSay "so" -- [b](../b/en.md#x).', title="'The \"title\"'"))
    assert faults == ()
    assert (found.path, found.language) == ("briefings/2023/a/en.md", "en")
    assert found.front.title == "The “title”"
    assert found.fragments == ("a-heading",)
    assert [(each.target, each.line) for each in found.links] == [("briefings/2023/b/en.md#x", 10)]
    assert '<p>Say “so” – <a href="content:briefings/2023/b/en.md#x">b</a>.</p>' in found.html


def test_printed_fields_are_typeset_by_their_own_language():
    sources = '[{url: "https://s.example/", title: \'The "x" report\', publisher: "A \\"b\\"", lang: en}]'
    headline = "{lang: ru, text: 'Газета \"Правда\"'}"
    found, faults = read(
        briefing_file("Sözlər.", title="'\"Turan\"ın yazısı'", sources=sources, source_headline=headline), language="az"
    )
    assert faults == ()
    assert found.front.title == "«Turan»ın yazısı"
    assert found.front.sources[0].title == "The “x” report"
    assert found.front.sources[0].publisher == 'A "b"'
    assert found.front.source_headline.text == "Газета «Правда»"


def test_a_foreign_headline_of_no_site_language_stays_as_the_source_ran_it():
    headline = "{lang: ar, text: 'قال \"لا\"'}"
    assert read(briefing_file(source_headline=headline))[0].front.source_headline.text == 'قال "لا"'


FRONT = yaml_of(ORIGINAL)
FILES = [
    pytest.param("---\n- a\n---\nBody\n", [("front-matter-shape", 1)], id="a list as front matter"),
    pytest.param("---\n---\nBody\n", [("front-matter-shape", 1)], id="no front matter"),
    pytest.param("---\ntitle: a\ntitle: 'b\n---\nBody\n", [("yaml", 3)], id="an open quote"),
    pytest.param(f"---\n{FRONT}titel: x\n---\nBody\n", [("unknown-field", 7)], id="an unknown field"),
    pytest.param(f"---\n{FRONT}title: x\n---\nBody\n", [("duplicate-key", 7)], id="a doubled field"),
    pytest.param(f"---\n{FRONT}---\nBody\n\n# Title\n", [("heading-level", 10)], id="a first-level heading"),
    pytest.param(f"---\n{FRONT}---\nBody\n\nTitle\n=====\n", [("heading-level", 10)], id="an underlined one"),
    pytest.param(f"---\n{FRONT}---\n\n[x](../../../../a.md)\n", [("leaves-content", 9)], id="a link outside"),
]


@pytest.mark.parametrize(("content", "expected"), FILES)
def test_a_fault_is_placed_at_its_line_and_the_text_is_not_sound(content, expected):
    found, faults = read(content)
    assert found is None or not found.sound
    assert places(faults) == expected
    assert {each.path for each in faults} == {"briefings/2023/a/en.md"}


def test_all_faults_of_a_file_are_found_in_one_run():
    _, faults = read("---\ntitle:\ndate: soon\n---\n")
    assert {"empty", "type", "missing-field"} <= set(codes(faults))


def test_two_links_to_files_of_one_name_have_their_own_lines():
    found = text_from("One [b](../b/en.md).\n\nTwo [c](../c/en.md).\n")
    assert [(each.target, each.line) for each in found.links] == [
        ("briefings/2023/b/en.md", 8),
        ("briefings/2023/c/en.md", 10),
    ]


def test_a_withdrawn_text_may_be_empty():
    withdrawal = "{date: 2024-01-01, reason: error}"
    content = f"---\ndate: 2023-10-12\nstatus: withdrawn\nwithdrawal: {withdrawal}\n---\n"
    found, faults = read(content)
    assert faults == ()
    assert found.html == ""


def test_a_draft_may_be_empty_as_the_message_says():
    assert codes(read(briefing_file("", status="draft"))[1]) == []


def test_a_translation_states_only_what_differs():
    found, faults = read(translation_file(translators="[Əli]"), language="az")
    assert faults == ()
    assert (found.front.translates, found.front.translators) == ("en", ("Əli",))


def test_a_notice_needs_its_days_and_no_summary():
    found, faults = read("---\ntitle: T\nstarts: 2026-01-01\nends: 2026-01-02\n---\nWords.\n", kind="notice")
    assert faults == ()
    assert found.front.ends == dt.date(2026, 1, 2)


def test_a_text_with_blocks_of_code_says_so():
    assert text_from("```python\nx = 1\n```\n").has_code is True
    assert text_from("`x = 1`").has_code is False


@pytest.mark.parametrize("kind", ["briefing", "page", "notice"])
def test_a_field_that_a_withdrawn_text_lacks_is_one_that_it_may_give(kind):
    _, faults = read("---\ntitle: T\nstatus: withdrawn\n---\n", kind=kind)
    missing = {dict(each.values)["field"] for each in faults if each.code == "missing-field"}
    assert missing <= set(FIELDS[kind])


@pytest.mark.parametrize("escaped", [r"\0", r"\x1b", r"\x7f", r"\ufffe"])
def test_a_control_character_escaped_in_yaml_is_refused_too(escaped):
    found, faults = read(briefing_file(title=f'"A{escaped}B"'))
    assert not found.sound
    assert "control-character" in codes(faults)


def test_a_picture_from_elsewhere_is_not_loaded_by_readers():
    found, faults = read(briefing_file("Before ![x](https://elsewhere.example/x.gif) after."))
    assert not found.sound
    assert codes(faults) == ["picture-elsewhere"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other", [1]),
        ("One.\n\n=======\n\nTwo.\n\n>>>>>>> other", [3]),
        ("One.\n\n>>>>>>> other\n\n<<<<<<< HEAD", [3, 5]),
        ("```\n<<<<<<< HEAD\n```", []),
        ("    <<<<<<< HEAD", []),
        ("One <<<<<<< two\n\n======== \n\n>>>>>>>two", []),
    ],
)
def test_a_merge_conflict_is_one_fault_wherever_it_stands(body, lines):
    text, faults = read(briefing_file(body))
    assert [each.line - 7 for each in faults if each.code == "conflict-marker"] == lines
    assert (text is None) == bool(lines)


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


@pytest.mark.parametrize(("status", "warning"), [("draft", True), ("published", False)])
def test_in_a_draft_a_picture_without_a_description_is_a_warning(status, warning):
    text, faults = read(briefing_file("![](photo.jpg)\n", status=status))
    assert [(each.code, each.warning) for each in faults if each.code == "picture-alt"] == [("picture-alt", warning)]
    assert text.sound is warning


RIGHT_TO_LEFT = [
    ("`--all/`", '<code dir="ltr">--all/</code>'),
    ("```\n--all/\n```", '<pre dir="ltr"><span></span><code dir="ltr">--all/\n</code></pre>'),
    ("<https://a.example/b/>", '<a href="https://a.example/b/" rel="noopener noreferrer" dir="ltr">https://'),
    ("<desk@a.example>", '<a href="mailto:desk@a.example" dir="ltr">'),
    ("[كلمات](https://a.example/)", '<a href="https://a.example/" rel="noopener noreferrer">كلمات</a>'),
    ('<code dir="rtl">x</code>', '<code dir="rtl">x</code>'),
]


@pytest.mark.parametrize(("typed", "printed"), RIGHT_TO_LEFT)
def test_code_and_addresses_in_a_right_to_left_text_run_from_left_to_right(typed: str, printed: str) -> None:
    reader = TextReader({"ar": bare_language("ar")}, {"ar": "{}"})
    text, _ = reader.read(briefing_file(typed).encode(), Place("a/ar.md", "a", "briefing", "ar"))
    assert text is not None
    assert printed in text.html


def test_code_and_addresses_in_a_left_to_right_text_need_no_direction() -> None:
    assert " dir=" not in text_from("`--all/` and <https://a.example/b/>").html
