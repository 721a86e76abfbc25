"""Runs a preview: builds, listens, watches the files that a build depends on."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from watchfiles import watch

from .preview import HOST, Outcome, Preview, open_server

_WATCHED = ("plugins", "theme", "pelicanconf.py", "publishconf.py")


def run_build(settings: str, content: str, output: str) -> Outcome:
    """Build with drafts, in a process of its own; what it printed is printed here, too."""
    command = [sys.executable, "-m", "pelican", content, "-o", output, "-s", settings, "--fatal", "errors"]
    done = subprocess.run(  # noqa: S603 - our own build
        [*command, "-e", "SHOW_DRAFTS=true"], capture_output=True, text=True, check=False
    )
    lines = tuple((done.stderr + done.stdout).splitlines())
    print("\n".join(lines), flush=True)
    return Outcome(done.returncode == 0, lines)


def serve(settings: str, content: str, output: str, port: int) -> None:
    """Preview until interrupted."""
    preview = Preview(lambda: run_build(settings, content, output))
    server = open_server(preview, Path(output), port)
    if server.server_port != port:
        print(f"port {port} is in use; taking {server.server_port}", flush=True)
    print(f"http://{HOST}:{server.server_port}/ (Ctrl-C ends)", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    paths = [Path(content), Path(settings), *(Path(name) for name in _WATCHED)]
    try:
        for _ in watch(*(path for path in paths if path.exists()), raise_interrupt=True):
            preview.rebuild()
    except KeyboardInterrupt:
        server.shutdown()
