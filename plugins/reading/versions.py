"""A text as it was typed, today and in git's history: its fields, its body, its revision."""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.archive.frontmatter import positions_of, read_front_matter
from plugins.archive.records import Text
from plugins.archive.yamltree import Mapping, parse_yaml
from plugins.reading.texts import Place, decode, revision_of, split


@dataclass(frozen=True)
class Version:
    """One state of a file: `text` has its fields as typed and no HTML, `body` the Markdown."""

    text: Text
    body: str


def version_of(data: bytes, place: Place) -> Version | None:
    """Read a file's fields and body, whatever faults they have; None where its fields cannot be read."""
    content, _ = decode(data)
    source = split(content)[0] if content is not None else None
    if source is None:
        return None
    tree, _ = parse_yaml(source.front, first_line=2)
    if not isinstance(tree, Mapping):
        return None
    front, _ = read_front_matter(tree, place.kind)
    revision = revision_of(front, source.body)
    return Version(Text(place.path, place.language, front, "", revision, positions=positions_of(tree)), source.body)


def at_revision(root: Path, place: Place, revision: str) -> Version | None:
    """Return the text as it was at a revision; None where git's history here does not have it."""
    return at_revisions(root, place, {revision}).get(revision)


def at_revisions(root: Path, place: Place, wanted: Collection[str]) -> dict[str, Version]:
    """Return the text as it was at each revision that git's history here has."""
    found: dict[str, Version] = {}
    for version in history(root / place.path, place):
        if version.text.revision in wanted:
            found.setdefault(version.text.revision, version)
            if len(found) == len(wanted):
                break
    return found


def has_whole_history(root: Path) -> bool:
    """Whether a folder lies in a repository that is here from its first commit on."""
    return (_git(root, "rev-parse", "--is-shallow-repository") or b"").strip() == b"false"


def clean_commit(root: Path) -> str:
    """Return the commit that a folder's repository is exactly, as 40 or 64 hex digits; empty where it is none.

    With a file changed, or added and not ignored, a commit would say too much.
    """
    asked = ("--porcelain", "--untracked-files=normal", "--ignore-submodules=none")
    # nothing that the repository's own settings name is run
    changed = _git(root, "-c", "core.fsmonitor=false", "status", *asked)
    return (_git(root, "rev-parse", "HEAD") or b"").decode().strip() if changed == b"" else ""


def history(path: Path, place: Place) -> Iterator[Version]:
    """Yield the committed states of a file, the newest first, through renames; none without git or its history."""
    names = ("--name-only", "--no-relative", "--no-color", "--no-show-signature")
    log = _git(path.parent, "log", "--follow", "-m", "--format=%x00%H", *names, "--", path.name)
    for record in (log or b"").decode("utf-8", "surrogateescape").split("\0")[1:]:
        commit, _, name = record.partition("\n")
        data = _git(path.parent, "cat-file", "blob", f"{commit}:{name.strip()}") if name.strip() else None
        version = version_of(data, place) if data is not None else None
        if version:
            yield version


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints; None where it fails or is not installed."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - no shell
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
