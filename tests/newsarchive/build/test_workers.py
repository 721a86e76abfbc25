"""Work shared out to processes comes back whole, or not at all."""

import multiprocessing
import os
import select
import signal
import sys
from functools import partial

import pytest

from newsarchive.build.diagnostics import WorkerError
from newsarchive.build.workers import elsewhere, mapped, workers_for

ITEMS = [f"item {number}" for number in range(300)]


def shout(item: str) -> bytes:
    return item.upper().encode() * 3000


def where(item: str) -> bytes:
    return str(os.getpid()).encode()


@pytest.mark.parametrize("in_runs", [False, True])
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_every_item_is_done_once(workers, in_runs):
    done = sorted(mapped(shout, ITEMS, workers, in_runs=in_runs))
    assert done == [(index, shout(item)) for index, item in enumerate(ITEMS)]


def where_both_have_begun(*firsts):
    """Return `where`, which waits at two items until each is begun: by two processes, however slow one starts."""
    barrier = multiprocessing.get_context("fork").Barrier(2)

    def work(item):
        if item in firsts:
            barrier.wait(60)
        return where(item)

    return work


def test_neighbours_are_done_together_in_runs_and_apart_otherwise():
    shares, items = 2 * 64, range(3000)
    # what comes first in the two shares that are done first: the last of each half, and in the first two shares
    lasts = 3000 * 63 // shares, 3000 * 127 // shares
    runs = [pid for _, pid in sorted(mapped(where_both_have_begun(*lasts), items, 2, in_runs=True))]
    dealt = [pid for _, pid in sorted(mapped(where_both_have_begun(0, 1), items, 2))]
    borders = {3000 * number // shares for number in range(shares)}
    assert {at for at in items[1:] if runs[at - 1] != runs[at]} <= borders
    assert all(dealt[at] == dealt[at + shares] for at in items[:-shares])
    assert len({*runs}) == len({*dealt}) == 2


def test_who_is_held_up_leaves_the_rest_to_the_others():
    read, write = os.pipe()

    def work(item):
        if item == 0:
            # until the last item of the last share is done
            os.read(read, 1)
        if item == 2943:
            os.write(write, b"x")
        return where(item)

    done = dict(mapped(work, range(3000), 2))
    os.close(read)
    os.close(write)
    assert {index for index, pid in done.items() if pid == done[0]} == set(range(0, 3000, 128))


def test_no_more_shares_are_made_than_a_pipe_holds():
    assert len(dict(mapped(where, range(5000), 40))) == 5000


def test_large_results_come_one_by_one_and_small_ones_together():
    sizes = [1 << 18, 0, 5, 1 << 17, 1]
    done = dict(mapped(lambda size: b"x" * size, sizes * 60, 2))
    assert [len(done[index]) for index in range(300)] == sizes * 60


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a pipe hold more")
def test_processes_go_on_while_nobody_takes_their_results():
    read, write = os.pipe()

    def work(item):
        if item in (98, 99):  # the last of each of the two processes
            os.write(write, b".")
        return bytes(5000)

    answers = mapped(work, range(100), 2, in_runs=False)
    os.close(write)
    with os.fdopen(read, "rb") as done:
        assert select.select([done], [], [], 60)[0], "a process waits with 64 KB of results"
        assert len({at for at, _ in answers}) == 100


def test_one_worker_is_this_process_and_two_are_others():
    assert {int(pid) for _, pid in mapped(where, ITEMS, 1)} == {os.getpid()}
    others = {int(pid) for _, pid in mapped(where_both_have_begun(*ITEMS[:2]), ITEMS, 2)}
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

    with pytest.raises(WorkerError, match="status -9"):
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


def test_no_process_waits_for_a_build_that_was_killed(capfd, monkeypatch):
    """It would never end, and hold the lock of the output."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    for start in (partial(mapped, shout, ITEMS, 2), partial(elsewhere, (lambda: b"x" * (1 << 20),))):
        read, write = os.pipe()
        build = os.fork()
        if not build:
            others = elsewhere((lambda: b"x" * (1 << 20),)), start()
            os.kill(os.getpid(), signal.SIGKILL if others else 0)
        os.waitpid(build, 0)
        os.close(write)
        # all processes have closed their copies of `write`
        assert select.select([read], [], [], 20)[0]
        os.close(read)
    assert capfd.readouterr() == ("", "")


def test_few_items_are_not_worth_a_process():
    assert workers_for(0) == workers_for(63) == 1
    assert 1 <= workers_for(10**6) <= (os.cpu_count() or 1)
    assert workers_for(3, least=4) == 1
    assert workers_for(8, least=4) == min(2, workers_for(10**6))


def test_a_system_without_fork_uses_one_process(monkeypatch):
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    assert workers_for(10**6) == 1


def test_work_elsewhere_is_done_in_one_other_process_in_order(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    first, second = (int(answer) for answer in elsewhere((lambda: where(""), lambda: where(""))))
    assert first == second != os.getpid()
    for count in (0, 9, 100, 5_000):
        works = [lambda value=value: b"%d" % value for value in range(count)]
        assert list(elsewhere(works)) == [b"%d" % n for n in range(count)]


def test_a_result_from_elsewhere_is_there_before_the_next(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    read, write = os.pipe()
    answers = elsewhere((lambda: b"first", lambda: os.read(read, 1)))
    assert next(answers) == b"first"
    os.write(write, b"2")
    assert [*answers] == [b"2"]
    os.close(read)
    os.close(write)


def test_work_elsewhere_is_done_here_with_one_core(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert [*map(int, elsewhere((lambda: where(""),)))] == [os.getpid()]
