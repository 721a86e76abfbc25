"""The page of a text's history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Alternate, Page, Step
from plugins.archive.records import Briefing
from plugins.archive.states import State
from plugins.languages.dates import long_date

from .comparing import Kind, Piece, Steps, differences

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
