"""`newsarchive sqlite` and `newsarchive zim`: files for other programs, made from published ones.

`sqlite` makes a database for Datasette and others from a published site, or from a copy of its data, and reads nothing
else. `zim` makes a ZIM file for Kiwix from the ZIP file of a language's site. Each file is written beside its place
first, so that a run that fails leaves it as it was. Only an older file of its kind is replaced.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.archive.settings import SettingsError
from newsarchive.books.zim import ZimError, is_zim, source_of, write_zim
from newsarchive.build.diagnostics import FULL, shown_path
from newsarchive.build.files import require_replaceable
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


def add_arguments_zim(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive zim`: the ZIP file, and where to write."""
    parser.add_argument("site", help="ZIP file of a language's site, as output/editions/en/archive-en-site.zip")
    parser.add_argument("--to", default="", help="ZIM file to write; by default the name of the ZIP file, here")


def run_zim(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001
    """Run `newsarchive zim`: write the file, and print where it is."""
    site = Path(options.site)
    to = Path(options.to or f"{site.stem.removesuffix('-site')}.zim")
    try:
        require_replaceable(to)
        if to.is_file() and not is_zim(to):
            raise SettingsError(f"{to}: this file exists, and is no ZIM file; choose another name")
        source = source_of(site.read_bytes())
        with tempfile.TemporaryDirectory(dir=to.parent) as folder:
            # libzim writes step by step
            made = Path(folder, to.name)
            write_zim(source, made)
            made.replace(to)
    except ZimError as error:
        raise SettingsError(f"{site}: {error}") from None
    except OSError as error:
        if error.errno in FULL:
            raise
        raise SettingsError(f"{site if error.filename == str(site) else to}: {error.strerror}") from None
    print(f"{to}: {to.stat().st_size / 1_000_000:.1f} MB")
    return 0
