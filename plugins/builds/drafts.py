"""Builds that show drafts, kept apart from those for readers.

Such a build puts a file `.drafts` into its output. A publication is never built over one, and a preview never over a
site without it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from plugins.archive.pages import File
from plugins.archive.site import SettingsError

from .errors import BuildError
from .manifest import manifest_path, read_manifest

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
