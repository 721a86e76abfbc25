"""One language's index, as small files.

An index consists of *lists* (for each word, the briefings that contain it) and of *results* (what the search page shows
of a briefing), both as small JSON files, which the script in the browser loads. Words are stems here, briefings are
numbers. Besides words there are marks, which filters use: `lang:az`, `year:2023`, `tag:privacy`.

*Files*: words with the same first letters are in one file: with one letter, or with as many as it takes to make the
file short enough. It is named after these letters. `index.json` lists them, so that the script knows which file has a
word.

*Cache*: every step is a function of the one before, cached under a digest of what it depends on. A text is read for its
words; a *batch* of some dozens of texts has the postings of its words, by their first letters; all postings with the
same first letters are a *part* of the index. So an edit reads one text, makes one batch and a few parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import chain, groupby

import msgspec

from newsarchive.digests import digest, digest_of
from newsarchive.model import addresses
from newsarchive.model.pages import File

from .corpus import FACETS, Corpus, Reading, weights
from .names import Names
from .postings import number_of, pieces, posting
from .results import Shown, head_of, result_name
from .words import LONGEST, name_of, stop_words

MOST_OF_A_FILE = 5_000
"""The largest size, in bytes, of a file with several words; a query loads one for each word."""

MOST_OF_A_LIST = 5_000
"""The most characters of a word's list of briefings in the same file as the word.

The rest of a longer list is in further files, which the script loads only if it needs them.
"""

_LETTERS = 2
"""How many first letters words of one part have in common."""

_BATCH = 64

Postings = dict[str, list[int]]

Table = tuple[dict[str, bytes], list[int]]
"""The digest of each file with lists, by its name, and the number of files of each result."""

Run = tuple[str, bytes]
"""Words that are in one file: the letters with which all of them begin, and their lists as JSON without braces."""

Part = tuple[str, list[bytes], dict[str, list[str]]]
"""First letters of words, the words' postings in each batch of texts, encoded, and what stands with some words.

With a word stand its other spellings, with a mark the name of its term.
"""

_TABLE: msgspec.msgpack.Decoder[Table] = msgspec.msgpack.Decoder(Table)
_BATCH_LISTS: msgspec.msgpack.Decoder[dict[str, bytes]] = msgspec.msgpack.Decoder(dict[str, bytes])
_POSTINGS: msgspec.msgpack.Decoder[Postings] = msgspec.msgpack.Decoder(Postings)
_PART: msgspec.msgpack.Decoder[tuple[list[Run], dict[str, bytes]]] = msgspec.msgpack.Decoder(
    tuple[list[Run], dict[str, bytes]]
)


class Index:
    """The search index of one language."""

    def __init__(self, corpus: Corpus, language: str) -> None:
        """Prepare the index; no text is read before `files` is asked."""
        self._corpus, self._language, self._shown = corpus, language, corpus.shown[language]

    def files(self) -> Iterator[File]:
        """Yield the files to publish, whose contents are computed only when the builder asks for them."""
        corpus, folder = self._corpus, addresses.search(self._language)
        known = [(shown.number, shown.key, shown.terms) for shown in self._shown]
        key = digest_of("index", self._language, corpus.vocabularies, known)
        lists, counts = _TABLE.decode(corpus.cache.get(key, self._table))
        for place, (shown, count) in enumerate(zip(self._shown, counts, strict=True)):
            terms = [corpus.numbers[term] - corpus.others_from for term in shown.terms]
            for part in range(count):
                content = partial(self._result, place, part, terms)
                yield File(f"{folder}{result_name(shown.number, part)}", content, digest_of(shown.key, part, terms))
        for name, own in lists.items():
            yield File(f"{folder}{name}", partial(self._list, name), own)

    def _result(self, place: int, part: int, terms: list[int]) -> bytes:
        _, _, parts = self._readings[place]
        if part:
            return msgspec.json.encode(parts[part])
        head = head_of(self._shown[place], self._corpus.edition, self._language) | {"x": parts[0]}
        more, named = {"m": len(parts) - 1}, {"w": terms}
        return msgspec.json.encode(head | (more if len(parts) > 1 else {}) | (named if terms else {}))

    def _list(self, name: str) -> bytes:
        return self._lists[name]

    def _table(self) -> bytes:
        lists = {name: digest(content) for name, content in self._lists.items()}
        return msgspec.msgpack.encode((lists, [len(parts) for _, _, parts in self._readings]))

    @cached_property
    def _readings(self) -> list[Reading]:
        return self._corpus.readings(self._shown)

    @cached_property
    def _lists(self) -> dict[str, bytes]:
        """All files with lists, by name."""
        parts, end = self._parts(), self._corpus.others_from
        keys = [digest_of("part", end, part) for part in parts]
        made = [*map(_PART.decode, self._corpus.cache.map(parts, keys, partial(make_part, others_from=end)))]
        runs: dict[str, bytes] = {}
        first = ""
        for letters, content in chain.from_iterable(some for some, _ in made):
            if letters[0] == first[:1] and len(runs[first]) + len(content) < MOST_OF_A_FILE:
                runs[first] += b"," + content
            else:
                first = letters
                runs[first] = content
        head = {"N": len(self._shown), "B": end, "W": stop_words(self._language), "S": list(runs)}
        files = {f"t{name_of(letters)}.json": b"{%b}" % content for letters, content in runs.items()}
        more = dict(chain.from_iterable(some.items() for _, some in made))
        return {"index.json": msgspec.json.encode(head), **files, **more}

    def _parts(self) -> list[Part]:
        archive, default = self._corpus.edition.archive, self._corpus.edition.site.default
        batches: defaultdict[str, list[bytes]] = defaultdict(list)
        for batch in self._batches():
            for letters, encoded in batch.items():
                batches[letters].append(encoded)
        beside: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        for facet, taxonomy in FACETS.items():
            for term in archive.listed_terms.get(taxonomy, {}).values():
                mark = f"{facet}:{term.id}"
                beside[mark[:_LETTERS]][mark] = [term.name(self._language, default)[0]]
        for written, ruled in self._corpus.names.groups:
            for stem in (*written, *ruled):
                beside[stem[:_LETTERS]][stem] = [other for other in written if other != stem]
        return [(letters, batches[letters], beside[letters]) for letters in sorted(batches, key=order)]

    def _batches(self) -> list[dict[str, bytes]]:
        names, known = self._corpus.names, self._corpus.vocabularies
        spelled, texts = digest_of(names.groups), zip(self._shown, self._readings, strict=True)
        items = [list(some) for _, some in groupby(texts, key=lambda text: text[0].number // _BATCH)]
        read = [[(one.number, one.key, [known[term] for term in one.terms]) for one, _ in some] for some in items]
        keys = [digest_of("batch", spelled, each) for each in read]
        made = self._corpus.cache.map(items, keys, partial(make_batch, names=names))
        return list(map(_BATCH_LISTS.decode, made))


def make_batch(batch: Sequence[tuple[Shown, Reading]], names: Names) -> bytes:
    """Return the postings of the words in some texts, encoded, by the first letters of the words."""
    postings: Postings = defaultdict(list)
    for shown, reading in batch:
        for word, weight in weights(reading, shown, names).items():
            postings[word].append(posting(shown.number, weight))
    found: dict[str, Postings] = defaultdict(dict)
    for word, some in postings.items():
        found[word[:_LETTERS]][word] = some
    encode = msgspec.msgpack.encode
    return encode({letters: encode(some) for letters, some in found.items()})


def make_part(part: Part, others_from: int) -> bytes:
    """Return a part of the index, encoded: its words in runs, and the files with the rest of long lists."""
    letters, batches, beside = part
    postings: Postings = defaultdict(list)
    for batch in batches:
        for word, some in _POSTINGS.decode(batch).items():
            postings[word] += some
    words, more = [], {}
    for word in sorted(postings, key=order):
        first, *rest = pieces(sorted(postings[word]), MOST_OF_A_LIST)
        for place, piece in enumerate(rest, start=1):
            more[f"p{name_of(word)}.{place}.json"] = msgspec.json.encode(piece)
        documents = sum(number_of(one) < others_from for one in postings[word]) if rest else 0
        value = [first, documents, len(rest), *beside.get(word, ())]
        words.append((word, msgspec.json.encode({word: value if rest or len(value) > 3 else first})[1:-1]))
    return msgspec.msgpack.encode((list(runs_of(words, letters)), more))


def runs_of(words: Sequence[Run], letters: str) -> Iterator[Run]:
    """Yield runs that are short enough for one file; all words begin with `letters`, and are sorted."""
    if len(words) == 1 or len(letters) == LONGEST or sum(len(content) + 1 for _, content in words) < MOST_OF_A_FILE:
        yield letters, b",".join(content for _, content in words)
    else:
        for longer, some in groupby(words, key=lambda run: run[0][: len(letters) + 1]):
            yield from runs_of(list(some), longer)


def order(word: str) -> bytes:
    """Return a sort key that orders words as JavaScript compares strings: by UTF-16 code units."""
    return word.encode("utf-16-be")
