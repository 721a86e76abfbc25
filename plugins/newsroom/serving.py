"""Runs a preview: builds, listens, and builds again whenever a file changes that a build depends on.

It has a folder of its own: what is uploaded is another one, so that no draft can be published by oversight.
"""

from __future__ import annotations

import sys
import threading
from contextlib import closing
from pathlib import Path

from plugins.builds.drafts import require_preview_folder
from plugins.builds.progress import progress

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
    Path(output).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders = [Path(name) for name in (content, *_FOLDERS)]
    files = [Path(name) for name in dict.fromkeys((settings, *_FILES))]
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


def _build(settings: str, content: str, output: str) -> Outcome:
    with progress("building the site"):
        outcome = run_build(settings, content, output)
    print("\n".join(outcome.lines), flush=True)
    return outcome


def _listen(preview: Preview, output: Path, port: int) -> PreviewServer:
    server = open_server(preview, output, port)
    if port and server.server_port != port:
        print(f"port {port} is in use; taking {server.server_port}", flush=True)
    print(f"http://{HOST}:{server.server_port}/ (Ctrl-C ends)", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
