"""A text as it was typed, today and in git's history: fields, body, revision."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.front_matter import positions_of, read_front_matter
from newsarchive.archive.models import Text
from newsarchive.archive.yaml_text import MappingNode, parse_yaml

from .git import Repository, repository_of
from .limits import LARGEST_TEXT
from .text import Place, decode, revision_of, split

# a file, not a link nor a submodule, as a commit left it: its name in git's store
_BLOB = re.compile(rb"^:\d+ 100\d+ [0-9a-f]+ ([0-9a-f]+) ", re.MULTILINE)

_CUT = frozenset(("too-long-value", "control-character", "duplicate-key", "yaml-key"))

MOST_STATES = 1_000
MOST_FRONT = 1024 * 1024
"""Committed states of a file that are looked at, the newest first, and bytes of their front matter in all."""


class Looked(Protocol):
    """What was seen of states, by their names in git's store: the bytes of the front matter, and the revision."""

    def get(self, blob: str, default: tuple[str, ...], /) -> tuple[str, ...]:
        """Return what was seen of a state."""

    def __setitem__(self, blob: str, seen: tuple[str, ...], /) -> None:
        """Note what was seen of a state."""


@dataclass(frozen=True)
class Version:
    """One state of a file: `text` has its fields as typed and no HTML, `body` the Markdown.

    `faults` are those of the fields and of their YAML.
    """

    text: Text
    body: str
    faults: tuple[Fault, ...] = ()

    def has_whole(self, field: str) -> bool:
        """Return whether all of a field was read: what has a fault is cut off, or left out of a list."""
        names = [dict(each.values).get("field", "").partition(".")[0] for each in self.faults]
        return field not in names and not any(each.code in _CUT for each in self.faults)


def version_of(data: bytes, place: Place) -> Version | None:
    """Read a file's fields and body, whatever faults they have; None where its fields cannot be read."""
    content, _ = decode(data)
    source = split(content)[0] if content is not None else None
    if source is None:
        return None
    tree, odd = parse_yaml(source.front, first_line=2)
    if not isinstance(tree, MappingNode):
        return None
    front, faults = read_front_matter(tree, place.kind)
    text = Text(place.path, place.language, front, "", revision_of(front, source.body), positions=positions_of(tree))
    return Version(text, source.body, (*odd, *faults))


def at_revision(root: Path, place: Place, revision: str) -> Version | None:
    """Return the text as it was at a revision; None where git's history here does not have it."""
    return at_revisions(root, place, {revision}).get(revision)


def at_revisions(root: Path, place: Place, wanted: Collection[str], looked: Looked | None = None) -> dict[str, Version]:
    """Return the text as it was at each revision that git's history here has.

    Args:
        root: The content's folder.
        place: The text's file.
        wanted: The revisions.
        looked: What is known of states from before; it takes what becomes known of others.
    """
    found: dict[str, Version] = {}
    for version in history(root, place, looked, frozenset(wanted)):
        if version.text.revision in wanted:
            found.setdefault(version.text.revision, version)
            if len(found) == len(wanted):
                break
    return found


def has_whole_history(root: Path) -> bool:
    """Return whether the content lies in a repository that is here from its first commit on."""
    repository = repository_of(root)
    return repository is not None and repository.is_whole()


def last_commit(root: Path) -> str:
    """Return the name of the last commit of the content's repository; empty where there is none."""
    repository = repository_of(root)
    return repository.head() if repository else ""


def clean_commit(root: Path) -> str:
    """Return the commit that the content's repository is exactly, as 40 or 64 hex digits; empty where it is none.

    With a file changed, or added and not ignored, a commit would say too much.
    """
    repository = repository_of(root)
    asked = ("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none")
    return repository.head() if repository and not repository.output(*asked) else ""


def history(
    root: Path, place: Place, looked: Looked | None = None, wanted: frozenset[str] = frozenset()
) -> Iterator[Version]:
    """Yield the committed states of a file, the newest first, through renames; none without git or its history.

    Of what stands in `looked` only states of a revision in `wanted` are yielded. The bounds do not depend on it.
    """
    repository = repository_of(root)
    name = repository.relative(root / place.path) if repository else ""
    if repository is None or not name or not repository.head():
        return
    looked = {} if looked is None else looked
    room = MOST_FRONT
    for blob in _blobs(repository, name):
        seen, version = looked.get(blob, ()), None
        data = repository.output("cat-file", "blob", blob) if not seen or not wanted.isdisjoint(seen[1:]) else b""
        room -= int(seen[0]) if seen else _front_bytes(data)
        if room < 0:
            return
        # a larger text was never published
        if data and len(data) <= LARGEST_TEXT:
            version = version_of(data, place)
        if not seen:
            looked[blob] = (str(_front_bytes(data)), *([version.text.revision] if version else ()))
        if version:
            yield version


def _blobs(repository: Repository, name: str) -> list[str]:
    """Return the states of a file by their names in git's store, each once, the newest first."""
    raw = ("--raw", "--no-abbrev", "--no-relative", "--no-color", "--no-show-signature")
    log = repository.output("log", "--follow", "-m", "--format=", *raw, "--", name)
    return list(dict.fromkeys(blob.decode("ascii") for blob in _BLOB.findall(log)))[:MOST_STATES]


def _front_bytes(data: bytes) -> int:
    return max(data.find(b"\n---", 3), 0) if len(data) <= LARGEST_TEXT else 0
