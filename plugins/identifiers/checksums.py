"""Whether a row of digits can be a payment card's or an account's number."""

from __future__ import annotations

import re

_YEARS = re.compile(r"(?:(?:19|20)\d\d)+\Z")


def is_card(digits: str) -> bool:
    """Whether digits are a card's number (ISO/IEC 7812): 13 to 19, by Luhn's sum, and not just a row of years."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or _YEARS.match(digits):
        return False
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def is_account(letters: str) -> bool:
    """Whether letters and digits are an IBAN (ISO 13616): 15 to 34, with a remainder of 1 by 97."""
    if not 15 <= len(letters) <= 34:
        return False
    moved = letters[4:] + letters[:4]
    return int("".join(str(int(each, 36)) for each in moved)) % 97 == 1
