"""Marks of sources that an editor had forgotten (`keep … --forget`): they match an address, and name nobody.

A branch that still has the lines of a forgotten source brings them back when it is merged. So a line with a mark stays
in `kept.tsv`, and lines of addresses that match it do not count. If an editor keeps the source anew, the mark gets the
moment of that, and lines from then on count. This moment leads to the source, which the table names again anyway.

A mark is a random salt and the first digits of the SHA-256 digest of salt and address, at least three: one address in
4,096 matches it. This protects the people who are behind a source better than a whole digest, even a slow one. The
table is in git, the salt with it, and the addresses of a news site can be listed: whoever does so would find the one
address with that digest, and have a proof. Of a million addresses, 240 match a mark. A key that is kept elsewhere would
hide the address entirely, but then only its owner could refuse the lines. Whoever suspects one address before they look
still learns that it fits; and git's history has the lines themselves, unless it is rewritten.

An address matches in other forms as well that lead to the same page: `http:` or `www.`, escapes, a slash at the end, a
fragment. Marks are made of one form; those of the first version, of the address as it was.

The price is that a new source may match by chance. `newsarchive keep` then says that it was forgotten, and keeps it if
it is named, as it does for a source that really was.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import count
from urllib.parse import unquote, urlsplit

from newsarchive.api import digest

_SALT = 16
_DIGITS = 3
_TRIES = 16
_MARK = re.compile(r"[0-9a-f]{19,80}\Z")


def is_mark(value: str) -> bool:
    """Return whether a string has the form of a mark."""
    return bool(_MARK.match(value))


def is_forgotten(address: str, marks: Iterable[str]) -> bool:
    """Return whether an address, or the common form of it, matches one of the marks."""
    return bool(matched_marks([address], marks))


def matched_marks(addresses: Iterable[str], marks: Iterable[str]) -> dict[str, set[str]]:
    """Return the marks that addresses, or their common forms, match; by address, without those that match none."""
    salted = [(mark, f"{mark[:_SALT]} ".encode(), mark[_SALT:]) for mark in marks]
    found: dict[str, set[str]] = {}
    for address in {*addresses} if salted else ():
        forms = [form.encode() for form in {address, _common_form(address)}]
        matched = {mark for mark, salt, digits in salted for form in forms if _hex(salt + form).startswith(digits)}
        if matched:
            found[address] = matched
    return found


def mark_of(address: str, others: Iterable[str]) -> str:
    """Return a new mark of an address that no other page's address matches; it is longer if there are very many."""
    form = _common_form(address)
    pairs = [(other, _common_form(other)) for other in {*others}]
    known = [each.encode() for pair in pairs if pair[1] != form for each in {*pair}]
    return next(mark for mark in _marks(form) if not any(_matches(each, mark) for each in known))


def _matches(form: bytes, mark: str) -> bool:
    return _hex(f"{mark[:_SALT]} ".encode() + form).startswith(mark[_SALT:])


def _common_form(address: str) -> str:
    """Return one address for all that archives and browsers take for the same page."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return address
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return f"https://{host}{port}{unquote(parts.path).rstrip('/')}{query}"


def _marks(address: str) -> Iterator[str]:
    for tries in count():
        salt = os.urandom(_SALT // 2).hex()
        yield salt + _hex(f"{salt} {address}".encode())[: _DIGITS + tries // _TRIES]


def _hex(salted: bytes) -> str:
    return digest(salted).hex()
