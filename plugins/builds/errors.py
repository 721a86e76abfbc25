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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
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
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(traceback.FrameSummary(error.filename, error.lineno, "", lookup_line=False))
    culprit = _culprit(frames[-1:] if isinstance(error, SyntaxError) else frames)
    in_template = culprit is not None and not culprit.filename.endswith(".py")
    if isinstance(error, _TOLD):
        place = _shown(culprit) if in_template else ""
        return f"{place}{type(error).__name__.removesuffix('Error').lower()}: {error}"
    if isinstance(error, TemplateNotFound) and not in_template:
        return plain_line(SettingsError(f"THEME: the theme has no template {error}; add it, or take that of theme/"))
    in_settings = any(frame.name == "read_settings" for frame in frames)
    if in_settings and culprit is None:
        return plain_line(_settings_error(error))
    return f"{_shown(culprit)}error: {_reason(error)}; {_advice(error, culprit, in_settings)}"


def _settings_error(error: BaseException) -> SettingsError:
    """Return what is wrong with a settings file that Pelican cannot load."""
    if isinstance(error, FileNotFoundError) and error.filename:
        return no_settings(os.path.relpath(error.filename))
    if isinstance(error, AttributeError):
        return SettingsError("CONFFILE names no Python file; name one, as CONFFILE=pelicanconf.py")
    return SettingsError(error)


def _culprit(frames: Sequence[traceback.FrameSummary]) -> traceback.FrameSummary | None:
    """Return the last frame of a template, else of others' code, else of ours; None if there is none of these."""
    there = [frame for frame in frames if os.path.isfile(frame.filename)]  # noqa: PTH113 - also of what is no path
    templates = [frame for frame in there if not frame.filename.endswith(".py")]
    ours = [frame for frame in there if _is_below(frame, _OURS)]
    others = [frame for frame in there if not _is_installed(frame) and frame not in ours]
    # an installed plugin stands where it is called: what it calls may be any library
    called = [
        after
        for before, after in pairwise(frame for frame in there if not _is_standard(frame))
        if before.name in _CALLERS and after not in ours
    ]
    return next((each[-1] for each in (templates, others, called, ours) if each), None)


def _is_installed(frame: traceback.FrameSummary) -> bool:
    return _is_standard(frame) or not _INSTALLED.isdisjoint(Path(frame.filename).parts)


def _is_standard(frame: traceback.FrameSummary) -> bool:
    return _is_below(frame, _STANDARD) and _INSTALLED.isdisjoint(Path(frame.filename).parts)


def _is_below(frame: traceback.FrameSummary, folder: Path) -> bool:
    return Path(frame.filename).is_relative_to(folder)


def _shown(frame: traceback.FrameSummary | None) -> str:
    return f"{frame.filename.removeprefix(f'{Path.cwd()}/')}:{frame.lineno}: " if frame else ""


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"the theme has no template {error}"
    words = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(words.split())}"


def _advice(error: BaseException, culprit: traceback.FrameSummary | None, in_settings: bool) -> str:
    if in_settings:
        return "correct the settings"
    if culprit and not culprit.filename.endswith(".py"):
        return f"correct the template ({_HINT})"
    if culprit and not _is_below(culprit, _OURS):
        return f"correct this plugin, or take it out of the settings ({_HINT})"
    if isinstance(error, OSError) and error.filename:
        return f"see that this file is there and that you may read and write it ({_HINT})"
    return f"nothing of yours need be wrong: please report this ({_HINT})"


_TOLD = (BuildError, CatalogueError, DayError, GitError, SettingsError, WorkerError)
_SAID_BEFORE = "Warning or error encountered"  # Pelican raises it after a line of its log that --fatal makes an error
_HINT = "PELICANOPTS=-v shows the traceback"
_CALLERS = frozenset(("init_plugins", "register", "send"))
"""Functions of Pelican, ours and of signals that call a plugin."""
_OURS = Path(__file__).parent.parent
_STANDARD = Path(os.__file__).parent
_INSTALLED = frozenset(("site-packages", "dist-packages"))
