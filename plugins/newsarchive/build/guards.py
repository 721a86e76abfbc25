"""Keep drafts, keys, lists and caches out of what is published or committed.

Such a build puts a file `.drafts` into its output. A publication is never built over one, and a preview never over a
site without it.

What an earlier build left is believed: a text is not read again, nor a page made, whose result is there. A store that
somebody commits could so put any words on any page, and a list of files could name any to be removed. So a build ends
where git tracks one of them.

None of them may lie where a build publishes from or to, and a key or a list not where git would take it.

`REDACTIONS` names it; without that it is `redactions.txt` in the content, if there. Neither its words nor a digest of
them are kept anywhere: a short list could be guessed from one.
"""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from newsarchive.archive.pages import File
from newsarchive.archive.revisions import REVISIONS
from newsarchive.archive.settings import SettingsError
from newsarchive.readers.files import REDACTIONS
from newsarchive.readers.git import Repository, repository_of

from .cache import digest
from .diagnostics import BuildError
from .files import GITIGNORE
from .inputs import SHORTLY
from .output import manifest_path, read_manifest

MARK = ".drafts"
_WORDS = b"This folder was built with drafts and texts that wait for their day. Do not publish it.\n"


def drafts_mark(settings: Mapping[str, Any]) -> tuple[File, ...]:
    """Return the file that marks the output of a build with drafts; nothing for other builds."""
    return (File(MARK, _WORDS),) if settings.get("SHOW_DRAFTS") else ()


def require_apart_from_drafts(settings: Mapping[str, Any], output: Path) -> None:
    """Refuse to publish drafts or around them, or to build a site over drafts whose files are not all known.

    SettingsError for a publication with drafts, BuildError for the folder.
    """
    public = settings.get("CHECKSUMS") or settings.get("RECORDS")
    if settings.get("SHOW_DRAFTS"):
        if public:
            raise SettingsError("SHOW_DRAFTS is on, and nothing publishes drafts: set it to False in publishconf.py")
        return
    if public:
        _require_no_drafts_below(output)
    if not os.path.lexists(output / MARK):
        return
    if MARK not in read_manifest(output):
        raise BuildError(
            f"{output / MARK} says that this folder was built with drafts, and the list of its files,"
            f" {manifest_path(output)}, does not name them: remove the folder and build again"
        )
    if public:
        raise BuildError(
            f"{output} was built with drafts ({output / MARK} says so), and nothing is published over them:"
            " if a preview is running there, end it; then run “make clean” and publish again"
        )


def _require_no_drafts_below(output: Path) -> None:
    """Raise BuildError where a folder inside the output was built with drafts: it would be published, too."""
    for folder, _, files in os.walk(output):
        if MARK in files and Path(folder) != output:
            raise BuildError(
                f"{Path(folder, MARK)} says that this folder was built with drafts, and it lies inside {output}:"
                " if a preview is running there, end it; then publish into another folder"
            )


def require_no_held_pages(output: Path, held: Iterable[str], known: Collection[str]) -> None:
    """Refuse to leave a page of a text that is not online yet; BuildError names it.

    Args:
        output: The output folder.
        held: Paths of the texts that are held back, relative to the content.
        known: Paths in the output of all files that this build writes or that it would remove.
    """
    for text in held:
        path = _page_of(text)
        if path not in known and os.path.lexists(output / path):
            raise BuildError(
                f"{output / path} is a page of {text}, which is not published, and no build knows that it is there:"
                " a preview may have left it, and other pages; remove the folder and build again"
            )


def require_preview_folder(output: Path) -> None:
    """Refuse a folder for a preview that holds something else, or is reached through a link; BuildError names it."""
    require_no_link(output)
    marked = os.path.lexists(output / MARK)
    if os.path.lexists(output) and not marked and (not output.is_dir() or any(output.iterdir())):
        raise BuildError(f"{output} holds something that is no preview; preview into a folder of its own")


def require_no_link(preview: Path) -> None:
    """Raise BuildError if a preview's folder, or the one around it, is a link: drafts would go where it leads."""
    for folder in (preview.parent, preview):
        if folder.is_symlink():
            raise BuildError(
                f"{folder} is a link to {folder.readlink()}, and a preview writes and serves drafts in its own folder:"
                f" remove the link (if git tracks it: git rm --cached -- {folder})"
            )


def require_no_output_around(output: Path) -> None:
    """Raise BuildError if the output lies in that of another build: what one of them removes, the other publishes."""
    for folder in filter(lambda folder: folder.name, output.parents):
        mark = next(filter(os.path.lexists, (folder / MARK, manifest_path(folder))), None)
        if mark:
            raise BuildError(
                f"the output {output} lies in {folder}, which another build filled ({mark} says so): name one elsewhere"
                " by OUTPUTDIR=…"
            )


def _page_of(text: str) -> str:
    """Return the page of a text by the text's path, `briefings/2023/slug/en.md`."""
    path = PurePosixPath(text)
    return str(PurePosixPath(path.stem, *path.parts[1:-1], "index.html"))


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


def require_store_apart(settings: Mapping[str, Any], output: Path) -> None:
    """BuildError where the store lies in the output, the content or the theme: it has words of texts long withdrawn."""
    _require_apart("STORE_PATH", Path(settings["STORE_PATH"]), public_folders(settings, output))


def require_secret(name: str, path: Path, content: Path, folders: Iterable[Path]) -> None:
    """BuildError where the secret file that a setting names lies in one of the folders, or git has or would take it."""
    _require_apart(name, path, folders)
    if may_be_committed(content, path):
        raise BuildError(
            f"{name}: git has {path}, or would take it with the next “git add”: move it out of the repository,"
            " and if it was ever committed, put another in its place"
        )


def _require_apart(name: str, path: Path, folders: Iterable[Path]) -> None:
    inside = folder_around(path, folders)
    if inside:
        raise BuildError(f"{name}: {path} lies in {inside}, which is published, or may be served: keep it elsewhere")


def public_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders whose files a build publishes, or may."""
    return output, Path(settings["PATH"]), Path(settings["THEME"])


def served_folders(settings: Mapping[str, Any], output: Path) -> tuple[Path, ...]:
    """Return the folders that a web server may serve: those that are published, and the one around the output.

    A server may serve several sites from that. Where it holds the content as well, it is the repository's or a home,
    and is not served.
    """
    around = output.absolute().parent
    beside = () if folder_around(Path(settings["PATH"]), [around]) else (around,)
    return (*public_folders(settings, output), *beside)


def folder_around(path: Path, folders: Iterable[Path]) -> Path | None:
    """Return the folder that contains the path or its target, or None."""
    around = [above for place in _places(path) for above in (place, *place.parents)]
    return next((folder for folder in folders if any(_is_same(folder, above) for above in around)), None)


def may_be_committed(content: Path, path: Path) -> bool:
    """Return whether git tracks the file or its target, or would add it with its folder."""
    return any(_is_taken(content, place) for place in _places(path))


def _is_taken(content: Path, place: Path) -> bool:
    if os.path.lexists(content / ".git") and place.is_relative_to(content.resolve()):
        return True  # a repository inside the content is not asked, so that it could have anything
    repository = repository_of(content, place)
    if repository is None:
        return False
    name = repository.relative(place)
    listed = repository.ask("ls-files", "--error-unmatch", "--", f":(top,literal){name}", statuses=(0, 1))
    ignored = repository.ask("check-ignore", "--quiet", "--", f"./{name}", statuses=(0, 1))
    return (listed is not None and listed.returncode == 0) or (ignored is not None and ignored.returncode == 1)


def _places(path: Path) -> Iterator[Path]:
    """Yield the path and, if it is a link, its target."""
    place = path.expanduser()
    here = place.parent.resolve() / place.name
    yield here
    if place.resolve() != here:
        yield place.resolve()


def _is_same(one: Path, other: Path) -> bool:
    """Return whether two paths are the same folder, even on a case-insensitive disk."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other


if TYPE_CHECKING:
    from newsarchive.archive.index import Words

    from .checks import Redactions


def list_path(settings: Mapping[str, Any]) -> Path | None:
    """Return where the list lies: where the settings say, or in the content; None where there is none."""
    if settings.get("REDACTIONS"):
        return Path(settings["REDACTIONS"]).expanduser().absolute()
    own = Path(settings["PATH"]) / REDACTIONS
    return own.absolute() if os.path.lexists(own) else None


def list_mark(settings: Mapping[str, Any]) -> bytes:
    """Return by what a change of the list shows: nothing that tells of its words.

    Empty where that is not sure, and where git has the list or would take it: then it is read, and refused.
    """
    path = list_path(settings)
    if path is None:
        return digest()
    if may_be_committed(Path(settings["PATH"]), path):
        return b""
    try:
        found = path.stat()
    except OSError:
        return b""
    if max(found.st_mtime_ns, found.st_ctime_ns) >= time.time_ns() - SHORTLY:
        return b""
    return digest(repr((str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)))


def redactions_of(settings: Mapping[str, Any], output: Path, words: Words, language: str) -> Redactions | None:
    """Return the list, read; None where there is none. BuildFaults as from `read_redactions`."""
    path = list_path(settings)
    if path is None:
        return None
    # most rooms have no list, and need none of this
    from .checks import read_redactions

    content = Path(settings["PATH"])
    own = path == (content / REDACTIONS).absolute()  # its one place in the content, from which nothing is published
    public = [folder for folder in served_folders(settings, output) if not (own and folder == content)]
    # a public repository's logs can be read by anybody, and so can the line that a fault would name
    silent = bool(os.environ.get("GITHUB_ACTIONS"))
    return read_redactions(path, content, public, words, language, silent=silent)
