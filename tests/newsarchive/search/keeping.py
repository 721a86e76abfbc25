"""A cache in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.search.corpus import Corpus
from newsarchive.search.index import Index
from newsarchive.search.results import Shown

Item = TypeVar("Item")


class Memory:
    """Keeps everything, and counts what had to be made."""

    def __init__(self) -> None:
        self.values: dict[bytes, bytes] = {}
        self.made = 0

    def get(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        return self.map([None], [key], lambda _: make())[0]

    def map(
        self, items: Sequence[Item], keys: Sequence[bytes], make: Callable[[Item], bytes], label: str = ""
    ) -> list[bytes]:
        for item, key in zip(items, keys, strict=True):
            if key not in self.values:
                self.values[key] = make(item)
                self.made += 1
        return [self.values[key] for key in keys]

    def ended(self) -> None:
        """A build ends well."""
        self.made = 0


def shown_in(corpus: Corpus, language: str = "en") -> dict[str, Shown]:
    """Return all that the readers of a language find, by its name."""
    return {shown.name: shown for shown in corpus.shown[language]}


def index_of(edition: Edition, language: str, kept: Memory | None = None) -> dict[str, bytes]:
    """Return the files of one language's index by their name, relative to its search page, as a build makes them."""
    kept = kept or Memory()
    index = Index(Corpus(edition, kept), language)
    return {file.address.removeprefix(addresses.search(language)): file.data for file in index.files()}
