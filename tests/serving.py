"""A web server that keeps the rules which a build writes for nginx, as far as they go: to see pages as readers do.

It answers as nginx does: over HTTP/1.1, compressed where that helps, with the headers that a file's answer has.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.nginx import Directive, parse
from tests.sites import BuiltSite

TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/atom+xml",
    "js": "text/javascript",
    "json": "application/json",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
PICTURES = ("jpg", "png", "webp", "avif")


class Rules:
    """What `server/nginx.conf` says of an address: headers, and a status of its own with where it leads."""

    def __init__(self, conf: str) -> None:
        self._conf = parse(conf)
        locations = [each for each in self._conf if each.name == "location"]
        self._exact = {each.arguments[1]: each for each in locations if each.arguments[0] == "="}
        self._patterns = [each for each in locations if each.arguments[0] == "~"]

    def _inside(self, address: str) -> tuple[Directive, ...]:
        place = self._exact.get(address) or next(
            (each for each in self._patterns if re.search(each.arguments[1], address)), None
        )
        return (place.inside or ()) if place else ()

    def closes(self, address: str) -> bool:
        """Whether a connection ends with the answer."""
        return any((each.name, each.arguments) == ("keepalive_timeout", ("0",)) for each in self._inside(address))

    def of(self, address: str) -> tuple[dict[str, str], tuple[str, ...]]:
        inside = self._inside(address)
        answer = next((each.arguments for each in inside if each.name == "return"), ())
        # a block inherits the headers only if it has none of its own
        return _headers(inside) or _headers(self._conf), answer


def _headers(block: tuple[Directive, ...]) -> dict[str, str]:
    return {each.arguments[0]: each.arguments[1] for each in block if each.name == "add_header"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet of readers who leave, as browsers do; all else is a fault."""
        if not isinstance(sys.exception(), (OSError, ssl.SSLError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@cache
def compressed(content: bytes) -> bytes:
    """Return the bytes as servers send them that compress as well as gzip can."""
    return gzip.compress(content, 9, mtime=0)


@contextmanager
def served(site: BuiltSite, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a public site on loopback under the path of its address; the address, with a last slash."""
    base, rules = urlsplit(site.url).path, Rules(site.text_of("server/nginx.conf"))

    class Handler(BaseHTTPRequestHandler):
        protocol_version, server_version, sys_version = "HTTP/1.1", "nginx", ""
        timeout = 10
        wbufsize = 1 << 16  # headers and body leave together
        disable_nagle_algorithm = True

        def log_message(self, format: str, *values: object) -> None:
            """Keep quiet."""

        def do_GET(self) -> None:
            address = urlsplit(self.path).path
            headers, answer = rules.of(address)
            path = address.removeprefix(f"{base}/")
            content = site.files.get(f"{path}index.html" if not path or path.endswith("/") else path)
            status = int(answer[0]) if answer else HTTPStatus.OK if content is not None else HTTPStatus.NOT_FOUND
            if status == HTTPStatus.NOT_FOUND:
                path, content = "404.html", site.files["404.html"]
            if len(answer) > 1:
                headers, content = {**headers, "Location": answer[1]}, b""
            self._answer(status, headers, path, content or b"")

        def _answer(self, status: int, headers: dict[str, str], path: str, content: bytes) -> None:
            kind = path.rpartition(".")[2] if "." in path else "html"
            headers = {**headers, "Content-Type": TYPES.get(kind, "text/plain")}
            if status == HTTPStatus.OK:
                headers["Last-Modified"] = self.date_time_string(0)
                headers["ETag"] = f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'
            if kind not in PICTURES:
                headers["Vary"] = "Accept-Encoding"
                if "gzip" in self.headers.get("Accept-Encoding", ""):
                    headers["Content-Encoding"], content = "gzip", compressed(content)
            self.send_response(status)
            self.close_connection = rules.closes(urlsplit(self.path).path)
            connection = "close" if self.close_connection else "keep-alive"
            for name, value in {**headers, "Content-Length": str(len(content)), "Connection": connection}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    server = _Server(("127.0.0.1", 0), Handler)
    if tls:
        # each connection's own thread shakes hands, so that a slow reader keeps nobody waiting
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}{base}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
