"""HTML in Markdown bodies: what follows a blank line is Markdown, as CommonMark has it."""

import pytest

from newsarchive.importing.account import Change
from newsarchive.importing.markdown_bodies import markdown_to_markdown
from newsarchive.importing.markdown_html import with_open_boxes, with_rendered_markdown
from tests.unit.importing.making import Links

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
