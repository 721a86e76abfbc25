"""Parsing sparingly gives what Python-Markdown gives."""

from __future__ import annotations

import inspect
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import InlineProcessor

from plugins.reading.headings import heading_id
from plugins.reading.markup import CODE_CLASS, Converter
from tests.sites import FIXTURE, ROOT

TEXTS = sorted([*(ROOT / "content").rglob("*.md"), *(FIXTURE / "content").rglob("*.md")])

STOCK = Markdown(
    extensions=[
        FootnoteExtension(BACKLINK_TITLE="back {}", BACKLINK_TEXT="↩\ufe0e"),
        TocExtension(slugify=partial(lambda title, _: heading_id(title, "en")), marker=""),
        CodeHiliteExtension(css_class=CODE_CLASS, guess_lang=False),
        "abbr",
        "attr_list",
        "def_list",
        "fenced_code",
        "sane_lists",
        "tables",
    ],
    output_format="html",
)
SPARING = Converter("en", "back {}")


def _stock(source: str) -> tuple[str, list[tuple[int, str]]]:
    html = STOCK.reset().convert(source)
    headings: list[tuple[int, str]] = []

    def gather(tokens: list[dict[str, object]]) -> None:
        for token in tokens:
            headings.append((int(str(token["level"])), str(token["id"])))
            gather(token["children"])  # type: ignore[arg-type]

    gather(getattr(STOCK, "toc_tokens", []) if source.strip() else [])
    return html, headings


def _sparing(source: str) -> tuple[str, list[tuple[int, str]]]:
    markup = SPARING.convert(source)
    return markup.html, [(each.level, each.id) for each in markup.headings]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_committed_text_comes_out_the_same(path: object) -> None:
    body = path.read_text("utf-8").split("\n---\n", 1)[1]  # type: ignore[attr-defined]
    assert _sparing(body) == _stock(body)


SYNTAX = (
    r"`` ` \ \* [a](b) ![i](j.png) [a][b] [b]: [b] ![b] [^1] <https://e.org> <a@b.c> <em>x</em> <b> <!--c--> <div>",
    "</div> & &amp; &#65; &#x41 * ** *** _ __ a_b_c *e* **s** ***es*** _e_ - 1. > # ## == ~~~ ``` | --- : :: word ə и",
    "{: {:.c} {#x} \x02 \x03 klzzwxh:0000 }",
)
PARTS = [
    *(part for line in SYNTAX for part in line.split(" ")),
    *(" ", "\n", "  \n", "    ", "\n\n", "\t", '[a](<b c> "t")', "{: #i }", "[b]: x\n", "\n\n[^1]: note\n"),
    *("\n## Heading\n", "\n## Heading [a](b) `c` {: #own }\n", "\n\nTerm\n: text\n", "*[HTML]: Hyper\n"),
]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_any_text_comes_out_the_same(source: str) -> None:
    assert _sparing(source) == _stock(source)


def test_python_markdown_still_chooses_its_patterns_where_we_do() -> None:
    source = inspect.getsource(InlineProcessor)
    assert "self.__handleInline(text)" in source
    assert "def __applyPattern(" in source


def test_a_text_without_words_has_no_heading_of_the_text_before() -> None:
    assert _sparing("## One")[1] == [(2, "one")]
    assert _sparing(" \n") == ("", [])
