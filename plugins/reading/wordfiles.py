"""The checks of every file of words of the content: texts, letters, notices, vocabularies and redirects."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from plugins.archive.faults import Fault, fault
from plugins.identifiers.finding import identifiers_in

from .lines import Places
from .modelines import modeline_faults
from .writing import writing_faults


def word_faults(content: str, published: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with the words of a whole file; identifiers in `published` are there on purpose."""
    yield from writing_faults(content)
    yield from modeline_faults(content)
    places = None
    for found in identifiers_in(content, published):
        places = places or Places(content)
        yield fault(found.code, places.at(found.start), warning=True, found=found.shown)
