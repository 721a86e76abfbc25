"""What the last build wrote and what it depended on.

It lies in the store's folder, apart for each output. Whatever of it is missing, damaged or of another version is as if
it had never been: the build is then a clean one. Nothing in it is code.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from operator import is_
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.models import Text
from newsarchive.archive.pages import CacheFormat, PageSummary

from .files import FileMark, close_to_others, output_digest, write_whole
from .inputs import Seen, Survey

PARTS = 64

Value = TypeVar("Value")

Parted = tuple[Mapping[str, Value], ...]
"""A mapping by path in its parts; which path lies in which part is told by the path alone."""


def part_names(name: str) -> list[str]:
    """Return the names of the parts of a mapping."""
    return [f"{name}-{number:02d}" for number in range(PARTS)]


def joined(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Return the mapping that was parted."""
    whole: dict[str, Value] = {}
    for part in parts:
        whole.update(part)
    return whole


def changed_parts(values: Mapping[str, Value], before: Parted[Value]) -> dict[int, dict[str, Value]]:
    """Return the parts of a mapping that are not those of before, by number.

    A value is the same only where it is the very object: all that is the same was taken over. Where there is no
    before, all parts are new.
    """
    if not before:
        parts: dict[int, dict[str, Value]] = {number: {} for number in range(PARTS)}
    else:
        parts = {
            number: {path: values[path] for path in part if path in values}
            for number, part in enumerate(before)
            if not all(map(is_, map(values.get, part), part.values()))
        }
    for path in values.keys() - set().union(*before):
        number = _number_of(path)
        parts.setdefault(number, dict(before[number]) if before else {})[path] = values[path]
    return {number: dict(sorted(part.items())) for number, part in sorted(parts.items())}


def _number_of(path: str) -> int:
    return zlib.crc32(os.fsencode(path)) % PARTS


_DIGEST_BYTES = 32


class StoredText(msgspec.Struct, frozen=True, array_like=True):
    """What reading a file gave: the text without its HTML, and its faults."""

    key: bytes
    text: Text | None
    faults: tuple[Fault, ...]


class Output(msgspec.Struct, frozen=True, array_like=True):
    """A file of the output: the digest of its bytes, and of what it was made from.

    Of a page, its summary and the slugs of the briefings of which it prints words.
    """

    digest: bytes
    key: bytes = b""
    page: PageSummary | None = None
    prints: tuple[str, ...] = ()


class Overview(msgspec.Struct, frozen=True):
    """All that it takes to see that nothing has changed, and to say again what was said.

    `copied` tells the files that were only copied, `inspected` the rules by which all files were looked through,
    `listed` the list of redactions, `history` git's history of the content, `signed` the key and comment by which the
    sums are signed, empty where they are not. `rules` are the digests of the last publication's rules for web servers,
    by path, which local builds into the same folder leave as they are. `parts` are the digests of the other parts, by
    name.
    """

    surroundings: bytes
    copied: bytes
    inspected: bytes
    listed: bytes
    history: bytes
    signed: bytes
    files: dict[str, Seen]
    marks: dict[str, FileMark]
    faults: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]
    counts: dict[str, int]
    rules: dict[str, bytes]
    parts: dict[str, bytes]


class Details(msgspec.Struct, frozen=True):
    """What a build takes over where something has changed.

    `shared` is a digest of what all pages print, `structure` of what decides which there are and in which order,
    `works` of all words of each briefing, by slug.
    """

    texts: dict[str, StoredText]
    outputs: dict[str, Output]
    shared: bytes
    structure: bytes
    works: dict[str, bytes]


class _Rest(msgspec.Struct, frozen=True):
    """Details without the mappings of texts and outputs, which are kept in parts."""

    shared: bytes
    structure: bytes
    works: dict[str, bytes]


_OVERVIEW: CacheFormat[Overview] = CacheFormat(Overview)
_REST: CacheFormat[_Rest] = CacheFormat(_Rest)
_TEXTS: CacheFormat[dict[str, StoredText]] = CacheFormat(dict[str, StoredText])
_OUTPUTS: CacheFormat[dict[str, Output]] = CacheFormat(dict[str, Output])


class LastBuild:
    """The parts that a build into an output folder left."""

    def __init__(self, store: Path, output: Path) -> None:
        """Find them in the store's folder."""
        self._folder = store / "builds" / output_digest(output)
        self.overview = self._overview()
        self._texts: Parted[StoredText] = ()
        self._outputs: Parted[Output] = ()

    def _overview(self) -> Overview | None:
        data = self._read("overview")
        sealed, data = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        return _OVERVIEW.decode(data) if _digest(data) == sealed else None

    def survey(self) -> Survey:
        """Return what lay in the content folder."""
        return Survey(self.overview.files if self.overview else {})

    def details(self) -> Details | None:
        """Return the details, where they are those of the overview."""
        rest = _REST.decode(self.named("details"))
        texts = [_TEXTS.decode(self.named(name)) for name in part_names("texts")]
        outputs = [_OUTPUTS.decode(self.named(name)) for name in part_names("outputs")]
        if rest is None or None in texts or None in outputs:
            return None
        self._texts = tuple(part for part in texts if part is not None)
        self._outputs = tuple(part for part in outputs if part is not None)
        return Details(joined(self._texts), joined(self._outputs), rest.shared, rest.structure, rest.works)

    def named(self, name: str) -> bytes:
        """Return a part; empty where it is missing, or not the one that the overview names."""
        wanted = self.overview.parts.get(name) if self.overview else None
        data = self._read(name) if wanted else b""
        return data if wanted and _digest(data) == wanted else b""

    def forget(self) -> None:
        """Forget what may hold words of a text that is withdrawn: what was kept under names, and all of other builds.

        The next builds into other folders are then clean ones. This build may still be refused, and the next one is
        not told again: so the files go now.
        """
        if self.overview:
            own = {"details", *part_names("texts"), *part_names("outputs")}
            for name in self.overview.parts.keys() - own:
                (self._folder / _file(name)).unlink(missing_ok=True)
            kept = {name: digest for name, digest in self.overview.parts.items() if name in own}
            self.overview = msgspec.structs.replace(self.overview, parts=kept)
        if self._folder.parent.is_dir():
            for folder in self._folder.parent.iterdir():
                if folder != self._folder:
                    shutil.rmtree(folder, ignore_errors=True)

    def drop(self) -> None:
        """Forget all that builds left, into this output and into others."""
        self.overview = None
        shutil.rmtree(self._folder.parent, ignore_errors=True)

    def replace(self, overview: Overview, details: Details, named: Mapping[str, bytes]) -> None:
        """Keep all of a build that ended well. The overview comes last: parts of another build are not its own."""
        self._folder.mkdir(parents=True, exist_ok=True)
        close_to_others(self._folder.parent)
        # what is kept under a name and was not named again is still there
        parts = dict(self.overview.parts) if self.overview else {}
        for name, data in (*self._encoded(details), *named.items()):
            parts[name] = _digest(data)
            write_whole(self._folder / _file(name), data)
        self.replace_overview(msgspec.structs.replace(overview, parts=parts))
        for path in self._folder.iterdir():
            if path.name != "overview" and path.name not in map(_file, parts):
                path.unlink()

    def _encoded(self, details: Details) -> Iterator[tuple[str, bytes]]:
        """Return the parts of the details that differ from those of the last build, by name."""
        rest = _Rest(details.shared, details.structure, details.works)
        yield "details", _REST.encode(rest)
        for number, texts in changed_parts(details.texts, self._texts).items():
            yield part_names("texts")[number], _TEXTS.encode(texts)
        for number, outputs in changed_parts(details.outputs, self._outputs).items():
            yield part_names("outputs")[number], _OUTPUTS.encode(outputs)

    def replace_overview(self, overview: Overview) -> None:
        """Keep an overview of the same parts."""
        data = _OVERVIEW.encode(overview)
        write_whole(self._folder / "overview", _digest(data) + data)

    def _read(self, name: str) -> bytes:
        try:
            return (self._folder / _file(name)).read_bytes()
        except OSError:
            return b""


def _file(name: str) -> str:
    return name.replace("/", "-")


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
