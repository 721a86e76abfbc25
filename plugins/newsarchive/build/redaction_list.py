"""The redaction list of a build: how it is loaded, and what it says of files, cached values and messages.

It is the editors' secret list of words that must never be published. Most sites have none, so the build imports this
module, and with it the search in documents, only for those that do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.index import Words
from newsarchive.archive.pages import strings_in
from newsarchive.readers.files import REDACTIONS
from newsarchive.redactions.list_file import TermList, parse_terms
from newsarchive.redactions.pdf_documents import NO_PAGE, GlyphsError, UnreadableError
from newsarchive.redactions.search import MASK, hits_inside, hits_of, holds_term, masked

from .diagnostics import BuildFaults, shown_path
from .guards import folder_around, list_path, may_be_committed, served_folders


class Redactions(msgspec.Struct, frozen=True):
    """The loaded redaction list; if `silent`, no message says where a term was found, as anyone may read the log."""

    terms: TermList
    silent: bool = False

    def faults_of(self, path: str, data: bytes) -> Iterator[tuple[int, str, dict[str, str]]]:
        """Yield a fault, as (line, code, values for the message), for each term in an output file or its path.

        The message names a term by its line in the redaction list, never by its words. The fault's line is 0 in a path
        and in a PDF document, where the values have the page. A document that cannot be searched has one fault.
        """
        try:
            hits = hits_of(path, data, self.terms)
            for name, hit in hits_inside(data, self.terms):
                yield 0, "redaction-inside", {"file": self.shown(name), "term": str(hit.term)}
        except GlyphsError:
            yield 0, "redaction-glyphs", {}
            return
        except UnreadableError as error:
            yield 0, "redaction-unreadable", {"found": str(error)}
            return
        for hit in hits:
            if not hit.line:
                yield 0, "redaction-address", {"term": str(hit.term)}
            elif hit.line == NO_PAGE:
                yield 0, "redaction-title", {"term": str(hit.term)}
            elif path.lower().endswith(".pdf"):
                yield 0, "redaction-document", {"page": str(hit.line), "term": str(hit.term)}
            else:
                yield hit.line, "redaction", {"term": str(hit.term)}

    def hold(self, value: bytes) -> bool:
        """Return whether an encoded value must not be cached: it has a term, or a PDF that cannot be searched."""
        texts: list[str] = []
        for part in strings_in(value):
            if isinstance(part, str):
                texts.append(part)
                continue
            start = part.find(b"%PDF-")
            if start >= 0:
                try:
                    if hits_of("", part[start:], self.terms):
                        return True
                except UnreadableError:
                    return True
            else:
                texts.append(_text(part))
        return holds_term("\n".join(texts), self.terms)

    def shown(self, path: str) -> str:
        """Return a path for a message, in which the parts that contain a term of the redaction list are masked."""
        return masked(path, self.terms)

    def told(self, line: str) -> str:
        """Return the line `place: message` about a fault with terms masked.

        If `silent`, a line that contains a term becomes an empty string, because its place would lead to the term.
        """
        if not holds_term(line, self.terms):
            return line
        if self.silent:
            return ""
        place, parting, message = line.partition(": ")
        return f"{self.shown(place)}{parting}{MASK if holds_term(message, self.terms) else message}"


def _text(part: bytes) -> str:
    """Return bytes decoded as UTF-8, or an empty string if they seem to be binary data such as a picture."""
    return "" if b"\0" in part[:1024] and not part.isascii() else part.decode("utf-8", "replace")


def redactions_of(settings: Mapping[str, Any], output: Path, words: Words, language: str) -> Redactions | None:
    """Load the redaction list that the settings name (see `read_redactions`); return None if they name none."""
    path = list_path(settings)
    if path is None:
        return None
    content = Path(settings["PATH"])
    own = path == (content / REDACTIONS).absolute()  # no file of this name in the content is published
    public = [folder for folder in served_folders(settings, output) if not (own and folder == content)]
    # anyone can read the log of a public repository, and look up the line that a fault would name
    silent = bool(os.environ.get("GITHUB_ACTIONS"))
    return read_redactions(path, content, public, words, language, silent=silent)


def read_redactions(
    path: Path, content: Path, public: Sequence[Path], words: Words, language: str, *, silent: bool
) -> Redactions:
    """Load and validate a redaction list, the editors' list of words that must never be published.

    Args:
        content: The content folder. The git repository around it must neither track the list nor be about to add it.
        public: The folders that must not contain the list, because their files are published or may be served.
        silent: Whether anyone may read the log, so that messages must not say where a term was found.

    Raises:
        BuildFaults: The list is missing, is not UTF-8, has an invalid line or no term, is in a public folder, or git
            tracks it or would add it.
    """

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
    return Redactions(terms, silent)
