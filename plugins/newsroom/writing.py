"""Front matter as an editor would type it, and files that are written all together or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from plugins.archive.fields import Kind, fields_of
from plugins.builds.whole import beside

_UNFOLDED = 10_000_000  # no value is longer than a file may be


@dataclass(frozen=True)
class Edit:
    """New bytes for a file. `before` are the bytes that they were computed from, None for a file that is new."""

    path: Path
    before: bytes | None
    after: bytes


class ChangedMeanwhileError(OSError):
    """A file is not what it was when the command read it."""


class LinkedError(OSError):
    """Something would be written through a link, which may lead anywhere."""


def scalar_line(key: str, value: str) -> str:
    """Return `key: value`, the value quoted where YAML needs it; letters of any script stay as they are."""
    return str(yaml.safe_dump({key: value}, allow_unicode=True, width=_UNFOLDED)).rstrip("\n")


def front_matter(kind: Kind, lines: Mapping[str, str]) -> str:
    """Return front matter between its fences: the lines of each field, in the table's order."""
    return "\n".join(["---", *(lines[name] for name in fields_of(kind) if name in lines), "---", ""])


def write_new(root: Path, path: Path, content: str) -> None:
    """Write a new file in one step; FileExistsError where there is one."""
    write_all(root, [Edit(path, None, content.encode())])


def write_new_folder(root: Path, folder: Path, files: Mapping[str, str]) -> None:
    """Write a new folder with its files in one step; FileExistsError where there is one."""
    _require_no_link(root, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=beside()) as name:
        aside = Path(name) / folder.name
        aside.mkdir()
        for file, content in files.items():
            (aside / file).write_bytes(content.encode())
        move_folder(aside, folder)


def move_folder(source: Path, target: Path) -> None:
    """Move a folder; FileExistsError where anything has the name, even an empty folder."""
    if os.path.lexists(target):
        raise FileExistsError(17, "File exists", str(target))
    source.rename(target)


def replace_file(root: Path, path: Path, data: bytes) -> None:
    """Replace a file's bytes in one step, its permissions kept: a reader sees the old file or the new one."""
    write_all(root, [Edit(path, path.read_bytes(), data)])


def write_all(root: Path, edits: Sequence[Edit], move: tuple[Path, Path] | None = None) -> None:
    """Write all files and then move a folder, or change nothing where any step fails or Ctrl-C is pressed.

    Everything that takes time or may fail for want of room is done before the first file is replaced. Where the process
    is killed in the moment after that, the command can be run again: the folder, by which it is named, moves last.

    Args:
        root: The content folder. It may be reached by a link; nothing in it is written through one.
        edits: The files.
        move: A folder's old place and its new one.

    Raises:
        OSError: What the system refused, after the earlier bytes are back.
        LinkedError: A file or a folder above it is a link.
        ChangedMeanwhileError: A file was saved by somebody else after it was read.
    """
    for path in (*(edit.path for edit in edits), *((move[0], move[1].parent) if move else ())):
        _require_no_link(root, path)
    with ExitStack() as stack:
        staged = [stack.enter_context(_staged(each)) for each in edits]
        with _uninterrupted():
            for each in edits:
                _require_unchanged(each)
            done: list[Edit] = []
            try:
                for edit, aside in zip(edits, staged, strict=True):
                    aside.replace(edit.path)
                    done.append(edit)
                if move:
                    move_folder(*move)
            except OSError:
                for edit in reversed(done):
                    _undo(edit)
                raise


def _require_no_link(root: Path, path: Path) -> None:
    here = root
    for part in path.relative_to(root).parts:
        here = here / part
        if here.is_symlink():
            raise LinkedError(0, "a link; nothing is written through it: put what it leads to in its place", str(here))


@contextmanager
def _staged(edit: Edit) -> Iterator[Path]:
    """Write a file's new bytes beside it, under a name that no build reads, with its permissions."""
    descriptor, name = tempfile.mkstemp(dir=edit.path.parent, prefix=beside())
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(edit.after)
            file.flush()
            os.fsync(file.fileno())
        if edit.before is None:
            aside.chmod(0o666 & ~_umask())
        else:
            shutil.copymode(edit.path, aside)
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _require_unchanged(edit: Edit) -> None:
    if edit.before is None:
        if os.path.lexists(edit.path):
            raise FileExistsError(17, "File exists", str(edit.path))
    elif edit.path.read_bytes() != edit.before:
        raise ChangedMeanwhileError(0, "saved by somebody else meanwhile; run the command again", str(edit.path))


def _undo(edit: Edit) -> None:
    if edit.before is None:
        edit.path.unlink()
    else:
        with _staged(Edit(edit.path, edit.after, edit.before)) as aside:
            aside.replace(edit.path)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and a request to end wait until the work inside is done."""
    held = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
