"""A store or an output that somebody committed is believed in nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newsarchive.build.errors import BuildError
from newsarchive.build.guards import require_untracked

HARMLESS = ["content/a.md", "output/.gitkeep", "output2/a", ".store2/a", ".outputs", "content/.store/a"]
HOSTILE = [".store/store.sqlite", ".store", "output/en/index.html", ".output.files", ".output.stage", "output"]
CAPITALS = [".Store/store.sqlite", "OUTPUT/en/index.html", ".Output.files"]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    for path in HARMLESS:
        commit(tmp_path, path)
    return tmp_path


def git(room: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=room, check=True)


def commit(room: Path, path: str) -> None:
    if (room / path).is_dir():
        (room / path / ".gitkeep").unlink(missing_ok=True)
        git(room, "rm", "-r", "--quiet", "--cached", "--", path)
        (room / path).rmdir()
    (room / path).parent.mkdir(parents=True, exist_ok=True)
    (room / path).write_bytes(b"x")
    git(room, "add", "--force", "--", path)


def check(room: Path) -> None:
    require_untracked(room / "content", room / ".store", room / "output")


def test_a_repository_without_them_is_fine(room: Path) -> None:
    (room / ".store").mkdir()
    (room / ".store/store.sqlite").write_bytes(b"ours")
    check(room)


@pytest.mark.parametrize("path", [*HOSTILE, *CAPITALS])
def test_what_is_committed_is_refused_and_named(room: Path, path: str) -> None:
    commit(room, path)
    with pytest.raises(BuildError, match="git tracks files") as told:
        check(room)
    whole = path if path.lower().startswith(".output.") else path.split("/", maxsplit=1)[0]
    assert f"git rm -r --cached -- {whole}” in {room}, and add them to .gitignore" in str(told.value)


def test_all_that_is_tracked_is_named_in_one_round(room: Path) -> None:
    for path in (".output.files", ".output.stage/a", ".store/a", "output/b/c"):
        commit(room, path)
    with pytest.raises(BuildError) as told:
        check(room)
    assert "-- .output.files .output.stage .store output” in " in str(told.value)


def test_a_check_asks_for_the_store_alone(room: Path) -> None:
    commit(room, "output/en/index.html")
    require_untracked(room / "content", room / ".store")
    commit(room, ".store/a")
    with pytest.raises(BuildError):
        require_untracked(room / "content", room / ".store")


def test_a_link_in_the_stores_place_is_refused(room: Path) -> None:
    (room / ".store").symlink_to(room / "content")
    git(room, "add", "--force", ".store")
    with pytest.raises(BuildError, match=r"git tracks files that builds write themselves .* -- \.store” in "):
        check(room)


def test_an_output_in_a_repository_of_its_own_may_be_tracked(
    room: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = tmp_path_factory.mktemp("site")
    git(site, "init", "--quiet")
    commit(site, "output/index.html")
    require_untracked(room / "content", room / ".store", site / "output")


def test_variables_of_a_hook_and_an_owner_do_not_lead_astray(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(room, ".store/a")
    monkeypatch.setenv("GIT_DIR", str(room / "nowhere"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(BuildError):
        check(room)


def test_without_git_or_a_repository_nothing_is_tracked(
    tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(room, ".store/a")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    check(room)
