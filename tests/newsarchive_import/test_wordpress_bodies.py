"""The bodies of WordPress posts, made whole."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_import import wordpress_bodies
from newsarchive_import.items import ImportFailure, Item
from newsarchive_import.wordpress import read_wordpress
from newsarchive_import.wordpress_bodies import with_paragraphs
from tests.newsarchive_import.wxr_making import HEAD, TAIL, cdata, item, meta


def _one(folder: Path, *items: str) -> Item:
    (folder / "export.xml").write_text(HEAD.format(version="1.2") + "".join(items) + TAIL, "utf-8")
    return read_wordpress(folder / "export.xml").items[0]


def test_a_reusable_block_is_printed_where_it_is_used(tmp_path: Path) -> None:
    block = item(7, "Note", "<!-- wp:paragraph --><p>Note.</p><!-- /wp:paragraph -->", type="wp_block")
    post = _one(tmp_path, item(1, "A", '<!-- wp:block {"ref":7} /-->\n<!-- wp:block {"ref":8} /-->'), block)
    assert post.body == '<!-- wp:paragraph --><p>Note.</p><!-- /wp:paragraph -->\n<!-- wp:block {"ref":8} /-->'


@pytest.mark.parametrize("status", ["draft", "private", "trash"])
def test_a_reusable_block_that_was_not_public_is_not_printed(tmp_path: Path, status: str) -> None:
    block = item(7, "Note", "<p>NAME</p>", type="wp_block", status=status)
    assert "NAME" not in _one(tmp_path, item(1, "A", 'Text <!-- wp:block {"ref":7} /-->'), block).body


def _picture(number: int, parent: int = 0) -> str:
    more = f"<wp:attachment_url>{cdata(f'https://old.example/{number}.jpg')}</wp:attachment_url>"
    more += meta("_wp_attachment_image_alt", f'The "{number}"')
    return item(number, "", "", type="attachment", status="inherit", parent=str(parent), excerpt="Photo", more=more)


def _figure(number: int) -> str:
    image = f'<img src="https://old.example/{number}.jpg" alt="The &quot;{number}&quot;" />'
    return f"<figure>{image}<figcaption>Photo</figcaption></figure>"


@pytest.mark.parametrize(
    ("shortcode", "printed"),
    [
        ('[gallery ids="8,7"]', f"{_figure(8)}\n{_figure(7)}"),
        ("[gallery columns='2' ids=7]", _figure(7)),
        ("[gallery]", _figure(8)),
        ('[gallery ids="98,7,99"]', f'{_figure(7)}<p>[gallery ids="98,99"]</p>'),
        ('[gallery columns="2" ids="99"]', '<p>[gallery columns="2" ids="99"]</p>'),
        ('[[gallery ids="7"]]', '<p>[[gallery ids="7"]]</p>'),
    ],
)
def test_a_gallery_is_printed_with_the_pictures_that_are_known(tmp_path: Path, shortcode: str, printed: str) -> None:
    post = _one(tmp_path, item(1, "A", f"Text\n\n{shortcode}"), _picture(7), _picture(8, parent=1))
    assert post.body.replace("\n", "") == f"<p>Text</p>{printed}".replace("\n", "")


def test_what_is_repeated_without_end_stops_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpress_bodies, "LARGEST_TEXT", 10_000)
    block = item(7, "Note", "words " * 100, type="wp_block")
    with pytest.raises(ImportFailure, match="post 1 “A”: with what it repeats it has more than 10,000 characters"):
        _one(tmp_path, item(1, "A", '<!-- wp:block {"ref":7} /-->' * 100), block)


@pytest.mark.parametrize(
    ("classic", "printed"),
    [
        ("One\nline\n\nTwo", "<p>One<br />\nline</p>\n<p>Two</p>"),
        ("One<br>\nline", "<p>One<br>\nline</p>"),
        ("Text\n<h2>Head</h2>\nText", "<p>Text</p>\n<h2>Head</h2>\n<p>Text</p>"),
        ("<p>Done\nalready</p>", "<p>Done<br />\nalready</p>"),
        ("<blockquote>One\n\nTwo</blockquote>", "<blockquote><p>One</p>\n<p>Two</p>\n</blockquote>"),
        ("<ul>\n<li>One</li>\n<li>Two\n\nThree</li>\n</ul>", "<ul><li>One</li><li><p>Two</p><p>Three</p></li></ul>"),
        ("<pre>a\n\nb</pre>\n\nText", "<pre>a\n\nb</pre>\n<p>Text</p>"),
        ("Text\n<!--more-->\nMore", "<p>Text</p>\n<!--more-->\n<p>More</p>"),
        ("<p>Open\n<p>Next", "<p>Open<p>Next"),
        ("One\r\n\r\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("", ""),
    ],
)
def test_blank_lines_become_paragraphs_as_wordpress_prints_them(classic: str, printed: str) -> None:
    def bare(html: str) -> str:
        return re.sub(r"(?<=>)\s+(?=<)|(?<=>)\n|\n(?=<)", "", html)

    assert bare(with_paragraphs(classic)) == bare(printed)


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div>", "</div>", "<li>", "<pre>", "</pre>", "<!--", "-->", "\n", "\n\n", "a b", "<x"]
        )
    )
)
def test_no_word_is_lost_or_added(pieces: list[str]) -> None:
    text = "".join(pieces)
    added = re.sub(r"<br />|</?p>", "", with_paragraphs(text))
    assert "".join(added.split()) == "".join(re.sub(r"<br />|</?p>", "", text).split())


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 50_000,
        "<p " * 50_000,
        "<pre " * 50_000,
        "<div>" * 50_000 + "</ul>" * 50_000,
        "\n \n" * 50_000,
        " " * 200_000,
    ],
    ids=["comments", "tags", "pre", "nested", "lines", "blanks"],
)
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    start = time.process_time()
    with_paragraphs(text)
    assert time.process_time() - start < 2
