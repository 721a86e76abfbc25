"""A bar for what an editor has to wait for: at a terminal alone, after a second, and gone when the work is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Timer

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn

PATIENCE_SECONDS = 1.0


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error while the work inside goes on; yield what to call after each of `total` steps.

    Without a total the bar only moves. Nothing is written where standard error is no terminal, or one that
    cannot take back what it shows.
    """
    console = Console(stderr=True)
    if not (sys.stderr.isatty() and console.is_interactive):
        yield lambda: None
        return
    columns: list[ProgressColumn] = [TextColumn("{task.description}", markup=False), BarColumn()]
    columns += [MofNCompleteColumn()] if total else [TimeElapsedColumn()]
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    task = bar.add_task(label, total=total)
    begin = Timer(PATIENCE_SECONDS, bar.start)
    begin.daemon = True
    begin.start()
    try:
        yield partial(bar.advance, task)
    finally:
        begin.cancel()
        begin.join()  # it may just be drawing the bar, which must be taken away after that
        bar.stop()
