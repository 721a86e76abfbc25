"""What must hold before anything is written: no text is lost, no file lies over another, no redirect leads nowhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from plugins.archive import addresses
from plugins.archive.pages import PageSummary

from .editions import Prepared
from .errors import BuildError


def require_distinct(every: Iterable[str]) -> None:
    """Refuse two addresses at one path, or names that a file system takes for one; BuildError names them.

    Those of macOS and Windows ignore case, and macOS the normal form of letters (NFC, NFD). A mirror there would lose a
    file, or have a folder under the name of another.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for address in every:
        path = addresses.file_of(address)
        folded = _folded(path)
        if folded in files:
            raise BuildError(f"two pages would be written to {path} (the other is {files[folded]})")
        files[folded] = path
        folder, inside = path.rpartition("/")[0], folded.rpartition("/")[0]
        while folder and inside not in folders:
            folders[inside] = folder
            folder, inside = folder.rpartition("/")[0], inside.rpartition("/")[0]
        if folder and folders[inside] != folder:
            raise BuildError(
                f"{folder}, in which {path} would be written, is the folder {folders[inside]} on some disks"
            )
    for folded in files.keys() & folders.keys():
        raise BuildError(f"a file would be written to {files[folded]}, where {folders[folded]} is a folder")


def _folded(path: str) -> str:
    return (
        path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())
    )


def require_targets(pages: Iterable[PageSummary]) -> None:
    """Refuse a redirect that leads to nothing, or to another redirect; BuildError names it."""
    pages = list(pages)
    standing = {page.address for page in pages if not page.refresh}
    for page in pages:
        if page.refresh and page.refresh not in standing:
            raise BuildError(f"the redirect from {page.address} leads to {page.refresh}, where there is no page")


def require_all_texts(prepared: Prepared, pages: Iterable[PageSummary]) -> None:
    """Refuse to lose a text: every file read is a page, a notice, a draft or waiting; BuildError names it.

    A letter stands on every page of its briefing that lists lead to; where there is none, the checker has said so.
    """
    built = {page.address: page.letters for page in pages}
    address_of = prepared.loaded.archive.address_of_file
    works = prepared.loaded.works
    done = {*works.drafts, *works.waiting}
    done.update(text.path for notice in works.notices for text in notice.texts.values())
    for work in (*works.briefings, *works.standing):
        for text in work.texts.values():
            if address_of[text.path] in built:
                done.add(text.path)
    for briefing in works.briefings:
        letters = prepared.loaded.archive.letters.get(briefing.folder, ())
        if not letters:
            continue
        own = [text for tag, text in briefing.texts.items() if briefing.readable(tag)]
        shown = [built.get(address_of[text.path], ()) for text in own]
        for letter in letters:
            if all(letter.text.path in paths for paths in shown):
                done.add(letter.text.path)
    lost = sorted({place.path for place in prepared.loaded.tree.places} - done)
    if lost:
        raise BuildError(f"not published: {', '.join(lost)}")
