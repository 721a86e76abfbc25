"""A `meta` element as data."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Meta(NamedTuple):
    """A `meta` element: its key is a `name`, or a `property` where its vocabulary is RDF's (Open Graph)."""

    key: str
    content: str
    kind: Literal["name", "property"] = "name"
    media: str = ""


def named(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Return an element for each (key, content) whose content is not empty."""
    return tuple(Meta(key, content) for key, content in pairs if content)


def properties(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Return an element for each (key, content) whose content is not empty, as RDF's properties."""
    return tuple(Meta(key, content, "property") for key, content in pairs if content)
