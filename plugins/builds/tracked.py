"""Nothing that a build keeps for itself comes from the repository.

What an earlier build left is believed: a text is not read again, nor a page made, whose result is there. A store that
somebody commits could so put any words on any page, and a list of files could name any to be removed. So a build ends
where git tracks one of them.
"""

from __future__ import annotations

import glob
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from plugins.archive.revisions import REVISIONS

from .errors import BuildError

# a repository's own settings must not run anything, and who owns its folder does not matter to a list of names
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "safe.directory=*")
_KEPT = ".gitkeep"  # what keeps an empty folder in git says nothing


def require_untracked(content: Path, store: Path, output: Path | None = None) -> None:
    """BuildError where the repository that the content lies in tracks the store, the output or what lies beside it."""
    top = _top(content)
    if top is None:
        return
    found = tracked(top, [store, output] if output else [store], output)
    if found:
        names, ignored = _named(found, [_relative(each, top) for each in (store, output) if each])
        raise BuildError(
            f"what builds make themselves is tracked by git: {', '.join(str(top / name) for name in names)}; builds "
            f"believe what it says, so that whoever committed it could put any words on any page; take it out: "
            f"git rm -r --cached -- {' '.join(names)}, and write into .gitignore: {' '.join(ignored)}"
        )


def _named(paths: Sequence[str], folders: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is tracked, folders as a whole, and the lines of `.gitignore` that keep it out."""
    names: dict[str, str] = {}
    for path in paths:
        inside = next((each for each in folders if each and f"{path}/".startswith(f"{each}/")), "")
        parent, _, last = folders[-1].rpartition("/")
        beside = path.removeprefix(f"{parent}/").partition("/")[0]
        name = inside or "/".join(filter(None, (parent, beside)))
        names[name] = f"/{name}" if inside else f"/{'/'.join(filter(None, (parent, f'.{last}.*')))}"
    return list(names), list(dict.fromkeys(names.values()))


def tracked(top: Path, folders: Sequence[Path], output: Path | None = None) -> list[str]:
    """Return the paths that a repository tracks of folders, and of what builds leave beside the output, sorted."""
    inside = [f":(top,literal){each}" for folder in folders if (each := _relative(folder, top))]
    if output and (name := _relative(output, top)):
        parent, _, last = name.rpartition("/")
        inside.append(f":(top,glob){glob.escape(f'{parent}/' if parent else '')}.{glob.escape(last)}.*")
        inside.append(f"{inside[-1]}/**")
    if not inside:
        return []
    try:
        done = asked_of_git(top, "ls-files", "-z", "--", *inside)
    except OSError:
        return []
    names = done.stdout.decode("utf-8", "surrogateescape").split("\0") if done.returncode == 0 else []
    return sorted(name for name in names if name and name.rpartition("/")[2] != _KEPT)


def is_uncommitted(path: Path) -> bool:
    """Whether a file in a repository has bytes that git keeps nowhere, so that they are lost with the file."""
    top = _top(path.parent)
    if top is None:
        return False
    digest = asked_of_git(top, "hash-object", "--", str(path.resolve())).stdout.decode("ascii", "replace").strip()
    return asked_of_git(top, "cat-file", "-e", digest).returncode != 0


def history_mark(content: Path) -> bytes:
    """Return what changes when git's history of the content does: its last commit, and whether the first is here.

    Empty where no build reads the history: outside a repository, and where no publication has recorded revisions.
    """
    top = _top(content)
    if top is None or not (content / REVISIONS).is_file():
        return b""
    try:
        return asked_of_git(top, "rev-parse", "--is-shallow-repository", "HEAD").stdout
    except OSError:
        return b""


def asked_of_git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Return what a git command says in a folder; nothing that the repository or the environment sets is run."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run([*_GIT, *arguments], cwd=folder, env=environment, capture_output=True, check=False)  # noqa: S603


def _top(folder: Path) -> Path | None:
    """Return the top of the working copy that a folder lies in; None where it lies in none."""
    here = folder.resolve()
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), None)


def _relative(path: Path, top: Path) -> str:
    """Return a path from the top, not led on by a link in its own place; empty where it lies elsewhere."""
    place = path.parent.resolve() / path.name
    return place.relative_to(top).as_posix() if place.is_relative_to(top) and place != top else ""
