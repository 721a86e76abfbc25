"""The history page of a text: each published revision, compared word by word.

They are read from the text's HTML, so comments, definitions, targets, titles and attributes cannot be among them.
What led to a text that is now withdrawn is left out: it would say what a tombstone does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import accumulate, takewhile
from typing import Literal
from urllib.parse import unquote

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.index import Archive, Edition
from newsarchive.archive.models import Briefing, FrontMatter, State
from newsarchive.archive.pages import Alternate, Page, Step
from newsarchive.html.strings import LEFT_OUT, TAG
from newsarchive.i18n.dates import long_date

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]
Match = tuple[int, int, int]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_FENCE = re.compile(r"(`{3,}|~{3,})")
_BREAK = "¶"

MOST_STEPS = 4_000_000
"""Pairs of equal words (or paragraphs) that one comparison looks at: a second or so."""

_MOST_TRIED = 200_000
"""Of those, what is spent on a part before it is parted further."""

_ANCHORS = (8, 4, 2, 1)
"""Items in a row by which long parts are parted, the surest first."""


class Steps:
    """A budget of work. Comparisons that share one are bounded in total, not each by itself."""

    def __init__(self, left: int = MOST_STEPS) -> None:
        """Start with `left` pairs of equal items to look at."""
        self._left = left

    def take(self, wanted: int) -> bool:
        """Spend part of the budget if enough is left; return whether it was."""
        enough = wanted <= self._left
        self._left -= wanted if enough else 0
        return enough


def blocks(body: str) -> list[str]:
    """Part a body into paragraphs at its blank lines; a fenced block stays whole, and lines stay as they are."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.rstrip() == fence:
            fence = ""
        if line.strip() or fence:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(each) for each in found if each]


def paragraphs(front: FrontMatter, body: str) -> list[str]:
    """Return all words that count for the revision: title, summary, picture, corrections, and the body's paragraphs."""
    picture = [front.image.alt, front.image.caption] if front.image else []
    corrections = [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words = [front.title, front.summary, *picture, *corrections, *blocks(body)]
    return [" ".join(each.split()) for each in words if each.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ: of a changed run, the longer side counts."""
    return sum(max(len(before), len(after)) for before, after in _runs(old, new, Steps()))


def differences(old: Sequence[str], new: Sequence[str], steps: Steps | None = None) -> list[list[Piece]]:
    """Return each changed run of paragraphs as pieces that stayed, went or came.

    Where `steps` run out (by default those of one comparison), what is left counts as rewritten as a whole.
    """
    steps = steps or Steps()
    return [list(_pieces(_words(before), _words(after), steps)) for before, after in _runs(old, new, steps)]


def marked(pieces: Sequence[Piece]) -> str:
    """Return pieces as plain text: `[-removed-]{+added+}`."""
    return "".join(words for _, words in spaced(pieces))


def spaced(pieces: Sequence[Piece]) -> Iterator[tuple[Kind, str]]:
    """Yield each piece between its marks, and the spaces; what replaces stands right behind what it replaces."""
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
    """Yield both sequences in runs: whether a run is the same in both, and its items in each."""
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
    """Yield the places and the length of runs that stand in both.

    As `difflib.SequenceMatcher`, whose work grows with the cube of the length where items repeat. So the common head
    and tail go first; and what takes too many steps is parted at runs of items that stand once in each.
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
    """Return the longest run that stands in both, and so on before it and behind; and whether steps were enough."""
    if not steps.take(len(old) + len(new)):
        return [], False
    counts = Counter(new)
    # what the matcher does for a range of `old` is to look at each pair of equal items
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
    """Return the places of runs of so many items that stand once in each, as many as have one order in both."""
    places, others = _single(old, size), _single(new, size)
    pairs = [(place, others[run]) for run, place in places.items() if run in others]
    # the longest sequence that rises in `new`, too, by patience sorting
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
    """Return the place of each run of so many items that stands once."""
    runs = list(zip(*(items[start:] for start in range(size)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _parted(
    old: Sequence[str], new: Sequence[str], anchors: Iterable[tuple[int, int]], steps: Steps, sizes: Sequence[int]
) -> Iterator[Match]:
    """Yield what stands in both, compared from anchor to anchor."""
    place = other = 0
    for start, match in (*anchors, (len(old), len(new))):
        if start < len(old):
            yield start, match, 1
        for begin, end, length in _matches(old[place:start], new[other:match], steps, sizes):
            yield place + begin, other + end, length
        place, other = start + 1, match + 1


def _joined(matches: list[Match]) -> list[Match]:
    """Join matches that lie side by side in both sequences."""
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
"""Withdrawn texts: slug and language; an empty language stands for all."""

_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_ATTRIBUTE = re.compile(r'(?<= )(href|src|alt|class)="([^"]*)"')
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup time u var".split()
)
_CELLS = frozenset(("td", "th"))
_NOTES = frozenset(("footnote-ref", "footnote-backref"))
_ADDRESS = re.compile(r"[^\s<>()\[\]\"']+")
_PARTS = re.compile(r"[/?#&=]+")


def withdrawn_texts(archive: Archive) -> Gone:
    """Return the texts of an archive that are withdrawn, also by their earlier slugs."""
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
        front: Its fields.
        html: Its body, sanitised.
        gone: Texts to which nothing may lead. A paragraph in which one is still named by an address is left out whole.
    """
    picture = [front.image.alt, front.image.caption] if front.image else []
    corrections = [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words = [front.title, front.summary, *picture, *corrections, *_ShownTextParser(gone).blocks(html)]
    plain = (" ".join(each.split()) for each in words)
    return tuple(LEFT_OUT if _names(each, gone) else each for each in plain if each)


class _ShownTextParser:
    """Reads HTML once, from its start to its end."""

    def __init__(self, gone: Gone) -> None:
        self._gone = gone
        self._words: list[str] = []
        self._unread = 0

    def blocks(self, html: str) -> Iterator[str]:
        """Yield the words of each block. A row of a table is one."""
        at = 0
        for tag in TAG.finditer(html):
            self._add(unescape(html[at : tag.start()]))
            at = tag.end()
            found = _NAME.match(tag[0])
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
        """Read nothing from a link to what is gone, or from the mark of a note, to that link's end."""
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
    """Whether words hold an address of what is gone, in whatever form they are typed."""
    return bool(gone) and any("/" in each and _is_gone(each, gone) for each in _addresses(words))


def _addresses(words: str) -> Sequence[str]:
    return [*_ADDRESS.findall(words), *_ADDRESS.findall(unquote(words))]


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(_PARTS.split(unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)


MOST_LETTERS = 24_000
"""So many letters of differences, tags included, stand on a page, newest first: it must get through like any other."""

_MARKUP: dict[Kind, int] = {"same": 0, "removed": len("<del></del>"), "added": len("<ins></ins>")}


class PrintedRevision(msgspec.Struct, frozen=True):
    """A published revision. `differences` to the one before are runs of pieces.

    Its digest is not printed: it covers what readers do not see as well, a comment or the target of a link to a text
    that is withdrawn, and whoever has all the other words could find these by trying.

    They are None where there is none before, where words are lost (`lost`), or where they are too long (`long`).
    """

    number: int
    iso: str
    date: str
    kind: str
    differences: tuple[tuple[Piece, ...], ...] | None = None
    lost: bool = False
    long: bool = False


def history_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page of what was published of a briefing's text, newest first."""
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
            "revisions": list(printed(edition.histories[text.path], language)),
        },
        alternates=alternates if len(alternates) > 1 else (),
        default_alternate=default if len(alternates) > 1 and original.path in edition.histories else "",
        listed=False,
        trail=(Step(text.front.title, here),),
    )


def printed(states: Sequence[State], language: str) -> Iterator[PrintedRevision]:
    """Yield the revisions of a text, newest first, as far as the page has room with their differences."""
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
