"""What earlier builds made, by the content that it was made from."""

import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from newsarchive.build import cache
from newsarchive.build.cache import KEPT_BUILDS, Cache
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
    store = Cache(path)
    make = make or Maker()
    values = [store.get(key, make) for key in keys]
    store.flush()
    store.drop_unused()
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

    store = Cache(path)
    with pytest.raises(RuntimeError):
        store.get(KEY, fail)
    store.close()
    assert build(path, KEY) == ([b"value"], 1)


def test_a_build_that_does_not_close_leaves_the_store_as_it_was(path):
    build(path, KEY)
    Cache(path).get(digest_of("other"), Maker())
    assert build(path, KEY, digest_of("other")) == ([b"value", b"value"], 1)


@pytest.mark.parametrize("column", ["value", "digest"])
def test_a_damaged_value_is_made_again(path, column):
    build(path, KEY)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"UPDATE computed SET {column} = x'00'")  # noqa: S608
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


def test_a_value_that_other_code_wrote_counts_as_absent(path, monkeypatch):
    store = Cache(path)
    store.keep(KEY, b"value")
    store.set_note("overview", b"note")
    store.close()
    monkeypatch.setattr(cache, "code_version", lambda: bytes(32))
    other = Cache(path)
    assert other.note("overview") == b""
    other.close()
    assert build(path, KEY, make=Maker(b"other")) == ([b"other"], 1)


@pytest.mark.parametrize("turn", range(60))
def test_whatever_is_damaged_a_row_is_as_it_was_or_absent(path, turn, chance):
    values = {digest_of(number): chance.randbytes(chance.choice((10, 900, 20_000))) for number in range(150)}
    notes = {f"output {number}": chance.randbytes(chance.choice((10, 40_000))) for number in range(8)}
    store = Cache(path)
    for key, value in values.items():
        store.keep(key, value)
    for name, note in notes.items():
        store.set_note(name, note)
    store.close()
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 20, 400))):
        start, length = chance.randrange(len(data)), chance.choice((1, 4, 64))
        data[start : start + length] = chance.randbytes(min(length, len(data) - start))
    path.write_bytes(data[: chance.choice((len(data), len(data), chance.randrange(len(data))))])
    store = Cache(path)
    assert store.find(list(values)).items() <= values.items()
    assert all(store.note(name) in (note, b"") for name, note in notes.items())
    store.close()
    assert build(path, KEY) == ([b"value"], 1)
    assert build(path, KEY) == ([b"value"], 0)


def test_a_file_of_an_earlier_format_leaves_with_its_words(path):
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript("CREATE TABLE made (key); INSERT INTO made VALUES ('words'); PRAGMA user_version = 6;")
    build(path, KEY)
    assert b"words" not in path.read_bytes()


FORGETTING = {
    "nothing has changed": ({"a.md", "b.md"}, {"a 1"}, b"mark", False),
    "a new file": ({"a.md", "b.md", "c.md"}, {"a 1"}, b"mark", False),
    "a file is gone": ({"a.md"}, {"a 1"}, b"mark", True),
    "a text was withdrawn": ({"a.md", "b.md"}, {"a 1", "b 1"}, b"mark", True),
    "a withdrawn text changed": ({"a.md", "b.md"}, {"a 2"}, b"mark", True),
    "a vocabulary cannot be read, so nothing is known of withdrawn texts": ({"a.md", "b.md"}, set(), b"mark", False),
    "the redaction list changed": ({"a.md", "b.md"}, {"a 1"}, b"other", True),
}


@pytest.mark.parametrize(("paths", "silenced", "mark", "forgets"), FORGETTING.values(), ids=FORGETTING)
def test_the_file_is_deleted_if_words_must_go(path, paths, silenced, mark, forgets):
    store = Cache(path)
    assert store.forget_others({"a.md", "b.md"}, b"mark")
    store.keep(KEY, b"words of b")
    store.set_note("overview", b"words of b")
    store.set_note("publication 1", b"STATE")
    store.set_silenced({"a 1"})
    store.close()
    store = Cache(path)
    assert (store.forget_others(paths, mark) or store.forget_silenced(silenced)) is forgets
    assert store.note("publication 1") == b"STATE"
    assert bool(store.find([KEY])) is not forgets
    store.close()
    assert (b"words of b" in path.read_bytes()) is not forgets


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
        base.execute("PRAGMA user_version = 77")
    assert build(path, KEY) == ([b"value"], 1)


def test_a_base_with_other_tables_of_the_same_name_is_begun_anew(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE computed (other)")
    assert build(path, KEY) == ([b"value"], 1)


def test_what_no_build_uses_for_long_is_dropped(path):
    build(path, KEY)
    for _ in range(KEPT_BUILDS - 2):
        build(path)
    assert build(path, KEY) == ([b"value"], 0)
    for _ in range(KEPT_BUILDS):
        build(path)
    assert build(path, KEY) == ([b"value"], 1)


def test_two_stores_may_be_open_at_once(path):
    one, two = Cache(path), Cache(path)
    one.get(KEY, Maker(b"same"))
    two.get(KEY, Maker(b"same"))
    two.get(digest_of("two"), Maker(b"two"))
    one.close()
    two.close()
    assert build(path, KEY, digest_of("two")) == ([b"same", b"two"], 0)
    again = Cache(path)
    again.close()


def test_many_values_are_found_at_once(path):
    keys = [digest_of(str(number)) for number in range(1200)]
    store = Cache(path)
    for number, key in enumerate(keys[:1100]):
        store.keep(key, str(number).encode())
    assert store.find([keys[3]]) == {keys[3]: b"3"}  # not yet written, but held
    store.close()
    store = Cache(path)
    found = store.find(keys)
    store.close()
    assert found == {key: str(number).encode() for number, key in enumerate(keys[:1100])}


@pytest.mark.parametrize("mask", [0o022, 0])
def test_nobody_else_reads_the_store(tmp_path, mask):
    path, earlier = tmp_path / ".store" / "store.sqlite", os.umask(mask)
    try:
        Cache(path).close()
        assert [each.stat().st_mode & 0o777 for each in (path.parent, path)] == [0o700, 0o600]
        path.chmod(0o644)  # by an earlier version
        Cache(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_bytes(b"damaged, so that it is begun anew" * 9)
        Cache(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(earlier)


def test_git_takes_no_store_even_where_nothing_ignores_it(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    Cache(tmp_path / "kept" / "store.sqlite").close()
    status = subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, check=True)
    assert status.stdout == b""
