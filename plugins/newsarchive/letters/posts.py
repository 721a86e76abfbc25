"""Posts for Telegram: messages in its HTML, each within its bounds.

A message has at most 4,096 characters after its entities are parsed, counted in UTF-16 code units, and Telegram ignores
formatting after the hundredth entity ("Bot API", Formatting options; "Styled text with message entities"). Only `<b>`
and `<a>` are used, and only the four named entities that Telegram knows. A message ends between two briefings.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from newsarchive.archive.index import Edition, address
from newsarchive.archive.models import Briefing
from newsarchive.html.strings import TAG
from newsarchive.i18n.dates import long_date

from .changes import Changes

LONGEST = 4096
"""The most UTF-16 code units of one message, without tags."""

MOST_ENTITIES = 100

_GAP = "\n\n"
_LAST_WORD = re.compile(r"\s+\S*\Z")


def length_of(message: str) -> int:
    """Return how long Telegram counts a message: UTF-16 code units without tags, with entities as one character."""
    return len(html.unescape(TAG.sub("", message)).encode("utf-16-le")) // 2


def posts_of(changes: Changes, edition: Edition) -> list[str]:
    """Return the messages that tell what changed, in order."""
    return packed(_Blocks(changes, edition).all())


def packed(blocks: Iterator[str] | Sequence[str]) -> list[str]:
    """Return messages with all blocks, none of which is divided; a block must not be longer than a message."""
    messages: list[str] = []
    for block in blocks:
        longer = f"{messages[-1]}{_GAP}{block}" if messages else ""
        if messages and length_of(longer) <= LONGEST and longer.count("</") <= MOST_ENTITIES:
            messages[-1] = longer
        else:
            messages.append(block)
    return messages


def shortened(words: str, units: int) -> str:
    """Return plain words with at most so many UTF-16 code units; a cut ends at a word, with an ellipsis."""
    data = words.encode("utf-16-le")
    if len(data) <= 2 * units:
        return words
    kept = data[: 2 * (units - 1)].decode("utf-16-le", "ignore")
    return f"{_LAST_WORD.sub('', kept) or kept}…"


class _Blocks:
    """The pieces of the posts: the heading, one for each text, withdrawals, and where else the archive is."""

    def __init__(self, changes: Changes, edition: Edition) -> None:
        self._changes, self._edition = changes, edition

    def all(self) -> Iterator[str]:
        """Yield all pieces in order."""
        changes, language = self._changes, self._changes.language
        days = {"since": long_date(changes.since, language), "day": long_date(changes.until, language)}
        yield _bold(self._say("newsletter.subject", site=self._say("site.name"), **days))
        for briefing in changes.added:
            yield self._text(briefing, briefing.texts[language].front.summary)
        for each in changes.corrected:
            told = (
                f"{self._say('newsletter.correction')} {long_date(shown.correction.date, language)}:"
                f" {shown.correction.text}"
                for shown in each.corrections
            )
            yield self._text(each.briefing, "\n".join(told))
        for kind in changes.withdrawn:
            yield from self._withdrawn(kind.title, [(each.date, each.address, each.only) for each in kind.withdrawals])
        yield from self._copies()

    def _text(self, briefing: Briefing, words: str) -> str:
        language = self._changes.language
        link = _link(briefing.texts[language].front.title, self._edition.site.absolute(address(briefing, language)))
        return f"<b>{link}</b>\n{_escaped(shortened(words, LONGEST // 2))}"

    def _withdrawn(self, reason: str, withdrawals: list[tuple[str, str, str]]) -> Iterator[str]:
        lines = []
        for date, place, only in withdrawals:
            shown = _link(date, self._edition.site.absolute(place)) if place else _escaped(date)
            lines.append(f"{shown} ({_escaped(self._say('withdrawals.only', name=only))})" if only else shown)
        yield from _lists(_bold(f"{self._say('withdrawals.title')}: {reason}"), lines)

    def _copies(self) -> Iterator[str]:
        copies = self._changes.copies
        links = [*copies.sites, *copies.files]
        if copies.about:
            links.append((self._say("newsletter.about-files"), copies.about))
        yield from _lists(_bold(self._say("newsletter.copies")), [_link(*each) for each in links])

    def _say(self, key: str, **values: object) -> str:
        return self._edition.words(self._changes.language, key, None, **values)


def _lists(heading: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield a heading with lines below it, as several pieces if they would not fit into one message."""
    piece = heading
    for line in lines:
        longer = f"{piece}\n{line}"
        if length_of(longer) > LONGEST or longer.count("</") > MOST_ENTITIES:
            yield piece
            longer = f"{heading}\n{line}"
        piece = longer
    yield piece


def _bold(words: str) -> str:
    return f"<b>{_escaped(words)}</b>"


def _link(words: str, target: str) -> str:
    return f'<a href="{html.escape(target)}">{_escaped(shortened(words, LONGEST // 4))}</a>'


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)
