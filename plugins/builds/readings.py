"""Texts read through the store: what has not changed is not read again, and what has is read on all cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from plugins.archive.faults import Fault
from plugins.archive.index import Words
from plugins.archive.records import Text
from plugins.archive.site import Site
from plugins.reading.texts import Place, TextReader

from .parallel import mapped, workers_for
from .progress import progress
from .signature import code_signature
from .store import KEY_BYTES, Store, digest

ReadResult = tuple[Text | None, tuple[Fault, ...]]

_RESULT: msgspec.msgpack.Decoder[ReadResult] = msgspec.msgpack.Decoder(ReadResult)
_PACKAGES = ("archive", "languages", "reading", "translations")
_LIBRARIES = ("Markdown", "Pygments", "typogrify", "nh3", "PyYAML", "msgspec", "Unidecode")
_BATCH = 500


class StoredReader:
    """Reads the texts of a site. A result is keyed by the file's bytes and by all that reading depends on."""

    def __init__(self, site: Site, words: Words, store: Store) -> None:
        """`words` give the names of links back from footnotes, and what a long run is called."""
        # `{}` passes through the catalogue and is filled, per footnote, by the Markdown extension
        back = {tag: words(tag, "footnote.back", mark="{}") for tag in site.tags}
        self._reader = TextReader({each.tag: each for each in site.languages}, back)
        self._store = store
        self._label = words(site.default, "newsroom.progress.reading")
        table = repr((site.languages, sorted(back.items())))
        self._signature = digest(code_signature(_PACKAGES, _LIBRARIES), table)

    def __call__(self, root: Path, places: Sequence[Place]) -> Iterator[ReadResult]:
        """Yield what reading each file under `root` gives, in the order of `places`."""
        results: dict[int, ReadResult] = {}
        missing: list[int] = []
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            keys = [self._key(_bytes_of(root, place), place) for place in batch]
            found = self._store.find(keys)
            for index, key in enumerate(keys, start=start):
                if key in found:
                    results[index] = _RESULT.decode(found[key])
                else:
                    missing.append(index)
        wanted = [places[index] for index in missing]
        # the processes are there before the bar, whose clock is a thread
        made = mapped(partial(self._read, root), wanted, workers_for(len(wanted)))
        with progress(self._label, len(wanted)) as step:
            for at, answer in made:
                key, value = answer[:KEY_BYTES], answer[KEY_BYTES:]
                self._store.keep(key, value)
                results[missing[at]] = _RESULT.decode(value)
                step()
        for index in range(len(places)):
            yield results.pop(index)

    def _key(self, data: bytes, place: Place) -> bytes:
        return digest(self._signature, place.path, place.language, place.kind, data)

    def _read(self, root: Path, place: Place) -> bytes:
        """Read one file. The key is made from the very bytes that were read: a save may have come in between."""
        data = _bytes_of(root, place)
        return self._key(data, place) + msgspec.msgpack.encode(self._reader.read(data, place))


def _bytes_of(root: Path, place: Place) -> bytes:
    # joining paths as objects takes longer than reading the file
    with open(f"{root}/{place.path}", "rb") as file:  # noqa: PTH123
        return file.read()
