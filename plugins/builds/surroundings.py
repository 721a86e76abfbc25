"""A digest of all that a build depends on besides the content: code, theme, settings, libraries, the day."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pelican

from .store import digest

_PLUGINS = Path(__file__).parent.parent
_SKIPPED = frozenset({".pyc"})
_PLACE_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")


def surroundings(settings: Mapping[str, Any], day: dt.date) -> bytes:
    """Return the digest. Whatever is edited in code or theme changes it, and whatever is installed or set otherwise."""
    # faults are told by paths relative to where one stands
    parts: list[bytes | str] = [sys.version, str(Path.cwd()), day.isoformat(), *_libraries()]
    for folder in sorted({_PLUGINS, Path(settings["THEME"]), *map(Path, settings["CATALOGUE_PATHS"])}):
        for path in _files(folder):
            parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    for name in sorted(settings):
        parts += [name, _shown(settings[name])]
    return digest(*parts)


def _libraries() -> list[str]:
    """Return the names of what is installed beside Pelican: each has its version in it."""
    packages = Path(pelican.__file__).parent.parent
    return sorted(path.name for path in packages.iterdir() if path.name.endswith((".dist-info", ".egg-info", ".pth")))


def _files(folder: Path) -> Iterator[Path]:
    found = (path for path in folder.rglob("*") if path.suffix not in _SKIPPED and path.is_file())
    return iter(sorted(found))


def _shown(value: object) -> str:
    """Return a setting's value as text; of a function, what it does and not where it lies in memory."""
    code = getattr(value, "__code__", None)
    if code is not None:
        return f"{value.__qualname__} {code.co_code.hex()} {_shown(code.co_consts)}"  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(_shown, value)) + ")"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(_shown, value))) + "}"
    return _PLACE_IN_MEMORY.sub("", repr(value))
