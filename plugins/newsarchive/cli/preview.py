"""The preview server: pages, reload on save, and the page of faults.

Each build runs in its own process, so that nothing an editor saves can end the preview. While the content has a
fault, the server answers every page with the faults, because the built pages are out of date. Only the server's
answers contain the reload script; the files in the output folder do not.
"""

from __future__ import annotations

import errno
import html
import io
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive.site_files.headers import SELF, allowing, inline_hash

HOST = "127.0.0.1"
EVENTS = "/.preview/events"
PORTS_TRIED = 20
HIGHEST_PORT = 65535
_NAMES = (HOST, "localhost")
_HEARTBEAT_SECONDS = 10
PATIENCE_SECONDS = 20
"""Seconds without a byte from the browser after which its connection is closed."""
_ENDING_SECONDS = 5
"""Seconds in which the thread of a closed connection ends, even on a busy machine."""
MOST_CONNECTIONS = 32
"""How many connections may be open. One more closes the oldest; a browser reopens its stream of events by itself."""

# accepted values of `Sec-Fetch-Site`: no header, a typed address, a page of the preview; other pages are refused
_ASKED_BY_READERS = (None, "none", "same-origin")
_HEADERS = (
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)

_RELOAD = f'new EventSource("{EVENTS}").onmessage = () => location.reload();'
_SCRIPT = f"<script>{_RELOAD}</script>"
_POLICY = re.compile(rb'(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*')


class PortError(ValueError):
    """Raised if the preview cannot listen. The message states the port and the reason."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a build.

    `fine` states whether the site was built, `lines` is what the build printed. For a failed build, `message` is the
    most important line and `place` the file and line to correct.
    """

    fine: bool
    lines: tuple[str, ...]
    place: str = ""
    message: str = ""


class Preview:
    """The outcome of the latest build, for which the browsers' connections wait."""

    def __init__(self, outcome: Outcome) -> None:
        """Start with the outcome of the first build."""
        self._changed = threading.Condition()
        self.version = 0
        self.outcome = outcome

    def show(self, outcome: Outcome) -> None:
        """Replace the outcome and wake all waiting connections."""
        with self._changed:
            self.outcome = outcome
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> int:
        """Wait until the version is not `version`, for at most this many seconds, and return the present one."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, timeout=seconds)
            return self.version


def fault_page(outcome: Outcome) -> bytes:
    """Return the page shown for every address after a failed build: the first fault in large type, then all lines."""
    place, message, rest = (html.escape(each) for each in (outcome.place, outcome.message, "\n".join(outcome.lines)))
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The site was not built</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }}
h1 {{ font-size: 2rem; line-height: 1.25; color: #a3211a; overflow-wrap: anywhere; }} p {{ font-family: monospace; }}
pre {{ white-space: pre-wrap; font-size: 0.875rem; overflow-wrap: anywhere; }}</style></head>
<body><p>{place}</p><h1 dir="auto">{message}</h1><pre>{rest}</pre>{_SCRIPT}</body></html>
"""
    return page.encode(errors="backslashreplace")


def with_script(page: bytes) -> bytes:
    """Return a page with the reload script and with a Content-Security-Policy that allows it and its events."""
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page
    allowed = _POLICY.sub(_with_reload, before, count=1)
    return allowed + _SCRIPT.encode() + end + after


def _with_reload(policy: re.Match[bytes]) -> bytes:
    return allowing(policy[0].decode(), ("script-src", inline_hash(_RELOAD)), ("connect-src", SELF)).encode()


def _patiently(read: Callable[[], bytes]) -> bytes:
    """Return the bytes that `read` returns; if no descriptor is free, try again until closed connections have ended."""
    deadline = time.monotonic() + _ENDING_SECONDS
    while True:
        try:
            return read()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE) or time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def _most_connections() -> int:
    """Return the limit of open connections: at most a quarter of the process's file descriptors.

    Up to twice as many may exist for a moment, so that half of the descriptors remain for files and builds.
    """
    try:
        import resource
    except ImportError:  # on Windows
        return MOST_CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(1, min(MOST_CONNECTIONS, soft // 4))


class PreviewServer(ThreadingHTTPServer):
    """A server of the output folder and of the preview's events, with a limited number of connections and threads."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], preview: Preview, output: Path) -> None:
        """Listen at the address."""
        self.preview, self.output = preview, output
        self._most = _most_connections()
        self._connections: dict[socket.socket, bool] = {}
        self._changing = threading.Condition()
        super().__init__(address, partial(_Handler, directory=str(output)))

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection; on an OSError (no free descriptor), close the oldest one and raise the error again.

        `socketserver` ignores the error and accepts again.
        """
        try:
            return super().get_request()
        except OSError:
            with self._changing:
                self._close_oldest()
            time.sleep(0.1)
            raise

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Answer in a new thread; if there are too many connections, close the oldest one first.

        If too many threads of closed ones have not ended yet, wait for one; after some seconds, refuse the connection.
        """
        with self._changing:
            if len(self._connections) >= self._most:
                self._close_oldest()
            free = self._changing.wait_for(lambda: len(self._connections) < 2 * self._most, timeout=_ENDING_SECONDS)
            if free:
                self._connections[request] = True
        if free:
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """Remove a finished connection from the list and close it."""
        with self._changing:
            self._connections.pop(request, None)
            self._changing.notify_all()
        super().shutdown_request(request)

    def _close_oldest(self) -> None:
        oldest = next((each for each, is_open in self._connections.items() if is_open), None)
        if oldest:
            self._connections[oldest] = False
            with suppress(OSError):
                oldest.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print the error unless the browser disconnected or became silent during the answer."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(SimpleHTTPRequestHandler):
    server: PreviewServer
    timeout = PATIENCE_SECONDS

    def log_message(self, format: str, *values: object) -> None:
        """Print nothing, because the terminal shows the builds."""

    def parse_request(self) -> bool:
        """Refuse a request to another host name, and one that a page of another site sends.

        The host name differs if an attacker's domain resolves to this machine (DNS rebinding). By either request, a
        page of another site could find out which drafts exist.
        """
        if not super().parse_request():
            return False
        if self.headers.get("Host", "").partition(":")[0] not in _NAMES:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return False
        if self.headers.get("Sec-Fetch-Site") not in _ASKED_BY_READERS:
            self.send_error(HTTPStatus.FORBIDDEN, explain="Type the address of the preview: no other page may open it.")
            return False
        return True

    def end_headers(self) -> None:
        """Add the headers that forbid other sites to embed an answer and browsers to cache it."""
        for name, value in _HEADERS:
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        """Answer with the stream of events, the page of faults, or a file."""
        self._reply(super().do_GET)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self._reply(super().do_HEAD)

    def _reply(self, send_file: Callable[[], None]) -> None:
        if self.path == EVENTS:
            self._tell_of_rebuilds()
        elif not self.server.preview.outcome.fine:
            self._send(fault_page(self.server.preview.outcome), HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self._send_file(send_file)

    def _send_file(self, send_file: Callable[[], None]) -> None:
        try:
            send_file()
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, explain=f"{error.strerror}; try again")

    def send_head(self) -> io.BytesIO | None:
        """Answer with an HTML page and the reload script; answer any other file as SimpleHTTPRequestHandler does."""
        path = self._inside()
        if path is None:
            return self._answer(with_script(self._missing()), HTTPStatus.NOT_FOUND)
        if path.is_dir() and not urlsplit(self.path).path.endswith("/"):
            return super().send_head()  # type: ignore[return-value]
        page = path / "index.html" if path.is_dir() else path
        if page.suffix != ".html" and page.is_file():
            return super().send_head()  # type: ignore[return-value]
        found = page.is_file() and self._holds(page)
        data = _patiently(page.read_bytes) if found else self._missing()
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        return self._answer(with_script(data), status)

    def list_directory(self, path: str | os.PathLike[str]) -> io.BytesIO | None:  # noqa: ARG002
        """Answer with the page for status 404: no folder is ever listed."""
        return self._answer(with_script(self._missing()), HTTPStatus.NOT_FOUND)

    def _inside(self) -> Path | None:
        """Return the requested file or folder, or None if it is missing or a link leads out of the output folder."""
        with suppress(OSError, ValueError):
            path = Path(self.translate_path(self.path))
            path.lstat()
            return path if self._holds(path) else None
        return None

    def _holds(self, path: Path) -> bool:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.server.output))

    def _missing(self) -> bytes:
        page = self.server.output / "404.html"
        return page.read_bytes() if page.is_file() else b"<!DOCTYPE html><title>404</title><body>404</body>"

    def _answer(self, data: bytes, status: HTTPStatus) -> io.BytesIO:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def _send(self, data: bytes, status: HTTPStatus) -> None:
        answer = self._answer(data, status)
        if self.command != "HEAD":
            self.wfile.write(answer.getvalue())

    def _tell_of_rebuilds(self) -> None:
        """Send a server-sent event after each rebuild until the browser disconnects."""
        version = self.server.preview.version
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            while True:
                now = self.server.preview.wait(version, _HEARTBEAT_SECONDS)
                self.wfile.write(b": still here\n\n" if now == version else b"data: rebuilt\n\n")
                self.wfile.flush()
                version = now
        except OSError:
            return


def open_server(preview: Preview, output: Path, port: int) -> PreviewServer:
    """Return a server that listens on loopback at the port or, if it is in use, at the next free one.

    Args:
        preview: The outcome of the latest build.
        output: The output folder.
        port: The first of `PORTS_TRIED` ports to try.

    Raises:
        PortError: The port is out of range, all ports are in use, or the system refuses one.
    """
    last = min(port + PORTS_TRIED, HIGHEST_PORT + 1) - 1
    if not 0 <= port <= last:
        raise PortError(f"{port} is no port; name one up to {HIGHEST_PORT} by PORT=…")
    for candidate in range(port, last + 1):
        try:
            return PreviewServer((HOST, candidate), preview, output)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortError(f"port {candidate}: {error.strerror}; name another by PORT=…") from error
    raise PortError(f"ports {port} to {last} are all in use; name another by PORT=…")
