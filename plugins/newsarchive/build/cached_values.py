"""Take values from the cache or compute them on all cores; parsed texts among them.

`made_all` is the general function, `made_of_files` the one for files such as pictures. `Keeping` offers the cache to
plugins. `StoredReader` loads the texts of the content: each file is parsed once and then taken from the cache. The HTML
of a text is cached apart from the rest of it, because most builds need the HTML of only a few texts. `Memory` is what a
process that builds again and again remembers; its texts have the same keys, so they change no result.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace
from pelican import Pelican

from newsarchive.content.typed_text import Place
from newsarchive.digests import code_version, digest, digest_of
from newsarchive.model.diagnostics import Fault
from newsarchive.model.index import Words
from newsarchive.model.models import FOLDER, Text
from newsarchive.model.pages import CacheFormat, required
from newsarchive.model.settings import Site
from newsarchive.model.vocabularies import Term

from .cache import Store
from .diagnostics import OUTDATED, BuildError, ShownFault
from .files import read_whole
from .inputs import Survey
from .last_build import LastBuild, LayeredTable
from .workers import elsewhere, mapped, progress, workers_for

if TYPE_CHECKING:
    from newsarchive.content.text import TextReader

Item = TypeVar("Item")
Value = TypeVar("Value")

_LEAST_SLOW_VALUES = 4  # values that take a second each, so that a few already justify another process
_FLUSHED_VALUES = 500  # values


def made_of_files(
    store: Store,
    paths: Sequence[Path],
    key_of: Callable[[Path, bytes], bytes],
    make: Callable[[Path, bytes], bytes],
    read: Callable[[bytes], Value | None],
    label: str,
) -> list[tuple[bytes, Value]]:
    """Return the cache key and the value of each file, in order; values that the cache lacks are computed and added.

    A file whose value is not cached is read a second time, because the bytes of all files at once could fill the
    memory; BuildError is raised if it changed in between. `key_of` and `make` return a cache key and a value for a path
    and the bytes of its file; `read` and `label` are as for `made_all`.
    """
    keys = [key_of(path, path.read_bytes()) for path in paths]

    def make_one(wanted: tuple[Path, bytes]) -> bytes:
        path, key = wanted
        data = path.read_bytes()
        if key_of(path, data) != key:
            raise BuildError(f"{path} was changed while it was built; build again")
        return make(path, data)

    values = made_all(store, list(zip(paths, keys, strict=True)), keys, make_one, read, label)
    return list(zip(keys, values, strict=True))


def made_all(
    store: Store,
    items: Sequence[Item],
    keys: Sequence[bytes],
    make: Callable[[Item], bytes],
    read: Callable[[bytes], Value | None],
    label: str,
) -> list[Value]:
    """Return the value of each item, in order. Values that the cache lacks are computed on all cores and added to it.

    Args:
        keys: For each item, a digest of everything that its value depends on.
        make: Computes the value of an item and returns it as bytes.
        read: Decodes these bytes, or returns None if they cannot be decoded; the value is then computed again.
        label: The label of the progress bar.
    """
    found = store.find_read(keys, read)
    missing = [index for index, key in enumerate(keys) if key not in found]
    wanted = [items[index] for index in missing]
    made = mapped(make, wanted, workers_for(len(wanted), least=_LEAST_SLOW_VALUES))
    with progress(label, len(wanted)) as step:
        for count, (at, value) in enumerate(made, start=1):
            key = keys[missing[at]]
            store.keep(key, value)
            found[key] = required(read(value))
            if count % _FLUSHED_VALUES == 0:
                store.flush()
            step()
    return [found[key] for key in keys]


_LEAST_LARGE_VALUES = 1  # large items, each of which justifies another process


class Keeping:
    """The cache as the plugins that generate files see it; it implements the protocol `model.pages.Kept`.

    Bytes stored under a key are in the cache for all builds. Bytes stored under a name are what one build leaves for
    the next build into the same output folder.
    """

    def __init__(self, store: Store, last: LastBuild, label: str, shared: bytes, words: Mapping[str, bytes]) -> None:
        """Prepare the cache for one build; `label` is that of progress bars without one of their own."""
        self._store, self._last, self._label = store, last, label
        self.shared, self.words = shared, words
        self.names: dict[str, bytes] = {}
        """The values that this build stores under a name."""

    def made_all(
        self,
        items: Sequence[Item],
        keys: Sequence[bytes],
        make: Callable[[Item], bytes],
        read: Callable[[bytes], Value | None],
        label: str = "",
    ) -> list[Value]:
        """Return the value of each item, from the cache or computed now (`Kept.made_all`)."""
        return made_all(self._store, items, keys, make, read, label or self._label)

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        """Return `make(item)` for each item, in order. The results are computed on all cores and not cached."""
        return [value for _, value in sorted(mapped(make, items, workers_for(len(items), least=_LEAST_LARGE_VALUES)))]

    def named(self, name: str) -> bytes:
        """Return the bytes that the last build stored under a name; empty if it stored none."""
        return self._last.named(name)

    def name(self, name: str, value: bytes) -> None:
        """Store bytes under a name for the next build; they are lost if this build fails."""
        self.names[name] = value


class StoredText(msgspec.Struct, frozen=True, array_like=True):
    """What is cached of a parsed file: its cache key, its text without the HTML, and the faults found in it.

    `text` is None if the file cannot be parsed.
    """

    key: bytes
    text: Text | None
    faults: tuple[Fault, ...]


ReadResult = tuple[Text | None, tuple[Fault, ...]]

ReadVocabulary = tuple[dict[str, Term] | None, tuple[Fault, ...]]

READING: CacheFormat[StoredText] = CacheFormat(StoredText)
_VOCABULARY: CacheFormat[ReadVocabulary] = CacheFormat(ReadVocabulary)
_ANSWER: msgspec.msgpack.Decoder[tuple[bytes, bytes, str]] = msgspec.msgpack.Decoder(tuple[bytes, bytes, str])
_FLUSHED_TEXTS = 500  # texts
_PARSER = "newsarchive.content.text"
"""The module that parses. Where it is not loaded yet, another process loads it while this one does other work."""


class StoredReader:
    """Loads the texts and vocabularies of a site's content: takes them from the cache, or parses their files.

    The cache key of a text is made of the bytes of its file and of everything else that parsing depends on. `texts`
    loads many texts at once, without their HTML; `html` returns that of one text. If the parser is not imported yet,
    another process parses.

    Attributes:
        readings: What `texts` loaded of each file, by the file's path.
        fresh: How many files it parsed.
    """

    def __init__(
        self,
        site: Site,
        words: Words,
        store: Store,
        survey: Survey | None = None,
        remembered: dict[bytes, StoredText] | None = None,
        last: LastBuild | None = None,
    ) -> None:
        """Prepare to load the texts of a site.

        Args:
            site: The site's settings.
            words: For the links back from footnotes and for the progress bar.
            store: The cache.
            survey: The digests of the files. Without it, each file is read to compute its digest.
            remembered: The texts of an earlier build in this process, by cache key. Afterwards it has those of this
                build.
            last: What the last build left: its texts are loaded at once, and only others are looked up in the cache.
        """
        # the catalogue leaves this `{}` as it is; the Markdown extension fills it for each footnote
        self._back = {tag: words(tag, "footnote.back", mark="{}") for tag in site.tags}
        self._site, self._store, self._survey = site, store, survey
        self._label = words(site.default, "newsroom.progress.reading")
        own = site.taxonomies, site.extra_fields, site.sources
        table = repr((site.languages, sorted(self._back.items()), site.newsroom.contacts, own))
        self._signature = digest_of("text", table)
        self._root, self._places = Path(), dict[str, Place]()
        self._html: dict[bytes, bytes] = {}
        self._remembered = {} if remembered is None else remembered
        self._before = last.survey().files if last else {}
        self._table: LayeredTable[StoredText] | None = None
        self._has_remembered = bool(remembered)
        if last and (last.is_old or not remembered):
            # a process that remembers its texts need not read them, and writes them only to drop old words
            self._table = last.table("texts", StoredText)
        self.readings: dict[str, StoredText] = {}
        self.fresh = 0
        self.overtaken = False
        """Whether a parsed file had changed since its digest was computed, so that its cache key is another now."""

    @cached_property
    def _reader(self) -> TextReader:
        # imported late: it takes a twentieth of a second, and mostly another process parses
        from newsarchive.content.text import TextReader

        languages = {each.tag: each for each in self._site.languages}
        return TextReader(languages, self._back, self._site.newsroom.contacts, self._site.fields)

    def texts(self, root: Path, places: Sequence[Place]) -> Iterator[ReadResult]:
        """Load files of the content folder, `root`; return (text, faults) for each, in order."""
        self._root, self._places = root, {place.path: place for place in places}
        keys = {place: self._key(place, self._digest_of(place)) for place in places}
        changed = {place: keys[place] for place in places if self._has_changed(place)}
        lacking = self._store.lacking([key for key in changed.values() if key not in self._remembered])
        absent = [place for place, key in changed.items() if key in lacking]
        # parsed by other processes, while this one loads all others
        begun = self._begun(absent)
        if self._table and not self._remembered:
            self._remembered.update((each.key, each) for each in (self._table.read() or {}).values())
        found = {place: self._remembered[key] for place, key in keys.items() if key in self._remembered}
        wanted = {place: key for place, key in keys.items() if place not in found and key not in lacking}
        stored = self._store.find_read([*wanted.values()], READING.decode)
        found |= {place: stored[key] for place, key in wanted.items() if key in stored}
        others = [place for place in wanted if place not in found]
        self.fresh = len(absent) + len(others)
        found |= self._parsed(absent, begun)
        found |= self._parsed(others, self._begun(others))
        self.readings = {place.path: found[place] for place in places}
        self._remembered.clear()
        self._remembered.update((reading.key, reading) for reading in self.readings.values())
        self._store.use(each for reading in self.readings.values() for each in (reading.key, html_key(reading.key)))
        self.overtaken = any(found[place].key != key for place, key in keys.items())
        return ((reading.text, reading.faults) for reading in self.readings.values())

    def _begun(self, places: Sequence[Place]) -> Iterator[tuple[int, bytes]]:
        """Begin to parse files; return an iterator over (index, what `_read` returns), in any order."""
        workers = workers_for(len(places))
        if workers == 1 and places and _PARSER not in sys.modules:
            return enumerate(elsewhere([partial(self._read, place) for place in places]))
        return mapped(self._read, places, workers)

    def _parsed(self, places: Sequence[Place], begun: Iterator[tuple[int, bytes]]) -> dict[Place, StoredText]:
        """Wait for files that are being parsed, put them into the cache, and return them."""
        found = {}
        with progress(self._label, len(places)) as step:
            for count, (at, answer) in enumerate(begun, start=1):
                found[places[at]] = self._kept(answer)
                if count % _FLUSHED_TEXTS == 0:
                    self._store.flush()
                step()
        return found

    def vocabulary(self, data: bytes, path: str, site: Site) -> ReadVocabulary:
        """Load a vocabulary from its bytes; return its terms by id, or None if it is unreadable, and its faults."""

        def make() -> bytes:
            from newsarchive.content.vocabularies import read_vocabulary

            return _VOCABULARY.encode(read_vocabulary(data, path, site))

        key = digest_of("vocabulary", self._signature, path, data, site.default)
        return self._store.made(key, make, _VOCABULARY.decode)

    def html(self, text: Text) -> str:
        """Return the HTML of a text that was loaded without it, from the cache or by parsing its file again.

        Raise BuildError if the file has changed in the meantime.
        """
        known = self._html.get(text.key)
        if known is not None:
            return known.decode()
        key = html_key(text.key)
        found = self._store.find([key])
        if key in found:
            self._html[text.key] = found[key]
            return found[key].decode()
        place = self._places[text.path]
        data = read_whole(self._root, place.path)
        again = self._reader.read(data, place)[0]
        if again is None or self._key(place, digest(data)) != text.key:
            raise BuildError(f"{text.path} was changed while it was built; build again")
        return again.html

    def records(self) -> dict[str, bytes]:
        """Return what the next build needs to load the texts at once, as records by name."""
        if self._table is None:
            return {}
        kept = {path: each for path, each in self.readings.items() if self._store.may_write(each.key)}
        if self._has_remembered:
            # an earlier build of this process may have refused to cache some of them
            lacking = self._store.lacking([each.key for each in kept.values()])
            kept = {path: each for path, each in kept.items() if each.key not in lacking}
        return self._table.records(kept)

    def keys_of(self, paths: Iterable[str]) -> list[bytes]:
        """Return the cache keys of the loaded texts whose files are at `paths`, followed by the keys of their HTML."""
        keys = [self.readings[path].key for path in paths if path in self.readings]
        return [*keys, *map(html_key, keys)]

    def look_up_all(self) -> None:
        """Load the cached HTML of all texts at once, so that `html` finds it without a query for each text."""
        missing = [each.key for each in self.readings.values() if each.text and each.text.bare]
        keys = {html_key(key): key for key in missing if key not in self._html}
        for key, value in self._store.find(list(keys)).items():
            self._html[keys[key]] = value

    def _has_changed(self, place: Place) -> bool:
        before = self._before.get(place.path)
        return before is None or before.digest != self._digest_of(place)

    def _digest_of(self, place: Place) -> bytes:
        if self._survey is not None:
            return self._survey.digest_of(place.path)
        return digest(read_whole(self._root, place.path))

    def _key(self, place: Place, content: bytes) -> bytes:
        # there are tens of thousands of keys: hashing joined bytes is faster than `digest_of`, and just as unambiguous,
        # because no part contains a null byte
        named = f"{place.path}\0{place.language}\0{place.kind}\0".encode(errors="surrogateescape")
        return digest(self._signature + named + content)

    def _read(self, place: Place) -> bytes:
        """Parse one file; return its cache key, its `StoredText` and its HTML, together encoded as bytes.

        The key is computed from the bytes that were parsed, because the file may have been saved since its digest was
        computed.
        """
        data = read_whole(self._root, place.path)
        key = self._key(place, digest(data))
        text, faults = self._reader.read(data, place)
        html = text.html if text else ""
        reading = StoredText(key, text and without_html(text, key), faults)
        return msgspec.msgpack.encode((key, READING.encode(reading), html))

    def _kept(self, answer: bytes) -> StoredText:
        key, reading, html = _ANSWER.decode(answer)
        self._store.keep(key, reading)
        self._html[key] = html.encode()
        self._store.keep(html_key(key), self._html[key])
        return required(READING.decode(reading))


def html_key(key: bytes) -> bytes:
    """Return the cache key under which a text's HTML is stored, given the cache key of the text."""
    return key + b"html"


def without_html(text: Text, key: bytes) -> Text:
    """Return a copy of a text as it is cached: with its cache key and without its HTML, which is cached apart.

    The copy is marked as `bare`, so that its HTML is looked up. If the text has no words, there is no HTML to look up,
    and it is not marked.
    """
    bare = not text.wordless
    return replace(text, key=key, html="" if bare else text.html, bare=bare)


class Memory:
    """The memory of one process, what it is asked to show first, and what it builds without.

    A fault does not stop a preview. The build is tried again with each faulty text as the last build had it or, if that
    had none, without the text.

    Attributes:
        texts: The parsed texts of the last build, by cache key.
        in_view: The paths of the pages that somebody looks at; they are rendered first.
        faults: The faults of the content as it is, and `words` about them by language; empty until they are known.
        left_out: The paths of faulty files and folders that are left out.
        stopped: Whether faults stopped the last attempt.
        again: Whether another attempt may succeed.
    """

    def __init__(self, show: Callable[[str, bytes], None]) -> None:
        """Begin without memories; `show` is called with path and HTML of each page in view when it is rendered."""
        self.show = show
        self.texts: dict[bytes, StoredText] = {}
        self._surroundings = b""
        self._found = self._before = Survey({})
        self.begin(())

    def begin(self, in_view: Collection[str]) -> None:
        """Forget the faults, for a build of the content as it is now."""
        self.in_view = in_view
        self.faults: tuple[ShownFault, ...] = ()
        self.words: dict[str, dict[str, str]] = {}
        self.left_out: set[str] = set()
        self._replaced: set[str] = set()
        self.stopped = self.again = False

    def without_faulty(self, found: Survey, before: Survey) -> Survey:
        """Return a scan of the content in which faulty texts are as the last build (`before`) had them, or left out."""
        self._found = found
        if not (self._replaced or self.left_out):
            self._before = before
            return found
        good = {path: self._before.files[path] for path in found.files.keys() & self._replaced}
        return Survey({path: good.get(path, each) for path, each in found.files.items() if not self.leaves_out(path)})

    def leaves_out(self, path: str) -> bool:
        """Return whether a file is left out, itself or with its folder."""
        parts = path.split("/") if self.left_out else []
        return any("/".join(parts[:depth]) in self.left_out for depth in range(1, len(parts) + 1))

    def _is_as_before(self, path: str) -> bool:
        """Return whether this attempt has a file as the last build had it."""
        now, before = self._found.files.get(path), self._before.files.get(path)
        return path in self._replaced or (now is not None and before is not None and now.digest == before.digest)

    def set_aside(self, faulty: Set[str], texts: Mapping[str, Text | None], data: Collection[str]) -> None:
        """Decide how the next attempt does without faulty files; `again` is False if it cannot.

        Args:
            faulty: The paths with a fault.
            texts: All texts of this attempt, by path; None stands for one that cannot be parsed.
            data: The paths of vocabularies and other tables. They concern all texts, so nothing is built without them.
        """
        self.stopped, known = True, len(self._replaced) + len(self.left_out)
        if any(path in data or path.startswith("/") for path in faulty):
            return
        if any(map(self._is_as_before, faulty)) and not all(map(self._is_as_before, data)):
            return  # a term was removed, for example: the fault is not in the texts that name it
        for path in faulty:
            if path.endswith(".md") and path in self._before.files and not self._is_as_before(path):
                self._replaced.add(path)
            else:
                self.left_out.add(path)
        there = {path: text for path, text in texts.items() if not self.leaves_out(path)}
        # a text that is replaced may be an original
        kept = {path.rpartition("/")[0] for path in there.keys() & self._replaced}
        kept |= {text.folder for text in there.values() if text and not text.front.translates}
        folders = {path.rpartition("/")[0] for path in faulty & self.left_out & texts.keys()}
        self.left_out |= {each for each in folders - kept if not each.endswith(f"/{FOLDER}")}
        self.again = len(self._replaced) + len(self.left_out) > known

    def give_to(self, pelican: Pelican) -> None:
        """Let a run of Pelican use this memory; it receives Pelican's signal `initialized`."""
        pelican.archive_memory = self

    def require_same(self, surroundings: bytes) -> None:
        """Raise SystemExit(OUTDATED) if code, settings, theme or day have changed since the first build.

        `surroundings` is their digest. The process cannot import changed code again, so another one must build.
        """
        self._surroundings = self._surroundings or surroundings
        # the version that the cache uses is that of the code as it was loaded
        if surroundings != self._surroundings or code_version.__wrapped__() != code_version():
            raise SystemExit(OUTDATED)

    def settle(self) -> None:
        """Free what the last build left behind. Builds run without garbage collection, which would slow them down."""
        gc.collect()
        # what is left lives long; the next collection need not look at it
        gc.freeze()
