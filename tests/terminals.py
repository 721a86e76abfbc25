"""A shell in a pseudo-terminal, where an editor's commands are typed and what they show is read."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Self

from pexpect import EOF, TIMEOUT
from pexpect.fdpexpect import fdspawn

ROWS, COLUMNS = 30, 100
SECONDS = 60
_LOOK_SECONDS = 0.05

# the shell marks where its prompt begins (OSC 133, "semantic prompts"), so that no output is taken for one
_PROMPT = "\x1b]133;A\x07$ "
# a session of its own with the terminal as its own, so that Ctrl-C reaches what runs there, also where the tests run in
# the background and it is ignored, which all that they start would take over
_SHELL = """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.login_tty(0)
os.execvp("sh", ["sh", "-i"])
"""

_PART = re.compile(
    r"\x1b\[(?P<number>[0-9;?]*)(?P<control>[A-Za-z])"
    r"|\x1b\][^\x07]*\x07|\x1b[()].|\x1b[=>78M]|(?P<move>[\r\n\b\x07])|(?P<words>[^\x1b\r\n\b\x07]+)"
)


def shown(raw: str) -> list[str]:
    """Return the lines that stand on a terminal after this output: no colours, and nothing that was erased since."""
    lines, row, column = [""], 0, 0
    for part in _PART.finditer(raw):
        move, words, control = part["move"], part["words"], part["control"]
        if words:
            line = lines[row].ljust(column)
            lines[row] = line[:column] + words + line[column + len(words) :]
            column += len(words)
        elif move == "\n":
            row, column = row + 1, 0
            lines += [""] * (row == len(lines))
        elif move == "\r":
            column = 0
        elif move == "\b":
            column = max(column - 1, 0)
        elif control == "A":
            row = max(row - int(part["number"] or 1), 0)
        elif control == "C":
            column += int(part["number"] or 1)
        elif control == "K":
            lines[row] = "" if part["number"] == "2" else lines[row][:column]
    return [line.rstrip() for line in lines]


class Terminal:
    """A shell in a terminal of 30 lines of 100 columns."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Open it in a folder; `environment` is all that the shell knows."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._shell = subprocess.Popen(
            [sys.executable, "-c", _SHELL],
            cwd=folder,
            env={"TERM": "xterm-256color", "PS1": _PROMPT, **environment},
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        os.close(slave)
        self._there = fdspawn(self._master, encoding="utf-8", codec_errors="replace", timeout=SECONDS)
        self.prompt = re.compile(re.escape(_PROMPT))
        self._reading, self._closing = Lock(), Event()
        self._screen = Thread(target=self._look, daemon=True)
        self._screen.start()
        self.type("", self.prompt)

    def type(self, words: str, until: re.Pattern[str] | str) -> str:
        """Type something and return what the terminal sends until it shows `until`, that included."""
        with self._reading:
            self._there.send(words)
        end = time.monotonic() + SECONDS
        while True:
            with self._reading:
                index = self._there.expect(
                    [until if isinstance(until, re.Pattern) else re.escape(until), TIMEOUT], timeout=_LOOK_SECONDS
                )
                if index == 0:
                    return str(self._there.before) + str(self._there.after)
            assert time.monotonic() < end, f"{until!r} is not in {self._there.before!r}"

    def interrupt(self) -> str:
        """Press Ctrl-C and return all that was sent since the last time, up to the prompt."""
        # what nobody has read when the key is pressed, the system throws away
        time.sleep(5 * _LOOK_SECONDS)
        return self.type("\x03", self.prompt)

    def _look(self) -> None:
        """Read all the time, as a screen does: whoever writes to one that nobody reads has to wait."""
        while not self._closing.wait(_LOOK_SECONDS):
            with self._reading:
                self._there.expect([TIMEOUT, EOF], timeout=_LOOK_SECONDS)

    def run(self, command: str) -> list[str]:
        """Type a command, wait for the prompt, and return the lines that it left, the command's own first."""
        return shown("$ " + self.type(command + "\n", self.prompt))[:-1]

    def close(self) -> None:
        """Hang up: whatever runs there is told so by the system, and ends."""
        self._closing.set()
        self._screen.join()
        self._there.close()
        self._shell.wait(SECONDS)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.close()
