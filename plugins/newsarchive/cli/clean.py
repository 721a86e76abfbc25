"""`newsarchive clean`: remove what builds wrote, and nothing else."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from newsarchive.build.files import alone, lock_path, real_output, remove_private
from newsarchive.build.guards import require_no_link
from newsarchive.build.output import finish_interrupted, manifest_path, read_manifest, removable, remove_files
from newsarchive.build.terminal import shown_path

from .command import Command, typed_path

COMMAND = Command("delete what was built, previews too", "look after", dry=True)

PREVIEW = ".preview/site"
"""The default output folder of the preview. Builds write their working files beside it, into `.preview`."""


def clean(output: Path, store_folder: Path) -> int:
    """Remove what builds wrote to the output folder, and the cache; return the number of files of the output."""
    removed = _remove_built(real_output(output))
    shutil.rmtree(store_folder / "builds", ignore_errors=True)  # of versions until November 2026
    with suppress(OSError):  # the folder does not exist, is not empty, or belongs to another user
        for path in store_folder.glob("store.sqlite*"):
            path.unlink()
        remove_private(store_folder)
    return removed


def clean_preview(preview: Path) -> int:
    """Remove what previews wrote; return the number of files. BuildError is raised if the folder is behind a link."""
    require_no_link(preview)
    removed = _remove_built(preview)
    with suppress(OSError):
        preview.rmdir()
    with suppress(OSError):
        remove_private(preview.parent)
    return removed


def _remove_built(folder: Path) -> int:
    if not folder.parent.is_dir():
        return 0
    with alone(folder):
        finish_interrupted(folder)
        removed = remove_files(folder, read_manifest(folder))
        for path in (manifest_path(folder), lock_path(folder)):
            path.unlink(missing_ok=True)
    return removed


def _show_clean(output: Path, store_folder: Path, preview: Path) -> int:
    require_no_link(preview)
    built = [
        folder / path
        for folder in (real_output(output), preview)
        for path in sorted(removable(folder, read_manifest(folder)))
    ]
    for path in (*built, *sorted(store_folder.glob("store.sqlite*"))):
        print(f"  - {shown_path(path)}")
    print(f"{len(built)} file{'s' * (len(built) != 1)} to remove")
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--output`, the output folder, to the parser."""
    parser.add_argument("--output", type=typed_path, default=Path("output"), help="output folder; by default output")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive clean`: remove the built site, its cache and the preview; print how many files; return 0."""
    if options.dry_run:
        return _show_clean(options.output, Path(settings["STORE_PATH"]), Path(PREVIEW))
    removed = clean(options.output, Path(settings["STORE_PATH"])) + clean_preview(Path(PREVIEW))
    print(f"{removed} file{'s' * (removed != 1)} removed")
    return 0
