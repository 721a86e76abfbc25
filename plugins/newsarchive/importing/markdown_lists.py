"""Code and lists of Markdown bodies, as Python-Markdown reads them: code is masked, and lists get their spaces."""

from __future__ import annotations

import re

from newsarchive.readers.source_map import blank_code

from .account import Change, shortened

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,9}\.)(?P<gap>[ \t]+)(?P<words>.*)$")
_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)\Z")


def without_code(text: str) -> str:
    """Return a Markdown text with spaces in place of all code: fenced, indented and in the line. Offsets stay."""
    lines, fence, listed, before, coded = [], "", False, "", False
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
            listed = bool(_ITEM.match(line)) or (listed and (indent > 0 or bool(before.strip())))
            code = indent >= 4 and not listed and (coded or not before.strip())
        else:
            code = coded
        coded = code and not found and not fence
        lines.append(" " * len(line) if code else line)
        before = line
    return blank_code("\n".join(lines))


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
                changes.append(Change("code", shortened(line), "changed", "indented code in a list", line))
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
