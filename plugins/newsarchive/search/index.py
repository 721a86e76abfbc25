"""One language's index in this build, and its files.

An index consists of *lists* (for each word, the briefings that contain it) and of *results* (what the search page shows
of a briefing), both as small JSON files, which the script in the browser loads. If no briefing differs from the last
build, the digests of all files are known without reading a text. If few differ, the lists are changed in place;
otherwise they are rebuilt. Either way the files are the same.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

import msgspec

from newsarchive.digests import digest, digest_of
from newsarchive.model import addresses
from newsarchive.model.pages import CacheFormat, File, Kept, required

from .corpus import FACETS, Corpus, Shown, marks, result_name, with_terms
from .lists import Differences, Lists, change, lists_of, numbers_of
from .postings import mark_lists
from .shards import name_of, shards
from .words import Spellings, stop_words

FEW = 10
"""Lists are changed in place if at most this many briefings differ from the last build, or one in this many."""


class Index:
    """The search index of one language, brought up to date in this build.

    If `stale`, call `Corpus.read` with the texts in `unread`, then `make`, then `take` with what `make` returned. After
    that, or at once if not stale, `files` yields the files.
    """

    def __init__(self, corpus: Corpus, language: str, kept: Kept) -> None:
        """Load from the cache what the last build indexed, and determine which briefings are new, changed or gone."""
        self._corpus = corpus
        self._language = language
        self._shown = corpus.shown[language]
        # local and public sites are often built in turn with the same cache
        kind = "public" if corpus.edition.site.clean_addresses else "local"
        self._kept, self._name = kept, f"search/{language}/{kind}"
        self._contents = _CONTENTS.decode(kept.named(self._name)) or NOTHING
        self._files: dict[str, bytes] = {}
        self._differing = set(filter(self._differs, self._shown))
        self._removed = self._contents.briefings.keys() - self._shown.keys()
        self._regrouped: set[str] = set()
        self._lists: Lists | None = None
        self.stale = bool(self._differing or self._removed or self._contents.vocabularies != corpus.vocabularies)
        if self.stale:
            self._plan()

    def _differs(self, slug: str) -> bool:
        placed = self._contents.briefings.get(slug)
        return (
            placed is None
            or placed.number != self._corpus.numbers[slug]
            or placed.version != self._corpus.versions[self._language][slug]
        )

    def _plan(self) -> None:
        """Decide whether to change the last build's lists or to rebuild them, and determine the texts to read."""
        # use the cache here, because `make` may run in another process
        spellings = self._corpus.weigher.spellings
        lists = self._stored_lists()
        if lists and self._contents.vocabularies != self._corpus.vocabularies:
            self._regrouped = _regrouped(lists, spellings)
            self._differing |= self._spelled_otherwise(lists)
        few = max(FEW, len(self._shown) // FEW)
        if lists and len(self._differing) + len(self._removed) <= few:
            self._lists = lists
        else:
            self._differing = set(self._shown)

    def _spelled_otherwise(self, lists: Lists) -> set[str]:
        """Return the slugs of the briefings that contain a word whose set of spellings has changed."""
        numbers = numbers_of(lists, self._regrouped)
        placed = self._contents.briefings
        return {slug for slug in self._shown.keys() & placed.keys() if placed[slug].number in numbers}

    @property
    def unread(self) -> list[Shown]:
        """The texts that the caller must pass to `Corpus.read` before it calls `make`."""
        return [self._shown[slug] for slug in self._corpus.numbers if slug in self._differing]

    def make(self) -> bytes:
        """Compute the up-to-date lists as bytes, which `take` expects. This may run in another process."""
        return LISTS.encode(self._made_lists())

    def take(self, made: bytes) -> None:
        """Use the lists that `make` returned, and store them in the cache for the next build."""
        self._lists = None
        self._files = index_files(required(LISTS.decode(made)), len(self._shown), self._language)
        versions = self._corpus.versions[self._language]
        briefings = {
            slug: IndexedBriefing(number, versions[slug], self._parts(slug))
            for slug, number in self._corpus.numbers.items()
        }
        digests = {name: digest(content) for name, content in self._files.items()}
        self._contents = Contents(briefings, digests, self._corpus.vocabularies)
        # most builds need the small contents alone
        self._kept.name(self._name, _CONTENTS.encode(self._contents))
        self._kept.name(f"{self._name}/lists", made)

    def _stored_lists(self) -> Lists | None:
        """Return the lists that the last build stored together with the contents, or None."""
        return LISTS.decode(self._kept.named(f"{self._name}/lists"))

    def _parts(self, slug: str) -> int:
        if slug in self._differing:
            return len(self._corpus.results(self._shown[slug], self._language))
        return self._contents.briefings[slug].parts

    def files(self) -> Iterator[File]:
        """Yield the files to publish, whose contents are computed only when the builder asks for them."""
        folder = addresses.search(self._language)
        for slug, placed in self._contents.briefings.items():
            shown = self._shown[slug]
            for part in range(placed.parts):
                content = partial(self._result, shown, part)
                key = digest_of(shown.key, part, self._corpus.numbers_of(shown.terms))
                yield File(f"{folder}{result_name(placed.number, part)}", content, key)
        for name, key in self._contents.files.items():
            yield File(f"{folder}{name}", partial(self._file, name), key)

    def _result(self, shown: Shown, part: int) -> bytes:
        result = self._corpus.results(shown, self._language)[part]
        terms = self._corpus.numbers_of(shown.terms)
        return with_terms(result, terms) if terms and not part else result

    def _file(self, name: str) -> bytes:
        if not self._files:
            lists = self._stored_lists()
            if lists is None:
                self._corpus.read(self._shown.values())
            self._files = index_files(lists or self._made_lists(), len(self._shown), self._language)
        return self._files[name]

    def _made_lists(self) -> Lists:
        """Return, for each word, the list of briefings that contain it: changed or built anew, as `_plan` decided."""
        spellings, shown = self._corpus.weigher.spellings, self._shown
        found = {mark: (text, *self._names(mark)) for mark, text in mark_lists(dict(self._marks())).items()}
        others = self._corpus.others_from
        if self._lists is None:
            return lists_of(self._weighed(shown), found, spellings, others)
        before = self._contents.briefings
        gone = {before[slug].number for slug in (self._differing | self._removed) & before.keys()}
        differences = Differences(gone, dict(self._weighed(self._differing)), self._regrouped)
        change(self._lists, differences, found, spellings, others)
        return self._lists

    def _marks(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the number of each briefing with its marks; filters find nothing else."""
        by_slug = self._corpus.edition.archive.by_slug
        for name, number in self._corpus.numbers.items():
            text = self._shown[name].text
            if name in by_slug and text:
                yield number, marks(by_slug[name], text)

    def _names(self, mark: str) -> Iterator[str]:
        """Yield the name of the term of a mark, if it stands for one."""
        facet, _, term = mark.partition(":")
        if facet in FACETS:
            edition = self._corpus.edition
            name, _ = edition.archive.vocabularies[FACETS[facet]][term].name(self._language, edition.site.default)
            yield name

    def _weighed(self, slugs: Container[str]) -> Iterator[tuple[int, dict[str, int]]]:
        for slug, number in self._corpus.numbers.items():
            if slug in slugs:
                yield number, self._corpus.weights(self._shown[slug])


def index_files(lists: Lists, results: int, language: str) -> dict[str, bytes]:
    """Return the files that say which briefings contain each word, by name.

    The first also has the number of all results, that of the first which is no briefing, and the language's stop words.
    """
    files = {
        f"p{name_of(word)}.{place}.json": msgspec.json.encode(piece)
        for word, others in lists.more.items()
        for place, piece in enumerate(others, start=1)
    }
    head = {"N": results, "B": lists.others_from, "W": stop_words(language)}
    return {**files, **shards(lists.leaves, head)}


def _regrouped(lists: Lists, spellings: Spellings) -> set[str]:
    """Return the stems whose set of spellings (forms of one name, as Turan and Туран) has changed, or is told anew."""
    changed = {word for group in {*lists.groups} ^ {*spellings.groups} for word in group}
    return changed.union(*(spellings.all(word) for word in {*lists.by_rule} ^ spellings.by_rule))


class IndexedBriefing(msgspec.Struct, array_like=True, frozen=True):
    """What a build stores about an indexed briefing, so that the next build can tell whether it has changed.

    `version` is a digest of its text and of the names of its terms; `parts` counts the JSON files of its result.
    """

    number: int
    version: bytes
    parts: int


class Contents(msgspec.Struct, array_like=True, frozen=True):
    """What a build stores about an index, so that the next build can tell what has changed.

    Attributes:
        files: The digest of each file that says which briefings contain a word, by name.
        vocabularies: A digest of the names of all tags, people, organisations and places.
    """

    briefings: dict[str, IndexedBriefing]
    files: dict[str, bytes]
    vocabularies: bytes


NOTHING = Contents({}, {}, b"")
_CONTENTS: CacheFormat[Contents] = CacheFormat(Contents)
LISTS: CacheFormat[Lists] = CacheFormat(Lists)
