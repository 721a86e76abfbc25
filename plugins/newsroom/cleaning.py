"""`make clean`: removes what builds made, and nothing else."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from plugins.builds.manifest import manifest_path, read_manifest
from plugins.builds.replacing import remove_files


def clean(output: Path, store_folder: Path) -> int:
    """Remove the files that builds wrote to an output folder, and the store; return how many files of output.

    A file that no build made stays, also in the store's folder.
    """
    folder = output.resolve()
    removed = remove_files(folder, read_manifest(folder))
    manifest_path(folder).unlink(missing_ok=True)
    shutil.rmtree(store_folder / "builds", ignore_errors=True)
    with suppress(OSError):  # not there, not empty, or not ours to write
        for path in store_folder.glob("store.sqlite*"):
            path.unlink()
        store_folder.rmdir()
    return removed
