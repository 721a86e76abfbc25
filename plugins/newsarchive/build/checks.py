"""Checks before publication (metadata, redaction list), and the checksums of what passed.

A hidden text is given to those who have its address, and of a text withdrawn for a person's safety no list names the
address, which may hold a name: their files are summed, too, and not named.

Files that hosts read and do not serve (`_headers`) are in no list, or no copy that was made over the web would be
whole. Each has a copy in `server/` which is in the list, and by which a folder's own is checked.

It does not matter by which way a file came. A file that is as the last build left it was looked through by that, unless
the rules or the list of redactions are others now. Pages are made from templates and checked words, without traces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.index import Archive, Edition, Words, address
from newsarchive.archive.models import Work
from newsarchive.archive.pages import File, strings_in
from newsarchive.code_version import code_version
from newsarchive.integrity.checksums import SIGNATURE, SUMS, UNLISTED, sums_file, unlisted_digest, unlisted_file
from newsarchive.metadata.scanner import Trace, traces_of
from newsarchive.redactions.documents import NO_PAGE, GlyphsError, UnreadableError
from newsarchive.redactions.search import MASK, hits_of, holds_term, masked
from newsarchive.redactions.terms import TermList, parse_terms
from newsarchive.site_files.server_rules import HOST_RULES

from .cache import Store, digest
from .diagnostics import MOST_FAULTS, BuildError, BuildFaults, first_of, left_out_lines, shown_path
from .files import read_whole
from .guards import folder_around, may_be_committed
from .inputs import Inputs
from .last_build import LastBuild, Output, Overview
from .media import share_picture_file
from .output import Stage
from .workers import mapped, workers_for


def checksum_files(outputs: Mapping[str, Output], archive: Archive) -> tuple[File, ...]:
    """Return the files with the sums of all others."""
    untold = untold_paths(outputs, archive)
    listed = {path: each.digest for path, each in outputs.items() if path not in untold | HOST_RULES.keys()}
    files = []
    if untold:
        unlisted = File(UNLISTED, unlisted_file(unlisted_digest(path, outputs[path].digest) for path in untold))
        files.append(unlisted)
        listed[UNLISTED] = hashlib.sha256(unlisted.data).digest()
    return (*files, File(SUMS, sums_file(listed)))


def signed_sums(
    outputs: Mapping[str, Output], archive: Archive, sign: Callable[[bytes], bytes] | None
) -> tuple[File, ...]:
    """Return the files with the sums of all others, and their signature, where there is a key.

    BuildError where another file would lie in their place.
    """
    own = {name.casefold() for name in (SUMS, UNLISTED, SIGNATURE)}
    for path in outputs:
        if path.partition("/")[0].casefold() in own:
            raise BuildError(f"{path} would lie where a publication has its sums; give it another path")
    files = checksum_files(outputs, archive)
    return (*files, File(SIGNATURE, sign(files[-1].data))) if sign else files


def untold_paths(outputs: Mapping[str, Output], archive: Archive) -> frozenset[str]:
    """Return the paths that would tell the address of a text which no list tells.

    They are its page and what lies under it, the redirects to it, its share picture, and each picture and document of
    the content that no public text shows or links.
    """
    places, pictures = [], set()
    for work in (*archive.briefings, *archive.standing):
        untold = [address(work, language) for language in work.texts if work.is_untold(language)]
        places += untold
        pictures |= {share_picture_file(each) for each in untold}
    beside = set(_beside_texts(outputs, archive))
    return frozenset((*_belonging(outputs, tuple(places)), *(pictures & outputs.keys()), *beside))


def _belonging(outputs: Mapping[str, Output], places: tuple[str, ...]) -> Iterable[str]:
    for path, each in outputs.items():
        leads = each.page.refresh if each.page else ""
        if places and (path.startswith(places) or leads.startswith(places)):
            yield path


def _beside_texts(outputs: Mapping[str, Output], archive: Archive) -> Iterable[str]:
    """Yield the files from the folders of texts that no public text shows or links."""
    works = (*archive.briefings, *archive.standing, *archive.notices)
    folders = {work.folder for work in works}
    shown = {path for work in works for path in _shown(work)}
    for path in outputs:
        source = addresses.source_of(path)
        if source.rpartition("/")[0] in folders and source not in shown:
            yield path


def _shown(work: Work) -> Iterable[str]:
    """Yield the paths in the content that the public texts of a work show or link."""
    for language, text in work.texts.items():
        if work.status(language) == "published":
            yield from (link.target.partition("#")[0] for link in (*text.links, *text.pictures))
            if work.front.image:
                yield f"{work.folder}/{work.front.image.file}"


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


if TYPE_CHECKING:
    pass

_LEAST = 256  # files for which another process pays

_Found = tuple[int, int, str, tuple[tuple[str, str], ...]]
"""A fault without its path: line, column, code and values."""

_FOUND: msgspec.msgpack.Decoder[list[_Found]] = msgspec.msgpack.Decoder(list[_Found])


@dataclass(frozen=True)
class Staged:
    """The files of a publication as they lie now: new ones in the stage, all others in the output.

    `changed` are the paths whose bytes are new.
    """

    stage: Stage
    outputs: Mapping[str, Output]
    changed: set[str]

    def unknown(self) -> list[str]:
        """Return the paths of the files that are not what they were in the last build, also where they lie there."""
        before = self.stage.before
        # of nearly all files the record is the very one of before
        others = [(path, each) for path, each in self.outputs.items() if before.get(path) is not each]
        return [path for path, each in others if path not in before or before[path].digest != each.digest]

    def data(self, path: str) -> bytes:
        """Return the bytes of a file."""
        folder = self.stage.folder if path in self.changed else self.stage.output
        return read_whole(folder, path)


class Gate:
    """What the files of a publication must pass. `rules` are a digest: with others all are looked through again."""

    def __init__(self, redactions: Redactions | None, found: Inputs) -> None:
        """`found` has the files that were only copied, and whether the list of redactions may have changed."""
        self.redactions, self._listed, self._searched = redactions, found.listed, 0
        self._sources = {each.address: each.source for each in found.copied}
        self.rules = code_version()

    def require_clean(self, staged: Staged, last: LastBuild, store: Store, edition: Edition) -> None:
        """Refuse what must not be published; BuildFaults has the lines.

        Where a redaction is found, all that may hold it is forgotten.
        """
        faults = self.faults(staged, again=not self._was_passed(last.overview))
        if self.redactions and any(each.code.startswith("redaction") for each in faults):
            last.drop()
            store.abandon()
        if faults:
            raise BuildFaults(self._lines(faults, staged.stage.output, edition.words, edition.site.default))

    def require_kept_clean(self, store: Store, last: LastBuild) -> None:
        """Have a store hold nothing that the list forbids, nor what builds left, whoever wrote it and whenever."""
        if self.redactions:
            mark = digest(self._listed, self.rules) if self._listed else b""
            store.forbid(self.redactions.hold, mark, last.drop)

    def may_keep(self, path: str, value: bytes) -> bool:
        """Whether what was read of a file may be kept for the next build."""
        return not self.redactions or not (self.redactions.hold(path.encode()) or self.redactions.hold(value))

    def notes(self, edition: Edition) -> tuple[str, ...]:
        """Return how many terms of the list were searched for, and in how many files; nothing without a list."""
        if not self.redactions:
            return ()
        counts = {"terms": str(len(self.redactions.terms)), "files": str(self._searched)}
        return (edition.words(edition.site.default, "newsroom.redactions-searched", None, **counts),)

    def told(self, line: str) -> str:
        """Return a line of a fault of the content as it may be printed; empty if it may not."""
        return self.redactions.told(line) if self.redactions else line

    def leave(self, store: Store) -> None:
        """Close the store of a build that publishes nothing: what nobody looked through for redactions is not kept."""
        if self.redactions:
            store.abandon()
        else:
            store.close()

    def faults(self, staged: Staged, *, again: bool) -> list[Fault]:
        """Return what must not be published, by path; `again`: also of the files that did not change."""
        paths = staged.outputs if again else staged.unknown()
        wanted = sorted(path for path in paths if self.redactions or not staged.outputs[path].page)
        self._searched = len(wanted)
        found: list[Fault] = []
        look, workers = partial(self._looked, staged), workers_for(len(wanted), least=_LEAST)
        for index, answer in mapped(look, wanted, workers, in_runs=True):
            found += [Fault(wanted[index], *each) for each in _FOUND.decode(answer)]
        return sorted(found)

    def _was_passed(self, overview: Overview | None) -> bool:
        """Whether the files that the last build left have passed this very gate."""
        return bool(overview and self._listed and (overview.inspected, overview.listed) == (self.rules, self._listed))

    def _looked(self, staged: Staged, path: str) -> bytes:
        data = staged.data(path)
        found = [] if staged.outputs[path].page else [_trace(each) for each in traces_of(path, data)]
        if self.redactions:
            hits = self.redactions.faults_of(path, data)
            found += [(line, 0, code, tuple(values.items())) for line, code, values in hits]
        return msgspec.msgpack.encode(found)

    def _lines(self, faults: list[Fault], output: Path, words: Words, language: str) -> list[str]:
        silenced = [each for each in faults if each.code.startswith("redaction")]
        if silenced and self.redactions and self.redactions.silent:
            rest = [each for each in faults if each not in silenced]
            told = words(language, "inspection.redactions-silent", None, count=str(len(silenced)))
            line = f"{words(language, 'check.fault')} redactions-silent: {told}"
            return [line, *(self._lines(rest, output, words, language) if rest else ())]
        shown = first_of(faults, MOST_FAULTS)
        lines = [self._line(each, output, words, language) for each in shown]
        left_out = left_out_lines(faults, len(shown), words, language) if len(shown) < len(faults) else []
        return [*lines, *left_out]

    def _line(self, fault: Fault, output: Path, words: Words, language: str) -> str:
        """Return a fault's line. A file that was only copied is named by the place where it is to be mended."""
        place = shown_path(self._sources.get(fault.path, output / fault.path))
        place = self.redactions.shown(place) if self.redactions else place
        place += f":{fault.line}" * bool(fault.line)
        message = words(language, f"inspection.{fault.code}", None, **dict(fault.values))
        return f"{place}: {words(language, 'check.fault')} {fault.code}: {message}"


def _trace(found: Trace) -> _Found:
    return 0, 0, found.code, (("found", found.found),)
