"""`newsarchive zim`: a ZIM file for Kiwix, made from the ZIP file of a language's site."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsarchive.archive.settings import SettingsError
from newsarchive.books.zim import ZimError, source_of, write_zim
from newsarchive.build.diagnostics import FULL
from newsarchive.build.files import require_replaceable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive zim`: the ZIP file, and where to write."""
    parser.add_argument("site", help="ZIP file of a language's site, as output/editions/en/archive-en-site.zip")
    parser.add_argument("--to", default="", help="ZIM file to write; by default the name of the ZIP file, here")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001
    """Run `newsarchive zim`: write the file, and print where it is."""
    site = Path(options.site)
    to = Path(options.to or f"{site.stem.removesuffix('-site')}.zim")
    try:
        require_replaceable(to)
        source = source_of(site.read_bytes())
        with tempfile.TemporaryDirectory(dir=to.parent) as folder:
            # libzim writes step by step: nobody should find half a file
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
