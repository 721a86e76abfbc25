"""What is wrong with a text's words, each with its line."""

from __future__ import annotations

import time

import pytest

from plugins.reading.bodyfaults import Lines, Source, fragments_of
from plugins.reading.texts import Place, TextReader
from tests.unit.editions import AZ, EN, RU

FRONT = "---\ntitle: A title\nsummary: A summary.\n---\n\n"
PLACE = Place("pages/a/en.md", "pages/a", "page", "en")
FIRST = 6


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader({each.tag: each for each in (AZ, EN, RU)}, {each.tag: "back {}" for each in (AZ, EN, RU)})


def faults(reader: TextReader, body: str) -> list[tuple[str, int, dict[str, str]]]:
    """Code, line and values of each fault of a body."""
    _, found = reader.read((FRONT + body).encode(), PLACE)
    return [(each.code, each.line, dict(each.values)) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Words <script>x</script>", ("html-tag", FIRST, {"found": "script"})),
        ("One\n\nSend <number> to us", ("html-tag", FIRST + 2, {"found": "number"})),
        ("A Vec<String> of", ("html-tag", FIRST, {"found": "string"})),
        ("<p onclick='x()'>a</p>", ("html-attribute", FIRST, {"found": "onclick"})),
        ("[call](tel:+99412)", ("link-scheme", FIRST, {"found": "tel:+99412"})),
        ("[x](javascript:alert(1))", ("link-scheme", FIRST, {"found": "javascript:alert(1)"})),
        ("[x](JAVA&#09;SCRIPT:alert(1))", None),
        ("![p](data:image/png;base64,AA)", ("link-scheme", FIRST, {"found": "data:image/png;base64,AA"})),
        ("![](p.jpg)", ("picture-alt", FIRST, {"found": "p.jpg"})),
        ("![ ](p.jpg)", ("picture-alt", FIRST, {"found": "p.jpg"})),
        ("![x](https://x.example/p.jpg)", ("picture-elsewhere", FIRST, {"target": "https://x.example/p.jpg"})),
        ("![x](//x.example/p.jpg)", ("picture-elsewhere", FIRST, {"target": "//x.example/p.jpg"})),
        ("Word\n\n[x](../../../y.md)", ("leaves-content", FIRST + 2, {"target": "../../../y.md"})),
        ("Words.[^9]", ("footnote-absent", FIRST, {"found": "9"})),
        ("Words.\n\n[^1]: Unmarked.", ("footnote-unused", FIRST + 2, {"found": "1"})),
        ("# Title", ("heading-level", FIRST, {"found": "h1"})),
        ("Words\n\nTitle\n=====", ("heading-level", FIRST + 2, {"found": "h1"})),
        ("## One\n\n#### Three", ("heading-skip", FIRST + 2, {"found": "h4", "expected": "h3"})),
        ("### First", ("heading-skip", FIRST, {"found": "h3", "expected": "h2"})),
        ("[x](#nope)", ("dead-fragment", FIRST, {"target": "#nope"})),
        ("## A {#x}\n\n## B {#x}", None),
        ("## A {#Main}", ("id", FIRST, {"found": "Main"})),
        ("## A {#p_main}", None),
        ("```{.python style=nosuch}\nx\n```", ("fence-options", FIRST, {"found": "{.python style=nosuch}"})),
        ("\n".join("    " * depth + "- a" for depth in range(500)), ("too-nested", FIRST - 1, {})),
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
    assert fragments_of('<p id="a">id="b"<code>&lt;p id="c"&gt;</code><h2 class="x" id="d">') == ["a", "d"]


def test_the_line_of_words_is_found_once_and_quickly() -> None:
    body = "\n".join(f"[a{number}](b{number}.md)" for number in range(40_000))
    lines = Lines(Source("", body, 10))
    started = time.monotonic()
    assert [lines.of(f"(b{number}.md)") for number in range(0, 40_000, 40)] == list(range(10, 40_010, 40))
    assert lines.of("nowhere") == 10
    assert time.monotonic() - started < 2
