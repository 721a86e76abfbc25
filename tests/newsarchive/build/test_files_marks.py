"""Marks of the output's files, by which it is seen what somebody else altered."""

import hashlib
import os
from pathlib import Path

import pytest

from newsarchive.build.files import altered, differing, looking_through, marks_of
from newsarchive.digests import fingerprint_at


@pytest.fixture
def output(tmp_path: Path) -> Path:
    for name in ("kept", "changed", "gone", "moved"):
        (tmp_path / name).write_text(name)
    return tmp_path


def alter(output: Path) -> None:
    (output / "changed").write_text("CHANGED")
    (output / "gone").unlink()
    (output / "moved").rename(output / "elsewhere")
    (output / "moved").symlink_to("elsewhere")


def test_what_was_changed_removed_or_replaced_by_a_link_is_altered(output: Path) -> None:
    marks = marks_of(output, {"kept", "changed", "gone", "moved"}, {}, set())
    assert altered(output, marks) == set()
    alter(output)
    assert altered(output, marks) == {"changed", "gone", "moved"}
    assert looking_through(output, lambda: marks)() == {"changed", "gone", "moved"}


@pytest.mark.parametrize("replaced", [False, True])
def test_bytes_of_the_same_length_with_the_old_time_put_back_are_seen(output: Path, replaced: bool) -> None:
    marks = marks_of(output, {"kept"}, {}, set())
    found = (output / "kept").stat()
    written = output / ("other" if replaced else "kept")
    written.write_text("tpek")
    written.replace(output / "kept")
    os.utime(output / "kept", ns=(found.st_atime_ns, found.st_mtime_ns))
    assert altered(output, marks) == {"kept"}


def test_of_what_may_be_altered_only_other_bytes_differ(output: Path) -> None:
    names = ("kept", "changed", "gone", "moved")
    left = {name: hashlib.sha256(name.encode()).digest() for name in names}
    marks = marks_of(output, {*names}, {}, set())
    alter(output)
    (output / "kept").touch()
    assert altered(output, marks) == {"kept", "changed", "gone", "moved"}
    assert differing(output, altered(output, marks), left) == {"changed", "gone", "moved"}
    assert differing(output, ["kept", "foreign"], {}) == {"kept", "foreign"}


def test_without_its_folder_every_file_is_altered(tmp_path: Path) -> None:
    assert looking_through(tmp_path / "nowhere", lambda: {"a": b"1"})() == {"a"}


def test_known_marks_are_taken_over_but_for_those_to_look_at_again(output: Path) -> None:
    known = {"kept": b"1", "changed": b"2"}
    marks = marks_of(output, {"kept", "changed", "missing"}, {**known, "gone": b"3"}, {"changed"})
    assert marks == {"kept": b"1", "changed": fingerprint_at(output / "changed")}
