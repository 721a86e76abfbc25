"""Many values made through the store, of files among others: what is not in it is made on all cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from plugins.archive.cached import required

from .errors import BuildError
from .parallel import mapped, workers_for
from .progress import progress
from .store import Store

Item = TypeVar("Item")
Value = TypeVar("Value")

_LEAST = 4  # values that take a second each: few are enough for another process
_FLUSHED = 500  # values


class Refused(msgspec.Struct, tag=True):
    """What is stored of a file of which nothing can be published: its fault's code, and what was found."""

    code: str
    found: str


def made_of_files(
    store: Store,
    paths: Sequence[Path],
    key_of: Callable[[Path, bytes], bytes],
    make: Callable[[Path, bytes], bytes],
    read: Callable[[bytes], Value | None],
    label: str,
) -> list[tuple[bytes, Value]]:
    """Return the key and the value of each file, in order, by its path and its bytes.

    A file is read again where it is made: the bytes of all at once could fill the memory. BuildError where they have
    changed by then. For `make`, `read` and `label` see `made_all`.
    """
    keys = [key_of(path, path.read_bytes()) for path in paths]

    def make_one(wanted: tuple[Path, bytes]) -> bytes:
        path, key = wanted
        data = path.read_bytes()
        if key_of(path, data) != key:
            raise BuildError(f"{path} was changed while it was built; build again")
        return make(path, data)

    values = made_all(store, list(zip(paths, keys, strict=True)), keys, make_one, read, label)
    return list(zip(keys, values, strict=True))


def made_all(
    store: Store,
    items: Sequence[Item],
    keys: Sequence[bytes],
    make: Callable[[Item], bytes],
    read: Callable[[bytes], Value | None],
    label: str,
) -> list[Value]:
    """Return the value of each item, in order.

    Args:
        store: The cache. Values that it lacks are made now, on all cores.
        items: What values are made of.
        keys: The cache key of each item.
        make: Returns the bytes of an item's value.
        read: Returns the value of these bytes, or None if other code wrote them: then it is made again.
        label: The name of a long run, for its progress bar.
    """
    found = store.find_read(keys, read)
    missing = [index for index, key in enumerate(keys) if key not in found]
    wanted = [items[index] for index in missing]
    made = mapped(make, wanted, workers_for(len(wanted), least=_LEAST))
    with progress(label, len(wanted)) as step:
        for count, (at, value) in enumerate(made, start=1):
            key = keys[missing[at]]
            store.keep(key, value)
            found[key] = required(read(value))
            if count % _FLUSHED == 0:
                store.flush()
            step()
    return [found[key] for key in keys]
