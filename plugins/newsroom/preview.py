"""`make serve`: the site as it is being written, rebuilt on every save and reloaded in the browser.

Each build runs in a process of its own, so nothing that an editor saves can end the preview. While the
content has a fault, every page shows it, in place of a page that is out of date. Only the preview's
answers carry a script; the files in the output folder do not.
"""

from __future__ import annotations

import html
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"
EVENTS = "/.preview/events"
PORTS_TRIED = 20
_HEARTBEAT_SECONDS = 10

_SCRIPT = f"""<script>
new EventSource("{EVENTS}").onmessage = () => location.reload();
</script>"""


@dataclass(frozen=True)
class Outcome:
    """How a build ended: with a site (`fine`), or with these lines instead."""

    fine: bool
    lines: tuple[str, ...]


class Preview:
    """The latest outcome, and the waiting browsers."""

    def __init__(self, build: Callable[[], Outcome]) -> None:
        """Build for the first time."""
        self._build = build
        self._changed = threading.Condition()
        self.version = 0
        self.outcome = build()

    def rebuild(self) -> Outcome:
        """Build again and wake the browsers."""
        outcome = self._build()
        with self._changed:
            self.outcome = outcome
            self.version += 1
            self._changed.notify_all()
        return outcome

    def wait(self, version: int, seconds: float) -> int:
        """Wait until there is another version than `version`, at most so long; return the present one."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, timeout=seconds)
            return self.version


def fault_page(outcome: Outcome) -> bytes:
    """Return the page that stands for every other while a build has failed: the first line large, all below."""
    first, rest = outcome.lines[0] if outcome.lines else "", "\n".join(outcome.lines)
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The site was not built</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }}
h1 {{ font-size: 1.25rem; color: #a3211a; }} pre {{ white-space: pre-wrap; font-size: 0.875rem; }}</style></head>
<body><h1>{html.escape(first)}</h1><pre>{html.escape(rest)}</pre>{_SCRIPT}</body></html>
"""
    return page.encode()


def with_script(page: bytes) -> bytes:
    """Return a page that reloads itself after a rebuild."""
    before, end, after = page.rpartition(b"</body>")
    return before + _SCRIPT.encode() + end + after if end else page


class PreviewServer(ThreadingHTTPServer):
    """A file server over the output folder that knows the preview."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], preview: Preview, output: Path) -> None:
        """Listen at once."""
        self.preview, self.output = preview, output
        super().__init__(address, partial(_Handler, directory=str(output)))


class _Handler(SimpleHTTPRequestHandler):
    server: PreviewServer

    def log_message(self, format: str, *values: object) -> None:
        """Keep the terminal for the builds."""

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == EVENTS:
            self._tell_of_rebuilds()
        elif not self.server.preview.outcome.fine:
            self._send(fault_page(self.server.preview.outcome), HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            super().do_GET()

    def send_head(self) -> io.BytesIO | None:
        """Answer for a page from memory, with the script; for all else as a plain file server does."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.split("?")[0].endswith("/"):
            return super().send_head()  # type: ignore[return-value]
        page = path / "index.html" if path.is_dir() else path
        if page.suffix != ".html" and page.is_file():
            return super().send_head()  # type: ignore[return-value]
        found = page.is_file()
        data = page.read_bytes() if found else self._missing()
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        return self._answer(with_script(data), status)

    def _missing(self) -> bytes:
        page = self.server.output / "404.html"
        return page.read_bytes() if page.is_file() else b"<!DOCTYPE html><title>404</title><body>404</body>"

    def _answer(self, data: bytes, status: HTTPStatus) -> io.BytesIO:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return io.BytesIO(data)

    def _send(self, data: bytes, status: HTTPStatus) -> None:
        self.wfile.write(self._answer(data, status).getvalue())

    def _tell_of_rebuilds(self) -> None:
        """Send an event for every rebuild (server-sent events), until the browser goes away."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        version = self.server.preview.version
        try:
            while True:
                now = self.server.preview.wait(version, _HEARTBEAT_SECONDS)
                self.wfile.write(b": still here\n\n" if now == version else b"data: rebuilt\n\n")
                self.wfile.flush()
                version = now
        except OSError:
            return


def open_server(preview: Preview, output: Path, port: int) -> PreviewServer:
    """Listen on loopback at the port, or at the next free one; OSError if twenty in a row are taken."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            return PreviewServer((HOST, candidate), preview, output)
        except OSError:
            continue
    raise OSError(f"ports {port} to {port + PORTS_TRIED - 1} are all in use; name another by PORT=…")
