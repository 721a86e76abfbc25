"""Share work out to all cores, with a progress bar.

Worker processes are forked, so they see the memory of the build as it was at that moment and need no arguments pickled;
only results travel back, as bytes.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import select
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.util import register_after_fork
from threading import Timer
from typing import TypeVar, cast

import msgspec

from .diagnostics import FULL, WorkerError, plain_line, shows_tracebacks

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
    if not console.is_interactive:
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
        begin.join()  # the timer may be starting the bar right now; stop it after that
        bar.stop()


Item = TypeVar("Item")

_LEAST_ITEMS = 64  # items per process: with fewer, forking costs more than it saves
_CORES = 2  # the fewest cores on which two processes run at the same time
_SENT = 1 << 16  # bytes of results after which a worker sends a message
_HELD = 1 << 20  # bytes of results that a pipe holds, the most that Linux allows every user
_RESULTS: msgspec.msgpack.Decoder[list[tuple[int, bytes]]] = msgspec.msgpack.Decoder(list[tuple[int, bytes]])
_SHARES = 64
"""The number of shares (parts of the items) for each worker; with many small ones all finish at about the same time."""
_FAILED = -1  # in place of an item's index: the value is an error message
_NUMBER_BYTES = 2
_MOST_SHARES = getattr(select, "PIPE_BUF", 512) // _NUMBER_BYTES  # a pipe buffers at least PIPE_BUF bytes


def workers_for(items: int, least: int = _LEAST_ITEMS) -> int:
    """Return how many worker processes to use for a number of items, at most one for each core.

    1 means that this process should do the work: for few items, without `fork`, and inside a worker. `least` is the
    smallest number of items for which an additional process saves time.
    """
    # workers are daemon processes, which must not have children
    if "fork" not in multiprocessing.get_all_start_methods() or multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, items // least))


def mapped(
    work: Callable[[Item], bytes], items: Sequence[Item], workers: int, *, in_runs: bool = False
) -> Iterator[tuple[int, bytes]]:
    """Return an iterator over (index, `work(item)`) for each item, computed by several processes, in any order.

    Workers that have finished a share of the items take the next. With one worker nothing is forked: the work is done
    in this process, as the iterator is consumed. Otherwise the processes start at once. If `in_runs`, shares are runs
    of adjacent items and not every n-th item: these often need the same values, which each process caches, and
    processes that write into the same folder at the same time wait for each other.

    Raises:
        WorkerError: A worker failed or was killed; the others are terminated.
        OSError: A worker found the disk full.
    """
    if workers == 1:
        return ((index, work(item)) for index, item in enumerate(items))
    return _forked(work, items, _shares(len(items), workers, in_runs), workers)


def _forked(
    work: Callable[[Item], bytes], items: Sequence[Item], shares: Sequence[range], workers: int
) -> Iterator[tuple[int, bytes]]:
    fork = multiprocessing.get_context("fork")
    processes: dict[Connection, BaseProcess] = {}
    with _queued(len(shares)) as queue:
        for _ in range(min(workers, len(items))):
            receiver, sender = fork.Pipe(duplex=False)
            _widen(sender)
            # each later worker closes its copy, whoever starts it: one of a build that was killed would wait for ever,
            # and hold the output's lock, if its pipe had a reader
            register_after_fork(receiver, Connection.close)
            process: BaseProcess = fork.Process(target=_serve, args=(work, items, shares, queue, sender), daemon=True)
            process.start()
            # close our copy of the sending end, or `recv_bytes` would not see EOF when the worker ends
            sender.close()
            processes[receiver] = process
    return _gathered(processes, len(items))


def _widen(sender: Connection) -> None:
    """Let a pipe hold more results, so that a worker goes on while this process is busy; where the system allows it."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(sender.fileno(), fcntl.F_SETPIPE_SZ, _HELD)


@contextmanager
def _queued(shares: int) -> Iterator[int]:
    """Yield the reading end of a pipe with the numbers of all shares, from which each worker reads that of its next."""
    read, write = os.pipe()
    try:
        try:
            os.write(write, b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in range(shares)))
        finally:
            os.close(write)
        yield read
    finally:
        os.close(read)


def _gathered(processes: dict[Connection, BaseProcess], left: int) -> Iterator[tuple[int, bytes]]:
    try:
        with selectors.DefaultSelector() as selector:
            for receiver in processes:
                selector.register(receiver, selectors.EVENT_READ)
            while left:
                for key, _ in selector.select():
                    receiver = cast("Connection", key.fileobj)
                    try:
                        message = receiver.recv_bytes()
                    except EOFError:
                        selector.unregister(receiver)
                        _require_fine(processes.pop(receiver))
                        continue
                    results = _RESULTS.decode(message)
                    if results[0][0] == _FAILED:
                        raise WorkerError(results[0][1].decode())
                    left -= len(results)
                    yield from results
                if left and not processes:
                    raise WorkerError("a process ended without its results")
    finally:
        for receiver, process in processes.items():
            if left:
                process.terminate()
            process.join()
            receiver.close()


def _shares(items: int, workers: int, in_runs: bool) -> list[range]:
    """Return the parts of the items for workers, each as a range of indexes, in the order of processing.

    If `in_runs`, a part is a run of adjacent items, and not every n-th item.
    """
    count = min(items, workers * _SHARES, _MOST_SHARES)
    if not in_runs:
        return [range(first, items, count) for first in range(count)]
    # the items are divided into one part per worker: the last share of each part, then the last but one of each; the
    # items that take longest, such as listings of pages, are the last
    order = sorted(range(count), key=lambda number: (-(number % _SHARES), number))
    return [range(items * number // count, items * (number + 1) // count) for number in order]


def elsewhere(works: Sequence[Callable[[], bytes]], items: int = _CORES, least: int = 1) -> Iterator[bytes]:
    """Start functions in one other process, which calls them in order; return an iterator that waits for each result.

    If only one core is available or there is little to do, each is called in this process, when its result is asked
    for. There is little to do if they go through fewer than twice `least` items (see `workers_for`).
    """
    if workers_for(items, least) < _CORES:
        return (work() for work in works)
    size = -(-len(works) // _MOST_SHARES) or 1
    in_order = [range(first, min(first + size, len(works))) for first in range(0, len(works), size)]
    return (answer for _, answer in _forked(_called, works, in_order, 1))


def _called(work: Callable[[], bytes]) -> bytes:
    return work()


def _serve(
    work: Callable[[Item], bytes], items: Sequence[Item], shares: Sequence[range], queue: int, sender: Connection
) -> None:
    """Do the work of one worker: process shares until `queue` has no more; send an exception to the parent process.

    If the disk is full, the exit status of the process says so.
    """
    # Ctrl-C signals every process of a terminal; the parent terminates the workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _send_all(work, items, shares, queue, sender)
    except Exception as error:  # noqa: BLE001 - said once, by the process that waits
        if isinstance(error, OSError) and error.errno in FULL:
            sys.exit(error.errno)
        if shows_tracebacks():
            traceback.print_exc()
        with suppress(BrokenPipeError):
            sender.send_bytes(msgspec.msgpack.encode([(_FAILED, plain_line(error).encode())]))


def _send_all(
    work: Callable[[Item], bytes], items: Sequence[Item], shares: Sequence[range], queue: int, sender: Connection
) -> None:
    while number := os.read(queue, _NUMBER_BYTES):
        results: list[tuple[int, bytes]] = []
        size = 0
        for index in shares[int.from_bytes(number, "big")]:
            results.append((index, work(items[index])))
            size += len(results[-1][1])
            if size > _SENT:
                sender.send_bytes(msgspec.msgpack.encode(results))
                results, size = [], 0
        if results:
            sender.send_bytes(msgspec.msgpack.encode(results))
    sender.close()


def _require_fine(process: BaseProcess) -> None:
    process.join()
    if process.exitcode in FULL:
        raise OSError(process.exitcode, os.strerror(process.exitcode))
    if process.exitcode:
        raise WorkerError(
            f"a process of the build ended with status {process.exitcode}: it was killed, or the memory was full;"
            " close other programs and build again"
        )
