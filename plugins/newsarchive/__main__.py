"""Run the command line: `python -m newsarchive COMMAND`.

Pelican imports docutils and markdown to read texts, feedgenerator to write feeds, and watchfiles to wait for changes.
It never does any of that here, and they would be a quarter of the time that a command takes to start, so Pelican gets
placeholders for them. These are gone afterwards: a plugin that imports docutils gets the real one. The parser of dates,
dateutil, is loaded when it is first used.
"""

import atexit
import gc
import os
import sys
import threading
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# 15 % of the time of a command's start: what is imported stays, so there is nothing to collect
gc.disable()

_RARELY_USED = "dateutil.parser"
_UNUSED = ("docutils.", "pelican.rstdirectives.", "markdown.", "feedgenerator.", "watchfiles.")


class _Placeholder(ModuleType):
    """A module that has a class of every name."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__init__": lambda *_, **__: None})


class _Placeholders(MetaPathFinder, Loader):
    """Finds and loads placeholders for what Pelican does not use, and for the module in which it adds to docutils.

    What it rarely uses is found as a module that loads itself later.
    """

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG002 - the signature of MetaPathFinder
        if f"{name}.".startswith(_UNUSED):
            return ModuleSpec(name, self, is_package=True)
        spec = PathFinder.find_spec(name, path) if name == _RARELY_USED else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Placeholder(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the placeholder as it is."""


def import_pelican() -> None:
    """Import Pelican without the packages that it does not need here, unless it or docutils is imported already."""
    if not sys.modules.keys().isdisjoint(("pelican", "docutils", "markdown")):
        return
    placeholders = _Placeholders()
    sys.meta_path.insert(0, placeholders)
    try:
        from pelican.readers import MarkdownReader, RstReader
    finally:
        sys.meta_path.remove(placeholders)
        for name in [name for name, module in sys.modules.items() if type(module) is _Placeholder]:
            del sys.modules[name]
    vars(sys.modules["pelican"]).pop("rstdirectives", None)
    # so that Pelican says what it says where these are not installed
    RstReader.enabled = MarkdownReader.enabled = False


import_pelican()

from .cli.main import main  # noqa: E402


def start() -> None:
    """Run the command line, and end this process with its exit status.

    Python would first free what it has imported, which takes a hundredth of a second.
    """
    status = main()
    # as Python would: wait for threads, and do what was to be done at the end
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        # a stream that is closed is None
        if stream is not None:
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    start()
