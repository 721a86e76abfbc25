"""What `--dry-run` says is what the command then does, and until then nothing is changed."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.newsarchive.builds.test_chores import DAY, LINKING
from tests.newsarchive.builds.test_placeholders import ADDRESS, OWN_FOR_YEARS
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.rooms import command_of, furnish

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("dry")]

SOURCE = "https://source.example/second"
OLD = "---\ntitle: An old post\ndate: 2020-02-03\n---\n\nWords of it.\n"


def _made(folder: Path) -> None:
    """Make an archive that has published once, has changed since, and has a copy of a source."""
    room = furnish(folder / "archive", {**CONTENT, "briefings/2022/a-second-seat/en.md": LINKING})
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(OWN_FOR_YEARS)
    (folder / "old/posts").mkdir(parents=True)
    (folder / "old/posts/a.md").write_text(OLD, "utf-8")
    _save(folder, "Words that an editor saved.")
    for done in (_run(room, "publish"), _run(room, "keep", SOURCE, f"--from={folder / 'saved.html'}")):
        assert done[0] == 0, done
    third = room / "content/briefings/2022/a-third-seat/en.md"
    third.parent.mkdir()
    third.write_text(LINKING.replace("A second seat", "A third seat"), "utf-8")
    _save(folder, "Words that were saved again.")


def _save(folder: Path, words: str) -> None:
    """Save a page of a source, before the day of the publications."""
    (folder / "saved.html").write_text(f"<!doctype html><title>Saved</title><p>{words}", "utf-8")
    os.utime(folder / "saved.html", (int(DAY) - 86_400, int(DAY) - 86_400))


@pytest.fixture
def room(once: Callable[[str, Callable[[Path], None]], Path], tmp_path: Path) -> Path:
    shutil.copytree(once("dry-runs", _made), tmp_path / "copy", symlinks=True)
    return tmp_path / "copy/archive"


def _run(room: Path, *arguments: str) -> tuple[int, str, str]:
    done = command_of(room, *arguments, SITEURL=ADDRESS, SOURCE_DATE_EPOCH=DAY)
    return done.returncode, done.stdout, done.stderr


def _files(room: Path) -> dict[str, bytes]:
    """All files of an archive and of the copies beside it, but those of the cache, which a build may fill."""
    found = files_below(room.parent)
    return {path: data for path, data in found.items() if "__pycache__" not in path and "/.store/" not in path}


def _changed(room: Path, before: dict[str, bytes]) -> set[str]:
    after = _files(room)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@pytest.mark.parametrize(
    "command",
    [
        ("rename", "a-seat-in-court", "a-place"),
        ("withdraw", "a-seat-in-court", "--reason=safety"),
        ("correct", "a-seat-in-court", "en", "--text=The date was wrong."),
        ("import", "--lang=en", "../old"),
        ("keep", SOURCE, "--from=../saved.html"),
        ("keep", SOURCE, "--forget"),
        ("fix",),
        ("clean",),
    ],
    ids=" ".join,
)
def test_a_dry_run_names_what_the_command_then_changes(room: Path, command: tuple[str, ...]) -> None:
    text = room / "content/briefings/2022/a-seat-in-court/en.md"
    text.write_text(text.read_text("utf-8") + "\n\n", "utf-8")
    before = _files(room)
    status, said, error = _run(room, *command, "--dry-run")
    assert (status, error) == (int(command == ("fix",)), "")
    assert _files(room) == before
    status, _, error = _run(room, *command)
    assert status == 0, error
    changed = _changed(room, before)
    # neither the list of built files nor the lock is anybody's
    own = ("archive/.output.files", "archive/.output.lock", "kept/.lock")
    names = {path.removeprefix("archive/").removeprefix("kept/") for path in changed if path not in own}
    assert names
    # the salt of a page that an editor saved is beside it, and makes its name another one at each run
    named = {name.removesuffix(".saved") for name in names}
    unsaid = {name for name in named if name not in said}
    if command[0] == "rename":  # what goes, comes or changes, by its sign
        signs = {path: sign for sign, path in re.findall(r"^  ([-+~]) (.+)$", said, re.MULTILINE)}
        after = _files(room)
        assert signs == {
            path.removeprefix("archive/"): "+" if path not in before else "~" if path in after else "-"
            for path in changed
        }
    assert {name for name in unsaid if re.sub("-[0-9a-f]{64}", "-…", name) not in said} == set()


def test_a_dry_run_says_which_publication_a_build_would_become(room: Path) -> None:
    before = _files(room)
    status, said, error = _run(room, "publish", "--dry-run")
    assert status == 0, error
    assert _files(room) == before
    told = re.search(r"this would be publication (\d+); files new or changed: (\d+), removed: (\d+)", said)
    assert told
    assert "Done: Processed" not in said
    status, done, error = _run(room, "publish")
    assert status == 0, error
    report = re.search(r"(\d+) written, \d+ unchanged, (\d+) removed", done)
    assert report
    assert told.groups() == ("2", *report.groups())
    assert "publication 2 is in output; “./newsarchive deploy” copies it" in done
    assert "this would stay publication 2; files new or changed: 0, removed: 0" in _run(room, "publish", "--dry-run")[1]


def test_a_dry_run_of_a_publication_makes_all_checks_and_asks_for_no_password(room: Path) -> None:
    key = room.parent / "key"
    key.write_text("no key at all", "utf-8")
    text = room / "content/briefings/2022/a-third-seat/en.md"
    text.write_text(text.read_text("utf-8").replace("../a-seat-in-court/", "../nowhere/"), "utf-8")
    before = _files(room)
    done = command_of(room, "publish", "--dry-run", SITEURL=ADDRESS, SOURCE_DATE_EPOCH=DAY, SIGNING_KEY=str(key))
    assert done.returncode == 1
    assert "SIGNING_KEY" not in done.stderr
    assert "nowhere" in done.stderr
    assert _files(room) == before
