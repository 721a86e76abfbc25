"""What makers of files may keep from one build to the next, and share out to all cores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


class Kept(Protocol):
    """Given to makers of files by the builder.

    A value by key depends on its key alone; a value under a name is what the last build left, of whatever content.
    It saves time and never changes a result. What is to be made may be made in another process, which has what this one
    had when it was asked for.

    `shared` is a digest of all that any page or file may print but briefings, `words` of all words of each, by slug.
    """

    shared: bytes
    words: Mapping[str, bytes]

    def made_all(
        self,
        items: Sequence[Item],
        keys: Sequence[bytes],
        make: Callable[[Item], bytes],
        read: Callable[[bytes], Value | None],
        label: str = "",
    ) -> list[Value]:
        """Return the value of each item, in order; what is not kept under its key is made now, on all cores.

        Args:
            items: What values are made of.
            keys: A digest of everything that each value depends on.
            make: Returns the bytes of an item's value.
            read: Returns the value of these bytes (`archive.cached`), or None if other code wrote them.
            label: The name of a long run, for its progress bar.
        """
        ...

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        """Return what `make` makes of each item, in order, on all cores; nothing is kept."""
        ...

    def named(self, name: str) -> bytes:
        """Return what the last build that ended well kept under a name; empty where there is nothing, or it is damaged.

        It may be of any earlier content, and of another version of the code.
        """
        ...

    def name(self, name: str, value: bytes) -> None:
        """Keep a value under a name, if this build ends well."""
        ...
