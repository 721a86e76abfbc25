"""Whatever an editor gives to make or to `./newsarchive` is text: neither make nor a shell expands it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.rooms import furnish, plain_environment
from tests.sites import ROOT

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("variables")]

RULES = ROOT / "plugins/newsarchive_start/files/rules.mk"
TAKEN = {
    "html": {"INPUTDIR": "content", "OUTPUTDIR": "output", "CONFFILE": "settings"},
    "serve": {"INPUTDIR": "content", "CONFFILE": "settings", "PORT": "port"},
    "publish": {"INPUTDIR": "content", "OUTPUTDIR": "output", "PUBLISHCONF": "settings"},
    "check": {"INPUTDIR": "content", "CONFFILE": "settings"},
    "new": {"INPUTDIR": "content", "CONFFILE": "settings"},
    "clean": {"OUTPUTDIR": "output", "CONFFILE": "settings"},
}
"""The variables that each command takes, and the flags of the program by which it passes them on."""

PASSED = {"html": {"PELICANOPTS"}, "serve": {"PELICANOPTS"}, "publish": {"PELICANOPTS", "SITEURL"}}
"""Variables that the program itself reads in its environment."""

HOSTILE = (
    "$(shell touch pwned)",
    "${shell touch pwned}",
    "$$(touch pwned)",
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "x; touch pwned; #",
    "x && touch pwned",
    "\ntouch pwned\n",
    "$(error pwned)",
    "$(eval $(shell touch pwned))",
    '-x\' "$HOME" * \\ %',
)

# each breaks out of another quotation, or is expanded by another program
SAMPLE = {HOSTILE[0], "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "\ntouch pwned\n"}
VALUES = [value if value in SAMPLE else pytest.param(value, marks=pytest.mark.full) for value in HOSTILE]

# stands for Python: keeps what it was called with, and the words that it finds in the environment, and does nothing
_RECORDER = """#!/bin/sh
{ printf '%s\\0' "$@"
  env -0 | grep -zE '^(SITEURL|PELICANOPTS|NEWSARCHIVE_FOLDER|PYTHONDONTWRITEBYTECODE)='
} >> calls
exit 0
"""


def _recording(room: Path) -> Path:
    python = room / ".venv/bin/python"
    python.write_text(_RECORDER, "utf-8")
    python.chmod(0o755)
    return room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a room in which each command finds all that it needs, and runs nothing."""
    return _recording(furnish(tmp_path_factory.mktemp("variables") / "archive", CONTENT))


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same of a newsroom's own repository, which has the rules in `.venv`."""
    room = tmp_path_factory.mktemp("newsroom") / "archive"
    (room / ".venv/bin").mkdir(parents=True)
    (room / "requirements.lock").touch()
    for source, target in (
        (RULES.with_name("Makefile"), "Makefile"),
        (RULES, ".venv/rules.mk"),
        (ROOT / "newsarchive", "newsarchive"),
    ):
        shutil.copyfile(source, room / target)
    (room / "newsarchive").chmod(0o755)
    return _recording(room)


def _run(room: Path, *command: str, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> list[str]:
    """Run a command; return what Python was called with, and the variables that it had."""
    (room / "calls").unlink(missing_ok=True)
    path = {"PATH": os.environ["PATH"], **(environment or {})}
    done = subprocess.run(
        command,
        cwd=cwd or room,
        env={**plain_environment(room), **path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # a value that make expands may call make again, for ever
    )
    assert not list(room.rglob("pwned")), command
    assert "pwned.  Stop" not in done.stderr
    calls = room / "calls"
    return calls.read_text("utf-8").split("\0") if calls.exists() else [done.stderr]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("command", TAKEN)
@pytest.mark.parametrize("place", ["room", "newsroom"])
def test_a_value_reaches_the_program_as_it_was_typed(
    place: str, command: str, value: str, request: pytest.FixtureRequest
) -> None:
    names = (*TAKEN[command], *PASSED.get(command, ()))
    calls = _run(request.getfixturevalue(place), "make", command, *(f"{name}={value}" for name in names))
    typed = value.lstrip()  # make takes the blanks before a value away
    assert calls[:3] == ["-m", "newsarchive", command]
    assert {f"--{flag}={typed}" for flag in TAKEN[command].values()} <= {*calls}
    assert {f"{name}={typed}" for name in PASSED.get(command, ())} <= {*calls}


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_the_environment_is_expanded(room: Path, value: str) -> None:
    makefile = "\n".join(path.read_text("utf-8") for path in (ROOT / "Makefile", RULES))
    named = set(re.findall(r"^(?:override )?([\w-]+) [:?+]?=", makefile, re.MULTILINE))
    assert {"VENV", "TYPED", "INPUTDIR"} <= named
    named -= {"PYTHON", "TESTS", "WORKERS"}  # a program, and what only developers type
    for command in TAKEN:
        calls = _run(room, "make", command, environment=dict.fromkeys(named, value))
        assert {f"--{flag}={value}" for flag in TAKEN[command].values()} <= {*calls}


@pytest.mark.parametrize("command", [*TAKEN, "help", "test", "lint", "lock"])
@pytest.mark.parametrize("name", ["MADE_UP", "inputdir", "LANG", "DRY", "SIGNING_KEY"])
def test_a_command_refuses_what_it_does_not_take(room: Path, command: str, name: str) -> None:
    (said,) = _run(room, "make", command, f"{name}=x")
    assert f"*** make {command} takes " in said
    assert f", not {name}; flags are those of ./newsarchive {command} --help" in said
    assert f"{name}=… make {command}.  Stop." in said


def test_each_command_takes_the_folders_of_pelican(room: Path) -> None:
    for command in TAKEN:
        assert _run(room, "make", command, "INPUTDIR=in", "OUTPUTDIR=out")[:3] == ["-m", "newsarchive", command]


def test_no_command_runs_if_another_beside_it_does_not_take_a_variable(room: Path) -> None:
    for commands in (["check", "publish"], ["publish", "check"]):
        (said,) = _run(room, "make", *commands, "SITEURL=https://x.example")
        assert "*** make check takes INPUTDIR OUTPUTDIR CONFFILE, not SITEURL" in said


def test_a_command_that_is_the_programs_is_named(room: Path) -> None:
    (said,) = _run(room, "make", "translate")
    assert said.startswith("there is no “make translate”: make help lists the commands; ./newsarchive --help those of")


@pytest.mark.parametrize("value", HOSTILE)
def test_the_python_that_sets_up_is_a_program_and_no_command_line(value: str, tmp_path: Path) -> None:
    room = furnish(tmp_path / "archive", CONTENT)
    (room / ".venv/bin/python").unlink()
    (room / ".venv/.build").unlink()
    _run(room, "make", "check", f"PYTHON={value}")
    assert not (room / ".venv/bin/python").exists()


@pytest.mark.parametrize("folder", [".", "content/briefings", "..", "/"])
def test_the_program_is_called_from_any_folder_with_what_was_typed(room: Path, folder: str) -> None:
    place = Path(os.path.normpath(room / folder))
    calls = _run(room, str(room / "newsarchive"), "correct", *HOSTILE, cwd=place)
    assert calls[:-2] == ["-m", "newsarchive", "correct", *HOSTILE]
    assert calls[-2] == f"NEWSARCHIVE_FOLDER={place}"


def test_the_program_sets_up_what_is_not_there(tmp_path: Path) -> None:
    room = _recording(furnish(tmp_path / "an archive", CONTENT))
    (room / ".venv/.build").unlink()
    calls = _run(room, "./newsarchive", "status")
    assert [each for each in calls if each in ("pip", "status")] == ["pip", "pip", "status"]
    assert (room / ".venv/.build").exists()


def test_compiled_code_is_kept_whatever_the_environment_says(room: Path) -> None:
    calls = _run(room, "./newsarchive", "status", environment={"PYTHONDONTWRITEBYTECODE": "1"})
    assert [each for each in calls if "BYTECODE" in each] == []


def test_a_python_that_make_starts_finds_the_tests() -> None:
    probe = 'probe: ; @"$(RUN)" -c \'import os; print(os.environ.get("PYTHONSAFEPATH"))\''
    command = ["make", "-s", "--no-print-directory", f"--eval={probe}", "probe"]
    environment = plain_environment(ROOT, PYTHONSAFEPATH="1")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "None"), done.stderr
