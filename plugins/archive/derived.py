"""What is computed once from an archive or an edition, by packages that lie above this one.

`functools.cached_property` does the same for a class's own look-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Owner = TypeVar("Owner")
Value = TypeVar("Value")


def derived(owner: Owner, make: Callable[[Owner], Value]) -> Value:
    """Return what a class or a named function makes of a value that never changes.

    It is made on first use, kept with the value, and goes when that goes: nothing is left of one build for another.
    """
    # as for `cached_property`: a frozen dataclass refuses attributes, and its comparison does not see this
    kept = vars(owner)
    key = f"{make.__module__}.{make.__qualname__}"
    if key not in kept:
        kept[key] = make(owner)
    found: Value = kept[key]
    return found
