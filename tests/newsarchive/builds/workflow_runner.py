"""Runs a workflow of GitHub on this machine: its own commands, and what the actions do that it uses.

Jobs run one after the other, each in a new folder. Of expressions it knows names joined by `||`, and `failure() && …
== …`; anything else ends a test, so that nothing of a workflow is passed over.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.rooms import keep_compiled_code


@dataclass
class Job:
    """What became of a job: whether it failed, what its steps printed, the outputs of steps, `step.output`."""

    failed: bool = False
    printed: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[str]:
        """What GitHub shows at the top of the run."""
        return [line.removeprefix("::error::") for line in self.printed.splitlines() if line.startswith("::error::")]


class Run:
    """A run of a workflow of a bare repository: of `publish` for its branch `main`, or of another for another branch.

    Attributes:
        jobs: The jobs that ran, by name.
        artifacts: The folder of the artifacts, a folder each.
        summary: What the run shows on its page.
    """

    def __init__(
        self,
        origin: Path,
        folder: Path,
        environment: Mapping[str, str],
        *,
        pages: str,
        venv: Path,
        workflow: str = "publish",
        branch: str = "main",
        only: Collection[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Run it.

        Args:
            origin: The bare repository.
            folder: A new folder for the run.
            environment: The variables of the runner.
            pages: The address of the repository's Pages; empty if it has none.
            venv: The environment that `make` would set up.
            workflow: The name of the workflow's file.
            branch: The branch that is checked out where a step names none.
            only: The jobs to run; by default all.
            variables: The variables of the repository; there are no secrets.
        """
        self._branch, self._variables = branch, variables or {}
        self.origin, self.folder, self.pages, self.venv = origin, folder, pages, venv
        self.jobs: dict[str, Job] = {}
        self.artifacts, self.summary = folder / "artifacts", folder / "summary.md"
        self.artifacts.mkdir(parents=True)
        self.summary.touch()
        self._environment = {**environment, "GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_RUN_ID": "4711"}
        shown = subprocess.run(
            ["git", "show", f"{branch}:.github/workflows/{workflow}.yml"], cwd=origin, capture_output=True, check=True
        )
        read = yaml.load(shown.stdout, Loader=yaml.BaseLoader)  # noqa: S506
        self._wanted = {name: job for name, job in read["jobs"].items() if not only or name in only}
        self.again()

    def again(self) -> None:
        """Run the jobs that have not succeeded, as “Re-run failed jobs” does; at first these are all."""
        for name, job in self._wanted.items():
            if name in self.jobs and not self.jobs[name].failed:
                continue
            needs = job.get("needs", [])
            needed = [needs] if isinstance(needs, str) else needs
            assert job.get("if", "github.ref == 'refs/heads/main'") == "github.ref == 'refs/heads/main'"
            if all(each in self.jobs and not self.jobs[each].failed for each in needed):
                self._run_job(name, job)

    def _run_job(self, name: str, job: dict[str, Any]) -> None:
        state = self.jobs[name] = Job()
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        (place / "temp").mkdir(parents=True)
        for number, step in enumerate(job["steps"]):
            if state.failed and not self._is_wanted(step.get("if", ""), state):
                continue
            if not state.failed and step.get("if"):
                assert step["if"].startswith("failure()"), step["if"]
                continue
            values = {key: self._filled(value, state, place) for key, value in step.get("with", {}).items()}
            env = {key: self._filled(value, state, place) for key, value in step.get("env", {}).items()}
            failed = not (self._use(step, values, place) if "uses" in step else self._command(step, env, state, place))
            identity = step.get("id", str(number))
            state.outcomes[identity] = "failure" if failed else "success"
            if not failed and "upload-artifact" in step.get("uses", ""):
                state.outputs[f"{identity}.artifact-url"] = f"https://github.example/artifacts/{values['name']}"
            if not failed and "configure-pages" in step.get("uses", ""):
                state.outputs[f"{identity}.base_url"] = self.pages
            state.failed = state.failed or failed
        for key, value in job.get("outputs", {}).items():
            state.outputs[key] = self._filled(value, state, place)

    def _is_wanted(self, condition: str, state: Job) -> bool:
        if not condition:
            return False
        found = re.fullmatch(r"failure\(\) && steps\.(\w+)\.outcome == '(\w+)'", condition)
        assert found, condition
        return state.outcomes.get(found[1]) == found[2]

    def _filled(self, words: str, state: Job, place: Path) -> str:
        def value(name: str) -> str:
            if name.startswith(("secrets.", "vars.")):
                return self._variables.get(name, "")
            if name == "runner.temp":
                return str(place / "temp")
            steps = re.fullmatch(r"steps\.(\w+)\.outputs\.([\w-]+)", name)
            needs = re.fullmatch(r"needs\.(\w+)\.outputs\.(\w+)", name)
            assert steps or needs, name
            return state.outputs[f"{steps[1]}.{steps[2]}"] if steps else self.jobs[needs[1]].outputs[needs[2]]  # type: ignore[index]

        def chosen(found: re.Match[str]) -> str:
            return next(filter(None, map(value, re.split(r"\s*\|\|\s*", found[1]))), "")

        return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", chosen, words)

    def _command(self, step: dict[str, Any], env: Mapping[str, str], state: Job, place: Path) -> bool:
        script, output = place / "temp/script.sh", place / "temp/output"
        script.write_text(step["run"], "utf-8")
        output.write_text("", "utf-8")
        known = {**self._environment, **env, "RUNNER_TEMP": str(place / "temp"), "GITHUB_OUTPUT": str(output)}
        # the shell of a step that names none
        command = ["bash", "-e", str(script)]
        done = subprocess.run(command, cwd=place / "work", env=known, capture_output=True, text=True, check=False)
        state.printed += done.stdout + done.stderr
        for line in output.read_text("utf-8").splitlines():
            key, _, value = line.partition("=")
            state.outputs[f"{step['id']}.{key}"] = value
        return done.returncode == 0

    def _use(self, step: dict[str, Any], values: Mapping[str, str], place: Path) -> bool:
        action = step["uses"].partition("@")[0].removeprefix("actions/")
        actions: dict[str, Callable[[Mapping[str, str], Path], bool]] = {
            "checkout": self._checkout,
            "setup-python": self._setup,
            "configure-pages": lambda _, __: bool(self.pages),
            "upload-pages-artifact": self._upload,
            "upload-artifact": self._upload,
            "download-artifact": self._download,
            "deploy-pages": lambda _, __: (self.artifacts / "github-pages").is_dir(),
        }
        return actions[action](values, place)

    def _checkout(self, values: Mapping[str, str], place: Path) -> bool:
        work = place / "work"
        depth = [] if values.get("fetch-depth") == "0" else ["--depth", "1"]
        for arguments in (
            ("init", "--quiet", str(work)),
            ("-C", str(work), "remote", "add", "origin", f"file://{self.origin}"),
            ("-C", str(work), "fetch", "--quiet", *depth, "origin", values.get("ref", self._branch)),
            ("-C", str(work), "checkout", "--quiet", "--detach", "FETCH_HEAD"),
        ):
            subprocess.run(["git", *arguments], env=self._environment, capture_output=True, check=True)
        return True

    def _setup(self, _: Mapping[str, str], place: Path) -> bool:
        shutil.copytree(self.venv, place / "work/.venv")
        (place / "work/.venv/.build").touch()
        keep_compiled_code(self.venv.parent, place / "work")
        return True

    def _upload(self, values: Mapping[str, str], place: Path) -> bool:
        target = self.artifacts / values.get("name", "github-pages")
        named = Path(values["path"])
        found = [named] if named.is_absolute() else [*(place / "work").glob(values["path"])]
        if not any(path.exists() for path in found) and values.get("if-no-files-found") == "error":
            return False
        for path in found:
            if path.is_dir():
                # the action leaves out what begins with a dot
                shutil.copytree(path, target, ignore=shutil.ignore_patterns(".*"))
            else:
                target.mkdir(exist_ok=True)
                shutil.copy(path, target)
        return True

    def _download(self, values: Mapping[str, str], _: Path) -> bool:
        if not (self.artifacts / values["name"]).is_dir():
            return False
        shutil.copytree(self.artifacts / values["name"], values["path"])
        return True


def runner_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the variables of a runner: nothing of whoever runs the tests."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8"}
    return {**plain, **more}
