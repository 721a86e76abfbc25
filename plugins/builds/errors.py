"""Errors as messages to whoever builds: where, what and what to do, without a traceback.

Our own errors are such a message. Those of others' code, of templates, settings and plugins, get the line of whose code
they come from.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jinja2 import TemplateNotFound

from plugins.archive.site import SettingsError
from plugins.languages.catalogues import CatalogueError
from plugins.reading.git import GitError

from .clock import DayError

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
"""What the system says where a disk, or a user's part of it, is full."""


class BuildError(Exception):
    """The build would lose or overwrite something. The message names it."""


class WorkerError(RuntimeError):
    """A process ended before its work was done. The message is what to print."""


class BuildFaults(Exception):  # noqa: N818 - they are told as those of the content are
    """Files of the publication that must not be published, each with its line."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Keep the lines."""
        super().__init__("\n".join(lines))


@contextmanager
def told_plainly() -> Iterator[None]:
    """End the process with status 1 and the message alone, where one of these errors is raised inside."""
    try:
        yield
    except _TOLD as error:
        print(plain_line(error), file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        place = f" ({error.filename})" if error.filename else ""
        print(
            f"the disk is full{place}; make room and run the command again; nothing was half-written", file=sys.stderr
        )
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        # Pelican would warn of it, and a publication ends a warning by a traceback
        print("stopped; nothing was half-written", file=sys.stderr)
        raise SystemExit(130) from None
    except BuildFaults as faults:
        print(faults, file=sys.stderr)
        raise SystemExit(1) from None


def no_settings(path: str) -> SettingsError:
    """Return the error that there is no settings file of this name."""
    return SettingsError(f"there is no settings file {path}; CONFFILE names one, as CONFFILE=pelicanconf.py")


def tell_plainly() -> None:
    """Have errors that end Pelican printed as one line; with its -v or -D, as it prints them itself."""
    from pelican.log import DEFAULT_LOG_HANDLER

    for handler in filter(None, (DEFAULT_LOG_HANDLER, logging.lastResort)):
        handler.addFilter(_is_left_to_pelican)


def _is_left_to_pelican(record: logging.LogRecord) -> bool:
    """Return whether Pelican is to print a record; print the line of an error here."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None or shows_tracebacks():
        return True
    if str(error) != _SAID_BEFORE:
        print(plain_line(error), file=sys.stderr)
    return False


def shows_tracebacks() -> bool:
    """Return whether Pelican was asked for more than errors and warnings."""
    return logging.getLogger().isEnabledFor(logging.INFO)


def plain_line(error: BaseException) -> str:
    """Return an error as a line: the file and line that it comes from, what is wrong, and what to do."""
    if isinstance(error, WorkerError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    named = [(frame.filename, frame.lineno) for frame in frames]
    if isinstance(error, SyntaxError) and error.filename:
        named.append((error.filename, error.lineno))
    path, line = _culprit(named)
    if isinstance(error, _TOLD):
        place = "" if path.endswith(".py") else _shown(path, line)
        return f"{place}{type(error).__name__.removesuffix('Error').lower()}: {error}"
    in_settings = any(frame.name == "read_settings" for frame in frames)
    if in_settings and not path:
        missing = isinstance(error, FileNotFoundError) and error.filename
        return plain_line(no_settings(os.path.relpath(missing)) if missing else SettingsError(error))
    return f"{_shown(path, line)}error: {_reason(error)}{_advice(path, in_settings)}"


def _culprit(frames: list[tuple[str, int | None]]) -> tuple[str, int | None]:
    """Return the file and line to correct: of a template, else of others' code, else of ours; empty if of none."""
    there = [frame for frame in frames if os.path.isfile(frame[0])]  # noqa: PTH113 - also of what is no path
    templates = [frame for frame in there if not frame[0].endswith(".py")]
    loose = [frame for frame in there if not _LIBRARIES & set(Path(frame[0]).parts) and not _is_under(frame, _STANDARD)]
    others = [frame for frame in loose if not _is_under(frame, _OURS)]
    installed = [frame for frame in there if _is_plugin(frame[0])]
    return next((each[-1] for each in (templates, others, installed, loose) if each), ("", None))


def _is_under(frame: tuple[str, int | None], folder: Path) -> bool:
    return Path(frame[0]).is_relative_to(folder)


def _is_plugin(path: str) -> bool:
    """Return whether a file belongs to an installed package that is not one of those that run a build."""
    parts = Path(path).parts
    at = max((parts.index(name) for name in _LIBRARIES if name in parts), default=len(parts))
    package = parts[at + 1 : at + 2]
    return bool(package) and (package[0] not in _MACHINERY or parts[at + 2 : at + 3] == ("plugins",))


def _shown(path: str, line: int | None) -> str:
    here = f"{Path.cwd()}/"
    return f"{path.removeprefix(here)}:{line}: " if path else ""


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"the theme has no template {error}"
    words = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(words.split())}"


def _advice(path: str, in_settings: bool) -> str:
    if in_settings:
        return "; correct the settings"
    if path and not path.endswith(".py"):
        return "; correct the template (PELICANOPTS=-v shows the traceback)"
    if path and not Path(path).is_relative_to(_OURS):
        return "; correct this plugin, or take it out of the settings (PELICANOPTS=-v shows the traceback)"
    return "; nothing of yours need be wrong: please report this with the traceback, which PELICANOPTS=-v shows"


_TOLD = (BuildError, CatalogueError, DayError, GitError, SettingsError, WorkerError)
_SAID_BEFORE = "Warning or error encountered"  # Pelican raises it after a line of its log that --fatal makes an error
_OURS = Path(__file__).parent.parent
_STANDARD = Path(os.__file__).parent
_LIBRARIES = frozenset(("site-packages", "dist-packages"))
_MACHINERY = frozenset(("pelican", "blinker", "jinja2", "markupsafe"))
