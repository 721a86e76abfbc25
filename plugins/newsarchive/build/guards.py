"""Keep drafts, keys, lists and caches out of what is published or committed.

A build runs these checks before it changes the output folder. A build with drafts marks its output folder with a file
`.drafts`. A publication never writes into a marked folder, and a local build without drafts only if the manifest of the
folder (the list of the files that builds have written there) has the mark.

Builds trust the results of earlier builds: cached pages are used again, and files that a manifest lists may be deleted.
If git tracked the cache or a manifest, anyone who can commit could put any words on any page. The cache, the signing
key and the redaction list must not be in a folder that is published, and git must not be able to commit the key or the
list.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from newsarchive.content.git import repository_of
from newsarchive.model.ledger import REVISIONS
from newsarchive.model.pages import File
from newsarchive.model.settings import SettingsError

from .errors import BuildError
from .files import GITIGNORE, at_home
from .output import manifest_path, read_manifest, stage_path
from .terminal import shown_path

MARK = ".drafts"
_WORDS = b"This folder was built with drafts and texts that wait for their day. Do not publish it.\n"


def drafts_mark(settings: Mapping[str, Any]) -> tuple[File, ...]:
    """Return a tuple with the file `.drafts`, which marks an output folder with drafts; empty in a build without."""
    return (File(MARK, _WORDS),) if settings.get("SHOW_DRAFTS") else ()


def require_apart_from_drafts(settings: Mapping[str, Any], output: Path) -> None:
    """Refuse to publish drafts, and to build into a folder with drafts that this build could not replace completely."""
    public = settings.get("CHECKSUMS") or settings.get("RECORDS")
    if settings.get("SHOW_DRAFTS"):
        if public:
            raise SettingsError("SHOW_DRAFTS is on, and nothing publishes drafts: set it to False in publishconf.py")
        return
    if mark := next(output.rglob(MARK), None) if public else None:
        raise BuildError(
            f"{mark} says that this folder was built with drafts, and it would be published: if a preview is running"
            " there, stop it; then remove the folder (“./newsarchive clean”), or publish into another folder"
        )
    if os.path.lexists(output / MARK) and MARK not in read_manifest(output):
        raise BuildError(
            f"{output / MARK} says that this folder was built with drafts, but the list of its files,"
            f" {manifest_path(output)}, does not include them: remove the folder and build again"
        )


def require_no_held_pages(output: Path, held: Iterable[str], known: Collection[str]) -> None:
    """Raise BuildError if the output has a page of the texts in `held` that is not in `known`, which builds remove."""
    for text in held:
        parts = PurePosixPath(text)  # `briefings/2023/law/en.md` -> `en/2023/law/index.html`
        path = str(PurePosixPath(parts.stem, *parts.parts[1:-1], "index.html"))
        if path not in known and os.path.lexists(output / path):
            raise BuildError(
                f"{output / path} is a page of {text}, which is not published, and no build wrote it:"
                " a preview may have left it there with other pages; remove the folder and build again"
            )


def require_preview_folder(output: Path) -> None:
    """Raise BuildError if a preview folder is a link, or has files but no `.drafts` that marks it as a preview."""
    require_no_link(output)
    marked = os.path.lexists(output / MARK)
    if os.path.lexists(output) and not marked and (not output.is_dir() or any(output.iterdir())):
        raise BuildError(f"{output} contains files that are not a preview; use a separate folder for the preview")


def require_no_link(preview: Path) -> None:
    """Raise BuildError if a preview folder or its parent is a link, because drafts would be written to its target."""
    for folder in (preview.parent, preview):
        if folder.is_symlink():
            raise BuildError(
                f"{folder} is a link to {folder.readlink()}, but a preview needs a folder of its own for drafts:"
                f" remove the link (if git tracks it: git rm --cached -- {folder})"
            )


def require_no_output_around(output: Path) -> None:
    """Raise BuildError if an output folder is inside that of another build, which could publish or remove its files."""
    for folder in filter(lambda folder: folder.name, output.parents):
        mark = next(filter(os.path.lexists, (folder / MARK, manifest_path(folder))), None)
        if mark:
            raise BuildError(
                f"the output folder {output} is inside {folder}, the output of another build ({mark} says so): set"
                " OUTPUTDIR to a folder elsewhere"
            )


_KEPT = (".gitkeep", GITIGNORE)  # harmless: no build reads anything from these


def require_untracked(content: Path, store: Path, output: Path | None = None) -> None:
    """Raise BuildError if git tracks the cache, `store`, or the output folder or what is beside it."""
    repository = repository_of(content)
    if repository is None:
        return
    places = [store, *((output, manifest_path(output), stage_path(output)) if output else ())]
    names = [name for place in places if (name := repository.relative(place))]
    # on a disk of macOS, names that differ in case are the same file
    asked = [f":(top,literal,icase){name}" for name in names]
    listed = repository.output("ls-files", "-z", "--", *asked).decode("utf-8", "surrogateescape") if asked else ""
    paths = [path for path in listed.split("\0") if path and path.rpartition("/")[2] not in _KEPT]
    inside = ((path, name) for path in paths for name in names if f"{path}/".lower().startswith(f"{name}/".lower()))
    if tracked := sorted({path[: len(name)] for path, name in inside}):
        raise BuildError(
            "git tracks files that builds write themselves and trust, so that whoever commits could change any page:"
            f" run “git rm -r --cached -- {' '.join(tracked)}” in {repository.top}, and add them to .gitignore"
        )


def is_uncommitted(content: Path, path: Path) -> bool:
    """Return whether deleting a file would lose its bytes: it is in a git repository that does not store them."""
    repository = repository_of(content, path)
    if repository is None:
        return False
    digest = repository.output("hash-object", "--", repository.relative(path)).decode("ascii").strip()
    asked = repository.ask("cat-file", "-e", digest, statuses=(0, 1, 128)) if digest else None
    return asked is None or asked.returncode != 0


def history_mark(content: Path) -> bytes:
    """Return bytes that change with the content's git history; empty if no build reads it."""
    repository = repository_of(content) if (content / REVISIONS).is_file() else None
    return f"{repository.is_whole()} {repository.head()}".encode() if repository else b""


def require_apart(settings: Mapping[str, Any], output: Path) -> None:
    """Raise BuildError if output folder, sources and cache are not separate from each other."""
    target = output.resolve()
    for source in (Path(settings[name]).resolve() for name in ("PATH", "THEME")):
        if target.is_relative_to(source) or source.is_relative_to(target):
            raise BuildError(
                f"the output folder {output} and the sources in {source} must be separate; choose another output folder"
            )
    require_store_apart(settings, output)


def require_store_apart(settings: Mapping[str, Any], output: Path) -> None:
    """Raise BuildError if the cache, which may have withdrawn words, is in the output, content or theme folder."""
    _require_outside("STORE_PATH", Path(settings["STORE_PATH"]), public_folders(settings, output))


def require_secret(name: str, path: Path, content: Path, folders: Iterable[Path]) -> None:
    """Raise BuildError if a secret file might become public: it is in one of `folders`, or git has or would add it.

    `name` is the setting that names the file, for the message; `folders` are published or may be served.
    """
    _require_outside(name, path, folders)
    if may_be_committed(content, path):
        raise BuildError(
            f"{name}: git tracks {shown_path(path)}, or would after the next “git add”: move it out of the repository,"
            " and replace it if it was ever committed"
        )


def _require_outside(name: str, path: Path, folders: Iterable[Path]) -> None:
    if inside := folder_around(path, folders):
        raise BuildError(
            f"{name}: {shown_path(path)} is in {shown_path(inside)}, which is published or may be served: move it"
            " elsewhere"
        )


def public_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders whose files a build publishes or may publish: output, content and theme."""
    return output, Path(settings["PATH"]), Path(settings["THEME"])


def served_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders that a web server may serve: output, content, theme and usually the parent of the output.

    If the parent also contains the content, it is a repository or a home folder, which is not served.
    """
    around = output.absolute().parent
    beside = () if folder_around(Path(settings["PATH"]), [around]) else (around,)
    return (*public_folders(settings, output), *beside)


def folder_around(path: Path, folders: Iterable[Path]) -> Path | None:
    """Return the first of `folders` that is or contains a path, or None. The target of a link counts, too."""
    places = _places(path)
    return next((each for each in folders if any(place.is_relative_to(each.resolve()) for place in places)), None)


def may_be_committed(content: Path, path: Path) -> bool:
    """Return whether git tracks a file or would add it with its folder. If it is a link, its target is checked, too.

    A repository inside the content is never asked, so any file there counts as tracked.
    """
    for place in _places(path):
        if os.path.lexists(content / ".git") and place.is_relative_to(content.resolve()):
            return True
        if repository := repository_of(content, place):
            name = repository.relative(place)
            listed = repository.ask("ls-files", "--error-unmatch", "--", f":(top,literal){name}", statuses=(0, 1))
            ignored = repository.ask("check-ignore", "--quiet", "--", f"./{name}", statuses=(0, 1))
            if (listed and listed.returncode == 0) or (ignored and ignored.returncode == 1):
                return True
    return False


def _places(path: Path) -> set[Path]:
    place = at_home(path)
    return {place.parent.resolve() / place.name, place.resolve()}
