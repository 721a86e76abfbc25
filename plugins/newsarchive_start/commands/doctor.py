"""`newsarchive doctor`: what an archive lacks before it can be published.

Each point is one line that begins with “ok”, “missing”, “later” or “unknown” and says what to do. What is “missing”
must be there before a publication; “later” is a step of the first publication itself, or may wait. Nothing is changed,
and nothing is asked of the network: what only a host knows is “unknown”, with the address where to look.

The rules are in `starting.publishing`; the functions here that begin with `read_` collect their values.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

import yaml

from newsarchive.api import (
    PERMALINKS,
    PUBLICATIONS,
    REVISIONS,
    TABLES,
    BuildError,
    BuildFaults,
    Command,
    DayError,
    Desk,
    GitError,
    Repository,
    SettingsError,
    checker_of,
    desk_of,
    fault_message,
    findings,
    first_answer,
    is_installed,
    lines_left,
    outputs_sealed,
    parse_ledger,
    parse_permalinks,
    parse_revisions,
    repository_of,
    require_past,
    shown_path,
    typed_path,
    untranslated,
)
from newsarchive_start.publishing import (
    GitState,
    Point,
    Workflow,
    clock_points,
    content_points,
    git_points,
    host_points,
    key_points,
    list_points,
    machine_points,
    name_points,
    setting_points,
)

COMMAND = Command("say what is missing before a publication", "publish", public=True, content=True)

_ROOM = 50  # megabytes that a build needs beside two copies of the site


def read_git(repository: Repository) -> GitState:
    """Return what a repository says; GitError if git fails."""
    changed = repository.output("status", "--porcelain", "-z", "--no-renames").decode("utf-8", "replace").split("\0")
    branch = _line(repository, "symbolic-ref", "--quiet", "--short", "HEAD")
    if not repository.head():
        return GitState(branch=branch)
    seconds = int(_line(repository, "log", "-1", "--format=%ct") or 0)
    name = (_line(repository, "config", "--get", f"branch.{branch}.remote") if branch else "") or "origin"
    ahead = _line(repository, "rev-list", "--count", f"refs/remotes/{name}/{branch}..HEAD") if branch else ""
    return GitState(
        changed=tuple(each[3:] for each in changed if each),
        branch=branch,
        last=dt.datetime.fromtimestamp(seconds, dt.UTC).date(),
        whole=repository.is_whole(),
        remote=_line(repository, "config", "--get", f"remote.{name}.url"),
        ahead=int(ahead) if ahead else None,
    )


def _line(repository: Repository, *arguments: str) -> str:
    """Return the first line that git prints; an empty string if it fails, as it does for what is not there."""
    done = repository.ask(*arguments, statuses=(0, 1, 128))
    return done.stdout.decode("utf-8", "replace").strip() if done and done.returncode == 0 else ""


def read_workflows(top: Path) -> Iterator[Workflow]:
    """Yield the workflows in a repository that publish to GitHub's Pages."""
    for path in sorted((top / ".github/workflows").glob("*.y*ml")):
        words = path.read_text("utf-8", "replace")
        if "actions/deploy-pages@" not in words:
            continue
        try:
            # with YAML's own types the key `on` would be true
            read = yaml.load(words, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and mappings only
            branches = read["on"]["push"]["branches"]
        except (yaml.YAMLError, KeyError, TypeError):
            branches = []
        yield Workflow(path.relative_to(top).as_posix(), tuple(branches))


def read_days(content: Path, authority: str) -> Iterator[dt.date]:
    """Yield the days of publications in the tables, as far as they can be read; of the ledger, that of the last one."""
    words = {name: path.read_text("utf-8", "replace") for name in TABLES if (path := content / name).is_file()}
    yield from (each.published for each in parse_permalinks(words.get(PERMALINKS, ""))[0].values())
    yield from (each.date for row in parse_revisions(words.get(REVISIONS, ""))[0].values() for each in row)
    # an earlier one has a later day if a clock was ahead then: somebody has confirmed the day of the next
    yield from (row.day for row in parse_ledger(words.get(PUBLICATIONS, ""), authority)[0][-1:])


def read_unwritable(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the folders that cannot be written into, or whose first ancestor that exists cannot."""
    for folder in folders:
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            yield shown_path(folder)


def read_size(folder: Path) -> int:
    """Return the size of all files in a folder, in megabytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) >> 20


class Doctor:
    """The examination of one archive: its points, in the order of the report."""

    def __init__(self, desk: Desk, settings: Mapping[str, Any]) -> None:
        """Begin with the site's words and settings."""
        self._desk, self._settings = desk, settings
        self._content, self._output = desk.root.absolute(), Path(settings["OUTPUT_PATH"]).absolute()
        self._top, self._problem, self._git = self._content.parent, "", None
        try:
            repository = repository_of(self._content) if is_installed() else None
            if repository:
                self._top, self._git = repository.top, read_git(repository)
        except GitError as error:
            self._problem = str(error)
        self._publishing = tuple(read_workflows(self._top))

    def points(self) -> Iterator[Point]:
        """Yield all points."""
        site, hosted = self._desk.site, bool(self._publishing)
        names = {tag: self._desk.words(tag, "site.name") for tag in site.tags}
        if site.url and self._settings.get("CHECKSUMS"):
            left = tuple(lines_left(self._settings, site, self._desk.words, self._desk.language))
            yield from setting_points(left, site, hosted=hosted)
        else:
            yield Point("missing", "local")
        yield from name_points(names)
        for tag, count in untranslated(self._desk.words, site).items():
            yield Point("later", "left", {"line": self._desk.say("untranslated", language=tag, count=count)})
        others, shown = bool(self._settings.get("OTHERS_SIGN")), self._are_keys_shown()
        yield from key_points(site.signing_keys, self._key_problem(), shown=shown, hosted=hosted, others=others)
        expected = bool(self._settings.get("REDACTIONS_EXPECTED"))
        yield from list_points(self._list_problem(), expected=expected, hosted=hosted)
        yield from self._of_git()
        yield from self._of_content()
        yield from self._of_machine()

    def _of_git(self) -> Iterator[Point]:
        if self._problem:
            yield Point("missing", "git-problem", {"problem": self._problem})
        elif not is_installed():
            yield Point("missing", "git-absent")
        else:
            there = (self._content / name for name in TABLES)
            tables = [path.relative_to(self._top).as_posix() for path in there if path.is_file()] if self._git else []
            yield from git_points(self._git, tables, self._publishing)
        yield from host_points(self._publishing, self._git.remote if self._git else "")

    def _of_content(self) -> Iterator[Point]:
        try:
            found = findings(self._settings, self._desk.site)
        except (BuildError, GitError) as error:
            yield Point("missing", "content-problem", {"problem": error})
            return
        stopping = [each for each in found.faults if not each.warning]
        foreign = [each for each in stopping if each.code == "another-archive"]
        words, language = self._desk.words, self._desk.language
        told = [f"{each.path}: {fault_message(each, words, language)}" for each in foreign]
        yield from content_points(len(stopping) - len(foreign), told, found.texts)

    def _of_machine(self) -> Iterator[Point]:
        day = self._desk.site.day
        last = (self._git.last,) if self._git and self._git.last else ()
        try:
            require_past(day)
        except DayError as error:
            yield Point("missing", "clock-problem", {"problem": error})
        else:
            yield from clock_points(day, (*last, *read_days(self._content, self._desk.site.newsroom.tag_authority)))
        folders = (self._content, self._output, self._output.parent, Path(self._settings["STORE_PATH"]).absolute())
        there = next(each for each in self._output.parents if each.exists())
        needed = 2 * max(read_size(self._content), read_size(self._output)) + _ROOM
        free = shutil.disk_usage(there).free >> 20
        yield from machine_points(
            platform.python_version(), tuple(dict.fromkeys(read_unwritable(folders))), free, needed
        )

    def _are_keys_shown(self) -> bool:
        """Return whether a README shows readers all public keys."""
        readmes = [path.read_text("utf-8", "replace") for path in self._content.parent.glob("README*.md")]
        return any(all(key in words for key in self._desk.site.signing_keys) for words in readmes)

    def _key_problem(self) -> str | None:
        """Return why the key cannot sign; an empty string if it can, and None if none is given."""
        try:
            # a key that is not there is the next point's
            seal = first_answer(outputs_sealed, {**self._settings, "OTHERS_SIGN": True}, output=self._output)
            if seal is None or not seal.opened():
                return None
        except (SettingsError, BuildError, GitError) as error:
            return str(error)
        return ""

    def _list_problem(self) -> str | None:
        """Return why the redaction list cannot be used; an empty string if it can, and None if there is none."""
        # whether it is there at all is the next point's
        checker = checker_of({**self._settings, "REDACTIONS_EXPECTED": False}, self._output)
        if not checker.is_secret:
            return None
        try:
            checker.load(self._desk.words, self._desk.language)
        except (BuildError, BuildFaults, GitError) as error:
            return str(error)
        return ""


def report(points: Iterable[Point], desk: Desk, columns: int = 0) -> tuple[list[str], int]:
    """Return the lines of the report, and the exit status: 1 if something is missing, else 0.

    With `columns`, the width of a terminal, the words of a point are wrapped beside its state.
    """
    lines, counts = [], dict.fromkeys(("ok", "missing", "later", "unknown"), 0)
    names = {state: desk.say(f"doctor.{state}") for state in counts}
    width = max(map(len, names.values()))
    indent = " " * (width + 2)
    wrapper = TextWrapper(columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    for state, key, values, number in points:
        line = f"{names[state]:<{width}}  {desk.say(f'doctor.{key}', number, **values)}"
        lines += wrapper.wrap(line) if columns > width + 20 else [line]
        counts[state] += 1
    lines.append(desk.say("doctor.sum", **counts))
    return lines, 1 if counts["missing"] else 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--output`, the output folder, to the parser."""
    parser.add_argument("--output", type=typed_path, help="output folder; by default the one in the settings")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive doctor`: print the report; return 1 if something is missing, else 0."""
    desk = desk_of(settings, options.language)
    if options.output:
        settings = {**settings, "OUTPUT_PATH": str(options.output)}
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    lines, status = report(Doctor(desk, settings).points(), desk, columns)
    print("\n".join(lines))
    return status
