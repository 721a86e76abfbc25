"""Listing pages numbered from the oldest, so that a full page never changes again and can be cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Sheet(Generic[Item]):
    """One page of a listing: its items newest first, and its number; 0 is the front, which has none."""

    items: tuple[Item, ...]
    number: int
    older: int | None
    newer: int | None


def sheets(oldest_first: Sequence[Item], size: int) -> list[Sheet[Item]]:
    """Cut a listing into its front and its full pages, front first.

    The front shows the newest `size` to `2 * size - 1` items (all, where there are fewer); what is older
    fills pages 1, 2, … of exactly `size` each. `older` and `newer` are the numbers of the next pages.
    """
    full = max(len(oldest_first) // size - 1, 0)
    front = tuple(reversed(oldest_first[full * size :]))
    found = [Sheet(front, 0, older=full or None, newer=None)]
    for number in range(full, 0, -1):
        items = tuple(reversed(oldest_first[(number - 1) * size : number * size]))
        newer = number + 1 if number < full else 0
        found.append(Sheet(items, number, older=number - 1 or None, newer=newer))
    return found
