"""The bodies of WordPress posts, made whole."""

from pathlib import Path

import pytest

from newsarchive.importing import wordpress_bodies
from newsarchive.importing.items import ImportFailure, Item
from newsarchive.importing.wordpress import read_wordpress
from tests.importing.wxr_making import HEAD, TAIL, cdata, item, meta


def _one(folder: Path, *items: str) -> Item:
    (folder / "export.xml").write_text(HEAD.format(version="1.2") + "".join(items) + TAIL, "utf-8")
    return read_wordpress(folder / "export.xml").items[0]


def test_a_reusable_block_is_printed_where_it_is_used(tmp_path: Path) -> None:
    block = item(7, "Note", "<!-- wp:paragraph --><p>Note.</p><!-- /wp:paragraph -->", type="wp_block")
    post = _one(tmp_path, item(1, "A", '<!-- wp:block {"ref":7} /-->\n<!-- wp:block {"ref":8} /-->'), block)
    assert post.body == '<!-- wp:paragraph --><p>Note.</p><!-- /wp:paragraph -->\n<!-- wp:block {"ref":8} /-->'


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
        ('[gallery ids="7,99"]', '<p>[gallery ids="7,99"]</p>'),
        ('[[gallery ids="7"]]', '<p>[[gallery ids="7"]]</p>'),
    ],
)
def test_a_gallery_is_printed_if_all_its_pictures_are_known(tmp_path: Path, shortcode: str, printed: str) -> None:
    post = _one(tmp_path, item(1, "A", f"Text\n\n{shortcode}"), _picture(7), _picture(8, parent=1))
    assert post.body.replace("\n", "") == f"<p>Text</p>{printed}".replace("\n", "")


def test_what_is_repeated_without_end_stops_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpress_bodies, "LARGEST_TEXT", 10_000)
    block = item(7, "Note", "words " * 100, type="wp_block")
    with pytest.raises(ImportFailure, match="post 1 “A”: with what it repeats it has more than 10,000 characters"):
        _one(tmp_path, item(1, "A", '<!-- wp:block {"ref":7} /-->' * 100), block)
