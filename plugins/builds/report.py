"""What a build tells at its end."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """What a build did: texts by whether they were read, outputs by what became of them, seconds, megabytes."""

    read: int
    reused: int
    pages: int
    files: int
    rendered: int
    written: int
    removed: int

    def __str__(self) -> str:
        """One line for the terminal."""
        same = self.pages + self.files - self.written
        texts = self.read + self.reused
        return (
            f"{texts} text{'s' * (texts != 1)}: {self.read} read, {self.reused} reused; "
            f"{self.pages} pages and {self.files} files: {self.rendered} rendered, "
            f"{self.written} written, {same} unchanged, {self.removed} removed"
        )

    @staticmethod
    def cost(began: float) -> str:
        """Return the seconds since a moment of the monotonic clock, and the most memory that one process took."""
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        unit = 1024 if sys.platform == "linux" else 1024 * 1024
        return f"{time.monotonic() - began:.1f} s, {most // unit} MB"
