"""WOFF files, put together table by table."""

from __future__ import annotations

import struct
import zlib

NAMES = "Plain Face"
_NAME = struct.pack(">HHH6H", 0, 1, 18, 3, 1, 0x409, 1, 2 * len(NAMES), 0) + NAMES.encode("utf-16-be")
NAMED = {b"head": bytes(54), b"glyf": b"\1\2\3", b"name": _NAME}


def woff(tables: dict[bytes, bytes], *, meta: bytes = b"", private: bytes = b"", after: bytes = b"") -> bytes:
    """Return a WOFF file with these tables, in this order."""
    at = 44 + 20 * len(tables)
    entries, body = b"", b""
    for tag, table in tables.items():
        packed = min(zlib.compress(table, 9), table, key=len)
        entries += struct.pack(">4sIIII", tag, at + len(body), len(packed), len(table), 0)
        body += packed + bytes(-len(packed) % 4)
    end = at + len(body)
    blocks = struct.pack(
        ">IIIII", end if meta else 0, len(meta), len(meta), end + len(meta) if private else 0, len(private)
    )
    whole = end + len(meta) + len(private)
    sfnt = 12 + 16 * len(tables) + sum(len(table) + -len(table) % 4 for table in tables.values())
    head = struct.pack(">4sIIHHIHH", b"wOFF", 0x00010000, whole, len(tables), 0, sfnt, 1, 0)
    return head + blocks + entries + body + meta + private + after


def unpacked(sfnt: bytes) -> dict[bytes, bytes]:
    """Return the tables of a TrueType font."""
    count = int.from_bytes(sfnt[4:6], "big")
    rows = [struct.unpack_from(">4sIII", sfnt, 12 + 16 * number) for number in range(count)]
    return {tag: sfnt[start : start + length] for tag, _, start, length in rows}
