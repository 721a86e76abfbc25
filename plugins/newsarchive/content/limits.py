"""The bound on the density of a text, and the checks of every file of words.

The bound keeps a hostile text from busying a build. At many special characters (`[`, `*`, …) Python-Markdown searches
to the end of the paragraph and copies the paragraph; for a fence, a definition or a tag that nothing closes it searches
the rest of the text. The bound counts characters, not seconds, so a text is refused on every machine or on none. No
real briefing comes near it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain

from newsarchive.model.diagnostics import Fault, Position, fault

from .confusables import writing_faults
from .personal_data import identifiers_in
from .source_map import MOST_WORK, Lines, Places, fenced_code

MOST_INSERTED = 2_000_000
"""The most characters that all uses of one definition (`[name]: https://…`, `*[UN]: …`) may insert into a text."""

MOST_LEVELS = 20

_LINES_PER_SIGN = 4  # any line may be a block, for which the rest of the paragraph is read once more
# prices beside that of `MOST_WORK`: a tag is opened again in each later paragraph until it is closed
_TAG_COST, _CELL_COST = 30_000, 3_000
_SIGNS = re.compile(r"[\[<*_`\\&{\"']|  \n")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_BLANKS = re.compile(r"[ \t]{1000}")
_DEFINED = re.compile(r"\[([^\\\[]{1,200}?)\] ?:.*\n?(?:.+\n?){0,2}")
_MARKER = r"(?:>|[*+-](?=[ \t])|[0-9]{1,9}\.(?=[ \t]))"
_NESTED = re.compile(
    rf"^(?:[ \t]*(?:{_MARKER}[ \t]*){{{MOST_LEVELS + 1}}}|(?:\t| {{4}}){{{2 * MOST_LEVELS + 1}}})", re.MULTILINE
)


def bound_faults(lines: Lines) -> list[Fault]:
    """Return one fault if a text is too dense or nested to be converted from Markdown quickly, else an empty list.

    The caller must not convert a text for which this function returns a fault.
    """
    source = lines.source.body.split("\n")
    # Python-Markdown does not parse fenced code as markup
    for index in chain.from_iterable(fenced_code(source)):
        source[index] = ""
    body, line = "\n".join(source), lines.source.body_line
    if nested := _NESTED.search(body):
        return [fault("too-many-signs", Position(line + body.count("\n", 0, nested.start())), hint="nested")]
    defined = list(_DEFINED.finditer(body))
    short = [each[1] for each in defined if body[each.start() - 1 : each.start()] == "*"]
    uses = body.count("[") + sum(body.count(word) for word in short)
    for definition in defined:
        if len(definition[0]) * uses > MOST_INSERTED:
            return [fault("too-many-signs", Position(line + body.count("\n", 0, definition.start())), found="]:")]
    work = 0
    for block in body.split("\n\n"):
        breaks = block.count("\n")
        work += (len(_SIGNS.findall(block)) + breaks // _LINES_PER_SIGN) * len(block)
        work += len(_TAG.findall(block)) * _TAG_COST
        work += max(row.count("|") for row in block.split("\n")) * (breaks + 1) * _CELL_COST
        blank = _BLANKS.search(block)
        if work > MOST_WORK or blank:
            first = line + len(block) - len(block.lstrip("\n"))
            signs = Counter("␣" if blank else re.findall(r"[\[<*_`\\&{\"'|]", block) or "↵")
            return [fault("too-many-signs", Position(first), found=signs.most_common(1)[0][0])]
        line += breaks + 2
    return []


def word_faults(content: str, published: Collection[str]) -> Iterator[Fault]:
    """Yield the faults of a Markdown or YAML file that concern its words, not its syntax.

    Deceptive characters are errors. Personal data, such as phone numbers, are warnings, except those in `published`,
    for example the newsroom's own contacts.
    """
    yield from writing_faults(content)
    places = None
    for start, kind, found in identifiers_in(content, published):
        places = places or Places(content)
        yield fault("personal-data", places.at(start), warning=True, found=found, hint=kind)
