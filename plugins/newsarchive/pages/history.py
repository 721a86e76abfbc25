"""The history page of a text: each published revision, compared word by word.

The words are read from the HTML of each revision, so comments, link definitions, link targets, titles and attributes
never appear among them. Whatever leads to a text that is now withdrawn is left out, because it would reveal more than
the page that replaces the withdrawn text.
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
"""The budget of one comparison in pairs of equal words (or paragraphs) to examine: about a second of work."""

_MOST_TRIED = 200_000
"""The part of that budget that may be spent on matching one range before the range is split at anchors instead."""

_ANCHORS = (8, 4, 2, 1)
"""The lengths, in items, of the runs at which long sequences are split, the most reliable first."""


class Steps:
    """A budget of work. Comparisons that share one are bounded in total, not each by itself."""

    def __init__(self, left: int = MOST_STEPS) -> None:
        """Create a budget of `left` steps; a step is a pair of equal items to examine."""
        self._left = left

    def take(self, wanted: int) -> bool:
        """Spend `wanted` steps and return True, or return False and spend nothing if fewer are left."""
        enough = wanted <= self._left
        self._left -= wanted if enough else 0
        return enough


def blocks(body: str) -> list[str]:
    """Split a Markdown body into paragraphs at its blank lines, except in fenced blocks. Lines stay unchanged."""
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
    """Return the paragraphs that a text's revision covers: title, summary, picture, corrections and body.

    Whitespace is normalised to single spaces, and empty paragraphs are left out.
    """
    return [" ".join(each.split()) for each in (*front.words, *blocks(body)) if each.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ; a changed run counts as many as its longer side has."""
    return sum(max(len(before), len(after)) for before, after in _runs(old, new, Steps()))


def differences(old: Sequence[str], new: Sequence[str], steps: Steps | None = None) -> list[list[Piece]]:
    """Return each changed run of paragraphs as pieces, which are words that stayed, were removed or were added.

    Args:
        old: The paragraphs before.
        new: The paragraphs after.
        steps: The budget to spend, by default that of one comparison. If it runs out, the rest counts as wholly
            rewritten.
    """
    steps = steps or Steps()
    return [list(_pieces(_words(before), _words(after), steps)) for before, after in _runs(old, new, steps)]


def marked(pieces: Sequence[Piece]) -> str:
    """Return pieces as plain text, in the form `[-removed-]{+added+}`."""
    return "".join(words for _, words in spaced(pieces))


def spaced(pieces: Sequence[Piece]) -> Iterator[tuple[Kind, str]]:
    """Yield each piece between its marks, and the spaces between pieces.

    There is no space between removed words and the added words that replace them.
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
    """Yield both sequences as consecutive runs: whether the run is common, its items in `old`, its items in `new`."""
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

    This does what `difflib.SequenceMatcher` does, whose work grows with the cube of the length where items repeat. So
    the common head and tail are matched first, and a range that would take too many steps is split at anchors, which
    are runs of items that occur exactly once in each sequence.

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
    """Return the common runs, the longest first and then recursively before and behind it, as `_matches` does.

    The second value says whether the budget sufficed. If not, only the runs found so far are returned.
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
    """Return the position of each run of `size` items that occurs exactly once."""
    runs = list(zip(*(items[start:] for start in range(size)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _parted(
    old: Sequence[str], new: Sequence[str], anchors: Iterable[tuple[int, int]], steps: Steps, sizes: Sequence[int]
) -> Iterator[Match]:
    """Yield the common runs of both sequences, which are compared separately between each two anchors."""
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
    """Return the withdrawn texts of an archive, under their present and their earlier slugs."""
    gone: set[tuple[str, str]] = set()
    for briefing in archive.briefings:
        languages = [language for language in briefing.texts if briefing.status(language) == "withdrawn"]
        slugs = (briefing.slug, *(slug.strip("/").rpartition("/")[2] for slug in briefing.front.redirect_from))
        if len(languages) == len(briefing.texts):
            languages = [""]
        gone.update((slug, language) for slug in slugs for language in languages)
    return frozenset(gone)


def shown_words(front: FrontMatter, html: str, gone: Gone) -> tuple[str, ...]:
    """Return the paragraphs of a text as its page showed them: title, summary, picture, corrections, body.

    Args:
        front: The text's fields.
        html: The text's body, sanitised.
        gone: The withdrawn texts, to which nothing may lead. A paragraph that still contains an address of one of
            them is replaced by `LEFT_OUT`.
    """
    plain = (" ".join(each.split()) for each in (*front.words, *_ShownTextParser(gone).blocks(html)))
    return tuple(LEFT_OUT if _names(each, gone) else each for each in plain if each)


class _ShownTextParser:
    """A parser of the words that HTML shows to readers; it is used once."""

    def __init__(self, gone: Gone) -> None:
        self._gone = gone
        self._words: list[str] = []
        self._unread = 0

    def blocks(self, html: str) -> Iterator[str]:
        """Yield the words of each block. A table row is one block. Words may be empty."""
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
        """Skip the words of a link to a withdrawn text, and of a footnote mark, up to the end of the link.

        A link to a withdrawn text is replaced by `LEFT_OUT`.
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
    """Return whether words contain the address of a withdrawn text, percent-encoded or not."""
    return bool(gone) and any("/" in each and _is_gone(each, gone) for each in _addresses(words))


def _addresses(words: str) -> Sequence[str]:
    return [*_ADDRESS.findall(words), *_ADDRESS.findall(unquote(words))]


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(_PARTS.split(unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)


MOST_LETTERS = 24_000
"""The budget of a history page: characters of differences, tags included, so that it stays as light as other pages.

It is spent on the newest revisions first.
"""

_MARKUP: dict[Kind, int] = {"same": 0, "removed": len("<del></del>"), "added": len("<ins></ins>")}


class PrintedRevision(msgspec.Struct, frozen=True):
    """A published revision as the history page prints it.

    `differences` are the changed runs of pieces since the revision before. They are None if there is none before, if
    words are withheld or no longer available (`lost`), or if the differences do not fit on the page (`long`).

    The revision's digest is not printed. It also covers what readers do not see, such as a comment or the target of a
    link to a withdrawn text, and anyone who knows all the other words could find these by trial and error.
    """

    number: int
    iso: str
    date: str
    kind: str
    differences: tuple[tuple[Piece, ...], ...] | None = None
    lost: bool = False
    long: bool = False


def history_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the history page of a briefing's text: its published revisions, newest first."""
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
    """Yield the revisions of a text, newest first, with their differences as far as these fit on the page.

    Args:
        states: The published states of the text, oldest first.
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
