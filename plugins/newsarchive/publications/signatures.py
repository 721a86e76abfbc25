"""Where signatures lie, what their comments say, and how many of them count.

`SIGNING_KEYS` names the public keys of minisign by which readers check the site, and `SIGNATURES_REQUIRED` how many of
them must have signed. With one key, the signature of STATE is `STATE.minisig`; with several, each has its own,
`STATE.<number of the key>.minisig`. Files that travel alone, such as editions, have signatures beside them likewise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from newsarchive.integrity.checksums import MINISIG, STATE, key_id, signed_path

LARGEST_SIGNATURE = 16 << 10
"""The maximum size of a signature in bytes; minisign's comments have at most half of it."""


def signature_candidates(path: str, key: str) -> tuple[str, str]:
    """Return where the signature of a file by a key may lie, whether the site names one key or several."""
    return f"{path}.{key_id(key)}{MINISIG}", f"{path}{MINISIG}"


def signature_path(path: str, key: str, keys: Collection[str]) -> str:
    """Return where the signature of a file by a key lies, if a site names `keys`."""
    named, bare = signature_candidates(path, key)
    return bare if len(keys) == 1 else named


def signature_paths(paths: Iterable[str], keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the path of each signature that a site may have, with the path of the file and the key that it belongs to.

    Args:
        paths: The paths of the files that are signed.
        keys: The public keys that the site names.
    """
    yield from ((signature_path(path, key, keys), path, key) for path in paths for key in keys)


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


class Checked(Mapping[str, str]):
    """The keys that have signed a file, each with the comment that it signed; `faults` says why others do not count."""

    def __init__(self, signed: Mapping[str, str], faults: Mapping[str, str]) -> None:
        """Store what was found."""
        self._signed, self.faults = dict(signed), dict(faults)

    def __getitem__(self, key: str) -> str:
        """Return the comment that a key signed."""
        return self._signed[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys that have signed."""
        return iter(self._signed)

    def __len__(self) -> int:
        """Return how many keys have signed."""
        return len(self._signed)


def checked(data: bytes, signatures: Mapping[str, bytes]) -> Checked:
    """Verify signatures of bytes, which may be hostile.

    Args:
        data: The signed bytes.
        signatures: The bytes of the signature file of each public key.

    Raises:
        KeyFault: A public key cannot be parsed.
    """
    # imported late: cryptography is slow to import, and most builds verify nothing
    from newsarchive.integrity.signatures import SignatureFault, verified

    signed, faults = {}, {}
    for key, signature in signatures.items():
        try:
            signed[key] = verified(data, signature, key)
        except SignatureFault as fault:
            faults[key] = str(fault)
    return Checked(signed, faults)
