"""What a long step is doing: a bar on a terminal, nothing where nobody looks, nothing for what takes no time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")

PATIENCE_SECONDS = 0.6
_BETWEEN_SECONDS = 0.1


def shown(items: Iterable[Item], label: str, total: int) -> Iterator[Item]:
    """Pass the items on; once that has taken a while, show on stderr how many of `total` are done.

    The bar is drawn by the loop itself: a thread that draws would be there when processes are forked.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    started = drawn = time.monotonic()
    bar: Any = None
    try:
        for done, item in enumerate(items):
            now = time.monotonic()
            if bar is None and now - started > PATIENCE_SECONDS:
                bar = _bar(label, total)
            if bar is not None and now - drawn > _BETWEEN_SECONDS:
                bar.update(0, completed=done)
                bar.refresh()
                drawn = now
            yield item
    finally:
        if bar is not None:
            bar.stop()


def _bar(label: str, total: int) -> Any:
    """Begin a bar. Its library is loaded when there is one to draw: it would slow down every short command."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    bar.add_task(label, total=total)
    bar.start()
    return bar
