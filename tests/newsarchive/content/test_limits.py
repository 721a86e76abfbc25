"""A text that would keep Markdown busy, or swell in its hands, is refused by what is typed; and every other is read."""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.tables import TableProcessor

from newsarchive.content import limits
from newsarchive.content.limits import bound_faults
from newsarchive.content.markdown_blocks import CountedTables
from newsarchive.content.source_map import Lines, SourceText
from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import LARGEST_TEXT, Place
from tests.newsarchive.editions import EN
from tests.timing import within

FRONT = "---\ntitle: A title\nsummary: A summary.\n---\n\n"
PLACE = Place("pages/a/en.md", "pages/a", "page", "en")
SECONDS = 6.0
"""Processor time for the largest text of any kind, on a slow machine; most take a tenth of it."""
MEGABYTES = 300
CODE = "```python\n" + "x = [1, 2, 3]\n" * 10 + "```\n\n"


def codes(body: str) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in bound_faults(Lines(SourceText("", body, 1)))]


@pytest.mark.parametrize(
    "body",
    [
        "[a](https://x.example/) " * 1000,
        "A [b][c] " * 300 + "\n\n[c]: https://x.example/a/long/address",
        "a | b | c | d\n- | - | - | -\n" + "1 | **2** | `3` | [4](#a)\n" * 500,
        "```python\n" + "x = {'a': [1, 2], \"b\": *c}\n" * 1000 + "```",
        "> > > quoted\n\n- one\n    - two\n        1. three\n            - four",
        "* * *\n\nWords.\n\n- - -",
        "*[RTL]: right to left\n\n" + "RTL is a direction, and so on. " * 300,
        "Words. " * 5000,
        "    " + " " * 100 + "indented",
        "\n" * 5000,
        "- A line of a list, of sixty letters, as there are in most.\n" * 1900,
    ],
)
def test_what_anybody_may_write_is_within_all_bounds(body: str) -> None:
    assert codes(body) == []


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("One.\n\n" + "[" * 9000, "too-many-signs", 3),
        ("One.\n\n" + "[" * 150 + "a" * 410_000, "too-many-signs", 3),
        ("a" + " " * 1000 + "b", "too-many-signs", 1),
        ("a|" * 50 + "\n" + "-|" * 50 + "\n" + "a\n" * 500, "too-many-signs", 1),
        ("> " * 21 + "a", "too-many-signs", 1),
        ("<b>\n" * 2001, "too-many-signs", 1),
        ("a\n\n" + "1. - > " * 7 + "- a", "too-many-signs", 3),
        ("a\n" + "\t" * 41 + "a", "too-many-signs", 2),
        ("One.\n\n" + "-\n" * 16_000, "too-many-signs", 3),
        ("*[A]: " + "a" * 5000 + "\n\n" + "A " * 1000, "too-many-signs", 1),
        ("*[A] : " + "a" * 5000 + "\n\n" + "A " * 1000, "too-many-signs", 1),
        ("[a]: https://x.example/" + "a" * 5000 + "\n\n" + "[a]\n\n" * 1000, "too-many-signs", 1),
        (CODE + "[" * 9000, "too-many-signs", 14),
        (CODE + "> " * 21 + "a", "too-many-signs", 14),
        (CODE + "<b>\n" * 2001, "too-many-signs", 14),
    ],
)
def test_what_goes_beyond_is_found_where_it_stands(body: str, code: str, line: int) -> None:
    assert codes(body) == [(code, line)]


def test_the_message_names_the_commonest_sign() -> None:
    found = bound_faults(Lines(SourceText("", "*" + "`" * 9000, 1)))
    assert dict(found[0].values) == {"found": "`"}


def test_the_message_names_lines_by_their_ends() -> None:
    found = bound_faults(Lines(SourceText("", "=\n" * 16_000, 1)))
    assert dict(found[0].values) == {"found": "↵"}


def test_a_text_has_a_largest_size() -> None:
    reader = TextReader({"en": EN}, {"en": "back {}"})
    data = FRONT.encode() + b"a " * (LARGEST_TEXT // 2)
    text, faults = reader.read(data, PLACE)
    assert (text, [each.code for each in faults]) == (None, ["too-large"])


def _filled(piece: str, size: int = LARGEST_TEXT - 200) -> str:
    return piece * (size // len(piece.encode()))


def _sparse(sign: str, letters: int, size: int) -> str:
    """So many signs, far apart, in one paragraph of `size` letters, as their bound lets pass."""
    signs = max(1, letters // size)
    return (sign + "word " * (max(0, size // signs - len(sign)) // 5)) * signs


SHAPES = [
    *"[ ] ( ` * _ > < & \\ | # - + = ~ ! { : \" ' . a а 1".split(),
    *[
        "\t",
        "- ",
        "> ",
        "* ",
        "# ",
        "1. ",
        "a  \n",
        "a\n\n",
        "[a]\n\n",
        "[a](b\n\n",
        "![a](b)\n\n",
        "<b>\n\n",
        "<div>\n\n",
    ],
    *[
        "x[^1]\n\n",
        "[^1]: a\n\n",
        "a|b\n-|-\na|b\n\n",
        "a\n:   b\n\n",
        "```\na\n```\n\n",
        "<!--\n\n",
        "- a\n\n",
        "> - a\n\n",
    ],
    *[
        "*a*{: .b }\n\n",
        "## a\n\n",
        "a\n---\n\n",
        "<td>",
        "&#1;",
        "\\*",
        "<a b='",
        "<?",
        "<![CDATA[",
        "a\u0316\u0301",
        "'a\"b ",
    ],
    *["AZE1234567 ", "4111 1111 1111 1111 ", "050-123-45-67\n\n", "a@b.example ", "1-", "+1 (", "a@"],
    *["#\n", "-\n", "=\n", "* * *\n", "a\n---\n", ": a\n"],
    *["https://a.test/ ", "<https://a", "A ", "> " * 15 + "a\n\n", "    " * 19 + "- a\n", "~~~ a\n"],
]
SIGNS = [
    "[",
    "[a](",
    "![a](<",
    '[a](b "',
    "<a ",
    "<!--",
    "`",
    "*",
    "***",
    "_",
    "\\",
    "{: ",
    '"',
    "'",
    "  \n",
    "<https://a",
]
MADE: list[Callable[[], str]] = [
    lambda: "".join(f"<b class=a{number}>x\n\n" for number in range(1_900)),
    lambda: (
        "".join(f"x[^{number}]\n\n" for number in range(2_500))
        + "".join(f"[^{number}]: a\n\n" for number in range(2_500))
    ),
    lambda: "".join(f"[a](#x{number})\n\n" for number in range(8_000)),
    lambda: "".join(f"[a](x{number}.md)\n\n" for number in range(7_000)),
    lambda: " ".join("`" * number for number in range(1, 490)),
    lambda: "\n\n".join("    " * (number % 20) + "- a" for number in range(3_000)),
]
HOSTILE = [
    *map(_filled, SHAPES),
    _filled("<b>\n\n", 1_900 * 5),
    _filled("<div>\n\n", 1_900 * 7),
    *(_sparse(sign, limits.MOST_WORK // len(sign), size) for sign in SIGNS for size in (120_000, 20_000)),
    *((head + "word " * 12 + "\n") * 1_800 for head in ("# ", "> # ", "- - -\n", "a\n---\n", ": ", "|-|\n|-|\n")),
    *(make() for make in MADE),
]


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader({"en": EN}, {"en": "back {}"})


@pytest.mark.long
# of a smaller part, more would be read and less refused than of the whole
@pytest.mark.parametrize("part", [pytest.param(4, id="a quarter"), pytest.param(1, id="whole", marks=pytest.mark.full)])
@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body[:12]))
def test_the_largest_text_of_any_shape_is_read_or_refused_within_bounds(
    reader: TextReader, body: str, part: int
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with within(SECONDS / part):
        reader.read((FRONT + body[: len(body) // part]).encode(), PLACE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024 / part


@pytest.mark.long
def test_two_or_three_signs_in_turn_are_read_or_refused_within_bounds(
    reader: TextReader, chance: random.Random
) -> None:
    """With `FUZZ_EXAMPLES` 500 are tried; what is found there becomes one of the shapes."""
    for _ in range(500 if "FUZZ_EXAMPLES" in os.environ else 5):
        signs = chance.choices([*SHAPES, *SIGNS], k=chance.choice((2, 3)))
        piece = chance.choice(("", " ", "\n", "\n\n")).join([*signs, ""])
        print(repr(piece))  # pytest shows it where the test fails
        for size in (LARGEST_TEXT - 200, LARGEST_TEXT // 4):
            with within(SECONDS):
                reader.read((FRONT + _filled(piece, size)).encode(), PLACE)


@given(st.text(alphabet="|a:- \\`\n\t", max_size=30))
def test_a_block_is_a_table_where_markdown_says_so(block: str) -> None:
    md = Markdown(extensions=[CountedTables()])
    ours = md.parser.blockprocessors["table"]
    theirs = TableProcessor(md.parser, {"use_align_attribute": False})
    assert ours.test(Element("div"), block) == theirs.test(Element("div"), block)
