"""The history page of a text: each published revision, compared word by word.

A revision is one published state of a text. `build.histories` reads the earlier revisions from git and stores what
`shown_words` returns for each: its paragraphs as plain text. The commands `status` and `translate` use `differing` and
`differences` to compare two versions of a text for editors.

The words come from the HTML of each revision, so comments, link targets, titles and attributes never appear among them.
Links to a text that is now withdrawn are left out, because they would reveal more than the page that replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import chain
from typing import Literal
from urllib.parse import unquote

from newsarchive.content.source_map import fenced_code
from newsarchive.html import LEFT_OUT, plain
from newsarchive.i18n.dates import long_date
from newsarchive.model import addresses
from newsarchive.model.fields import FrontMatter
from newsarchive.model.index import Archive, Edition
from newsarchive.model.models import Briefing, State
from newsarchive.model.pages import Alternate, Page, PageLink

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_BREAK = "¶"

MOST_WORDS = 20_000
"""How many words of changed paragraphs may be compared, in both states and on one page: difflib's time is quadratic."""


def blocks(body: str) -> list[str]:
    """Return the paragraphs of a Markdown text, split at blank lines outside fenced code. Lines stay unchanged."""
    paragraph: list[list[str]] = [[]]
    lines = body.split("\n")
    code = {*chain.from_iterable(fenced_code(lines))}
    for index, line in enumerate(lines):
        if line.strip() or index in code:
            paragraph[-1].append(line)
        elif paragraph[-1]:
            paragraph.append([])
    return ["\n".join(lines) for lines in paragraph if lines]


def paragraphs(front: FrontMatter, body: str) -> list[str]:
    """Return the paragraphs that readers see, with single spaces: title, summary, picture, corrections and body."""
    return [" ".join(words.split()) for words in (*front.words, *blocks(body)) if words.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ between two versions of a text, given as lists of paragraphs.

    One that was replaced by three, or three by one, counts as three.
    """
    return sum(max(len(before), len(after)) for before, after in _changed(old, new))


def differences(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """Return what changed between two lists of paragraphs, word by word.

    For "a b" that became "a c", the result is `[[("same", "a"), ("removed", "b"), ("added", "c")]]`: a list for each
    run of changed paragraphs, without unchanged ones. `¶` among the words marks the end of a paragraph. If a run has
    more than `MOST_WORDS`, all of its words are returned as removed and added.
    """
    return [_pieces(before, after) for before, after in _changed(old, new)]


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


Run = tuple[Sequence[str], Sequence[str]]


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    codes = SequenceMatcher(None, old, new).get_opcodes()
    return [(old[a:b], new[c:d]) for kind, a, b, c, d in codes if kind != "equal"]


def _pieces(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    old, new = (f" {_BREAK} ".join(run).split() for run in (before, after))
    codes = [("replace", 0, len(old), 0, len(new))]
    if len(old) + len(new) <= MOST_WORDS:
        codes = list(SequenceMatcher(None, old, new).get_opcodes())
    pieces: list[Piece] = []
    for kind, a, b, c, d in codes:
        if kind == "equal":
            pieces.append(("same", " ".join(old[a:b])))
            continue
        if a < b:
            pieces.append(("removed", " ".join(old[a:b])))
        if c < d:
            pieces.append(("added", " ".join(new[c:d])))
    return pieces


Gone = frozenset[tuple[str, str]]
"""Withdrawn texts as pairs of slug and language; an empty language means all texts of the briefing."""

_LINK = re.compile(r'<a [^>"]*(?:"[^"]*"[^>"]*)*>.*?</a>', re.DOTALL)
_PICTURE = re.compile(r'<img [^>"]*(?:"[^"]*"[^>"]*)*>')
_SPACE = re.compile(r"<br>|</?t[dh]\b[^>]*>")  # within a paragraph or a row of a table
_ATTRIBUTE = re.compile(r' (href|src|alt)="([^"]*)"')


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

    def told(element: re.Match[str]) -> str:
        has: dict[str, str] = dict(_ATTRIBUTE.findall(element[0].partition(">")[0]))
        if _is_gone(unescape(has.get("href", has.get("src", ""))), gone):
            return LEFT_OUT
        return element[0] if element[0].startswith("<a") else has.get("alt", "")

    body = plain(_SPACE.sub(" ", _PICTURE.sub(told, _LINK.sub(told, html))))
    words = (" ".join(each.split()) for each in (*fields, *body.split("\n")))
    return tuple(LEFT_OUT if _names(each, gone) else each for each in words if each)


def _names(words: str, gone: Gone) -> bool:
    """Return whether plain text contains the address of a withdrawn text, percent-encoded or not."""
    addresses = re.findall(r"[^\s<>()\[\]\"']+", f"{words} {unquote(words)}") if gone else ()
    return any("/" in address and _is_gone(address, gone) for address in addresses)


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(re.split(r"[/?#&=]+", unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)


MOST_LETTERS = 24_000
"""The most characters of changed words on a history page, so that it stays as light as other pages.

Revisions are handled from the newest to the oldest; the changes of those that no longer fit are left out.
"""

_MARKUP: dict[Kind, int] = {"same": 0, "removed": len("<del></del>"), "added": len("<ins></ins>")}


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
        trail=(PageLink(text.front.title, here),),
    )


def printed_revisions(states: Sequence[State], language: str) -> Iterator[dict[str, object]]:
    """Yield what the history page prints of each version of a text, newest first; `states` has the oldest first.

    The digest of a version is not printed. It also covers what readers do not see, such as an HTML comment or the
    target of a link to a withdrawn text, and anyone who knows all the other words could find these by trial and error.

    - `kind` is why it was published: `first`, `correction`, `minor` (no correction) or `restored` (after a withdrawal).
    - `differences` are what the function of this name returns; None for the first, or if words are withheld.
    - `lost`: the words of either version are no longer available. `long`: the differences do not fit on the page.
    """
    room, left = MOST_LETTERS, MOST_WORDS
    former: State | None
    for number, former, state in reversed([*zip(range(1, len(states) + 1), (None, *states), states, strict=False)]):
        changed, runs = _between(former, state), None
        words = sum(len(paragraph.split()) for both in changed or () for run in both for paragraph in run)
        if changed is not None and words <= left:
            left -= words
            runs = [_pieces(*both) for both in changed]
            letters = sum(len(words) + _MARKUP[kind] for run in runs for kind, words in run)
            if letters <= room:
                room -= letters
            else:
                runs = None
        revision = state.revision
        yield {
            "number": number,
            "iso": revision.date.isoformat(),
            "date": long_date(revision.date, language),
            "kind": "first" if revision.kind == "late" else revision.kind,
            "differences": runs,
            "lost": former is not None and changed is None and bool(former.revision.known and revision.known),
            "long": changed is not None and runs is None,
        }


def _between(before: State | None, state: State) -> list[Run] | None:
    """Return the runs in which two versions differ; None if the words of one are not known."""
    if before is None or before.words is None or state.words is None:
        return None
    return _changed(before.words, state.words)
