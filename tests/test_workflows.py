"""CI runs strangers' pull requests: without secrets, with read-only permissions, by actions that cannot change."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.sites import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
WRITING = {
    ("publish.yml", "deploy", "pages"),
    ("publish.yml", "deploy", "id-token"),
    ("publish.yml", "record", "contents"),
}
"""What may be written at all: by the workflow of `main`, in jobs that run nothing of ours."""

# what whoever opens a pull request chooses: its title, its branch's name, a comment
_CHOSEN = re.compile(r"\$\{\{[^}]*github\.(?:event|head_ref|ref_name|actor)")
_SAFE = re.compile(r"\$\{\{ *(?:needs\.[a-z]+\.result) *\}\}")


def _read(path: Path) -> dict[str, Any]:
    # with YAML's own types the key `on` would be true
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return found


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def _steps(workflow: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            yield name, step


def _on_pull_requests(workflow: dict[str, Any]) -> bool:
    return "pull_request" in workflow["on"]


def test_one_workflow_checks_pull_requests_and_the_others_run_on_main() -> None:
    found = {path.name: _on_pull_requests(_read(path)) for path in WORKFLOWS}
    assert found == {"check.yml": True, "nightly.yml": False, "publish.yml": False}


def test_no_stranger_starts_a_workflow_with_our_rights(path: Path) -> None:
    started = set(_read(path)["on"])
    assert started <= {"push", "pull_request", "schedule", "workflow_dispatch"}
    if "push" in started:
        assert _read(path)["on"]["push"] == {"branches": ["main"]}


def test_every_action_is_pinned_by_its_hash_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert used
    assert [each for each in used if not re.fullmatch(r"actions/[\w./-]+@[0-9a-f]{40} # v[\d.]+", each)] == []


def test_all_may_only_read_but_the_jobs_that_are_named(path: Path) -> None:
    workflow = _read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        for what, how in job.get("permissions", {}).items():
            assert how == "read" or (path.name, name, what) in WRITING, (name, what)


def test_a_job_that_may_write_runs_nothing_of_the_repository(path: Path) -> None:
    for name, step in _steps(_read(path)):
        if any(each[:2] == (path.name, name) for each in WRITING):
            assert not re.search(r"\b(?:make|python|pip|npm|sh)\b|\./", step.get("run", "")), step


def test_no_secret_is_where_a_pull_request_runs(path: Path) -> None:
    workflow = _read(path)
    if _on_pull_requests(workflow):
        assert "secrets" not in path.read_text("utf-8").replace("no secret", "")
        assert not any("environment" in job for job in workflow["jobs"].values())
        assert not any("id-token" in job.get("permissions", {}) for job in workflow["jobs"].values())


def test_no_copy_of_the_repository_keeps_a_token_where_our_code_runs(path: Path) -> None:
    for name, step in _steps(_read(path)):
        if "actions/checkout" in step.get("uses", "") and (path.name, name, "contents") not in WRITING:
            assert step["with"]["persist-credentials"] == "false", name


def test_what_a_stranger_chose_stands_in_no_command(path: Path) -> None:
    for _, step in _steps(_read(path)):
        command = _SAFE.sub("", step.get("run", ""))
        assert "${{" not in command, command
    assert not _CHOSEN.search(path.read_text("utf-8").replace("github.event_name", ""))


def test_no_cache_keeps_what_a_pull_request_could_read(path: Path) -> None:
    """A pull request brings a workflow of its own, which may restore any cache of main."""
    for _, step in _steps(_read(path)):
        assert "cache" not in step.get("uses", "")
        assert "cache" not in step.get("with", {})


def test_secrets_are_those_of_an_environment(path: Path) -> None:
    for name, job in _read(path)["jobs"].items():
        if "secrets." in str(job):
            assert job["environment"] == "publication", name


def test_the_publication_has_key_and_list_for_one_step_outside_of_the_repository(tmp_path: Path) -> None:
    """The step's own commands, with a program that shows what it was given."""
    steps = _read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]["build"]["steps"]
    (step,) = (each for each in steps if "secrets." in str(each))
    program = tmp_path / "newsarchive"
    program.write_text(
        '#!/bin/sh\numask\nstat -c %a "$REDACTIONS" "$SIGNING_KEY"\ncat "$REDACTIONS" "$SIGNING_KEY"\nenv\nexit 3\n'
    )
    program.chmod(0o755)
    secrets = {"KEY": "a key", "LIST": "A Name\nAnother"}
    known = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), **secrets}
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stdout.splitlines()[:6] == ["0022", "600", "600", "A Name", "Another", "a key"]
    assert "KEY=a key" not in done.stdout
    assert "LIST=" not in done.stdout
    assert [each.name for each in tmp_path.iterdir()] == ["newsarchive"]
    none = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={**known, "KEY": "", "LIST": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "REDACTIONS" not in none.stdout
    assert "SIGNING_KEY" not in none.stdout


def test_a_publication_is_of_main_alone() -> None:
    jobs = _read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]
    for name, job in jobs.items():
        needs = job.get("needs", [])
        needed = [needs] if isinstance(needs, str) else needs
        assert job.get("if") == "github.ref == 'refs/heads/main'" or (needed and set(needed) <= jobs.keys()), name


def test_publications_wait_for_each_other_and_no_run_of_another_branch_takes_their_place() -> None:
    """GitHub keeps one waiting run of a group, the newest, and drops the others."""
    workflow = _read(ROOT / ".github" / "workflows" / "publish.yml")
    assert workflow["concurrency"] == {"group": "publish-${{ github.ref }}", "cancel-in-progress": "false"}


def test_a_repository_without_pages_is_told_where_to_set_them() -> None:
    steps = _read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]["build"]["steps"]
    (at,) = (number for number, step in enumerate(steps) if "actions/configure-pages" in step.get("uses", ""))
    told = steps[at + 1]
    assert told["if"] == f"failure() && steps.{steps[at]['id']}.outcome == 'failure'"
    done = subprocess.run(["bash", "-e", "-c", told["run"]], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("::error::nothing is published, because this repository has no Pages yet: ")
    assert "docs/publishers.md, On GitHub" in done.stdout


def test_the_tables_of_a_publication_are_kept_as_long_as_github_keeps_anything() -> None:
    steps = _read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]["build"]["steps"]
    kept = {step["with"].get("name"): step["with"] for step in steps if "upload-artifact" in step.get("uses", "")}
    assert kept["records"] == {"name": "records", "path": "content/*.tsv", "retention-days": "90"}


def test_a_publication_knows_what_the_one_before_it_recorded() -> None:
    jobs = _read(ROOT / ".github" / "workflows" / "publish.yml")["jobs"]
    checkouts = {
        name: step["with"]["ref"]
        for name, job in jobs.items()
        for step in job["steps"]
        if "actions/checkout" in step.get("uses", "")
    }
    assert checkouts == {"build": "main", "record": "${{ needs.build.outputs.commit }}"}


def test_a_fork_with_the_placeholders_of_these_settings_publishes_nothing() -> None:
    assert "ALLOW_PLACEHOLDERS" not in (ROOT / ".github" / "workflows" / "publish.yml").read_text("utf-8")


def test_a_new_archive_has_the_same_preview() -> None:
    """The steps that `test_first_push.py` runs are those of the workflow that `newsarchive init` writes."""
    shipped = _read(ROOT / "plugins/newsarchive_start/files/check.yml")["jobs"]["check"]["steps"]
    ours = _read(ROOT / ".github" / "workflows" / "check.yml")["jobs"]["build"]["steps"]
    assert [each["uses"] for each in ours if "preview" in str(each.get("with"))] != []
    assert shipped[-4:] == ours[-4:]
    assert [each.get("run", "")[:18] for each in ours[-4:]] == [
        "./newsarchive html",
        "./newsarchive html",
        "",
        '{\n  echo "### [Pre',
    ]


def test_the_nightly_run_keeps_nothing_and_damages_more_than_a_push() -> None:
    path = ROOT / ".github" / "workflows" / "nightly.yml"
    workflow = _read(path)
    assert set(workflow["on"]) == {"schedule", "workflow_dispatch"}
    assert not re.search(r"cache|secrets|artifact", path.read_text("utf-8"))
    assert workflow["jobs"]["all"]["steps"][-1]["run"].startswith("make test-all")
    assert workflow["jobs"]["fuzz"]["steps"][-1]["run"] == "make test-all"
    runs = workflow["jobs"]["fuzz"]["strategy"]["matrix"]["include"]
    named = [name for run in runs for name in run["tests"].split()]
    assert all((ROOT / name).exists() for name in named)
    asking = {
        found.relative_to(ROOT).as_posix()
        for found in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"_EXAMPLES\"|import examples", found.read_text("utf-8")) and found != Path(__file__)
    }
    assert asking
    assert [each for each in sorted(asking) if not any(each.startswith(name) for name in named)] == []
    assert all(int(run["examples"]) >= 100 for run in runs)


def test_every_job_has_an_end(path: Path) -> None:
    for name, job in _read(path)["jobs"].items():
        assert 0 < int(job["timeout-minutes"]) <= 60, name
