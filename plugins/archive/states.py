"""States of a text that were published: what readers were shown before, as far as it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

RevisionKind = Literal["first", "late", "correction", "minor", "restored"]
"""Why a state was published.

`late`: it was the first, a few days after the day for which the text had waited. `restored`: it followed a withdrawal.
"""

NO_DIGEST = "0" * 12
"""Stands for the digest of words that are withheld, or that were withdrawn."""


class Revision(msgspec.Struct, frozen=True, array_like=True):
    """A state of a text that was published: its day, digest and kind, and how many corrections it had then.

    `withheld`: its words must never be shown again. `hidden`: no list led to it, and no history of a listed text shows
    it.
    """

    date: dt.date
    digest: str
    kind: RevisionKind
    corrections: int
    withheld: bool = False
    hidden: bool = False

    @property
    def known(self) -> str:
        """The digest, where it may be shown and looked for; else empty."""
        return "" if self.withheld or self.digest == NO_DIGEST else self.digest


class State(msgspec.Struct, frozen=True, array_like=True):
    """A published revision with its words: paragraphs as they were typed; None where nobody has them any more."""

    revision: Revision
    words: tuple[str, ...] | None


Recorded = Mapping[tuple[str, str], tuple[Revision, ...]]
"""The published revisions of each text, oldest first, by slug and language."""
