"""What only the newsroom may see: the signing key, the list of redactions and the store.

None of them may lie where a build publishes from or to, and a key or a list not where git would take it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.reading.git import repository_of

from .errors import BuildError


def require_store_apart(settings: Mapping[str, Any], output: Path) -> None:
    """BuildError where the store lies in the output, the content or the theme: it has words of texts long withdrawn."""
    _require_apart("STORE_PATH", Path(settings["STORE_PATH"]), public_folders(settings, output))


def require_secret(name: str, path: Path, content: Path, folders: Iterable[Path]) -> None:
    """BuildError where the secret file that a setting names lies in one of the folders, or git has or would take it."""
    _require_apart(name, path, folders)
    if may_be_committed(content, path):
        raise BuildError(
            f"{name}: git has {path}, or would take it with the next “git add”: move it out of the repository,"
            " and if it was ever committed, put another in its place"
        )


def _require_apart(name: str, path: Path, folders: Iterable[Path]) -> None:
    inside = folder_around(path, folders)
    if inside:
        raise BuildError(f"{name}: {path} lies in {inside}, which is published, or may be served: keep it elsewhere")


def public_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders whose files a build publishes, or may."""
    return output, Path(settings["PATH"]), Path(settings["THEME"])


def served_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders that a web server may serve: those that are published, and the one around the output.

    A server may serve several sites from that. Where it holds the content as well, it is the repository's or a home,
    and is not served.
    """
    around = output.absolute().parent
    beside = () if folder_around(Path(settings["PATH"]), [around]) else (around,)
    return (*public_folders(settings, output), *beside)


def folder_around(path: Path, folders: Iterable[Path]) -> Path | None:
    """Return the folder that contains the path or its target, or None."""
    around = [above for place in _places(path) for above in (place, *place.parents)]
    return next((folder for folder in folders if any(_is_same(folder, above) for above in around)), None)


def may_be_committed(content: Path, path: Path) -> bool:
    """Return whether git tracks the file or its target, or would add it with its folder."""
    return any(_is_taken(content, place) for place in _places(path))


def _is_taken(content: Path, place: Path) -> bool:
    if os.path.lexists(content / ".git") and place.is_relative_to(content.resolve()):
        return True  # a repository inside the content is not asked, so that it could have anything
    repository = repository_of(content, place)
    if repository is None:
        return False
    name = repository.relative(place)
    listed = repository.ask("ls-files", "--error-unmatch", "--", f":(top,literal){name}", statuses=(0, 1))
    ignored = repository.ask("check-ignore", "--quiet", "--", f"./{name}", statuses=(0, 1))
    return (listed is not None and listed.returncode == 0) or (ignored is not None and ignored.returncode == 1)


def _places(path: Path) -> Iterator[Path]:
    """Yield the path and, if it is a link, its target."""
    place = path.expanduser()
    here = place.parent.resolve() / place.name
    yield here
    if place.resolve() != here:
        yield place.resolve()


def _is_same(one: Path, other: Path) -> bool:
    """Return whether two paths are the same folder, even on a case-insensitive disk."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other
