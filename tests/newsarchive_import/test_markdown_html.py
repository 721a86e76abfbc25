"""HTML in Markdown bodies: what follows a blank line is Markdown, as CommonMark has it."""

import re

import pytest

from newsarchive_import.account import Change, named
from newsarchive_import.markdown_bodies import markdown_to_markdown
from newsarchive_import.markdown_html import with_open_boxes, with_rendered_markdown
from tests.newsarchive_import.making import Links, plan, post, text_of

_INNER = "Words **bold** [link](https://a.example/).\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| c | d |"


def _opened(body: str) -> tuple[str, list[Change]]:
    changes: list[Change] = []
    return with_open_boxes(body, changes), changes


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<details><summary>More</summary>\n\n{_INNER}\n\n</details>", f"**More**\n\n\n{_INNER}"),
        (f'<div class="x">\n\n{_INNER}\n\n</div>\n\nEnd', f"{_INNER}\n\n\nEnd"),
        (f"<div>\n<section>\n\n{_INNER}\n\n</section>\n</div>", _INNER),
        ("<blockquote>\n\nWords *a*\n\nb\n\n</blockquote>\n\nc", ">\n> Words *a*\n>\n> b\n>\n\n\nc"),
        ("<div>*literal*\n\n*Markdown*\n\n</div>", "\\*literal\\*\n\n\n*Markdown*"),
        ('<p align="center">\n\n![A](a.jpg)\n\n</p>', "![A](photo.jpg)"),
        ("- <details><summary>A</summary>\n\n  b *c*\n\n  </details>", "- **A**\n\n\n    b *c*"),
    ],
)
def test_markdown_in_boxes_of_html_stays_markdown(body: str, text: str) -> None:
    found, changes = markdown_to_markdown(body, Links(), language="en")
    assert found.strip() == text
    assert {each.outcome for each in changes if each.kind == "tag"} == {"dropped"}


@pytest.mark.parametrize(
    "body",
    [
        "<div>\n<p>a</p>\n</div>\n\n*b*",
        "```\n<div>\n\n*a*\n```",
        "<pre>\n<div>\n\n*a*\n</pre>",
        "<!--\n<div>\n\n*a* -->",
        "<table>\n<tr><td><div>\n\na\n\n</div></td></tr>\n</table>",
        "Words <b>a</b>",
    ],
)
def test_other_html_stays_as_it_is(body: str) -> None:
    assert _opened(body) == (body, [])


def test_markdown_in_cells_of_html_becomes_html() -> None:
    cell = "<table>\n<tr><td>\n\n**a** [b](c.md)\n\n</td></tr>\n</table>"
    assert '<p><strong>a</strong> <a href="c.md">b</a></p>' in with_rendered_markdown(cell)
    assert with_rendered_markdown("<ul><li>*a*</li></ul>") == "<ul><li>*a*</li></ul>"


def _draft(tmp_path, body):
    planned = plan(tmp_path, post(1, form="markdown", body=body))
    assert planned.failed == ()
    text = text_of(planned, "briefings/2019/post-1/en.md").partition("\n---\n")[2].strip()
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text), [(named(each), each.reason) for each in planned.drafts[0].changes]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a <span style='display:none'>NAME **b**</span>c", "a c"),
        ("a\n\n<div hidden>\n\nNAME **b** [l](https://x.example/)\n\n- c\n\n</div>\n\nd", "a\n\nd"),
        ("a\n\n<template>NAME</template>\n\nd", "a\n\nd"),
        ("a <b style='visibility:hidden'>NAME\n\nd", "a\n\nd"),
        ("- a <i hidden>NAME</i>\n- b", "- a\n- b"),
    ],
)
def test_words_that_readers_never_saw_are_not_in_the_draft(tmp_path, body, text):
    draft, told = _draft(tmp_path, body)
    assert draft == text
    assert [("NAME" in what, reason) for what, reason in told] == [(True, "readers never saw them")]


def test_code_about_hidden_words_stays(tmp_path):
    body = "a `<b hidden>x</b>`\n\n```\n<template>y</template>\n```"
    assert _draft(tmp_path, body) == (body, [])


@pytest.mark.parametrize(
    ("body", "text", "told"),
    [
        ("a <ruby>base<rt>read</rt></ruby> b", "a base (read) b", "<ruby>"),
        ("a <svg><title>ST</title><text>SX</text></svg> b", "a b", "ST SX"),
        ("a <math><mi>x</mi><mtext>t</mtext></math> b", "a x t b", "<math>"),
        ("a <blink>**b**</blink> <x-card heading='H'>c</x-card>", "a **b** c", "<x-card heading='H'>"),
        ("<marquee>m</marquee><blink>b</blink>", "m b", "<marquee>"),
        ("the <Minister> said", "the &lt;Minister> said", ""),
        ("a <button title='T'>B</button> b", "a B b", "T"),
        ("a <select><option>O</option></select> <textarea>TA</textarea><input placeholder='P'> b", "a b", "P"),
        ("a <iframe src='https://f.example/' title='IT'></iframe>", "a <https://f.example/>", "IT"),
        ("<aside>A</aside><section><header>H</header><footer>F</footer></section>w", "A\n\nH F w", "<footer>"),
        ('<a name="x"></a><a href="#x">to x</a>', "to x", "#x"),
        ('a ![Alt](gone.jpg "Tit")', "a", "Tit"),
        ("a <img src='gone.jpg' alt='Alt' title='Tit'>", "a", "Alt"),
        ('a [w](javascript:x "AT")', "a w", "AT"),
    ],
)
def test_words_of_other_elements_are_in_the_draft_or_named(tmp_path, body, text, told):
    draft, changes = _draft(tmp_path, body)
    assert draft == text
    assert told in "\n".join(what for what, _ in changes)
