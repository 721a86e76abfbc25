"""Identifiers of people in a source file, as warnings with their places."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from plugins.archive.faults import Fault, fault
from plugins.identifiers.finding import identifiers_in

from .lines import Places


def personal_warnings(content: str, published: Collection[str]) -> Iterator[Fault]:
    """Warn of every identifier in a whole file, fields and body, but for those that are published on purpose."""
    places = None
    for found in identifiers_in(content, published):
        places = places or Places(content)
        yield fault(found.code, places.at(found.start), warning=True, found=found.shown)
