"""Work shared out to processes comes back whole, or not at all."""

import multiprocessing
import os
import select
import signal
import time

import pytest

from newsarchive.build.errors import WorkerError
from newsarchive.build.workers import mapped, workers_for

ITEMS = [f"item {number}" for number in range(300)]


def shout(item: str) -> bytes:
    return item.upper().encode() * 3000


def where(item: str) -> bytes:
    return str(os.getpid()).encode()


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_every_item_is_done_once(workers):
    done = sorted(mapped(shout, ITEMS, workers))
    assert done == [(index, shout(item)) for index, item in enumerate(ITEMS)]


def where_both_have_begun(*firsts):
    """Return `where`, which waits at two items until each is begun: by two processes, however slow one starts."""
    barrier = multiprocessing.get_context("fork").Barrier(2)

    def work(item):
        if item in firsts:
            barrier.wait(60)
        return where(item)

    return work


def test_large_results_come_one_by_one_and_small_ones_together():
    sizes = [1 << 18, 0, 5, 1 << 17, 1]
    done = dict(mapped(lambda size: b"x" * size, sizes * 60, 2))
    assert [len(done[index]) for index in range(300)] == sizes * 60


def test_one_worker_is_this_process_and_two_are_others():
    assert {int(pid) for _, pid in mapped(where, ITEMS, 1)} == {os.getpid()}
    others = {int(pid) for _, pid in mapped(where_both_have_begun(ITEMS[0], ITEMS[-1]), ITEMS, 2)}
    assert len(others) == 2
    assert os.getpid() not in others


@pytest.mark.parametrize("workers", [1, 3])
def test_no_items_are_no_work(workers):
    assert list(mapped(shout, [], workers)) == []


def test_fewer_items_than_workers_are_done():
    assert len(dict(mapped(shout, ITEMS[:2], 5))) == 2


def test_a_process_that_is_killed_is_noticed():
    def die(item: str) -> bytes:
        if item == "item 7":
            os.kill(os.getpid(), signal.SIGKILL)
        return b"x"

    with pytest.raises(WorkerError, match="was killed"):
        list(mapped(die, ITEMS, 2))


def test_a_process_that_fails_is_noticed(capfd):
    def fail(item: str) -> bytes:
        raise ValueError(item)

    with pytest.raises(WorkerError, match=r"^tests/newsarchive/build/test_workers.py:\d+: error: ValueError: item "):
        list(mapped(fail, ITEMS, 2))
    assert capfd.readouterr() == ("", "")


def test_who_stops_listening_ends_the_processes():
    pids = []
    for _, pid in mapped(where, ITEMS * 100, 2):
        pids.append(int(pid))
        if len(set(pids)) == 2:
            break
    for pid in set(pids):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_few_items_are_not_worth_a_process():
    assert workers_for(0) == workers_for(63) == 1
    assert 1 <= workers_for(10**6) <= (os.cpu_count() or 1)
    assert workers_for(3, least=4) == 1
    assert workers_for(8, least=4) == min(2, workers_for(10**6))


def test_a_system_without_fork_uses_one_process(monkeypatch):
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    assert workers_for(10**6) == 1


def test_no_process_waits_for_a_build_that_was_killed():
    """It would never end, and hold the lock of the output."""
    read, write = os.pipe()
    build = os.fork()
    if not build:
        try:
            started = next(mapped(lambda item: time.sleep(item == ITEMS[0]) or b"", ITEMS, 2))
        finally:
            os.kill(os.getpid(), signal.SIGKILL if started else 0)
    os.waitpid(build, 0)
    os.close(write)
    # all processes have closed their copies of `write`
    assert select.select([read], [], [], 20)[0]
    os.close(read)
