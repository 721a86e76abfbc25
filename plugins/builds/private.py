"""What only the newsroom may see: the signing key, the list of redactions and the store.

None of them may lie where a build publishes from or to, and a key or a list not where git would take it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import BuildError
from .tracked import asked_of_git


def require_store_apart(settings: Mapping[str, Any], output: Path) -> None:
    """BuildError where the store lies in the output, the content or the theme: it has words of texts long withdrawn."""
    _require_apart("STORE_PATH", Path(settings["STORE_PATH"]), public_folders(settings, output))


def require_secret(name: str, path: Path, folders: Iterable[Path]) -> None:
    """BuildError where the secret file that a setting names lies in one of the folders, or git has or would take it."""
    _require_apart(name, path, folders)
    if may_be_committed(path):
        raise BuildError(
            f"{name}: git has {path}, or would take it with the next “git add”: move it out of the repository,"
            " and if it was ever committed, put another in its place"
        )


def _require_apart(name: str, path: Path, folders: Iterable[Path]) -> None:
    inside = folder_around(path, folders)
    if inside:
        raise BuildError(f"{name}: {path} lies in {inside}, which is published: keep it elsewhere")


def public_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders whose files a build publishes, or may."""
    return output, Path(settings["PATH"]), Path(settings["THEME"])


def folder_around(path: Path, folders: Iterable[Path]) -> Path | None:
    """Return the one of the folders that a path lies in, by itself or where it leads to; None for none."""
    around = [above for place in _places(path) for above in (place, *place.parents)]
    return next((folder for folder in folders if any(_is_same(folder, above) for above in around)), None)


def may_be_committed(path: Path) -> bool:
    """Whether git has a file, or what it leads to, or would add it with the rest of its folder."""
    # ls-files 0: git has it; check-ignore 1: there is a repository, which does not ignore it, 128: there is none
    return any(
        _status(place, "ls-files", "--error-unmatch") == 0 or _status(place, "check-ignore", "--quiet") == 1
        for place in _places(path)
    )


def _status(place: Path, *command: str) -> int:
    try:
        return asked_of_git(place.parent, *command, "--", place.name).returncode
    except OSError:
        return 128  # no git, or no folder: no commit


def _places(path: Path) -> Iterator[Path]:
    """Yield where a path lies and where it leads to, if that is elsewhere."""
    place = path.expanduser()
    here = place.parent.resolve() / place.name
    yield here
    if place.resolve() != here:
        yield place.resolve()


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are one folder, also where a disk does not tell small letters from capitals."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other
