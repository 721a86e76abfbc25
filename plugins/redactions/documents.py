"""The words of a PDF: those that its pages show, covered ones included, and those in titles, notes and links."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

NO_PAGE = -1
"""In place of a page's number: a title, a note, an address."""


class UnreadableError(ValueError):
    """A document cannot be read to its end, so that nobody knows which words it holds."""


def document_texts(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the text of each page with its number, then all other strings, with `NO_PAGE`.

    UnreadableError where any of it cannot be read.
    """
    # a big library, and few builds have a document that changed
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        for number, page in enumerate(reader.pages, start=1):
            yield number, page.extract_text()
        yield NO_PAGE, "\n".join(_strings(reader))
    except Exception as error:  # noqa: BLE001 - whatever pypdf raises for a file is that file's fault
        raise UnreadableError(type(error).__name__) from None


def _strings(reader: Any) -> Iterator[str]:
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        pending: list[Any] = [IndirectObject(number, generation, reader).get_object()] if number else []
        while pending:
            each = pending.pop()
            if isinstance(each, dict):
                pending += list(each.values())
            elif isinstance(each, list):
                pending += each
            elif isinstance(each, str):
                yield each
