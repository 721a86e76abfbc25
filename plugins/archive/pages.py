"""What page makers hand to the builder: pages to be rendered, and files that are ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Alternate:
    """The same page in one language: `hreflang` and address."""

    language: str
    address: str


@dataclass(frozen=True)
class FeedLink:
    """A feed that belongs to a page."""

    title: str
    address: str


@dataclass(frozen=True)
class Page:
    """One page: its address and language, the template and the view that it prints.

    `language` is that of the interface; `alternates` are all languages that the page exists in, itself
    included, and empty where there is only this one of its kind (the 404 page). `default_alternate` is
    where a reader of no listed language is sent (`x-default`). `listed` pages stand in the sitemap, with
    `changed` as the day of their latest change, where known. `refresh` is where a redirect leads: it is the
    page's canonical address too.
    """

    address: str
    language: str
    template: str
    title: str
    description: str
    view: Mapping[str, object]
    alternates: tuple[Alternate, ...] = ()
    default_alternate: str = ""
    feeds: tuple[FeedLink, ...] = ()
    listed: bool = True
    changed: dt.date | None = None
    refresh: str = ""


@dataclass(frozen=True)
class File:
    """A file that needs no template: its path under the output folder and its bytes."""

    address: str
    content: bytes
