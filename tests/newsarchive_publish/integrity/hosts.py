"""Hosts on loopback that answer as they are told, also as no host should."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from newsarchive import connections
from newsarchive.model import web_addresses

Answer = Callable[[socket.socket], None]
"""Writes an answer, whole or not, to whoever asked."""


def play_public(machine: str = "127.0.0.1", replace: Callable[[object, str, object], None] = setattr) -> None:
    """Let an address of this computer play one of the public internet; what else is private stays so."""
    real = web_addresses.is_private
    for module in (web_addresses, connections):
        replace(module, "is_private", lambda address: address != machine and real(address))


def said(status: str, body: bytes = b"", **headers: str) -> Answer:
    """A whole answer."""
    named = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return lambda line: line.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)


def file(body: bytes, **headers: str) -> Answer:
    """A file."""
    return said("200 OK", body, **headers)


def page(body: bytes, **headers: str) -> Answer:
    """A file that browsers show as a page."""
    return file(body, **{"Content_Type": "text/html; charset=utf-8", **headers})


def moved(location: str, status: str = "301 Moved") -> Answer:
    """A redirect."""
    return said(status, Location=location)


def cut(body: bytes) -> Answer:
    """A file whose second half does not come."""
    return page(body, Content_Length=str(2 * len(body)))


def dripping(head: bytes) -> Answer:
    """Bytes without an end, one by one, after a beginning."""

    def answer(line: socket.socket) -> None:
        line.sendall(head)
        while True:
            line.sendall(b"x")
            time.sleep(0.02)

    return answer


def endless(head: bytes) -> Answer:
    """Bytes without an end, as fast as they can go."""

    def answer(line: socket.socket) -> None:
        line.sendall(head)
        while True:
            line.sendall(b"x" * 65_536)

    return answer


def silent(line: socket.socket) -> None:
    """No answer at all, until the asker leaves."""
    while line.recv(65_536):
        pass


@contextmanager
def host(
    answers: Mapping[str, Answer],
    asked: list[str] | None = None,
    tls: ssl.SSLContext | None = None,
    machine: str = "127.0.0.1",
) -> Iterator[str]:
    """Serve answers by the path that was asked for; the address. `asked` takes the paths.

    `machine` is an address of this computer; no text may have a source at 127.0.0.1, where previews are.

    Under the path `*` stands what is answered to whatever comes, before it was read.
    """
    listener = socket.create_server((machine, 0))
    done = threading.Event()

    def serve(line: socket.socket) -> None:
        with suppress(OSError), tls.wrap_socket(line, server_side=True) if tls else line as line:
            if "*" in answers:
                answers["*"](line)
                return
            request = b""
            while b"\r\n\r\n" not in request:
                request += line.recv(65_536) or b"\r\n\r\n"
            if request.count(b" ") < 2:
                return  # who asked was killed
            path = request.split(b" ")[1].decode()
            if asked is not None:
                asked.append(path)
            answers.get(path, said("404 Not Found", b"nothing"))(line)

    def accept() -> None:
        while not done.is_set():
            with suppress(OSError):
                line, _ = listener.accept()
                threading.Thread(target=serve, args=(line,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://{machine}:{listener.getsockname()[1]}"
    finally:
        done.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)
