"""The chain of publications: the file STATE of each, which names the one before it, and the ledger of all.

Settings: `SIGNING_KEYS`, `SIGNATURES_REQUIRED`, `OTHERS_SIGN`, `NEXT_BY_DAYS`. Signal: `archive_outputs_sealed`. In the
environment, `SIGNING_KEY` is the path of a secret key, and `SIGNING_PASSWORD` its password.

- `chain`: CHAIN, the list of earlier publications, and what it says of a STATE that somebody has seen.
- `ledger`: Which publication a build is, and its line in the table `publications.tsv`.
- `mirror_list`: `mirrors.json`, the signed list of mirrors.
- `observing`: What an observer finds out about a copy before reading all its files: which publication it is, and who
  signed it.
- `seal`: The seal of one publication, as a build asks for it (`archive.answers.Seal`).
- `sealing`: What closes a publication: checksums, CHAIN, STATE, and signatures.
- `signatures`: What is signed with a file, and how many signatures count.
- `signing`: The key that signs a publication, opened or refused, and what else its seal depends on.
- `states`: STATE, the small file that a publication's signatures cover.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.signals import outputs_sealed

if TYPE_CHECKING:
    from newsarchive.archive.answers import Seal


def close(settings: Mapping[str, Any], output: Path) -> Seal:
    """Return what lists, numbers and signs the files of a publication into the folder `output`."""
    from .seal import PublicationSeal

    return PublicationSeal(settings, output)


def register() -> None:
    """Connect `close` to the signal that asks who closes a publication."""
    outputs_sealed.connect(close)
