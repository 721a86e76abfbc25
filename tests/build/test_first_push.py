"""The first push of a repository publishes it, whether main is protected or not: the workflow's own steps."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.build.session_content import CONTENT
from tests.build.test_placeholders import OWN
from tests.build.workflow_runner import Run, runner_environment
from tests.rooms import furnish, plain_environment
from tests.sites import ROOT

pytestmark = pytest.mark.long

DAY = "1795478400"  # 24 November 2026
PAGES = "https://newsroom.github.io/archive"


class Newsroom:
    """A newsroom's clone, and its repository on a host, to which nothing has been pushed yet."""

    def __init__(self, root: Path) -> None:
        self.root, self.room, self.origin = root, furnish(root / "room", CONTENT), root / "origin.git"
        workflow = self.room / ".github/workflows/publish.yml"
        workflow.parent.mkdir(parents=True)
        shutil.copy(ROOT / ".github/workflows/publish.yml", workflow)
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.origin))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(self.origin))

    def git(self, *arguments: str) -> str:
        env = plain_environment(self.room)
        done = subprocess.run(["git", *arguments], cwd=self.room, env=env, capture_output=True, text=True, check=True)
        return done.stdout

    def push(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")
        self.git("push", "--quiet", "origin", "main")

    def configure(self) -> None:
        with (self.room / "pelicanconf.py").open("a", encoding="utf-8") as file:
            file.write(OWN)

    def run(self, name: str, pages: str = PAGES) -> Run:
        env = runner_environment(self.root, SOURCE_DATE_EPOCH=DAY)
        return Run(self.origin, self.root / name, env, pages=pages, venv=self.room / ".venv")

    def on_main(self, path: str) -> str:
        return self.git("--git-dir", str(self.origin), "show", f"main:{path}")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def test_a_first_push_says_what_is_missing_until_it_publishes(newsroom: Newsroom) -> None:
    newsroom.push()
    run = newsroom.run("without-pages", pages="")
    assert list(run.jobs) == ["build"]
    (said,) = run.jobs["build"].errors
    assert said.startswith("nothing is published, because this repository has no Pages yet")
    run = newsroom.run("with-placeholders")
    assert list(run.jobs) == ["build"]
    assert 'NEWSROOM["contact"] is desk@archive.example' in run.jobs["build"].printed
    assert "SITEURL is" not in run.jobs["build"].printed
    assert list(run.artifacts.iterdir()) == []
    newsroom.configure()
    newsroom.push()
    run = newsroom.run("first")
    assert [(name, job.failed) for name, job in run.jobs.items()] == [
        ("build", False),
        ("record", False),
        ("deploy", False),
    ]
    assert PAGES in (run.artifacts / "github-pages/sitemap.xml").read_text("utf-8")
    for table in ("permalinks.tsv", "revisions.tsv", "publications.tsv"):
        assert newsroom.on_main(f"content/{table}") == (run.artifacts / f"records/{table}").read_text("utf-8") != ""


def test_a_protected_main_loses_nothing_and_nothing_goes_online_that_it_has_not_recorded(newsroom: Newsroom) -> None:
    newsroom.configure()
    newsroom.push()
    hook = newsroom.origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho GH013: Repository rule violations found for refs/heads/main >&2\nexit 1\n")
    hook.chmod(0o755)
    run = newsroom.run("protected")
    assert [(name, job.failed) for name, job in run.jobs.items()] == [("build", False), ("record", True)]
    (said,) = run.jobs["record"].errors
    assert said.startswith("nothing is online yet, because the tables of this publication are not on main")
    assert "gh run download 4711 --name records --dir content" in run.summary.read_text("utf-8")
    # whoever may push to main does what the summary says: test_recording.py
    assert "a-seat-in-court" in (run.artifacts / "records/permalinks.tsv").read_text("utf-8")
