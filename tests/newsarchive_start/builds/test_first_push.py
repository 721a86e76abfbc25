"""The first push of a repository publishes it, whether main is protected or not: the workflow's own steps."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.keys import new_keys
from tests.newsarchive.builds.session_content import CONTENT
from tests.newsarchive.builds.test_placeholders import OWN_FOR_YEARS
from tests.newsarchive.builds.workflow_runner import Run, runner_environment
from tests.rooms import furnish, plain_environment
from tests.sites import ROOT

pytestmark = pytest.mark.long

DAY = "1795478400"  # 24 November 2026
PAGES = "https://newsroom.github.io/archive"


class Newsroom:
    """A newsroom's clone, and its repository on a host, to which nothing has been pushed yet."""

    def __init__(self, root: Path) -> None:
        self.root, self.room, self.origin = root, furnish(root / "room", CONTENT), root / "origin.git"
        workflows = self.room / ".github/workflows"
        workflows.mkdir(parents=True)
        for name in ("publish.yml", "check.yml"):
            shutil.copy(ROOT / ".github/workflows" / name, workflows)
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.origin))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(self.origin))

    def git(self, *arguments: str) -> str:
        env = plain_environment(self.room)
        done = subprocess.run(["git", *arguments], cwd=self.room, env=env, capture_output=True, text=True, check=True)
        return done.stdout

    def push(self, branch: str = "main") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")
        self.git("push", "--quiet", "origin", f"HEAD:{branch}")

    def configure(self) -> None:
        with (self.room / "pelicanconf.py").open("a", encoding="utf-8") as file:
            file.write(OWN_FOR_YEARS)

    def run(self, name: str, pages: str = PAGES, only: Collection[str] = (), **variables: str) -> Run:
        env = runner_environment(self.root, SOURCE_DATE_EPOCH=DAY)
        named = {f"vars.{key}": value for key, value in variables.items()}
        venv = self.room / ".venv"
        return Run(self.origin, self.root / name, env, pages=pages, venv=venv, only=only, variables=named)

    def check(self, name: str, branch: str) -> Run:
        env = runner_environment(self.root, SOURCE_DATE_EPOCH=DAY)
        venv = self.room / ".venv"
        return Run(
            self.origin, self.root / name, env, pages="", venv=venv, workflow="check", branch=branch, only=("build",)
        )

    def on_main(self, path: str) -> str:
        return self.git("--git-dir", str(self.origin), "show", f"main:{path}")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def test_a_first_push_says_what_is_missing(newsroom: Newsroom) -> None:
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


def test_without_its_secret_a_workflow_puts_nothing_online_that_readers_expect_to_be_signed(
    newsroom: Newsroom,
) -> None:
    newsroom.configure()
    with (newsroom.room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(f"SIGNING_KEYS = ({new_keys(newsroom.root / 'keys').public!r},)\n")
    newsroom.push()
    run = newsroom.run("unsigned")
    assert [(name, job.failed) for name, job in run.jobs.items()] == [("build", True)]
    assert "the secret SIGNING_KEY" in run.jobs["build"].printed
    assert list(run.artifacts.iterdir()) == []


def test_a_first_push_publishes_and_nothing_goes_online_that_a_protected_main_has_not_recorded(
    newsroom: Newsroom,
) -> None:
    newsroom.configure()
    newsroom.push()
    hook = newsroom.origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho GH013: Repository rule violations found for refs/heads/main >&2\nexit 1\n")
    hook.chmod(0o755)
    run = newsroom.run("first")
    assert [(name, job.failed) for name, job in run.jobs.items()] == [("build", False), ("record", True)]
    (said,) = run.jobs["record"].errors
    assert said.startswith("nothing is online yet, because the tables of this publication are not on main")
    assert "gh run download 4711 --name records --dir content" in run.summary.read_text("utf-8")
    # whoever may push to main does what the summary says: test_recording.py
    assert "a-seat-in-court" in (run.artifacts / "records/permalinks.tsv").read_text("utf-8")
    # the protection is lifted, and the jobs that failed are run again
    hook.unlink()
    run.again()
    assert [(name, job.failed) for name, job in run.jobs.items()] == [
        ("build", False),
        ("record", False),
        ("deploy", False),
    ]
    assert PAGES in (run.artifacts / "github-pages/sitemap.xml").read_text("utf-8")
    for table in ("permalinks.tsv", "revisions.tsv", "publications.tsv"):
        assert newsroom.on_main(f"content/{table}") == (run.artifacts / f"records/{table}").read_text("utf-8") != ""


@pytest.mark.parametrize(
    ("own", "variable", "expected"),
    [
        ("https://archive.example", "", PAGES),
        ("http://localhost:8000", "", PAGES),
        ("https://archive.newsroom.net", "", "https://archive.newsroom.net"),
        ("https://archive.newsroom.net", "https://www.newsroom.net", "https://www.newsroom.net"),
    ],
)
def test_a_site_has_the_address_of_its_settings_unless_the_repository_names_another(
    newsroom: Newsroom, own: str, variable: str, expected: str
) -> None:
    """That of Pages is for those who have none of their own; the address that `init` asked for is one."""
    newsroom.configure()
    conf = newsroom.room / "publishconf.py"
    conf.write_text(conf.read_text("utf-8").replace("https://archive.example", own), "utf-8")
    newsroom.push()
    run = newsroom.run("address", only=("build",), SITEURL=variable)
    assert not run.jobs["build"].failed, run.jobs["build"].printed
    state = (run.artifacts / "github-pages/STATE").read_text("utf-8")
    assert f"\naddress: {expected}\n" in state


def test_a_pull_request_gets_a_preview_with_its_drafts_that_opens_from_a_disk(newsroom: Newsroom) -> None:
    newsroom.push()
    seat = newsroom.room / "content/briefings/2022/a-seat-in-court"
    draft = newsroom.room / "content/briefings/2022/not-yet/en.md"
    draft.parent.mkdir()
    words = (seat / "en.md").read_text("utf-8").replace("A seat in court", "Not yet")
    draft.write_text(words.replace("date: 2022-03\n", "date: 2022-04\nstatus: draft\n"), "utf-8")
    newsroom.push("a-draft")
    run = newsroom.check("preview", "a-draft")
    assert not run.jobs["build"].failed, run.jobs["build"].printed
    preview = run.artifacts / "preview"
    assert "Not yet" in (preview / "en/2022/not-yet/index.html").read_text("utf-8")
    front = (preview / "en/index.html").read_text("utf-8")
    assert 'href="2022/not-yet/index.html"' in front
    assert (preview / "index.html").is_file()
    assert "[Preview of the site](https://github.example/artifacts/preview)" in run.summary.read_text("utf-8")
    # nothing but the preview is kept, and what the ordinary build wrote has no draft
    assert [path.name for path in run.artifacts.iterdir()] == ["preview"]
    assert not (run.folder / "build" / "work" / "output/en/2022/not-yet").exists()

    draft.write_text(words.replace("tags: [courts", "tags: [cuorts"), "utf-8")
    newsroom.push("a-fault")
    run = newsroom.check("fault", "a-fault")
    assert run.jobs["build"].failed
    assert "cuorts" in run.jobs["build"].printed
    assert run.summary.read_text("utf-8") == ""
    assert list(run.artifacts.iterdir()) == []
