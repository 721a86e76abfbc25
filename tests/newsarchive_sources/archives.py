"""A real web archive on loopback: pywb, which replays, lists and records pages, and a front that saves on request."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import uuid4

from tests.previews import free_port
from tests.sites import ROOT

SETTINGS = """
framed_replay: false
enable_memento: true
redirect_to_exact: {exact}
recorder: live
collections_root: collections
collections:
  live: $live
"""
_SECONDS = 30


@dataclass(frozen=True)
class Capture:
    """A page in the archive: its address, the moment (`2020-01-02T03:04:05Z`), its status, and its headers."""

    url: str
    moment: str
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b"<p>words"


def write_captures(path: Path, captures: list[Capture]) -> None:
    """Write a WARC (ISO 28500)."""
    records = []
    for each in captures:
        headers = (("Content-Type", "text/html"), ("Content-Length", str(len(each.body))), *each.headers)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        content = f"HTTP/1.1 {each.status}\r\n{head}\r\n".encode() + each.body
        named = {
            "WARC-Type": "response",
            "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
            "WARC-Date": each.moment,
            "WARC-Target-URI": each.url,
            "Content-Type": "application/http; msgtype=response",
            "Content-Length": str(len(content)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        records.append(f"WARC/1.1\r\n{lines}\r\n".encode() + content + b"\r\n\r\n")
    path.write_bytes(b"".join(records))


# pywb needs distutils, which Python has no more since 3.12; setuptools brings it
RUN_MODULE = """
import runpy, sys
if sys.version_info >= (3, 12):
    __import__("setuptools")
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


@contextmanager
def pywb(folder: Path, captures: list[Capture], *, exact: bool = True, wacz: bytes = b"") -> Iterator[str]:
    """Run pywb with these pages, and those of a WACZ file; the address of its collection, which is also its TimeGate.

    With `exact` the TimeGate redirects to the copy (RFC 7089, pattern 2.1), else it shows it itself (pattern 2.2).
    """
    # it would ask GitHub for a list of domains, and goes on without
    nowhere = {"https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    environment = {**os.environ, **nowhere, "PYTHONPATH": str(ROOT / ".venv" / "web-archives")}
    (folder / "config.yaml").write_text(SETTINGS.format(exact=str(exact).lower()))
    for name in ("archive", "indexes"):
        (folder / "collections" / "kept" / name).mkdir(parents=True)
    write_captures(folder / "collections" / "kept" / "archive" / "captures.warc", captures)
    port = free_port()
    address = f"http://127.0.0.1:{port}/kept/"
    server = [sys.executable, "-c", RUN_MODULE, "pywb.apps.cli", "--bind", "127.0.0.1", "--port", str(port)]
    server += ["--autoindex", "--auto-interval", "1"]
    with (folder / "log").open("wb") as log:
        options = {"cwd": folder, "env": environment, "stdout": log, "stderr": log}
        if wacz:
            (folder / "ours.wacz").write_bytes(wacz)
            add = ("add", "kept", "ours.wacz", "--unpack-wacz")
            subprocess.run([sys.executable, "-c", RUN_MODULE, "pywb.manager.manager", *add], **options, check=True)
        process = subprocess.Popen(server, **options)
        try:
            # it indexes the captures a moment after it has begun to answer
            _await(f"{address}timemap/link/{captures[-1].url}" if captures else address, process)
            yield address
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


@dataclass
class Saving:
    """How the front of an archive answers requests to save a page, as the Wayback Machine does.

    Attributes:
        archive: The address of pywb's collection.
        refusals: Statuses and headers with which it answers first, instead of saving.
        header: The header that says where the copy is.
        told: What that header says; by default the address of the copy.
        asked: The addresses that it was asked to save.
    """

    archive: str
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    header: str = "Location"
    told: str = ""
    asked: list[str] = field(default_factory=list)

    def save(self, url: str) -> str:
        """Let pywb record a page, and return the address of the copy."""
        urllib.request.urlopen(f"{self.archive}record/mp_/{url}", timeout=_SECONDS).close()
        ends = time.monotonic() + _SECONDS
        while time.monotonic() < ends:
            try:
                with urllib.request.urlopen(f"{self.archive}timemap/link/{url}", timeout=_SECONDS) as answer:
                    return str(answer.read().decode().split('rel="memento"')[0].rpartition("<")[2].partition(">")[0])
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(url)


@contextmanager
def saving(front: Saving) -> Iterator[str]:
    """Serve the front; the address with which requests to save a page begin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = self.path.removeprefix("/save/")
            front.asked.append(url)
            if front.refusals:
                status, headers = front.refusals.pop(0)
            else:
                there = front.told or front.save(url)
                status, headers = 302 if front.header == "Location" else 200, {front.header: there}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/save/"
        finally:
            server.shutdown()
            thread.join(timeout=5)
