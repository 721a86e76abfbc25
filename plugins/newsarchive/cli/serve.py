"""`newsarchive serve`: watch, rebuild and serve the preview.

The command builds the site with its drafts, opens the server of `preview` and builds again whenever a file of the
content, the theme, the plugins or the settings changes. Browsers then reload their page.

The preview has its own output folder, separate from the one that is uploaded, so that no draft is published by
accident.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import threading
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from itertools import takewhile
from pathlib import Path
from threading import Event, Thread
from typing import Any

from msgspec.structs import replace
from pelican.settings import read_settings
from watchfiles import watch

from newsarchive.build.diagnostics import ShownFault
from newsarchive.build.files import make_private
from newsarchive.build.guards import require_preview_folder
from newsarchive.build.inputs import source_roots
from newsarchive.build.terminal import FOLDER, shown_path
from newsarchive.build.workers import progress
from newsarchive.digests import Fingerprint, fingerprint

from .builder import Builder, Outcome
from .clean import PREVIEW
from .command import Command, typed_path
from .preview import HOST, PortError, Preview, PreviewServer, open_server

COMMAND = Command("preview the site with its drafts; rebuild and reload on every save", "write", settings="pelican")

_PREVIEWED = ("SHOW_DRAFTS=true", "RECORDS=false", "CHECKSUMS=false", "ALLOW_PLACEHOLDERS=true")
_OPTIONS = ("--log-handler", "plain", "-e", *_PREVIEWED)
_ERROR = re.compile(r"(?:(?P<place>\S.*:\d+): )?error: (?P<message>.*)")
_FRAME = re.compile(r'\s*File "(?P<path>[^"]+)", line (?P<line>\d+)')


def builder_of(settings: str, content: str, output: str) -> Builder:
    """Return what builds the preview: the site with its drafts, in a folder of its own."""
    return Builder(["html", f"--content={content}", f"--output={output}", f"--settings={settings}", "--", *_OPTIONS])


def outcome_of(builder: Builder, preview: Preview, settings: str, content: str) -> Outcome:
    """Build the site with its drafts; return whether that succeeded, and what the build printed.

    Nothing is printed here. If an error ended the build, it is the one fault of the result. The preview knows which
    pages somebody looks at, and gets them as soon as they are rendered.
    """
    for name in (settings, content):
        if not Path(name).exists():
            message = f"{name} is not there"
            return _error(message, name)
    built = builder.build(preview.in_view, preview.show_page)
    if built.fine or built.faults:
        return built
    place, message = told_at(built.lines) or broken_at(built.lines) or ("", next(iter(built.lines), ""))
    return replace(built, faults=_error(message, place).faults)


def _error(message: str, place: str = "") -> Outcome:
    return Outcome(1, (message,), (ShownFault("", place, {"en": message}),))


def told_at(lines: Iterable[str]) -> tuple[str, str] | None:
    """Find the first error that a build printed as `file:line: error: message`; return `file:line` and the message.

    Faults in templates, settings and plugins are printed so. The first value is empty if the line names no file. None
    is returned if no line is an error.
    """
    found = next(filter(None, map(_ERROR.match, lines)), None)
    return (found["place"] or "", found["message"]) if found else None


def broken_at(lines: Sequence[str]) -> tuple[str, str] | None:
    """Find the first Python traceback that a build printed; return where it ended, as `file:line`, and its message.

    `file:line` is the innermost call in the project's own code, or empty if there is none. None is returned if there is
    no traceback. In a chain of exceptions, the first traceback is that of the cause.
    """
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


_RETRY_SECONDS = 0.5
_STEP = 20
"""The number of milliseconds without a further change after which a save is complete."""

Stand = tuple[tuple[int, ...] | Fingerprint, ...]


def saves(folders: Sequence[Path], files: Sequence[Path] = ()) -> Generator[None, None, None]:
    """Watch folders, with everything below them, and files: yield None at the start and after every change.

    Several changes may be reported together. A change that happens while the caller is building is reported at the next
    iteration. Closing the generator ends the watch.
    """
    changed, ended = Event(), Event()
    watcher = Thread(target=note_changes, args=(folders, files, changed, ended), daemon=True)
    watcher.start()
    try:
        while True:
            changed.wait()
            changed.clear()
            yield
    finally:
        ended.set()
        watcher.join()


def note_changes(folders: Sequence[Path], files: Sequence[Path], changed: Event, ended: Event) -> None:
    """Watch folders and files, and set the event `changed` at each change; return once the event `ended` is set.

    The function is made to run in a thread of its own. It also sets `changed` once the watch has started; the caller
    clears it. An error of the disk does not end the watch.
    """
    polling = False
    while not ended.is_set():
        watched = _Watched(folders, files, changed, ended)
        there = [folder for folder in folders if folder.is_dir()]
        try:
            # the system watches the folder and not its path: the loop ends if another folder replaces it
            for _ in watch(*there, stop_event=watched, step=_STEP, rust_timeout=0, force_polling=polling or None):
                changed.set()
        except FileNotFoundError:
            ended.wait(_RETRY_SECONDS)
        except (OSError, RuntimeError):
            # before the watch has started, the system can watch no more files (inotify's limits): poll from now on;
            # after that, a changed file has a name that is not UTF-8: watch again, which reports a change
            polling = polling or not watched.on
            ended.wait(_RETRY_SECONDS)


class _Watched:
    """An object that `watchfiles.watch` asks by `is_set()` whether to stop (its argument `stop_event`).

    The watch stops at the end of the preview. It also stops, for the caller to start a new one, if a folder was
    replaced by another of the same name or if a single file changed, because `watch` itself does not notice these.

    Attributes:
        on: Whether the watch has started, that is, has asked at least once.
    """

    def __init__(self, folders: Sequence[Path], files: Sequence[Path], changed: Event, ended: Event) -> None:
        self._folders, self._files = folders, files
        self._changed, self._ended = changed, ended
        self._began = self._stand()
        self.on = False

    def is_set(self) -> bool:
        if not self.on:
            self.on = True
            self._changed.set()
        return self._ended.is_set() or self._stand() != self._began

    def _stand(self) -> Stand:
        return (*map(_folder, self._folders), *map(_file, self._files))


def _folder(path: Path) -> tuple[int, ...]:
    """Return the device and inode of a folder, which differ if it was replaced; an empty tuple if it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino)


def _file(path: Path) -> Fingerprint:
    """Return the fingerprint of a file, or of what a link leads to; empty if it does not exist."""
    try:
        return fingerprint(path.stat())
    except OSError:
        return b""


_FOLDERS = ("plugins", "theme")
_FILES = ("pelicanconf.py", "publishconf.py")


def serve(settings: str, content: str, output: str, port: int) -> int:
    """Build, serve and rebuild the preview until Ctrl-C; return the exit status: 1 if there is no free port, else 0.

    Args:
        settings: The path of the settings file.
        content: The content folder.
        output: The output folder of the preview.
        port: The first port to try.

    Raises:
        BuildError: The output folder contains something that is not a preview, or is a symbolic link.
    """
    require_preview_folder(Path(output))
    # other users of this machine must not read the drafts
    make_private(Path(output).parent)
    if Path(output).parent.name == Path(PREVIEW).parent.name:
        Path(output).parent.chmod(0o700)
    folders, files = _watched(settings, content, output)
    builds, preview, server = builder_of(settings, content, output), Preview(Outcome(0, ())), None
    try:
        with closing(saves(folders, files)) as changes, closing(builds):
            for _ in changes:
                preview.show(_build(builds, preview, settings, content))
                server = server or _listen(preview, Path(output), port)
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        if server:
            server.shutdown()
    return 0


def _watched(settings: str, content: str, output: str) -> tuple[list[Path], list[Path]]:
    """Return the folders to watch and the files to watch: the content and everything else that a build reads.

    If the settings cannot be read, for example while somebody edits them, only the content, the settings file and the
    folders `plugins` and `theme` are watched, with the two usual settings files. A folder that contains the preview is
    not watched: each build would change it and so start the next build.
    """
    roots = [Path(name) for name in (*_FOLDERS, settings, *_FILES)]
    with suppress(Exception, SystemExit):
        roots += source_roots(read_settings(settings))
    built = Path(output).resolve()
    known = dict.fromkeys(root.resolve() for root in (Path(content), *roots))
    still = [root for root in known if not built.is_relative_to(root)]
    files = [root for root in still if root.suffix and not root.is_dir()]
    return [root for root in still if root not in files], files


def _build(builder: Builder, preview: Preview, settings: str, content: str) -> Outcome:
    with progress("building the site"):
        try:
            outcome = outcome_of(builder, preview, settings, content)
        except OSError as error:
            # the system is out of memory, processes or descriptors; a build after a later save may start
            message = f"the build did not start: {error.strerror}; close other programs and save again"
            outcome = _error(message)
    print("\n".join(outcome.lines), flush=True)
    return outcome


def _listen(preview: Preview, output: Path, port: int) -> PreviewServer:
    server = open_server(preview, output, port)
    if port and server.server_port != port:
        print(f"port {port} is in use; taking {server.server_port}", flush=True)
    print(f"http://{HOST}:{server.server_port}/ (Ctrl-C ends)", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `newsarchive serve` to the parser: the content, the preview's own output folder, the port."""
    parser.add_argument(
        "--content", type=typed_path, default=Path("content"), help="content folder; by default content"
    )
    parser.add_argument(
        "--output", type=typed_path, default=Path(PREVIEW), help=f"folder for the preview; by default {PREVIEW}"
    )
    parser.add_argument("--port", type=int, default=8000, help="port on loopback; if it is in use, the next free one")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - each build reads them anew
    """Run `newsarchive serve`: run the preview until Ctrl-C and return the exit status."""
    os.environ.pop(FOLDER, None)  # the paths of each build count from here
    return serve(str(options.settings), str(options.content), str(options.output), options.port)
