"""Build a site again and again in other processes, for the preview.

`Builder` starts a helper process (`main`) and asks it, over a pipe, for builds: the request has the paths of the pages
that somebody looks at, the answers are these pages and one `Outcome`. The helper never builds: it imports what the last
build imported, has no threads, and forks a child for each build. Nothing that goes wrong there can end the preview.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection

import msgspec
from msgspec.structs import replace
from pelican import signals

from newsarchive.build.diagnostics import ShownFault
from newsarchive.build.memory import Memory

from .main import main as run_command

_HELPER = f"import sys; from {__name__} import main; main(sys.argv[1:])"


class Outcome(msgspec.Struct, frozen=True):
    """The result of one build of the preview.

    `status` is 0 if the site was built, though perhaps without faulty texts; `faults` are those of the content or, if
    an error ended the build, that error; `words` are about these, by language and name (`preview_words`).
    """

    status: int
    lines: tuple[str, ...] = ()
    faults: tuple[ShownFault, ...] = ()
    words: Mapping[str, Mapping[str, str]] = {}

    @property
    def fine(self) -> bool:
        """Whether the site was built; else its files are those of an earlier build."""
        return self.status == 0


class Builder:
    """Builds a site again and again by a helper process, which it starts when it is needed."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Prepare to build with the arguments of `newsarchive`, such as `html`; nothing is started yet."""
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - until `close`

    def build(self, in_view: Collection[str], show: Callable[[str, bytes], None]) -> Outcome:
        """Build the site once, and return how that ended; raise OSError if the system cannot start another process.

        `show` gets the path and the HTML of each page `in_view` when it is rendered, before the build ends.
        """
        self._printed.seek(0)
        self._printed.truncate()
        process = self._process = self._process or self._start()
        try:
            self._pipe.send(tuple(in_view))
            while not isinstance(answer := self._pipe.recv(), Outcome):
                show(*answer)
        except (EOFError, OSError):
            self._process, answer = None, Outcome(process.wait() or 1)
        self._printed.seek(0)
        lines = self._printed.read().decode(errors="replace").splitlines()
        if answer.status < 0:
            lines.append(f"the system ended the build (signal {-answer.status}); close other programs and save again")
        return replace(answer, lines=tuple(lines))

    def _start(self) -> subprocess.Popen[bytes]:
        self._pipe, theirs = multiprocessing.Pipe()
        # a very wide terminal, so that each message stays on one line
        environment = {**os.environ, "COLUMNS": "1000", "PYTHONIOENCODING": "utf-8:backslashreplace"}
        with theirs:
            return subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-u", "-c", _HELPER, str(theirs.fileno()), *self._arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=self._printed,
                stderr=subprocess.STDOUT,
                pass_fds=(theirs.fileno(),),
                process_group=0,
            )

    def restart(self) -> None:
        """End the helper, with its child in the middle of a build; the next build imports all code anew."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._pipe.close()
        self._process = None

    def close(self) -> None:
        """End the helper for good."""
        self.restart()
        self._printed.close()


def main(arguments: Sequence[str]) -> None:
    """Fork a child for each build that the pipe (the first argument is its descriptor) asks for, until it is closed."""
    pipe, fork = Connection(int(arguments[0])), multiprocessing.get_context("fork")
    with suppress(EOFError, ConnectionError):
        while True:
            gc.collect()
            gc.freeze()  # the children share this memory as long as nobody writes to it
            in_view = pipe.recv()
            ours, theirs = fork.Pipe(duplex=False)
            child = fork.Process(target=_build, args=(theirs, in_view, arguments[1:]))
            child.start()
            theirs.close()
            outcome: Outcome | None = None
            modules: dict[str, str] = {}
            with ours, suppress(EOFError, OSError):
                while not isinstance(answer := ours.recv(), Outcome):
                    pipe.send(answer)
                outcome, modules = answer, ours.recv()
            child.join()
            pipe.send(outcome or Outcome(child.exitcode or 1))
            for name, file in modules.items():
                # what lies in the settings' own folders is imported by each build
                with suppress(Exception):
                    if (spec := find_spec(name)) and spec.origin == file:
                        import_module(name)


def _build(pipe: Connection, in_view: Collection[str], arguments: Sequence[str]) -> None:
    """Run the command in this process, again while faulty texts can be left out; send pages, outcome and modules."""
    memory = Memory(in_view, lambda path, html: pipe.send((path, html)))
    signals.initialized.connect(memory.give_to)
    status = _status(arguments)
    while memory.again:
        memory.again = False
        status = _status(arguments)
    sys.stdout.flush()
    pipe.send(Outcome(status, (), memory.faults, memory.words))
    pipe.send({name: getattr(module, "__file__", None) for name, module in [*sys.modules.items()]})


def _status(arguments: Sequence[str]) -> int:
    try:
        return run_command(arguments)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
