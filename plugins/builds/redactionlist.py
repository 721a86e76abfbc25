"""Where the newsroom's list of redactions lies, and whether it changed.

`REDACTIONS` names it; without that it is `redactions.txt` in the content, if there. Neither its words nor a digest of
them are kept anywhere: a short list could be guessed from one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.reading.scanning import REDACTIONS

from .private import may_be_committed, served_folders
from .store import digest
from .survey import SHORTLY

if TYPE_CHECKING:
    from plugins.archive.index import Words

    from .redacting import Redactions


def list_path(settings: Mapping[str, Any]) -> Path | None:
    """Return where the list lies: where the settings say, or in the content; None where there is none."""
    if settings.get("REDACTIONS"):
        return Path(settings["REDACTIONS"]).expanduser().absolute()
    own = Path(settings["PATH"]) / REDACTIONS
    return own.absolute() if os.path.lexists(own) else None


def list_mark(settings: Mapping[str, Any]) -> bytes:
    """Return by what a change of the list shows: nothing that tells of its words.

    Empty where that is not sure, and where git has the list or would take it: then it is read, and refused.
    """
    path = list_path(settings)
    if path is None:
        return digest()
    if may_be_committed(Path(settings["PATH"]), path):
        return b""
    try:
        found = path.stat()
    except OSError:
        return b""
    if max(found.st_mtime_ns, found.st_ctime_ns) >= time.time_ns() - SHORTLY:
        return b""
    return digest(repr((str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)))


def redactions_of(settings: Mapping[str, Any], output: Path, words: Words, language: str) -> Redactions | None:
    """Return the list, read; None where there is none. BuildFaults as from `read_redactions`."""
    path = list_path(settings)
    if path is None:
        return None
    # most rooms have no list, and need none of this
    from .redacting import read_redactions

    content = Path(settings["PATH"])
    own = path == (content / REDACTIONS).absolute()  # its one place in the content, from which nothing is published
    public = [folder for folder in served_folders(settings, output) if not (own and folder == content)]
    # a public repository's logs can be read by anybody, and so can the line that a fault would name
    silent = bool(os.environ.get("GITHUB_ACTIONS"))
    return read_redactions(path, content, public, words, language, silent=silent)
