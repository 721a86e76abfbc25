"""The one hardened way to ask git.

Other modules call `repository_of` with the content folder, and ask the `Repository` that it returns. Nothing else in
the package runs git.

Git runs programs that are named in a repository's configuration. Therefore a repository inside the content, which
anybody may propose, is never used, nor is one that belongs to another user of the machine. In any other, settings that
name programs are overridden: filters, hooks, monitors of files, viewers of differences, and all of submodules. Neither
the user's git configuration nor the environment changes an answer: the same commit gives the same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_SETTINGS = (
    "safe.bareRepository=explicit",
    "core.bare=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "diff.renameLimit=0",
    "diff.renames=true",
    "log.diffMerges=separate",
    "log.showRoot=true",
    "log.showSignature=false",  # would run `gpg.program`
    "protocol.allow=never",
    "status.submoduleSummary=false",
)
_OPTIONS = {
    "log": ("--no-ext-diff", "--no-textconv"),
    "status": ("--ignore-submodules=all",),  # in a submodule, its own settings would count
}
"""For some commands, options that keep git from running programs."""
_NO_FILTER = {"clean": "", "smudge": "", "process": "", "required": "false"}


class GitError(Exception):
    """A git command failed, or a repository must not be used. The message says what happened and what to do."""


class Repository(msgspec.Struct, frozen=True, dict=True):
    """A trusted git repository: `top` is the root of its working tree, `directory` its git directory (`top/.git`)."""

    top: Path
    directory: Path

    def ask(
        self, *arguments: str, statuses: tuple[int, ...] = (0,), sent: bytes = b""
    ) -> subprocess.CompletedProcess[bytes] | None:
        """Run a git command at the root of the working tree, and return the finished process; None without git.

        Paths are relative to `top`; `sent` is what git reads from standard input. GitError is raised if git ends with a
        status that is not in `statuses`.
        """
        command, *others = arguments
        done = self._run(self._without_filters, command, *_OPTIONS.get(command, ()), *others, sent=sent)
        if done and done.returncode not in statuses:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise self._failed(command, said[-1] if said else f"status {done.returncode}")
        return done

    def _failed(self, command: str, reason: str) -> GitError:
        return GitError(
            f"“git {command}” failed in {self.top}: {reason}; “git fsck” shows whether the repository is damaged"
        )

    def _run(
        self, environment: Mapping[str, str], *arguments: str, sent: bytes = b""
    ) -> subprocess.CompletedProcess[bytes] | None:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        options = [f"--git-dir={self.directory}", f"--work-tree={self.top}", "--no-pager", *settings]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment = {**inherited, **_ENVIRONMENT, **environment}
        try:
            return subprocess.run(  # noqa: S603 - no shell
                ["git", *options, *arguments],  # noqa: S607 - the user's git
                cwd=self.top,
                env=environment,
                input=sent,
                capture_output=True,
                check=False,
            )
        except OSError:
            return None

    @cached_property
    def _without_filters(self) -> dict[str, str]:
        """Environment variables that turn off the filters of the repository's settings, whose names only these know.

        A filter is a program that git runs on a file to compare it with what is committed. Without it, that file counts
        as changed. An option `-c` could not name a filter that has “=” in its name.
        """
        done = self._run({}, "config", "--null", "--name-only", "--get-regexp", r"^filter\.")
        found = done.stdout.decode("utf-8", "surrogateescape").split("\0") if done and not done.returncode else []
        filters = sorted({name.rpartition(".")[0] for name in found if name})
        pairs = [(f"{name}.{key}", value) for name in filters for key, value in _NO_FILTER.items()]
        keys = {f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in enumerate(pairs)}
        values = {f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in enumerate(pairs)}
        return {"GIT_CONFIG_COUNT": str(len(pairs)), **keys, **values}

    def output(self, *arguments: str, sent: bytes = b"") -> bytes:
        """Return what a git command (see `ask`) prints to standard output; empty bytes if git is not installed."""
        done = self.ask(*arguments, sent=sent)
        return done.stdout if done else b""

    def blobs(self, ids: Sequence[str]) -> list[bytes]:
        """Return the bytes of blobs, in the order of their ids, read at once; GitError is raised if one is missing."""
        # for each, git prints a line with the id, the type and the size, then the bytes and a line end
        printed = self.output("cat-file", "--batch", sent="".join(f"{each}\n" for each in ids).encode("ascii"))
        found, at = [], 0
        for _ in ids if printed else ():
            start = printed.index(b"\n", at) + 1
            *_, size = printed[at:start].split()
            if not size.isdigit():
                raise self._failed("cat-file", printed[at:start].decode("utf-8", "replace").strip())
            at = start + int(size) + 1
            found.append(printed[start : at - 1])
        return found

    def head(self) -> str:
        """Return the hash of the current commit; an empty string without a commit or git."""
        done = self.ask("rev-parse", "--verify", "--quiet", "HEAD", statuses=(0, 1))
        return done.stdout.decode("ascii", "replace").strip() if done else ""

    def is_whole(self) -> bool:
        """Return whether the repository has its complete history, that is, is not a shallow clone."""
        return self.output("rev-parse", "--is-shallow-repository").strip() == b"false"

    def relative(self, path: Path) -> str:
        """Return a path relative to the root of the working tree, or an empty string if it is not below that.

        Symbolic links in its parent folders are resolved; if the last part of the path is one, it is not.
        """
        place = path.parent.resolve() / path.name
        return place.relative_to(self.top).as_posix() if place.is_relative_to(self.top) and place != self.top else ""


def is_installed() -> bool:
    """Return whether there is a git that can be asked."""
    return shutil.which("git") is not None


def repository_of(content: Path, path: Path | None = None) -> Repository | None:
    """Return the git repository that contains a file or folder, by default the content, or None if there is none.

    Git can run programs that a repository's configuration names, so no `.git` inside the content folder is used.

    Raises:
        GitError: The repository belongs to another user, or its `.git` file names a folder inside the content or one
            that is not a git directory.
    """
    content = content.resolve()
    here = path.parent.resolve() if path else content
    above = content.parent if here.is_relative_to(content) else here
    top = next((folder for folder in (above, *above.parents) if _is_git(folder / ".git")), None)
    if top is None:
        return None
    place = top / ".git"
    # in worktrees and submodules it is a file that names the git directory
    named = "" if place.is_dir() else os.fsdecode(place.read_bytes().removeprefix(b"gitdir:").strip())
    directory = (top / named if named else place).resolve()
    if not (directory / "HEAD").is_file():
        raise GitError(f"{place} leads to no repository: repair it with “git worktree repair”, or remove it")
    # a linked worktree shares most of the git directory with its main repository
    shared = directory / "commondir"
    common = (directory / os.fsdecode(shared.read_bytes().strip())).resolve() if shared.is_file() else directory
    for used in (top, place, directory, common):
        owner = used.lstat().st_uid
        if owner not in _trusted():
            raise GitError(
                f"{used} belongs to another user (number {owner}), who could make git run any program: work as that"
                " user, or make the files yours (chown)"
            )
        if used in (directory, common) and used.is_relative_to(content):
            raise GitError(f"{place} leads to {used}, inside the content, where no repository is allowed")
    return Repository(top, directory)


def _is_git(place: Path) -> bool:
    """Return whether a `.git` is a git directory, which has a `HEAD`, or a file, which may name one."""
    return place.is_file() or os.path.lexists(place / "HEAD")


def _trusted() -> set[int]:
    """Return the ids of the users whose repositories are used: root, the current user and, under sudo, its caller."""
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    before = os.environ.get("SUDO_UID", "")
    return {0, user, *([int(before)] if user == 0 and before.isdecimal() else [])}
