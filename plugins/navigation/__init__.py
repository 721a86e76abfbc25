"""What stands around every page: masthead, menus, notices and footer.

Settings: `NEWSROOM` (`follow`, `contact`, `repository`, `text_licence`). Signals: `archive_frame_wanted`, which
it answers with `frame`; nobody else gives that name.
"""

from __future__ import annotations

from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.signals import frame_wanted

from .frame import frame_of


def page_frame(edition: Edition, page: Page) -> dict[str, object]:
    """Give the template its frame."""
    return {"frame": frame_of(page, edition)}


def register() -> None:
    """Connect the frame."""
    frame_wanted.connect(page_frame)
