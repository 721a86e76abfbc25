"""`newsarchive links`: the table that it keeps in the content, and its report in each form; servers on loopback."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsarchive.cli.context import agent_of
from newsarchive.version import this_version
from newsarchive_sources.commands.links import run
from newsarchive_sources.kept import parse_links
from newsarchive_sources.link_check import Look
from newsarchive_sources.web import Web
from tests.newsarchive.cli.desks import options_of, status_of
from tests.newsarchive.editions import settings_of, write_content
from tests.newsarchive_publish.integrity.hosts import Answer, host, moved, page, said, silent
from tests.sites import ROOT

pytestmark = pytest.mark.usefixtures("public_loopback")
HERE = page(b"<p>report")
TEXT = """---
title: A law
date: 2026-11-20
summary: About a law.
tags: [privacy]
sources:
{sources}
---
Words.
"""
SOURCE = """  - url: {url}
    title: A report
    publisher: News
    lang: en
"""


def text(*addresses: str, more: str = "") -> str:
    return TEXT.format(sources="".join(SOURCE.format(url=url) for url in addresses).rstrip() + more)


def content_of(tmp_path: Path, **texts: str) -> Path:
    files = {f"briefings/2026/{slug}/en.md": each for slug, each in texts.items()}
    return write_content(tmp_path / "content", files)


def links(content: Path, form: str = "text", language: str = "en", url: str = "") -> int:
    settings = settings_of(content, content.parent / "store", SITEURL="https://site.example")
    return status_of(run, options_of("links", "--format", form, "--pause", "0", "--language", language, url), settings)


def table(content: Path) -> dict[str, tuple[int, int]]:
    failing, faults = parse_links((content / "links.tsv").read_text("utf-8"))
    assert not faults
    return {address: (line.status, line.runs) for address, line in failing.items()}


def test_runs_on_two_days_make_a_source_dead_and_each_form_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: dict[str, Answer] = {
        "/there": HERE,
        "/gone": said("404 Not Found"),
        "/old": moved("/new"),
        "/new": HERE,
        "/deep": moved("/"),
        "/": HERE,
        "/login": said("403 No"),
    }
    with host(answers) as site:
        content = content_of(
            tmp_path,
            law=text(f"{site}/there", f"{site}/gone", f"{site}/old"),
            court=text(f"{site}/gone", f"{site}/login", f"{site}/deep", more=f"\n    archived: {site}/copy"),
        )
        assert links(content) == 0
        told = capsys.readouterr().out
        assert table(content) == {f"{site}/copy": (404, 1), f"{site}/gone": (404, 1)}
        assert f"law/en.md:11:10: {site}/gone: not there (404); if a run on another day finds the same" in told
        assert "./newsarchive keep --wayback" in told
        assert links(content) == 0
        assert capsys.readouterr().out == told
        # the day of a build is not that of a run
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        monkeypatch.setattr(
            "newsarchive_sources.commands.links._now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(2)
        )
        assert links(content) == 0
        told = capsys.readouterr().out
        assert table(content) == {f"{site}/copy": (404, 3), f"{site}/gone": (404, 3)}
        assert links(content, "json") == 0
        rows = {each["address"].removeprefix(site): each for each in json.loads(capsys.readouterr().out)}
        assert links(content, "github") == 0
        annotations = capsys.readouterr().out.splitlines()
    lines = told.splitlines()
    assert [line.partition(f"{site}/")[2].partition(":")[0] for line in lines[:-1]] == [
        *("copy", "gone", "gone", "deep", "old", "login"),
    ]
    assert "no longer online since" in lines[1]
    assert f"moved for good to {site}/new" in lines[4]
    assert lines[-1] == "6 addresses: online 1, moved 1, no longer online 2, not there 0, unknown 2"
    assert (rows["/gone"]["dead"], rows["/gone"]["runs"], len(rows["/gone"]["places"])) == (True, 4, 2)
    assert (rows["/there"]["outcome"], rows["/old"]["leads"]) == ("online", f"{site}/new")
    assert [
        (place["path"].endswith("content/briefings/2026/law/en.md"), place["line"]) for place in rows["/old"]["places"]
    ] == [(True, 15)]
    gone = [each for each in annotations if f"{site}/gone" in each and "law" in each]
    assert gone[0].startswith("::warning file=")
    assert "/law/en.md,line=11,col=10,title=link-dead::" in gone[0]
    assert any("title=link-refused::" in each and each.startswith("::notice ") for each in annotations)


def test_a_success_ends_it_and_a_text_that_cannot_be_read_ends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: dict[str, Answer] = {}
    with host(answers) as site:
        content = content_of(tmp_path, law=text(f"{site}/a"), court=text(f"{site}/b"))
        assert links(content) == 0
        assert table(content) == {f"{site}/a": (404, 1), f"{site}/b": (404, 1)}
        answers["/a"] = HERE
        (content / "briefings/2026/court/en.md").write_text("---\ntitle: [\n---\n")
        assert links(content) == 0
        assert table(content) == {f"{site}/b": (404, 1)}
        # nor does one of which only the sources are wrong
        (content / "briefings/2026/court/en.md").write_text(text("ftp://b.example/"))
        assert links(content) == 0
        assert table(content) == {f"{site}/b": (404, 1)}
        (content / "briefings/2026/court/en.md").write_text(text(f"{site}/c"))
        assert links(content) == 0
        assert table(content) == {f"{site}/c": (404, 1)}
    capsys.readouterr()


def test_what_somebody_changes_in_the_table_during_a_run_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run takes hours; each look wrote the table as it was at the start, also what FORGET had deleted meanwhile."""
    forgotten, merged = (f"http://{name}.example/\t404\t2026-11-01\t2026-11-09\t2\n" for name in ("b", "z"))

    def look(web: Web, address: str, *, private: bool) -> Look:
        if address.endswith("/a"):
            path = content / "links.tsv"
            path.write_text(path.read_text("utf-8").replace(forgotten, "") + merged, "utf-8")
            return Look("gone", 404)
        return Look("refused", 403)

    monkeypatch.setattr("newsarchive_sources.link_check.look_at", look)
    content = content_of(tmp_path, law=text("http://a.example/a", "http://b.example/", "http://c.example/"))
    (content / "links.tsv").write_text(forgotten, "utf-8")
    assert links(content) == 0
    assert list(table(content)) == ["http://a.example/a", "http://z.example/"]
    assert "3 addresses" in capsys.readouterr().out


def test_a_table_that_cannot_be_read_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with host({}) as site:
        content = content_of(tmp_path, law=text(f"{site}/a"))
        (content / "links.tsv").write_text("<<<<<<< HEAD\n")
        assert links(content) == 1
    assert "links.tsv:1" in capsys.readouterr().err
    assert (content / "links.tsv").read_text() == "<<<<<<< HEAD\n"


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_without_sources_nothing_is_asked_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    content = write_content(tmp_path / "content", {"tags.yaml": ""})
    assert links(content, language=language) == 0
    assert not (content / "links.tsv").exists()
    assert capsys.readouterr().out.strip()


def test_a_machine_in_a_private_network_is_asked_only_if_an_editor_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    with host({}, asked, machine="127.0.0.2") as inside, host({}, asked) as site:
        content = content_of(tmp_path, law=text(f"{inside}/reboot.cgi", f"{site}/a"))
        assert links(content) == 0
        assert asked == ["/a"]
        assert "private network" in capsys.readouterr().out
        assert links(content, url=f"{inside}/reboot.cgi") == 0
        assert asked == ["/a", "/reboot.cgi"]
        assert table(content) == {f"{inside}/reboot.cgi": (404, 1), f"{site}/a": (404, 1)}
        assert links(content, url=f"{inside}/other") == 2


def test_requests_say_who_asks() -> None:
    assert agent_of("https://site.example") == f"newsarchive/{this_version()} (+https://site.example)"


def test_a_run_that_is_killed_leaves_a_whole_table_and_counts_once(tmp_path: Path) -> None:
    script = "import sys; from tests.newsarchive_sources.commands.test_links import links; from pathlib import Path\n"
    script += "from tests.newsarchive_publish.integrity.hosts import play_public; play_public()\n"
    script += "sys.exit(links(Path(sys.argv[1])))"
    with host({}) as site, host({"*": silent}) as number:
        mute = number.replace("127.0.0.1", "localhost")
        content = content_of(tmp_path, law=text(f"{site}/1", f"{site}/2", f"{mute}/3", f"{site}/4"))
        # the silent host is the second in the alphabet, so its turn comes before the second page of the first
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(content)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'plugins'}:{ROOT}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        ends = time.monotonic() + 60
        while not (content / "links.tsv").exists() and time.monotonic() < ends and process.poll() is None:
            time.sleep(0.02)
        process.kill()
        told, _ = process.communicate(timeout=60)
    assert (process.returncode, told) == (-signal.SIGKILL, b"")
    assert table(content) == {f"{site}/1": (404, 1)}
    assert [path.name for path in content.iterdir() if path.name.startswith("links")] == ["links.tsv"]


def test_a_run_that_is_interrupted_tells_what_it_has_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(web: Web, address: str, *, private: bool) -> Look:
        if address.endswith("/2"):
            raise KeyboardInterrupt
        return Look("gone", 404)

    monkeypatch.setattr("newsarchive_sources.link_check.look_at", look)
    content = content_of(tmp_path, law=text(*(f"http://a.example/{number}" for number in range(4))))
    assert links(content) == 130
    assert table(content) == {f"http://a.example/{number}": (404, 1) for number in range(2)}
    told = capsys.readouterr().out
    assert "http://a.example/1: not there" in told
    assert "2 addresses: online 0" in told
