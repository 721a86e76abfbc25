"""Limits on the size and density of a text, and the checks of every file of words.

The limits bound the time of a conversion. At many special characters (`[`, `*`, …) Python-Markdown searches to the end
of the paragraph and copies the paragraph; it also repeats a link definition wherever the text uses it. The limits count
characters, not seconds, so a text is refused on every machine or on none. No real briefing comes near them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain, islice

from newsarchive.model.diagnostics import Fault, Position, fault

from .confusables import writing_faults
from .personal_data import identifiers_in
from .source_map import FENCE_LINE, Lines, Places, SourceText, may_be_fenced, without_fences

MOST_SIGNS = 60_000_000
"""The largest cost of a text: the sum, over its paragraphs, of the number of special characters times the length.

Special are those at which Markdown syntax can begin, such as `[` and `*`.
"""

_LINES_PER_SIGN = 4
"""How many lines of a paragraph add as much to the cost of a text (`MOST_SIGNS`) as one special character.

Any line may be a block, as a heading is; Python-Markdown then reads the rest of the paragraph once more.
"""

MOST_CELLS = 20_000
"""The largest number of cells of a table, computed as columns times lines."""

MOST_TAGS = 2_000
"""The largest number of HTML tags in a text; one that is never closed is opened again in each later paragraph."""

MOST_COLUMNS = 100
MOST_LEVELS = 20
MOST_FENCES = 400
MOST_DEFINITIONS = 500
MOST_REPEATED = 2_000_000
"""The largest number of characters that all uses of definitions may insert into a text.

It is estimated as uses times the length of the longest definition (`[name]: https://…`, `*[UN]: …`).
"""

_LONGEST_DEFINITION = 20_000  # characters

_SIGNS = re.compile(r"[\[<*_`\\&{\"']|  \n")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_MOST_BLANKS = 1000
_BLANKS = re.compile(rf"[ \t]{{{_MOST_BLANKS}}}")
_MARKER = r"(?:>|[*+-](?=[ \t])|[0-9]{1,9}\.(?=[ \t]))"
_NESTED = re.compile(rf"^[ \t]*(?:{_MARKER}[ \t]*){{{MOST_LEVELS + 1}}}", re.MULTILINE)
_INDENT = re.compile(rf"^[ \t]{{{MOST_LEVELS + 1},}}", re.MULTILINE)
_LEADING = " \t>*+-.0123456789"
_DEFINED = re.compile(r"\[([^\\\[]{1,200}?)\] ?:")


def bound_faults(lines: Lines) -> list[Fault]:
    """Return one fault if a text is too large or dense to be converted from Markdown quickly, else an empty list.

    The caller must not convert a text for which this function returns a fault.
    """
    # Python-Markdown does not parse fenced code as markup
    bare = without_fences(lines.source.body)
    prose = lines if bare == lines.source.body else Lines(SourceText("", bare, lines.source.body_line))
    checks = chain(_fences(lines), _tags(prose), _signs(prose), _levels(prose), _repetitions(lines))
    return list(islice(checks, 1))


def _fences(lines: Lines) -> Iterator[Fault]:
    """Yield a fault if a text has more than `MOST_FENCES` lines that look like the start of a fenced code block.

    For each of them, Python-Markdown searches the rest of the text for the line that ends the block.
    """
    body = lines.source.body
    if may_be_fenced(body):
        for count, each in enumerate(FENCE_LINE.finditer(body)):
            if count == MOST_FENCES:
                yield fault("too-many-signs", Position(lines.at(each.start())), found="```")


def _tags(lines: Lines) -> Iterator[Fault]:
    """Yield a fault if a text has more than `MOST_TAGS` HTML tags."""
    if lines.source.body.count("<") > MOST_TAGS:
        for count, each in enumerate(_TAG.finditer(lines.source.body)):
            if count == MOST_TAGS:
                yield fault("too-many-signs", Position(lines.at(each.start())), found="<")


def _signs(lines: Lines) -> Iterator[Fault]:
    """Yield a fault where a text's cost exceeds `MOST_SIGNS`, or a paragraph has too many blanks or table cells."""
    cost = place = 0
    blocks = lines.source.body.split("\n\n")
    # count only where the limit could be exceeded if every character were a special one: few texts are that long
    near = sum(len(block) ** 2 for block in blocks) > MOST_SIGNS
    for block in blocks:
        start = place + len(block) - len(block.lstrip("\n"))
        cost += (len(_SIGNS.findall(block)) + block.count("\n") // _LINES_PER_SIGN) * len(block) if near else 0
        if cost > MOST_SIGNS or (len(block) >= _MOST_BLANKS and _BLANKS.search(block)):
            yield fault("too-many-signs", Position(lines.at(start)), found=_commonest(block))
        yield from _table(lines, block, start)
        place += len(block) + 2


def _table(lines: Lines, block: str, place: int) -> Iterator[Fault]:
    """Yield a fault if the paragraph `block`, at offset `place`, has too many columns or cells as a table.

    Each row counts as many cells as the widest one, because Markdown fills shorter rows with empty cells.
    """
    if "|" in block:
        rows = block.split("\n")
        columns = max(row.count("|") for row in rows)
        if columns > MOST_COLUMNS or columns * len(rows) > MOST_CELLS:
            yield fault("too-many-signs", Position(lines.at(place)), found="|")


def _levels(lines: Lines) -> Iterator[Fault]:
    """Yield a fault for the first line in which quotations and lists are nested more than `MOST_LEVELS` deep."""
    text = lines.source.body
    if not any(len(line) - len(line.lstrip(_LEADING)) > MOST_LEVELS for line in text.split("\n")):
        return
    found = [each.start() for each in _NESTED.finditer(text)]
    found += [each.start() for each in _INDENT.finditer(text) if len(each[0].expandtabs(4)) > MOST_LEVELS * 8]
    if found:
        yield fault("too-nested", Position(lines.at(min(found))))


def _repetitions(lines: Lines) -> Iterator[Fault]:
    """Yield faults if definitions of links or abbreviations are too many, too long or used too often."""
    body = lines.source.body
    found = list(_DEFINED.finditer(body)) if "]:" in body or "] :" in body else []
    if not found:
        return
    if len(found) > MOST_DEFINITIONS:
        yield fault("too-many-signs", Position(lines.at(found[MOST_DEFINITIONS].start())), found="]:")
    # a definition spans up to three lines: label, address and title
    longest = max(_length_of_definition(body, each.start()) for each in found)
    short = {each[1] for each in found if body[max(each.start() - 1, 0)] == "*"}
    if longest <= _LONGEST_DEFINITION:
        named = body.count("[") + sum(len(re.findall(rf"\b{re.escape(each)}\b", body)) for each in short)
        if named * longest <= MOST_REPEATED:
            return
    yield fault("too-many-signs", Position(lines.at(found[0].start())), found="]:")


def _length_of_definition(body: str, start: int) -> int:
    """Return the length of the definition (`[name]: https://…`) that starts at an offset; it has up to three lines."""
    end = body.find("\n\n", start)
    return len("".join(body[start : end if end >= 0 else len(body)].split("\n", 3)[:3]))


def _commonest(block: str) -> str:
    """Return the most frequent special character of a paragraph, for a message.

    `↵` stands for many lines, and `␣` if the paragraph has only blanks.
    """
    found = Counter(_SIGNS.findall(block))
    found["↵"] = block.count("\n") // _LINES_PER_SIGN
    return (max(sorted(found), key=found.__getitem__).strip() if +found else "") or "␣"


def word_faults(content: str, published: Collection[str]) -> Iterator[Fault]:
    """Yield the faults of a Markdown or YAML file that concern its words, not its syntax.

    Deceptive characters are errors. Personal data, such as phone numbers, are warnings, except those in `published`,
    for example the newsroom's own contacts.
    """
    yield from writing_faults(content)
    places = None
    for found in identifiers_in(content, published):
        places = places or Places(content)
        yield fault(found.code, places.at(found.start), warning=True, found=found.shown)
