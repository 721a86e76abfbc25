"""Where CommonMark and GitHub's Markdown show something else than our Markdown would: parts unseen, and signs as words.

They show no definition and no note to which nothing refers, only the first of several notes of one name, and no cell
beyond the columns of a table's header: such parts are not carried over, and the report names them. Words that they show
as typed, and ours would read as markup, get signs before them that keep them words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsarchive.readers.body_checks import SIGN

from .account import Change, links_in, plain, record, shortened

DEFINITION = re.compile(
    r"^(?P<label>(?P<lead>(?:[ ]*(?:>|[-*+][ ]|\d{1,9}[.)][ ]))*[ ]*)"
    r"\[(?!\^)(?P<name>(?:[^\[\]\\\n]|\\.)+)\]:[ \t]*\n?[ \t]*)(?P<target><[^<>\n]*>|(?!<)\S+)"
    r"(?P<title>(?:[ \t]+|[ \t]*\n[ \t]+)(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
"""A definition of the address of a link, as CommonMark takes it (0.31, 4.7): after the title, the line ends."""

_NOTE = re.compile(r"[ >]*\[\^(?P<name>[^\[\]\s]+)\]:")
_REFERENCE = re.compile(r"\[\^(?P<name>[^\[\]\s]+)\](?!:)")
_QUOTED = re.compile(r"(?: {0,3}>)+[ ]?")
_LABEL = re.compile(r"\[(?P<name>(?:[^\[\]\\]|\\.)+)\]")
_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*\Z")
_LEAD = re.compile(r"[ >]*")
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")
_PICTURE = re.compile(r"!\[|<img\b", re.IGNORECASE)
_NEVER = "readers never saw it"


def without_unseen(text: str, shown: str, changes: list[Change]) -> str:
    """Return a Markdown text without what nothing of the old site showed.

    Args:
        text: The Markdown.
        shown: The same text with spaces in place of code.
        changes: The list to which is appended what was dropped.
    """
    lines, bare = text.split("\n"), shown.split("\n")
    gone = set(_unused_definitions(text, shown, changes)) | set(_unused_notes(lines, bare, changes))
    _cut_rows(lines, bare, changes)
    return "\n".join(line for number, line in enumerate(lines) if number not in gone)


def labels_of(text: str) -> set[str]:
    """Return the names of the notes that a Markdown text without code defines."""
    return {match["name"] for line in text.split("\n") if (match := _NOTE.match(line))}


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _unused_definitions(text: str, shown: str, changes: list[Change]) -> Iterator[int]:
    """Yield the numbers of the lines of definitions to which no link refers."""
    definitions = [match for match, defines in definitions_in(shown) if defines]
    starts = {match.start("name") - 1 for match in definitions}
    used = {_folded(match["name"]) for match in _LABEL.finditer(shown) if match.start() not in starts}
    for match in definitions:
        if _folded(match["name"]) not in used:
            first = shown.count("\n", 0, match.start())
            record(changes, "definition", text[match.start() : match.end()], "dropped", f"{_NEVER}: no link uses it")
            yield from range(first, first + match[0].count("\n") + 1)


def definitions_in(shown: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield what looks like a definition, and whether it is one: none can interrupt a paragraph."""
    end = -1
    for match in DEFINITION.finditer(shown):
        above = shown[shown.rfind("\n", 0, max(0, match.start() - 1)) + 1 : max(0, match.start() - 1)]
        begins = not above.strip(" >") or re.search(r"[^\s>]", match["lead"]) or match.start() == end + 1
        defines = bool(begins or _NOTE.match(above) or re.match(r" {0,3}#{1,6}[ \t]", above))
        end = match.end() if defines else end
        yield match, defines


def _unused_notes(lines: Sequence[str], bare: Sequence[str], changes: list[Change]) -> Iterator[int]:
    """Yield the numbers of the lines of notes to which nothing refers that readers see, and of doubled notes."""
    notes: dict[str, list[range]] = {}
    for number, line in enumerate(bare):
        if match := _NOTE.match(line):
            notes.setdefault(match["name"], []).append(range(number, _end_of_note(lines, number)))
    if not notes:
        return
    inside = {number: name for name, found in notes.items() for each in found for number in each}
    pending = {match["name"] for number, line in enumerate(bare) if number not in inside for match in _marks(line)}
    used: set[str] = set()
    while pending:
        name = pending.pop()
        used.add(name)
        for number in notes[name][0] if name in notes else ():
            pending |= {match["name"] for match in _marks(bare[number])} - used
    for name, found in notes.items():
        for each in found[1:] if name in used else found:
            words = _NOTE.sub("", "\n".join(lines[number] for number in each), count=1)
            reason = f"{_NEVER}: {'another note has its name' if name in used else 'nothing refers to it'}"
            pictures = len(_PICTURE.findall(words))
            takes = ("picture",) * pictures + ("link",) * max(0, links_in(words) - words.count("!["))
            typed = shortened(f"[^{name}]: {words}")
            changes.append(Change("note", typed, "dropped", reason, plain(words), takes=takes))  # type: ignore[arg-type]
            yield from each


def _marks(line: str) -> Iterator[re.Match[str]]:
    return _REFERENCE.finditer(_NOTE.sub("", line, count=1))


def _end_of_note(lines: Sequence[str], start: int) -> int:
    """Return the number of the line after a note: it goes on to a blank line, and in lines that are indented."""
    end = at = start + 1
    quoted = bool(_QUOTED.match(lines[start]))
    while at < len(lines) and (not quoted or _QUOTED.match(lines[at])):
        line = _QUOTED.sub("", lines[at])
        indented = line.startswith(("    ", "\t"))
        if (
            line.strip()
            and not indented
            and (not lines[at - 1].strip(" >") or re.match(r" {0,3}(?:\[|#|```|~~~)", line))
        ):
            break
        end = at + 1 if line.strip() else end
        at += 1
    return end


def _cut_rows(lines: list[str], bare: Sequence[str], changes: list[Change]) -> None:
    """Remove the cells of tables that are beyond the columns of the header."""
    number = 1
    while number < len(bare):
        lead = _LEAD.match(bare[number])
        rule = bare[number][lead.end() if lead else 0 :]
        if "|" not in bare[number - 1] or "-" not in rule or not _RULE.match(rule):
            number += 1
            continue
        columns = len(_cells(bare[number - 1]))
        number += 1
        while columns == len(_cells(rule)) and number < len(bare) and bare[number].strip(" >"):
            _cut_row(lines, bare, number, columns, changes)
            number += 1


def _cut_row(lines: list[str], bare: Sequence[str], number: int, columns: int, changes: list[Change]) -> None:
    surplus = _cells(bare[number])[columns:]
    if any(bare[number][start:end].strip() or lines[number][start:end].strip() for start, end in surplus):
        start = surplus[0][0]
        words = lines[number][start:].strip().strip("|").strip()
        record(changes, "cell", words, "dropped", f"{_NEVER}: the table has {columns} columns", plain(words))
        lines[number] = lines[number][:start]


def _cells(row: str) -> list[tuple[int, int]]:
    """Return the start and end of each cell of a row of a table."""
    start = lead.end() if (lead := _LEAD.match(row)) else 0
    start += row[start : start + 1] == "|"
    cells = []
    for end in _CELL_END.finditer(row, start):
        cells.append((start, end.end() - 1))
        start = end.end()
    return [*cells, (start, len(row))] if row[start:].strip() else cells


HASH = re.compile(r"^(?P<lead>(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?=#{1,6}[^\s#]|#{7})", re.MULTILINE)
"""A place before number signs that begin no heading: no space follows (CommonMark 0.31, 4.2), or there are too many."""

_MARK = re.compile(r"(?<!\\)\[\^(?P<name>[^\[\]\n]+)\](?!\()")
_BEFORE = r"^(?:[ ]*(?:>|[-*+][ ]|\d{1,9}[.)][ ]))*[ ]*"
_ABBREVIATION = re.compile(_BEFORE + r"(?P<sign>\*)\[(?P<name>[^\[\]\\\n]+)\][ ]?:", re.MULTILINE)


def literal_signs(shown: str) -> list[tuple[int, int, str]]:
    """Return what to write into a Markdown text instead of signs that are words: the start, the end, and the new sign.

    Args:
        shown: The Markdown, without the comments of HTML, and with spaces in place of code.
    """
    edits = [(match.end(), match.end(), "\\") for match in HASH.finditer(shown)]
    notes = labels_of(shown)
    for match in _MARK.finditer(shown):
        if match["name"] not in notes:  # our check asks for a note unless the mark is code
            as_code = not re.search(r"[\s`]", match["name"])
            edits.append((*match.span(), f"`{match[0]}`") if as_code else (match.start(), match.start(), "\\"))
    for match in _ABBREVIATION.finditer(shown):
        uses = len(re.findall(rf"(?<!\w){re.escape(match['name'])}(?!\w)", shown))
        if uses - len(re.findall(rf"\[{re.escape(match['name'])}\]", shown)) < 1:
            edits.append((match.start("sign"), match.start("sign"), "\\"))
    for match, defines in definitions_in(shown):
        if not defines:
            place = match.end("lead")
            edits.append((place, place, "\\"))
    edits += [(*match.span(), _without_sign(match[0])) for match in SIGN.finditer(shown)]
    return sorted(edits)


def _without_sign(sign: str) -> str:
    """Return the beginning or end of a comment as words."""
    if sign[0] in "-–—":
        return f"{sign[:-1]}&gt;"
    return f"&#{ord(sign[0])};{sign[1:]}"
