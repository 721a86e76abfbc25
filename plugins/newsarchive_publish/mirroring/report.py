"""What is known of each mirror: whether it is whole, and how old it is."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from newsarchive.api import PublicationRow, digest
from newsarchive_publish.integrity.copies import CopyFindings
from newsarchive_publish.publications.observing import Observation

SAMPLE = 40
"""How many files of a mirror are compared if not all are."""

Whole = Literal["whole", "differs", "unknown"]


class Age(msgspec.Struct, frozen=True):
    """Which publication a mirror has, compared with the ledger of the archive.

    Attributes:
        behind: How many publications are newer, by the ledger; negative if the ledger is older than the mirror.
        forked: The number of the first publication that is another one in the ledger; 0 if there is none.
    """

    behind: int = 0
    forked: int = 0


def age_of(found: Observation, ledger: Sequence[PublicationRow]) -> Age:
    """Return how a mirror's publication relates to the ledger; nothing is known without one."""
    if not ledger:
        return Age()
    states = [each.hex() for each in (*(one.state for one in found.chain), digest(found.data))]
    forked = [row.number for row, state in zip(ledger, states, strict=False) if row.state != state]
    return Age(ledger[-1].number - found.state.number, next(iter(forked), 0))


def sample_of(sums: Mapping[str, bytes], number: int, chance: random.Random) -> dict[str, bytes]:
    """Return some files of a list: the front pages, and others that a host cannot foresee."""
    first = [path for path in sums if path.count("/") < 2 and path.endswith("index.html")][:number]
    others = [path for path in sums if path not in first]
    chosen = {*first, *chance.sample(others, min(number - len(first), len(others)))}
    return {path: each for path, each in sums.items() if path in chosen}


class MirrorReport(msgspec.Struct):
    """What is known of a mirror.

    Attributes:
        name: Its name.
        address: Its address, with a final slash.
        refusal: Why it was not looked at any further; empty if it was.
        found: Which publication it has; None if that is unknown.
        checked: How many files were compared.
        wrong: The paths of those that are missing or altered.
    """

    name: str
    address: str
    refusal: str = ""
    found: Observation | None = None
    age: Age = msgspec.field(default_factory=Age)
    checked: int = 0
    wrong: tuple[str, ...] = ()
    whole: Whole = "unknown"

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be done about the mirror."""
        if self.found is None:
            return False
        age = self.age.behind > 0 or self.age.forked or self.found.late
        return not age and self.whole == "whole"

    def compare(self, findings: CopyFindings) -> None:
        """Store how the files of the mirror compare."""
        self.checked = findings.same + len(findings.altered) + len(findings.missing)
        self.wrong = (*findings.altered, *findings.missing)
        self.whole = ("whole", "differs", "unknown")[findings.status]

    def row(self, files: int) -> dict[str, object]:
        """Return the report as a row for machines; `files` is the number of files in the list."""
        state = self.found.state if self.found else None
        return {
            "name": self.name,
            "address": self.address,
            "refusal": self.refusal or None,
            "publication": state.number if state else None,
            "day": state.day.isoformat() if state else None,
            "next_by": state.next_by.isoformat() if state else None,
            "late": self.found.late if self.found else None,
            "behind": self.age.behind if state else None,
            "forked": self.age.forked or None,
            "signed": sorted(self.found.signed) if self.found else None,
            "whole": self.whole,
            "checked": self.checked,
            "files": files,
            "wrong": list(self.wrong),
        }
