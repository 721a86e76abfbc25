"""What earlier builds made, by the content that it was made from."""

import os
import sqlite3
import subprocess

import pytest

from newsarchive.build.cache import FORMAT, KEPT_BUILDS, Store
from newsarchive.digests import digest_of

KEY = digest_of("key")


class Maker:
    """Makes a value and counts how often."""

    def __init__(self, value=b"value"):
        self.value, self.calls = value, 0

    def __call__(self):
        self.calls += 1
        return self.value


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "store.sqlite"


def build(path, *keys, make=None):
    """Use keys in one build."""
    store = Store(path)
    make = make or Maker()
    values = [store.made(key, make, bytes) for key in keys]
    store.close()
    return values, make.calls


def test_a_value_is_made_once_and_kept(path):
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY, make=Maker(b"other")) == ([b"value"], 0)


def test_a_value_is_made_once_within_a_build(path):
    assert build(path, KEY, KEY) == ([b"value", b"value"], 1)


def test_another_key_is_another_value(path):
    build(path, KEY)
    assert build(path, digest_of("other"), make=Maker(b"b")) == ([b"b"], 1)


def test_a_value_that_fails_to_be_made_is_not_kept(path):
    def fail():
        raise RuntimeError("no")

    store = Store(path)
    with pytest.raises(RuntimeError):
        store.made(KEY, fail, bytes)
    store.close()
    assert build(path, KEY) == ([b"value"], 1)


def test_a_build_that_does_not_close_leaves_the_store_as_it_was(path):
    build(path, KEY)
    Store(path).made(digest_of("other"), Maker(), bytes)
    assert build(path, KEY, digest_of("other")) == ([b"value", b"value"], 1)


@pytest.mark.parametrize("column", ["value", "digest"])
def test_a_damaged_value_is_made_again(path, column):
    build(path, KEY)
    with sqlite3.connect(path) as base:
        base.execute(f"UPDATE made SET {column} = x'00'")  # noqa: S608
    base.close()
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


FOREIGN = {
    "words": b"these are words, and no base at all" * 10,
    "a torn header": b"SQLite format 3\x00" + b"\xff" * 200,
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_store_is_begun_anew(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


def test_a_store_damaged_in_the_middle_is_begun_anew(path):
    build(path, *(digest_of(str(number)) for number in range(200)), make=Maker(b"x" * 1000))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    path.write_bytes(content)
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


def test_a_store_of_another_format_is_begun_anew(path):
    build(path, KEY)
    with sqlite3.connect(path) as base:
        base.execute(f"PRAGMA user_version = {FORMAT + 1}")
    base.close()
    assert build(path, KEY) == ([b"value"], 1)


def test_a_base_with_other_tables_of_the_same_name_is_begun_anew(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE made (other)")
    base.close()
    assert build(path, KEY) == ([b"value"], 1)


def test_what_no_build_uses_for_long_is_dropped(path):
    build(path, KEY)
    for _ in range(KEPT_BUILDS):
        build(path)
    assert build(path, KEY) == ([b"value"], 0)
    for _ in range(KEPT_BUILDS + 1):
        build(path)
    assert build(path, KEY) == ([b"value"], 1)


def test_two_stores_may_be_open_at_once(path):
    one, two = Store(path), Store(path)
    one.made(KEY, Maker(b"same"), bytes)
    two.made(KEY, Maker(b"same"), bytes)
    two.made(digest_of("two"), Maker(b"two"), bytes)
    one.close()
    two.close()
    assert build(path, KEY, digest_of("two")) == ([b"same", b"two"], 0)
    again = Store(path)
    again.close()


def test_many_values_are_found_at_once(path):
    keys = [digest_of(str(number)) for number in range(1200)]
    store = Store(path)
    for number, key in enumerate(keys[:1100]):
        store.keep(key, str(number).encode())
    assert store.find([keys[3]]) == {keys[3]: b"3"}  # not yet written, but held
    store.close()
    store = Store(path)
    found = store.find(keys)
    store.close()
    assert found == {key: str(number).encode() for number, key in enumerate(keys[:1100])}


@pytest.mark.parametrize("mask", [0o022, 0])
def test_nobody_else_reads_the_store(tmp_path, mask):
    path, earlier = tmp_path / ".store" / "store.sqlite", os.umask(mask)
    try:
        Store(path).close()
        assert [each.stat().st_mode & 0o777 for each in (path.parent, path)] == [0o700, 0o600]
        path.chmod(0o644)  # by an earlier version
        Store(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(earlier)


def test_git_takes_no_store_even_where_nothing_ignores_it(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    Store(tmp_path / "kept" / "store.sqlite").close()
    status = subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, check=True)
    assert status.stdout == b""
