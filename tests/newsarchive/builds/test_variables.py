"""Whatever is given to make is text: neither make nor a shell expands it, for any variable and any command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.rooms import furnish, plain_environment
from tests.sites import ROOT

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("variables")]

RULES = "plugins/newsarchive_start/files/rules.mk"
MAKEFILE = "\n".join((ROOT / name).read_text("utf-8") for name in ("Makefile", RULES)).replace("\\\n", " ")


COMMANDS = [
    name for line in re.findall(r"^override COMMANDS [:+]= (.*)$", MAKEFILE, re.MULTILINE) for name in line.split()
]


def _taken() -> dict[str, frozenset[str]]:
    """What each command takes, as make computes it from the lists."""
    lines = "".join(f"$(info {name} PYTHON $(TAKES_{name}))" for name in COMMANDS)
    done = subprocess.run(
        ["make", "-s", f"--eval=lists:;@:{lines}", "lists"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows = (line.replace("NAME_%", "NAME_en").split() for line in done.stdout.splitlines())
    return {name: frozenset(names) for name, *names in rows}


TAKEN = _taken()
KNOWN = sorted({"OS"}.union(*TAKEN.values()))
_NAME = re.compile(r"\$[({]([\w.-]+)|^(?:override )?(\w+) [:?+]?=", re.MULTILINE)
NAMED = sorted({each for pair in _NAME.findall(MAKEFILE) for each in pair if each})
"""All that the Makefile reads or sets, its own constants and make's functions among them."""

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
    "x | touch pwned",
    "\ntouch pwned\n",
    "$(error pwned)",
    "$(eval $(shell touch pwned))",
    '-x\' "$HOME" * \\ %',
)

# each breaks out of another quotation, or is expanded by another program
SAMPLE = {HOSTILE[0], "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "\ntouch pwned\n"}
VALUES = [value if value in SAMPLE else pytest.param(value, marks=pytest.mark.full) for value in HOSTILE]

# stands for Python: keeps what it was called with, and does nothing; one command may be told to fail
_RECORDER = """#!/bin/sh
{ printf '%s\\0' "$@"; env -0 | grep -z '^NEWSROOM_'; } >> calls
test -z "$FAILS" || test "$FAILS" != "$3"
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a room in which each command finds all that it needs, and runs nothing."""
    room = furnish(tmp_path_factory.mktemp("variables") / "archive", CONTENT)
    for path in (
        "requirements-test.lock",
        "tests/package-lock.json",
        "tests/tools.sh",
        "tests/bench/stock/requirements.lock",
    ):
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).touch()
    for name in (".build", ".test", ".tools", ".stock"):
        (room / ".venv" / name).touch()
    (room / ".venv/bin/python").write_text(_RECORDER, "utf-8")
    return room


def _make(room: Path, commands: Sequence[str], *given: str, environment: Mapping[str, str] | None = None) -> list[str]:
    """Run commands, each even if one before it fails; return what Python was called with, and the variables it had."""
    (room / "calls").unlink(missing_ok=True)
    path = {"PATH": os.environ["PATH"], **(environment or {})}
    done = subprocess.run(
        ["make", "--keep-going", *commands, *given],
        cwd=room,
        env={**plain_environment(room), **path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # a value that make expands may call make again, for ever
    )
    assert not list(room.rglob("pwned")), (commands, given)
    assert "pwned.  Stop" not in done.stderr
    calls = room / "calls"
    return calls.read_text("utf-8").split("\0") if calls.exists() else []


@pytest.mark.parametrize("value", VALUES)
def test_no_value_on_the_command_line_is_expanded(room: Path, value: str) -> None:
    """Not even of a variable that is refused; the recorder lets the commands run all the same."""
    assert _make(room, COMMANDS, *(f"{name}={value}" for name in KNOWN))


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_the_environment_is_expanded(room: Path, value: str) -> None:
    assert _make(room, COMMANDS, environment=dict.fromkeys((*KNOWN, *NAMED), value))


# what make expands, what a shell does, and what ends its quotation, in one run instead of three
ALL_AT_ONCE = '$(shell touch pwned) `touch pwned` "; touch pwned; "'


@pytest.mark.parametrize(
    ("values", "names"),
    [
        # those that are known were all given at once above
        ([ALL_AT_ONCE], {*NAMED} - {*KNOWN}),
        pytest.param(HOSTILE[:7:2], {*NAMED, *KNOWN}, marks=pytest.mark.full),
    ],
    ids=["some", "all"],
)
def test_no_single_value_is_expanded(room: Path, values: Sequence[str], names: set[str]) -> None:
    for name in sorted({*names, "SHELL", "MADE_UP"}):
        for value in values:
            _make(room, ("html", "help", "bench"), f"{name}={value}")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_takes_what_its_list_names_and_nothing_else(room: Path, command: str) -> None:
    taken = _make(room, [command], *(f"{name}={ALL_AT_ONCE}" for name in TAKEN[command] - {"PYTHON"}))
    assert "known" not in taken
    others = {*KNOWN, "MADE_UP", "MAKEFLAGS_", "from"} - TAKEN[command]
    called = _make(room, [command], *(f"{name}=1" for name in others), environment={"FAILS": "known"})
    assert called[:3] == ["-m", "newsarchive", "known"]
    assert called.count("-m") == 1
    (named,) = (each.partition("=")[2].split() for each in called if each.startswith("NEWSROOM_UNTAKEN="))
    assert {*named} == others


def test_no_command_runs_if_another_beside_it_does_not_take_a_variable(room: Path) -> None:
    for commands in (["check", "html"], ["html", "check"], ["test", "lint", "clean"]):
        called = _make(room, commands, "FORMAT=json", environment={"FAILS": "known"})
        assert (called[2], called.count("-m")) == ("known", 1)
    assert [each for each in _make(room, ["check", "status"], "FORMAT=json") if each in COMMANDS] == ["check", "status"]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_reaches_the_command_as_it_was_typed(room: Path, value: str) -> None:
    def calls(command: str) -> list[str]:
        return _make(room, [command], *(f"{name}={value}" for name in TAKEN[command] - {"PYTHON"}))

    typed = value.lstrip()  # make takes the blanks before a value away
    named = {"settings": typed, "language": typed, "key": typed, "required": typed, "seen": typed}
    called = ["-m", "newsarchive", "verify", *(f"--{name}={each}" for name, each in named.items()), "--", typed]
    assert calls("verify")[: len(called)] == called
    assert {f"--folder={typed}", f"--since={typed}"} <= {*calls("letter")}
    assert {f"NEWSROOM_{name}={typed}" for name in TAKEN["new"] - {"PYTHON"}} <= {*calls("new")}


def test_the_environment_gives_no_words(room: Path) -> None:
    """A shell has a `LANG` of its own, and may have any other."""
    calls = _make(room, ["new"], environment=dict.fromkeys(TAKEN["new"] - {"PYTHON"}, "x"))
    assert calls[2] == "new"
    assert [each for each in calls if each.startswith("NEWSROOM_")] == []


def test_a_signing_key_is_made_only_where_it_was_typed(room: Path) -> None:
    """A variable `KEY` that somebody has for another program makes none."""
    assert _make(room, ["init"], "DIR=../a", "KEY=../keys")[2:6] == ["init", "--key=../keys", "--", "../a"]
    assert _make(room, ["init"], "DIR=../a", environment={"KEY": "../keys"})[2:5] == ["init", "--", "../a"]


def test_a_day_is_confirmed_only_where_it_was_typed(room: Path) -> None:
    assert "--confirm=2026-11-28" in _make(room, ["publish"], "CONFIRM=2026-11-28")
    assert "--confirm" not in " ".join(_make(room, ["publish"], environment={"CONFIRM": "2026-11-28"}))


def test_the_python_that_sets_up_is_a_program_and_no_command_line(tmp_path: Path) -> None:
    room = furnish(tmp_path / "archive", CONTENT)
    (room / ".venv/bin/python").unlink()
    for value in HOSTILE:
        _make(room, ["check"], f"PYTHON={value}")
        assert not (room / ".venv/bin/python").exists()


# in the repository of a newsroom the rules are not there at first: Python writes them, in a script that has a lock
_WRITER = f"""#!/bin/sh
case "$*" in "-c import fcntl"*) exec sh -ec "$3";; esac
case "$*" in *"newsarchive rules") cat "{ROOT / RULES}";; *) {{ printf '%s\\0' "$@"; }} >> calls;; esac
"""


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A newsroom's own repository, not set up; its Python installs nothing."""
    room = tmp_path / "newsroom"
    (room / ".venv" / "bin").mkdir(parents=True)
    (room / "Makefile").write_bytes((ROOT / RULES).with_name("Makefile").read_bytes())
    (room / "requirements.lock").touch()
    for python in (room / ".venv/bin/python", tmp_path / "bin" / "python3"):
        python.parent.mkdir(exist_ok=True)
        python.write_text(_WRITER, "utf-8")
        python.chmod(0o755)
    return room


@pytest.mark.parametrize("value", VALUES)
def test_a_newsrooms_makefile_expands_nothing_before_and_after_it_is_set_up(newsroom: Path, value: str) -> None:
    path = {"PATH": f"{newsroom.parent / 'bin'}:{os.environ['PATH']}"}
    for command in ("html", "html", "check", "new", "upgrade", "test"):
        given = (f"{name}={value}" for name in TAKEN[command] - {"PYTHON", "TESTS", "WORKERS"})
        assert _make(newsroom, [command], *given, environment=path)
        assert (newsroom / ".venv/rules.mk").exists()
    given = [f"FROM={value}", f"PUBLIC_KEY={value}"]
    called = _make(newsroom, ["verify"], *given)
    assert f"--key={value.lstrip()}" in called
    assert called[called.index("--") + 1] == value.lstrip()
    (newsroom / ".venv/rules.mk").unlink()
    _make(newsroom, ["check"], environment=dict.fromkeys((*KNOWN, *NAMED), value) | path)


def test_a_name_that_would_be_expanded_is_refused(room: Path) -> None:
    assert _make(room, ["html"], "x$$(TEXT)=1", "TEXT=$(shell touch pwned)") == []
    assert _make(room, ["html"], "NAME_$$(TEXT)=1", "TEXT=$(shell touch pwned)") == []


@pytest.mark.parametrize("variable", ["PELICANOPTS", "TESTS", "BENCHOPTS"])
def test_words_are_split_where_a_shell_would(variable: str, tmp_path: Path) -> None:
    (tmp_path / "show.py").write_text("import sys\nprint(sys.argv[1:])\n", "utf-8")
    command = [sys.executable, "-m", "tests.extra_arguments", variable, "show", "own"]

    def run(value: str) -> subprocess.CompletedProcess[str]:
        known = {**os.environ, "PYTHONPATH": f"{ROOT / 'plugins'}:{ROOT}:{tmp_path}", variable: value}
        return subprocess.run(command, env=known, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run("-e 'A=\"b c\"' $(x) *;").stdout == "['own', '-e', 'A=\"b c\"', '$(x)', '*;']\n"
    assert run("-e 'A").stderr == f"{variable}: No closing quotation\n"
