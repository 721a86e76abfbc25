"""Digests of bytes and of values, and fingerprints of files."""

from __future__ import annotations

import hashlib
import os
from types import SimpleNamespace

import pytest

from newsarchive.digests import SHORTLY, digest, digest_of, digest_of_pieces, fingerprint, is_settled, size_in


def test_a_digest_of_bytes_is_the_one_that_sha256sum_prints():
    assert digest(b"words").hex() == hashlib.sha256(b"words").hexdigest()
    assert digest_of_pieces([b"wo", b"", b"rds"]) == digest(b"words")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a",), ("a", "")),
        (("a",), (b"a",)),
        ((["a"], "b"), (["a", "b"],)),
        ((1,), ("1",)),
        ((), ("",)),
    ],
)
def test_values_that_differ_have_different_digests(one, other):
    assert digest_of(*one) != digest_of(*other)
    assert digest_of(*one) == digest_of(*one)


def test_a_fingerprint_differs_after_any_change(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"words")
    before = path.stat()
    assert fingerprint(before) == fingerprint(path.stat())
    assert size_in(fingerprint(before)) == 5
    path.chmod(0o600)
    os.utime(path, ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert fingerprint(path.stat()) != fingerprint(before)


def test_a_fingerprint_is_settled_only_some_time_after_the_last_change():
    changed = 10**18

    def mark(modified):
        return fingerprint(SimpleNamespace(st_size=5, st_mtime_ns=modified, st_ctime_ns=changed, st_ino=2**64 - 1))

    assert not is_settled(mark(changed), changed + SHORTLY)
    assert is_settled(mark(changed), changed + SHORTLY + 1)
    # an old mtime may have been set by hand, even one before 1970
    assert not is_settled(mark(-1), changed + SHORTLY)
    # ext4 has dates until 2446
    assert len({mark(10**19), mark(10**19 + 1), mark(1)}) == 3
