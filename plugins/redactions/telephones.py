"""Telephone numbers as they are dialled: abroad, in the country, and with what is dialled before them."""

from __future__ import annotations

import re

_LEAST_ABROAD, _LEAST = 7, 8  # digits that are left; 01.02.1990 is no telephone number
_ABROAD = re.compile(r"\A[^\w+]*(?:\+|00)")
# the codes of one digit and of two (ITU-T E.164); all others have three
_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
_OWN = re.compile(r"994(?=\d{9}\Z)|[78](?=\d{10}\Z)")
"""Codes of Azerbaijan and of Russia without their plus, and the 8 that is dialled in Russia."""


def national(line: str, digits: str) -> str:
    """Return the digits that stand in a number however it is written: without a country's code and leading zeros.

    Args:
        line: The number as the list has it.
        digits: Its digits alone.
    """
    abroad = _ABROAD.match(line)
    rest = digits.removeprefix("00") if abroad else digits
    code = (_CODE if abroad else _OWN).match(rest)
    rest = rest[code.end() if code else 0 :].lstrip("0")
    return rest if len(rest) >= (_LEAST_ABROAD if abroad else _LEAST) else digits
