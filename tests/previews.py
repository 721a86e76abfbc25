"""Asks a running preview as a browser does."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 60


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str | urllib.request.Request) -> tuple[int, str]:
    """Return status and text of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@contextmanager
def rebuilt(address: str) -> Iterator[None]:
    """End when the preview at an address says that it has built what was saved inside."""
    with urllib.request.urlopen(f"{address}.preview/events", timeout=SECONDS) as events:
        yield
        end = time.monotonic() + SECONDS
        while (line := events.readline()) != b"data: rebuilt\n":
            assert line, "the preview closed the stream"
            # a comment now and then keeps the stream open
            assert time.monotonic() < end, "nothing was built"


def wait_for(address: str, words: str) -> tuple[int, str]:
    """Ask until an answer holds these words; the answer."""
    end = time.monotonic() + SECONDS
    while words not in (answer := fetch(address))[1]:
        assert time.monotonic() < end, answer
        time.sleep(0.1)
    return answer
