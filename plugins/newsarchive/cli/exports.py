"""`newsarchive sqlite`: make a database for Datasette and others from a published site, or from a copy of its data.

The file is written beside its place first, so that a run that fails leaves it as it was. Only a database is replaced.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.build.diagnostics import shown_path
from newsarchive.datasets.database import DataError, data_folder, is_database, make_database

from .context import Desk, RefusedError, answered, desk_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive sqlite`: the folder with the data, and the database to write."""
    parser.add_argument("folder", nargs="?", default="", help="published site, or its data; by default the output")
    parser.add_argument("--to", default="archive.db", help="file to write; by default archive.db")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive sqlite`: make the database, and print how much is in it; return the exit status."""
    folder = Path(options.folder or settings["OUTPUT_PATH"])
    return answered(partial(_make, desk_of(settings, options.language), data_folder(folder), Path(options.to)))


def _make(desk: Desk, folder: Path, target: Path) -> int:
    if target.exists() and not (target.is_file() and is_database(target)):
        raise RefusedError(desk.say("sqlite.foreign", path=shown_path(target)))
    if not target.parent.is_dir():
        raise RefusedError(desk.say("sqlite.no-folder", path=shown_path(target.parent)))
    aside = target.with_name(f".{target.name}.new")
    aside.unlink(missing_ok=True)
    try:
        counts = make_database(folder, aside)
        aside.replace(target)
    except DataError as error:
        key = "sqlite.damaged" if error.path.exists() else "sqlite.missing"
        raise RefusedError(desk.say(key, path=shown_path(error.path), reason=error.reason)) from None
    finally:
        aside.unlink(missing_ok=True)
    briefings, texts = (counts.get(name, 0) for name in ("briefings", "texts"))
    print(desk.say("sqlite.made", path=shown_path(target), briefings=briefings, texts=texts))
    return 0
