"""Tables of plain texts, with a border on each side of their first row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .plaininlines import Unplain

_RULE = re.compile(r"[|: -]+")


def table_of(block: str) -> tuple[Sequence[str], Sequence[Sequence[str]], Sequence[str]]:
    """Return the cells of a table's head, those of each row of its body, and each column's attributes.

    As in Python-Markdown, the rule below the head has as many cells as the head; a row may have more or fewer.
    """
    rows = [line.strip(" ") for line in block.split("\n")]
    if len(rows) < 3 or "`" in block or not rows[0].endswith("|") or not _RULE.fullmatch(rows[1]):
        raise Unplain
    head, rule, *body = map(_cells, rows)
    if len(head) < 2 or len(rule) != len(head):
        raise Unplain
    return head, body, [_aligned(cell.strip(" ")) for cell in rule]


def _cells(row: str) -> list[str]:
    return row.removeprefix("|").removesuffix("|").split("|")


def _aligned(rule: str) -> str:
    begins, ends = rule.startswith(":"), rule.endswith(":")
    if not begins and not ends:
        return ""
    return f' style="text-align: {"center" if begins and ends else "left" if begins else "right"};"'
