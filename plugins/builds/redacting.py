"""The newsroom's list of redactions, read: its words stay in memory, and the list stays where nobody else sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plugins.archive.cached import strings_in
from plugins.archive.index import Words
from plugins.redactions.documents import NO_PAGE, GlyphsError, UnreadableError
from plugins.redactions.searching import MASK, hits_of, holds_term, masked
from plugins.redactions.terms import TermList, parse_terms

from .errors import BuildFaults
from .faultlines import shown_path
from .private import folder_around, may_be_committed


@dataclass(frozen=True)
class Redactions:
    """The terms of a list. If `silent`, no message says where one stands: anybody may read the log."""

    terms: TermList
    silent: bool = False

    def faults_of(self, path: str, data: bytes) -> Iterator[tuple[int, str, dict[str, str]]]:
        """Yield the line, code and values of the fault that each term is in a file: by lines, never by words."""
        try:
            hits = hits_of(path, data, self.terms)
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
        """Whether bytes, as the store keeps them, hold a term; so may those of a document that cannot be read."""
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
        """Return a path without the parts that hold a term."""
        return masked(path, self.terms)

    def told(self, line: str) -> str:
        """Return a line of a fault as it may be printed: its place and its message without what holds a term.

        Empty if it holds one and this is silent: its place leads to the word.
        """
        if not holds_term(line, self.terms):
            return line
        if self.silent:
            return ""
        place, parting, message = line.partition(": ")
        return f"{self.shown(place)}{parting}{MASK if holds_term(message, self.terms) else message}"


def _text(part: bytes) -> str:
    """Return bytes as text; nothing for a picture."""
    return "" if b"\0" in part[:1024] and not part.isascii() else part.decode("utf-8", "replace")


def read_redactions(
    path: Path, content: Path, public: Sequence[Path], words: Words, language: str, *, silent: bool = False
) -> Redactions:
    """Read a list. BuildFaults for one that is not there, has none or a bad term, may be published or committed.

    `public` are the folders that it may not lie in; `silent` is for a log that anybody may read.
    """
    told = _Telling(shown_path(path), words, language)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise told.fault("redactions-utf8") from None
    except OSError:
        raise told.fault("redactions-missing") from None
    if folder_around(path, public):
        raise told.fault("redactions-output")
    if may_be_committed(content, path):
        raise told.fault("redactions-git")
    terms, faults = parse_terms(text)
    if faults:
        raise told.faults((each.line, each.code) for each in faults)
    if not terms:
        raise told.fault("redactions-empty")
    return Redactions(terms, silent)


@dataclass(frozen=True)
class _Telling:
    """Tells faults of the list, never its words."""

    place: str
    words: Words
    language: str

    def fault(self, code: str) -> BuildFaults:
        """Return a fault of the whole list."""
        return self.faults([(0, code)])

    def faults(self, found: Iterable[tuple[int, str]]) -> BuildFaults:
        """Return faults by line and code."""
        kind = self.words(self.language, "check.fault")
        return BuildFaults(
            f"{self.place}{f':{line}' * bool(line)}: {kind} {code}: {self.words(self.language, f'inspection.{code}')}"
            for line, code in found
        )
