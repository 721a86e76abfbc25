"""What a process that builds again and again remembers between its builds.

`make serve` keeps such a process (`cli.builder`), so that the build after a save need not load what is unchanged. A
build runs the same code with a memory and without one. What the memory holds is found by the same keys as in the
cache, so it changes no result.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection

from pelican import Pelican

from newsarchive.digests import code_version

from .cached_values import StoredText

OUTDATED = 75
"""The exit status of a build that must run in a new process. It is `EX_TEMPFAIL` of `sysexits.h`: try again."""


class Memory:
    """The memory of one process, and what the process is asked to show before the whole site is built.

    Attributes:
        texts: The parsed texts of the last build, by cache key.
        in_view: The paths of the pages that somebody looks at; they are rendered first.
        first_fault: If a fault stopped the last build, its place and its message, else two empty strings.
    """

    def __init__(self, show: Callable[[str, bytes], None]) -> None:
        """Begin without memories.

        Args:
            show: Called with the path and the HTML of each page in view, as soon as it is rendered.
        """
        self.show = show
        self.texts: dict[bytes, StoredText] = {}
        self.in_view: Collection[str] = ()
        self.first_fault = ("", "")
        self._surroundings = b""

    def give_to(self, pelican: Pelican) -> None:
        """Let a run of Pelican use this memory; it receives Pelican's signal `initialized`."""
        pelican.archive_memory = self

    def require_same(self, surroundings: bytes) -> None:
        """Raise SystemExit(OUTDATED) if code, settings, theme or day have changed since the first build.

        The process cannot import changed code again, so another one must build.

        Args:
            surroundings: The digest of all of these (`inputs.surroundings`).
        """
        self._surroundings = self._surroundings or surroundings
        # the version that the cache uses is that of the code as it was loaded
        if surroundings != self._surroundings or code_version.__wrapped__() != code_version():
            raise SystemExit(OUTDATED)

    def settle(self) -> None:
        """Free what the last build left behind. Builds run without garbage collection, which would slow them down."""
        gc.collect()
        # what is left lives long; the next collection need not look at it
        gc.freeze()
