"""The points of a report on what an archive lacks before it can be published.

`newsarchive doctor` collects the values of the points and prints a line for each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from newsarchive.api import EXAMPLE_NAMES, NOTICE, Site

_OLD = dt.timedelta(days=300)
_ZONES = dt.timedelta(days=1)  # clocks of editors in other time zones

_GITHUB = re.compile(r"(?:[/@]|^)github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


class Point(NamedTuple):
    """One point of the report: its state, and the key (without `newsroom.doctor.`) and values of its message.

    What is `missing` stops a publication; `later` is a step of the first publication itself, such as a first push, or
    may wait.
    """

    state: Literal["ok", "missing", "later", "unknown"]
    key: str
    values: Mapping[str, object] = {}
    number: int | None = None


class GitState(msgspec.Struct, frozen=True):
    """What the git repository around the content says.

    Attributes:
        changed: The paths that are not committed, relative to the root of the working tree.
        branch: The current branch; empty if no branch is checked out.
        last: The day of the newest commit; None without a commit.
        whole: Whether the history is complete, that is, the repository is not a shallow clone.
        remote: The address of the remote that a push uses; empty without one.
        ahead: The number of commits that the remote did not have after the last push or fetch; None if this branch was
            never pushed.
    """

    changed: tuple[str, ...] = ()
    branch: str = "main"
    last: dt.date | None = None
    whole: bool = True
    remote: str = ""
    ahead: int | None = 0


class Workflow(NamedTuple):
    """A workflow of GitHub that publishes to Pages: the path of its file, and the branches whose pushes start it."""

    path: str
    branches: tuple[str, ...]


def setting_points(left: Sequence[tuple[str, str]], site: Site, *, hosted: bool) -> Iterator[Point]:
    """Yield a point for each placeholder, and one for the day on which the mailbox expires.

    Args:
        left: What still has an example value: the setting, and a line about it.
        site: The settings.
        hosted: Whether a workflow on GitHub publishes, which knows the address of the site.
    """
    for setting, line in left:
        if setting == "SITEURL" and hosted:
            yield Point("unknown", "siteurl")
        else:
            yield Point("missing", "left", {"line": line})
    if not left:
        yield Point("ok", "settings")
    expires = site.newsroom.security_expires
    if site.day < expires:
        soon = expires <= site.day + NOTICE
        yield Point("ok", "expires-soon" if soon else "expires", {"date": expires})


def name_points(names: Mapping[str, str]) -> Iterator[Point]:
    """Yield a point that says the archive's name in each language, unknown if it is that of the generator's archive."""
    said = ", ".join(f"{name} ({tag})" for tag, name in names.items())
    example = any(name in EXAMPLE_NAMES for name in names.values())
    yield Point("unknown" if example else "ok", "name-example" if example else "name", {"names": said})


def key_points(
    keys: Sequence[str], problem: str | None, *, shown: bool, hosted: bool, others: bool = False
) -> Iterator[Point]:
    """Yield points about the signature and its public keys.

    Args:
        keys: The public keys in the settings.
        problem: Why `SIGNING_KEY` cannot be used; an empty string if it can, None if it is not given.
        shown: Whether a README shows readers these keys.
        hosted: Whether a workflow on GitHub publishes, which has the key as a secret.
        others: The setting `OTHERS_SIGN`.
    """
    if problem:
        yield Point("missing", "key-problem", {"problem": problem})
    elif problem is not None:
        yield Point("ok", "key")
    elif not keys:
        yield Point("ok", "key-none")
    elif others:
        yield Point("ok", "key-others")
    else:
        yield Point("unknown" if hosted else "missing", "key-secret" if hosted else "key-absent")
    if keys and not shown:
        yield Point("unknown", "readme-none", {"key": ", ".join(keys)})


def list_points(problem: str | None, *, expected: bool, hosted: bool) -> Iterator[Point]:
    """Yield a point about the redaction list.

    Args:
        problem: Why the list cannot be used; an empty string if it can, None if there is none.
        expected: The setting `REDACTIONS_EXPECTED`.
        hosted: Whether a workflow on GitHub publishes, which has the list as a secret.
    """
    if problem:
        yield Point("missing", "list-problem", {"problem": problem})
    elif problem is not None:
        yield Point("ok", "list")
    elif not expected:
        yield Point("ok", "list-none")
    else:
        yield Point("unknown" if hosted else "missing", "list-secret" if hosted else "list-absent")


def git_points(git: GitState | None, tables: Sequence[str], publishing: Sequence[Workflow]) -> Iterator[Point]:
    """Yield points about the repository: whether its history is whole, all is committed, and the branch is right.

    Args:
        git: The repository; None if the content is in none.
        tables: The tables of earlier publications that are there, relative to the root of the working tree.
        publishing: The workflows that publish.
    """
    if git is None or git.last is None:
        yield Point("missing", "git-none" if git is None else "git-empty")
        return
    if not git.whole:
        yield Point("missing", "git-shallow")
    unrecorded = [path for path in tables if path in git.changed]
    others = [path for path in git.changed if path not in tables]
    if unrecorded:
        yield Point("missing", "tables", {"tables": " ".join(unrecorded)})
    if others:
        yield Point("missing", "uncommitted", {"first": others[0]}, len(others))
    if not unrecorded and not others:
        yield Point("ok", "committed", {"date": git.last})
    wanted = {branch for each in publishing for branch in each.branches}
    if not git.branch:
        yield Point("missing", "detached")
    elif wanted and git.branch not in wanted:
        yield Point("missing", "branch-other", {"branch": git.branch, "wanted": ", ".join(sorted(wanted))})
    else:
        yield Point("ok", "branch", {"branch": git.branch})
    yield from _remote_points(git)


def _remote_points(git: GitState) -> Iterator[Point]:
    if not git.remote:
        yield Point("later", "remote-none")
    elif git.branch and git.ahead is None:
        yield Point("later", "never-pushed", {"branch": git.branch})
    elif git.branch and git.ahead:
        yield Point("missing", "unpushed", {"branch": git.branch}, git.ahead)
    else:
        yield Point("ok", "remote")


def host_points(publishing: Sequence[Workflow], remote: str) -> Iterator[Point]:
    """Yield points about what publishes: a workflow on GitHub, or else something that cannot be seen from here."""
    if not publishing:
        yield Point("unknown", "host-none")
        return
    for each in publishing:
        yield Point("ok", "workflow", {"path": each.path, "branches": ", ".join(each.branches)})
    match = _GITHUB.search(remote)
    address = f"https://github.com/{match[1]}" if match else "https://github.com/…"
    yield Point("unknown", "enabled", {"address": f"{address}/actions"})
    yield Point("unknown", "pages", {"address": f"{address}/settings/pages"})


def clock_points(day: dt.date, known: Iterable[dt.date]) -> Iterator[Point]:
    """Yield a point about the day of the build, compared with the newest of the days of commits and publications."""
    newest = max(known, default=day)
    values = {"day": day, "newest": newest}
    if day < newest - _ZONES:
        yield Point("missing", "clock-behind", values)
    elif day > newest + _OLD:
        yield Point("unknown", "clock-ahead", values)
    else:
        yield Point("ok", "clock", values)


def machine_points(python: str, unwritable: Sequence[str], free: int, needed: int) -> Iterator[Point]:
    """Yield points about this machine: version of Python, folders, and megabytes on the disk of the output."""
    yield Point("ok", "python", {"version": python})
    for folder in unwritable:
        yield Point("missing", "unwritable", {"folder": folder})
    if not unwritable:
        yield Point("ok", "writable")
    enough = free >= needed
    yield Point("ok" if enough else "missing", "disk" if enough else "disk-full", {"free": free, "needed": needed})


def content_points(stopping: int, foreign: Sequence[str], texts: int) -> Iterator[Point]:
    """Yield points about the content: another archive's tables, and faults that stop a publication.

    Args:
        stopping: The number of all other faults that stop a build.
        foreign: The messages about tables of another archive.
        texts: The number of texts.
    """
    for message in foreign:
        yield Point("missing", "another", {"message": message})
    if stopping:
        yield Point("missing", "faults", {}, stopping)
    elif not foreign:
        yield Point("ok", "content", {}, texts)
