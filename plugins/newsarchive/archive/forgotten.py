"""Marks of sources that an editor had forgotten (`make keep FORGET=…`): they match an address, and name nobody.

A branch that still has the lines of a forgotten source brings them back when it is merged. So a line with a mark stays
in `kept.tsv`, and lines of addresses that match it do not count.

A mark is a random salt and the first digits of the SHA-256 digest of salt and address, at least three: one address in
4,096 matches it. This protects the people who are behind a source better than a whole digest, even a slow one. The
table is in git, the salt with it, and the addresses of a news site can be listed: whoever does so would find the one
address with that digest, and have a proof. Of a million addresses, 240 match a mark. A key that is kept elsewhere would
hide the address entirely, but then only its owner could refuse the lines. Whoever suspects one address before they look
still learns that it fits; and git's history has the lines themselves, unless it is rewritten.

The price is that a new source may match by chance. `make keep` then says that it was forgotten, and keeps it if it is
named, as it does for a source that really was; the mark goes then.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import count

from newsarchive.digests import digest

_SALT = 16
_DIGITS = 3
_TRIES = 16
_MARK = re.compile(r"[0-9a-f]{19,80}\Z")


def is_mark(value: str) -> bool:
    """Return whether a string has the form of a mark."""
    return bool(_MARK.match(value))


def is_forgotten(address: str, marks: Iterable[str]) -> bool:
    """Return whether an address matches one of the marks."""
    return any(_digits(mark[:_SALT], address).startswith(mark[_SALT:]) for mark in marks)


def mark_of(address: str, others: Iterable[str]) -> str:
    """Return a new mark of an address that none of the other addresses matches; it is longer if there are very many."""
    known = {*others} - {address}
    return next(mark for mark in _marks(address) if not any(is_forgotten(other, (mark,)) for other in known))


def _marks(address: str) -> Iterator[str]:
    for tries in count():
        salt = os.urandom(_SALT // 2).hex()
        yield salt + _digits(salt, address)[: _DIGITS + tries // _TRIES]


def _digits(salt: str, address: str) -> str:
    return digest(f"{salt} {address}".encode()).hex()
