"""Code and lists of Markdown bodies, as Python-Markdown reads them: code is masked, and lists get their spaces."""

from __future__ import annotations

import re
from textwrap import dedent

from newsarchive.readers.body_checks import SIGN
from newsarchive.readers.source_map import blank_code, fenced_code

from .account import Change, record

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


def with_fenced_code(text: str, shown: str) -> str:
    """Return a Markdown text in which indented code is fenced where our check would find the sign of a comment in it.

    Args:
        text: The Markdown.
        shown: The same text with spaces in place of code.
    """
    if not SIGN.search(text):
        return text
    lines, bare = text.split("\n"), shown.split("\n")
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
