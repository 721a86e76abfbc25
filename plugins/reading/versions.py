"""A text as it was typed, today and in git's history: its fields, its body, its revision."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.archive.frontmatter import positions_of, read_front_matter
from plugins.archive.records import Text
from plugins.archive.yamltree import Mapping, parse_yaml
from plugins.reading.git import repository_of
from plugins.reading.texts import Place, decode, revision_of, split

# a file, not a link nor a submodule, as a commit left it: its name in git's store
_BLOB = re.compile(rb"^:\d+ 100\d+ [0-9a-f]+ ([0-9a-f]+) ", re.MULTILINE)


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
    for version in history(root, place):
        if version.text.revision in wanted:
            found.setdefault(version.text.revision, version)
            if len(found) == len(wanted):
                break
    return found


def has_whole_history(root: Path) -> bool:
    """Return whether the content lies in a repository that is here from its first commit on."""
    repository = repository_of(root)
    return repository is not None and repository.is_whole()


def clean_commit(root: Path) -> str:
    """Return the commit that the content's repository is exactly, as 40 or 64 hex digits; empty where it is none.

    With a file changed, or added and not ignored, a commit would say too much.
    """
    repository = repository_of(root)
    asked = ("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none")
    return repository.head() if repository and not repository.output(*asked) else ""


def history(root: Path, place: Place) -> Iterator[Version]:
    """Yield the committed states of a file, the newest first, through renames; none without git or its history."""
    repository = repository_of(root)
    name = repository.relative(root / place.path) if repository else ""
    if repository is None or not name or not repository.head():
        return
    raw = ("--raw", "--no-abbrev", "--no-relative", "--no-color", "--no-show-signature")
    log = repository.output("log", "--follow", "-m", "--format=", *raw, "--", name)
    for blob in _BLOB.findall(log):
        version = version_of(repository.output("cat-file", "blob", blob.decode("ascii")), place)
        if version:
            yield version
