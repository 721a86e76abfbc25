"""A text as it was typed, today and in git's history: fields, body, revision.

A text is one Markdown file in one language. Its revision is a digest of the words that a translator translates. A
translation names the revision that it was made from; `at_revision` finds that state of the original, so that editors
can be shown what has changed since. All functions that take `root` mean the content folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.fields import FIELDS, FieldTable
from newsarchive.model.front_matter import positions_of, read_front_matter
from newsarchive.model.models import Recorded, Text, Work
from newsarchive.model.yaml_text import MappingNode, parse_yaml

from .git import Repository, is_installed, repository_of
from .source_map import without_comments
from .translations import stale_source
from .typed_text import LARGEST_TEXT, Place, decode, revision_of, split

_AT_ONCE = 500  # states that git reads at once

_CUT = frozenset(("too-long-value", "control-character", "duplicate-key", "yaml-key"))


class Version(msgspec.Struct, frozen=True):
    """One state of a text's file: the text with fields as typed but no HTML, its Markdown, and the fields' faults."""

    text: Text
    body: str
    faults: tuple[Fault, ...] = ()

    @property
    def wordless(self) -> bool:
        """Whether the body is empty, or has nothing but comments."""
        return not without_comments(self.body).strip()

    def has_whole(self, field: str) -> bool:
        """Return whether a field's value is complete; faults of the field, and some of the YAML, may cut it off."""
        names = [dict(each.values).get("field", "").partition(".")[0] for each in self.faults]
        return field not in names and not any(each.code in _CUT for each in self.faults)


def version_of(data: bytes, place: Place, declared: FieldTable = FIELDS) -> Version | None:
    """Parse a text's file, even if fields have faults; return None if its front matter cannot be parsed at all.

    Fields of the newsroom's own are read only if `declared` has them, as `Site.fields` does.
    """
    content, _ = decode(data)
    source = split(content)[0] if content is not None else None
    if source is None:
        return None
    tree, odd = parse_yaml(source.front, first_line=2)
    if not isinstance(tree, MappingNode):
        return None
    front, faults = read_front_matter(tree, place.kind, declared)
    text = Text(place.path, place.language, front, "", revision_of(front, source.body), positions=positions_of(tree))
    return Version(text, source.body, (*odd, *faults))


def at_revision(root: Path, place: Place, revision: str) -> Version | None:
    """Return a text as it was at a revision (12 hex digits), or None if the local git history does not have it."""
    return at_revisions(root, {place: {revision}})[place].get(revision)


def at_revisions(root: Path, wanted: Mapping[Place, Collection[str]]) -> dict[Place, dict[str, Version]]:
    """Return the newest state of texts at each of some revisions; those that git does not know are left out."""
    found: dict[Place, dict[str, Version]] = {place: {} for place in wanted}
    for place, data in history(root, wanted):
        if len(found[place]) < len(wanted[place]):
            version = version_of(data, place)
            if version and version.text.revision in wanted[place]:
                found[place].setdefault(version.text.revision, version)
    return found


def history_problem(root: Path) -> Literal["", "no repository", "no git", "shallow"]:
    """Return why the full history of the content folder cannot be read; an empty string if it can."""
    repository = repository_of(root)
    if repository is None:
        return "no repository"
    if repository.is_whole():
        return ""
    return "shallow" if is_installed() else "no git"


def unknown_revisions(
    root: Path, works: Iterable[Work], places: Iterable[Place], recorded: Recorded
) -> Iterator[Fault]:
    """Yield a warning for each translation that names a revision which its source never had, by git and `recorded`.

    Without the full history nothing is known. `places` are those of all texts.
    """
    by_path = {place.path: place for place in places}
    unrecorded: list[tuple[Text, Text]] = []
    asked: dict[Place, set[str]] = defaultdict(set)
    for work in works:
        for text in work.texts.values():
            revision, source = text.front.translated_revision, stale_source(text, work)
            if source and all(each.digest != revision for each in recorded.get((work.slug, source.language), ())):
                unrecorded.append((text, source))
                asked[by_path[source.path]].add(revision)
    if not unrecorded or history_problem(root):
        return
    found = at_revisions(root, asked)
    for text, source in unrecorded:
        revision = text.front.translated_revision
        if revision not in found[by_path[source.path]]:
            values = {"found": revision, "source": source.path, "revision": source.revision, "hint": "unknown"}
            yield fault("revision-absent", text.place("translated_revision"), text.path, True, **values)


def last_commit(root: Path) -> str:
    """Return the hash of the current commit of the content's git repository, or an empty string if there is none."""
    repository = repository_of(root)
    return repository.head() if repository else ""


def uncommitted(root: Path) -> list[str]:
    """Return the paths of changed and untracked files in the content's repository, relative to its root; no ignored."""
    repository = repository_of(root)
    asked = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal", "--ignore-submodules=none")
    entries = repository.output(*asked).decode("utf-8", "replace").split("\0") if repository else []
    return [entry[3:] for entry in entries if entry]


def clean_commit(root: Path) -> str:
    """Return the hash of the current commit if no file is changed or untracked (ignored ones may be), else empty."""
    return "" if uncommitted(root) else last_commit(root)


def history(root: Path, places: Collection[Place]) -> Iterator[tuple[Place, bytes]]:
    """Yield the committed states of texts' files, those of each newest first, across renames; nothing without git.

    Git is asked once for all. A state with more than `LARGEST_TEXT` bytes is left out: it is a fault, so it was never
    published.
    """
    repository = repository_of(root) if places else None
    if repository is None or not repository.head():
        return
    names = {repository.relative(root / place.path): place for place in places}
    blobs = _blobs(repository, names.keys())
    states = [(names[name], blob) for name, several in blobs.items() for blob in several]
    for start in range(0, len(states), _AT_ONCE):
        some = states[start : start + _AT_ONCE]
        for (place, _), data in zip(some, repository.blobs([blob for _, blob in some]), strict=True):
            if len(data) <= LARGEST_TEXT:
                yield place, data


def _blobs(repository: Repository, names: Iterable[str]) -> dict[str, dict[str, None]]:
    """Return the ids of the blobs that files had, newest first, across renames, by their names of today."""
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    followed = {name: [name] for name in found}  # names of today, by the name at the time of a commit
    raw = ("--raw", "-z", "--no-abbrev", "--no-relative", "--no-color", "--no-show-signature")
    log = repository.output("log", "-m", "--format=", *raw, "--", "*.md")
    fields = iter(log.decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if not field.startswith(":"):
            continue
        _, mode, _, blob, status = field.split()
        old = next(fields)
        new = next(fields) if status[0] in "RC" else old
        # the mode 100… excludes symbolic links and submodules
        for name in followed.get(new, ()) if mode.startswith("100") else ():
            found[name].setdefault(blob)
        if status[0] == "R" and new in followed:
            followed.setdefault(old, []).extend(followed.pop(new))
    return found
