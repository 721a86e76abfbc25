"""Workers get the tests that xdist's own scheduling gives them, and what they have completed is forgotten."""

import random
from types import SimpleNamespace

import pytest
from xdist.scheduler import LoadGroupScheduling

from tests.scheduling import QuickScheduling

TESTS = [f"tests/test_a.py::test_{number}{'@together' if number % 7 == 3 else ''}" for number in range(40)]


class Node:
    """A worker that runs nothing."""

    def __init__(self, name):
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down, self.waiting = False, []

    def send_runtest_some(self, indices):
        self.waiting.extend(indices)

    def shutdown(self):
        self.shutting_down = True


def begun(kind):
    config = SimpleNamespace(getvalue=lambda _: ["popen"] * 2, option=SimpleNamespace(loadscopereorder=True))
    scheduling, nodes = kind(config), [Node("a"), Node("b")]
    for node in nodes:
        scheduling.add_node(node)
        scheduling.add_node_collection(node, TESTS)
    scheduling.schedule()
    return scheduling, nodes


def run(kind, seed, *, crash_at=-1):
    """Complete tests of either worker until none are left, where one may crash; return which ran, worker by worker."""
    chance = random.Random(seed)  # noqa: S311 - examples, no secrets
    scheduling, nodes = begun(kind)
    done = {node.gateway.id: [] for node in nodes}
    while busy := [node for node in nodes if node.waiting]:
        node = chance.choice(busy)
        if sum(map(len, done.values())) == crash_at and len(nodes) > 1:
            nodes.remove(node)
            assert scheduling.remove_node(node) == TESTS[node.waiting[0]]
        else:
            done[node.gateway.id].append(node.waiting[0])
            scheduling.mark_test_complete(node, node.waiting.pop(0))
    return done, scheduling


@pytest.mark.parametrize("seed", range(5))
def test_the_same_tests_are_given_to_the_same_workers(seed):
    done, scheduling = run(QuickScheduling, seed)
    assert done == run(LoadGroupScheduling, seed)[0]
    assert scheduling.tests_finished
    assert not scheduling.has_pending


@pytest.mark.parametrize("crash_at", [0, 1, 9, 20])
def test_what_a_worker_that_crashed_has_not_completed_is_given_to_the_other(crash_at):
    done, scheduling = run(QuickScheduling, 1, crash_at=crash_at)
    assert sorted(number for numbers in done.values() for number in numbers) == list(range(len(TESTS)))
    assert not scheduling.has_pending


def test_what_is_completed_is_forgotten():
    _, scheduling = run(QuickScheduling, 1)
    assert [len(groups) for groups in scheduling.assigned_work.values()] == [0, 0]
