"""Digests of bytes and of values, and fingerprints of files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

_ENCODER = msgspec.msgpack.Encoder()


def digest(data: bytes) -> bytes:
    """Return the SHA-256 digest of bytes, as `sha256sum` computes it."""
    return hashlib.sha256(data).digest()


def digest_of_pieces(pieces: Iterable[bytes]) -> bytes:
    """Return the SHA-256 digest of bytes that arrive in pieces, without joining them in memory."""
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.digest()


def digest_of(*values: object) -> bytes:
    """Return the SHA-256 digest of values that `msgspec` can encode.

    Values that differ have different digests: MessagePack writes the type and the length of each part, so
    ("ab", "c") and ("a", "bc") differ, and so do "a" and b"a".
    """
    return digest(_ENCODER.encode(values))
