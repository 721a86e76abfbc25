"""The history page of a text: each published revision, compared word by word.

A revision is one published state of a text. `build.histories` reads the earlier revisions from git and stores what
`shown_words` returns for each: its paragraphs as plain text. `history_page` then makes the page that shows readers what
changed from each revision to the next. The commands `status` and `translate` use `differing` and `differences` to
compare two versions of a text for editors.

The words come from the HTML of each revision, so comments, link targets, titles and attributes never appear among them.
Links to a text that is now withdrawn are left out, because they would reveal more than the page that replaces it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import accumulate, chain, takewhile
from typing import Literal
from urllib.parse import unquote

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.fields import FrontMatter
from newsarchive.archive.index import Archive, Edition
from newsarchive.archive.models import Briefing, State
from newsarchive.archive.pages import Alternate, Page, Step
from newsarchive.html.strings import LEFT_OUT, TAG, TAG_NAME
from newsarchive.i18n.dates import long_date
from newsarchive.readers.source_map import fenced_code

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]
Match = tuple[int, int, int]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_BREAK = "¶"

MOST_STEPS = 4_000_000
"""The budget of one comparison, in pairs of equal words (or paragraphs) that it may examine: about a second of work."""

_MOST_TRIED = 200_000
"""The steps to spend on one part of a text before it is split into shorter parts at anchors (see `_matches`)."""

_ANCHORS = (8, 4, 2, 1)
"""The lengths of anchors to try, longest first: a long run of equal words is the most reliable place for a split."""


class Steps:
    """A budget of work for one or more comparisons; those that share one budget are limited together."""

    def __init__(self, left: int = MOST_STEPS) -> None:
        """Create a budget of `left` steps; a step is a pair of equal items to examine."""
        self._left = left

    def take(self, wanted: int) -> bool:
        """Spend `wanted` steps and return True, or return False and spend nothing if fewer are left."""
        enough = wanted <= self._left
        self._left -= wanted if enough else 0
        return enough


def blocks(body: str) -> list[str]:
    """Return the paragraphs of a Markdown body, split at blank lines except in fenced code. Lines stay unchanged."""
    found: list[list[str]] = [[]]
    lines = body.split("\n")
    code = {*chain.from_iterable(fenced_code(lines))}
    for index, line in enumerate(lines):
        if line.strip() or index in code:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(each) for each in found if each]


def paragraphs(front: FrontMatter, body: str) -> list[str]:
    """Return the paragraphs of a text to compare, as typed: title, summary, picture, corrections and body.

    A change to any of them is a new revision of the text. Whitespace is normalised to single spaces, and empty
    paragraphs are left out.

    Args:
        front: The text's front matter.
        body: The text's Markdown.
    """
    return [" ".join(each.split()) for each in (*front.words, *blocks(body)) if each.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ between two versions of a text.

    Where one paragraph was replaced by three, or three by one, three are counted.
    """
    return sum(max(len(before), len(after)) for before, after in _runs(old, new, Steps()))


def differences(old: Sequence[str], new: Sequence[str], steps: Steps | None = None) -> list[list[Piece]]:
    """Return the differences between two versions of a text, word by word.

    For the paragraph "a b" that became "a c", the result is
    `[[("same", "a"), ("removed", "b"), ("added", "c")]]`.

    Args:
        old: The paragraphs before.
        new: The paragraphs after.
        steps: The budget to spend, by default that of one comparison. If it runs out, the rest counts as wholly
            rewritten.

    Returns:
        For each changed paragraph, or run of adjacent changed paragraphs, a list of pieces. A piece is a kind (`same`,
        `removed` or `added`) and words; `¶` in it stands for the end of a paragraph. Equal paragraphs are left out.
    """
    steps = steps or Steps()
    return [list(_pieces(_words(before), _words(after), steps)) for before, after in _runs(old, new, steps)]


def marked(pieces: Sequence[Piece]) -> str:
    """Return the pieces of a difference as plain text, for example `same [-removed-]{+added+} same`."""
    return "".join(words for _, words in spaced(pieces))


def spaced(pieces: Sequence[Piece]) -> Iterator[tuple[Kind, str]]:
    """Yield (kind, text) for each piece of a difference and for each space between pieces.

    The text of removed words is `[-…-]`, that of added words `{+…+}`. There is no space between removed words and the
    added words that replace them. The kind allows callers to colour the text.
    """
    before: Kind | None = None
    for kind, words in pieces:
        if before and (before, kind) != ("removed", "added"):
            yield "same", " "
        opening, closing = _MARKS[kind]
        yield kind, opening + words + closing
        before = kind


def _runs(old: Sequence[str], new: Sequence[str], steps: Steps) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for same, before, after in _aligned(old, new, steps):
        if not same:
            yield before, after


def _words(run: Sequence[str]) -> list[str]:
    return f" {_BREAK} ".join(run).split()


def _pieces(old: list[str], new: list[str], steps: Steps) -> Iterator[Piece]:
    for same, before, after in _aligned(old, new, steps):
        if same:
            yield "same", " ".join(before)
            continue
        if before:
            yield "removed", " ".join(before)
        if after:
            yield "added", " ".join(after)


def _aligned(
    old: Sequence[str], new: Sequence[str], steps: Steps
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Yield both sequences as consecutive runs of equal or different items.

    Each run is (whether it is equal, its items in `old`, its items in `new`).
    """
    place = other = 0
    for start, match, length in (*_joined(sorted(_matches(old, new, steps))), (len(old), len(new), 0)):
        if place < start or other < match:
            yield False, old[place:start], new[other:match]
        place, other = start + length, match + length
        if length:
            yield True, old[start:place], new[match:other]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _matches(old: Sequence[str], new: Sequence[str], steps: Steps, sizes: Sequence[int] = _ANCHORS) -> Iterator[Match]:
    """Yield the runs that both sequences have in common, unsorted, as (start in `old`, start in `new`, length).

    The result is like that of `difflib.SequenceMatcher`, whose work grows with the cube of the length where items
    repeat. To save time, the common head and tail are matched first, and sequences that would take too many steps are
    split at anchors, that is, at runs of items that occur exactly once in each sequence.

    Args:
        old: The items before.
        new: The items after.
        steps: The budget to spend.
        sizes: The lengths of anchors to try, in this order.
    """
    head = _common(zip(old, new, strict=False))
    tail = _common(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    yield 0, 0, head
    yield len(old) - tail, len(new) - tail, tail
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    found, whole = _longest_first(first, second, steps)
    for at, size in enumerate(() if whole else sizes):
        enough = steps.take(size * (len(first) + len(second)))
        anchors = _anchors(first, second, size) if enough else []
        if anchors:
            found = list(_parted(first, second, anchors, steps, sizes[at + 1 :]))
            break
    yield from ((head + start, head + match, length) for start, match, length in found)


def _longest_first(old: Sequence[str], new: Sequence[str], steps: Steps) -> tuple[list[Match], bool]:
    """Return the runs that both sequences have in common, as `_matches` does, and whether the search was completed.

    The search finds the longest run first, then recursively the longest before and after it. If the budget does not
    suffice, the runs found so far are returned, and False.
    """
    if not steps.take(len(old) + len(new)):
        return [], False
    counts = Counter(new)
    # the matcher's cost for a range of `old` is the number of pairs of equal items; sums give it for any range
    costs = list(accumulate((counts[item] + 1 for item in old), initial=0))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[Match] = []
    most = Steps(_MOST_TRIED)
    pending = [(0, len(old), 0, len(new))]
    while pending:
        a, b, c, d = pending.pop()
        if a == b or c == d:
            continue
        if not (most.take(costs[b] - costs[a]) and steps.take(costs[b] - costs[a])):
            return found, False
        start, match, length = matcher.find_longest_match(a, b, c, d)
        if length:
            found.append((start, match, length))
            pending += [(a, start, c, match), (start + length, b, match + length, d)]
    return found, True


def _anchors(old: Sequence[str], new: Sequence[str], size: int) -> list[tuple[int, int]]:
    """Return the positions, in `old` and in `new`, of runs of `size` items that occur exactly once in each.

    Of these, only the longest subset that is in the same order in both sequences is returned.
    """
    places, others = _single(old, size), _single(new, size)
    pairs = [(place, others[run]) for run, place in places.items() if run in others]
    # find the longest subsequence whose positions ascend in `new` as well, by patience sorting
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for index, (_, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1], piles[pile : pile + 1] = [other], [index]
    chosen: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = below[index]
    return chosen[::-1]


def _single(items: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    """Return the position of each run of `size` items that occurs exactly once, by the run."""
    runs = list(zip(*(items[start:] for start in range(size)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _parted(
    old: Sequence[str], new: Sequence[str], anchors: Iterable[tuple[int, int]], steps: Steps, sizes: Sequence[int]
) -> Iterator[Match]:
    """Yield the runs that both sequences have in common, as `_matches` does, given some positions that match.

    The items between two anchors are compared by themselves.

    Args:
        old: The items before.
        new: The items after.
        anchors: Ascending positions, in `old` and in `new`, of items that are known to match.
        steps: The budget to spend.
        sizes: The lengths of further anchors to try between these.
    """
    place = other = 0
    for start, match in (*anchors, (len(old), len(new))):
        if start < len(old):
            yield start, match, 1
        for begin, end, length in _matches(old[place:start], new[other:match], steps, sizes):
            yield place + begin, other + end, length
        place, other = start + 1, match + 1


def _joined(matches: list[Match]) -> list[Match]:
    """Merge matches that are adjacent in both sequences; the matches must be sorted."""
    joined: list[Match] = []
    for start, match, length in matches:
        if not length:
            continue
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (start, match):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((start, match, length))
    return joined


Gone = frozenset[tuple[str, str]]
"""Withdrawn texts as (slug, language); an empty language stands for all languages of the briefing."""

_ATTRIBUTE = re.compile(r'(?<= )(href|src|alt|class)="([^"]*)"')
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup time u var".split()
)
_CELLS = frozenset(("td", "th"))
_NOTES = frozenset(("footnote-ref", "footnote-backref"))
_ADDRESS = re.compile(r"[^\s<>()\[\]\"']+")
_PARTS = re.compile(r"[/?#&=]+")


def withdrawn_texts(archive: Archive) -> Gone:
    """Return the withdrawn texts of an archive as pairs of slug and language.

    Each is listed under its present slug and all earlier ones. The language is empty if the briefing is withdrawn in
    all its languages.
    """
    gone: set[tuple[str, str]] = set()
    for briefing in archive.briefings:
        languages = [language for language in briefing.texts if briefing.status(language) == "withdrawn"]
        slugs = (briefing.slug, *(slug.strip("/").rpartition("/")[2] for slug in briefing.front.redirect_from))
        if len(languages) == len(briefing.texts):
            languages = [""]
        gone.update((slug, language) for slug in slugs for language in languages)
    return frozenset(gone)


def shown_words(front: FrontMatter, html: str, gone: Gone) -> tuple[str, ...]:
    """Return the words of a text as its page showed them, by paragraph: title, summary, picture, corrections, body.

    Args:
        front: The text's fields.
        html: The text's body, sanitised.
        gone: The withdrawn texts, to which nothing may lead. A paragraph that still contains an address of one of
            them is replaced by `LEFT_OUT`.
    """
    plain = (" ".join(each.split()) for each in (*front.words, *_ShownTextParser(gone).blocks(html)))
    return tuple(LEFT_OUT if _names(each, gone) else each for each in plain if each)


class _ShownTextParser:
    """A parser that extracts the words that HTML shows to readers; each instance parses one text."""

    def __init__(self, gone: Gone) -> None:
        self._gone = gone
        self._words: list[str] = []
        self._unread = 0

    def blocks(self, html: str) -> Iterator[str]:
        """Yield the words of each block element, such as a paragraph or a table row; some results are empty."""
        at = 0
        for tag in TAG.finditer(html):
            self._add(unescape(html[at : tag.start()]))
            at = tag.end()
            found = TAG_NAME.match(tag[0])
            name = found[1].lower() if found else ""
            if name in _INLINE:
                self._inline(name, tag[0])
            elif name in _CELLS:
                self._add(" ")
            else:
                yield self._taken()
        self._add(unescape(html[at:]))
        yield self._taken()

    def _inline(self, name: str, tag: str) -> None:
        if name == "a":
            self._link(tag)
        elif name == "br":
            self._add(" ")
        elif name == "img":
            has = _attributes(tag)
            self._add(LEFT_OUT if _is_gone(has.get("src", ""), self._gone) else has.get("alt", ""))

    def _link(self, tag: str) -> None:
        """Handle a start or end tag of a link: skip footnote marks, and replace a link to a withdrawn text.

        Such a link, its words included, becomes `LEFT_OUT` (`[…]`).
        """
        if tag.startswith("</"):
            self._unread = max(0, self._unread - 1)
            return
        has = _attributes(tag)
        if not self._unread and _is_gone(has.get("href", ""), self._gone):
            self._add(LEFT_OUT)
            self._unread = 1
        elif self._unread or has.get("class", "") in _NOTES:
            self._unread += 1

    def _add(self, words: str) -> None:
        if not self._unread:
            self._words.append(words)

    def _taken(self) -> str:
        words, self._words = "".join(self._words), []
        return words


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _names(words: str, gone: Gone) -> bool:
    """Return whether plain text contains the address of a withdrawn text, percent-encoded or not."""
    return bool(gone) and any("/" in each and _is_gone(each, gone) for each in _addresses(words))


def _addresses(words: str) -> Sequence[str]:
    return [*_ADDRESS.findall(words), *_ADDRESS.findall(unquote(words))]


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(_PARTS.split(unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)


MOST_LETTERS = 24_000
"""The most characters of differences on a history page, tags included, so that it stays as light as other pages.

The newest revisions come first; differences of older ones that do not fit are left out.
"""

_MARKUP: dict[Kind, int] = {"same": 0, "removed": len("<del></del>"), "added": len("<ins></ins>")}


class PrintedRevision(msgspec.Struct, frozen=True):
    """A published revision (one state of a text) as the history page prints it.

    The revision's digest is not printed. It also covers what readers do not see, such as a comment or the target of a
    link to a withdrawn text, and anyone who knows all the other words could find these by trial and error.

    Attributes:
        number: 1 for the text's first revision, 2 for the next, and so on.
        iso: The day of the revision in ISO format.
        date: The same day in the words of the page's language.
        kind: Why the revision was published, for example `correction` (see `RevisionKind`; `late` becomes `first`).
        differences: What changed since the revision before, as `differences` returns it. None for the first revision,
            if words are withheld from readers, and in the two cases below.
        lost: Whether there are no differences because the words of either revision are no longer available.
        long: Whether there are no differences because they do not fit on the page.
    """

    number: int
    iso: str
    date: str
    kind: str
    differences: tuple[tuple[Piece, ...], ...] | None = None
    lost: bool = False
    long: bool = False


def history_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page that shows the history of a briefing's text in `language`: its revisions, newest first.

    The text must have published states in `edition.histories`.
    """
    text, words = briefing.texts[language], edition.words
    here = edition.archive.address_of_file[text.path]
    title = words(language, "history.title", title=text.front.title)
    alternates = tuple(
        Alternate(tag, addresses.history(edition.archive.address_of_file[each.path]))
        for tag, each in briefing.texts.items()
        if each.path in edition.histories and briefing.readable(tag)
    )
    original = briefing.original
    default = addresses.history(edition.archive.address_of_file[original.path])
    return Page(
        address=addresses.history(here),
        language=language,
        template="history.html",
        title=title,
        description=words(language, "history.description"),
        view={
            "slug": briefing.slug,
            "text_title": text.front.title,
            "text_address": here,
            "withheld": any(each.revision.withheld for each in edition.histories[text.path]),
            "revisions": list(printed_revisions(edition.histories[text.path], language)),
        },
        alternates=alternates if len(alternates) > 1 else (),
        default_alternate=default if len(alternates) > 1 and original.path in edition.histories else "",
        listed=False,
        trail=(Step(text.front.title, here),),
    )


def printed_revisions(states: Sequence[State], language: str) -> Iterator[PrintedRevision]:
    """Yield what the history page prints of each revision of a text, newest first.

    Differences that no longer fit on the page (`MOST_LETTERS`) are left out.

    Args:
        states: The published states of the text (revisions with their words), oldest first.
        language: The language of the page.
    """
    room, steps = MOST_LETTERS, Steps()
    before: list[State | None] = [None, *states[:-1]]
    for number, state, former in reversed(list(zip(range(1, len(states) + 1), states, before, strict=True))):
        runs = _between(former, state, steps)
        length = sum(len(words) + _MARKUP[kind] for run in runs or () for kind, words in run)
        fits = length <= room
        room -= length if fits else 0
        revision = state.revision
        yield PrintedRevision(
            number=number,
            iso=revision.date.isoformat(),
            date=long_date(revision.date, language),
            kind="first" if revision.kind == "late" else revision.kind,
            differences=runs if fits else None,
            lost=former is not None and runs is None and all(each.revision.known for each in (former, state)),
            long=not fits,
        )


def _between(before: State | None, state: State, steps: Steps) -> tuple[tuple[Piece, ...], ...] | None:
    if before is None or before.words is None or state.words is None:
        return None
    return tuple(tuple(run) for run in differences(before.words, state.words, steps))
