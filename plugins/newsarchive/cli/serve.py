"""`newsarchive serve`: watch, rebuild and serve the preview.

The preview has drafts, and an output folder of its own, so that none of these is published by accident.
"""

from __future__ import annotations

import argparse
import os
import re
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
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
from newsarchive.digests import fingerprint

from .builder import Builder, Outcome
from .clean import PREVIEW
from .command import Command, typed_path
from .preview import HOST, Preview, PreviewServer, open_server

COMMAND = Command("preview the site with its drafts; rebuild and reload on every save", "write", settings="pelican")

_OPTIONS = ("--log-handler", "plain", "-e", "SHOW_DRAFTS=true", "RECORDS=false", "CHECKSUMS=false")
_ERROR = re.compile(r"(?:(?P<place>\S.*:\d+): )?error: (?P<message>.*)")
_FRAME = re.compile(r'\s*File "(?P<path>[^"]+)", line (?P<line>\d+)')

_STILL_MS = 20  # the time without a further change after which a save is complete
_LOOK_MS = 200  # the time between two looks whether a whole folder was replaced, of which the system says nothing


def builder_of(settings: str, content: str, output: str) -> Builder:
    """Return what builds the preview: the site with its drafts, in a folder of its own."""
    folders = [f"--content={content}", f"--output={output}", f"--settings={settings}"]
    return Builder(["html", *folders, "--", *_OPTIONS, "ALLOW_PLACEHOLDERS=true"])


def outcome_of(builder: Builder, preview: Preview, settings: str, content: str) -> Outcome:
    """Build the site with its drafts; return how that ended, with an error that ended it as its only fault."""
    missing = next((name for name in (settings, content) if not Path(name).exists()), "")
    if missing:
        return _with_error(Outcome(1, (f"{missing} is not there",)), missing)
    try:
        built = builder.build(preview.in_view, preview.show_page)
    except OSError as error:
        # the system is out of memory, processes or descriptors; a build after a later save may start
        return _with_error(Outcome(1, (f"the build did not start: {error.strerror}; close other programs",)))
    return built if built.fine or built.faults else _with_error(built)


def _with_error(outcome: Outcome, place: str = "") -> Outcome:
    """Return the outcome of a failed build with the first error that it printed, or the last line, as its fault."""
    error = next(filter(None, map(_ERROR.match, outcome.lines)), None)
    frame = next(filter(None, map(_FRAME.match, reversed(outcome.lines))), None)
    if error:
        place, message = error["place"] or place, error["message"]
    else:
        place = f"{shown_path(Path(frame['path']))}:{frame['line']}" if frame else place
        message = next(reversed(outcome.lines), "")
    return replace(outcome, faults=(ShownFault("", place, {"en": message}),))


def saves(roots: Sequence[Path]) -> Generator[bool, None, None]:
    """Watch files, and folders with all below them: yield at the start and after every change whether code changed.

    Several changes may be reported together. A change that happens while the caller is building is reported at the next
    iteration. An error of the disk does not end the watch.
    """
    polling = False
    while True:
        stands, on = [*map(_stand, roots)], False
        try:
            for changes in watch(
                *filter(Path.exists, roots),
                step=_STILL_MS,
                rust_timeout=_LOOK_MS,
                yield_on_timeout=True,
                force_polling=polling or None,
            ):
                replaced = [*map(_stand, roots)] != stands
                if changes or replaced or not on:
                    on = True
                    yield replaced or any(path.endswith(".py") for _, path in changes)
                if replaced:
                    break
        except (OSError, RuntimeError):
            # before the first look, the system can watch no more files (inotify's limits): poll from now on;
            # after that, a changed file has a name that is not UTF-8: watch again
            polling = polling or not on
            time.sleep(_LOOK_MS / 1000)


def _stand(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if path.is_dir() else fingerprint(found)


def serve(settings: str, content: str, output: str, port: int) -> None:
    """Build, serve and rebuild the preview until Ctrl-C."""
    require_preview_folder(Path(output))
    # other users of this machine must not read the drafts
    make_private(Path(output).parent)
    if Path(output).parent.name == Path(PREVIEW).parent.name:
        Path(output).parent.chmod(0o700)
    preview, server = Preview(Outcome(0)), None
    try:
        with closing(builder_of(settings, content, output)) as builder:
            for code_changed in saves(_watched(settings, content, output)):
                if code_changed:
                    builder.restart()
                with progress("building the site"):
                    outcome = outcome_of(builder, preview, settings, content)
                print("\n".join(outcome.lines), flush=True)
                preview.show(outcome)
                server = server or _listen(preview, Path(output), port)
    except KeyboardInterrupt:
        if server:
            server.shutdown()


def _watched(settings: str, content: str, output: str) -> list[Path]:
    """Return the files and folders to watch: the content and everything else that a build reads.

    If the settings cannot be read, for example while somebody edits them, only the usual ones are watched. A folder
    that contains the preview is not watched: each build would change it and so start the next build.
    """
    roots = [Path(name) for name in (content, settings, "plugins", "theme", "pelicanconf.py", "publishconf.py")]
    with suppress(Exception, SystemExit):
        roots += source_roots(read_settings(settings))
    built = Path(output).resolve()
    return [root for root in dict.fromkeys(root.resolve() for root in roots) if not built.is_relative_to(root)]


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
    serve(str(options.settings), str(options.content), str(options.output), options.port)
    return 0
