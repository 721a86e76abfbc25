"""What the search page shows of a result: small JSON files, which the script in the browser loads.

The first file of a result is an object with the keys `t` title, `s` summary, `a` address, `l` language, `r` direction
(if it differs from the page's), `x` the first part of the text, and `m` the number of further files (if any). A
briefing also has `d` date, `i` date in ISO 8601, `n` label (if any), and `w` the numbers of its terms; anything else
has `k`, what it is (`People`). Each further file is a string: the next part of the text, with a line for each block.
"""

from __future__ import annotations

from typing import NamedTuple

from newsarchive.html import plain, without_notes
from newsarchive.model import addresses
from newsarchive.model.index import Edition, address
from newsarchive.model.models import Briefing, Text, Work
from newsarchive.pages.briefing import own_facts_of
from newsarchive.pages.entries import entry

MOST_OF_A_TEXT = 8_000
"""The most bytes of a text in one JSON file of a search result, so that no file exceeds 16 KB, even uncompressed."""

_REST_OF_HEAD = 250  # bytes for all that stands in the first file beside title, summary and text


class Shown(NamedTuple):
    """A text or a term that the readers of a language find; without a text of their own they find the original.

    Attributes:
        number: What stands for the result in the index, the same in every language.
        name: The slug of a briefing, `pages/` and that of a standing page, or a term's key, such as `people/ali`.
        key: A digest of all that the result depends on, but for the language of the page.
        terms: The keys of the terms by whose names it is found, too.
        work: The briefing or standing page, and `text` one of its texts; both are None for a term.
    """

    number: int
    name: str
    key: bytes
    terms: tuple[str, ...] = ()
    work: Work | None = None
    text: Text | None = None


def result_name(number: int, part: int) -> str:
    """Return the name of a JSON file of a search result, relative to the search page; `part` 0 is the first."""
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def body_of(text: Text, work: Work, edition: Edition) -> tuple[str, str]:
    """Return the plain text of a result, with a line for each block, and its notes, which are found but not shown."""
    body, notes = map(plain, without_notes(edition.html(text)))
    if text.front.image:
        body = f"{body}\n{text.front.image.caption}".strip()
    if isinstance(work, Briefing):
        facts = own_facts_of(work, edition, text.language)
        body = "\n".join([body, *(f"{each['label']}: {each['value']}" for each in facts)])
    return body, notes


def head_of(shown: Shown, edition: Edition, language: str) -> dict[str, object]:
    """Return what the first file of a result says beside its text and its terms."""
    work, words = shown.work, edition.words
    if work and shown.text:
        title, summary, own = shown.text.front.title, shown.text.front.summary, shown.text.language
        where, more = address(work, own), {"k": words(language, "search.page")}
        if isinstance(work, Briefing):
            listed = entry(work, edition, language)
            more = {"d": listed.date, "i": listed.date_iso} | ({"n": listed.label} if listed.label else {})
    else:
        taxonomy, _, term_id = shown.name.partition("/")
        term = edition.archive.vocabularies[taxonomy][term_id]
        title, own = term.name(language, edition.site.default)
        summary, described_in = term.described(language, edition.site.default)
        summary = summary if described_in == own else ""
        where, more = addresses.term(language, taxonomy, term_id), {"k": words(language, f"{taxonomy}.title")}
    where = addresses.relative(addresses.search(language), where, clean=edition.site.clean_addresses)
    direction = edition.site.direction(own)
    turned = {"r": direction} if direction != edition.site.direction(language) else {}
    return {"t": title, "s": summary, "a": where, "l": own, **more, **turned}


def parts_of(body: str, title: str, summary: str) -> list[str]:
    """Split the text of a result for its files, of which the first also has the title and the summary.

    It is split at an end of a block, or else of a sentence, if the part is then at least half full: the script looks
    for a phrase in one part. Else it is split at a space or an end of a block, as Chinese has no spaces. If what stands
    between two of these is longer than a part, the text is not split further.
    """
    # beside a title and a summary that are longer than a part there is no room at all
    first = MOST_OF_A_TEXT - len(f"{title}{summary}".encode()) - _REST_OF_HEAD
    parts, data, room = [], body.encode(), max(first, MOST_OF_A_TEXT // 2)
    while len(data) > room:
        ends = (data.rfind(b"\n", room // 2, room + 1), data.rfind(b". ", room // 2, room + 1) + 1)
        words = max(data.rfind(b" ", 1, room + 1), data.rfind(b"\n", 1, room + 1))
        cut = next((each for each in ends if each > 0), words)
        if cut < 0:  # a single word is longer than a part
            break
        parts.append(data[:cut].decode())
        data, room = data[cut + 1 :], MOST_OF_A_TEXT
    return [*parts, data.decode()]
