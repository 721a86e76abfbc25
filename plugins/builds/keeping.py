"""What makers of files may keep, as the builder gives it to them (`archive.kept.Kept`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from .lastbuild import LastBuild
from .making import made_all
from .parallel import mapped, workers_for
from .store import Store

Item = TypeVar("Item")
Value = TypeVar("Value")

_LEAST = 1  # items that are large: each pays for another process


class Keeping:
    """Values by key lie in the store, values under a name beside what the last build left."""

    def __init__(self, store: Store, last: LastBuild, label: str, shared: bytes, words: Mapping[str, bytes]) -> None:
        """`label` names a long run for which no other name is given."""
        self._store, self._last, self._label = store, last, label
        self.shared, self.words = shared, words
        self.names: dict[str, bytes] = {}
        """The values that this build keeps under a name."""

    def made_all(
        self,
        items: Sequence[Item],
        keys: Sequence[bytes],
        make: Callable[[Item], bytes],
        read: Callable[[bytes], Value | None],
        label: str = "",
    ) -> list[Value]:
        """Return the value of each item, in order, made now where the store lacks its key."""
        return made_all(self._store, items, keys, make, read, label or self._label)

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        """Return what `make` makes of each item, in order, on all cores."""
        return [value for _, value in sorted(mapped(make, items, workers_for(len(items), least=_LEAST)))]

    def named(self, name: str) -> bytes:
        """Return what the last build kept under a name."""
        return self._last.named(name)

    def name(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        self.names[name] = value
