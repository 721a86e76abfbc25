"""What lies beside the content before a build: lists, stores and outputs that somebody else could have put there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.build.output import JOURNAL
from tests.attacks.running import check, lay, run

pytestmark = pytest.mark.long

KEPT = "secret/picture.png"


def _list(*paths: str) -> Callable[[Path], None]:
    def plant(room: Path) -> None:
        lines = "".join(f"{path.format(room=room)}\n" for path in paths)
        (room / "repository/.output.files").write_text(lines, "utf-8")

    return plant


def _journal(*gone: str) -> Callable[[Path], None]:
    """An interrupted build beside the output, which another user may have planted: files to move and to remove."""

    def plant(room: Path) -> None:
        stage = room / "repository/.output.stage"
        stage.mkdir()
        (stage / JOURNAL).write_bytes("".join(f"{path}\0" for path in gone).encode())
        (stage / "evil").symlink_to(room / "secret")
        (stage / "index.html").symlink_to(room / KEPT)

    return plant


def _stage_elsewhere(room: Path) -> None:
    folder = room / "secret/stage"
    folder.mkdir()
    (folder / JOURNAL).write_bytes(b"")
    (folder / "evil.html").write_bytes(b"evil")
    (room / "repository/.output.stage").symlink_to(folder)


def _tracked(path: str, data: bytes = b"evil") -> Callable[[Path], None]:
    def plant(room: Path) -> None:
        repository = room / "repository"
        target = repository / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        _git_add(repository, path)

    return plant


def _tracked_link(room: Path) -> None:
    (room / "repository/output").symlink_to(room / "secret")
    _git_add(room / "repository", "output")


def _git_add(repository: Path, path: str) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=repository, check=True)
    subprocess.run(["git", "add", "--force", "--", path], cwd=repository, check=True)


def _output(make: Callable[[Path, Path], None]) -> Callable[[Path], None]:
    def plant(room: Path) -> None:
        output = room / "repository/output"
        output.mkdir(exist_ok=True)
        make(output, room)

    return plant


def _pipe_for_a_page(output: Path, room: Path) -> None:
    (output / "en").mkdir()
    os.mkfifo(output / "en/index.html")


def _folder_for_a_page(output: Path, room: Path) -> None:
    (output / "en/2023/first/index.html").mkdir(parents=True)


HARMLESS: tuple[Callable[[Path], None], ...] = (
    # a list that climbs out, in absolute paths and through a link
    _output(lambda output, room: (output / "old").symlink_to(room / "secret")),
    _list(
        "../../secret/picture.png",
        "../content/tags.yaml",
        "{room}/secret/picture.png",
        "/etc/passwd",
        "old/picture.png",
    ),
    # the journal of a build that removes outside
    _journal("../../secret/picture.png", "../content/tags.yaml"),
    # a link and a pipe for a page
    _output(lambda output, room: (output / "index.html").symlink_to(room / KEPT)),
    _output(_pipe_for_a_page),
)
"""What is laid into one archive; the watched build tells all that it removes or writes outside of its output."""
REFUSED = {
    "a link for a folder": (
        _output(lambda output, room: (output / "en").symlink_to(room / "secret")),
        "output/en is in the way",
    ),
    "a file for a folder": (_output(lambda output, _: (output / "az").touch()), "output/az is in the way"),
    "a folder for a page": (_output(_folder_for_a_page), "output/en/2023/first/index.html is in the way"),
    "a store that is committed": (_tracked(".store/store.sqlite"), "git tracks files"),
    "a page that is committed": (_tracked("output/en/2023/first/evil.txt"), "git tracks files"),
    "a list that is committed": (_tracked(".output.files", b"index.html\n"), "git tracks files"),
    "an output that is committed as a link": (_tracked_link, "git tracks files"),
    "a journal that is committed": (_tracked(".output.stage/.journal"), "git tracks files"),
}


@pytest.mark.parametrize("plants", [HARMLESS, (_stage_elsewhere,)], ids=["all", "a stage that is a link"])
def test_what_is_planted_leads_nowhere(plants: tuple[Callable[[Path], None], ...], tmp_path: Path) -> None:
    lay(tmp_path)
    for plant in plants:
        plant(tmp_path)
    done = run(tmp_path, warm=True)
    done.assert_built()
    assert (tmp_path / KEPT).is_file()
    for page in ("index.html", "en/index.html"):
        found = done.room / "repository/output" / page
        assert found.is_file()
        assert not found.is_symlink()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_planted_is_named_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    lay(tmp_path)
    plant, words = REFUSED[name]
    plant(tmp_path)
    run(tmp_path, warm=True).assert_refused(words)
    assert (tmp_path / KEPT).is_file()


COMMAND = "touch {mark}; false"


def _bare(content: Path, mark: Path, bare: str) -> None:
    """Lay the files of a bare repository into a folder, whose missing objects a program would fetch."""
    for folder in ("objects", "refs/heads"):
        (content / folder).mkdir(parents=True)
    (content / "objects/x").write_bytes(b"x")
    (content / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (content / "config").write_text(
        f"[core]\n\trepositoryformatversion = 0\n\t{bare}\n"
        f'[remote "origin"]\n\turl = .\n\tpromisor = true\n\tuploadpack = "{COMMAND.format(mark=mark)}"\n',
        "utf-8",
    )


def _recorded(content: Path) -> None:
    """Have a second state of a text, so that git is asked for the first."""
    table = content / "revisions.tsv"
    lines = table.read_text("utf-8").splitlines() if table.exists() else []
    lines = [line for line in lines if not line.startswith("first\ten\t")]
    lines.append("first\ten\t1\t2023-10-14\taaaaaaaaaaaa\tfirst\t0")
    table.write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8")
    (content / "refs/heads/main").write_text("1" * 40 + "\n", "utf-8")


def _listed(content: Path) -> None:
    """Have a list of redactions beside a `.gitignore` that is in the index alone, its bytes nowhere."""
    git = ("git", "-C", str(content.parent / "helper"))
    (content.parent / "helper").mkdir()
    (content.parent / "helper/.gitignore").write_text("*.x\n", "utf-8")
    for command in (["init", "-q"], ["add", ".gitignore"], ["update-index", "--skip-worktree", ".gitignore"]):
        subprocess.run([*git, *command], check=True)
    shutil.copy(content.parent / "helper/.git/index", content / "index")
    (content / "redactions.txt").write_text("some secret\n", "utf-8")


PLANTED = {"a bare repository": ("bare = true", _recorded), "one with an index": ("worktree = .", _listed)}


@pytest.mark.parametrize("around", [False, True], ids=["alone", "in a repository"])
@pytest.mark.parametrize("name", PLANTED)
def test_a_repository_in_the_content_commands_nothing(name: str, around: bool, tmp_path: Path) -> None:
    content, mark = lay(tmp_path) / "content", tmp_path / "tmp/commanded"
    bare, plant = PLANTED[name]
    _bare(content, mark, bare)
    plant(content)
    if around:
        subprocess.run(["git", "init", "--quiet"], cwd=content.parent, check=True)
    for done in (check(tmp_path, warm=True), run(tmp_path, warm=True)):
        done.assert_bounded()
        assert not mark.exists()
