"""The head of every page, as data that one partial prints.

Settings: `SITEURL`. Signals: `archive_frame_wanted`, which it answers with `head`; nobody else gives that name.
"""

from __future__ import annotations

from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.signals import frame_wanted

from .tags import head_of


def page_head(edition: Edition, page: Page) -> dict[str, object]:
    """Give the template its head."""
    return {"head": head_of(page, edition)}


def register() -> None:
    """Connect the head."""
    frame_wanted.connect(page_head)
