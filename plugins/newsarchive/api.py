"""All that a plugin may import of this package. Versions are numbered by it: what stands here changes with a major one.

`api.pyi` lists the names, each with the module whose docstrings describe it; `signals` says what each signal asks for.
A module is imported when one of its names is asked for: a build in which nothing has changed needs few of them.
"""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

_LINE = re.compile(r"^from (newsarchive(?:\.\w+)*) import (\w+) as \2$", re.M)
# also out of a wheel that is not installed, from which an upgrade runs
_LISTED = (pkgutil.get_data("newsarchive", "api.pyi") or b"").decode()
_MODULES = {name: module for module, name in _LINE.findall(_LISTED)}


def __getattr__(name: str) -> object:
    """Return what a name of the list stands for (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; its names are listed in api.pyi")
    module = import_module(_MODULES[name])
    return vars(module)[name] if name in vars(module) else import_module(f"{_MODULES[name]}.{name}")


def __dir__() -> list[str]:
    """Return all names of the list."""
    return sorted(_MODULES)
