"""Build a site again and again in another process, for the preview.

`Builder` starts the process, asks it for builds, and starts a new one after a crash, or when code, settings or theme
have changed. The process (`main`) runs `newsarchive html` each time, with a `Memory` of what it loaded before. Nothing
that goes wrong in a build can end the preview.

The two talk over a pipe. A request has the paths of the pages that somebody looks at. The answers are any number of
`RenderedPage` and one `Ended`. All that a build prints goes to a temporary file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import msgspec
from pelican import signals

from newsarchive.build.diagnostics import OUTDATED, ShownFault

_ENDING_SECONDS = 5


class RenderedPage(msgspec.Struct, frozen=True, tag=True):
    """A page that somebody looks at, as soon as it is rendered: its path in the output folder, and its HTML."""

    path: str
    html: bytes


class Ended(msgspec.Struct, frozen=True, tag=True):
    """The end of a build: its exit status, the faults of the content, and words about them by language.

    `reusable` is False after an error: the next build begins with a clean process.
    """

    status: int
    faults: tuple[ShownFault, ...]
    words: dict[str, dict[str, str]]
    reusable: bool


_ANSWER: msgspec.msgpack.Decoder[RenderedPage | Ended] = msgspec.msgpack.Decoder(RenderedPage | Ended)
_IN_VIEW: msgspec.msgpack.Decoder[list[str]] = msgspec.msgpack.Decoder(list[str])


class Outcome(msgspec.Struct, frozen=True):
    """The result of one build of the preview.

    Attributes:
        status: The exit status, as a shell would see it: 0 if the site was built, though perhaps without faulty texts.
        lines: The lines that the build printed.
        faults: The faults of the content or, if an error ended the build, that error.
        words: Words about the faults of the content, by language and name (`preview_words`).
    """

    status: int
    lines: tuple[str, ...]
    faults: tuple[ShownFault, ...] = ()
    words: Mapping[str, Mapping[str, str]] = {}

    @property
    def fine(self) -> bool:
        """Whether the site was built; else its files are those of an earlier build."""
        return self.status == 0


class Builder:
    """Builds a site again and again in another process, which it starts when it is needed."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Prepare to build with the arguments of `newsarchive`, such as `html`; nothing is started yet."""
        self._arguments = tuple(arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - until `close`

    def build(self, in_view: Collection[str], show: Callable[[str, bytes], None]) -> Outcome:
        """Build the site once, and return how that ended.

        Args:
            in_view: The paths of the pages that are rendered first.
            show: Called with the path and the HTML of each of these pages that was rendered, before the build ends.

        Raises:
            OSError: The system cannot start another process.
        """
        request = msgspec.msgpack.encode(list(in_view))
        while (built := self._built(request, show)).status == OUTDATED:
            self.stop()
        return built

    def _built(self, request: bytes, show: Callable[[str, bytes], None]) -> Outcome:
        pipe = self._pipe or self._start()
        self._printed.seek(0)
        self._printed.truncate()
        try:
            pipe.send_bytes(request)
            while isinstance(answer := _ANSWER.decode(pipe.recv_bytes()), RenderedPage):
                show(answer.path, answer.html)
        except (EOFError, OSError):
            # the process has ended: its code cannot be imported, or the system has killed it
            status = self.stop() or 1
            killed = f"the system ended the build (signal {-status}); close other programs and save again"
            return Outcome(status, (*self._lines(), *([killed] if status < 0 else ())))
        if not answer.reusable:
            self.stop()
        return Outcome(answer.status, self._lines(), answer.faults, answer.words)

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        # a very wide terminal, so that each message stays on one line
        environment = {**os.environ, "COLUMNS": "1000", "PYTHONIOENCODING": "utf-8:backslashreplace"}
        command = [sys.executable, "-u", "-m", __name__, str(theirs.fileno()), *self._arguments]
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own command
                    command,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=self._printed,
                    stderr=subprocess.STDOUT,
                    pass_fds=(theirs.fileno(),),
                )
            except OSError:
                ours.close()
                raise
        self._pipe = ours
        return ours

    def _lines(self) -> tuple[str, ...]:
        self._printed.seek(0)
        return tuple(self._printed.read().decode(errors="replace").splitlines())

    def stop(self) -> int:
        """End the process when it has finished its build, and return its exit status; 0 if there is none."""
        process, self._process = self._process, None
        if self._pipe:
            self._pipe.close()
            self._pipe = None
        if process is None:
            return 0
        try:
            return process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def close(self) -> None:
        """End the process, in the middle of a build, too."""
        if self._process:
            self._process.terminate()
        self.stop()
        self._printed.close()


def main(arguments: Sequence[str]) -> int:
    """Build whenever the pipe asks for it, until it is closed; return the exit status of this process.

    The arguments are the number of the pipe's file descriptor, and those of `newsarchive`.
    """
    # only the preview needs it: a build in which nothing has changed would take 0.07 s longer
    from newsarchive.build.memory import Memory

    from .main import main as run_command

    pipe = Connection(int(arguments[0]))

    def answer(value: RenderedPage | Ended) -> None:
        pipe.send_bytes(msgspec.msgpack.encode(value))

    memory = Memory(lambda path, html: answer(RenderedPage(path, html)))
    signals.initialized.connect(memory.give_to)
    with suppress(EOFError, ConnectionError, KeyboardInterrupt):
        while True:
            memory.begin(_IN_VIEW.decode(pipe.recv_bytes()))
            status = _status(run_command, arguments[1:])
            while memory.again:
                memory.again = memory.stopped = False
                status = _status(run_command, arguments[1:])
            answer(Ended(status, memory.faults, memory.words, not status or memory.stopped))
            memory.settle()
    return 0


def _status(run: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    try:
        return run(arguments)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
