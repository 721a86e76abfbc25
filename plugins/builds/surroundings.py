"""A digest of all that a build depends on besides the content: code, theme, settings, libraries, the day."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import CellType, CodeType, FunctionType
from typing import Any

from .sources import content_of, library_names, source_files, source_roots
from .store import digest

_PLACE_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")


def surroundings(settings: Mapping[str, Any], day: dt.date) -> bytes:
    """Return the digest. Whatever is edited in code or theme changes it, and whatever is installed or set otherwise."""
    # faults are told by paths relative to where one stands
    parts: list[bytes | str] = [sys.version, str(Path.cwd()), day.isoformat(), *library_names()]
    own = [Path(settings[name]) for name in ("PATH", "OUTPUT_PATH", "STORE_PATH") if name in settings]
    for root in source_roots(settings):
        parts.append(root.name)
        for path in source_files(root, own):
            parts += [path.removeprefix(str(root)), content_of(path)]
    for name in sorted(settings):
        parts += [name, _shown(settings[name])]
    return digest(*parts)


def _shown(value: object, seen: tuple[int, ...] = ()) -> str:
    """Return a setting's value as text; of a function or an object, what it holds and not where it lies in memory."""
    if id(value) in seen:
        return "…"
    show = partial(_shown, seen=(*seen, id(value)))
    if isinstance(value, FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or () if cell != CellType()]
        held = (value.__code__, value.__defaults__, value.__kwdefaults__, cells)
        return f"{value.__module__}.{value.__qualname__} {show(held)}"
    if isinstance(value, CodeType):
        return f"{value.co_code.hex()} {value.co_names} {show(value.co_consts)}"
    if isinstance(value, partial):
        return f"partial {show((value.func, value.args, value.keywords))}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {show(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(show, value)) + ")"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(show, value))) + "}"
    text = repr(value)
    plain = _PLACE_IN_MEMORY.sub("", text)
    return plain if plain == text else f"{plain} {show(getattr(value, '__dict__', None))}"
