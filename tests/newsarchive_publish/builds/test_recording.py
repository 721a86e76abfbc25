"""The tables of a publication reach main, whoever pushes meanwhile: the real commands in real repositories."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path

import pytest
import yaml

from tests.newsarchive.builds.session_content import CONTENT
from tests.newsarchive.builds.test_placeholders import OWN
from tests.rooms import furnish, keep_compiled_code
from tests.sites import ROOT

pytestmark = pytest.mark.long

TABLES = ("permalinks.tsv", "revisions.tsv", "publications.tsv")
TEXT = "content/briefings/2023/a/en.md"
SOURCE = "https://source.example/seat"  # of a text in session_content


def _commands() -> str:
    workflow = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))
    (found,) = [step["run"] for step in workflow["jobs"]["record"]["steps"] if "run" in step]
    return str(found)


class Origin:
    """A repository on a host, an editor's clone of it, and the workflow's copy of the commit that was published."""

    def __init__(self, root: Path) -> None:
        self.root, self.bare = root, root / "origin.git"
        self.editor, self.runner = root / "editor", root / "runner"

    def begin(self) -> Origin:
        """Make the first commits."""
        root = self.root
        self.git(root, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        self.git(root, "clone", "--quiet", str(self.bare), str(self.editor))
        self.git(self.editor, "switch", "--quiet", "-c", "main")
        self.edit(TEXT, "first\n")
        self.edit("content/permalinks.tsv", "en/2023/a/\ta\n")
        self.edit("content/revisions.tsv", "a\ten\t1\n")
        self.edit("content/publications.tsv", "".join(f"{number}\tday\n" for number in range(1, 10)))
        return self

    def copied(self, root: Path) -> Origin:
        """Copy it to another folder, which the editor's clone then names as its origin."""
        shutil.copytree(self.root, root, dirs_exist_ok=True, symlinks=True)
        config = root / "editor/.git/config"
        config.write_text(config.read_text("utf-8").replace(str(self.root), str(root)), "utf-8")
        return Origin(root)

    def git(self, folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, env=self.environment(), capture_output=True, text=True, check=True
        )
        return done.stdout

    def environment(self) -> dict[str, str]:
        names = {f"GIT_{role}_{what}": "editor" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        plain = {"PATH": os.environ["PATH"], "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8"}
        return {**plain, **names}

    def edit(self, path: str, text: str) -> None:
        (self.editor / path).parent.mkdir(parents=True, exist_ok=True)
        (self.editor / path).write_text(text, "utf-8")
        self.git(self.editor, "add", "--all")
        self.git(self.editor, "commit", "--quiet", "-m", f"Edit {path}")
        self.git(self.editor, "push", "--quiet", "origin", "main")

    def published(self, *rows: str) -> None:
        """Have the workflow's copy of main, one commit deep, and the tables of a publication in it."""
        self.git(self.root, "clone", "--quiet", "--depth", "1", f"file://{self.bare}", str(self.runner))
        self.git(self.runner, "checkout", "--quiet", "--detach")
        self.records(permalinks=rows, revisions=("a\ten\t1",))

    def records(self, **tables: tuple[str, ...]) -> None:
        """Put tables where the workflow puts those of the publication."""
        (self.root / "temp/records").mkdir(parents=True, exist_ok=True)
        for name, rows in tables.items():
            (self.root / f"temp/records/{name}.tsv").write_text("".join(f"{row}\n" for row in rows), "utf-8")

    def record(self, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the workflow's step, as its runner does."""
        command = ["bash", "-e", "-c", _commands()]
        env = {name: value for name, value in self.environment().items() if "GIT_" not in name}
        env |= {"RUNNER_TEMP": str(self.root / "temp"), **more}
        return subprocess.run(command, cwd=self.runner, env=env, capture_output=True, text=True, check=False)

    def with_pushes(self, times: int) -> dict[str, str]:
        """Return an environment in which an editor's push comes before each of the first pushes."""
        ours, moved = self.root / "bin/git", self.root / "moved"
        ours.parent.mkdir()
        identity = "-c user.name=editor -c user.email=editor@news.example"
        commit = f'"$GIT" {identity} commit -q --allow-empty -m Meanwhile'
        push = f'cd "{self.editor}" && {commit} && "$GIT" push -q origin main'
        ours.write_text(
            f'#!/bin/sh\nif [ "$1" = push ] && [ "$(cat "{moved}" 2>/dev/null | wc -l)" -lt {times} ]; then\n'
            f'  echo x >> "{moved}"; ({push})\nfi\nexec "$GIT" "$@"\n'
        )
        ours.chmod(0o755)
        return {"GIT": str(shutil.which("git")), "PATH": f"{ours.parent}:{os.environ['PATH']}"}

    def on_main(self, path: str) -> str:
        return self.git(self.bare, "show", f"main:{path}")

    def commits(self) -> list[str]:
        return self.git(self.bare, "log", "--format=%s", "main").splitlines()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """An origin that no test may change."""
    return Origin(tmp_path_factory.mktemp("begun")).begin()


@pytest.fixture
def origin(begun: Origin, tmp_path: Path) -> Origin:
    return begun.copied(tmp_path)


ROWS = ("en/2023/a/\ta", "en/2023/b/\tb")
RECORDED = "Record what was published [skip ci]"


def test_the_tables_are_committed_to_main(origin: Origin) -> None:
    origin.published(*ROWS)
    done = origin.record()
    assert done.returncode == 0, done.stderr
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)
    assert origin.commits()[0] == RECORDED


def test_without_a_change_there_is_no_commit(origin: Origin) -> None:
    origin.published(*ROWS[:1])
    before = origin.commits()
    assert origin.record().returncode == 0
    assert origin.commits() == before


def test_an_editor_who_pushed_meanwhile_loses_nothing_and_neither_do_the_tables(origin: Origin) -> None:
    origin.published(*ROWS)
    origin.edit(TEXT, "second\n")
    done = origin.record()
    assert done.returncode == 0, done.stderr
    assert origin.on_main(TEXT) == "second\n"
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)
    assert origin.commits()[:2] == [RECORDED, f"Edit {TEXT}"]


def test_main_may_move_between_the_pull_and_the_push(origin: Origin) -> None:
    """The host refuses the first two pushes, because an editor's came first."""
    origin.published(*ROWS)
    done = origin.record(**origin.with_pushes(2))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("[rejected]") == 2
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)
    assert origin.commits()[:3] == [RECORDED, "Meanwhile", "Meanwhile"]


def test_two_publications_that_record_at_once_both_arrive(origin: Origin) -> None:
    """GitHub runs one at a time; jobs that somebody runs again may meet."""
    origin.published(*ROWS)
    other = copy(origin)
    other.root, other.runner = origin.root / "other", origin.root / "other/runner"
    other.root.mkdir()
    other.published(ROWS[0], "en/2023/c/\tc")
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(Origin.record, (origin, other)))
    assert [each.returncode for each in done] == [0, 0]
    addresses = [row.split("\t")[0] for row in origin.on_main("content/permalinks.tsv").splitlines()]
    assert addresses == ["en/2023/a/", "en/2023/b/", "en/2023/c/"]
    assert origin.commits()[:2] == [RECORDED, RECORDED]


def test_the_first_publication_of_a_repository_brings_its_tables(origin: Origin) -> None:
    origin.git(origin.editor, "rm", "--quiet", *(f"content/{table}" for table in TABLES))
    origin.edit(TEXT, "second\n")
    origin.published(*ROWS)
    origin.records(revisions=(), publications=("1\tday",))
    done = origin.record()
    assert done.returncode == 0, done.stdout + done.stderr
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)
    assert origin.on_main("content/revisions.tsv") == ""
    assert origin.on_main("content/publications.tsv") == "1\tday\n"
    assert origin.commits()[0] == RECORDED


def test_the_ledger_stays_in_the_order_of_its_numbers(origin: Origin) -> None:
    origin.published(*ROWS)
    rows = [f"{number}\tday" for number in range(1, 12)]
    origin.records(publications=tuple(rows))
    done = origin.record()
    assert done.returncode == 0, done.stdout + done.stderr
    assert origin.on_main("content/publications.tsv").splitlines() == rows


def test_an_edition_with_a_new_number_replaces_its_row(origin: Origin) -> None:
    """Without the row, the next publication would not know the file, and would number it anew each night."""
    origin.edit("content/editions.tsv", "editions/en/a.epub\t9\tday\ta\neditions/en/b.html\t9\tday\tb\n")
    origin.published(*ROWS)
    rows = ["editions/en/a.epub\t10\tday\tc", "editions/en/c.html\t10\tday\td"]
    origin.records(editions=tuple(rows))
    done = origin.record()
    assert done.returncode == 0, done.stdout + done.stderr
    assert origin.on_main("content/editions.tsv").splitlines() == rows


def test_the_first_editions_come_to_main(origin: Origin) -> None:
    origin.published(*ROWS)
    origin.records(editions=("editions/en/a.epub\t10\tday\ta",))
    assert origin.record().returncode == 0
    assert origin.on_main("content/editions.tsv") == "editions/en/a.epub\t10\tday\ta\n"


def test_rows_that_somebody_else_recorded_are_no_conflict(origin: Origin) -> None:
    origin.published(*ROWS)
    origin.edit("content/permalinks.tsv", "".join(f"{row}\n" for row in ROWS))
    assert origin.record().returncode == 0
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)


def test_rows_that_main_has_by_then_stay_among_those_that_are_added(origin: Origin) -> None:
    origin.published(*ROWS, "en/2023/d/\td")
    origin.edit("content/permalinks.tsv", "en/2023/a/\ta\nen/2023/a-c/\tc\nen/2023/c/\tc\n")
    done = origin.record()
    assert done.returncode == 0, done.stdout + done.stderr
    addresses = [row.split("\t")[0] for row in origin.on_main("content/permalinks.tsv").splitlines()]
    assert addresses == sorted(["en/2023/a/", "en/2023/a-c/", "en/2023/b/", "en/2023/c/", "en/2023/d/"])


def test_a_publication_takes_no_address_away_and_only_its_own_revisions(origin: Origin) -> None:
    """Revisions of a withdrawn text go; a row that somebody else added stays, and eleven are in their order."""
    origin.edit("content/revisions.tsv", "".join(f"a\ten\t{number}\n" for number in range(1, 12)) + "b\ten\t1\n")
    origin.published("en/2023/b/\tb")
    origin.records(revisions=(*(f"a\ten\t{number}" for number in range(1, 13)),))
    rows = [f"a\ten\t{number}" for number in range(1, 12)]
    origin.edit("content/revisions.tsv", "".join(f"{row}\n" for row in [*rows, "b\ten\t1", "c\ten\t1"]))
    assert origin.record().returncode == 0
    assert origin.on_main("content/permalinks.tsv").splitlines() == ["en/2023/a/\ta", "en/2023/b/\tb"]
    assert origin.on_main("content/revisions.tsv").splitlines() == [*rows, "a\ten\t12", "c\ten\t1"]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("permalinks", "en/2023/b/\tother"),
        ("revisions", "a\ten\t2\tother"),
        ("editions", "editions/en/a.epub\t10\tother"),
        ("publications", "10\tother"),
    ],
)
def test_what_main_says_otherwise_is_told_and_not_overwritten(origin: Origin, table: str, row: str) -> None:
    origin.edit("content/editions.tsv", "editions/en/a.epub\t9\tday\n")
    origin.published(*ROWS)
    ledger = (*(f"{number}\tday" for number in range(1, 10)), "10\tours")
    editions = ("editions/en/a.epub\t10\tours",)
    origin.records(revisions=("a\ten\t1", "a\ten\t2\tours"), editions=editions, publications=ledger)
    before = "" if table == "editions" else origin.on_main(f"content/{table}.tsv")
    origin.edit(f"content/{table}.tsv", f"{before}{row}\n")
    done = origin.record()
    assert done.returncode == 1
    assert f"::error::nothing is online yet: content/{table}.tsv of main says something else" in done.stdout
    assert origin.on_main(f"content/{table}.tsv") == f"{before}{row}\n"


def test_a_protected_main_is_told_at_once_with_what_to_do(origin: Origin) -> None:
    origin.published(*ROWS)
    before = origin.commits()
    hook, summary = origin.bare / "hooks/pre-receive", origin.root / "summary.md"
    hook.write_text("#!/bin/sh\necho GH013: Changes must be made through a pull request >&2\nexit 1\n")
    hook.chmod(0o755)
    done = origin.record(GITHUB_RUN_ID="4711", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    (said,) = [line for line in done.stdout.splitlines() if line.startswith("::error::")]
    assert "the tables of this publication are not on main" in said
    assert all(each in said for each in ("RECORD_KEY", "docs/publishers.md, On GitHub", "“records”"))
    # what the host says is shown, once: it would refuse each attempt
    assert done.stderr.count("GH013") == 1
    assert "gh run download 4711 --name records --dir content" in summary.read_text("utf-8")
    assert origin.commits() == before
    # as that summary says: the tables of the artefact, in a pull request
    shutil.copytree(origin.root / "temp/records", origin.editor / "content", dirs_exist_ok=True)
    hook.unlink()
    origin.edit("content/redirects.yaml", "{}\n")
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)
    assert origin.record().returncode == 0


def test_a_host_that_cannot_be_reached_is_asked_again(origin: Origin) -> None:
    origin.published(*ROWS)
    hook = origin.bare / "hooks/pre-receive"
    hook.write_text(f'#!/bin/sh\n[ -e "{origin.root}/asked" ] || {{ touch "{origin.root}/asked"; kill -9 $PPID; }}\n')
    hook.chmod(0o755)
    done = origin.record()
    assert done.returncode == 0, done.stdout + done.stderr
    assert origin.on_main("content/permalinks.tsv").splitlines() == list(ROWS)


def test_an_editor_pushes_after_a_publication_as_the_guide_says(origin: Origin) -> None:
    origin.published(*ROWS)
    origin.record()
    (origin.editor / TEXT).write_text("second\n", "utf-8")
    origin.git(origin.editor, "commit", "--quiet", "--all", "-m", "Second")
    with pytest.raises(subprocess.CalledProcessError):
        origin.git(origin.editor, "push", "--quiet", "origin", "main")
    guide = (ROOT / "docs/editors.md").read_text("utf-8")
    for command in ("git config pull.rebase true", "git pull && git push"):
        assert f"    {command}" in guide
        subprocess.run(
            ["bash", "-e", "-c", command], cwd=origin.editor, env=origin.environment(), capture_output=True, check=True
        )
    assert origin.commits()[:2] == ["Second", RECORDED]


@pytest.mark.parametrize(
    ("rebase", "committed", "halves", "command"),
    [
        pytest.param("true", True, ["theirs", "ours"], "GIT_EDITOR=true git rebase --continue", id="rebase"),
        pytest.param("false", True, ["ours", "theirs"], "git commit --no-edit", id="merge"),
        pytest.param("true", False, ["theirs", "ours"], 'git commit -m "The phone"', id="not committed"),
    ],
)
def test_an_editor_ends_a_conflict_as_the_guide_says(
    origin: Origin, rebase: str, committed: bool, halves: list[str], command: str
) -> None:
    """`git status` names the command, and says nothing where the editor had not committed."""
    colleague = origin.root / "colleague"
    origin.git(origin.root, "clone", "--quiet", str(origin.bare), str(colleague))
    for folder, word in ((colleague, "theirs"), (origin.editor, "ours")):
        (folder / TEXT).write_text(f"{word}\n", "utf-8")
        if committed or folder == colleague:
            origin.git(folder, "commit", "--quiet", "--all", "-m", word)
    origin.git(colleague, "push", "--quiet", "origin", "main")
    origin.git(origin.editor, "config", "pull.rebase", rebase)
    origin.git(origin.editor, "config", "rebase.autoStash", "true")
    subprocess.run(["git", "pull"], cwd=origin.editor, env=origin.environment(), capture_output=True, check=False)
    assert re.findall("ours$|theirs$", (origin.editor / TEXT).read_text("utf-8"), re.MULTILINE) == halves

    (origin.editor / TEXT).write_text("theirs and ours\n", "utf-8")
    origin.git(origin.editor, "add", "content")
    named = re.findall(r'"(git (?:rebase --continue|commit))"', origin.git(origin.editor, "status"))
    assert [each for each in named if each in command] == named
    assert bool(named) == committed
    assert f"`{command}`" in (ROOT / "docs/editors.md").read_text("utf-8")
    subprocess.run(
        ["bash", "-e", "-c", f"{command}; git pull && git push"],
        cwd=origin.editor,
        env=origin.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    assert origin.on_main(TEXT) == "theirs and ours\n"
    assert origin.git(origin.editor, "status", "--short", "--branch").startswith("## main...origin/main\n")


def test_the_script_for_a_server_publishes_records_and_prints_nothing(origin: Origin) -> None:
    """Its runs: one with something to publish, while an editor pushes; one after `links`; then one that fails."""
    for path in TABLES:
        (origin.editor / "content" / path).unlink()
    (origin.editor / TEXT).unlink()
    room = furnish(origin.root / "room", CONTENT)
    with (room / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(OWN)
    (room / ".venv").rename(origin.root / "venv")
    shutil.copytree(room, origin.editor, dirs_exist_ok=True)
    origin.edit("content/redirects.yaml", "{}\n")
    server = origin.root / "srv" / "repository"
    origin.git(origin.root, "clone", "--quiet", str(origin.bare), str(server))
    (origin.root / "venv").rename(server / ".venv")
    keep_compiled_code(room, server)
    (server / ".venv/.build").touch()  # all is installed
    guide = (ROOT / "docs/publishers.md").read_text("utf-8")
    (script,) = re.findall(r"```sh\n(#!/bin/sh.*?)```", guide, re.DOTALL)
    script = script.replace("/srv/", f"{server.parent}/").replace("https://…", "https://archive.newsroom.net")

    pushes = origin.with_pushes(1)

    def run() -> tuple[int, str]:
        env = {**origin.environment(), **pushes, "SOURCE_DATE_EPOCH": "1795478400"}
        done = subprocess.run(["sh", "-e", "-c", script], env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    tables, state = server / "content/permalinks.tsv", server.parent / "archive/STATE"
    for again in (False, True):
        if again:  # as after a run that was broken off between publication and commit
            tables.write_text("".join(tables.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
        status, printed = run()
        # what somebody must do is mailed by cron, once
        first = [
            'NEWSROOM["security_expires"] is 2026-12-01, and nothing is published from that day on',
            "there are new rules for web servers (server/nginx.conf, server/Caddyfile)",
        ]
        assert (status, [line.partition(";")[0] for line in printed.splitlines()]) == (0, [] if again else first), (
            printed
        )
        assert "en/2022/a-seat-in-court/" in origin.on_main("content/permalinks.tsv")
        assert origin.commits()[0] == "Record what was published"
        assert (server.parent / "archive/en/index.html").is_file()
    # what `newsarchive links` wrote is committed first, so that the publication names the commit
    (server / "content/links.tsv").write_text(f"{SOURCE}\t404\t2026-11-20\t2026-11-23\t2\n", "utf-8")
    status, printed = run()
    assert (status, printed) == (0, "")
    assert "Record which sources are gone" in origin.commits()
    assert "commit: none" not in state.read_text("utf-8")
    origin.git(origin.editor, "pull", "--quiet", "--rebase", "origin", "main")
    origin.edit("content/redirects.yaml", "nothing\n")
    status, printed = run()
    assert status == 1
    assert "content/redirects.yaml" in printed


def test_a_timer_of_systemd_runs_the_script(tmp_path: Path) -> None:
    guide = (ROOT / "docs/publishers.md").read_text("utf-8")
    service, timer = re.findall(r"```ini\n(.*?)```", guide, re.DOTALL)
    names = re.findall(r"`(?:/etc/systemd/system/)?(archive\.(?:service|timer))`[^\n]*:\n", guide)
    # a timer without `Unit=` starts the service of its own name
    assert names == ["archive.service", "archive.timer"]
    assert "Unit=" not in timer
    assert "\nExecStart=/srv/publish.sh\n" in service
    assert "`7 * * * * /srv/publish.sh`" in guide
    if systemd := shutil.which("systemd-analyze"):
        for name, unit in zip(names, (service, timer), strict=True):
            (tmp_path / name).write_text(unit.replace("/srv/publish.sh", "/bin/sh"), "utf-8")
        verify = [systemd, "verify", *(str(tmp_path / name) for name in names)]
        done = subprocess.run(verify, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
