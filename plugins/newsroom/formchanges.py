"""Changes to the form of texts that alter no word: no reader is owed a correction, no translation falls behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from plugins.archive.revisions import REVISIONS, parse_revisions
from plugins.builds.faultlines import shown_path
from plugins.reading.texts import Place
from plugins.reading.versions import version_of

from .desk import Desk, RefusedError
from .fieldlines import field_lines
from .recording import with_revision
from .writing import Edit


def without_consequence(desk: Desk, edits: Mapping[Path, Edit], places: Iterable[Place]) -> dict[Path, Edit]:
    """Return the edits with those that they ask for, when none of them changes a word.

    A text whose published state is changed gets `minor: true`, and a translation that agreed with its original goes on
    to agree with it. RefusedError names a file in which that cannot be written.
    """
    texts = {desk.root / place.path: place for place in places if place.kind != "letter"}
    folders = {texts[path].folder for path in edits if path in texts}
    members = {path: place for path, place in texts.items() if place.folder in folders}
    files = {path: edits.get(path) or Edit(path, data := path.read_bytes(), data) for path in members}
    changed = {path: _revisions(files[path], place) for path, place in members.items()}
    known = {folder: _slugs(files, members, folder) for folder in folders}
    recorded = _recorded(desk)
    found = dict(edits)
    for path, place in members.items():
        edit, (before, after) = files[path], changed[path]
        data = edit.after
        published = {recorded.get((slug, place.language)) for slug in known[place.folder]}
        if before != after and place.kind == "briefing" and before in published:
            data = _minor(desk, path, place, data)
        version = version_of(data, place)
        source = path.with_name(f"{version.text.front.translates}.md") if version else path
        was, now = changed.get(source, ("", ""))
        if version and was != now and version.text.front.translated_revision == was:
            data = _agreeing(desk, path, place, data, now)
        if data != edit.before:
            found[path] = Edit(path, edit.before, data)
    return found


def tell_minor(desk: Desk, edits: Iterable[Edit]) -> None:
    """Say that `minor: true` was written, and what becomes of it."""
    if any(b"\nminor: true" in edit.after and b"\nminor: true" not in (edit.before or b"") for edit in edits):
        print(desk.say("minor-marked"))


def _slugs(files: Mapping[Path, Edit], members: Mapping[Path, Place], folder: str) -> set[str]:
    """Return the slugs that a folder has and had, under which its texts may be recorded."""
    inside = [(path, place) for path, place in members.items() if place.folder == folder]
    versions = [version_of(files[path].after, place) for path, place in inside]
    earlier = {slug for version in versions if version for slug in version.text.front.redirect_from}
    return {folder.rpartition("/")[2], *earlier}


def _revisions(edit: Edit, place: Place) -> tuple[str, str]:
    """Return a text's revision before and after an edit; empty ones where it cannot be read."""
    before, after = (version_of(data or b"", place) for data in (edit.before, edit.after))
    return (before.text.revision, after.text.revision) if before and after else ("", "")


def _recorded(desk: Desk) -> dict[tuple[str, str], str]:
    """Return the revision that was published last of each briefing's text, by slug and language."""
    table = desk.root / REVISIONS
    recorded, _ = parse_revisions(table.read_text("utf-8", errors="replace") if table.is_file() else "")
    return {key: states[-1].digest for key, states in recorded.items()}


def _minor(desk: Desk, path: Path, place: Place, data: bytes) -> bytes:
    lines = field_lines(data)
    if lines is None:
        raise RefusedError(desk.say("odd-layout", path=shown_path(path)))
    return lines.with_field(place.kind, "minor", "minor: true").bytes


def _agreeing(desk: Desk, path: Path, place: Place, data: bytes, revision: str) -> bytes:
    recorded = with_revision(data, place, revision)
    if recorded is None:
        raise RefusedError(desk.say("odd-layout", path=shown_path(path)))
    return recorded
