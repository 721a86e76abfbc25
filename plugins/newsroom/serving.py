"""Runs a preview: builds, listens, and builds again whenever a file changes that a build depends on.

It has a folder of its own: what is uploaded is another one, so that no draft can be published by oversight.
"""

from __future__ import annotations

import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

from pelican.settings import read_settings

from plugins.builds.drafts import require_preview_folder
from plugins.builds.progress import progress
from plugins.builds.sources import source_roots
from plugins.builds.whole import make_private

from .building import run_build
from .preview import HOST, Outcome, PortError, Preview, PreviewServer, open_server
from .watching import saves

PREVIEW = ".preview/site"
"""Where the preview lies, with its stage and its list of files beside it."""

_FOLDERS = ("plugins", "theme")
_FILES = ("pelicanconf.py", "publishconf.py")


def serve(settings: str, content: str, output: str, port: int) -> int:
    """Preview until interrupted; the exit status, 1 where there is no port to listen at.

    BuildError for an output folder that holds something else.
    """
    require_preview_folder(Path(output))
    # drafts are nobody else's: also on this machine
    make_private(Path(output).parent)
    if Path(output).parent.name == Path(PREVIEW).parent.name:
        Path(output).parent.chmod(0o700)
    folders, files = _watched(settings, content, output)
    server: PreviewServer | None = None
    try:
        with closing(saves(folders, files)) as changes:
            for _ in changes:
                outcome = _build(settings, content, output)
                if server:
                    server.preview.show(outcome)
                else:
                    server = _listen(Preview(outcome), Path(output), port)
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        if server:
            server.shutdown()
    return 0


def _watched(settings: str, content: str, output: str) -> tuple[list[Path], list[Path]]:
    """Return the folders and the files whose changes are seen: the content, and all else that a build reads.

    Settings that cannot be read now may be mended later; a folder that holds the preview itself would never be still.
    """
    roots = [Path(name) for name in (*_FOLDERS, settings, *_FILES)]
    with suppress(Exception, SystemExit):
        roots += source_roots(read_settings(settings))
    built = Path(output).resolve()
    known = dict.fromkeys(root.resolve() for root in (Path(content), *roots))
    still = [root for root in known if not built.is_relative_to(root)]
    files = [root for root in still if root.suffix and not root.is_dir()]
    return [root for root in still if root not in files], files


def _build(settings: str, content: str, output: str) -> Outcome:
    with progress("building the site"):
        try:
            outcome = run_build(settings, content, output)
        except OSError as error:
            # no memory, processes or descriptors left: a later save may find some
            message = f"the build did not start: {error.strerror}; close other programs and save again"
            outcome = Outcome(False, (message,), "", message)
    print("\n".join(outcome.lines), flush=True)
    return outcome


def _listen(preview: Preview, output: Path, port: int) -> PreviewServer:
    server = open_server(preview, output, port)
    if port and server.server_port != port:
        print(f"port {port} is in use; taking {server.server_port}", flush=True)
    print(f"http://{HOST}:{server.server_port}/ (Ctrl-C ends)", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
