"""Scan one published file by its type: hidden data in it, or bytes that its name does not promise.

A build calls `traces_of` for every file of the output: it returns what must not be published, such as the place where a
photograph was taken. The other modules of this package scan single formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
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
    ("ZIP", re.compile(rb"PK\x03\x04")),  # office documents, too
    ("WOFF", re.compile(rb"wOFF")),
    ("WOFF2", re.compile(rb"wOF2")),
    ("TTF", re.compile(rb"\x00\x01\x00\x00|OTTO")),
    ("SVG", re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<svg", re.IGNORECASE)),
)


class Trace(NamedTuple):
    """A finding: something in a published file that must not be there, such as EXIF data in a picture.

    Attributes:
        code: The code of the fault that editors see, such as `trace` for hidden data or `file-type` for a wrong suffix.
            A font that is not WOFF is a `font-type`.
        found: What was found, in the words of the format (`EXIF`). It never quotes the file, whose text may be just
            what must not be shown.
    """

    code: str
    found: str


class DamagedError(ValueError):
    """A file ends early or does not follow its format, so that it cannot be scanned."""


def kind_of(data: bytes) -> str:
    """Return the format of a file by its first bytes, such as `JPEG`; empty if it is not known."""
    return next((kind for kind, beginning in _BEGINNINGS if beginning.match(data)), "")


Scanner = Callable[[bytes], Iterator[Trace]]

_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])  # all but white space and escape


# imported when first used: most builds change only texts, and an import takes as long as writing a page
_SCANNERS: dict[str, tuple[str, str]] = {
    "avif": ("AVIF", "avif"),
    "epub": ("ZIP", "zip"),
    "jpeg": ("JPEG", "jpeg"),
    "jpg": ("JPEG", "jpeg"),
    "pdf": ("PDF", "pdf"),
    "png": ("PNG", "png"),
    "webp": ("WEBP", "webp"),
    "woff": ("WOFF", "woff"),
    "zip": ("ZIP", "zip"),
}
_MODULES = {
    "jpeg": "chunks",
    "png": "chunks",
    "webp": "chunks",
    "woff": "fonts",
    "zip": "archives",
}
_FONTS = frozenset(("EOT", "OTF", "TTF", "WOFF", "WOFF2"))
_REFUSED = "svg"  # text by its bytes, which may hold scripts, pictures, and the names of people and folders


def _scanner(name: str) -> Scanner:
    """Return the function for a format, such as `png_traces` for `png`, whose module is imported now."""
    module = import_module(f".{_MODULES.get(name, name)}", __package__)
    found = getattr(module, f"{name}_traces")
    inner = {"pdf": _inner, "zip": traces_of}.get(name)
    scan: Scanner = partial(found, inner=inner) if inner else found
    return scan


def _inner(kind: str, data: bytes) -> Iterator[Trace]:
    """Yield the findings in a picture with this suffix (`jpg`) that is embedded in a PDF."""
    return _scanner(_SCANNERS[kind][1])(data)


def traces_of(path: str, data: bytes) -> tuple[Trace, ...]:
    """Return the sorted findings in a file, whose suffix decides how it is scanned, and of what type it must be.

    Pictures (JPEG, PNG, WebP, AVIF), PDF files and fonts (WOFF) are scanned for hidden data, and so are all members of
    EPUB and ZIP files. Every other file must be text; GIF, SVG and other fonts are refused.
    """
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in _SCANNERS:
        kind, name = _SCANNERS[suffix]
        return _scanned(kind, _scanner(name), data)
    if suffix != _REFUSED and is_text(data):
        return ()
    found = kind_of(data) or suffix.upper() or "?"
    return (Trace("font-type" if suffix.upper() in _FONTS else "file-unknown", found),)


def _scanned(kind: str, scanner: Scanner, data: bytes) -> tuple[Trace, ...]:
    found = kind_of(data)
    if found != kind:
        return (Trace("font-type" if kind in _FONTS else "file-type", found or "?"),)
    try:
        return tuple(sorted(set(scanner(data))))
    except (DamagedError, IndexError):
        return (Trace("file-damaged", kind),)


def is_text(data: bytes) -> bool:
    """Return whether a file is UTF-8 without control characters, except white space and escape (27)."""
    # a build calls this for tens of thousands of files, and `translate` is faster than a search
    if len(data.translate(None, _CONTROLS)) < len(data):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
