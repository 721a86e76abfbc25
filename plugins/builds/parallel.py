"""Work shared out to forked processes: each has everything that this one had read, and sends back bytes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar, cast

Item = TypeVar("Item")

_LEAST = 64  # items for which starting another process pays
_CORES = 2  # with so many, one process can work while another does
_INDEX_BYTES = 8


class WorkerError(RuntimeError):
    """A process ended before its work was done: it was killed, or ran out of memory."""


def workers_for(items: int, least: int = _LEAST) -> int:
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

    A worker does every so-manyth item, which shares out the work most evenly, or one run of them: processes that write
    into the same folder wait for each other. With one worker the work is done here, as it is asked for; else the
    processes begin at once. WorkerError where one ends early; the others are ended, too.
    """
    if workers == 1:
        return ((index, work(item)) for index, item in enumerate(items))
    fork = multiprocessing.get_context("fork")
    processes: dict[Connection, BaseProcess] = {}
    for share in filter(None, _shares(len(items), workers, in_runs)):
        receiver, sender = fork.Pipe(duplex=False)
        process: BaseProcess = fork.Process(target=_serve, args=(work, items, share, sender), daemon=True)
        process.start()
        # ours must be closed, or the end of theirs would not be seen
        sender.close()
        processes[receiver] = process
    return _gathered(processes, len(items))


def _gathered(processes: dict[Connection, BaseProcess], left: int) -> Iterator[tuple[int, bytes]]:
    try:
        while left:
            for ready in cast("list[Connection]", wait(list(processes))):
                try:
                    message = ready.recv_bytes()
                except EOFError:
                    _require_fine(processes.pop(ready))
                    continue
                left -= 1
                yield int.from_bytes(message[:_INDEX_BYTES], "big"), message[_INDEX_BYTES:]
            if left and not processes:
                raise WorkerError("a process ended without its results")
    finally:
        for receiver, process in processes.items():
            if left:
                process.terminate()
            process.join()
            receiver.close()


def _shares(items: int, workers: int, in_runs: bool) -> Iterator[range]:
    """Return the indexes of the items of each worker."""
    for worker in range(workers):
        if in_runs:
            yield range(items * worker // workers, items * (worker + 1) // workers)
        else:
            yield range(worker, items, workers)


def elsewhere(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin work in another process; what is returned waits for the result. With one core the work is done then."""
    if workers_for(_CORES, least=1) < _CORES:
        return work
    answers = mapped(lambda _: work(), (None,), _CORES)
    return lambda: dict(answers)[0]


def _serve(work: Callable[[Item], bytes], items: Sequence[Item], share: range, sender: Connection) -> None:
    """Do a share of the items, in a process of its own."""
    # Ctrl-C reaches all processes of a terminal; the one that waits ends the others
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for index in share:
        sender.send_bytes(index.to_bytes(_INDEX_BYTES, "big") + work(items[index]))
    sender.close()


def _require_fine(process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        raise WorkerError(f"a process ended with status {process.exitcode}; what it printed stands above")
