"""Take values from the cache or compute them on all cores; parsed texts among them.

A text's HTML lies in the store by itself: few builds look at more than a few of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.index import Words
from newsarchive.archive.models import Text
from newsarchive.archive.pages import CacheFormat, required
from newsarchive.archive.settings import Site
from newsarchive.code_version import code_version
from newsarchive.readers.text import Place, TextReader

from .cache import Store, digest
from .diagnostics import BuildError
from .files import read_whole
from .inputs import Survey
from .last_build import LastBuild, StoredText
from .workers import mapped, progress, workers_for

Item = TypeVar("Item")
Value = TypeVar("Value")

_LEAST_SLOW_VALUES = 4  # values that take a second each: few are enough for another process
_FLUSHED_VALUES = 500  # values


class Refused(msgspec.Struct, tag=True):
    """What is stored of a file of which nothing can be published: its fault's code, and what was found."""

    code: str
    found: str


def made_of_files(
    store: Store,
    paths: Sequence[Path],
    key_of: Callable[[Path, bytes], bytes],
    make: Callable[[Path, bytes], bytes],
    read: Callable[[bytes], Value | None],
    label: str,
) -> list[tuple[bytes, Value]]:
    """Return the key and the value of each file, in order, by its path and its bytes.

    A file is read again where it is made: the bytes of all at once could fill the memory. BuildError where they have
    changed by then. For `make`, `read` and `label` see `made_all`.
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
    """Return the value of each item, in order.

    Args:
        store: The cache. Values that it lacks are made now, on all cores.
        items: What values are made of.
        keys: The cache key of each item.
        make: Returns the bytes of an item's value.
        read: Returns the value of these bytes, or None if other code wrote them: then it is made again.
        label: The name of a long run, for its progress bar.
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


_LEAST_LARGE_VALUES = 1  # items that are large: each pays for another process


class Keeping:
    """Values by key lie in the store, values under a name beside what the last build left."""

    def __init__(self, store: Store, last: LastBuild, label: str, shared: bytes, words: Mapping[str, bytes]) -> None:
        """`label` names a long run for which no other name is given."""
        self._store, self._last, self._label = store, last, label
        self.shared, self.words = shared, words
        self.names: dict[str, bytes] = {}
        """The values that this build keeps under a name."""

    def made_all(
        self,
        items: Sequence[Item],
        keys: Sequence[bytes],
        make: Callable[[Item], bytes],
        read: Callable[[bytes], Value | None],
        label: str = "",
    ) -> list[Value]:
        """Return the value of each item, in order, made now where the store lacks its key."""
        return made_all(self._store, items, keys, make, read, label or self._label)

    def mapped(self, items: Sequence[Item], make: Callable[[Item], bytes]) -> list[bytes]:
        """Return what `make` makes of each item, in order, on all cores."""
        return [value for _, value in sorted(mapped(make, items, workers_for(len(items), least=_LEAST_LARGE_VALUES)))]

    def named(self, name: str) -> bytes:
        """Return what the last build kept under a name."""
        return self._last.named(name)

    def name(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        self.names[name] = value


ReadResult = tuple[Text | None, tuple[Fault, ...]]

READING: CacheFormat[StoredText] = CacheFormat(StoredText)
_ANSWER: msgspec.msgpack.Decoder[tuple[bytes, bytes, str]] = msgspec.msgpack.Decoder(tuple[bytes, bytes, str])
_FLUSHED_TEXTS = 500  # texts


class StoredReader:
    """Reads the texts of a site. A result is keyed by the file's bytes and by all that reading depends on."""

    def __init__(
        self,
        site: Site,
        words: Words,
        store: Store,
        survey: Survey | None = None,
        known: Mapping[str, StoredText] | None = None,
    ) -> None:
        """`words` give the names of links back from footnotes, and what a long run is called.

        `survey` says what the files hold; without it each is looked into. `known` are the readings of the last build.
        """
        # `{}` passes through the catalogue and is filled, per footnote, by the Markdown extension
        back = {tag: words(tag, "footnote.back", mark="{}") for tag in site.tags}
        contacts = site.newsroom.contacts
        self._reader = TextReader({each.tag: each for each in site.languages}, back, contacts)
        self._store, self._survey, self._known = store, survey, known or {}
        self._label = words(site.default, "newsroom.progress.reading")
        table = repr((site.languages, sorted(back.items()), contacts))
        self._signature = digest(code_version(), table)
        self._root, self._places = Path(), dict[str, Place]()
        self._html: dict[bytes, bytes] = {}
        self.readings: dict[str, StoredText] = {}
        self.fresh = 0
        self.overtaken = False
        """Whether a file held something else when it was read than the survey found."""

    def __call__(self, root: Path, places: Sequence[Place]) -> Iterator[ReadResult]:
        """Yield what reading each file under `root` gives, without its HTML, in the order of `places`."""
        self._root, self._places = root, {place.path: place for place in places}
        keys = [self._key(place, self._digest_of(place)) for place in places]
        found = self._found(places, keys)
        wanted = [place for place in places if place.path not in found]
        self.fresh = len(wanted)
        # the processes are there before the bar, whose clock is a thread
        made = mapped(self._read, wanted, workers_for(len(wanted)))
        with progress(self._label, len(wanted)) as step:
            for count, (at, answer) in enumerate(made, start=1):
                found[wanted[at].path] = self._kept(answer)
                if count % _FLUSHED_TEXTS == 0:
                    self._store.flush()
                step()
        self._store.flush()
        self.readings = {place.path: found[place.path] for place in places}
        self._store.use(each for reading in self.readings.values() for each in (reading.key, html_key(reading.key)))
        self.overtaken = any(each.key != key for each, key in zip(self.readings.values(), keys, strict=True))
        return ((reading.text, reading.faults) for reading in self.readings.values())

    def html(self, text: Text) -> str:
        """Return the HTML of a text that was read without it; BuildError where its file is no longer what it was."""
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
        if again is None or self._key(place, hashlib.sha256(data).digest()) != text.key:
            raise BuildError(f"{text.path} was changed while it was built; build again")
        return again.html

    def keys_of(self, paths: Iterable[str]) -> list[bytes]:
        """Return the store's keys of what was read of files."""
        keys = [self.readings[path].key for path in paths if path in self.readings]
        return [*keys, *map(html_key, keys)]

    def look_up_all(self) -> None:
        """Have the HTML of all texts at hand: many at once are looked up faster than one by one."""
        missing = [each.key for each in self.readings.values() if each.text and each.text.bare]
        keys = {html_key(key): key for key in missing if key not in self._html}
        for key, value in self._store.find(list(keys)).items():
            self._html[keys[key]] = value

    def _found(self, places: Sequence[Place], keys: Sequence[bytes]) -> dict[str, StoredText]:
        """Return the readings that the last build had, or the store has, by path."""
        found: dict[str, StoredText] = {}
        asked: dict[bytes, str] = {}
        for place, key in zip(places, keys, strict=True):
            known = self._known.get(place.path)
            if known is not None and known.key == key:
                found[place.path] = known
            else:
                asked[key] = place.path
        for key, reading in self._store.find_read(list(asked), READING.decode).items():
            found[asked[key]] = reading
        return found

    def _digest_of(self, place: Place) -> bytes:
        if self._survey is not None:
            return self._survey.digest_of(place.path)
        return hashlib.sha256(read_whole(self._root, place.path)).digest()

    def _key(self, place: Place, content: bytes) -> bytes:
        # by the ten thousand: one run over joined bytes is quicker than a digest of parts, and no part holds a zero
        named = f"{place.path}\0{place.language}\0{place.kind}\0".encode(errors="surrogateescape")
        return hashlib.sha256(self._signature + named + content).digest()

    def _read(self, place: Place) -> bytes:
        """Read one file. The key is made from the very bytes that were read: a save may have come in between."""
        data = read_whole(self._root, place.path)
        key = self._key(place, hashlib.sha256(data).digest())
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
    """Return the store's key of a text's HTML by that of the text."""
    return key + b"html"


def without_html(text: Text, key: bytes) -> Text:
    """Return a text that leaves its HTML behind, where it has words."""
    bare = not text.wordless
    return msgspec.structs.replace(text, key=key, html="" if bare else text.html, bare=bare)
