"""The folder with kept copies: where it may be, who uses it, and what it finds damaged."""

from __future__ import annotations

import datetime as dt
import errno
import os
import subprocess

import msgspec
import pytest

from newsarchive.digests import digest
from newsarchive_sources.copies import brought
from newsarchive_sources.kept import Attempt, kept_file, parse_kept
from newsarchive_sources.store import CopyStore, StoreError
from tests.newsarchive_sources.authorities import OpensslAuthority
from tests.newsarchive_sources.packing import MOMENT, PAGE, URL, packed

DAY = MOMENT.date()
SOURCE = URL.replace("https:", "http:")  # which redirects to it in `packed`


@pytest.fixture
def store(tmp_path) -> CopyStore:
    return CopyStore(tmp_path / "kept")


def kept(
    store: CopyStore, data: bytes = b"", outcome: str = "fetched", suffix: str = "wacz", **changes: str
) -> Attempt:
    """Put a copy into the store; its line in the table."""
    data = data or packed()
    with store.opened([]):
        return Attempt(SOURCE, DAY, outcome, store.put(SOURCE, MOMENT, data, suffix), **changes)


def test_a_copy_is_where_its_line_says_and_nobody_else_can_read_it(store):
    attempt = kept(store)
    path = store.folder / attempt.file
    assert attempt.file.startswith("news.example/20260312-")
    assert store.read(attempt) == packed() == path.read_bytes()
    assert [each.stat().st_mode & 0o777 for each in (store.folder, path.parent, path)] == [0o700, 0o700, 0o600]
    assert parse_kept(kept_file([attempt]).decode()) == ((attempt,), [])
    assert store.damage(attempt) is None


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("https://Ünal.example/a", "xn--nal-goa.example"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[fe80::1]/", "fe80--1"),
        ("http://[::1]/", "1"),
        ("http://a_b.example./", "a-b.example"),
        (
            f"http://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example/",
            f"{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 17}",
        ),
    ],
)
def test_every_host_has_a_folder_whose_name_the_table_takes(store, address, folder):
    with store.opened([]):
        file = store.put(address, MOMENT, b"data")
    assert file.partition("/")[0] == folder
    line = Attempt(address, DAY, "fetched", file)
    assert parse_kept(kept_file([line]).decode())[1] == []


@pytest.mark.parametrize("place", ["content/kept", "output", "content", "link/kept"])
def test_it_is_not_where_files_are_published(tmp_path, place):
    for name in ("content", "output"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "output")
    store = CopyStore(tmp_path / place)
    with pytest.raises(StoreError) as caught, store.opened([tmp_path / "output", tmp_path / "content"]):
        pass
    assert caught.value.reason == "inside"


def test_it_is_in_no_git_repository(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path / "ours"], check=True)
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text("gitdir: elsewhere\n")
    for name in ("ours/kept", "ours", "worktree/a/b"):
        with pytest.raises(StoreError) as caught, CopyStore(tmp_path / name).opened([]):
            pass
        assert (caught.value.reason, caught.value.found) == ("repository", str(tmp_path / name.partition("/")[0]))
        assert not (tmp_path / "ours" / "kept").exists()


def test_it_is_a_folder(tmp_path):
    (tmp_path / "kept").write_text("")
    with pytest.raises(StoreError, match="folder"), CopyStore(tmp_path / "kept").opened([]):
        pass


def test_one_run_at_a_time_uses_it(store):
    with store.opened([]):
        # the lock is that of an open file, so a second one in this process is as good as another process
        with pytest.raises(StoreError, match="running"), CopyStore(store.folder).opened([]):
            pass
        assert store.put(URL, MOMENT, b"data")
    with CopyStore(store.folder).opened([]):
        pass


def test_a_full_disk_leaves_no_half_of_a_file(store, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with store.opened([]):
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.put(URL, MOMENT, packed())
        assert [path.name for path in store.folder.rglob("*") if path.is_file()] == [".lock"]


def test_halves_that_a_killed_run_left_are_deleted(store):
    attempt = kept(store)
    half = store.folder / "news.example" / ".20260312-0.wacz.part"
    half.write_bytes(b"half")
    assert store.unnamed([attempt]) == []
    download = store.folder / "news.example" / ".film.mp4.part"
    download.write_bytes(b"somebody's download, if KEPT_PATH is a home folder")
    with store.opened([]):
        assert not half.exists()
        assert download.exists()
        assert store.read(attempt)


def test_files_of_which_no_line_speaks_are_named(store):
    attempt = kept(store)
    with store.opened([]):
        store.put_token(attempt.file, b"token")
        other = store.put("https://other.example/", MOMENT, b"other", "pdf")
    assert store.unnamed([attempt]) == [other, f"{other}.saved"]
    beside = [f"{attempt.file}{end}" for end in ("", ".saved", ".tsr")]
    assert store.unnamed([]) == [*beside, other, f"{other}.saved"]
    assert CopyStore(store.folder / "none").unnamed([]) == []


def test_a_copy_is_deleted_with_its_token(store):
    attempt = kept(store)
    with store.opened([]):
        store.put_token(attempt.file, b"token")
        store.remove(attempt)
        store.remove(attempt)
    assert [path.name for path in store.folder.iterdir()] == [".lock"]


def test_damage_of_a_copy_is_found(store, tmp_path_factory):
    other = "f" * 64
    assert store.damage(kept(store, token=other)) == ("token", "No such file or directory")
    authority = OpensslAuthority(tmp_path_factory.mktemp("authority"))
    token, about_another = authority.stamp(packed()), authority.stamp(b"another file")
    attempt = kept(store, token=digest(token).hex())
    store.put_token(attempt.file, token)
    assert store.damage(attempt) is None
    store.put_token(attempt.file, about_another)
    assert store.damage(attempt) == ("token", "")
    assert store.damage(msgspec.structs.replace(attempt, token=digest(about_another).hex())) == ("token", "imprint")
    path = store.folder / attempt.file
    path.write_bytes(packed()[:-1])
    assert store.damage(attempt) == ("altered", "")
    path.unlink()
    assert store.damage(attempt) == ("missing", "No such file or directory")
    # a file that is not what its name says, though its digest fits
    assert store.damage(kept(store, b"no zip")) == ("unreadable", "File is not a zip file")
    elsewhere = packed(body=b"<p>x").replace(b"news.example/2026/law", b"news.example/2026/lax")
    assert store.damage(kept(store, elsewhere))[0] == "unreadable"


def test_a_line_that_says_another_address_or_day_than_the_copy_is_found(store):
    attempt = kept(store)
    forged = msgspec.structs.replace(attempt, day=DAY.replace(year=2020))
    assert store.damage(forged) == ("unreadable", "the page was fetched at 2026-03-12T10:20:30Z")
    for address in (URL, f"{SOURCE}/", SOURCE.replace("//", "//www.")):
        other = msgspec.structs.replace(attempt, address=address)
        assert store.damage(other) == ("unreadable", f"it is a copy of {SOURCE}")
    # of a file that an editor saved nobody but the editor knows when
    assert store.damage(msgspec.structs.replace(kept(store, outcome="brought"), day=forged.day)) is None


@pytest.mark.parametrize(
    ("data", "suffix"),
    [(packed(), "wacz"), (b"<html><p>words", "html"), (b"%PDF-1.7\n%%EOF", "pdf"), (b"\x89PNG\r\n\x1a\n", "png")],
)
def test_files_that_editors_brought_are_verified_too(store, data, suffix):
    assert brought(data, URL) == suffix
    attempt = kept(store, data, "brought", suffix)
    assert store.damage(attempt) is None
    table = kept_file([attempt]).decode()
    assert parse_kept(table) == ((attempt,), [])
    (store.folder / attempt.file).write_bytes(data + b" ")
    assert store.damage(attempt) == ("altered", "")


def test_the_day_of_the_copy_is_in_its_name(store):
    with store.opened([]):
        moment = dt.datetime(2027, 1, 2, tzinfo=dt.UTC)
        assert store.put(URL, moment, b"a").startswith("news.example/20270102-")


@pytest.mark.parametrize("outcome", ["fetched", "brought"])
def test_no_line_of_the_table_says_what_a_site_sent_or_when(store, outcome):
    """A copy of a page differs by its moment alone, so that its digest would tell the second: one of 86,400."""
    attempt, again = kept(store, outcome=outcome), kept(store, outcome=outcome)
    table = kept_file([attempt]).decode()
    assert digest(packed()).hex() not in table
    assert digest(PAGE).hex() not in table
    assert attempt.file != again.file
    assert table == "\t".join((SOURCE, str(DAY), outcome, "-", "-", attempt.file, "-", "-", "-")) + "\n"


@pytest.mark.parametrize("outcome", ["fetched", "brought"])
def test_copies_of_earlier_versions_are_verified_by_the_names_that_they_have(store, outcome):
    attempt = kept(store, outcome=outcome)
    old = msgspec.structs.replace(attempt, file=f"news.example/20260312-{digest(packed()).hex()}.wacz")
    (store.folder / attempt.file).rename(store.folder / old.file)
    assert store.damage(old) is None
    (store.folder / old.file).write_bytes(packed() + b" ")
    assert store.damage(old) == ("altered", "")
