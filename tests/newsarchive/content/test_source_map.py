"""What is code in a body is what Python-Markdown takes for code."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.fenced_code import FencedBlockPreprocessor

from newsarchive.content.markdown import Converter
from newsarchive.content.source_map import blank_fences, code_spans
from tests.newsarchive.content.test_fuzz import examples
from tests.timing import within

CONVERTER = Converter("en", "back {}")


def spans(paragraph: str) -> list[str]:
    """What our spans hold, the backticks that enclose it left out."""
    found = []
    for start, end in code_spans(paragraph):
        written = paragraph[start:end]
        ticks = min(len(written) - len(written.lstrip("`")), len(written) - len(written.rstrip("`")))
        found.append(written[ticks:-ticks].strip())
    return found


def shown(paragraph: str) -> list[str]:
    """What is code on the page."""
    return [unescape(each) for each in re.findall(r"<code>(.*?)</code>", CONVERTER.convert(paragraph).html, re.DOTALL)]


@pytest.mark.parametrize(
    ("paragraph", "code"),
    [
        ("a `b` c", ["b"]),
        ("a ``b ` c`` d", ["b ` c"]),
        ("a ``b` c", ["`b"]),
        ("a `b`` c", []),
        ("a `b`` c `d`", ["b`` c"]),
        ("a \\`b` c", []),
        ("a \\\\`b` c", ["b"]),
        ("a \\``b` c", ["b"]),
        ("a ```b` c``` d", ["b` c"]),
        ("a ``b ``` c `d` e", ["`` c"]),
    ],
)
def test_spans_of_equal_and_unequal_runs(paragraph: str, code: list[str]) -> None:
    assert spans(paragraph) == shown(paragraph) == code


PARTS = st.sampled_from(["`", "``", "```", "````", "\\", "\\\\", "\\`", " b ", " c", "\nd", "e"])


@pytest.mark.long
@examples(600)
@given(st.lists(PARTS, max_size=10))
def test_any_backticks_enclose_what_is_code_on_the_page(parts: list[str]) -> None:
    paragraph = f"a{''.join(parts)}z"
    assert spans(paragraph) == shown(paragraph)


FENCES = st.sampled_from(
    ["```", "````", "~~~", "~~~~ ", "``` py", "```py hl_lines='1'", " ```", "x", "", "```.py", "```x`"]
)


@pytest.mark.long
@examples(400)
@given(st.lists(FENCES, max_size=8).map("\n".join))
def test_any_fences_enclose_what_is_code_on_the_page(body: str) -> None:
    bare = body
    while fence := FencedBlockPreprocessor.FENCED_BLOCK_RE.search(bare):
        bare = bare[: fence.start()] + re.sub(r"[^\n]", " ", fence[0]) + bare[fence.end() :]
    assert blank_fences(body) == bare


@pytest.mark.parametrize("part", ["`", "` ", "`` ` ", "\\", "\\`", "` `` ``` "])
def test_the_longest_paragraph_is_gone_through_in_no_time(part: str) -> None:
    with within(3):
        code_spans(part * (120_000 // len(part)))
        code_spans("".join("`" * length + " " for length in range(480)))
