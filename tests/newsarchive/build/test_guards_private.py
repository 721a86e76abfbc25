"""A key, a list or a store that would be published or committed is refused."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.build.errors import BuildError
from newsarchive.build.guards import require_secret, require_store_apart, served_folders
from newsarchive.model.settings import SettingsError
from newsarchive_publish.publications.signing import signing_of

FOLDERS = ("output", "content", "theme")
INSIDE = [f"{folder}/{name}" for folder in FOLDERS for name in ("x", "deep/er/x", "../output/x")]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    for folder in (*FOLDERS, "elsewhere", "output2"):
        (tmp_path / folder).mkdir()
    return tmp_path


def _store(room: Path, path: Path) -> None:
    settings = {"PATH": str(room / "content"), "THEME": str(room / "theme"), "STORE_PATH": str(path)}
    require_store_apart(settings, room / "output")


def _secret(room: Path, path: Path) -> None:
    require_secret("SIGNING_KEY", path, room / "content", [room / each for each in FOLDERS])


PRIVATE = pytest.mark.parametrize("require", [_store, _secret])


@PRIVATE
@pytest.mark.parametrize("path", INSIDE)
def test_what_lies_among_what_is_published_is_refused(
    room: Path, require: Callable[[Path, Path], None], path: str
) -> None:
    with pytest.raises(BuildError, match="which is published or may be served: move it elsewhere"):
        require(room, room / path)


@PRIVATE
def test_a_link_is_looked_at_where_it_lies_and_where_it_leads(
    room: Path, require: Callable[[Path, Path], None]
) -> None:
    (room / "output/x").write_bytes(b"")
    (room / "elsewhere/in").symlink_to(room / "output/x")
    (room / "content/out").symlink_to(room / "elsewhere/x")
    (room / "way").symlink_to(room / "theme")
    for path in ("elsewhere/in", "content/out", "way/x"):
        with pytest.raises(BuildError):
            require(room, room / path)


@PRIVATE
@pytest.mark.parametrize("path", ["x", "elsewhere/x", "output2/x", "output.x"])
def test_elsewhere_it_may_lie(room: Path, require: Callable[[Path, Path], None], path: str) -> None:
    require(room, room / path)


def test_a_secret_that_git_has_or_would_take_is_refused(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = room / "minisign.key"
    key.write_bytes(b"secret")
    _secret(room, key)
    subprocess.run(["git", "init", "--quiet", str(room)], check=True)
    with pytest.raises(BuildError, match=r"git tracks .*minisign.key, or would after"):
        _secret(room, key)
    (room / ".gitignore").write_text("*.key\n")
    _secret(room, key)
    monkeypatch.chdir(room)
    _secret(room, Path("minisign.key"))
    subprocess.run(["git", "-C", str(room), "add", "--force", str(key)], check=True)
    for path in (key, Path("minisign.key")):
        with pytest.raises(BuildError, match="git tracks"):
            _secret(room, path)


def test_a_secret_beside_an_output_that_lies_apart_from_the_content_is_refused(room: Path) -> None:
    """/srv/www/list.txt beside /srv/www/archive: a server that serves several sites from /srv/www would serve it."""
    (room / "www/archive").mkdir(parents=True)
    settings = {"PATH": str(room / "content"), "THEME": str(room / "theme")}
    folders = served_folders(settings, room / "www/archive")
    with pytest.raises(BuildError, match="may be served"):
        require_secret("SIGNING_KEY", room / "www/minisign.key", room / "content", folders)
    # the folder around is the repository's, which holds the content as well
    assert served_folders(settings, room / "output") == (room / "output", room / "content", room / "theme")


def test_a_key_that_is_not_there_is_not_said_to_be_in_the_repository(room: Path) -> None:
    """A wrong path is no reason to replace a key."""
    subprocess.run(["git", "init", "--quiet", str(room)], check=True)
    settings = {"PATH": str(room / "content"), "THEME": str(room / "theme"), "CHECKSUMS": True}
    with pytest.raises(SettingsError, match="SIGNING_KEY: No such file or directory"):
        signing_of({"SIGNING_KEY": str(room / "minisign.key")}, settings, room / "output")
    (room / "minisign.key").write_bytes(b"key")
    with pytest.raises(BuildError, match="or would after the next"):
        signing_of({"SIGNING_KEY": str(room / "minisign.key")}, settings, room / "output")
