"""What pictures and documents in the content say besides what they show."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import suppress

from .metadata.scanner import traces_of

_PROFILE = "ICC"
"""A colour profile tells nothing of a place or person, and pictures look wrong without it."""


def traces_of_source(path: str, data: bytes) -> Iterator[str]:
    """Yield the names of the hidden data of a picture that could be removed, or `author` for that of a document."""
    if path.lower().endswith(".pdf"):
        if _has_author(data):
            yield "author"
        return
    # imported late: Pillow takes a fiftieth of a second
    from .pictures import PictureError, picture_of_source

    with suppress(PictureError):
        if picture_of_source(data) != data:
            yield from sorted({each.found for each in traces_of(path, data)} - {_PROFILE})


def _has_author(data: bytes) -> bool:
    """Return whether the metadata of a PDF (information dictionary or XMP) names an author; False if unreadable."""
    from pypdf import PdfReader  # imported late: loading it takes as long as checking ten texts

    log = logging.getLogger("pypdf")
    silent, passed_on = logging.NullHandler(), log.propagate
    log.addHandler(silent)
    log.propagate = False
    try:
        reader = PdfReader(io.BytesIO(data))
        told = reader.metadata
        metadata = reader.xmp_metadata
        return bool((told and told.author) or (metadata and metadata.dc_creator))
    except Exception:  # noqa: BLE001 - a document that pypdf cannot read has a fault of its own
        return False
    finally:
        log.removeHandler(silent)
        log.propagate = passed_on
