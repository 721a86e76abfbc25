"""`make clean`: removes what builds made, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from plugins.builds.manifest import manifest_path, read_manifest
from plugins.builds.replacing import remove_files


def clean(output: Path, store_folder: Path) -> int:
    """Remove the files that builds wrote to an output folder, and the store; how many files of output.

    A file that no build made stays.
    """
    folder = output.resolve()
    removed = remove_files(folder, read_manifest(folder))
    manifest_path(folder).unlink(missing_ok=True)
    shutil.rmtree(store_folder, ignore_errors=True)
    return removed
