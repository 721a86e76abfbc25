"""A target over ssh: rsync alone, so that an account which may run nothing else is enough.

rsync writes each file under another name and renames it, so readers get the old bytes or the new ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from .targets import LOST, bounded
from .tools import Tool, ToolFault, zero_ended

_SHELL = "ssh -o BatchMode=yes -o LogLevel=ERROR -o ConnectTimeout=20 -o ServerAliveInterval=15"
_ALWAYS = ("--timeout=120", "--8-bit-output")
_NAMED = ("--files-from=-", "--from0")
_TIMES = ("--times", "--omit-dir-times")
_ENTRY = re.compile(rb"-\S{9}\S?\s+([0-9]+)\s+\S+\s+\S+\s(.+)")
_ESCAPE = re.compile(rb"\\#([0-7]{3})")
_PASSING = (10, 12, 30, 35, 255)
"""rsync's statuses if the connection failed, and that of ssh."""

_WILDCARD = re.compile(r"[*?\[]")
_WILD = re.compile(r"[*?\[\\]")


def ssh_tool(log: Path, lock: tuple[int, ...], shell: str) -> Tool:
    """Return rsync over ssh; `shell` is how to call ssh, by default so that it never asks anything."""
    return Tool("rsync", ("rsync", *_ALWAYS, "--rsh", shell or _SHELL), log, lock, passing=_PASSING)


class RsyncTarget:
    """A folder on another machine that rsync reaches over ssh."""

    def __init__(self, address: str, tool: Tool) -> None:
        """Prepare for a folder, such as `user@host:/srv/archive`."""
        self._address, self._tool = f"{address.rstrip('/')}/" if not address.endswith(":") else address, tool
        self._is_new = False

    def sizes(self) -> dict[str, int]:
        """See `Target.sizes`."""
        arguments = ("--list-only", "--recursive", "--no-human-readable", f"--exclude=/{LOST}/", self._address)
        try:
            answer = self._tool.run(arguments)
        except ToolFault as fault:
            if fault.reason == "no-folder":
                self._is_new = True
                return {}
            raise
        return bounded(_entries(answer.output))

    def fetch(self, paths: Collection[str], folder: Path, most: int) -> None:
        """See `Target.fetch`."""
        arguments = (*_NAMED, "--ignore-missing-args", "--no-links", f"--max-size={most}", self._address, f"{folder}/")
        try:
            self._tool.run(arguments, _named(paths))
        except ToolFault as fault:
            if fault.reason != "no-folder":
                raise

    def differing(self, paths: Collection[str], root: Path) -> set[str]:
        """See `Target.differing`: both sides compute checksums, and no file is sent."""
        arguments = ("--dry-run", "--checksum", "--out-format=%n", *_NAMED, f"{root}/", self._address)
        answer = self._tool.run(arguments, _named(paths))
        return {_plain(line) for line in answer.output.splitlines()} & set(paths)

    def upload(self, paths: Collection[str], root: Path) -> None:
        """See `Target.upload`. Of two publications of one day, neither time nor size tells what has changed."""
        arguments = (*_TIMES, "--chmod=D755,F644", "--perms", "--ignore-times", *_NAMED)
        self._tool.run((*arguments, f"{root}/", self._address), _named(paths, around=self._is_new))
        self._is_new = False

    def set_times(self, paths: Collection[str], root: Path) -> None:
        """See `Target.set_times`."""
        arguments = (*_TIMES, "--size-only", "--existing", *_NAMED)
        self._tool.run((*arguments, f"{root}/", self._address), _named(paths))

    def delete(self, paths: Collection[str]) -> None:
        """See `Target.delete`: an empty folder is copied, with filters that hide everything else at the target."""
        folders = {"/".join(parts[:depth]) for parts in map(_parts, paths) for depth in range(1, len(parts))}
        rules = [f"+ /{_literal(folder)}/" for folder in sorted(folders)]
        rules += [f"+ /{_literal(path)}" for path in paths]
        arguments = ("--recursive", "--delete", "--from0", "--include-from=-", "--exclude=*")
        with TemporaryDirectory() as empty:
            self._tool.run((*arguments, f"{empty}/", self._address), zero_ended(rules))


def _named(paths: Iterable[str], *, around: bool = False) -> bytes:
    """Return paths for `--files-from`, where a line that begins with `#` or `;` is a comment.

    With `./` before a path, rsync also sets the permissions of the target's folder (`around`), which is right only if
    it is new: it may be another user's.
    """
    return zero_ended(f"./{path}" if around or path[0] in "#;" else path for path in paths)


def _parts(path: str) -> list[str]:
    return path.split("/")


def _literal(path: str) -> str:
    """Return a path as a pattern of rsync, which has escapes only if it has wildcards."""
    return _WILD.sub(r"\\\g<0>", path) if _WILDCARD.search(path) else path


def _entries(listed: bytes) -> Iterator[tuple[str, int]]:
    """Yield path and size of each file in what `rsync --list-only` prints; links and folders are left out."""
    for line in listed.split(b"\n"):
        match = _ENTRY.fullmatch(line)
        if match:
            yield _plain(match[2]), int(match[1])


def _plain(name: bytes) -> str:
    r"""Return a name that rsync printed with octal escapes, such as `\#012` for a line break."""
    return _ESCAPE.sub(lambda each: bytes([int(each[1], 8) & 0xFF]), name).decode("utf-8", "surrogateescape")
