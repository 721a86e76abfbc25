"""Sites of one made archive that are built side by side: ours, and stock Pelican's in two ways."""

from __future__ import annotations

import compileall
import shutil
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.newsarchive.content.planting import BASE
from tests.rooms import furnish, plain_environment

from .changes import CHANGES
from .making import archive_files, write_tree
from .measuring import Build
from .stock import furnish_stock, stock_files

OURS, SINGLE, SUBSITES = "ours", "stock, one pass", "stock, i18n-subsites"
PEERS: Mapping[str, str] = {"ours": OURS, "single": SINGLE, "subsites": SUBSITES}
"""Names on the command line, and in a table."""

CLEAN, NOTHING = "clean", "nothing"
EDITS = (CLEAN, NOTHING, *CHANGES)
STOCK_EDITS = (CLEAN, NOTHING, "text")
"""Stock Pelican makes everything anew whatever was edited, so one edit says all."""

SEED = 1
_WASTE = ("output", ".store", "cache")


@dataclass(frozen=True)
class Peer:
    """One site: how it is built, which builds of it are measured, of which memory too, and how many times."""

    name: str
    size: int
    build: Build
    edits: tuple[str, ...]
    sampled: tuple[str, ...]
    repetitions: int

    @property
    def root(self) -> Path:
        """The folder in which content and theme lie."""
        return self.build.folder

    @property
    def output(self) -> Path:
        """Where the site is built."""
        return self.root / "output"

    def clean(self) -> None:
        """Remove what earlier builds made and kept."""
        for name in _WASTE:
            shutil.rmtree(self.root / name, ignore_errors=True)


def ours(root: Path, size: int, edits: Collection[str], repetitions: int, environment: Mapping[str, str]) -> Peer:
    """Make our own site, with all that an editor has; what `newsarchive html` runs builds it."""
    furnish(root, {})
    write_tree(root / "content", archive_files(size, SEED, BASE / "content"))
    compileall.compile_dir(root / "plugins", quiet=1)  # set-up is no part of a build
    command = [sys.executable, "-m", "newsarchive", "html"]
    build = Build(command, root, plain_environment(root, PYTHONPATH=str(root / "plugins"), **environment))
    chosen = tuple(each for each in EDITS if each in edits)
    return Peer(OURS, size, build, chosen, chosen, repetitions)


def stock(root: Path, size: int, edits: Collection[str], repetitions: int, subsites: Path | None = None) -> Peer:
    """Make a stock site; with the folder that holds the plugin i18n_subsites, one of a subsite for each language."""
    furnish_stock(root)
    write_tree(root / "content", stock_files(size, SEED, BASE / "content"))
    more = {"BENCH_SUBSITES": str(subsites.resolve())} if subsites else {}
    build = Build([*_PELICAN, "siteconf.py"], root, plain_environment(root, **more))
    name = SUBSITES if subsites else SINGLE
    chosen = tuple(each for each in STOCK_EDITS if each in edits)
    return Peer(name, size, build, chosen, chosen[:1], repetitions)


_PELICAN = (sys.executable, "-m", "pelican", "content", "--output", "output", "--settings")
