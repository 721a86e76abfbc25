"""Where identifiers of people stand in a text.

Numbers of the newsroom's own region are known as they are written there; any other telephone number by its `+` or
`00`. In addresses of the web only what is surely one counts. Dates, years, case numbers, sums and the numbers of books
and articles are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from .kinds import SIGNS, Kind, kinds

# addresses of the web, and numbers of articles, books and journals
_OTHERS = re.compile(
    r"[hHfFwWdDiI1](?:(?i:(?<=h)ttps?://|(?<=f)tp://|(?<=\bw)ww\.)[^\s<>\"'»”]+|(?i:(?<=\bd)oi:)\s?\S+"
    r"|(?<=\b1)0\.\d{4,9}/\S+|(?i:(?<=\bi)s[bs]n(?:-1[03])?:? ?[\dX-][\dX -]{7,16}))"
)
_BEFORE = 50  # letters before a number in which it is looked for what it is called


class Found(NamedTuple):
    """An identifier: the code of its warning, where it begins and ends, and what of it may be shown."""

    code: str
    start: int
    end: int
    shown: str


def identifiers_in(text: str, published: Collection[str] = ()) -> Iterator[Found]:
    """Yield the identifiers of a text, in order; those that are `published` on purpose are passed over."""
    signs = {sign for sign in SIGNS if sign(text)}
    if not signs:
        return
    addresses = [found.span() for found in _OTHERS.finditer(text)]
    words = _OTHERS.sub(lambda found: " " * len(found[0]), text)
    allowed = {_bare(each) for each in published}
    taken: list[Found] = []
    covered = bytearray(len(text))
    for kind in (each for each in kinds() if each.sign in signs):
        for each in _matches(kind, text, addresses) if kind.linked else kind.pattern.finditer(words):
            start, end = each.span(each.lastindex or 0)
            # what is taken is marked, letter by letter: a text can hold ten thousand of them
            if not any(covered[start:end]) and kind.holds(text[start:end]) and _is_called(kind, words, start):
                covered[start:end] = b"\1" * (end - start)
                taken.append(Found(kind.code, start, end, _shown(kind.code, text[start:end])))
    for found in sorted(taken, key=lambda found: found.start):
        if _bare(text[found.start : found.end]) not in allowed:
            yield found


def _matches(kind: Kind, text: str, addresses: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in addresses:
        yield from kind.pattern.finditer(text, start, end)


def _is_called(kind: Kind, words: str, start: int) -> bool:
    return kind.called is None or kind.called.search(words, max(0, start - _BEFORE), start) is not None


def _bare(text: str) -> str:
    """Return letters, digits and the sign of a mailbox alone."""
    return re.sub(r"[^\w@]", "", text.replace("%40", "@")).casefold()


def _shown(code: str, text: str) -> str:
    """Return a beginning by which an editor knows it, and no more."""
    if code == "link-tracker":
        return f"{text}…"
    return f"{text[:1] if '@' in text or '%40' in text else text[:3]}…"
