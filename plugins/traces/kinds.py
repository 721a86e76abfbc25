"""Kinds of files by how their bytes begin, and what is found in one."""

from __future__ import annotations

import re
from typing import NamedTuple

_BEGINNINGS = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("WEBP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("BMP", re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)),
    ("TIFF", re.compile(rb"II\x2a\0|MM\0\x2a")),
    ("HEIC", re.compile(rb".{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)),
    ("AVIF", re.compile(rb".{4}ftypavi[fs]", re.DOTALL)),
    ("MP4", re.compile(rb".{4}ftyp", re.DOTALL)),
    ("PDF", re.compile(rb"%PDF-")),
    ("ZIP", re.compile(rb"PK\x03\x04")),  # documents of office programs, too
    ("SVG", re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<svg", re.IGNORECASE)),
)


class Trace(NamedTuple):
    """Something that a file must not hold: the code of its fault, and the kind of thing in its format's own words.

    The words are never the file's: what is there may be what must not be shown.
    """

    code: str
    found: str


class DamagedError(ValueError):
    """A file ends early, or is not built as its format is."""


def kind_of(data: bytes) -> str:
    """Return the kind of file that bytes begin as, in capitals; empty where that is not known."""
    return next((kind for kind, beginning in _BEGINNINGS if beginning.match(data)), "")
