"""The door to the archive: pictures and documents cleaned, the content scanned, and finished files checked.

Finished files are checked for hidden data and for the words of the redaction list.

The list is the editors' secret list of words that must never be published. Most sites have none, so the search is
imported only for those that do. Neither the list's words nor a digest of them are stored anywhere, because the terms of
a short list could be guessed from a digest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.api import (
    REDACTIONS,
    Checks,
    Fault,
    OutputKind,
    Position,
    Refused,
    SettingsError,
    Words,
    digest_of,
    fault,
    fingerprint,
    is_settled,
    media_cleaned,
    media_scanned,
    outputs_checked,
)

from .metadata.scanner import is_text, traces_of

if TYPE_CHECKING:
    from .redactions.list_file import TermList


def clean_media(name: str, data: bytes, within: tuple[int, int] | None) -> bytes | Refused:
    """Return a picture or PDF document without what it must not say."""
    # imported late: it is a lot of code, and most files are in the cache
    from .documents.objects import DocumentError
    from .pictures import PictureError, picture_of_page, picture_of_source

    try:
        if name.lower().endswith(".pdf"):
            from .documents.rewriting import publish_document

            return publish_document(data)
        return picture_of_page(name, data, within) if within else picture_of_source(data)
    except (DocumentError, PictureError) as error:
        return Refused(error.code, error.found)


def scan_media(path: str, data: bytes) -> Iterable[str]:
    """Return the hidden data of a picture or document of the content, which a push would publish."""
    from .sources import traces_of_source

    return traces_of_source(path, data)


def check_outputs(settings: Mapping[str, Any], output: Path) -> Checks:
    """Return the checks for one build."""
    return CleanChecks(settings, output)


def register() -> None:
    """Connect the functions above to the signals."""
    media_cleaned.connect(clean_media)
    media_scanned.connect(scan_media)
    outputs_checked.connect(check_outputs)


class CleanChecks(Checks):
    """The checks of one build."""

    def __init__(self, settings: Mapping[str, Any], output: Path) -> None:
        """Look for the redaction list; SettingsError is raised if a publication that expects one has none."""
        self._settings, self._output, self._path = settings, output, list_path(settings)
        self._terms: TermList | None = None
        self.mark, self.secret = list_mark(settings, self._path), self._path is not None
        self.pages = self.secret
        # anyone can read the log of a public repository, and look up the line that a fault would name
        self.silent = bool(os.environ.get("GITHUB_ACTIONS"))
        if settings.get("REDACTIONS_EXPECTED") and not self.secret:
            refuse_without_list(settings)

    def load(self, words: Words, language: str) -> None:
        """Load and validate the redaction list, if there is one; raise BuildFaults if it must not be used."""
        self._words, self._language = words, language
        if self._path is None:
            return
        content = Path(self._settings["PATH"])
        own = self._path == (content / REDACTIONS).absolute()  # no file of this name in the content is published
        # imported late, as below: a build in which nothing has changed has no use for it
        from newsarchive.api import served_folders

        served = served_folders(self._settings, self._output)
        public = [folder for folder in served if not (own and folder == content)]
        self._terms = read_redactions(self._path, content, public, words, language)

    def faults(self, path: str, data: bytes, *, kind: OutputKind) -> Iterator[Fault]:
        """Yield a fault for hidden data in a file of the output, and for each word of the list in it or its path."""
        if kind == "file":
            for trace in traces_of(path, data):
                yield fault(trace.code, path=path, found=trace.found)
        if self._terms is not None:
            yield from redaction_faults(path, data, self._terms, kind)

    def masked(self, line: str) -> str:
        """Return the line `place: message` about a fault with words of the list masked.

        On a public runner, a line that contains one becomes an empty string, because its place would lead to the word.
        """
        if self._terms is None:
            return line
        from .redactions.search import MASK, holds_term, masked

        if not holds_term(line, self._terms):
            return line
        if self.silent:
            return ""
        place, parting, message = line.partition(": ")
        return f"{masked(place, self._terms)}{parting}{MASK if holds_term(message, self._terms) else message}"

    def told(self, faults: list[Fault]) -> list[Fault]:
        """Return the faults; on a public runner, one fault with their number in place of those about the list."""
        found = [each for each in faults if each.code.startswith("redaction")]
        if not (self.silent and found):
            return faults
        others = [each for each in faults if each not in found]
        return [fault("redactions-silent", count=len(found)), *others]

    def note(self, searched: int) -> str:
        """Return how many terms were looked for in how many files; empty without a list."""
        if self._terms is None:
            return ""
        counts = {"terms": str(len(self._terms)), "files": str(searched)}
        return self._words(self._language, "newsroom.redactions-searched", None, **counts)


def list_path(settings: Mapping[str, Any]) -> Path | None:
    """Return the absolute path of the redaction list, or None if there is none.

    The setting `REDACTIONS` names it; by default it is `redactions.txt` in the content folder, if there is one.
    """
    if settings.get("REDACTIONS"):
        from newsarchive.api import at_home

        return at_home(settings["REDACTIONS"]).absolute()
    own = Path(settings["PATH"]) / REDACTIONS
    return own.absolute() if os.path.lexists(own) else None


def list_mark(settings: Mapping[str, Any], path: Path | None) -> bytes:
    """Return bytes that change with the redaction list at a path, computed from its fingerprint, not from its words.

    Without a list, the result is always the same. It is empty if a change cannot be ruled out: the list was changed in
    the last seconds or cannot be found. It is also empty if git tracks the list or would add it, so that a build loads
    the list and reports that.
    """
    if path is None:
        return digest_of()
    from newsarchive.api import may_be_committed

    if may_be_committed(Path(settings["PATH"]), path):
        return b""
    try:
        mark = fingerprint(path.stat())
    except OSError:
        return b""
    return digest_of(str(path), mark) if is_settled(mark, time.time_ns()) else b""


def refuse_without_list(settings: Mapping[str, Any]) -> None:
    """Raise SettingsError in a publication, whose settings expect a redaction list, when there is none.

    Somebody who rebuilds the site only to compare it does not have that secret list; for such a build a warning is
    printed.
    """
    if settings.get("RECORDS"):
        raise SettingsError(
            "nothing is published, because REDACTIONS_EXPECTED is on but there is no redaction list: give it with"
            " REDACTIONS=… (on GitHub: the secret REDACTIONS of the environment “publication”)"
        )
    print("built without the redaction list, although REDACTIONS_EXPECTED is on: nothing was searched for its terms")


def redaction_faults(path: str, data: bytes, terms: TermList, kind: OutputKind) -> Iterator[Fault]:
    """Yield a fault for each term in a file or its path.

    The message names a term by its line in the redaction list, never by its words. The fault's line is 0 in a path and
    in a PDF document, where the values have the page. A document that cannot be searched has one fault.
    """
    from .redactions.pdf_documents import NO_PAGE, GlyphsError, UnreadableError
    from .redactions.search import hits_inside, hits_of, masked

    try:
        hits = hits_of(path, data, terms)
        for name, hit in hits_inside(data, terms):
            yield fault("redaction-inside", path=path, file=masked(name, terms), term=hit.term)
    except GlyphsError:
        yield fault("redaction-glyphs", path=path)
        return
    except UnreadableError as error:
        yield fault("redaction-unreadable", path=path, found=str(error))
        return
    for hit in hits:
        if not hit.line:
            yield fault("redaction-address", path=path, term=hit.term)
        elif hit.line == NO_PAGE:
            yield fault("redaction-title", path=path, term=hit.term)
        elif path.lower().endswith(".pdf"):
            yield fault("redaction-document", path=path, page=hit.line, term=hit.term)
        else:
            line = hit.line if kind != "source" or is_text(data) else 0
            code = "redaction-source" if kind == "source" else "redaction"
            yield fault(code, Position(line), path, term=hit.term)


def read_redactions(path: Path, content: Path, public: Sequence[Path], words: Words, language: str) -> TermList:
    """Load and validate a redaction list, the editors' list of words that must never be published.

    Args:
        content: The content folder. The git repository around it must neither track the list nor be about to add it.
        public: The folders that must not contain the list, because their files are published or may be served.

    Raises:
        BuildFaults: The list is missing, is not UTF-8, has an invalid line or no term, is in a public folder, or git
            tracks it or would add it.
    """
    from newsarchive.api import BuildFaults, folder_around, may_be_committed, shown_path

    from .redactions.list_file import parse_terms

    def refused(code: str, line: int = 0) -> str:
        """Return the line about a fault, or about the list as a whole; it never shows the words of the list."""
        place = f"{shown_path(path)}:{line}" if line else shown_path(path)
        return f"{place}: {words(language, 'check.fault')} {code}: {words(language, f'inspection.{code}')}"

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BuildFaults([refused("redactions-utf8")]) from None
    except OSError:
        raise BuildFaults([refused("redactions-missing")]) from None
    if folder_around(path, public):
        raise BuildFaults([refused("redactions-output")])
    if may_be_committed(content, path):
        raise BuildFaults([refused("redactions-git")])
    terms, faults = parse_terms(text)
    if faults:
        raise BuildFaults(refused(each.code, each.line) for each in faults)
    if not terms:
        raise BuildFaults([refused("redactions-empty")])
    return terms
