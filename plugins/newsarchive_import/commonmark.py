"""Where CommonMark and GitHub's Markdown show something else than our Markdown: lists, parts unseen, signs as words.

Lists get the spaces that Python-Markdown wants, and code is masked for all other steps.

CommonMark and GitHub show no definition and no note to which nothing refers, only the first of several notes of one
name, and no cell beyond the columns of a table's header: such parts are not carried over, and the report names them.
Words that they show as typed, and ours would read as markup, get signs before them that keep them words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent

from newsarchive.api import SIGN, blank_code, fenced_code

from .account import Change, links_in, plain, record, shortened

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,9}\.)(?P<gap>[ \t]+)(?P<words>.*)$")
_OPENS = re.compile(r" *(?:(?:[-*+]|\d{1,9}\.)[ \t]|\[\^[^\[\]\s]+\]:|:[ \t])")
_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)\Z")


def without_code(text: str) -> str:
    """Return a Markdown text with spaces in place of all code: fenced, indented and in the line. Offsets stay."""
    lines, fence, before, coded = [], "", "", False
    stack: list[int] = []  # the columns at which the words of the open items, notes and definitions begin
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        found = _FENCE.match(line)
        code = bool(fence)
        if fence:
            fence = (
                "" if line.strip() and set(line.strip()) == {fence[0]} and len(line.strip()) >= len(fence) else fence
            )
        elif found:
            fence, code = found["fence"], True
        elif line.strip():
            code = indent >= (stack[-1] if stack else 0) + 4 and (coded or not before.strip())
            if not code:
                _open_items(stack, line, indent, after_blank=not before.strip())
                code = indent >= (stack[-1] if stack else 0) + 4 and not before.strip() and not _OPENS.match(line)
        else:
            code = coded
        coded = code and not found and not fence
        lines.append(" " * len(line) if code else line)
        before = line
    return blank_code("\n".join(lines))


def _open_items(stack: list[int], line: str, indent: int, *, after_blank: bool) -> None:
    """Change the columns of the open items by a line that is no code."""
    opens = _OPENS.match(line)
    while stack and indent < stack[-1] and (opens or after_blank):
        stack.pop()
    if opens:
        item = _ITEM.match(line)
        stack.append(indent + (len(item["mark"]) + min(len(item["gap"]), 4) if item else 4))


def with_fenced_code(text: str) -> str:
    """Return a Markdown text with fences around indented code in which our check would find the sign of a comment."""
    if not SIGN.search(text):
        return text
    lines, bare = text.split("\n"), without_code(text).split("\n")
    in_fences = {number for fence in fenced_code(lines) for number in fence}
    result: list[str] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and end not in in_fences and lines[end].startswith("    ") and not bare[end].strip():
            end += 1
        block = dedent("\n".join(lines[at:end])).split("\n") if end > at else []
        top = at == 0 or not lines[at - 1].strip()
        if block and top and SIGN.search("\n".join(block)) and not any("```" in line for line in block):
            result += ["```", *block, "```"]
        else:
            result += lines[at : max(end, at + 1)]
        at = max(end, at + 1)
    return "\n".join(result)


def with_spaced_lists(body: str, changes: list[Change]) -> str:
    """Return a text with a blank line before each list, and four spaces for each level of a list in a list.

    Fenced code in a list becomes indented code, the only code that Python-Markdown knows there. Nothing but white space
    and fences changes. Line ends become LF, tabs spaces.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    result: list[str] = []
    stack: list[int] = []  # the columns at which the words of the open items begin
    fence = ""
    for line, shown in zip(text.split("\n"), without_code(text).split("\n"), strict=True):
        indent = len(line) - len(line.lstrip(" "))
        fenced = _FENCE.match(line)
        if fence or (fenced and stack and indent):
            closing = bool(fence) and set(line.strip()) == {fence[0]} and len(line.strip()) >= len(fence)
            if fenced and not fence:
                record(changes, "code", line, "changed", "indented code in a list", line)
            if not fence or closing:
                fence = "" if fence else str(fenced["fence"] if fenced else "")
                result.append("")
            else:
                result.append(f"{' ' * 4 * (len(stack) + 1)}{line[min(indent, stack[-1]) :]}" if line.strip() else "")
            continue
        item = _ITEM.match(line) if shown.strip() else None
        blank = not result or not result[-1].strip()
        if item and (stack or indent < 4):
            while stack and indent < stack[-1]:
                stack.pop()
            depth = len(stack)
            if not blank and not depth and not _LISTED.match(result[-1]):
                result.append("")
            stack.append(indent + len(item["mark"]) + min(len(item["gap"]), 4))
            result.append(f"{' ' * (4 * depth)}{line.lstrip(' ')}")
        elif not stack or not line.strip():
            result.append(line)
        elif not indent:
            stack = [] if blank else stack
            result.append(line)
        else:
            result.append(_continued(line, stack, blank=blank))
    return "\n".join(result)


def _continued(line: str, stack: list[int], *, blank: bool) -> str:
    """Return a further line of an item with the indentation of that item; after a blank line, of an outer one."""
    indent = len(line) - len(line.lstrip(" "))
    while blank and stack and indent < stack[-1]:
        stack.pop()
    extra = max(0, indent - stack[-1]) if stack else indent
    return f"{' ' * (4 * len(stack) + extra)}{line.lstrip(' ')}"


_LISTED = re.compile(r" *(?:[-*+]|\d+\.) | {4}|>|#|\|")


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


def without_unseen(text: str, changes: list[Change]) -> str:
    """Return a Markdown text without what nothing of the old site showed; append what was dropped to `changes`."""
    shown = without_code(text)
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


def with_literal_signs(text: str) -> str:
    """Return a Markdown text without the comments of HTML in which signs that are words stay words."""
    parts, at = [], 0
    for start, end, sign in _literal_signs(without_code(text)):
        if start >= at:  # of places that overlap, the first counts
            parts += [text[at:start], sign]
            at = end
    return "".join((*parts, text[at:]))


def _literal_signs(shown: str) -> list[tuple[int, int, str]]:
    """Return what to write in place of signs that are words, in order: the start, the end, and the new sign."""
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
