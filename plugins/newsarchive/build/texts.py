"""Load the texts and vocabularies of the content: from the cache, or by parsing their files on all cores.

The HTML of a text is cached apart from the rest of it, because most builds need the HTML of only a few texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from newsarchive.content.files import ContentFile
from newsarchive.content.typed_text import Place
from newsarchive.digests import digest, digest_of
from newsarchive.model.diagnostics import Fault
from newsarchive.model.index import Words
from newsarchive.model.models import Text
from newsarchive.model.settings import Site
from newsarchive.model.vocabularies import Term

from .cache import Cache
from .errors import BuildError
from .workers import mapped, workers_for

if TYPE_CHECKING:
    from newsarchive.content.text import TextReader


class StoredText(msgspec.Struct, frozen=True, array_like=True):
    """What is cached of a parsed file: its cache key, its text without the HTML, and the faults found in it.

    `text` is None if the file cannot be parsed.
    """

    key: bytes
    text: Text | None
    faults: tuple[Fault, ...]


ReadResult = tuple[Text | None, tuple[Fault, ...]]
ReadVocabulary = tuple[dict[str, Term] | None, tuple[Fault, ...]]

_STORED: msgspec.msgpack.Decoder[StoredText] = msgspec.msgpack.Decoder(StoredText)
_VOCABULARY: msgspec.msgpack.Decoder[ReadVocabulary] = msgspec.msgpack.Decoder(ReadVocabulary)


class CachedReader:
    """Loads the texts and vocabularies of a site's content: takes them from the cache, or parses their files.

    Attributes:
        readings: What `texts` loaded of each file, by path.
        fresh: How many files it parsed.
        label: That of its progress bar.
        overtaken: Whether a parsed file had changed since its digest was computed, so that its key is another now.
    """

    def __init__(self, site: Site, words: Words, cache: Cache, survey: Mapping[str, ContentFile]) -> None:
        """Prepare to load the texts of a site, of whose files `survey` has the digests."""
        # the catalogue leaves this `{}` as it is; the Markdown extension fills it for each footnote
        self._back = {tag: words(tag, "footnote.back", mark="{}") for tag in site.tags}
        self._site, self._cache, self._survey = site, cache, survey
        self.label = words(site.default, "newsroom.progress.reading")
        own = site.taxonomies, site.extra_fields, site.sources
        table = repr((site.languages, sorted(self._back.items()), site.newsroom.contacts, own))
        self._signature = digest_of("text", table)
        self._places: dict[str, Place] = {}
        self.readings: dict[str, StoredText] = {}
        self.fresh = 0
        self.overtaken = False

    @cached_property
    def _reader(self) -> TextReader:
        # imported late: it takes a twentieth of a second, and most builds parse nothing
        from newsarchive.content.text import TextReader

        languages = {each.tag: each for each in self._site.languages}
        return TextReader(languages, self._back, self._site.newsroom.contacts, self._site.fields)

    def texts(self, root: Path, places: Sequence[Place]) -> Iterator[ReadResult]:
        """Load files of the content folder, `root`; return (text, faults) for each, in order."""
        self._root, self._places = root, {place.path: place for place in places}
        keys = {place.path: self._key(place, self._survey[place.path].digest) for place in places}
        stored = self._cache.find([*keys.values()])
        absent = [place for place in places if keys[place.path] not in stored]
        found = {path: stored[key] for path, key in keys.items() if key in stored} | self._parsed(absent)
        self.fresh = len(absent)
        self.readings = {path: _STORED.decode(found[path]) for path in keys}
        self._cache.use(html_key(reading.key) for reading in self.readings.values())
        self.overtaken = any(self.readings[path].key != key for path, key in keys.items())
        return ((reading.text, reading.faults) for reading in self.readings.values())

    def _parsed(self, places: Sequence[Place]) -> dict[str, bytes]:
        found = {}
        for at, answer in mapped(self._read, places, workers_for(len(places)), self.label):
            key, found[places[at].path], html = answer
            self._cache.keep(key, found[places[at].path])
            self._cache.keep(html_key(key), html)
        return found

    def vocabulary(self, data: bytes, path: str, site: Site) -> ReadVocabulary:
        """Load a vocabulary from its bytes; return its terms by id, or None if it is unreadable, and its faults."""

        def make() -> bytes:
            from newsarchive.content.text import read_vocabulary

            return msgspec.msgpack.encode(read_vocabulary(data, path, site))

        return _VOCABULARY.decode(
            self._cache.get(digest_of("vocabulary", self._signature, path, data, site.default), make)
        )

    def html(self, text: Text) -> str:
        """Return the HTML of a text that was loaded without it, from the cache or by parsing its file again.

        BuildError is raised if the file has changed in the meantime.
        """

        def make() -> bytes:
            key, _, html = self._read(self._places[text.path])
            if key != text.key:
                raise BuildError(f"{text.path} was changed while it was built; build again")
            return html

        return self._cache.get(html_key(text.key), make).decode()

    def _key(self, place: Place, content: bytes) -> bytes:
        path = place.path.encode(errors="surrogateescape")
        return digest_of(self._signature, path, place.language, place.kind, content)

    def _read(self, place: Place) -> tuple[bytes, bytes, bytes]:
        data = (self._root / place.path).read_bytes()
        # the file may have been saved since its digest was computed
        key = self._key(place, digest(data))
        text, faults = self._reader.read(data, place)
        html = text.html.encode() if text else b""
        # without its HTML, which is cached apart
        bare = text and replace(text, key=key, html="")
        return key, msgspec.msgpack.encode(StoredText(key, bare, faults)), html


def html_key(key: bytes) -> bytes:
    """Return the cache key under which a text's HTML is stored, given the cache key of the text."""
    return key + b"html"
