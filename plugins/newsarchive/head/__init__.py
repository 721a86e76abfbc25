"""What surrounds the content of a page: the `head` element, and the navigation frame.

Settings: `SITEURL`, `NEWSROOM`. Signal: `archive_frame_wanted`, which it answers with the names `head` and `frame`.

- `cards`: How a page looks where its address is shared: Open Graph (ogp.me); names of its subjects.
- `json_ld`: A page as linked data: one JSON-LD object of schema.org's vocabulary.
- `navigation`: Masthead, menus, notices and footer of a page.
- `stylesheet`: Join the theme's CSS layers, add Pygments' colours, and minify.
- `tags`: The `head` element of a page: title, policy, alternates, feeds, citations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.pages import frame_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import Page


def surround(edition: Edition, page: Page) -> dict[str, object]:
    """Return the template's `head` and `frame`."""
    from .navigation import page_frame
    from .tags import page_head

    return {**page_head(edition, page), **page_frame(edition, page)}


def register() -> None:
    """Connect `surround` to the signal that asks for what surrounds a page: its `<head>`, menus and footer."""
    frame_wanted.connect(surround)
