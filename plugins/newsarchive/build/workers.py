"""Share work out to all cores, with a progress bar.

Worker processes are forked, so they see the memory of the build as it was at that moment: only results are pickled.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from functools import partial
from threading import Thread, Timer
from typing import Any, TypeVar

from .errors import FULL, WorkerError, plain_line, shows_tracebacks

PATIENCE_SECONDS = 1.0


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Show a progress bar on standard error during the `with` block, which gets a function to call after each step.

    There is none before `PATIENCE_SECONDS`, or if standard error is not a terminal. Without `total`, the number of
    steps, it shows only the elapsed time.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    # loading it takes 5 ms, and a build in which nothing has changed needs none
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns: list[ProgressColumn] = [TextColumn("{task.description}", markup=False), BarColumn()]
    columns += [MofNCompleteColumn()] if total else [TimeElapsedColumn()]
    disable = not console.is_interactive
    bar = Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False, disable=disable
    )
    task = bar.add_task(label, total=total)
    begin = Timer(PATIENCE_SECONDS, bar.start)
    begin.daemon = True
    begin.start()
    try:
        yield partial(bar.advance, task)
    finally:
        begin.cancel()
        begin.join()  # the timer may be starting the bar right now; stop it after that
        bar.stop()


Item = TypeVar("Item")
Result = TypeVar("Result")

_LEAST_ITEMS = 64  # items per process: with fewer, forking costs more than it saves
_CHUNKS = 32
"""The number of chunks of items for each worker; with many small ones all finish at about the same time."""


def workers_for(items: int, least: int = _LEAST_ITEMS) -> int:
    """Return how many worker processes to use for a number of items, at most one for each core.

    1 means that this process should do the work: for few items, without `fork`, and inside a worker. `least` is the
    smallest number of items for which an additional process saves time.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or multiprocessing.parent_process():
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, items // least))


def mapped(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int, label: str = ""
) -> Iterator[tuple[int, Result]]:
    """Yield (index, `work(item)`) for each item, computed by several processes, in any order.

    With one worker nothing is forked: the work is done in this process, as the iterator is consumed. With a `label`, a
    progress bar is shown.

    Raises:
        WorkerError: A worker failed or was killed.
        OSError: A worker found the disk full.
    """
    with progress(label, len(items)) if label else nullcontext(lambda: None) as step:
        for pair in _mapped(work, items, workers):
            yield pair
            step()


def _mapped(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Iterator[tuple[int, Result]]:
    if workers == 1:
        yield from enumerate(map(work, items))
        return
    size = -(-len(items) // (workers * _CHUNKS)) or 1
    # the last first: the items that take longest, such as listings of pages, are the last
    chunks = [range(first, min(first + size, len(items))) for first in range(0, len(items), size)][::-1]
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(workers, fork, initializer=_begin_worker, initargs=(work, items))
    try:
        for chunk, values in zip(chunks, pool.map(_results, chunks), strict=True):
            yield from zip(chunk, values, strict=True)
    except BrokenProcessPool:
        raise WorkerError(
            "a process of the build was killed, or the memory was full; close other programs and build again"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


_given: tuple[Callable[[Any], Any], Sequence[Any]]
"""What a worker works on; set in the worker alone, because functions and items are not pickled."""


def _begin_worker(work: Callable[[Item], Result], items: Sequence[Item]) -> None:
    # Ctrl-C signals every process of a terminal, and the parent process handles it
    global _given
    _given = work, items
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def end_with_parent() -> None:
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=end_with_parent, daemon=True).start()


def _results(chunk: range) -> list[Any]:
    work, items = _given
    try:
        return [work(items[index]) for index in chunk]
    except Exception as error:  # noqa: BLE001 - said once, by the process that waits
        if isinstance(error, OSError) and error.errno in FULL:
            raise OSError(error.errno, error.strerror) from None
        if shows_tracebacks():
            traceback.print_exception(error)
        # the error itself may be one that cannot be pickled
        raise WorkerError(plain_line(error)) from None
