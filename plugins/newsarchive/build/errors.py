"""The errors that end a build or a command, and the one line that is printed for each in place of a traceback.

Errors that our code raises on purpose are printed as their message. For any other, such as one in a template, a
settings file or a plugin, the line names the file and line that caused it.
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

from newsarchive.content.git import GitError
from newsarchive.digests import INSTALLED, PACKAGES, STANDARD_LIBRARY
from newsarchive.i18n.catalogues import CatalogueError
from newsarchive.model.diagnostics import RefusedError
from newsarchive.model.settings import SettingsError

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
"""The `errno` values of a full disk and of an exceeded disk quota."""


class BuildError(Exception):
    """Raised if a build must stop, for example before it overwrites files; the message says why and what to do."""


class DayError(ValueError):
    """Raised if `SOURCE_DATE_EPOCH` is malformed or, in a publication, in the future."""


class WorkerError(RuntimeError):
    """Raised if a worker process failed or was killed; the message is a complete line to print for the user."""


class BuildFaults(Exception):  # noqa: N818 - they are told as those of the content are
    """Raised if faults in the site forbid its publication; the message has one line for each fault."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Create the error from the lines of its message."""
        super().__init__("\n".join(lines))


_EXPECTED = (BuildError, CatalogueError, DayError, GitError, SettingsError)
_SAID_BEFORE = "Warning or error encountered"  # raised by Pelican after it logged what --fatal treats as an error
_UNKNOWN = "if no file or plugin of yours is the cause, please report this"


@contextmanager
def told_plainly(status: int = 1) -> Iterator[None]:
    """Print an expected exception of the `with` block as a message without a traceback, and raise SystemExit.

    The exit status is `status`, 130 after Ctrl-C, and that of a broken pipe if nobody reads the output any more.
    """
    try:
        yield
    except BrokenPipeError:
        # what is left goes nowhere, also when Python flushes it at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(128 + 13) from None
    except (KeyboardInterrupt, EOFError):
        print("stopped; no file is half-written", file=sys.stderr)
        raise SystemExit(130) from None
    # jinja2 makes a missing template an OSError too
    except (*_EXPECTED, TemplateNotFound, WorkerError, RefusedError, BuildFaults) as error:
        print(error if isinstance(error, RefusedError | BuildFaults) else plain_line(error), file=sys.stderr)
        raise SystemExit(getattr(error, "status", status)) from None
    except OSError as error:
        line = f"{error.filename or ''}: {error.strerror or error}"
        if error.errno in FULL:
            place = f" ({error.filename})" if error.filename else ""
            line = f"the disk is full{place}; free some space and run the command again; no file is half-written"
        print(line, file=sys.stderr)
        raise SystemExit(status) from None


def no_settings(path: str | Path) -> SettingsError:
    """Return the exception that says that the settings file at a path does not exist."""
    return SettingsError(f"there is no settings file {path}; name one, e.g. --settings=pelicanconf.py")


def tell_plainly() -> None:
    """Make Pelican print an exception that ends it as one line, without a traceback, unless it runs with -v or -D."""
    from pelican.log import DEFAULT_LOG_HANDLER

    for handler in filter(None, (DEFAULT_LOG_HANDLER, logging.lastResort)):
        handler.addFilter(_is_left_to_pelican)


def _is_left_to_pelican(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if error is None or shows_tracebacks():
        return True
    if str(error) != _SAID_BEFORE:
        print(plain_line(error), file=sys.stderr)
    return False


def shows_tracebacks() -> bool:
    """Return whether Pelican runs with -v or -D, so that it also prints tracebacks."""
    return logging.getLogger().isEnabledFor(logging.INFO)


def plain_line(error: BaseException) -> str:
    """Return the one line that is printed for an exception, in place of a traceback.

    For an unexpected one, and for one in a template, it names the file and line that caused it.
    """
    if isinstance(error, WorkerError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(traceback.FrameSummary(error.filename, error.lineno, "", lookup_line=False))
        error = SyntaxError(error.msg)
    culprit, advice = _culprit(frames)
    if advice == _UNKNOWN and any(frame.name == "read_settings" for frame in frames):
        missing = isinstance(error, FileNotFoundError) and error.filename
        error = no_settings(os.path.relpath(missing)) if missing else SettingsError(error)
    is_template = culprit is not None and not culprit.filename.endswith(".py")
    reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
    if isinstance(error, TemplateNotFound):
        reason = f"the theme has no template {error}"
        if not is_template:
            error = SettingsError(f"THEME: {reason}; add it, or take that of theme/")
    place = f"{culprit.filename.removeprefix(f'{Path.cwd()}/')}:{culprit.lineno}: " if culprit else ""
    if isinstance(error, _EXPECTED):
        kind = type(error).__name__.removesuffix("Error").lower()
        return f"{place if is_template else ''}{kind}: {error}"
    return f"{place}error: {reason}; {advice} (PELICANOPTS=-v shows the traceback)"


def _culprit(frames: Iterable[traceback.FrameSummary]) -> tuple[traceback.FrameSummary | None, str]:
    there = [frame for frame in frames if os.path.isfile(frame.filename)]  # noqa: PTH113 - also of what is no path
    templates = [frame for frame in there if not frame.filename.endswith(".py")]
    if templates:
        return templates[-1], "correct the template"
    theirs = [frame for frame in there if not _is_ours(Path(frame.filename))]
    if theirs:
        return theirs[-1], "correct this file"
    return (there[-1] if there else None), _UNKNOWN


def is_installed(path: Path) -> bool:
    """Return whether a file is of an installed library or of Python itself."""
    return not INSTALLED.isdisjoint(path.parts) or path.is_relative_to(STANDARD_LIBRARY)


def _is_ours(path: Path) -> bool:
    return is_installed(path) or any(map(path.is_relative_to, PACKAGES))
