"""The history page of a text: each published revision, compared word by word.

A revision is one published state of a text. `build.histories` reads the earlier revisions from git and stores what
`shown_words` returns for each: its paragraphs as plain text. The commands `status` and `translate` use `differing` and
`differences` to compare two versions of a text for editors.

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

from newsarchive.content.source_map import fenced_code
from newsarchive.html import LEFT_OUT, TAG, TAG_NAME
from newsarchive.i18n.dates import long_date
from newsarchive.model import addresses
from newsarchive.model.fields import FrontMatter
from newsarchive.model.index import Archive, Edition
from newsarchive.model.models import Briefing, State
from newsarchive.model.pages import Alternate, Page, Step

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]
Match = tuple[int, int, int]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_BREAK = "¶"

MOST_STEPS = 4_000_000
"""How many pairs of equal words or paragraphs one comparison of two texts may examine: about a second of computing."""

_MOST_TRIED = 200_000
"""How many pairs to examine in one part of a text before it is split into shorter parts, which are compared alone."""

_ANCHORS = (8, 4, 2, 1)
"""How many words or paragraphs in a row must be equal, and occur once, for a text to be split there.

They are tried in this order: a long run of equal words is the most reliable place for a split.
"""


class Steps:
    """A limit on the work of comparing texts; comparisons that share one `Steps` are limited together.

    A step is one pair of equal words or paragraphs that a comparison examines.
    """

    def __init__(self, left: int = MOST_STEPS) -> None:
        """Allow `left` steps."""
        self._left = left

    def take(self, wanted: int) -> bool:
        """Spend `wanted` steps and return True, or return False and spend nothing if fewer are left."""
        enough = wanted <= self._left
        self._left -= wanted if enough else 0
        return enough


def blocks(body: str) -> list[str]:
    """Return the paragraphs of a Markdown text, split at blank lines outside fenced code. Lines stay unchanged."""
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
    """Return the paragraphs that readers see, with single spaces: title, summary, picture, corrections and body."""
    return [" ".join(each.split()) for each in (*front.words, *blocks(body)) if each.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ between two versions of a text, given as lists of paragraphs.

    One that was replaced by three, or three by one, counts as three.
    """
    return sum(max(len(before), len(after)) for before, after in _runs(old, new, Steps()))


def differences(old: Sequence[str], new: Sequence[str], steps: Steps | None = None) -> list[list[Piece]]:
    """Return what changed between two lists of paragraphs, word by word.

    For "a b" that became "a c", the result is `[[("same", "a"), ("removed", "b"), ("added", "c")]]`: a list for each
    run of changed paragraphs, without unchanged ones. `¶` among the words marks the end of a paragraph. Where `steps`
    (by default `MOST_STEPS`) are used up, all words that were not yet compared are returned as removed and added.
    """
    steps = steps or Steps()
    return [list(_pieces(_words(before), _words(after), steps)) for before, after in _runs(old, new, steps)]


def marked(pieces: Sequence[Piece]) -> str:
    """Return one item of what `differences` returns as plain text: `same [-removed-]{+added+} same`."""
    return "".join(words for _, words in spaced(pieces))


def spaced(pieces: Sequence[Piece]) -> Iterator[tuple[Kind, str]]:
    """Yield one item of what `differences` returns as strings to print, spaces included, each with its kind.

    Removed words are printed as `[-…-]`, added ones as `{+…+}`, without a space between where one replaces the other.
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
    """Split two sequences together into runs: whether both are equal there, the items in `old`, the items in `new`."""
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
    """Yield the runs of items that two sequences have in common, unsorted, as (start in `old`, start in `new`, length).

    This is like `difflib.SequenceMatcher`, whose time grows with the cube of the length where items repeat. To save
    time, the common beginning and end are matched first, and sequences that would take too many steps are split at
    anchors: runs of items that occur exactly once in each; `sizes` says how many items, in the order to try.
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
    """Return the matches, that is, runs that two sequences have in common, and whether the search was completed.

    The longest is searched for first, then the longest before and after it, and so on. If `steps` does not suffice, the
    runs found so far are returned.
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
    """Return where runs of `size` items are that occur exactly once in each sequence, as (position in `old`, in `new`).

    Both positions ascend; runs that would break this order are left out, as few as possible.
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
    """Return each run of `size` items that occurs exactly once in a sequence, with its position."""
    runs = list(zip(*(items[start:] for start in range(size)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _parted(
    old: Sequence[str], new: Sequence[str], anchors: Iterable[tuple[int, int]], steps: Steps, sizes: Sequence[int]
) -> Iterator[Match]:
    """Yield the matches of two sequences that are split at `anchors`: ascending positions with the same item in both.

    The items between two anchors are compared by themselves.
    """
    place = other = 0
    for start, match in (*anchors, (len(old), len(new))):
        if start < len(old):
            yield start, match, 1
        for begin, end, length in _matches(old[place:start], new[other:match], steps, sizes):
            yield place + begin, other + end, length
        place, other = start + 1, match + 1


def _joined(matches: list[Match]) -> list[Match]:
    """Merge sorted matches that follow one another directly in both sequences; those of length 0 are left out."""
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
"""Withdrawn texts as pairs of slug and language; an empty language means all texts of the briefing."""

_ATTRIBUTE = re.compile(r'(?<= )(href|src|alt|class)="([^"]*)"')
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup time u var".split()
)
_CELLS = frozenset(("td", "th"))
_NOTES = frozenset(("footnote-ref", "footnote-backref"))
_ADDRESS = re.compile(r"[^\s<>()\[\]\"']+")
_PARTS = re.compile(r"[/?#&=]+")


def withdrawn_texts(archive: Archive) -> Gone:
    """Return the withdrawn texts of an archive, under their present slugs and all earlier ones."""
    gone: set[tuple[str, str]] = set()
    for briefing in archive.briefings:
        languages = [language for language in briefing.texts if briefing.status(language) == "withdrawn"]
        slugs = (briefing.slug, *(slug.strip("/").rpartition("/")[2] for slug in briefing.front.redirect_from))
        if len(languages) == len(briefing.texts):
            languages = [""]
        gone.update((slug, language) for slug in slugs for language in languages)
    return frozenset(gone)


def shown_words(fields: Iterable[str], html: str, gone: Gone) -> tuple[str, ...]:
    """Return the paragraphs of a text as readers saw them on its page: title, summary, picture, corrections, body.

    `fields` are `FrontMatter.words`, and the body is sanitised HTML, both typeset. The words of a link to a withdrawn
    text become `LEFT_OUT` (`[…]`), and so does a whole paragraph that contains the address of one.
    """
    plain = (" ".join(each.split()) for each in (*fields, *_ShownTextParser(gone).blocks(html)))
    return tuple(LEFT_OUT if _names(each, gone) else each for each in plain if each)


class _ShownTextParser:
    """A parser that extracts the words that HTML shows to readers; create one for each text."""

    def __init__(self, gone: Gone) -> None:
        self._gone = gone
        self._words: list[str] = []
        self._unread = 0

    def blocks(self, html: str) -> Iterator[str]:
        """Yield the words of each block element, such as a paragraph or a table row; those without words are empty."""
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
        """Skip the number of a footnote, and replace a link to a withdrawn text, its words included, by `LEFT_OUT`."""
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
    found = [*_ADDRESS.findall(words), *_ADDRESS.findall(unquote(words))] if gone else ()
    return any("/" in each and _is_gone(each, gone) for each in found)


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(_PARTS.split(unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)


MOST_LETTERS = 24_000
"""The most characters of changed words on a history page, so that it stays as light as other pages.

Revisions are handled from the newest to the oldest; the changes of those that no longer fit are left out.
"""

_MARKUP: dict[Kind, int] = {"same": 0, "removed": len("<del></del>"), "added": len("<ins></ins>")}


class PrintedRevision(msgspec.Struct, frozen=True):
    """A revision, that is, one published version of a text, as the history page prints it.

    The revision's digest is not printed. It also covers what readers do not see, such as an HTML comment or the target
    of a link to a withdrawn text, and anyone who knows all the other words could find these by trial and error.

    Attributes:
        number: 1 for the text's first revision, 2 for the next, and so on.
        kind: Why it was published: `first`, `correction`, `minor` (no correction) or `restored` (after a withdrawal).
        differences: What changed, as the function `differences` returns it. None for the first revision, if words are
            withheld from readers, and in the two cases below.
        lost: Whether the words of either revision are no longer available.
        long: Whether the differences do not fit on the page.
    """

    number: int
    iso: str
    date: str
    kind: str
    differences: tuple[tuple[Piece, ...], ...] | None = None
    lost: bool = False
    long: bool = False


def history_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page that lists all versions of a text in `edition.histories`, newest first, and what each changed."""
    edition.note(briefing)
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
    """Yield what the history page prints of each version of a text, newest first; `states` has the oldest first."""
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
