"""Markdown and HTML in a plain-text field are a warning where they stand."""

from __future__ import annotations

import pytest
import yaml

from newsarchive.content.field_markup import field_markup, vocabulary_markup
from newsarchive.model.diagnostics import Fault
from newsarchive.model.yaml_text import parse_yaml
from tests.every_site.texts import warned
from tests.newsarchive.content.brief import values_of
from tests.newsarchive.editions import briefing_file, letter_file, read
from tests.timing import within

MARKUP = [
    "**bold**",
    "*word*",
    "_word_",
    "__word__",
    "`code`",
    "~~gone~~",
    "==marked==",
    "[words](a.md)",
    "![words](a.png)",
    "[words] (https://a.test/)",
    "[[words]]",
    "[^1]",
    "^[note]",
    "{{< youtube x >}}",
    "{% include x %}",
    "{{ page.title }}",
    "[words][label]",
    "{.lead}",
    '[caption id="x"]',
    "[gallery ids=1,2]",
    "{: lang=az }",
    "<em>",
    "<br/>",
    '<a href="b">',
    "&nbsp;",
    "&#8217;",
    "\\*",
]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_field_is_found_where_it_stands(markup: str) -> None:
    line = yaml.safe_dump({"title": f"The court {markup} so"}, default_style="'", width=1000).splitlines()[0]
    assert warned(line.replace("'title'", "title")) == [(2, 19, markup, "title")]


def test_what_is_only_begun_is_found() -> None:
    assert warned("title: The **court") == [(2, 12, "**court", "title")]
    assert warned("title: '## The court'") == [(2, 9, "## The court", "title")]


FIELDS = [
    pytest.param("summary: >\n  The court\n  *said* so", (4, 3, "*said*", "summary"), id="a folded value"),
    pytest.param("sources:\n  - url: https://a.test/\n    title: A *b*", (4, 14, "*b*", "title"), id="a source"),
    pytest.param("source_headline: {lang: az, text: A *b*}", (2, 37, "*b*", "text"), id="a headline"),
    pytest.param("image: {file: a.png, alt: A *b*}", (2, 29, "*b*", "alt"), id="a picture's words"),
    pytest.param("image:\n  caption: A *b*", (3, 14, "*b*", "caption"), id="its caption"),
    pytest.param("corrections:\n  - date: 2023-01-01\n    text: A *b*", (4, 13, "*b*", "text"), id="a correction"),
    pytest.param("authors: [A, B *c*]", (2, 16, "*c*", "authors"), id="an author"),
    pytest.param("translators:\n- A *c*", (3, 5, "*c*", "translators"), id="a translator"),
    pytest.param('title: "A \\u002ab*"', (2, 8, "*b*", "title"), id="written as an escape"),
]


@pytest.mark.parametrize(("front", "expected"), FIELDS)
def test_all_printed_fields_are_looked_through(front: str, expected: tuple[int, int, str, str]) -> None:
    assert warned(front) == [expected]


FINE = [
    "tags: [a, b]",
    "title: It costs 19.99* a month",
    "title: He said f*** and s**t",
    "title: The variable snake_case_name and @_handle_",
    "title: '[sic] and [the court] (see below), […]'",
    "title: 2 * 3 * 4 < 5 > 4, a == b, C++",
    "title: R&D at AT&T; a & b",
    "title: 'C:\\Users and #hashtag'",
    "title: 'No 5 # 6'",
    "sources: [{url: 'https://a.test/*b*/_c_/[d](e)', title: A}]",
    "redirect_from: [_a_]",
    "image: {file: _a_b_.png, alt: A}",
    "published_contacts: ['*a*']",
    "withdrawal: {date: 2023-01-01, reason: error}",
    "title: ~~",
    "title: The site https://a.test/b is blocked",
]


@pytest.mark.parametrize("front", FINE)
def test_plain_words_ids_and_addresses_are_left_in_peace(front: str) -> None:
    assert warned(front) == []


def test_a_text_and_a_letter_are_warned_of_and_stay_sound() -> None:
    for content, kind, place in (
        (briefing_file(title="A **court**"), "briefing", (2, 10)),
        (letter_file(name="A *reader*"), "letter", (3, 9)),
    ):
        text, faults = read(content, kind=kind)
        assert [(each.code, each.line, each.column, each.warning) for each in faults] == [("raw-markup", *place, True)]
        assert text is not None
        assert text.sound


def test_the_names_of_a_vocabulary_are_looked_through() -> None:
    content = "ali:\n  names:\n    en: '*Ali*'\n    az: Əli\n  description: {en: A <b>man</b>}\n  also: ['`Ali`']\n"
    assert [(each.line, each.column, *values_of(each).values()) for each in vocabulary_markup(content)] == [
        (3, 10, "*Ali*", "names"),
        (5, 23, "<b>", "description"),
        (6, 11, "`Ali`", "also"),
    ]


def test_a_line_of_very_many_values_is_read_in_time():
    with within(3):
        found = list(vocabulary_markup(f"a:\n  also: [{'a, ' * 60_000}'*b*']\n"))
    assert [each.code for each in found] == ["raw-markup"]


def found_in(front: str, first_line: int = 1) -> list[Fault]:
    tree, _ = parse_yaml(front, first_line=first_line)
    assert tree is not None
    return list(field_markup(tree, front, first_line=first_line))


CUT = [
    ("title: A decree #12 that", (2, 17, "#12 that")),
    ("title: #FreeThem, they say", (2, 8, "#FreeThem, they say")),
    ("title: A decree that\n  goes on #12 here", (3, 11, "#12 here")),
    ("title:\n  A decree\n\n  that #12", (5, 8, "#12")),
    ("authors: [A #1\n, B]", (2, 13, "#1")),
    ("image: {alt: A court #1\n  , credit: B}", (2, 22, "#1")),
]


@pytest.mark.parametrize(("front", "place"), CUT)
def test_a_value_that_ends_where_a_comment_begins_is_a_fault(front: str, place: tuple[int, int, str]) -> None:
    found = found_in(front, 2)
    assert [(each.code, each.warning, each.line, each.column) for each in found] == [("value-cut", False, *place[:2])]
    assert dict(found[0].values)["found"] == place[2]


def test_a_comment_with_a_space_behind_its_sign_is_a_warning() -> None:
    front = "title: A  # the original"
    found = found_in(front)
    assert [(each.code, each.warning, each.column) for each in found] == [("value-cut", True, 11)]


WHOLE = [
    "title: 'A' # b",
    'title: "A #1" # b',
    "title: >\n  A #1\n# b",
    "title: A\n# b\nsummary: C#1",
    "date: 2023 # b",
    "title: # a headline\nsummary:",
]


@pytest.mark.parametrize("front", WHOLE)
def test_a_comment_beside_a_whole_value_is_none(front: str) -> None:
    assert found_in(front) == []
