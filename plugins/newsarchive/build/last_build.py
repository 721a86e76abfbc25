"""What the last build wrote and what it depended on.

The records are in the cache folder, separately for each output folder. A record that is missing, damaged or of
another version counts as absent, and the build is then a clean one. Records are data and never executed.
"""

from __future__ import annotations

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
from newsarchive.digests import Fingerprint, digest

from .files import close_to_others, output_digest, write_whole
from .inputs import Seen, Survey

PARTS = 64

Value = TypeVar("Value")

Parted = tuple[Mapping[str, Value], ...]
"""A mapping by path, split into `PARTS` mappings. A hash of the path decides which of them contains it."""


def part_names(name: str) -> list[str]:
    """Return the names of the parts of a mapping, such as `texts-00`."""
    return [f"{name}-{number:02d}" for number in range(PARTS)]


def joined(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Return one mapping with the entries of all parts."""
    whole: dict[str, Value] = {}
    for part in parts:
        whole.update(part)
    return whole


def changed_parts(values: Mapping[str, Value], before: Parted[Value]) -> dict[int, dict[str, Value]]:
    """Return the parts of a mapping that differ from those of the last build, by part number.

    Values are compared by identity, because unchanged values are the objects that were loaded from the last build. If
    `before` is empty, all parts are returned.
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
    """The result of reading a file: cache key, text without HTML (None if it cannot be read), and faults."""

    key: bytes
    text: Text | None
    faults: tuple[Fault, ...]


class Output(msgspec.Struct, frozen=True, array_like=True):
    """A file in the output folder as a build left it.

    `digest` is that of its bytes and `key` that of everything it was made from. A page also has its summary, and in
    `prints` the slugs of the briefings whose words it prints.
    """

    digest: bytes
    key: bytes = b""
    page: PageSummary | None = None
    prints: tuple[str, ...] = ()


class Overview(msgspec.Struct, frozen=True):
    """What a build needs to detect that nothing has changed, and to repeat the messages of the last build.

    Attributes:
        surroundings: A digest of code, settings, theme, libraries and day (`inputs.surroundings`); empty if a content
            file changed during the build, so that the next build looks at the content again.
        copied: A digest of the files that are published unchanged.
        inspected: A digest of the rules by which all files were checked.
        listed: The mark of the redaction list (`guards.list_mark`).
        history: The mark of the content's git history (`guards.history_mark`).
        signed: The mark of the key and comment that sign the checksums; empty if they are not signed.
        files: The content files, by path.
        marks: The fingerprints of the output files, by path.
        faults: The printed lines on faults.
        held: The printed lines on texts that are held back.
        notes: The printed lines on the site.
        counts: The numbers of texts, pages and files.
        rules: The digests of the web server rules of the last publication, by path. A local build into the same
            folder does not change them.
        parts: The digests of all other records, by name.
    """

    surroundings: bytes
    copied: bytes
    inspected: bytes
    listed: bytes
    history: bytes
    signed: bytes
    files: dict[str, Seen]
    marks: dict[str, Fingerprint]
    faults: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]
    counts: dict[str, int]
    rules: dict[str, bytes]
    parts: dict[str, bytes]


class Details(msgspec.Struct, frozen=True):
    """What a build reuses if something has changed.

    Attributes:
        texts: The results of reading the content, by path.
        outputs: The files of the output folder, by path.
        shared: A digest of what all pages print.
        structure: A digest of what decides which pages there are and in which order they list texts.
        works: A digest of all words of each briefing, by slug.
    """

    texts: dict[str, StoredText]
    outputs: dict[str, Output]
    shared: bytes
    structure: bytes
    works: dict[str, bytes]


class _Rest(msgspec.Struct, frozen=True):
    """The details without texts and outputs, which are stored in parts."""

    shared: bytes
    structure: bytes
    works: dict[str, bytes]


_OVERVIEW: CacheFormat[Overview] = CacheFormat(Overview)
_REST: CacheFormat[_Rest] = CacheFormat(_Rest)
_TEXTS: CacheFormat[dict[str, StoredText]] = CacheFormat(dict[str, StoredText])
_OUTPUTS: CacheFormat[dict[str, Output]] = CacheFormat(dict[str, Output])


class LastBuild:
    """The records that the last build into an output folder left."""

    def __init__(self, store: Path, output: Path) -> None:
        """Load the overview. `store` is the cache folder."""
        self._folder = store / "builds" / output_digest(output)
        self.overview = self._overview()
        self._texts: Parted[StoredText] = ()
        self._outputs: Parted[Output] = ()

    def _overview(self) -> Overview | None:
        data = self._read("overview")
        sealed, data = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        return _OVERVIEW.decode(data) if digest(data) == sealed else None

    def survey(self) -> Survey:
        """Return the content files that the last build found, or an empty survey if there is no overview."""
        return Survey(self.overview.files if self.overview else {})

    def details(self) -> Details | None:
        """Return the details, or None if any part of them is missing or is not the one that the overview names."""
        rest = _REST.decode(self.named("details"))
        texts = [_TEXTS.decode(self.named(name)) for name in part_names("texts")]
        outputs = [_OUTPUTS.decode(self.named(name)) for name in part_names("outputs")]
        if rest is None or None in texts or None in outputs:
            return None
        self._texts = tuple(part for part in texts if part is not None)
        self._outputs = tuple(part for part in outputs if part is not None)
        return Details(joined(self._texts), joined(self._outputs), rest.shared, rest.structure, rest.works)

    def named(self, name: str) -> bytes:
        """Return the record of a name, or empty bytes if it is missing or is not the one that the overview names."""
        wanted = self.overview.parts.get(name) if self.overview else None
        data = self._read(name) if wanted else b""
        return data if wanted and digest(data) == wanted else b""

    def forget(self) -> None:
        """Delete what may contain words of a withdrawn text: values under names, and the records of other outputs.

        The next builds into other folders are then clean ones. The files are deleted at once, because this build may
        still fail, and the next build does not learn of the withdrawal again.
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
        """Delete the records of all builds, into this and other output folders."""
        self.overview = None
        shutil.rmtree(self._folder.parent, ignore_errors=True)

    def replace(self, overview: Overview, details: Details, named: Mapping[str, bytes]) -> None:
        """Store the records of a successful build.

        The overview is written last: if the process is killed before that, the old overview does not match the new
        parts. Values in `named` are added to those that earlier builds stored under other names.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        close_to_others(self._folder.parent)
        # values that earlier builds stored under a name stay valid until they are replaced
        parts = dict(self.overview.parts) if self.overview else {}
        for name, data in (*self._encoded(details), *named.items()):
            parts[name] = digest(data)
            write_whole(self._folder / _file(name), data)
        self.replace_overview(msgspec.structs.replace(overview, parts=parts))
        for path in self._folder.iterdir():
            if path.name != "overview" and path.name not in map(_file, parts):
                path.unlink()

    def _encoded(self, details: Details) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each part of the details that may differ from that of the last build."""
        rest = _Rest(details.shared, details.structure, details.works)
        yield "details", _REST.encode(rest)
        for number, texts in changed_parts(details.texts, self._texts).items():
            yield part_names("texts")[number], _TEXTS.encode(texts)
        for number, outputs in changed_parts(details.outputs, self._outputs).items():
            yield part_names("outputs")[number], _OUTPUTS.encode(outputs)

    def replace_overview(self, overview: Overview) -> None:
        """Write an overview whose other records are already stored."""
        data = _OVERVIEW.encode(overview)
        write_whole(self._folder / "overview", digest(data) + data)

    def _read(self, name: str) -> bytes:
        try:
            return (self._folder / _file(name)).read_bytes()
        except OSError:
            return b""


def _file(name: str) -> str:
    return name.replace("/", "-")
