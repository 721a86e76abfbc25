"""Errors that are a message to whoever builds: printed as they are, without a stack trace."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from plugins.archive.site import SettingsError
from plugins.languages.catalogues import CatalogueError
from plugins.reading.git import GitError

from .clock import DayError

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
"""What the system says where a disk, or a user's part of it, is full."""


class BuildError(Exception):
    """The build would lose or overwrite something. The message names it."""


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
    except (BuildError, CatalogueError, DayError, GitError, SettingsError) as error:
        print(f"{type(error).__name__.removesuffix('Error').lower()}: {error}", file=sys.stderr)
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
