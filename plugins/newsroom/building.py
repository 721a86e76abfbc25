"""One build for the preview, in a process of its own, and what an editor should read first where it failed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from plugins.builds.faultlines import shown_path

from .preview import Outcome

_PREVIEWED = ("SHOW_DRAFTS=true", "RECORDS=false", "CHECKSUMS=false", "ALLOW_PLACEHOLDERS=true")
_ERROR = re.compile(r"(?:(?P<place>\S.*:\d+): )?error: (?P<message>.*)")
_FRAME = re.compile(r'\s*File "(?P<path>[^"]+)", line (?P<line>\d+)')


def run_build(settings: str, content: str, output: str) -> Outcome:
    """Build with drafts; nothing is printed here."""
    for name in (settings, content):
        if not Path(name).exists():
            message = f"{name} is not there"
            return Outcome(False, (message,), name, message)
    command = ["plugins.builds", content, "-o", output, "-s", settings, "--fatal", "errors", "--log-handler", "plain"]
    done = _python(*command, "-e", *_PREVIEWED)
    lines = tuple((done.stderr + done.stdout).splitlines())
    if done.returncode == 0:
        return Outcome(True, lines)
    first = told_at(lines) or broken_at(lines) or _first_fault(settings, content) or ("", next(iter(lines), ""))
    return Outcome(False, lines, *first)


def _python(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    # one message is one line, however long
    environment = {**os.environ, "COLUMNS": "1000", "PYTHONIOENCODING": "utf-8:backslashreplace"}
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", module, *arguments],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _first_fault(settings: str, content: str) -> tuple[str, str] | None:
    """Return place and message of the first fault that stops a build; None where `make check` finds none."""
    done = _python("plugins.newsroom", "check", "--settings", settings, "--content", content, "--format", "json")
    try:
        faults = json.loads(done.stdout)
    except ValueError:
        return None
    for fault in faults:
        if not fault["warning"]:
            place = f"{fault['path']}:{fault['line']}:{fault['column']}" if fault["line"] else fault["path"]
            return place, fault["message"]
    return None


def told_at(lines: Iterable[str]) -> tuple[str, str] | None:
    """Return place and message of the line that tells of an error in a template, the settings or a plugin."""
    found = next(filter(None, map(_ERROR.match, lines)), None)
    return (found["place"] or "", found["message"]) if found else None


def broken_at(lines: Sequence[str]) -> tuple[str, str] | None:
    """Return place and error of a stack trace: the last file of ours in it; of a chain, the first is the cause."""
    start = next((number for number, line in enumerate(lines) if line.startswith("Traceback ")), None)
    if start is None:
        return None
    trace = list(takewhile(lambda line: line.startswith(" ") or not line, lines[start + 1 :]))
    frames = [frame for line in trace if (frame := _FRAME.match(line))]
    ours = [frame for frame in frames if _is_ours(Path(frame["path"]))]
    place = f"{shown_path(Path(ours[-1]['path']))}:{ours[-1]['line']}" if ours else ""
    return place, next(iter(lines[start + 1 + len(trace) :]), "")


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(Path.cwd()) and ".venv" not in path.parts and path.is_file()
