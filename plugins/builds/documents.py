"""Every document that a built text links, published through the store, at `documents/` and its path in the content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from plugins.archive import addresses
from plugins.archive.cached import CacheFormat
from plugins.archive.faults import Fault, fault
from plugins.archive.index import Words
from plugins.archive.pages import File
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


def publish_documents(root: Path, loaded: Loaded, store: Store, words: Words, language: str) -> Documents:
    """Publish every document under `root` that a built text links; `words` in `language` name a long run."""
    paths = _linked(loaded)
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
        words(language, "check.documents"),
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


def _linked(loaded: Loaded) -> list[str]:
    archive = loaded.archive
    linked: set[str] = set()
    for work in (*archive.briefings, *archive.standing):
        for tag, text in work.texts.items():
            if work.status(tag) != "withdrawn":
                linked.update(link.target.partition("#")[0] for link in text.links)
    return sorted(linked & set(loaded.tree.documents))
