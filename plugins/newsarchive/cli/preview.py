"""The preview server: pages, reload on save, and the page of faults.

`newsarchive serve` opens the server (`open_server`) and calls `Preview.show` after each build. The server sends the
files of the output folder to browsers on this machine. It adds to each page a script that listens at `EVENTS` and
reloads the page after a build. Only the server's answers contain this script; the files in the output folder do not.

Each build runs in its own process, so that nothing an editor saves can end the preview. While the content has a fault,
each page begins with a strip that names it, and the address of a page that cannot be built shows the fault itself, both
in the language of the address. Only the server's answers contain the strip, too.
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

from newsarchive.build.diagnostics import MOST_IN_STRIP, ShownFault
from newsarchive.server.headers import SELF, allowing, inline_hash

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
_BODY = re.compile(rb"<body[^>]*>")
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
            if self.pages.get(path) != html:
                # a build that finds faults renders it again without them
                self.pages[path] = html
                self._versions[path] = self.version(path) + 1
                self._changed.notify_all()

    def show(self, outcome: Outcome) -> None:
        """Store the outcome of a build and wake all threads that wait for one."""
        with self._changed:
            # a page that was shown early has this number already, and is not loaded again unless its strip changes
            is_new = not outcome.fine or outcome.faults != self.outcome.faults
            self._version = max(self._versions.values(), default=self._version + 1) + is_new
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


_ENGLISH = {
    "faults": "The site was not built",
    "more": "",
    "missing": "The site was not built",
    "stopped": "All pages stay as they were until this is mended.",
}
"""The words about an error, which is in English: of the settings, a template, a plugin or the system."""

_STYLE = """#preview-faults { margin: 0; padding: .75rem 1rem; font: 1rem/1.45 system-ui, sans-serif; hyphens: manual;
overflow-wrap: anywhere; background: #fbe6e4; color: #5b110b; border-block-end: 3px solid #a3211a }
#preview-faults ul { margin: .25rem 0 0; padding-inline-start: 1.25rem }
#preview-faults code { font: .875rem ui-monospace, monospace; background: none; color: inherit }
@media (prefers-color-scheme: dark) { #preview-faults { background: #3a1512; color: #f7d9d5; border-color: #e5786d } }
@media print { #preview-faults { display: none } }"""
_FAULT_STYLE = """:root { color-scheme: light dark; --red: #a3211a; --mark: #ffd9d5 }
@media (prefers-color-scheme: dark) { :root { --red: #f2a29b; --mark: #7a2620 } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
h1, h2 { color: var(--red); line-height: 1.25; overflow-wrap: anywhere } h2 { font-size: 1.15rem; margin-top: 2rem }
code, pre { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
mark { background: var(--mark); color: inherit; outline: 1px solid var(--red) }
.quote { border-inline-start: 3px solid var(--red); padding-inline-start: .75rem }"""
_AROUND = 200
"""How many characters of a faulty line are quoted before the fault, and after it."""


def _language(outcome: Outcome, page: str) -> str:
    """Return the language in which faults are shown at the path of a page: its own, or the site's default language."""
    tag = page.partition("/")[0]
    return tag if tag in outcome.words else next(iter(outcome.words), "en")


def _folder(page: str) -> str:
    """Return the folder of the content whose text is at the path of a page, if there is one; it may be empty."""
    parts = page.split("/")[1:-1]
    return "/".join(("briefings" if len(parts) > 1 else "pages", *parts)) if parts else ""


def _is_text_of(fault: ShownFault, page: str) -> bool:
    return bool(_folder(page)) and fault.path == f"{_folder(page)}/{page.partition('/')[0]}.md"


def _concerns(fault: ShownFault, page: str) -> bool:
    """Return whether a fault is in the folder of the text at the path of a page."""
    return bool(_folder(page)) and f"{fault.path}/".startswith(f"{_folder(page)}/")


def _own_first(outcome: Outcome, page: str) -> list[ShownFault]:
    """Return the faults: those that stop all pages, those of the text at a path, those of its folder, then others."""

    def place(each: ShownFault) -> tuple[bool, bool, bool]:
        return not outcome.fine and each.path.endswith(".md"), not _is_text_of(each, page), not _concerns(each, page)

    return sorted(outcome.faults, key=place)


def fault_strip(outcome: Outcome, page: str) -> str:
    """Return the HTML that the page at a path begins with: how many faults there are, and the first of them."""
    if not outcome.faults:
        return ""
    language, faults = _language(outcome, page), _own_first(outcome, page)
    words = outcome.words.get(language, _ENGLISH)
    note = words["stopped"] if not outcome.fine else words["last"] if _is_text_of(faults[0], page) else ""
    firsts = {each.path: each for each in reversed(faults)}.values()
    # each file is named before a second fault of one
    named = sorted(faults, key=lambda each: each not in firsts)[:MOST_IN_STRIP]
    items = [f"<code>{escape(each.place)}</code> {escape(each.messages[language])}" for each in named]
    items += [escape(words["more"])] if words["more"] else []
    listed = "".join(f'<li dir="auto">{item}</li>' for item in items)
    head = f"<strong>{escape(words['faults'])}</strong> {escape(note)}"
    return f'<style>{_STYLE}</style><div id="preview-faults" role="status">{head}<ul>{listed}</ul></div>'


def fault_page(outcome: Outcome, page: str) -> bytes:
    """Return the HTML page that the server sends for the path of a page that cannot be built.

    It shows each fault with its line, the page's own first; after an error, also what the build printed.
    """
    language = _language(outcome, page)
    parts: list[str] = []
    title = escape(outcome.words.get(language, _ENGLISH)["missing"])
    for each in _own_first(outcome, page):
        heading = "h2" if parts else "h1"
        parts.append(f'<{heading} dir="auto">{escape(each.messages[language])}</{heading}>')
        parts.append(f"<p><code>{escape(each.place)}</code></p>")
        parts.append(_quoted(each) if each.quote.strip() else "")
    if not outcome.words:
        shown = [each.messages[language] for each in outcome.faults]
        others = [line for line in outcome.lines if not any(message in line for message in shown)]
        parts.append(f"<pre>{escape(chr(10).join(others))}</pre>" if others else "")
    html = f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_FAULT_STYLE}</style></head>
<body><p>{title}</p>{"".join(parts)}{_SCRIPT}</body></html>
"""
    return html.encode(errors="backslashreplace")


def _quoted(fault: ShownFault) -> str:
    """Return the HTML of the line of a fault, with a mark where the fault begins; of a long line, what is near it."""
    at = max(fault.column - 1, 0)
    start, end = max(at - _AROUND, 0), at + _AROUND
    word = re.compile(r"\S*").match(fault.quote, at) if fault.column else None
    stop = min(max(word.end(), at + 1), end) if word else at
    before, marked, after = fault.quote[start:at], fault.quote[at:stop], fault.quote[stop:end]
    before, after = "…" * (start > 0) + before, after + "…" * (end < len(fault.quote))
    marked = f"<mark>{escape(marked or ' ')}</mark>" if word else ""
    return f'<pre class="quote" dir="auto">{escape(before)}{marked}{escape(after)}</pre>'


def page_path(address: str) -> str:
    """Return the path in the output folder of the page at an address of the preview, such as `/en/`."""
    path = unquote(address).lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def with_script(page: bytes, strip: str = "") -> bytes:
    """Return an HTML page with a script that reloads it after each build, and with a policy that allows the script.

    The policy is the page's Content-Security-Policy, which otherwise forbids unknown scripts. A page without `</body>`
    is returned unchanged. `strip` is put at the top of the page (`fault_strip`).
    """
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page
    allowed = _POLICY.sub(_with_style if strip else _with_reload, before, count=1)
    if strip:
        allowed = _BODY.sub(lambda body: body[0] + strip.encode(errors="backslashreplace"), allowed, count=1)
    return allowed + _SCRIPT.encode() + end + after


def _with_reload(policy: re.Match[bytes]) -> bytes:
    return allowing(policy[0].decode(), ("script-src", inline_hash(_RELOAD)), ("connect-src", SELF)).encode()


def _with_style(policy: re.Match[bytes]) -> bytes:
    return allowing(_with_reload(policy).decode(), ("style-src", inline_hash(_STYLE))).encode()


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
            self._send(self._dressed(html), HTTPStatus.OK)
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

        HTML pages get the script that reloads them, and the strip of faults. For a missing page, the faults because of
        which it is missing are sent, or the site's own page for status 404. Any other file is sent as
        `SimpleHTTPRequestHandler` does.
        """
        path = self._inside()
        if path is None:
            return self._send_missing()
        if path.is_dir() and not urlsplit(self.path).path.endswith("/"):
            return super().send_head()  # type: ignore[return-value]
        page = path / "index.html" if path.is_dir() else path
        if page.suffix != ".html" and page.is_file():
            return super().send_head()  # type: ignore[return-value]
        if not (page.is_file() and self._holds(page)):
            return self._send_missing()
        return self._answer(self._dressed(_patiently(page.read_bytes)), HTTPStatus.OK)

    def list_directory(self, path: str | os.PathLike[str]) -> io.BytesIO | None:  # noqa: ARG002
        """Send the answer for a missing page instead of a list of files, for an address of a folder without a page."""
        return self._send_missing()

    def _inside(self) -> Path | None:
        """Return the requested file or folder, or None if it is missing or a link leads out of the output folder."""
        with suppress(OSError, ValueError):
            path = Path(self.translate_path(self.path))
            path.lstat()
            return path if self._holds(path) else None
        return None

    def _holds(self, path: Path) -> bool:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.server.output))

    @property
    def _page(self) -> str:
        path = urlsplit(self.path).path
        return page_path(path if "." in path.rpartition("/")[2] else f"{path.rstrip('/')}/")

    def _dressed(self, html: bytes) -> bytes:
        return with_script(html, fault_strip(self.server.preview.outcome, self._page))

    def _send_missing(self) -> io.BytesIO:
        outcome, page = self.server.preview.outcome, self._page
        if any(_concerns(each, page) for each in outcome.faults) or not outcome.fine:
            return self._answer(fault_page(outcome, page), HTTPStatus.INTERNAL_SERVER_ERROR)
        found = self.server.output / "404.html"
        data = found.read_bytes() if found.is_file() else b"<!DOCTYPE html><title>404</title><body>404</body>"
        return self._answer(self._dressed(data), HTTPStatus.NOT_FOUND)

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
