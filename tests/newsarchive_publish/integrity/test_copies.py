"""A copy held against a list: what is found, and when one gives up."""

import hashlib
import time

import pytest

from newsarchive_publish.integrity.checksums import unlisted_digest
from newsarchive_publish.integrity.copies import PATIENCE, CopyFault, compare


class FakeCopy:
    """Files by path, faults among them; `asked` counts how often each was asked for."""

    def __init__(self, files, *, seen=True, connections=1):
        self.files, self.seen, self.connections, self.asked = files, seen, connections, {}
        self.by_folder, self.remarks = False, ()

    def chunks(self, path, most):
        self.asked[path] = self.asked.get(path, 0) + 1
        content = self.files.get(path, CopyFault("missing"))
        if isinstance(content, CopyFault):
            raise content
        yield content

    def paths(self):
        return dict.fromkeys(self.files) if self.seen else None


def digest(content):
    return hashlib.sha256(content).digest()


SUMS = {path: digest(path.encode()) for path in ("a", "b", "c")}
WHOLE = {path: path.encode() for path in SUMS} | {"SHA256SUMS": b"", "STATE": b"", "CHAIN": b"", "STATE.minisig": b""}
SLOW = CopyFault("unchecked", "too-slow")
FAILED = CopyFault("unchecked", "system", "no route")


@pytest.mark.parametrize("seen", [True, False])
def test_a_whole_copy_is_whole(seen):
    found = compare(FakeCopy(WHOLE, seen=seen), SUMS, (), {})
    assert (found.status, found.same, found.seen_whole) == (0, 3, seen)


def test_what_is_missing_altered_or_too_many_is_named():
    found = compare(FakeCopy({**WHOLE, "a": b"other", "x": b"", "Z": b""} | {"b": CopyFault("missing")}), SUMS, (), {})
    assert (found.status, found.same) == (1, 1)
    assert (list(found.altered), list(found.missing), found.extra) == (["a"], ["b"], ["Z", "x"])


@pytest.mark.parametrize("files", [{"a": b"other"}, {"a": CopyFault("missing")}, {"x": b""}])
def test_any_one_fault_is_enough(files):
    assert compare(FakeCopy({**WHOLE, **files}), SUMS, (), {}).status == 1


def test_what_could_not_be_looked_at_is_not_called_altered():
    found = compare(FakeCopy({**WHOLE, "a": SLOW}, seen=False), SUMS, (), {})
    assert (found.status, list(found.unchecked), found.same) == (2, ["a"], 2)
    assert compare(FakeCopy({**WHOLE, "a": SLOW, "b": b"other"}, seen=False), SUMS, (), {}).status == 1


def test_rules_that_a_host_does_not_serve_may_be_missing_and_must_be_as_their_copy():
    rules = {"_rules": "a"}
    assert compare(FakeCopy(WHOLE), SUMS, (), rules).status == 0
    assert compare(FakeCopy(WHOLE, seen=False), SUMS, (), rules).status == 0
    there = compare(FakeCopy({**WHOLE, "_rules": b"a"}), SUMS, (), rules)
    assert (there.status, there.same, there.extra) == (0, 4, [])
    altered = compare(FakeCopy({**WHOLE, "_rules": b"other"}), SUMS, (), rules)
    assert (altered.status, list(altered.altered), altered.extra) == (1, ["_rules"], [])
    # nothing in the list says what it should be
    unknown = compare(FakeCopy({**WHOLE, "_rules": b"a"}), SUMS, (), {"_rules": "not-listed"})
    assert (unknown.status, unknown.extra) == (1, ["_rules"])


def test_files_whose_address_is_not_told_are_known_by_their_line():
    unlisted = {unlisted_digest("hidden", digest(b"words"))}
    assert compare(FakeCopy({**WHOLE, "hidden": b"words"}), SUMS, unlisted, {}).status == 0
    altered = compare(FakeCopy({**WHOLE, "hidden": b"other"}), SUMS, unlisted, {})
    assert (altered.status, altered.extra, altered.untold) == (1, ["hidden"], 1)
    elsewhere = compare(FakeCopy({**WHOLE, "moved": b"words"}), SUMS, unlisted, {})
    assert (elsewhere.status, elsewhere.extra) == (1, ["moved"])
    lost = compare(FakeCopy(WHOLE), SUMS, unlisted, {})
    assert (lost.status, lost.untold) == (0, 1)
    unseen = compare(FakeCopy(WHOLE, seen=False), SUMS, unlisted, {})
    assert (unseen.status, unseen.untold) == (0, 1)


def test_a_name_that_is_no_text_is_extra():
    assert compare(FakeCopy({**WHOLE, "\udcff\n": b""}), SUMS, (), {}).extra == ["\udcff\n"]


def test_a_file_that_could_not_be_had_is_asked_for_once_more_unless_it_was_slow():
    copy = FakeCopy({**WHOLE, "a": FAILED, "b": SLOW, "c": CopyFault("missing")}, seen=False)
    compare(copy, SUMS, (), {})
    assert copy.asked == {"a": 2, "b": 1, "c": 1}


@pytest.mark.parametrize("fault", [SLOW, FAILED, CopyFault("altered", "too-large")])
def test_a_host_that_answers_nothing_is_not_asked_for_everything(fault):
    sums = {f"{number:03}": b"d" * 32 for number in range(200)}
    copy = FakeCopy(dict.fromkeys(sums, fault), seen=False, connections=4)
    found = compare(copy, sums, (), {})
    assert found.status == (1 if fault.kind == "altered" else 2)
    assert PATIENCE <= len(copy.asked) < PATIENCE + 4
    assert found.unasked == {"given-up": 200 - len(copy.asked)}


def test_right_answers_that_drip_are_not_waited_for_without_end(monkeypatch):
    moments = iter(range(0, 10_000, 20))
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    sums = {f"{number:03}": digest(b"words") for number in range(100)}
    found = compare(FakeCopy(dict.fromkeys(sums, b"words"), seen=False), sums, (), {})
    assert (found.same, found.status, found.unasked) == (PATIENCE, 2, {"given-up": 100 - PATIENCE})


def test_a_list_of_many_files_is_gone_through_in_windows_and_no_stack_is_kept():
    sums = {f"{number:04}": b"d" * 32 for number in range(2000)}
    copy = FakeCopy({}, seen=False, connections=4)
    ahead, done = [], []

    def step():
        done.append(1)
        ahead.append(len(copy.asked) - len(done))

    found = compare(copy, sums, (), {}, step)
    assert max(ahead) < 100
    assert len(found.missing) == 2000
    assert {(fault.__traceback__, fault.__context__) for fault in found.missing.values()} == {(None, None)}


def test_a_host_that_answers_now_and_then_is_asked_for_everything():
    sums = {f"{number:03}": digest(b"words") for number in range(60)}
    files = {path: b"words" if int(path) % 5 == 0 else FAILED for path in sums}
    copy = FakeCopy(files, seen=False)
    assert compare(copy, sums, (), {}).same == 12
    assert len(copy.asked) == 60


def test_each_file_is_a_step():
    steps = []
    compare(FakeCopy(WHOLE), SUMS, (), {}, lambda: steps.append(1))
    assert len(steps) == len(SUMS)
