"""rsync and rclone, run within limits; their words go to a private log.

What these programs print may name hosts, users, addresses of the site that are not public, or whatever a hostile server
makes them say. So none of it is shown: a failure is told by a code of ours (`ToolFault.reason`), and the log has the
rest.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple, cast

import msgspec

MOST_SAID = 1 << 20
"""How many bytes of a program's messages are kept in the log."""

MOST_ANSWER = 256 << 20
"""How many bytes a program may answer, enough for a list of a million files."""

_PAUSES = (1.0, 5.0)
"""For how many seconds to wait before a program is run again, each time that the network failed."""

_REASONS = (
    ("host-key", re.compile(r"host key verification failed|host identification has changed", re.IGNORECASE)),
    (
        "refused",
        re.compile(r"permission denied|access ?denied|forbidden|unauthori[sz]ed|InvalidAccessKeyId|Signature", re.I),
    ),
    (
        "unreachable",
        re.compile(r"could not resolve|no such host|connection (?:refused|timed out)|no route|timeout", re.I),
    ),
    ("full", re.compile(r"no space left|quota|insufficient storage|disk full|remaining disk space", re.IGNORECASE)),
    ("no-folder", re.compile(r"no such file or directory|directory not found|NoSuchBucket", re.IGNORECASE)),
    ("no-remote", re.compile(r"didn't find section in config|unknown remote", re.IGNORECASE)),
)

_NAMES = re.compile(r'"[^"\n]*"|\S*/\S*')
"""What a program quotes, and paths: the name of a file is no reason."""


class ToolFault(Exception):  # noqa: N818 - what is wrong at the target, not in the program
    """A program failed; `reason` is a code, the last part of the key of a message to the user."""

    def __init__(self, reason: str, found: str = "") -> None:
        """Create the fault; `found` is a detail of ours, such as the name of the program."""
        super().__init__(f"{reason} {found}".strip())
        self.reason, self.found = reason, found


class Answer(NamedTuple):
    """How a program ended, and what it wrote to its standard output."""

    status: int
    output: bytes


class Tool(msgspec.Struct, frozen=True):
    """A program, and how it is run.

    Attributes:
        name: The name of the program, as messages give it.
        command: Its path and the arguments of every run.
        log: The file that keeps what it says; only its owner may read it.
        lock: Open files that the program inherits: a lock on one of them lasts until the last program has ended.
        environment: Variables for it, besides those of this process.
        passing: The statuses that tell of a network that failed: it is run again, after a while.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    lock: tuple[int, ...] = ()
    environment: Mapping[str, str] = msgspec.field(default_factory=dict)
    passing: tuple[int, ...] = ()

    def run(self, arguments: Sequence[str], given: bytes = b"", fine: Collection[int] = (0,)) -> Answer:
        """Run the program, pass it `given` on its standard input, and return its answer.

        Raises:
            ToolFault: The program is missing, ended with a status that is not in `fine`, or answered too much.
        """
        for pause in (*_PAUSES, None):
            answer, said = self._once(arguments, given)
            reason = reason_of(said.decode("utf-8", "replace"))
            if pause is None or answer.status not in self.passing or reason not in ("failed", "unreachable"):
                break
            time.sleep(pause)
        if len(answer.output) > MOST_ANSWER:
            raise ToolFault("too-much")
        if answer.status not in fine:
            raise ToolFault(reason, f"{self.name} {answer.status}")
        return answer

    def _once(self, arguments: Sequence[str], given: bytes) -> tuple[Answer, bytes]:
        given_to_us = {name: value for name, value in os.environ.items() if not name.startswith("SIGNING_")}
        environment = {**given_to_us, "LC_ALL": "C.UTF-8", **self.environment}
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell; targets that begin with a hyphen are refused
                [*self.command, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                pass_fds=self.lock,
                preexec_fn=_ends_with_us(),
            )
        except OSError as error:
            raise ToolFault("no-tool", f"{self.name}: {error.strerror}") from None
        with process:
            answer, said = _talk(process, given)
        self._note(arguments, said)
        return Answer(process.returncode, answer), said

    def _note(self, arguments: Sequence[str], said: bytes) -> None:
        """Keep what the last run said; arguments may name a host, and nothing secret."""
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(f"{self.name} {' '.join(arguments)}\n".encode("utf-8", "replace") + said)


def reason_of(said: str) -> str:
    """Return the code for what a failing program says: `refused`, `full`, or `failed` if nothing is recognised.

    The last line that is recognised counts: ssh begins with what a server says to everybody.
    """
    for line in reversed(_NAMES.sub("", said).split("\n")):
        for reason, pattern in _REASONS:
            if pattern.search(line):
                return reason
    return "failed"


def _talk(process: subprocess.Popen[bytes], given: bytes) -> tuple[bytes, bytes]:
    """Pass a program its input; return its output and its messages, each up to its limit."""
    answer, said = bytearray(), bytearray()

    def stop() -> None:
        process.kill()

    stdin, stdout, stderr = (cast(IO[bytes], each) for each in (process.stdin, process.stdout, process.stderr))
    threads = [
        threading.Thread(target=_write, args=(stdin, given)),
        threading.Thread(target=_keep, args=(stderr, said, MOST_SAID, lambda: None)),
    ]
    for thread in threads:
        thread.start()
    try:
        _keep(stdout, answer, MOST_ANSWER + 1, stop)
        process.wait()
    except BaseException:
        process.kill()
        raise
    finally:
        for thread in threads:
            thread.join()
    return bytes(answer), bytes(said)


def _write(stream: IO[bytes], given: bytes) -> None:
    try:
        with stream:
            stream.write(given)
    except OSError:  # the program has ended early; its status says why
        pass


def _keep(stream: IO[bytes], kept: bytearray, most: int, over: Callable[[], None]) -> None:
    """Read a stream to its end into `kept`, but only `most` bytes; call `over` once there are that many."""
    while piece := stream.read1(1 << 16):  # type: ignore[attr-defined]
        room = most - len(kept)
        kept += piece[:room]
        if 0 < room <= len(piece):
            over()


def _ends_with_us() -> Callable[[], None] | None:
    """Return what makes a new program end as soon as this process is killed: on Linux, `prctl(PR_SET_PDEATHSIG)`."""
    if sys.platform != "linux":
        return None
    prctl, ours = ctypes.CDLL(None).prctl, os.getpid()

    def follow() -> None:
        prctl(1, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != ours:
            os._exit(1)

    return follow


def zero_ended(paths: Iterable[str]) -> bytes:
    """Return paths as both programs read them: each with a null character behind it."""
    return b"".join(path.encode() + b"\0" for path in paths)
