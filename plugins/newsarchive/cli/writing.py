"""Write files one by one and atomically; tell changes of form from changes of words.

A build has to know whether a change to a published text is a correction. If a command changes only the form, for
example the target of a link, `explain_form` adds the fields that say so.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from newsarchive.build.files import written_beside
from newsarchive.build.terminal import shown_path
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from newsarchive.model.ledger import REVISIONS
from newsarchive.model.revisions import parse_revisions

from .context import Desk, WorkFolder, original_of
from .yaml_edits import Change, constant, with_field


class Edit(msgspec.Struct, frozen=True):
    """A change of one file, not yet written; `before` are the bytes on which it is based, None for a new file."""

    path: Path
    before: bytes | None
    after: bytes


class NotWrittenError(OSError):
    """Raised if a file must not be written: somebody saved it meanwhile, or a symbolic link may lead elsewhere."""


def write_all(root: Path, edits: Sequence[Edit], move: tuple[Path, Path] | None = None, *, dry: bool = False) -> None:
    """Write all files, each atomically, and then move a folder (from, to); permissions of replaced files are preserved.

    If `dry`, print a line for each file instead: `+` before a new one, `~` before one that would change, `-` before one
    that would be gone. Ctrl-C waits until all is written. If the system fails in between, git has the earlier files,
    and the command can be run again: the folder moves last. NotWrittenError is raised, and nothing written, if a path
    is behind a link inside the content folder `root`, or a file was saved after the command had read it.
    """
    for path in (*(edit.path for edit in edits), *((move[0], move[1].parent) if move else ())):
        require_no_link(root, path)
    if dry:
        _list(edits, move)
        return
    with uninterrupted():
        new = [edit.path for edit in edits if edit.before is None]
        for path in filter(os.path.lexists, [*new, move[1]] if move else new):
            raise FileExistsError(17, "File exists", str(path))
        for edit in edits:
            if edit.before is not None and edit.path.read_bytes() != edit.before:
                raise NotWrittenError(0, "saved by somebody else meanwhile; run the command again", str(edit.path))
        for edit in edits:
            _write(edit)
        if move:
            move[0].rename(move[1])


def _write(edit: Edit) -> None:
    edit.path.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(edit.path, edit.after, durable=True) as aside:
        if edit.before is None:
            mask = os.umask(0)
            os.umask(mask)
            aside.chmod(0o666 & ~mask)
        else:
            shutil.copymode(edit.path, aside)
        aside.replace(edit.path)


def _list(edits: Sequence[Edit], move: tuple[Path, Path] | None) -> None:
    signs = {edit.path: "+" if edit.before is None else "~" for edit in edits}
    if move:
        for path in (path for path in move[0].rglob("*") if not path.is_dir()):
            signs |= {path: "-", move[1] / path.relative_to(move[0]): "+"}
    for path in sorted(signs):
        print(f"  {signs[path]} {shown_path(path)}")


def require_no_link(root: Path, path: Path) -> None:
    """Raise NotWrittenError if a path below `root`, or a folder above it there, is a symbolic link."""
    below = path.relative_to(root)
    for here in (root / each for each in (below, *below.parents[:-1])):
        if here.is_symlink():
            what = "a link; nothing is written through it: put what it leads to in its place"
            raise NotWrittenError(0, what, str(here))


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay SIGINT, SIGTERM and SIGHUP until the end of the `with` block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def opened(path: Path) -> Edit:
    """Return an edit of a file that does not change it yet."""
    data = path.read_bytes()
    return Edit(path, data, data)


def set_field(desk: Desk, edits: dict[Path, Edit], place: Place, name: str, change: Change) -> None:
    """Change a field of a text's front matter in `edits`; raise RefusedError if the file's layout does not allow it."""
    path = desk.root / place.path
    edit = edits.get(path) or opened(path)
    after = with_field(edit.after, place.kind, name, change)
    if after is None:
        raise desk.refuse("odd-layout", path=path)
    edits[path] = Edit(path, edit.before, after)


def explain_form(desk: Desk, edits: dict[Path, Edit], places: Collection[Place]) -> None:
    """Extend edits that change no words, only links for example, so that a build does not ask for a correction.

    Such edits still change the revision of a text, a digest of its Markdown. A text of a briefing whose words are
    published, or marked as a minor change, gets its new revision in the field `minor`. A translation that was up to
    date gets the new revision of its source. `places` are those of all texts.
    """
    folders = {place.folder for place in places if desk.root / place.path in edits}
    members = {desk.root / place.path: place for place in places if place.folder in folders}
    recorded = recorded_digests(desk)
    files = {path: edits.get(path) or opened(path) for path in members}
    before = {path: version_of(files[path].before or b"", place) for path, place in members.items()}
    after = {path: version_of(files[path].after, place) for path, place in members.items()}
    for path, place in members.items():
        old, new = before[path], after[path]
        if not (old and new):
            continue
        if old.text.revision != new.text.revision and place.kind == "briefing":
            # `revisions.tsv` may list its texts under any of its slugs
            texts = (each.text for each in after.values() if each and each.text.folder == place.folder)
            slugs = {place.folder.rpartition("/")[2], *(slug for text in texts for slug in text.front.redirect_from)}
            explained = {new.text.front.minor, *(recorded.get((slug, place.language)) for slug in slugs)}
            if old.text.revision in explained:
                set_field(desk, edits, place, "minor", constant(new.text.revision))
        source = path.with_name(f"{new.text.front.translates}.md")
        was, now = before.get(source), after.get(source)
        if was and now and was.text.revision == new.text.front.translated_revision != now.text.revision:
            set_field(desk, edits, place, "translated_revision", constant(now.text.revision))


def recorded_digests(desk: Desk) -> dict[tuple[str, str], str]:
    """Return the last published revision of each text, by slug and language, from `revisions.tsv`, if it exists."""
    table = desk.root / REVISIONS
    recorded, _ = parse_revisions(table.read_text("utf-8", errors="replace") if table.is_file() else "")
    return {key: states[-1].digest for key, states in recorded.items()}


def published_languages(desk: Desk, folder: WorkFolder) -> set[str]:
    """Return the languages in which a briefing was published, by `revisions.tsv`, under this slug or an earlier one."""
    slugs = (folder.slug, *original_of(desk, folder).text.front.redirect_from)
    return {language for slug, language in recorded_digests(desk) if slug in slugs}
