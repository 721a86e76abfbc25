"""The preview server: pages, reload on save, and the page of faults.

`newsarchive serve` opens the server (`open_server`) and calls `Preview.show` after each build. The server sends the
files of the output folder to browsers on this machine. It adds to each page a script that listens at `EVENTS` and
reloads the page after a build. Only the server's answers contain this script; the files in the output folder do not.

Each build runs in its own process, so that nothing an editor saves can end the preview. While the content has a
fault, the server answers every request for a page with the faults, because the built pages are out of date.
"""

from __future__ import annotations

import errno
import io
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from newsarchive.site_files.headers import SELF, allowing, inline_hash

from .builder import Outcome

HOST = "127.0.0.1"
EVENTS = "/.preview/events"
PORTS_TRIED = 20
HIGHEST_PORT = 65535
_NAMES = (HOST, "localhost")
_HEARTBEAT_SECONDS = 10
PATIENCE_SECONDS = 20
"""How many seconds the server waits for a browser that sends or reads nothing before it closes the connection."""
_ENDING_SECONDS = 5
"""How many seconds to wait for the thread of a closed connection to end; even on a busy machine it ends earlier."""
MOST_CONNECTIONS = 32
"""How many connections may be open at the same time.

A further one closes the oldest. A browser whose stream of events was closed opens it again by itself.
"""

_MOST_IN_VIEW = 4
"""How many pages are rendered first; an editor may have a text and its translations in several windows."""

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

_RELOAD = f'new EventSource("{EVENTS}?" + location.pathname).onmessage = () => location.reload();'
_SCRIPT = f"<script>{_RELOAD}</script>"
_POLICY = re.compile(rb'(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*')


class PortError(ValueError):
    """Raised if the preview's server cannot be opened at a port. The message states the port and the reason."""


class Preview:
    """The state that all threads share: the outcome of the latest build, and the pages that the next one has rendered.

    A page that somebody looks at is rendered first. It is shown at once, while the build goes on. Threads with an open
    stream of events call `wait` to learn when to reload their page.

    Attributes:
        outcome: Whether the latest build succeeded, and what it printed.
        in_view: The paths of the pages that were requested last, the latest first.
        pages: The HTML of pages that the present build has rendered already, by path. They are not yet on the disk.
    """

    def __init__(self, outcome: Outcome) -> None:
        """Create the state after a build, whose outcome is given."""
        self._changed = threading.Condition()
        self._versions: dict[str, int] = {}
        self._version = 0
        self.outcome = outcome
        self.in_view: tuple[str, ...] = ()
        self.pages: dict[str, bytes] = {}

    def look_at(self, path: str) -> None:
        """Note that somebody looks at the page with a path in the output folder."""
        # all addresses of pages are ASCII; anything else was mistyped
        if path.isascii():
            with self._changed:
                self.in_view = tuple(dict.fromkeys((path, *self.in_view)))[:_MOST_IN_VIEW]

    def show_page(self, path: str, html: bytes) -> None:
        """Show a page that the present build has just rendered, and wake the threads that wait for it."""
        with self._changed:
            self.pages[path] = html
            self._versions[path] = self._version + 1
            self._changed.notify_all()

    def show(self, outcome: Outcome) -> None:
        """Store the outcome of a build and wake all threads that wait for one."""
        with self._changed:
            # a page that was shown early has this number already, and is not loaded again unless it shows faults now
            self._version += 1 if outcome.fine else 2
            self.outcome, self.pages, self._versions = outcome, {}, {}
            self._changed.notify_all()

    def version(self, path: str) -> int:
        """Return a number that changes when the page at a path is to be loaded again."""
        return self._versions.get(path, self._version)

    def wait(self, path: str, version: int, seconds: float) -> int:
        """Wait until a page is to be loaded again, but at most some seconds; return its number (see `version`).

        Args:
            path: The path of the page in the output folder.
            version: The number that the caller knows.
            seconds: How long to wait at most. If nothing has changed by then, `version` is returned.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.version(path) != version, timeout=seconds)
            return self.version(path)


def fault_page(outcome: Outcome) -> bytes:
    """Return the HTML page that the server sends for every address after a failed build.

    It shows the most important message in large type, then everything that the build printed.
    """
    place, message, rest = (escape(each) for each in (outcome.place, outcome.message, "\n".join(outcome.lines)))
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The site was not built</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }}
h1 {{ font-size: 2rem; line-height: 1.25; color: #a3211a; overflow-wrap: anywhere; }} p {{ font-family: monospace; }}
pre {{ white-space: pre-wrap; font-size: 0.875rem; overflow-wrap: anywhere; }}</style></head>
<body><p>{place}</p><h1 dir="auto">{message}</h1><pre>{rest}</pre>{_SCRIPT}</body></html>
"""
    return page.encode(errors="backslashreplace")


def page_path(address: str) -> str:
    """Return the path in the output folder of the page at an address of the preview, such as `/en/`."""
    path = unquote(address).lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def with_script(page: bytes) -> bytes:
    """Return an HTML page with a script that reloads it after each build, and with a policy that allows the script.

    The policy is the page's Content-Security-Policy, which otherwise forbids unknown scripts. A page without `</body>`
    is returned unchanged.
    """
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page
    allowed = _POLICY.sub(_with_reload, before, count=1)
    return allowed + _SCRIPT.encode() + end + after


def _with_reload(policy: re.Match[bytes]) -> bytes:
    return allowing(policy[0].decode(), ("script-src", inline_hash(_RELOAD)), ("connect-src", SELF)).encode()


def _patiently(read: Callable[[], bytes]) -> bytes:
    """Call a function that reads a file, and return its result; retry while the process has no free file descriptor.

    Descriptors become free when closed connections end. After `_ENDING_SECONDS` the OSError is raised.
    """
    deadline = time.monotonic() + _ENDING_SECONDS
    while True:
        try:
            return read()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE) or time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def _most_connections() -> int:
    """Return how many connections may be open: `MOST_CONNECTIONS`, or fewer if the process may open few files.

    The limit is a quarter of the process's file descriptors. Up to twice as many connections may exist for a moment,
    so half of the descriptors remain for files and builds.
    """
    try:
        import resource
    except ImportError:  # on Windows
        return MOST_CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(1, min(MOST_CONNECTIONS, soft // 4))


class PreviewServer(ThreadingHTTPServer):
    """An HTTP server that sends the files of the output folder, and events that make browsers reload after a build.

    It limits the number of its connections and threads: beyond the limit, a new connection closes the oldest one.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], preview: Preview, output: Path) -> None:
        """Start to listen at an address; raise OSError if that is impossible, for example because it is in use.

        Args:
            address: The host and the port; the port 0 stands for any free one.
            preview: The outcome of the latest build, shared with the thread that builds.
            output: The folder to serve.
        """
        self.preview, self.output = preview, output
        self._most = _most_connections()
        self._connections: dict[socket.socket, bool] = {}
        self._changing = threading.Condition()
        super().__init__(address, partial(_Handler, directory=str(output)))

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection, and return its socket and address.

        If accepting fails because no file descriptor is free, close the oldest connection and raise the OSError again;
        `socketserver` ignores it and tries again.
        """
        try:
            return super().get_request()
        except OSError:
            with self._changing:
                self._close_oldest()
            time.sleep(0.1)
            raise

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Answer a new connection in a thread of its own; if too many are open, close the oldest one first.

        If the threads of too many closed connections have not ended yet, wait until one has; after some seconds, refuse
        the new connection.
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
        """Close a finished connection, so that it no longer counts towards the limit of open connections."""
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
        """Print the exception that a request raised, unless the browser closed the connection or timed out."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(SimpleHTTPRequestHandler):
    server: PreviewServer
    timeout = PATIENCE_SECONDS

    def log_message(self, format: str, *values: object) -> None:
        """Print nothing, because the terminal shows the builds."""

    def parse_request(self) -> bool:
        """Parse a request, and return whether to answer it; refuse one that a page of another site may have sent.

        Such a page could find out which drafts exist. The request has another host name than the preview if the other
        site's domain resolves to this machine (DNS rebinding); otherwise its `Sec-Fetch-Site` header reveals it.
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
        """Add the headers that forbid other sites to embed an answer, and browsers to cache it; end the headers."""
        for name, value in _HEADERS:
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        """Answer with the stream of events, the page of faults, or a file."""
        self._reply(super().do_GET)

    def do_HEAD(self) -> None:
        """Answer as `do_GET` does, but without the body."""
        self._reply(super().do_HEAD)

    def _reply(self, send_file: Callable[[], None]) -> None:
        preview, (_, _, place, query, _) = self.server.preview, urlsplit(self.path)
        # a stream of events without a page tells of whole builds
        page = page_path(query if place == EVENTS else place) if query or place != EVENTS else ""
        if page.endswith(".html"):
            preview.look_at(page)
        if place == EVENTS:
            self._tell_of_rebuilds(page)
        elif (html := preview.pages.get(page)) is not None:
            self._send(with_script(html), HTTPStatus.OK)
        elif not preview.outcome.fine:
            self._send(fault_page(preview.outcome), HTTPStatus.INTERNAL_SERVER_ERROR)
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
        """Send the headers for the requested file, and return the content to send after them; None if there is none.

        HTML pages get the script that reloads them. For a missing file, the site's own page for status 404 is sent. Any
        other file is sent as `SimpleHTTPRequestHandler` does.
        """
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
        """Send the page for status 404 instead of a list of files, for an address of a folder without a page."""
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

    def _tell_of_rebuilds(self, page: str) -> None:
        """Keep the connection open, and send an event whenever a page, or any if `page` is empty, is built anew."""
        version = self.server.preview.version(page)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            while True:
                now = self.server.preview.wait(page, version, _HEARTBEAT_SECONDS)
                self.wfile.write(b": still here\n\n" if now == version else b"data: rebuilt\n\n")
                self.wfile.flush()
                version = now
        except OSError:
            return


def open_server(preview: Preview, output: Path, port: int) -> PreviewServer:
    """Open the server of the preview at a port of this machine or, if the port is in use, at the next free one.

    The returned server accepts connections but answers none before its `serve_forever` runs. Other machines cannot
    reach it.

    Args:
        preview: The outcome of the latest build, shared with the thread that builds.
        output: The output folder to serve.
        port: The first of `PORTS_TRIED` ports to try.

    Raises:
        PortError: The port is out of range, all ports are in use, or the system refuses one.
    """
    last = min(port + PORTS_TRIED, HIGHEST_PORT + 1) - 1
    if not 0 <= port <= last:
        raise PortError(f"{port} is not a valid port; set PORT to a number up to {HIGHEST_PORT}")
    for candidate in range(port, last + 1):
        try:
            return PreviewServer((HOST, candidate), preview, output)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortError(f"port {candidate}: {error.strerror}; set PORT to another") from error
    raise PortError(f"ports {port} to {last} are all in use; set PORT to another")
