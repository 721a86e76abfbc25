"""The output folder: the stage of a build, how it is moved into place, the list of written files, and the report.

A build writes the files that differ from the last build into a folder beside the output, the *stage*, and checks them
there. Then they are moved one by one into the output folder, which readers see. Before the first move a journal in the
stage lists the files to remove: from it the next build finishes an interrupted one. Meanwhile files of two builds may
stand side by side. The output folder itself is never replaced: it keeps its owner, rights and whatever serves from it.

The manifest lists the files that builds have written. It is kept apart from the cache: if the cache is lost, the next
build still knows which files to remove, so that no withdrawn text stays online. It is kept outside the output folder,
because it also names hidden pages. In case the parent folder is served, too, only the file's owner can read it.

Somebody else may be able to write the journal and the manifest, so a path in them is used only if it is inside the
output folder.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from newsarchive.digests import digest
from newsarchive.model.addresses import MINISIG, MIRROR_LIST, STATE, SUMS, signed_path

from .errors import BuildError
from .files import close_to_others, digest_at, write_whole
from .state import Output

JOURNAL = ".journal"
"""The name of the file in a stage that is there while its files are moved; it lists the files to remove."""


class Stage:
    """A folder, deleted after the `with` block, for files that differ from the last build, before they are moved.

    `before` has the last build's records of the output files, by path, without those that somebody altered since.
    """

    def __init__(self, output: Path, before: Mapping[str, Output]) -> None:
        """Create the folder beside the output."""
        self.output, self.before = output, before
        self.folder = new_stage(output)
        self._made: set[str] = set()

    def __enter__(self) -> Stage:
        """Return the stage."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the folder with all files that were not moved."""
        discard(self.folder)

    def same(self, path: str, key: bytes) -> Output | None:
        """Return the last build's record of an output file if it has the same `key`, else None."""
        before = self.before.get(path)
        return before if before and key and before.key == key else None

    def put(self, path: str, content: bytes) -> tuple[bytes, bool]:
        """Write a file to the stage, unless the output folder has the same bytes at this path.

        Return the digest of the bytes, and whether they were written. This may be done in another process.
        """
        sealed, before = digest(content), self.before.get(path)
        same = sealed == (before.digest if before else digest_at(self.output / path))
        if not same:
            folder = path.rpartition("/")[0]
            if folder not in self._made:
                (self.folder / folder).mkdir(parents=True, exist_ok=True)
                self._made.add(folder)
            with open(f"{self.folder}/{path}", "wb") as file:  # noqa: PTH123
                file.write(content)
        return sealed, not same

    def finish(self, outputs: Mapping[str, Output], changed: Collection[str]) -> int:
        """Move the `changed` files into the output folder; remove those that `outputs` lacks, and count these."""
        before = files_before(self)
        # before anything is moved: if that is interrupted, the manifest names every file that a build may have written
        write_manifest(self.output, before | outputs.keys())
        gone = before - outputs.keys()
        removed = replace_output(self.output, self.folder, changed, gone)
        write_manifest(self.output, outputs)
        return removed


def stage_path(output: Path) -> Path:
    """Return the path of the stage of an output folder: `site/output` -> `site/.output.stage`."""
    return output.with_name(f".{output.name}.stage")


def new_stage(output: Path) -> Path:
    """Create the stage for an output folder, which only its owner can read; return its path."""
    stage = stage_path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    if stage.is_symlink():
        stage.unlink()
    elif stage.is_dir():
        shutil.rmtree(stage)
    stage.mkdir(0o700)
    return stage


def replace_output(output: Path, stage: Path, changed: Collection[str], stale: Iterable[str]) -> int:
    """Move the `changed` files of a stage into the output folder; remove and count the stale ones.

    BuildError is raised, before anything is moved, if something that no build made is in the way.
    """
    stale = removable(output, stale)
    _require_free(output, changed, stale)
    if not (changed or stale):
        output.mkdir(exist_ok=True)
        return 0
    write_whole(stage / JOURNAL, "".join(f"{path}\0" for path in sorted(stale)).encode(errors="surrogateescape"))
    return _finish(output, stage)


def discard(stage: Path) -> None:
    """Remove a stage, unless it has a journal: the next build needs its files to finish an interrupted build."""
    if not (stage / JOURNAL).exists():
        shutil.rmtree(stage, ignore_errors=True)


def finish_interrupted(output: Path) -> None:
    """Do the rest of an interrupted build, or remove its stage if it had moved nothing yet."""
    stage = stage_path(output)
    if stage.is_symlink() or not stage.is_dir():
        return
    if (stage / JOURNAL).is_file():
        _require_free(output, set(_staged(stage)))
        _finish(output, stage)
    discard(stage)


def _finish(output: Path, stage: Path) -> int:
    removed = remove_files(output, (stage / JOURNAL).read_bytes().decode(errors="surrogateescape").split("\0"))
    for path in sorted(_staged(stage)):
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (stage / path).replace(target)
    (stage / JOURNAL).unlink()
    return removed


def _staged(stage: Path) -> Iterator[str]:
    # a build writes no links, so somebody else did
    files = (path for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
    yield from (path.relative_to(stage).as_posix() for path in files if path != stage / JOURNAL)


def remove_files(output: Path, paths: Iterable[str]) -> int:
    """Remove files that exist and are `removable`, and folders that become empty; return their number."""
    found = sorted(removable(output, paths))
    for path in found:
        file = output / path
        file.unlink()
        for folder in file.parents:
            if folder == output or any(folder.iterdir()):
                break
            folder.rmdir()
    return len(found)


def removable(output: Path, paths: Iterable[str]) -> set[str]:
    """Return the paths that are safe to remove: regular files inside the output, not below a symbolic link."""
    real = output.resolve()
    files = {path: output / path for path in paths if within(path)}
    return {path for path, file in files.items() if file.is_file() and file.resolve() == real / path}


def _require_free(output: Path, paths: Collection[str], gone: Collection[str] = ()) -> None:
    """Raise BuildError if a path leads outside, or if something is in its way that is not in `gone`."""
    if outside := sorted(path for path in paths if not within(path)):
        raise BuildError(f"{outside[0]!r} is outside the output folder; no page or file may have this address")
    folders = {folder.as_posix() for path in paths for folder in PurePosixPath(path).parents[:-1]}
    blocked = [path for path in folders if _is_no_folder(output / path) and path not in gone]
    blocked += [path for path in paths if _is_folder(output / path) and not _empties(output, path, gone)]
    if blocked:
        raise BuildError(
            f"{output}/{min(blocked)} is in the way of a page or file, and no build made it: it is a link, or a file in"
            " the place of a folder or the other way round; move it away and build again"
        )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_no_folder(path: Path) -> bool:
    return os.path.lexists(path) and not _is_folder(path)


def _empties(output: Path, path: str, gone: Collection[str]) -> bool:
    # builds do not remove empty folders
    inside = [f"{path}/{each.name}" for each in (output / path).iterdir()]
    return bool(inside) and all(
        each in gone or (_is_folder(output / each) and _empties(output, each, gone)) for each in inside
    )


def within(path: str) -> bool:
    """Return whether a path stays in the folder to which it is relative; symbolic links are not looked up."""
    return bool(path) and "\0" not in path and not path.startswith("/") and ".." not in path.split("/")


def intact(output: Path, outputs: Mapping[str, Output]) -> dict[str, Output]:
    """Return those of the records whose files are still as the last build left them; all files are read."""
    return {path: each for path, each in outputs.items() if digest_at(output / path) == each.digest}


def manifest_path(output: Path) -> Path:
    """Return the path of an output folder's manifest (list of written files): `site/output` -> `site/.output.files`."""
    return output.with_name(f".{output.name}.files")


def read_manifest(output: Path) -> set[str]:
    """Return the paths that builds may have written, according to the manifest; empty without one."""
    path = manifest_path(output)
    try:
        return set(path.read_text("utf-8").splitlines())
    except FileNotFoundError:
        return set()
    except PermissionError:
        raise BuildError(
            f"{path} cannot be read: it lists what the last build wrote, and belongs to the user who built; build as"
            " that user, or change the owner of the file (chown)"
        ) from None


def write_manifest(output: Path, paths: Iterable[str]) -> None:
    """Write the list of the files that builds wrote into an output folder, readable only by its owner."""
    lines = "".join(f"{path}\n" for path in sorted(paths)).encode()
    close_to_others(manifest_path(output))
    if not manifest_path(output).is_file() or manifest_path(output).read_bytes() != lines:
        write_whole(manifest_path(output), lines, 0o600)


def files_before(stage: Stage) -> set[str]:
    """Return the paths in an output folder that a build removes unless it has them itself.

    A signature that a build did not keep is of another publication; it is removed, whoever added it.
    """
    return read_manifest(stage.output) | stage.before.keys() | signatures_there(stage.output)


def foreign_files(output: Path) -> list[str]:
    """Return the paths of the files and links in an output folder that no build wrote (see `read_manifest`), sorted."""
    found = {path.relative_to(output).as_posix() for path in output.rglob("*") if not _is_folder(path)}
    # the list of mirrors and its signatures are written without a build
    own = {path for path in found if path == MIRROR_LIST or signed_path(path) == MIRROR_LIST}
    return sorted(found - read_manifest(output) - signatures_there(output) - own)


def signatures_there(output: Path) -> set[str]:
    """Return the paths of all signatures in an output folder that a publication may have, whoever put them there."""
    places = [*output.glob(f"*{MINISIG}"), *output.glob(f"editions/**/*{MINISIG}"), *output.glob(f"data/*{MINISIG}")]
    paths = {place.relative_to(output).as_posix() for place in places}
    return {path for path in paths if signed_path(path) in (STATE, SUMS) or "/" in path}


def report(read: int, reused: int, pages: int, files: int, rendered: int, written: int, removed: int) -> str:
    """Return the line with the numbers of a build."""
    texts, same = read + reused, pages + files - written
    return (
        f"{texts} text{'s' * (texts != 1)}: {read} read, {reused} reused; {pages} pages and {files} files:"
        f" {rendered} rendered, {written} written, {same} unchanged, {removed} removed"
    )


def cost(began: float) -> str:
    """Return what a build cost: the time since `began` (`time.monotonic`) and the largest process's memory."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return f"{time.monotonic() - began:.1f} s, {most // unit} MB"
