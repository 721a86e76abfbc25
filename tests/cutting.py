"""A middle man who lets each connection through for some bytes and then goes silent, as some networks do to TLS.

Since 2025 networks in Russia freeze a connection to many hosts abroad after 16 KB from the server: nothing more
arrives, and nobody says so. All that the server sends counts, TLS's handshake too.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LIMIT = 16_384


@dataclass
class Cut:
    """Where the middle man listens, and how many bytes each server wished to send, let through or not."""

    port: int
    wished: list[int] = field(default_factory=list)


@contextmanager
def cut(port: int, *, limit: int = LIMIT) -> Iterator[Cut]:
    """Stand between readers and a port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    found = Cut(listener.getsockname()[1])
    thread = threading.Thread(target=_listen, args=(listener, port, limit, found), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread
        listener.close()
        thread.join(timeout=10)


def _listen(listener: socket.socket, port: int, limit: int, found: Cut) -> None:
    while True:
        try:
            reader, _ = listener.accept()
        except OSError:
            return
        number = len(found.wished)
        found.wished.append(0)
        threading.Thread(target=_connect, args=(reader, port, limit, found, number), daemon=True).start()


def _connect(reader: socket.socket, port: int, limit: int, found: Cut, number: int) -> None:
    """Carry a connection until the reader leaves."""
    with reader, socket.create_connection(("127.0.0.1", port)) as server:
        for each in (reader, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=_answers, args=(server, reader, limit, found, number), daemon=True)
        back.start()
        with suppress(OSError):
            while data := reader.recv(65536):
                server.sendall(data)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        back.join(timeout=10)


def _answers(server: socket.socket, reader: socket.socket, limit: int, found: Cut, number: int) -> None:
    with suppress(OSError):
        while data := server.recv(65536):
            left = max(limit - found.wished[number], 0)
            found.wished[number] += len(data)
            # what is over is lost; the connection stays, and its reader waits
            reader.sendall(data[:left])
        if found.wished[number] <= limit:
            reader.shutdown(socket.SHUT_WR)
