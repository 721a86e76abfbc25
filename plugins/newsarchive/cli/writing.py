"""Write files atomically; tell changes of form from changes of words.

The commands for editors change files only through this module: `write_all` writes either all `Edit`s or none.

A build has to know whether a change to a published text is a correction. If a command changes only the form, for
example the target of a link, `without_consequence` adds the fields that say so.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from newsarchive.build.files import beside, written_beside
from newsarchive.build.terminal import shown_path
from newsarchive.content.typed_text import Place, decode, split
from newsarchive.content.versions import version_of
from newsarchive.model.diagnostics import RefusedError
from newsarchive.model.ledger import REVISIONS
from newsarchive.model.revisions import parse_revisions
from newsarchive.model.yaml_text import MappingNode, Scalar, parse_yaml

from .context import Desk, WorkFolder, original_of
from .yaml_order import field_lines


class Edit(msgspec.Struct, frozen=True):
    """A change of one file, not yet written; `before` are the bytes on which it is based, None for a new file."""

    path: Path
    before: bytes | None
    after: bytes


class ChangedMeanwhileError(OSError):
    """Raised if a file must not be written, because another program changed it after the command had read it."""


class LinkedError(OSError):
    """Raised if a file must not be written, because a symbolic link on its path may lead out of the content folder."""


def write_new(root: Path, path: Path, content: str) -> None:
    """Write a new file atomically; raise FileExistsError if the path exists, and LinkedError as `write_all`."""
    write_all(root, [Edit(path, None, content.encode())])


def write_new_folder(root: Path, folder: Path, files: Mapping[str, str]) -> None:
    """Write a new folder with its files (contents by name) atomically; raise FileExistsError if the path exists."""
    require_no_link(root, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=beside()) as name:
        aside = Path(name) / folder.name
        aside.mkdir()
        for file, content in files.items():
            (aside / file).write_bytes(content.encode())
        move_folder(aside, folder)


def move_folder(source: Path, target: Path) -> None:
    """Rename a folder; raise FileExistsError if the target exists, even as an empty folder."""
    if os.path.lexists(target):
        raise FileExistsError(17, "File exists", str(target))
    source.rename(target)


def write_all(root: Path, edits: Sequence[Edit], move: tuple[Path, Path] | None = None, *, dry: bool = False) -> None:
    """Write all files and then move a folder (from, to), or change nothing if a step fails.

    If `dry`, print a line for each file instead: `+` before a new one, `~` before one that would change, `-` before one
    that would be gone.

    The permissions of a file that is replaced are preserved.

    Ctrl-C changes nothing before the first file is replaced; after that, it waits until all steps are done. Everything
    that is slow or may run out of disk space happens before the first file is replaced. If the process is killed after
    that, the command can be run again: the folder moves last, so its old name still finds it.

    Raises:
        OSError: A step failed. The files that were already replaced have their earlier bytes again.
        LinkedError: A file, or a folder above it inside the content folder `root`, is a symbolic link.
        ChangedMeanwhileError: Another program saved a file after the command had read it.
    """
    for path in (*(edit.path for edit in edits), *((move[0], move[1].parent) if move else ())):
        require_no_link(root, path)
    if dry:
        _say(edits, move)
        return
    with ExitStack() as stack:
        staged = [stack.enter_context(_staged(each)) for each in edits]
        with uninterrupted():
            for each in edits:
                _require_unchanged(each)
            done: list[Edit] = []
            try:
                for edit, aside in zip(edits, staged, strict=True):
                    aside.replace(edit.path)
                    done.append(edit)
                if move:
                    move_folder(*move)
            except OSError:
                for edit in reversed(done):
                    _undo(edit)
                raise


def _say(edits: Sequence[Edit], move: tuple[Path, Path] | None) -> None:
    signs = {edit.path: "+" if edit.before is None else "~" for edit in edits}
    if move:
        for path in (path for path in move[0].rglob("*") if not path.is_dir()):
            signs |= {path: "-", move[1] / path.relative_to(move[0]): "+"}
    for path in sorted(signs):
        print(f"  {signs[path]} {shown_path(path)}")


def require_no_link(root: Path, path: Path) -> None:
    """Raise LinkedError if a path below `root`, or a folder above it there, is a symbolic link."""
    here = root
    for part in path.relative_to(root).parts:
        here = here / part
        if here.is_symlink():
            raise LinkedError(0, "a link; nothing is written through it: put what it leads to in its place", str(here))


@contextmanager
def _staged(edit: Edit) -> Iterator[Path]:
    """Write the new bytes of an edit to a temporary file beside the file to change, and yield its path.

    It gets that file's permissions, or those of a new one. It is removed at the end of the block unless renamed.
    """
    with written_beside(edit.path, edit.after, durable=True) as aside:
        if edit.before is None:
            aside.chmod(0o666 & ~_umask())
        else:
            shutil.copymode(edit.path, aside)
        yield aside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _require_unchanged(edit: Edit) -> None:
    if edit.before is None:
        if os.path.lexists(edit.path):
            raise FileExistsError(17, "File exists", str(edit.path))
    elif edit.path.read_bytes() != edit.before:
        raise ChangedMeanwhileError(0, "saved by somebody else meanwhile; run the command again", str(edit.path))


def _undo(edit: Edit) -> None:
    if edit.before is None:
        edit.path.unlink()
    else:
        with _staged(Edit(edit.path, edit.after, edit.before)) as aside:
            aside.replace(edit.path)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay SIGINT, SIGTERM and SIGHUP until the end of the `with` block, if the system can mask signals."""
    held = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"""(translated_revision["']?\s*:)""")


def with_revision(data: bytes, place: Place, revision: str) -> bytes | None:
    """Return the bytes of a translation's file in which the field `translated_revision` has a new value.

    The field says with which revision of its source (12 hex digits of a digest of its words) the translation agrees. If
    it is missing, it is added below `translates`. Quotes, comments and line ends are preserved. None is returned if the
    layout of the YAML does not allow the change.
    """
    content, _ = decode(data)
    source = split(content)[0] if content is not None else None
    tree = parse_yaml(source.front, first_line=2)[0] if source else None
    if not isinstance(tree, MappingNode):
        return None
    lines = [line for line in _LINE.findall(data.decode("utf-8")) if line]
    entry = next((each for each in tree.entries if each.key == "translated_revision"), None)
    if entry is None:
        _insert(lines, tree, revision)
    elif isinstance(entry.value, Scalar) and entry.value.text:
        _replace(lines, entry.value.line - 1, entry.value.text, revision)
    else:
        lines[entry.line - 1] = _KEY.sub(rf"\1 {revision}", lines[entry.line - 1], count=1)
    changed = "".join(lines).encode()
    return changed if _agrees(data, changed, place, revision) else None


def _insert(lines: list[str], tree: MappingNode, revision: str) -> None:
    translates = tree.get("translates")
    if translates:
        ending = lines[0][len(lines[0].rstrip("\r\n")) :]
        lines.insert(translates.line, f"translated_revision: {revision}{ending}")


def _replace(lines: list[str], index: int, old: str, revision: str) -> None:
    """Replace the value `old` of `translated_revision` in the line at `index`, in place.

    The part before the field's name may contain the same characters and is not searched.
    """
    line = lines[index]
    key = _KEY.search(line)
    start = key.end() if key else 0
    lines[index] = line[:start] + line[start:].replace(old, revision, 1)


def _agrees(before: bytes, after: bytes, place: Place, revision: str) -> bool:
    """Return whether an edit of a translation changed `translated_revision` to `revision`, and nothing else."""
    old, new = version_of(before, place), version_of(after, place)
    if old is None or new is None or new.text.front.translated_revision != revision:
        return False
    return (old.text.revision, old.text.front.translates) == (new.text.revision, new.text.front.translates)


def without_consequence(desk: Desk, edits: Mapping[Path, Edit], places: Iterable[Place]) -> dict[Path, Edit]:
    """Extend edits that change no words, only links for example, so that a build does not ask for a correction.

    Such edits still change the revision of a text, which is a digest of its Markdown. Therefore a text of a briefing
    whose words are published, or marked as a minor change, gets its new revision in the field `minor`, which says that
    no correction is necessary. A translation that was up to date gets the new revision of its source, so that it does
    not count as out of date. `places` must therefore include all texts of each folder that is edited. RefusedError is
    raised if the layout of a file does not allow that.
    """
    texts = {desk.root / place.path: place for place in places if place.kind != "letter"}
    folders = {texts[path].folder for path in edits if path in texts}
    members = {path: place for path, place in texts.items() if place.folder in folders}
    files = {path: edits.get(path) or Edit(path, data := path.read_bytes(), data) for path in members}
    changed = {path: _revisions(files[path], place) for path, place in members.items()}
    known = {folder: _slugs(files, members, folder) for folder in folders}
    recorded = recorded_digests(desk)
    found = dict(edits)
    for path, place in members.items():
        edit, (before, after) = files[path], changed[path]
        data = edit.after
        version = version_of(data, place)
        explained = {recorded.get((slug, place.language)) for slug in known[place.folder]}
        explained |= {version.text.front.minor} if version else set()
        if before != after and place.kind == "briefing" and before in explained:
            data = _minor(desk, path, place, data, after)
        source = path.with_name(f"{version.text.front.translates}.md") if version else path
        was, now = changed.get(source, ("", ""))
        if version and was != now and version.text.front.translated_revision == was:
            data = _agreeing(desk, path, place, data, now)
        if data != edit.before:
            found[path] = Edit(path, edit.before, data)
    return found


def _slugs(files: Mapping[Path, Edit], members: Mapping[Path, Place], folder: str) -> set[str]:
    """Return the present and the earlier slugs (names) of a folder; `revisions.tsv` may list its texts under any."""
    inside = [(path, place) for path, place in members.items() if place.folder == folder]
    versions = [version_of(files[path].after, place) for path, place in inside]
    earlier = {slug for version in versions if version for slug in version.text.front.redirect_from}
    return {folder.rpartition("/")[2], *earlier}


def _revisions(edit: Edit, place: Place) -> tuple[str, str]:
    """Return a text's revisions (digests of its words) before and after an edit; empty if either cannot be parsed."""
    before, after = (version_of(data or b"", place) for data in (edit.before, edit.after))
    return (before.text.revision, after.text.revision) if before and after else ("", "")


def recorded_digests(desk: Desk) -> dict[tuple[str, str], str]:
    """Return the last published revision of each text, by slug and language, from `revisions.tsv`, if it exists."""
    table = desk.root / REVISIONS
    recorded, _ = parse_revisions(table.read_text("utf-8", errors="replace") if table.is_file() else "")
    return {key: states[-1].digest for key, states in recorded.items()}


def published_languages(desk: Desk, folder: WorkFolder) -> set[str]:
    """Return the languages in which a briefing was published, by `revisions.tsv`, under this slug or an earlier one."""
    slugs = (folder.path.rpartition("/")[2], *original_of(desk, folder).text.front.redirect_from)
    return {language for slug, language in recorded_digests(desk) if slug in slugs}


def _minor(desk: Desk, path: Path, place: Place, data: bytes, revision: str) -> bytes:
    lines = field_lines(data)
    if lines is None:
        raise RefusedError(desk.say("odd-layout", path=shown_path(path)))
    return lines.with_field(place.kind, "minor", f"minor: {revision}").bytes


def _agreeing(desk: Desk, path: Path, place: Place, data: bytes, revision: str) -> bytes:
    recorded = with_revision(data, place, revision)
    if recorded is None:
        raise RefusedError(desk.say("odd-layout", path=shown_path(path)))
    return recorded
