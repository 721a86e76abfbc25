"""What is signed with a file, and how many signatures count.

`SIGNING_KEYS` names the public keys of minisign by which readers check the site, and `SIGNATURES_REQUIRED` how many of
them must have signed: STATE and each file that travels alone, such as an edition. `model.addresses` says where the
signatures lie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from newsarchive.api import MINISIG, STATE, signed_path

LARGEST_SIGNATURE = 16 << 10
"""The maximum size of a signature in bytes; minisign's comments have at most half of it."""


def is_by_key(place: str, path: str, keys: Sequence[str]) -> bool:
    """Return whether a signature at a candidate place must be by the key that is tried, so that another is a fault.

    If there are several keys, the place without a number may have the signature of any.
    """
    return len(keys) == 1 or place != f"{path}{MINISIG}"


def state_comment(address: str, number: int, day: dt.date, commit: str) -> str:
    """Return the comment that is signed with STATE: what is needed to build the same."""
    told = (address, f"publication {number}", day.isoformat(), STATE, *(("commit", commit) if commit else ()))
    return " ".join(filter(None, told))


def file_comment(address: str, number: int, day: dt.date, path: str) -> str:
    """Return the comment that is signed with a file that travels alone: where it is from, how old it is, its name.

    `number` and `day` are those of the publication in which the file last changed.
    """
    return " ".join(filter(None, (address, f"publication {number}", day.isoformat(), path.rpartition("/")[2])))


def is_known_signature(path: str, files: Collection[str]) -> bool:
    """Return whether a path is that of a signature of STATE or of one of `files`."""
    of = signed_path(path)
    return bool(of) and (of == STATE or of in files)


class Checked(NamedTuple):
    """The comment that a key signed with a file; None if its signature does not count, for the reason `fault`."""

    comment: str | None
    fault: str = ""


def checked(data: bytes, signature: bytes, key: str) -> Checked:
    """Verify the signature of bytes by a public key; signature and bytes may be hostile.

    KeyFault is raised if the key cannot be parsed.
    """
    # imported late: cryptography is slow to import, and most builds verify nothing
    from newsarchive_publish.integrity.signatures import SignatureFault, verified

    try:
        return Checked(verified(data, signature, key))
    except SignatureFault as fault:
        return Checked(None, str(fault))
