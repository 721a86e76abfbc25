"""Values of one type as bytes that one build writes and a later one reads, perhaps with other code."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Generic, TypeVar

import msgspec

_SHAPE_BYTES = 16
_ADDRESS_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")

Value = TypeVar("Value")


class CacheFormat(Generic[Value]):
    """How values of a type are written to a cache.

    The bytes begin with a digest of the type's shape: all its fields with their names, order, types and defaults, down
    to the last one. So a value that was written for another shape is never taken for one of this, even where it could
    be decoded.
    """

    def __init__(self, kind: Any) -> None:
        """Take the shape of a type that `msgspec` can encode and decode; it must not hold itself."""
        shape = _ADDRESS_IN_MEMORY.sub("", repr(msgspec.inspect.type_info(kind)))
        self._shape = hashlib.sha256(f"{msgspec.__version__} {shape}".encode()).digest()[:_SHAPE_BYTES]
        self._decoder: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(kind)

    def encode(self, value: Value) -> bytes:
        """Return the bytes of a value."""
        return self._shape + msgspec.msgpack.encode(value)

    def decode(self, data: bytes) -> Value | None:
        """Return the value of these bytes, or None if they were not written for this shape."""
        payload = self.payload(data)
        try:
            return None if payload is None else self._decoder.decode(payload)
        except (msgspec.DecodeError, RecursionError):
            return None

    def payload(self, data: bytes) -> memoryview | None:
        """Return the value as MessagePack, without decoding it, or None if it was not written for this shape."""
        return memoryview(data)[_SHAPE_BYTES:] if data[:_SHAPE_BYTES] == self._shape else None


def required(value: Value | None) -> Value:
    """Return a value that was read from bytes made now; ValueError if its own code cannot read them."""
    if value is None:
        raise ValueError("a value that was just made cannot be read")
    return value


def strings_in(data: bytes) -> list[str | bytes]:
    """Return the strings of a value of any shape, in order; of bytes that are no such value these bytes."""
    try:
        pending: list[Any] = [msgspec.msgpack.decode(data[_SHAPE_BYTES:])]
    except (ValueError, TypeError, RecursionError):
        return [data]
    found: list[str | bytes] = []
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            pending += [part for pair in reversed(each.items()) for part in reversed(pair)]
        elif isinstance(each, list):
            pending += reversed(each)
        elif isinstance(each, str | bytes):
            found.append(each)
    return found or [data]
