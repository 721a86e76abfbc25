"""What a build keeps, in memory: the plainest that does what `newsarchive.model.pages` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.model.pages import required
from newsarchive.search.corpus import Corpus
from newsarchive.search.index import Index
from newsarchive.search.results import Shown

Item = TypeVar("Item")
Value = TypeVar("Value")


class Memory:
    """Keeps everything, and counts what had to be made. What is named counts from the next build on: `ended`."""

    def __init__(self) -> None:
        self.values: dict[bytes, bytes] = {}
        self.names: dict[str, bytes] = {}
        self.made = 0
        self.shared = b""
        self.words: defaultdict[str, bytes] = defaultdict(bytes)
        self._named: dict[str, bytes] = {}

    def made_all(
        self,
        items: Sequence[Item],
        keys: Sequence[bytes],
        make: Callable[[Item], bytes],
        read: Callable[[bytes], Value | None],
        label: str = "",
    ) -> list[Value]:
        for item, key in zip(items, keys, strict=True):
            if key not in self.values:
                self.values[key] = make(item)
                self.made += 1
        return [required(read(self.values[key])) for key in keys]

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        return [make(item) for item in items]

    def named(self, name: str) -> bytes:
        return self.names.get(name, b"")

    def name(self, name: str, value: bytes) -> None:
        self._named[name] = value

    def ended(self) -> None:
        """A build ends well."""
        self.names.update(self._named)
        self._named = {}
        self.made = 0


def shown_in(corpus: Corpus, language: str = "en") -> dict[str, Shown]:
    """Return all that the readers of a language find, by its name."""
    return {shown.name: shown for shown in corpus.shown[language]}


def index_of(edition: Edition, language: str, kept: Memory | None = None) -> dict[str, bytes]:
    """Return the files of one language's index by their name, relative to its search page, as a build makes them."""
    kept = kept or Memory()
    index = Index(Corpus(edition, kept), language)
    return {file.address.removeprefix(addresses.search(language)): file.data for file in index.files()}
