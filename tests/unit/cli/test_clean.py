"""`make clean` removes what builds made, and nothing else."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from newsarchive.build.cache import Store
from newsarchive.build.diagnostics import BuildError
from newsarchive.build.files import alone, lock_path, make_private
from newsarchive.build.output import manifest_path, write_manifest
from newsarchive.build.swap import new_stage
from newsarchive.cli.clean import clean, clean_preview


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
    stage = new_stage(preview)
    (stage / "draft.html").write_text("x")
    assert clean_preview(preview) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_put_into_a_preview_stays(tmp_path: Path) -> None:
    preview = tmp_path / ".preview" / "site"
    preview.mkdir(parents=True)
    (preview / "letter.txt").write_text("x")
    assert clean_preview(preview) == 0
    assert (preview / "letter.txt").is_file()


@pytest.mark.parametrize("linked", [".preview", ".preview/site"])
def test_a_preview_that_is_a_link_is_not_followed(tmp_path: Path, linked: str) -> None:
    preview, elsewhere = tmp_path / ".preview/site", tmp_path / "elsewhere"
    for folder in (elsewhere, elsewhere / "site"):
        folder.mkdir()
        (folder / "page.html").write_text("x")
        write_manifest(folder, ["page.html"])
    (tmp_path / linked).parent.mkdir(exist_ok=True)
    (tmp_path / linked).symlink_to(elsewhere)
    with pytest.raises(BuildError, match="is a link to"):
        clean_preview(preview)
    assert (elsewhere / "page.html").is_file()
    assert (elsewhere / "site/page.html").is_file()


def test_an_output_that_is_a_link_is_cleaned_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    (tmp_path / "output").symlink_to("served")
    (tmp_path / "served/page.html").write_text("x")
    write_manifest(tmp_path / "served", ["page.html"])
    assert clean(tmp_path / "output", tmp_path / "nowhere") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output", "served"]


def test_a_running_build_is_waited_for(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with alone(output):
        stage = new_stage(output)
        thread = threading.Thread(target=clean, args=(output, tmp_path / "nowhere"))
        thread.start()
        thread.join(0.3)
        assert stage.exists()
    thread.join()
    assert not stage.exists()


def test_where_there_is_nothing_no_folder_is_made(tmp_path: Path) -> None:
    assert clean(tmp_path / "a/b/output", tmp_path / "nowhere") == 0
    assert list(tmp_path.iterdir()) == []


def test_folders_that_were_made_for_a_build_alone_go(tmp_path: Path) -> None:
    preview, store = tmp_path / ".preview" / "site", tmp_path / ".store"
    for folder in (preview.parent, store):
        make_private(folder)
    Store(store / "store.sqlite").close()
    clean(tmp_path / "output", store)
    clean_preview(preview)
    assert list(tmp_path.iterdir()) == []
