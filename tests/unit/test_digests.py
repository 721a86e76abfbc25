"""Digests of bytes and of values."""

from __future__ import annotations

import hashlib
import re

import pytest

from newsarchive.digests import digest, digest_of, digest_of_pieces
from tests.sites import ROOT


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


def test_no_other_module_computes_digests():
    hashing = re.compile(r"\b(?:hashlib|sha256\(|blake2|md5\()")
    modules = (ROOT / "plugins/newsarchive").rglob("*.py")
    found = [path.name for path in modules if hashing.search(path.read_text("utf-8"))]
    assert found == ["digests.py"]
