"""What the search page shows of a result: small JSON files, which the script in the browser loads.

The first file of a result is an object with the keys `t` title, `s` summary, `a` address, `l` language, `r` direction
(if it differs from the page's), `x` the first part of the text, and `m` the number of further files (if any). A
briefing also has `d` date, `i` date in ISO 8601, `n` label (if any), and `w` the numbers of its terms; anything else
has `k`, what it is (`People`). Each further file is a string: the next part of the text, with a line for each block.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from newsarchive.html import plain, without_notes
from newsarchive.model import addresses
from newsarchive.model.index import Edition, address
from newsarchive.model.models import Briefing, Text, Work
from newsarchive.pages.briefing import own_facts_of
from newsarchive.pages.entries import entry

MOST_OF_A_TEXT = 8_000
"""The most bytes of a text in one JSON file of a search result, so that no file exceeds 16 KB, even uncompressed."""


class Shown(NamedTuple):
    """A text or a term to index, and the languages whose readers find it.

    Readers without a text of their own find the original.

    Attributes:
        name: The slug of a briefing, `pages/` and that of a standing page, or a term's key, such as `people/ali`.
        key: A digest of all that the reading depends on, under which it is cached.
        terms: The keys of the terms by whose names it is found, too.
        work: The briefing or standing page, and `text` one of its texts; both are None for a term.
    """

    name: str
    languages: tuple[str, ...]
    key: bytes
    terms: tuple[str, ...] = ()
    work: Work | None = None
    text: Text | None = None


def result_name(number: int, part: int) -> str:
    """Return the name of a JSON file of a search result, relative to the search page; `part` 0 is the first."""
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def body_of(shown: Shown, edition: Edition) -> tuple[str, str]:
    """Return the plain text of a result, with a line for each block, and its notes, which are found but not shown."""
    if not shown.text:
        return "", ""
    body, notes = map(plain, without_notes(edition.html(shown.text)))
    if shown.text.front.image:
        body = f"{body}\n{shown.text.front.image.caption}".strip()
    if isinstance(shown.work, Briefing):
        facts = own_facts_of(shown.work, edition, shown.text.language)
        body = "\n".join([body, *(f"{each['label']}: {each['value']}" for each in facts)])
    return body, notes


def result_files(shown: Shown, body: str, edition: Edition, language: str) -> list[bytes]:
    """Return the JSON files of a result without the numbers of its terms, which `index` adds."""
    head = _head(shown, edition, language)
    direction = edition.site.direction(str(head["l"]))
    if direction != edition.site.direction(language):
        head["r"] = direction
    here = addresses.search(language)
    head["a"] = addresses.relative(here, str(head["a"]), clean=edition.site.clean_addresses)
    first, *others = _parts(body, MOST_OF_A_TEXT - len(msgspec.json.encode(head)))
    if others:
        head["m"] = len(others)
    return [msgspec.json.encode({**head, "x": first}), *map(msgspec.json.encode, others)]


def _head(shown: Shown, edition: Edition, language: str) -> dict[str, object]:
    if isinstance(shown.work, Briefing):
        listed = entry(shown.work, edition, language)
        label = {"n": listed.label} if listed.label else {}
        days = {"d": listed.date, "i": listed.date_iso, **label}
        return {"t": listed.title, "s": listed.summary, "a": listed.address, "l": listed.language, **days}
    if shown.work and shown.text:
        front, own = shown.text.front, shown.text.language
        kind = edition.words(language, "search.page")
        return {"t": front.title, "s": front.summary, "a": address(shown.work, own), "l": own, "k": kind}
    taxonomy, _, term_id = shown.name.partition("/")
    term = edition.archive.vocabularies[taxonomy][term_id]
    name, own = term.name(language, edition.site.default)
    description, described_in = term.described(language, edition.site.default)
    where, kind = addresses.term(language, taxonomy, term_id), edition.words(language, f"{taxonomy}.title")
    return {"t": name, "s": description if described_in == own else "", "a": where, "l": own, "k": kind}


def _parts(text: str, first: int) -> list[str]:
    """Split a text so that the first part has about `first` bytes at most, and all others `MOST_OF_A_TEXT`.

    It is split at an end of a block, or else of a sentence, if the part is then at least half full: the script looks
    for a phrase in one part. Else it is split at a space or an end of a block, as Chinese has no spaces. If what stands
    between two of these is longer than a part, the text is not split further.
    """
    # beside a title and a summary that are longer than a part there is no room at all
    parts, data, room = [], text.encode(), max(first, MOST_OF_A_TEXT // 2)
    while len(data) > room:
        ends = (data.rfind(b"\n", room // 2, room + 1), data.rfind(b". ", room // 2, room + 1) + 1)
        words = max(data.rfind(b" ", 1, room + 1), data.rfind(b"\n", 1, room + 1))
        cut = next((each for each in ends if each > 0), words)
        if cut < 0:  # a single word is longer than a part
            break
        parts.append(data[:cut].decode())
        data, room = data[cut + 1 :], MOST_OF_A_TEXT
    return [*parts, data.decode()]
