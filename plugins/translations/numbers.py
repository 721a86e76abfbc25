"""Numbers written in figures, as every language writes them: 1,234.5 is 1.234,5 and 1 234,5.

Grouping and decimal marks are CLDR's. `1.234` and `1,234` mean two numbers each; as both languages of a pair
are read by the same rule, three digits after a single mark are taken for a group and compare right either way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from plugins.archive.structures import Number
from plugins.archive.tokens import address_start, is_host

LONGEST = 40

_SHORTEST_ADDRESS = 4
_TOKEN = re.compile(r"(?<!\S)[^\s\d]*+\d\S*")  # only one with a digit matters here
_DATE = re.compile(r"(?<![\w.-])(?:(\d{1,2})\.\d{1,2}\.(\d{4})|(\d{4})-\d{2}-(\d{2}))(?![\d-]|\.\d)")
_NUMBER = re.compile(r"(?<!\w)\d+(?:(?:[.,٫٬'’]|\s)\d{3}(?!\d)|[.,٫]\d+)*")
_PARTS = re.compile(r"\d+")
_GROUPED = re.compile(r"(\d{1,3}(?:[.,٫٬'’\s]\d{3})+)(?:[.,٫](\d+))?")


Numbers = Sequence[Number]


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return the numbers of plain text but those of addresses; digits inside a name (`az24saat`) are its own.

    Endings do not count (2023-cü, 40th). A date in figures gives its day and year, as one in words does.
    """
    plain = _TOKEN.sub(lambda match: _without_address(match[0]), text)
    plain = _DATE.sub(lambda match: f"{match[1] or match[4]}\x1f{match[2] or match[3]}", plain)
    return tuple(number for match in _NUMBER.finditer(plain) for number in _read(match[0]))


def unmatched(expected: Numbers, found: Numbers) -> tuple[list[str], list[str]]:
    """Return what is missing and what is extra, each in order of size.

    A list that one text writes as `8, 10` and the other as `8,10` is no difference: what reads as one number
    on one side is taken apart where all its parts are left over on the other.
    """
    wanted, given = Counter(each.value for each in expected), Counter(each.value for each in found)
    missing, extra = wanted - given, given - wanted
    _take_apart(missing, extra, expected)
    _take_apart(extra, missing, found)
    return _sorted(missing), _sorted(extra)


def _without_address(token: str) -> str:
    if len(token) < _SHORTEST_ADDRESS:
        return token
    start = 0 if is_host(token) else address_start(token)
    return token if start < 0 else f"{token[:start]}\x1f"


@lru_cache(maxsize=256)
def _read(typed: str) -> tuple[Number, ...]:
    """Read one run of digits and marks; a year and what follows it (2023 100) are two numbers."""
    if typed.isdigit():
        value = _bare(typed)
        return (Number(value, (value,)),)
    grouped = _GROUPED.fullmatch(typed)
    parts = tuple(_bare(part) for part in _PARTS.findall(typed))
    if grouped:
        whole = _bare(re.sub(r"\D", "", grouped[1]))
        return (Number(f"{whole}.{_digits(grouped[2])}" if grouped[2] else whole, parts),)
    if re.search(r"[\s'’٬]", typed):
        return tuple(number for piece in re.split(r"[\s'’٬]", typed) for number in _read(piece))
    first, *rest = _PARTS.findall(typed)
    return (Number(".".join([_bare(first), *map(_digits, rest)]), parts),)


def _digits(typed: str) -> str:
    """Return the same digits in ASCII."""
    return typed if typed.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in typed)


def _bare(typed: str) -> str:
    return _digits(typed).lstrip("0") or "0"


def _take_apart(joined: Counter[str], parted: Counter[str], numbers: Numbers) -> None:
    for number in numbers:
        if len(number.parts) == 1 or joined[number.value] <= 0:
            continue
        parts = Counter(number.parts)
        if all(parted[part] >= count for part, count in parts.items()):
            joined[number.value] -= 1
            parted.subtract(parts)


def _sorted(left: Counter[str]) -> list[str]:
    """In order of size, without reading them as integers: a text may hold a number of a million digits."""
    values = sorted(left, key=lambda value: (len(value.partition(".")[0]), value))
    shown = {value: value if len(value) <= LONGEST else f"{value[:LONGEST]}…" for value in values}
    return [shown[value] for value in values for _ in range(left[value])]
