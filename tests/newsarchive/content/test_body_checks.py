"""What is wrong with a text's words, each with its line."""

from __future__ import annotations

import random

import pytest

from newsarchive.content.body_checks import fragments_of
from newsarchive.content.source_map import Lines, SourceText
from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import Place
from newsarchive.html import TAG
from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import AZ, EN, RU
from tests.timing import within

FRONT = "---\ntitle: A title\nsummary: A summary.\n---\n\n"
PLACE = Place("pages/a/en.md", "pages/a", "page", "en")
FIRST = 6


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader({each.tag: each for each in (AZ, EN, RU)}, {each.tag: "back {}" for each in (AZ, EN, RU)})


@pytest.fixture
def new_reader() -> TextReader:
    return TextReader({"en": EN}, {"en": "back {}"})


def faults(reader: TextReader, body: str) -> list[tuple[str, int, dict[str, str]]]:
    """Code, line and values of each fault of a body."""
    _, found = reader.read((FRONT + body).encode(), PLACE)
    return [(kind_of(each), each.line, values_of(each)) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Words <script>x</script>", ("html.tag", FIRST, {"found": "script"})),
        ("One\n\nSend <number> to us", ("html.tag", FIRST + 2, {"found": "number"})),
        ("A Vec<String> of", ("html.tag", FIRST, {"found": "string"})),
        ("<p onclick='x()'>a</p>", ("html.attribute", FIRST, {"found": "onclick"})),
        ("[call](tel:+99412)", ("link-form.scheme", FIRST, {"found": "tel:+99412"})),
        ("[x](javascript:alert(1))", ("link-form.scheme", FIRST, {"found": "javascript:alert(1)"})),
        ("[x](JAVA&#09;SCRIPT:alert(1))", None),
        ("![p](data:image/png;base64,AA)", ("link-form.scheme", FIRST, {"found": "data:image/png;base64,AA"})),
        ("![](p.jpg)", ("picture-alt", FIRST, {"found": "p.jpg"})),
        ("![ ](p.jpg)", ("picture-alt", FIRST, {"found": "p.jpg"})),
        ("![x](https://x.example/p.jpg)", ("leaves-content.picture", FIRST, {"target": "https://x.example/p.jpg"})),
        ("![x](//x.example/p.jpg)", ("leaves-content.picture", FIRST, {"target": "//x.example/p.jpg"})),
        ("Word\n\n[x](../../../y.md)", ("leaves-content", FIRST + 2, {"target": "../../../y.md"})),
        ("Words.[^9]", ("footnote.absent", FIRST, {"found": "9"})),
        ("Words.\n\n[^1]: Unmarked.", ("footnote.unused", FIRST + 2, {"found": "1"})),
        ("# Title", ("heading-level", FIRST, {"found": "h1"})),
        ("Words\n\n#azadlıq #press", ("heading-level.hashtag", FIRST + 2, {"found": "h1"})),
        ("Words\n\nTitle\n=====", ("heading-level", FIRST + 2, {"found": "h1"})),
        ("## One\n\n#### Three", ("heading-level.skip", FIRST + 2, {"found": "h4", "expected": "h3"})),
        ("### First", ("heading-level.skip", FIRST, {"found": "h3", "expected": "h2"})),
        ("[x](#Yeni şərh)\n\n## Yeni şərh", ("dead-fragment", FIRST, {"target": "#Yeni şərh", "meant": "#yeni-serh"})),
        ("[x](#nope)", ("dead-fragment", FIRST, {"target": "#nope"})),
        ("## A {#x}\n\n## B {#x}", None),
        ("## A {#Main}", ("id", FIRST, {"found": "Main"})),
        ("## A {#p_main}", None),
        ("```{.python style=nosuch}\nx\n```", ("fence-options", FIRST, {"found": "{.python style=nosuch}"})),
        ("\n".join("    " * depth + "- a" for depth in range(60)), ("too-many-signs.nested", FIRST + 41, {})),
    ],
)
def test_a_fault_is_found_with_its_line(
    reader: TextReader, body: str, expected: tuple[str, int, dict[str, str]] | None
) -> None:
    found = faults(reader, body)
    if expected is None:
        assert found, body
    else:
        assert expected in found


@pytest.mark.parametrize(("words", "told"), [(1200, False), (2200, True), (0, False)])
def test_a_text_that_makes_its_page_large_is_told(reader: TextReader, words: int, told: bool) -> None:
    made = random.Random(words)  # noqa: S311
    body = " ".join("".join(made.choices("abcdeilnorstu", k=6)) for _ in range(words)) or "the same words " * 4000
    found = [(line, values) for code, line, values in faults(reader, body) if code == "text-large"]
    assert found == ([(FIRST - 1, {"size": "9", "most": "6"})] if told else [])


@pytest.mark.parametrize(
    "body",
    [
        "Words.[^1]\n\n[^1]: A note.",
        "Twice.[^a] And.[^a]\n\n[^a]: A note.",
        "`<script>` and `onclick` and `[^9]` and `<b onclick=x>`",
        "```python\nif a < b: <script>\n```",
        "~~~\nplain [^9]\n~~~",
        "<!-- a note to ourselves -->\n\nWords.",
        "| a | b |\n| :- | -: |\n| 1 | 2 |",
        '*phrase*{: lang=az } and <span lang="ru" dir="ltr">слова</span>',
        "*[RTL]: right to left\n\nRTL is",
        "## One\n\n### Two\n\n## Three\n\n[up](#two)",
        "A < b and b > a, 3 <4, <3",
        "[mail](mailto:a@b.example) <https://x.example/a?b=1&c=2>",
        "<details><summary>More</summary>Words</details>",
        "Term\n:   Definition",
    ],
)
def test_sound_words_have_no_fault(reader: TextReader, body: str) -> None:
    assert faults(reader, body) == []


def test_two_headings_of_one_name_have_two_ids(reader: TextReader) -> None:
    text, found = reader.read((FRONT + "## Same\n\n## Same").encode(), PLACE)
    assert found == ()
    assert text is not None
    assert text.fragments == ("same", "same_1")


def test_ids_are_found_in_tags_alone() -> None:
    html = '<p id="a">id="b"<code>&lt;p id="c"&gt;</code><h2 class="x" id="d">'
    assert fragments_of(TAG.findall(html)) == ["a", "d"]


BEFORE_IT = [
    pytest.param("`<b onclick=x>`\n\n<b onclick=x>y</b>", "html.attribute", 2, id="code that shows a handler"),
    pytest.param("The style of it.\n\n<b style=x>y</b>", "html.attribute", 2, id="an attribute's name in words"),
    pytest.param("The title of it.\n\n*y*{: title=x }", "html.attribute", 2, id="an attribute in Markdown"),
    pytest.param("<!-- <i> <u onclick=x> -->\n\n<u onclick=x>y</u>", "html.attribute", 2, id="a comment"),
    pytest.param("```\n<form>\n```\n\n<form>", "html.tag", 4, id="a fence that shows a tag"),
    pytest.param("[a](b/c/d/../../../y.md)\n\n[b](../../../y.md)", "leaves-content", 2, id="a longer path"),
    pytest.param("[a](https://x.example/?u=tel:+1)\n\n[b](tel:+1)", "link-form.scheme", 2, id="a part of an address"),
    pytest.param("![x](p.jpg)\n\n![](p.jpg)", "picture-alt", 2, id="the same picture with words"),
    pytest.param("A p.jpg\n\n<img src='p.jpg'>", "picture-alt", 2, id="a picture's name in words"),
    pytest.param("Main street\n\n## A {#Main}", "id", 2, id="an id in words"),
    pytest.param("Main street\n\n<b id='Main'>A</b>", "id", 2, id="an id in words, and in HTML"),
    pytest.param("[a](#x)\n\n## A {#x}\n\n## B {#x}", "doubled-id", 4, id="a link to an id"),
    pytest.param('## A {#x}\n\n<b id="x">B</b>', "doubled-id", 2, id="the first of two ids"),
    pytest.param("```\n# a comment\n```\n\n# A", "heading-level", 4, id="a comment in code"),
    pytest.param("Words\n\n<H1>A</H1>", "heading-level", 2, id="words before a heading in HTML"),
    pytest.param("## A\n\n`x`\n\n```\n#### x\n```\n\n#### B", "heading-level.skip", 8, id="a heading in code"),
    pytest.param("<h2>A</h2>\n\n<h4>B</h4>", "heading-level.skip", 2, id="headings in HTML"),
    pytest.param("> ## A\n\n> #### B", "heading-level.skip", 2, id="headings in a quotation"),
    pytest.param("`[^9]`\n\n[^9]", "footnote.absent", 2, id="code that shows a mark"),
    pytest.param("```python\n~~~ {.x}\n```\n\n[a](tel:+1)\n\n~~~ {.x}\n~~~", "fence-options", 1, id="a fence"),
]


@pytest.mark.parametrize(("body", "code", "after"), BEFORE_IT)
def test_what_only_looks_like_it_further_up_is_passed_over(
    new_reader: TextReader, body: str, code: str, after: int
) -> None:
    found = [(each, line) for each, line, _ in faults(new_reader, body) if each == code]
    assert found[:1] == [(code, FIRST + after)]


def test_headings_in_html_count_among_the_others(new_reader: TextReader) -> None:
    assert faults(new_reader, "<h2>A</h2>\n\n### B") == []


def test_words_that_stand_nowhere_are_on_the_bodys_first_line() -> None:
    lines = Lines(SourceText("", "one\ntwo", 7))
    assert [each.line for each in (lines.of("three"), lines.of(""), lines.of("three", "two"))] == [7, 7, 8]
    assert list(lines.places("three")) == []


@pytest.mark.parametrize("body", ["<a " * 30_000, "{#" * 30_000, "= " * 30_000, "# " * 30_000, "a" * 60_000 + "\n="])
def test_no_shape_of_a_body_makes_looking_slow(body: str) -> None:
    lines = Lines(SourceText("", body, 1))
    with within(2):
        for number in range(50):
            assert lines.of(f"nowhere {number}").line == 1
        assert lines.of("a", "=").line >= 1


def test_the_line_of_words_is_found_once_and_quickly() -> None:
    body = "\n".join(f"[a{number}](b{number}.md)" for number in range(40_000))
    lines = Lines(SourceText("", body, 10))
    with within(2):
        assert [lines.of(f"(b{number}.md)").line for number in range(0, 40_000, 40)] == list(range(10, 40_010, 40))
        assert lines.of("nowhere").line == 10
