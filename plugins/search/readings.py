"""What is read of a text: how often each stem counts, and the files of its results. The slow step, done once a text.

Nothing here depends on the vocabularies: a term's new name has no text read again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import msgspec

from plugins.archive.cached import CacheFormat
from plugins.archive.index import Edition
from plugins.archive.records import Briefing, Text

from .languages import add_stems
from .prose import plain
from .results import result_files
from .weighing import WEIGHTS


class Shown(NamedTuple):
    """A text, the languages whose readers are shown it, and a digest of all that a reading of it depends on."""

    briefing: Briefing
    text: Text
    languages: tuple[str, ...]
    key: bytes


class Words(msgspec.Struct, array_like=True):
    """How often each stem counts in a text and in its sources' titles, and how many words the text has."""

    counts: dict[str, int]
    length: int


class Results(msgspec.Struct, array_like=True):
    """The files of a result in each language. What else was read is left as it is."""

    words: msgspec.Raw
    files: dict[str, list[bytes]]


class _Reading(msgspec.Struct, array_like=True):
    words: Words
    files: dict[str, list[bytes]]


READING: CacheFormat[_Reading] = CacheFormat(_Reading)
_WORDS = msgspec.msgpack.Decoder(tuple[Words, msgspec.Raw])
_RESULTS = msgspec.msgpack.Decoder(Results)


def read(shown: Shown, edition: Edition) -> bytes:
    """Read a text; its reading as a cache takes it."""
    body = plain(edition.html(shown.text))
    files = {language: result_files(shown.briefing, body, edition, language) for language in shown.languages}
    return READING.encode(_Reading(_words(shown, body), files))


def words_in(reading: memoryview) -> Words:
    """Return the words of the payload of a reading."""
    return _WORDS.decode(reading)[0]


def results_in(reading: memoryview, language: str) -> list[bytes]:
    """Return the files of a result, from the payload of a reading."""
    return _RESULTS.decode(reading).files[language]


def _words(shown: Shown, body: str) -> Words:
    front, language = shown.text.front, shown.text.language
    counts: defaultdict[str, int] = defaultdict(int)
    length = add_stems(counts, front.title, language, WEIGHTS["title"])
    length += add_stems(counts, front.summary, language, WEIGHTS["summary"])
    whole = f"{body} {front.image.caption}" if front.image else body
    length += add_stems(counts, whole, language, WEIGHTS["body"])
    for source in shown.briefing.front.sources:
        add_stems(counts, f"{source.title} {source.publisher}", source.lang, WEIGHTS["sources"])
    return Words(counts, length)
