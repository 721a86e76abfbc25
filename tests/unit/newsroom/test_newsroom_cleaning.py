"""`make clean` removes what builds made, and nothing else."""

from __future__ import annotations

from pathlib import Path

from plugins.builds.lock import lock_path
from plugins.builds.manifest import manifest_path, write_manifest
from plugins.newsroom.cleaning import clean, clean_preview

HIGHEST_PROCESS = 2**22  # of Linux: no process has this number


def test_only_the_builds_files_and_the_store_go(tmp_path: Path) -> None:
    output, store = tmp_path / "output", tmp_path / ".store"
    for path in ("en/index.html", "en/notes.txt", "CNAME", ".gitkeep"):
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_text("x")
    store.mkdir()
    (store / "store.sqlite").write_text("x")
    write_manifest(output, ["en/index.html", "gone.html"])
    assert clean(output, store) == 1
    left = sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    assert left == [".gitkeep", "CNAME", "en/notes.txt"]
    assert not store.exists()
    assert not manifest_path(output).exists()


def test_a_folder_that_no_build_knows_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    assert clean(tmp_path / "mine", tmp_path / "nowhere") == 0
    assert (tmp_path / "mine" / "letter.txt").is_file()


def test_a_folder_that_was_named_as_the_store_loses_the_store_alone(tmp_path: Path) -> None:
    """`STORE_PATH=~ make clean` must not empty anybody's home."""
    for path in ("store.sqlite", "store.sqlite-wal", "builds/0123/overview", "letters/letter.txt", "store.txt"):
        (tmp_path / "home" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "home" / path).write_text("x")
    clean(tmp_path / "output", tmp_path / "home")
    left = sorted(path.relative_to(tmp_path / "home").as_posix() for path in (tmp_path / "home").rglob("*"))
    assert left == ["letters", "letters/letter.txt", "store.txt"]


def test_a_preview_goes_with_its_folders_and_with_what_a_killed_build_left(tmp_path: Path) -> None:
    preview = tmp_path / ".preview" / "site"
    (preview / "en").mkdir(parents=True)
    (preview / "en" / "index.html").write_text("x")
    write_manifest(preview, ["en/index.html"])
    lock_path(preview).touch()
    stage = preview.parent / f".site.{HIGHEST_PROCESS}.stage"
    stage.mkdir()
    (stage / "draft.html").write_text("x")
    assert clean_preview(preview) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_put_into_a_preview_stays(tmp_path: Path) -> None:
    preview = tmp_path / ".preview" / "site"
    preview.mkdir(parents=True)
    (preview / "letter.txt").write_text("x")
    assert clean_preview(preview) == 0
    assert (preview / "letter.txt").is_file()
