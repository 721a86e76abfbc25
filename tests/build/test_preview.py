"""`make serve` as an editor lives with it: save, see; break it, read why; mend it, see again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.sites import FIXTURE, FIXTURE_DAY, ROOT

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("preview")]

TEXT = "briefings/2021/elek/en.md"
PAGE = "en/2021/elek/"


@dataclass
class Served:
    """A running preview."""

    process: subprocess.Popen[str]
    content: Path
    lines: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens, as it says."""
        return next((line.split(" ")[0] for line in self.lines if line.startswith("http://")), "")

    def listen(self) -> None:
        """Collect what it prints, until it ends."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def end(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()

    def edit(self, old: str, new: str) -> None:
        """Save a change of the text."""
        path = self.content / TEXT
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def _wait(for_what: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if for_what():
            return True
        time.sleep(0.1)
    return False


def _start(content: Path, output: Path, port: int) -> Served:
    command = [sys.executable, "-u", "-m", "plugins.newsroom", "serve", "--settings", str(FIXTURE / "siteconf.py")]
    command += ["--content", str(content), "--output", str(output), "--port", str(port)]
    env = {**os.environ, "STORE_PATH": str(output.parent / "store"), "SOURCE_DATE_EPOCH": FIXTURE_DAY}
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    served = Served(process, content)

    threading.Thread(target=served.listen, daemon=True).start()
    assert _wait(lambda: bool(served.address)), served.lines
    return served


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    content = tmp_path / "content"
    shutil.copytree(FIXTURE / "content", content)
    preview = _start(content, tmp_path / "output", _free_port())
    yield preview
    preview.end()


def test_a_save_shows_a_fault_shows_itself_and_its_mending_too(served: Served) -> None:
    status, page = served.get(PAGE)
    assert status == 200
    assert "new EventSource" in page
    assert "The sieve" in page

    with urllib.request.urlopen(served.address + ".preview/events", timeout=60) as events:
        served.edit("title: The sieve", "title: The colander")
        assert events.readline() == b"data: rebuilt\n"
    assert "The colander" in served.get(PAGE)[1]

    served.edit("translates: az", "translates: tr")
    assert _wait(lambda: served.get(PAGE)[0] == 500)
    status, page = served.get("en/")
    assert status == 500
    assert "fault translates-missing" in page
    assert "new EventSource" in page

    served.edit("translates: tr", "translates: az")
    assert _wait(lambda: served.get(PAGE)[0] == 200)
    assert served.process.poll() is None


def test_drafts_are_shown_marked_and_never_in_the_files_of_a_plain_build(served: Served, tmp_path: Path) -> None:
    status, page = served.get("en/2022/draft-text/")
    assert status == 200
    assert "Draft: not published yet." in page
    assert "new EventSource" not in (tmp_path / "output/en/2022/draft-text/index.html").read_text("utf-8")
    assert served.get("en/nowhere/")[0] == 404


def test_a_port_in_use_is_passed_over_and_said(served: Served, tmp_path: Path) -> None:
    port = int(served.address.rstrip("/").rpartition(":")[2])
    second = _start(served.content, tmp_path / "other", port)
    try:
        assert f"port {port} is in use; taking " in "\n".join(second.lines)
        assert second.get(PAGE)[0] == 200
    finally:
        second.end()
