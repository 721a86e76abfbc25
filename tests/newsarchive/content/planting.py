"""Archives with planted faults: a small sound one in `faults/base/`, and cases that lie over it.

A case is a folder `faults/<code>--<variant>/`. Its files take the place of the base's, path by path. `expected.txt`
says what the checker finds, one `path:line:column: code` a line, `warning` before the code of a warning, 0 where a
fault is one of a whole file; a line that begins with `#` says what is wrong, and one that begins with two spaces is the
message of the fault above, where the case is about that. What no file in a repository can be stands in `plant.yaml`, a
list of steps, each with one of these words:

- `remove: path`
- `append: {path: …, text: …, times: …}` adds a text to a file's end, so many times
- `replace: {path: …, old: …, hex: …}` puts bytes where a text stands first
- `rename: {path: …, name: …}` gives a file another name, in bytes as Python writes them
- `link: {path: …, to: …}` makes a symbolic link
- `fifo: path`
- `sparse: {path: …, size: …}` makes a file of so many bytes that takes no room on the disk
"""

from __future__ import annotations

import os
import shutil
from ast import literal_eval
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FAULTS = Path(__file__).resolve().parent / "faults"
BASE = FAULTS / "base"
CONF = FAULTS / "siteconf.py"

# 24 November 2026, the day of the cases
DAY = "1795478400"

_OWN = ("expected.txt", "plant.yaml")


@dataclass(frozen=True)
class Case:
    """A folder of `faults/`, and what the checker must find there, in its order."""

    folder: Path
    expected: tuple[str, ...]
    messages: tuple[str, ...]

    @property
    def code(self) -> str:
        """The fault that the case is about."""
        return self.folder.name.partition("--")[0]

    @property
    def stopping(self) -> tuple[str, ...]:
        """What stops a build."""
        return tuple(line for line in self.expected if ": warning " not in line)


def cases() -> list[Case]:
    """All cases, by name."""
    return [_case(folder) for folder in sorted(FAULTS.glob("*--*"))]


def _case(folder: Path) -> Case:
    lines = (folder / "expected.txt").read_text("utf-8").splitlines()
    expected = tuple(line for line in lines if line and line[0] not in "# ")
    return Case(folder, expected, tuple(line.strip() for line in lines if line.startswith("  ")))


def lay_out(case: Case | None, target: Path) -> Path:
    """Write the base, and a case over it, to an empty folder; the content folder in it."""
    shutil.copytree(BASE, target, dirs_exist_ok=True)
    if case:
        shutil.copytree(case.folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_OWN))
        steps = case.folder / "plant.yaml"
        for step in yaml.safe_load(steps.read_text("utf-8")) if steps.exists() else ():
            ((word, values),) = step.items()
            _STEPS[word](target, values)
    return target / "content"


def _remove(target: Path, path: str) -> None:
    (target / path).unlink()


def _append(target: Path, values: dict[str, Any]) -> None:
    with (target / values["path"]).open("ab") as file:
        file.write(values["text"].encode() * values["times"])


def _replace(target: Path, values: dict[str, Any]) -> None:
    path, old = target / values["path"], values["old"].encode()
    data = path.read_bytes()
    assert old in data, values
    path.write_bytes(data.replace(old, bytes.fromhex(values["hex"]), 1))


def _rename(target: Path, values: dict[str, Any]) -> None:
    path = target / values["path"]
    path.rename(path.with_name(os.fsdecode(literal_eval(values["name"]))))


def _link(target: Path, values: dict[str, Any]) -> None:
    (target / values["path"]).symlink_to(values["to"])


def _fifo(target: Path, path: str) -> None:
    os.mkfifo(target / path)


def _sparse(target: Path, values: dict[str, Any]) -> None:
    with (target / values["path"]).open("wb") as file:
        file.truncate(values["size"])


_STEPS: dict[str, Callable[[Path, Any], None]] = {
    "remove": _remove,
    "append": _append,
    "replace": _replace,
    "rename": _rename,
    "link": _link,
    "fifo": _fifo,
    "sparse": _sparse,
}
