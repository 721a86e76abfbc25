"""A copy in a folder is read, and nothing outside it."""

import os
from pathlib import Path

import pytest

from newsarchive.digests import digest
from newsarchive_publish.integrity.copies import CopyFault, FolderCopy, compare, fetched


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "copy"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "index.html").write_bytes(b"words")
    (folder / "index.html").write_bytes(b"gateway")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "index.html").write_bytes(b"mine")
    return folder


def fault_of(root, path, most=100):
    with pytest.raises(CopyFault) as found:
        fetched(FolderCopy(root), path, most)
    return found.value.kind, found.value.reason


def test_files_are_read_and_listed_hidden_ones_and_links_among_them(root):
    (root / ".hidden").write_bytes(b"")
    (root / "empty").mkdir()
    (root / "link").symlink_to(root / "en")
    (root / "dead").symlink_to("nowhere")
    assert fetched(FolderCopy(root), "en/index.html", 100) == b"words"
    assert FolderCopy(root).paths().keys() == {"en/index.html", "index.html", ".hidden", "link", "dead"}


def test_folders_in_folders_are_listed_however_deep(root):
    deep = root
    for _ in range(1200):
        deep = deep / "d"
        deep.mkdir()
    (deep / "f").write_bytes(b"")
    found = FolderCopy(root).paths()
    (deep / "f").unlink()
    while deep != root:  # no cleaner of ours goes so deep
        deep.rmdir()
        deep = deep.parent
    assert len(found) == 3


def test_a_folder_that_cannot_be_listed_is_a_fault_of_its_own(root, monkeypatch):
    listed = os.scandir

    def scandir(path):
        if Path(path).name == "en":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        found = FolderCopy(root).paths()
    assert found["index.html"] is None
    assert (found["en/"].kind, found["en/"].found) == ("unchecked", "Permission denied")


def test_links_that_lead_round_are_no_folders(root):
    (root / "az").symlink_to("az")
    (root / "ru").symlink_to("az")
    assert fault_of(root, "az/index.html") == fault_of(root, "ru/index.html") == ("altered", "not-a-file")


@pytest.mark.parametrize(
    "path", ["x" * 256, "ə" * 128, "x" * 256 + "/index.html", "x/" * 2500 + "x", "en/" + "x" * 5000]
)
def test_a_name_that_no_folder_can_hold_is_missing(root, path):
    assert fault_of(root, path)[0] == "missing"


def test_a_folder_may_itself_be_reached_by_a_link(root, tmp_path):
    (tmp_path / "way").symlink_to(root)
    assert fetched(FolderCopy(tmp_path / "way"), "en/index.html", 100) == b"words"


def test_no_link_is_followed_neither_of_a_file_nor_of_a_folder(root, tmp_path):
    (root / "a.html").symlink_to(tmp_path / "outside" / "index.html")
    (root / "az").symlink_to(tmp_path / "outside")
    assert fault_of(root, "a.html") == ("altered", "not-a-file")
    assert fault_of(root, "az/index.html") == ("altered", "not-a-file")


def test_a_pipe_keeps_nobody_waiting_and_a_folder_is_no_file(root):
    os.mkfifo(root / "pipe")
    assert fault_of(root, "pipe") == ("altered", "not-a-file")
    assert fault_of(root, "en") == ("altered", "not-a-file")


def test_what_is_not_there_is_missing(root):
    assert fault_of(root, "ru/index.html") == ("missing", "")
    assert fault_of(root, "index.html/index.html") == ("missing", "")


def test_a_file_longer_than_any_of_ours_is_not_read(root):
    with (root / "long").open("wb") as file:
        file.truncate(1 << 40)
    assert fault_of(root, "long") == ("altered", "too-large")


def test_an_edition_of_a_large_archive_is_no_alteration(root):
    """An HTML file with 1,700 pictures, or with 10,000 texts, has more than 64 MB."""
    with (root / "archive-en-all.html").open("wb") as file:
        file.truncate(80_000_000)
    found = compare(FolderCopy(root), {"archive-en-all.html": digest(bytes(80_000_000))}, (), {})
    assert (found.same, found.altered) == (1, {})
