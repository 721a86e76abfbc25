"""Texts read through the store: what has not changed is not read again, and what has is read on all cores.

A text's HTML lies in the store by itself: few builds look at more than a few of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from plugins.archive.cached import CacheFormat, required
from plugins.archive.faults import Fault
from plugins.archive.index import Words
from plugins.archive.records import Text
from plugins.archive.site import Site
from plugins.reading.texts import Place, TextReader

from .errors import BuildError
from .lastbuild import Reading
from .parallel import mapped, workers_for
from .progress import progress
from .signature import code_signature
from .store import Store, digest
from .survey import Survey
from .whole import read_whole

ReadResult = tuple[Text | None, tuple[Fault, ...]]

READING: CacheFormat[Reading] = CacheFormat(Reading)
_ANSWER: msgspec.msgpack.Decoder[tuple[bytes, bytes, str]] = msgspec.msgpack.Decoder(tuple[bytes, bytes, str])
PACKAGES = ("archive", "identifiers", "languages", "reading", "translations")
LIBRARIES = ("Markdown", "Pygments", "typogrify", "nh3", "PyYAML", "msgspec", "Unidecode", "babel", "blinker")
_FLUSHED = 500  # texts


class StoredReader:
    """Reads the texts of a site. A result is keyed by the file's bytes and by all that reading depends on."""

    def __init__(
        self,
        site: Site,
        words: Words,
        store: Store,
        survey: Survey | None = None,
        known: Mapping[str, Reading] | None = None,
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
        self._signature = digest(code_signature(PACKAGES, LIBRARIES), table)
        self._root, self._places = Path(), dict[str, Place]()
        self._html: dict[bytes, bytes] = {}
        self.readings: dict[str, Reading] = {}
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
                if count % _FLUSHED == 0:
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

    def _found(self, places: Sequence[Place], keys: Sequence[bytes]) -> dict[str, Reading]:
        """Return the readings that the last build had, or the store has, by path."""
        found: dict[str, Reading] = {}
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
        reading = Reading(key, text and without_html(text, key), faults)
        return msgspec.msgpack.encode((key, READING.encode(reading), html))

    def _kept(self, answer: bytes) -> Reading:
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
