"""What a published file must not say: the plugin that cleans, scans and searches files.

Settings: `REDACTIONS`, `REDACTIONS_EXPECTED`. Signals: `archive_media_cleaned`, `archive_media_scanned`,
`archive_outputs_checked`.

- `checks`: The checks of finished files: hidden data, and the words of the redaction list.
- `media`: What pictures and documents in the content say besides what they show.
- `pictures`: Pictures without anything but their pixels, and files of pictures without metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.signals import media_cleaned, media_scanned, outputs_checked

if TYPE_CHECKING:
    from newsarchive.archive.answers import Checks, Refused


def clean(name: str, data: bytes, within: tuple[int, int] | None) -> bytes | Refused:
    """Return a picture or PDF document without what it must not say."""
    from newsarchive.archive.answers import Refused

    # the rest is imported late, too: it is a lot of code, and most files are in the cache
    from newsarchive.documents.objects import DocumentError

    from .pictures import PictureError, picture_of_page, picture_of_source

    try:
        if name.lower().endswith(".pdf"):
            from newsarchive.documents.rewriting import publish_document

            return publish_document(data)
        return picture_of_page(name, data, within) if within else picture_of_source(data)
    except (DocumentError, PictureError) as error:
        return Refused(error.code, error.found)


def scan(path: str, data: bytes) -> Iterable[str]:
    """Return the hidden data of a picture or document of the content, which a push would publish."""
    from .media import traces_of_source

    return traces_of_source(path, data)


def check(settings: Mapping[str, Any], output: Path) -> Checks:
    """Return the checks for one build."""
    from .checks import CleanChecks

    return CleanChecks(settings, output)


def register() -> None:
    """Connect this package to the signals; Pelican calls it at its start."""
    media_cleaned.connect(clean)
    media_scanned.connect(scan)
    outputs_checked.connect(check)
