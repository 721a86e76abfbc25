"""What is wrong with a text's words, apart from what they lead to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape

from plugins.archive.faults import Fault, Position, fault
from plugins.archive.fields import Kind
from plugins.archive.fieldtypes import LANGUAGE_TAG
from plugins.archive.markup import LINKING_TAG, TAG

from .comments import comment_faults
from .lines import Lines
from .lostwords import unused_definitions
from .markup import Markup
from .rawmarkup import raw_markup
from .references import References
from .sanitising import lost_markup

MOST_LETTER_WORDS = 1000

_ID = re.compile(r' id="([^"]+)"')
_LANG = re.compile(r' lang="([^"]*)"')
_OWN_LINK = re.compile(r' href="#([^"]+)"')
# slugs, and Markdown's footnotes: whatever else stands on a page has another form
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[0-9]+)?\Z|fn(?:ref\d*)?:\d+\Z")
_FIRST_LEVEL = re.compile(r"<h1[\s>]", re.IGNORECASE)
_HEADING = re.compile(r"<h([2-6])[\s>]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\[\s]+)\]:", re.MULTILINE)
_FENCE_OPTIONS = re.compile(r"^[ ]{0,3}(?:`{3,}|~{3,})[ ]*(\{[^\n]*)", re.MULTILINE)


def fence_faults(lines: Lines) -> list[Fault]:
    """Name fences with options, which would reach Pygments: a text with one is not converted at all."""
    body = lines.source.body
    if "```" not in body and "~~~" not in body:
        return []
    return [
        fault("fence-options", Position(lines.at(match.start())), found=match[1])
        for match in _FENCE_OPTIONS.finditer(body)
    ]


def body_faults(
    lines: Lines, markup: Markup, html: str, tags: Sequence[str], found: References, kind: Kind
) -> Iterator[Fault]:
    """Yield the faults of a text's words; `html` is its sanitised form with these tags, `markup` Markdown's own."""
    for target in found.leaving:
        yield fault("leaves-content", Position(lines.of(target)), target=target)
    if kind == "letter":
        yield from _letter_faults(lines, markup, html, tags, found)
    else:
        for target in found.elsewhere:
            yield fault("picture-elsewhere", Position(lines.of(target)), target=target)
        yield from _heading_faults(lines, markup, tags)
    yield from _fragment_faults(lines, html, tags)
    yield from _language_faults(lines, tags)
    for lost in lost_markup(markup.html, lines.source.body, markup.notes):
        if lost.code == "html-unpaired":
            yield fault(lost.code, lines.of_tag(lost.words[0], lost.found, lost.nth), warning=True, tag=lost.found)
        # a letter's pictures are refused, whatever they say
        elif not (kind == "letter" and lost.code == "picture-alt"):
            yield fault(lost.code, Position(lines.of(*lost.words)), found=lost.found)
    for row, nth, cells, columns in markup.odd_rows:
        place = Position(lines.of_row(row, nth))
        if cells > columns:
            yield fault("table-cells", place, found=cells, expected=columns)
        else:
            yield fault("table-continued", place, warning=True, found=row)
    yield from _doubled_notes(lines)
    yield from unused_definitions(lines, markup)
    yield from comment_faults(lines, html)
    yield from raw_markup(lines, html)


def _doubled_notes(lines: Lines) -> Iterator[Fault]:
    """Yield notes with the label of an earlier one: only the last of them would be printed."""
    seen: set[str] = set()
    for note in _NOTE.finditer(lines.words) if "]:" in lines.source.body else ():
        if note[1] in seen:
            yield fault("note-doubled", lines.place(note.start(1) - 2), found=note[1])
        seen.add(note[1])


def _letter_faults(lines: Lines, markup: Markup, html: str, tags: Sequence[str], found: References) -> Iterator[Fault]:
    """A letter has no pictures, and no headings, which would look like the archive's own; it is not too long."""
    for target in (*(each.typed for each in found.pictures), *found.elsewhere):
        yield fault("letter-picture", Position(lines.of(target)), found=target)
    if any(heading.level == 1 for heading in markup.headings) or _FIRST_LEVEL.search(markup.html):
        yield fault("letter-heading", Position(lines.of_heading(1)), found="h1")
    counts: Counter[int] = Counter()
    for level in _levels(tags):
        yield fault("letter-heading", Position(lines.of_heading(level, counts[level])), found=f"h{level}")
        counts[level] += 1
    words = len(_WORD.findall(unescape(TAG.sub(" ", html))))
    if words > MOST_LETTER_WORDS:
        place = Position(lines.source.body_line)
        yield fault("letter-long", place, warning=True, found=words, most=MOST_LETTER_WORDS)


def _heading_faults(lines: Lines, markup: Markup, tags: Sequence[str]) -> Iterator[Fault]:
    """A text's headings hang under the page's own, which is the first level's, and skip no level."""
    if any(heading.level == 1 for heading in markup.headings) or _FIRST_LEVEL.search(markup.html):
        yield fault("heading-level", Position(lines.of_heading(1)), found="h1")
    counts: Counter[int] = Counter()
    before = 1
    for level in _levels(tags):
        if level > before + 1:
            line = lines.of_heading(level, counts[level])
            yield fault("heading-skip", Position(line), found=f"h{level}", expected=f"h{before + 1}")
        counts[level] += 1
        before = level


def _levels(tags: Sequence[str]) -> Iterator[int]:
    """Yield the levels of headings below the first, in document order."""
    return (int(found[1]) for tag in tags if tag.startswith("<h") and (found := _HEADING.match(tag)))


def _fragment_faults(lines: Lines, html: str, tags: Sequence[str]) -> Iterator[Fault]:
    """Ids are slugs, each once; links within the text lead to one of them."""
    counts = Counter(fragments_of(tags))
    for fragment, count in counts.items():
        if count > 1:
            yield fault("doubled-id", Position(lines.of_id(fragment)), found=fragment)
        if not _OWN_ID.match(fragment):
            yield fault("id", Position(lines.of_id(fragment)), found=fragment)
    links = [tag for tag in LINKING_TAG.findall(html) if ' href="#' in tag]
    for target in sorted(set(_OWN_LINK.findall("".join(links)))):
        # the way back from a note without a mark is that note's fault
        if target not in counts and not target.startswith("fnref:"):
            yield fault("dead-fragment", Position(lines.of(f"#{target}")), target=f"#{target}")


def _language_faults(lines: Lines, tags: Sequence[str]) -> Iterator[Fault]:
    """Yield names of languages that are no tag, which screen readers would not understand."""
    for found in sorted(
        {match[1] for tag in tags if (match := _LANG.search(tag)) and not LANGUAGE_TAG.match(match[1])}
    ):
        place = Position(lines.of(f"lang={found}", f'lang="{found}"', f"lang='{found}'", found))
        yield fault("html-language", place, found=found)


def fragments_of(tags: Sequence[str]) -> list[str]:
    """Return all ids of a text's tags, in document order."""
    return _ID.findall("".join(tags))
