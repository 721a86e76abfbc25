"""A `meta` element as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Meta:
    """A `meta` element: its key is a `name`, or a `property` where its vocabulary is RDF's (Open Graph)."""

    key: str
    content: str
    kind: Literal["name", "property"] = "name"
    media: str = ""


def named(key: str, *contents: str) -> tuple[Meta, ...]:
    """Return one element for each content that is not empty."""
    return tuple(Meta(key, content) for content in contents if content)


def properties(key: str, *contents: str) -> tuple[Meta, ...]:
    """Return one element for each content that is not empty, as RDF's properties."""
    return tuple(Meta(key, content, "property") for content in contents if content)
