"""Which old address leads to which new one."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.archive.earlier import earlier_addresses
from plugins.archive.index import Edition


def redirects_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield (old, new) addresses: per language for earlier slugs, as they stand for `redirects.yaml`."""
    archive = edition.archive
    for work in (*archive.briefings, *archive.standing):
        yield from ((old, new) for _, old, new in earlier_addresses(work))
    yield from archive.redirects.items()
