"""What an editor sees at a real terminal while a command works, and after breaking it off."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from newsarchive.cli import serve as serving
from newsarchive.cli.builder import Outcome
from newsarchive.cli.main import main
from tests.newsarchive.builds.session_content import CONTENT
from tests.previews import free_port
from tests.rooms import furnish, plain_environment
from tests.terminals import Terminal, shown

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("waiting")]

SEAT = "briefings/2022/a-seat-in-court"
STALE = {**CONTENT, f"{SEAT}/en.md": CONTENT[f"{SEAT}/en.md"].replace("A court let", "Two courts let")}

# a history that takes long to search
SLOW_GIT = """#!/bin/sh
case " $* " in *" log "*) sleep 1.3;; esac
exec "{git}" "$@"
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A room with a translation that is stale, in a repository that has not what it was made from."""
    room = furnish(tmp_path / "archive", STALE)
    for arguments in (["init", "--quiet"], ["add", "content"], ["commit", "--quiet", "--message", "All"]):
        subprocess.run(["git", *arguments], cwd=room, env=plain_environment(room), check=True)
    return room


def _terminal(room: Path, **environment: str) -> Terminal:
    return Terminal(room, plain_environment(room, **environment))


def _slowed(room: Path) -> dict[str, str]:
    """An environment in which git takes its time."""
    found = next(Path(folder, "git") for folder in os.environ["PATH"].split(":") if Path(folder, "git").is_file())
    slow = room.parent / "slow" / "git"
    slow.parent.mkdir()
    slow.write_text(SLOW_GIT.format(git=found), "utf-8")
    slow.chmod(0o755)
    return {"PATH": f"{slow.parent}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("command", "bar"),
    [
        ("./newsarchive status", "reading the texts"),
        pytest.param("./newsarchive translate a-seat-in-court ru", "searching git’s history", marks=pytest.mark.full),
    ],
)
def test_a_long_search_shows_a_bar_that_leaves_no_trace(room: Path, command: str, bar: str) -> None:
    with _terminal(room, **_slowed(room)) as terminal:
        seen = terminal.type(f"{command}\n", terminal.prompt)
        aside = terminal.run(f"{command} 2>errors; cat errors; rm errors")
    assert bar in seen
    assert not any(bar in line for line in shown(seen))
    # on the screen stands what stands there without a bar, and nothing of it went to the other stream
    assert shown(f"$ {seen}")[1:-1] == aside[1:]
    assert "not in git’s history" in " ".join(" ".join(aside).split())


def test_the_first_build_of_a_preview_can_be_waited_for_and_broken_off(room: Path) -> None:
    plugin = room / "plugins" / "newsarchive" / "pages" / "gateway.py"
    plugin.write_text(f"{plugin.read_text('utf-8')}\nimport time\n\ntime.sleep(600)\n", "utf-8")
    with _terminal(room) as terminal:
        seen = terminal.type(f"./newsarchive serve --port={free_port()}\n", "building the site")
        seen += terminal.interrupt()
    lines = [line for line in shown(f"$ {seen}")[1:-1] if line]
    assert "Traceback" not in seen
    assert [line for line in lines if not re.fullmatch(r"\$? ?(\^C)?", line)] == []
    assert not (room / "output").exists()


@pytest.mark.parametrize(
    "command",
    [
        "./newsarchive new",
        *(
            pytest.param(command, marks=pytest.mark.full)
            for command in (
                *("./newsarchive correct a-seat-in-court en", "./newsarchive term tags"),
                *("./newsarchive translate", "./newsarchive withdraw a-seat-in-court"),
                "./newsarchive rename a-seat-in-court",
            )
        ),
    ],
)
def test_a_question_can_be_left_with_ctrl_c(room: Path, command: str) -> None:
    content = room / "content"
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    with _terminal(room) as terminal:
        seen = terminal.type(f"{command}\n", "> ") + terminal.interrupt()
    assert "Traceback" not in seen
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


def test_a_preview_that_cannot_listen_says_why_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It listens after its first build, which does not matter here."""
    monkeypatch.setattr(serving, "outcome_of", lambda *_: Outcome(0, ()))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    with pytest.raises(SystemExit, match="1"):
        main(["serve", "--output=.preview/output", "--port=99999"])
    said = capsys.readouterr().err
    assert said.splitlines()[-1].startswith("no port from 99999 on can be used: ")
    assert said.endswith("; set PORT to another\n")
