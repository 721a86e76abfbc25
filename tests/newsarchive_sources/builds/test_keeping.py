"""Sources of a briefing, kept by the real command, outlive their server; so does the table a run that is killed."""

from __future__ import annotations

import datetime as dt
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsarchive_sources.kept import Attempt, parse_kept
from tests.newsarchive.builds.session_content import TAGS
from tests.newsarchive_publish.integrity.hosts import file, host, moved, page, said
from tests.rooms import furnish, plain_environment
from tests.sites import ROOT, Document, words_of
from tests.warmbuilds import run_warm

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("keeping")]

MACHINE = "127.0.0.2"
PLAYING = f"""import sys
sys.path.append({str(ROOT)!r})
from tests.newsarchive_publish.integrity.hosts import play_public
play_public({MACHINE!r})
from newsarchive.cli.main import main
sys.exit(main(sys.argv[1:]))"""
PUBLIC = [sys.executable, "-c", PLAYING]
"""The command, for which `MACHINE` is one of the public internet."""
FIRST = b"<!doctype html><title>First</title><link rel=icon href=/a.png><p>Words of the first source."
SECOND = "<!doctype html><meta charset=windows-1251><title>Второй</title><p>Слова второго источника.".encode("cp1251")
BRIEFING = """---
title: Three sources
summary: A summary.
date: 2022-03
tags: [courts, press-freedom, privacy]
sources:
{sources}
---

Words.
"""


def program(room: Path, *arguments: str, **known: str) -> subprocess.CompletedProcess[str]:
    environment = plain_environment(room, **known)
    return subprocess.run(
        ["./newsarchive", *arguments],
        cwd=room,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def furnished(folder: Path, urls: Mapping[str, str]) -> Path:
    """An editor's room with a briefing that has these sources, by their titles."""
    lines = (f'  - {{url: "{url}", title: {title}, publisher: {title} News, lang: en}}' for title, url in urls.items())
    texts = {"tags.yaml": TAGS, "briefings/2022/three/en.md": BRIEFING.format(sources="\n".join(lines))}
    return furnish(folder / "archive", texts)


def attempts(room: Path) -> tuple[Attempt, ...]:
    path = room / "content" / "kept.tsv"
    found, faults = parse_kept(path.read_text("utf-8") if path.exists() else "")
    assert faults == []
    return found


def test_a_briefing_shows_its_sources_and_verifies_their_copies_when_their_server_is_gone(tmp_path: Path) -> None:
    answers = {
        "/first": page(FIRST),
        "/a.png": file(b"\x89PNG\r\n\x1a\n", Content_Type="image/png"),
        "/old": moved("/second"),
        "/second": page(SECOND, Content_Type="text/html"),
        "/third.pdf": file(b"%PDF-1.7\n%%EOF\n", Content_Type="application/pdf"),
    }
    with host(answers, machine=MACHINE) as base:
        urls = {"First": f"{base}/first", "Second": f"{base}/old", "Third": f"{base}/third.pdf"}
        room = furnished(tmp_path, urls)
        done = kept(room)
        assert done.returncode == 0, done.stdout + done.stderr
        # one page goes first, which runs on two days notice
        answers["/third.pdf"] = said("410 Gone")
        looks = [kept(room, command="links").stdout]
        seen = room / "content" / "links.tsv"
        earlier = dt.datetime.now(dt.UTC).date() - dt.timedelta(2)
        seen.write_text(re.sub(r"\b\d{4}-\d\d-\d\d\b", earlier.isoformat(), seen.read_text("utf-8")), "utf-8")
        looks.append(kept(room, command="links").stdout)
    assert done.stdout.endswith(
        "sources: 3; with a copy: 3; without one, for a recorded reason: 0; to be tried again: 0\n"
    )
    assert "third.pdf: not there (410)" in looks[0]
    assert "there is a copy" in looks[0]
    assert "third.pdf: no longer online since" in looks[1]
    assert "moved for good to" in looks[1]
    assert {each.address for each in attempts(room)} == set(urls.values())
    assert all((tmp_path / "kept" / each.file).is_file() for each in attempts(room))

    # the server is gone: asking again asks nobody, and everything is as it was
    assert kept(room).returncode == 0
    done = program(room, "keep", "--verify")
    assert (done.returncode, done.stdout) == (0, "copies: 3; all are as they were recorded\n"), done.stderr
    options = ["content", "-s", "pelicanconf.py", "-o", "output", "--fatal", "errors"]
    done = run_warm("pelican", *options, cwd=room, environment=plain_environment(room))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (room / "output/kept").exists()  # copies are never published
    shown = Document("page", (room / "output/en/2022/three/index.html").read_text("utf-8"))
    items = [words_of(each) for each in shown.all("li") if "News" in words_of(each)]
    day = f"{attempts(room)[0].day:%-d %B %Y}"
    assert len(items) == 3
    for title, item in zip(urls, items, strict=True):
        assert title in item
        assert f"Kept copy, {day}" in item
        assert ("No longer online" in item) == (title == "Third")


def kept(room: Path, *arguments: str, command: str = "keep", **known: str) -> subprocess.CompletedProcess[str]:
    """Run a command without waiting between requests, to its end."""
    environment = plain_environment(room, **known)
    line = [*PUBLIC, command, "--pause", "0", *arguments]
    return subprocess.run(line, cwd=room, env=environment, capture_output=True, text=True, check=False)


def started(room: Path) -> subprocess.Popen[str]:
    """Start the command in a process that can be killed."""
    command = [*PUBLIC, "keep", "--pause", "0"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=room, env=plain_environment(room), stdout=pipe, stderr=pipe, text=True)


def test_a_run_that_is_killed_loses_nothing_that_it_had_finished(tmp_path: Path) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def waiting(line: object) -> None:
        reached.set()
        go_on.wait(30)

    answers = {"/a": page(FIRST), "/b": waiting, "/c": page(FIRST)}
    with host(answers, machine=MACHINE) as base:
        room = furnished(tmp_path, {name: f"{base}/{name}" for name in "abc"})
        run = started(room)
        assert reached.wait(60)
        # the second source is being fetched: the first is whole already, and a second run is refused
        assert [each.address for each in attempts(room)] == [f"{base}/a"]
        other = started(room)
        assert "another “./newsarchive keep” is running" in other.communicate(timeout=60)[1]
        assert other.returncode == 1
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=60)
        go_on.set()
        assert [each.address for each in attempts(room)] == [f"{base}/a"]
        answers["/b"] = page(FIRST)
        assert "to be tried again: 0" in kept(room).stdout
        assert [each.address for each in attempts(room)] == [f"{base}/{name}" for name in "abc"]
    assert kept(room, "--verify").stdout == "copies: 3; all are as they were recorded\n"


@pytest.mark.full
def test_a_run_that_is_killed_anywhere_leaves_whole_files_and_a_whole_table(tmp_path: Path) -> None:
    reached = threading.Event()

    def robots(line: socket.socket) -> None:
        reached.set()
        said("404 Not Found")(line)

    pictures = b"".join(b"<img src=/%d.png>" % number for number in range(20))
    answers = {f"/{number}.png": file(b"\x89PNG\r\n\x1a\n", Content_Type="image/png") for number in range(20)}
    answers |= {f"/{name}": page(FIRST + pictures) for name in "abcdefgh"} | {"/robots.txt": robots}
    with host(answers, machine=MACHINE) as base:
        room = furnished(tmp_path, {name: f"{base}/{name}" for name in "abcdefgh"})
        seconds = 0.0
        while len(attempts(room)) < 8:
            reached.clear()
            run = started(room)
            assert reached.wait(60)
            time.sleep(seconds)
            run.kill()
            run.communicate()
            seconds += 0.03
            for each in attempts(room):
                assert (tmp_path / "kept" / each.file).is_file()
            assert not [
                path for path in (room / "content").iterdir() if "kept" in path.name and path.name != "kept.tsv"
            ]
    assert kept(room, "--verify").stdout.endswith("copies: 8; all are as they were recorded\n")
