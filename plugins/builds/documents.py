"""Every document that a built text links, published through the store, at `documents/` and its path in the content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import msgspec

from plugins.archive import addresses
from plugins.archive.cached import CacheFormat
from plugins.archive.faults import Fault, fault
from plugins.archive.index import Words
from plugins.archive.pages import File
from plugins.archive.site import Site
from plugins.reading.loading import Loaded

from .making import Refused, made_of_files
from .signature import code_signature
from .store import Store, digest


class Made(msgspec.Struct, tag=True):
    """What is stored of a document."""

    content: bytes


_RESULT: CacheFormat[Made | Refused] = CacheFormat(Made | Refused)


@dataclass(frozen=True)
class Documents:
    """The files of documents, and what was wrong with others."""

    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def publish_documents(root: Path, loaded: Loaded, site: Site, store: Store, words: Words) -> Documents:
    """Publish every document under `root` that a page links on the build's day; `words` name a long run."""
    paths = _linked(loaded, site.day)
    if not paths:
        return Documents((), ())
    signature = code_signature(("documents", "traces"), ("pillow", "pypdf"))
    files: list[File] = []
    faults: list[Fault] = []
    made: list[tuple[bytes, Made | Refused]] = made_of_files(
        store,
        [root / path for path in paths],
        lambda _, data: digest(signature, data),
        _make,
        _RESULT.decode,
        words(site.default, "check.documents"),
    )
    for path, (key, result) in zip(paths, made, strict=True):
        if isinstance(result, Made):
            files.append(File(addresses.document(path), result.content, key))
        else:
            faults.append(fault(result.code, path=path, found=result.found))
    return Documents(tuple(files), tuple(faults))


def _make(_: Path, data: bytes) -> bytes:
    # what reads documents is a lot of code, and most are in the store
    from plugins.documents.rewriting import DocumentError, publish_document

    try:
        return _RESULT.encode(Made(publish_document(data)))
    except DocumentError as error:
        return _RESULT.encode(Refused(error.code, error.found))


def _linked(loaded: Loaded, day: dt.date) -> list[str]:
    texts = (text for _, text in loaded.archive.shown_texts(day))
    linked = {link.target.partition("#")[0] for text in texts for link in text.links}
    return sorted(linked & set(loaded.tree.documents))
