"""What earlier builds made, by the content that it was made from."""

import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from newsarchive.build import cache
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
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"UPDATE computed SET {column} = x'00'")  # noqa: S608
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


def test_a_value_that_other_code_wrote_counts_as_absent(path, monkeypatch):
    store = Store(path)
    store.keep(KEY, b"value")
    store.set_records({"output/overview": b"record"})
    store.close()
    monkeypatch.setattr(cache, "code_version", lambda: bytes(32))
    other = Store(path)
    assert other.record("output/overview") == b""
    other.close()
    assert build(path, KEY, make=Maker(b"other")) == ([b"other"], 1)


@pytest.mark.parametrize("turn", range(60))
def test_whatever_is_damaged_a_row_is_as_it_was_or_absent(path, turn, chance):
    values = {digest_of(number): chance.randbytes(chance.choice((10, 900, 20_000))) for number in range(150)}
    records = {f"output/{number}": chance.randbytes(chance.choice((10, 40_000))) for number in range(8)}
    store = Store(path)
    for key, value in values.items():
        store.keep(key, value)
    store.set_records(records)
    store.close()
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 20, 400))):
        start, length = chance.randrange(len(data)), chance.choice((1, 4, 64))
        data[start : start + length] = chance.randbytes(min(length, len(data) - start))
    path.write_bytes(data[: chance.choice((len(data), len(data), chance.randrange(len(data))))])
    store = Store(path)
    assert store.find(list(values)).items() <= values.items()
    assert all(store.record(name) in (record, b"") for name, record in records.items())
    store.leave_out(["a/en.md"])
    store.close()
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


def test_records_are_those_of_the_last_build_that_was_closed(path):
    for value in (b"1", b"22"):
        store = Store(path)
        store.set_records({"output/a": value})
        store.close()
        assert Store(path).record("output/a") == value
    Store(path).set_records({"output/a": b"3"})
    assert Store(path).record("output/a") == b"22"
    assert Store(path).record("output/b") == b""


def test_a_file_of_an_earlier_format_leaves_with_the_records_beside_it(path):
    (path.parent / "builds/0123").mkdir(parents=True)
    (path.parent / "builds/0123/overview").write_bytes(b"words")
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript("CREATE TABLE made (key); PRAGMA user_version = 6;")
    build(path, KEY)
    assert [each.name for each in path.parent.iterdir()] == ["store.sqlite"]


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
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"PRAGMA user_version = {FORMAT + 1}")
    assert build(path, KEY) == ([b"value"], 1)


def test_a_base_with_other_tables_of_the_same_name_is_begun_anew(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE computed (other)")
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
        path.write_bytes(b"damaged, so that it is begun anew" * 9)
        Store(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(earlier)


def test_git_takes_no_store_even_where_nothing_ignores_it(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    Store(tmp_path / "kept" / "store.sqlite").close()
    status = subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, check=True)
    assert status.stdout == b""
