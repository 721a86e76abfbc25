"""Many values made through the store: what is not in it is made on all cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from .parallel import mapped, workers_for
from .progress import progress
from .store import Store

Item = TypeVar("Item")

_LEAST = 4  # values that take a second each: few are enough for another process
_FLUSHED = 500  # values


def made_all(
    store: Store, items: Sequence[Item], keys: Sequence[bytes], make: Callable[[Item], bytes], label: str
) -> list[bytes]:
    """Return the value of each item, in order, made now where the store lacks its key; `label` names a long run."""
    found = store.find(keys)
    missing = [index for index, key in enumerate(keys) if key not in found]
    wanted = [items[index] for index in missing]
    made = mapped(make, wanted, workers_for(len(wanted), least=_LEAST))
    with progress(label, len(wanted)) as step:
        for count, (at, value) in enumerate(made, start=1):
            key = keys[missing[at]]
            store.keep(key, value)
            found[key] = value
            if count % _FLUSHED == 0:
                store.flush()
            step()
    return [found[key] for key in keys]
