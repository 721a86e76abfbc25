"""One file from its bytes to a text, and what is wrong with it, where."""

import datetime as dt

import pytest

from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import Place
from newsarchive.model.fields import FIELDS
from tests.newsarchive.editions import (
    ORIGINAL,
    bare_language,
    briefing_file,
    codes,
    read,
    text_from,
    translation_file,
    yaml_of,
)


def places(faults):
    return [(each.code, each.line) for each in faults]


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
    pytest.param("---\n- a\n---\nBody\n", [("front-matter", 1)], id="a list as front matter"),
    pytest.param("---\n---\nBody\n", [("front-matter", 1)], id="no front matter"),
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
    assert codes(faults) == ["leaves-content"]


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
