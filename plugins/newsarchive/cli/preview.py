"""The preview server: pages, reload on save, and the page of faults.

The server adds to each page a script that listens at `EVENTS` and reloads the page after a build (`Preview.show`).
While the content has a fault, each page begins with a strip that names it, and the address of a page that cannot be
built shows the fault itself, both in the language of the address. Only the server's answers contain script and strip.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import threading
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from newsarchive.build.diagnostics import MOST_IN_STRIP, ShownFault
from newsarchive.model.diagnostics import RefusedError
from newsarchive.server.headers import SELF, allowing, inline_hash

from .builder import Outcome

HOST = "127.0.0.1"
EVENTS = "/.preview/events"
PORTS_TRIED = 20
_NAMES = (HOST, "localhost")
_HEARTBEAT_SECONDS = 10
_PATIENCE_SECONDS = 20  # for a browser that sends or reads nothing
_MOST_IN_VIEW = 4  # an editor may have a text and its translations in several windows

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


class Preview:
    """What all threads share: the outcome of the latest build, and the pages that the next one has rendered.

    `in_view` are the paths of the pages that were requested last, the latest first: a build renders them first. `pages`
    has the HTML of those that the present build has rendered already, by path; they are not yet on the disk.
    """

    def __init__(self, outcome: Outcome) -> None:
        """Create the state after a build."""
        self._changed = threading.Condition()
        self._builds = 0
        self._is_new = False
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
        """Show a page that the present build has just rendered; a build that finds faults renders it again."""
        with self._changed:
            self._is_new = self._is_new or self.pages.get(path, html) != html
            self.pages[path] = html
            self._changed.notify_all()

    def show(self, outcome: Outcome) -> None:
        """Store the outcome of a build and wake all threads that wait for one."""
        with self._changed:
            # a page that was shown early has the next number already, and is loaded again only if it changes once more
            self._builds += 1 + (self._is_new or not outcome.fine or outcome.faults != self.outcome.faults)
            self.outcome, self.pages, self._is_new = outcome, {}, False
            self._changed.notify_all()

    def version(self, path: str) -> int:
        """Return a number that changes when the page at a path is to be loaded again."""
        return self._builds + (path in self.pages)

    def wait(self, path: str, version: int, seconds: float) -> int:
        """Wait until a page has another number than `version`, but at most some seconds; return its number."""
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
#preview-faults h1 { margin: 0; font: inherit; font-weight: bold; color: inherit }
#preview-faults ul { margin: .25rem 0 0; padding-inline-start: 1.25rem }
#preview-faults :is(code, pre) { font: .875rem ui-monospace, monospace; background: none; color: inherit }
#preview-faults pre { margin: .25rem 0 1rem; white-space: pre-wrap }
#preview-faults mark { background: none; color: inherit; outline: 2px solid }
@media (prefers-color-scheme: dark) { #preview-faults { background: #3a1512; color: #f7d9d5; border-color: #e5786d } }
@media print { #preview-faults { display: none } }"""


def _language(outcome: Outcome, page: str) -> str:
    tag = page.partition("/")[0]
    return tag if tag in outcome.words else next(iter(outcome.words), "en")


def _nearness(fault: ShownFault, page: str) -> int:
    """Return 2 for a fault of the text at the path of a page, 1 for one in its folder, and 0 for all others."""
    language, *parts = page.split("/")[:-1] or [""]
    folder = "/".join(("briefings" if len(parts) > 1 else "pages", *parts))
    is_beside = bool(parts) and f"{fault.path}/".startswith(f"{folder}/")
    return is_beside + (is_beside and fault.path == f"{folder}/{language}.md")


def fault_strip(outcome: Outcome, page: str, *, whole: bool = False) -> str:
    """Return the HTML that the page at a path begins with: how many faults there are, and the first of them.

    Those that stop all pages come first, then those of the text at this path, and those in its folder. For a page that
    cannot be built, the strip is the `whole` page: all faults with their lines and, after an error, what was printed.
    """
    if not outcome.faults:
        return ""
    language = _language(outcome, page)
    words = outcome.words.get(language, _ENGLISH)
    faults = sorted(
        outcome.faults, key=lambda each: (not outcome.fine and each.path.endswith(".md"), -_nearness(each, page))
    )
    note = words["stopped"] if not outcome.fine else words["last"] if _nearness(faults[0], page) == 2 else ""
    head, after = f"<strong>{escape(words['faults'])}</strong> {escape(note)}", [words["more"]]
    if whole:
        shown = [each.messages[language] for each in faults]
        others = [line for line in outcome.lines if not any(message in line for message in shown)]
        head, after = f"<h1>{escape(words['missing'])}</h1>", [] if outcome.words else others
    else:
        firsts = {each.path: each for each in reversed(faults)}.values()
        # each file is named before a second fault of one
        faults = sorted(faults, key=lambda each: each not in firsts)[:MOST_IN_STRIP]
    items = [
        f"<code>{escape(each.place)}</code> {escape(each.messages[language])}"
        + (_quoted(each) if whole and each.quote.strip() else "")
        for each in faults
    ]
    items += [escape(line) for line in after if line]
    listed = "".join(f'<li dir="auto">{item}</li>' for item in items)
    return f'<style>{_STYLE}</style><div id="preview-faults" role="status">{head}<ul>{listed}</ul></div>'


def fault_page(outcome: Outcome, page: str) -> bytes:
    """Return the HTML page that the server sends for the path of a page that cannot be built."""
    language = _language(outcome, page)
    title = escape(outcome.words.get(language, _ENGLISH)["missing"])
    bare = f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body></body></html>
"""
    return with_script(bare.encode(), fault_strip(outcome, page, whole=True))


def _quoted(fault: ShownFault) -> str:
    at = max(fault.column - 1, 0)
    word = re.compile(r"\S*").match(fault.quote, at) if fault.column else None
    end = max(word.end(), at + 1) if word else at
    marked = f"<mark>{escape(fault.quote[at:end] or ' ')}</mark>" if word else ""
    return f'<pre class="quote" dir="auto">{escape(fault.quote[:at])}{marked}{escape(fault.quote[end:])}</pre>'


def page_path(address: str) -> str:
    """Return the path in the output folder of the page at an address of the preview, such as `/en/`."""
    path = unquote(address).lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def with_script(page: bytes, strip: str = "") -> bytes:
    """Return an HTML page with a script that reloads it after each build, and with a `strip` of faults at its top.

    The page's Content-Security-Policy gets the hashes of script and style. A page without `</body>` stays as it is.
    """
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page
    added = [("script-src", inline_hash(_RELOAD)), ("connect-src", SELF)]
    added += [("style-src", inline_hash(_STYLE))] if strip else []
    before = _POLICY.sub(lambda policy: allowing(policy[0].decode(), *added).encode(), before, count=1)
    before = _BODY.sub(lambda body: body[0] + strip.encode(errors="backslashreplace"), before, count=1)
    return before + _SCRIPT.encode() + end + after


class PreviewServer(ThreadingHTTPServer):
    """An HTTP server that sends the files of the output folder, and events that make browsers reload after a build."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], preview: Preview, output: Path) -> None:
        """Start to listen at a host and port; raise OSError if that is impossible, for example because it is in use."""
        self.preview, self.output = preview, Path(os.path.realpath(output))
        super().__init__(address, partial(_Handler, directory=str(self.output)))

    def handle_error(self, request: object, client_address: object) -> None:
        """Print the exception that a request raised, unless the browser went away or a file did."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(SimpleHTTPRequestHandler):
    server: PreviewServer
    timeout = _PATIENCE_SECONDS

    def log_message(self, format: str, *values: object) -> None:
        """Print nothing, because the terminal shows the builds."""

    def parse_request(self) -> bool:
        """Refuse a request that a page of another site may have sent: it could find out which drafts exist.

        Such a request has another host name than the preview if the other site's domain resolves to this machine (DNS
        rebinding); otherwise its `Sec-Fetch-Site` header reveals it.
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
        """Answer with the stream of events, a page, the faults because of which it is missing, or a file."""
        super().do_GET()
        place, query = urlsplit(self.path)[2:4]
        if place == EVENTS:
            # without a page, it tells of whole builds
            self._tell_of_rebuilds(page_path(query) if query else "")

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the headers of an answer; return its body, None if there is none."""
        place, preview = urlsplit(self.path).path, self.server.preview
        if place == EVENTS:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            return None
        page = page_path(place)
        if page.endswith(".html"):
            preview.look_at(page)
        path = self._path(page)
        if page in preview.pages:
            return self._page(HTTPStatus.OK, preview.pages[page], page)
        if path is None:
            return self._missing(page if "." in page.rpartition("/")[2] else f"{page}/index.html")
        return self._page(HTTPStatus.OK, path.read_bytes(), page) if path.suffix == ".html" else super().send_head()

    def _path(self, page: str) -> Path | None:
        """Return the requested file or folder; None if it is missing or a link leads out of the output folder."""
        output = self.server.output
        try:
            path = Path(os.path.realpath(f"{output}/{page}", strict=True))
        except (OSError, ValueError):
            return None
        return path if path.is_relative_to(output) else None

    def _missing(self, page: str) -> BytesIO:
        outcome, found = self.server.preview.outcome, self.server.output / "404.html"
        if any(_nearness(fault, page) for fault in outcome.faults) or not outcome.fine:
            return self._html(HTTPStatus.INTERNAL_SERVER_ERROR, fault_page(outcome, page))
        data = found.read_bytes() if found.is_file() else b"<!DOCTYPE html><title>404</title><body>404</body>"
        return self._page(HTTPStatus.NOT_FOUND, data, page)

    def _page(self, status: HTTPStatus, html: bytes, page: str) -> BytesIO:
        return self._html(status, with_script(html, fault_strip(self.server.preview.outcome, page)))

    def _html(self, status: HTTPStatus, data: bytes) -> BytesIO:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return BytesIO(data)

    def _tell_of_rebuilds(self, page: str) -> None:
        """Send an event whenever a page, or any if `page` is empty, is built anew."""
        version = self.server.preview.version(page)
        while True:
            now = self.server.preview.wait(page, version, _HEARTBEAT_SECONDS)
            self.wfile.write(b": still here\n\n" if now == version else b"data: rebuilt\n\n")
            version = now


def open_server(preview: Preview, output: Path, port: int) -> PreviewServer:
    """Open the server of the preview at a port of this machine or, if that is in use, at the next free one."""
    reason = ""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            return PreviewServer((HOST, candidate), preview, output)
        except (OSError, OverflowError) as error:
            reason = str(error)
            if getattr(error, "errno", 0) != errno.EADDRINUSE:
                break
    raise RefusedError(f"no port from {port} on can be used: {reason}; set PORT to another")
