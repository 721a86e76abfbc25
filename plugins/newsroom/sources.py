"""What pictures and documents of the content tell of people: the repository in which they lie may be public."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

from plugins.archive.faults import Fault, fault
from plugins.images.sources import bare_source, same_pixels
from plugins.reading.tree import ContentTree
from plugins.traces.files import traces_of
from plugins.traces.kinds import DamagedError

_LARGEST = 64_000_000  # bytes: what is larger is refused unread
_KEPT = frozenset(("ICC",))


def source_warnings(root: Path, tree: ContentTree) -> Iterator[Fault]:
    """Yield a warning for each picture with more than its pixels, and each document that names its author."""
    for path in tree.pictures:
        data = _bytes_of(root / path)
        if bare_picture(data) != data:
            found = sorted({each.found for each in traces_of(path, data)} - _KEPT)
            yield fault("picture-source", path=path, warning=True, found=", ".join(found))
    for path in tree.documents:
        if _has_author(_bytes_of(root / path)):
            yield fault("document-source", path=path, warning=True)


def bare_picture(data: bytes) -> bytes:
    """Return a picture without what it carries besides its pixels; as it is, where that cannot be done for certain."""
    try:
        bare = bare_source(data)
        return bare if bare == data or same_pixels(data, bare) else data
    except (DamagedError, OSError, ValueError, SyntaxError):  # as Pillow has it
        return data


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.stat().st_size <= _LARGEST else b""


def _has_author(data: bytes) -> bool:
    """Whether a PDF's information or metadata names an author; False for one that cannot be read."""
    from pypdf import PdfReader  # takes as long to load as a check of ten texts

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
