"""Nothing that a build keeps for itself comes from the repository.

What an earlier build left is believed: a text is not read again, nor a page made, whose result is there. A store that
somebody commits could so put any words on any page, and a list of files could name any to be removed. So a build ends
where git tracks one of them.
"""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from plugins.archive.revisions import REVISIONS
from plugins.reading.git import Repository, repository_of

from .errors import BuildError
from .whole import GITIGNORE

_KEPT = (".gitkeep", GITIGNORE)  # what keeps an empty folder in git, or the rest out of it, says nothing


def require_untracked(content: Path, store: Path, output: Path | None = None) -> None:
    """BuildError where the repository that the content lies in tracks the store, the output or what lies beside it."""
    repository = repository_of(content)
    if repository is None:
        return
    found = tracked(repository, [store, output] if output else [store], output)
    if found:
        top = repository.top
        names, ignored = _named(found, [repository.relative(each) for each in (store, output) if each])
        raise BuildError(
            f"what builds make themselves is tracked by git: {', '.join(str(top / name) for name in names)}; builds "
            f"believe what it says, so that whoever committed it could put any words on any page; take it out: "
            f"git rm -r --cached -- {' '.join(names)}, and write into .gitignore: {' '.join(ignored)}"
        )


def _named(paths: Sequence[str], folders: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is tracked, folders as a whole, and the lines of `.gitignore` that keep it out."""
    names: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        inside = next((each for each in folders if each and _is_in(path, each)), "")
        parent, _, last = folders[-1].rpartition("/")
        name = "/".join(parts[: len((inside or f"{parent}/x".lstrip("/")).split("/"))])
        names[name] = f"/{name}" if inside else f"/{'/'.join(filter(None, (parent, f'.{last}.*')))}"
    return list(names), list(dict.fromkeys(names.values()))


def _is_in(path: str, folder: str) -> bool:
    return f"{path}/".lower().startswith(f"{folder}/".lower())


def tracked(repository: Repository, folders: Sequence[Path], output: Path | None = None) -> list[str]:
    """Return the paths that a repository tracks of folders, and of what builds leave beside the output, sorted.

    Names in capitals count as well: on a disk of macOS or Windows they are the same files.
    """
    inside = [f":(top,literal,icase){name}" for folder in folders if (name := repository.relative(folder))]
    if output and (name := repository.relative(output)):
        parent, _, last = name.rpartition("/")
        inside.append(f":(top,glob,icase){glob.escape(f'{parent}/' if parent else '')}.{glob.escape(last)}.*")
        inside.append(f"{inside[-1]}/**")
    if not inside:
        return []
    names = repository.output("ls-files", "-z", "--", *inside).decode("utf-8", "surrogateescape").split("\0")
    return sorted(name for name in names if name and name.rpartition("/")[2] not in _KEPT)


def is_uncommitted(content: Path, path: Path) -> bool:
    """Return whether a file in a repository has bytes that git keeps nowhere, so that they are lost with the file."""
    repository = repository_of(content, path)
    if repository is None:
        return False
    digest = repository.output("hash-object", "--", repository.relative(path)).decode("ascii").strip()
    asked = repository.ask("cat-file", "-e", digest, statuses=(0, 1, 128)) if digest else None
    return asked is None or asked.returncode != 0


def history_mark(content: Path) -> bytes:
    """Return what changes when git's history of the content does: its last commit, and whether the first is here.

    Empty where no build reads the history: outside a repository, and where no publication has recorded revisions.
    """
    repository = repository_of(content) if (content / REVISIONS).is_file() else None
    return f"{repository.is_whole()} {repository.head()}".encode() if repository else b""
