"""Share work out to all cores, with a progress bar."""

from __future__ import annotations

import multiprocessing
import os
import select
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Timer
from typing import TypeVar, cast

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn

from .diagnostics import FULL, WorkerError, plain_line, shows_tracebacks

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


Item = TypeVar("Item")

_LEAST_ITEMS = 64  # items for which starting another process pays
_CORES = 2  # with so many, one process can work while another does
_SENT = 1 << 16  # bytes of results that are sent together
_RESULTS: msgspec.msgpack.Decoder[list[tuple[int, bytes]]] = msgspec.msgpack.Decoder(list[tuple[int, bytes]])
_SHARES = 64
"""Shares for each worker: few items are left when the first has nothing more to do."""
_FAILED = -1  # stands for an item's index, before the line of an error
_NUMBER_BYTES = 2
_MOST_SHARES = getattr(select, "PIPE_BUF", 512) // _NUMBER_BYTES  # what a pipe surely holds


def workers_for(items: int, least: int = _LEAST_ITEMS) -> int:
    """Return how many processes to use: 1, in which nothing is forked, where there is no fork or for few items.

    `least` is for how many items another process pays.
    """
    # a process that was forked for work forks no others
    if "fork" not in multiprocessing.get_all_start_methods() or multiprocessing.current_process().daemon:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, items // least))


def mapped(
    work: Callable[[Item], bytes], items: Sequence[Item], workers: int, *, in_runs: bool = False
) -> Iterator[tuple[int, bytes]]:
    """Return an iterator over the index of each item and what `work` makes of it, in no order.

    Who has done a share of the items takes the next, so that all are busy to the end. A share is every so-manyth item,
    or with `in_runs` a run of them, far from those of the others: processes that write into the same folder wait for
    each other. With one worker the work is done here, as it is asked for; else the processes begin at once.
    WorkerError where one ends early; the others are ended, too.
    """
    if workers == 1:
        return ((index, work(item)) for index, item in enumerate(items))
    fork = multiprocessing.get_context("fork")
    processes: dict[Connection, BaseProcess] = {}
    shares = _shares(len(items), workers, in_runs)
    with _queued(len(shares)) as queue:
        for _ in range(min(workers, len(items))):
            receiver, sender = fork.Pipe(duplex=False)
            process: BaseProcess = fork.Process(target=_serve, args=(work, items, shares, queue, sender), daemon=True)
            process.start()
            # ours must be closed, or the end of theirs would not be seen
            sender.close()
            processes[receiver] = process
    return _gathered(processes, len(items))


@contextmanager
def _queued(shares: int) -> Iterator[int]:
    """Give a pipe that holds the numbers of so many shares: whoever reads it gets the next one."""
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
    """Return the indexes of the items of each share, in the order in which shares are to be done."""
    count = min(items, workers * _SHARES, _MOST_SHARES)
    if not in_runs:
        return [range(first, items, count) for first in range(count)]
    # the first of each worker's part, then the second of each
    order = sorted(range(count), key=lambda number: (number % _SHARES, number))
    return [range(items * number // count, items * (number + 1) // count) for number in order]


def elsewhere(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin work in another process; what is returned waits for the result. With one core the work is done then."""
    if workers_for(_CORES, least=1) < _CORES:
        return work
    answers = mapped(lambda _: work(), (None,), _CORES)
    return lambda: dict(answers)[0]


def _serve(
    work: Callable[[Item], bytes], items: Sequence[Item], shares: Sequence[range], queue: int, sender: Connection
) -> None:
    """Do shares of the items while there are any, in a process of its own."""
    # Ctrl-C reaches all processes of a terminal; the one that waits ends the others
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _send_all(work, items, shares, queue, sender)
    except Exception as error:  # noqa: BLE001 - said once, by the process that waits
        if isinstance(error, OSError) and error.errno in FULL:
            sys.exit(error.errno)
        if shows_tracebacks():
            traceback.print_exc()
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
