"""`mirrors.json`, the signed list of mirrors.

It has the form that Reporters Without Borders use for Collateral Freedom (github.com/RSF-RWB/collateralfreedom,
`sites.json`): an object with the address of the site as its only key, and a list of hosts,
`{"https://archive.example/": ["mirror.example", "other.example/archive"]}`. A host stands for `https://` and that host;
one that ends in `.onion`, for `http://`. An address with `http://` stands as it is.

Mirrors come and go faster than texts, so the list is in no checksums: it has a signature of its own, whose comment says
of which day it is, and `newsarchive mirrors --sign` writes both without a build. Whoever has a newer list takes no
older one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from newsarchive.api import MIRROR_LIST, signature_candidates
from newsarchive_publish.integrity.copies import Copy, CopyFault, fetched

from .signatures import LARGEST_SIGNATURE, checked, is_by_key

LARGEST_LIST = 1 << 20
"""The maximum size of a list in bytes; `mirror.sh` has the same."""


def host_form(address: str) -> str:
    """Return a mirror as the list names it: `https://mirror.example/archive/` -> `mirror.example/archive`."""
    parts = urlsplit(address)
    bare = f"{parts.netloc}{parts.path.rstrip('/')}"
    is_onion = (parts.hostname or "").endswith(".onion")
    return bare if (parts.scheme == "http") is is_onion else f"{parts.scheme}://{bare}"


def list_file(url: str, mirrors: Iterable[str]) -> bytes:
    """Return the bytes of the list for the mirrors (their addresses) of the site at `url`."""
    return (
        json.dumps({f"{url}/": [host_form(each) for each in mirrors]}, indent=2, ensure_ascii=False) + "\n"
    ).encode()


def list_comment(url: str, day: dt.date) -> str:
    """Return the comment that is signed with a list; `mirror.sh` reads the day in it."""
    return f"{url} {MIRROR_LIST} {day.isoformat()}"


def is_list(data: bytes, url: str) -> bool:
    """Return whether bytes, which may be hostile, are a list of mirrors of the site at `url`."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return False
    hosts = found.get(f"{url}/") if isinstance(found, dict) and len(found) == 1 else None
    return isinstance(hosts, list) and all(
        isinstance(each, str) and each.isprintable() and each and " " not in each for each in hosts
    )


def is_list_comment(comment: str, url: str) -> bool:
    """Return whether a signed comment is that of a list of mirrors of the site at `url`."""
    try:
        return comment == list_comment(url, dt.date.fromisoformat(comment.rpartition(" ")[2]))
    except ValueError:
        return False


def list_day(copy: Copy, url: str, keys: Sequence[str], required: int) -> dt.date | None:
    """Return the latest day of which as many keys as are required have signed the list of a copy; None if too few have.

    The arguments are those of `list_faults`.
    """
    days = []
    with suppress(CopyFault):
        data = fetched(copy, MIRROR_LIST, LARGEST_LIST)
        for key in keys:
            signatures = (_signature(copy, place) for place in signature_candidates(MIRROR_LIST, key))
            comments = (checked(data, each, key).comment or "" for each in signatures)
            days += [each.rpartition(" ")[2] for each in comments if is_list_comment(each, url)][:1]
    days.sort(reverse=True)
    return dt.date.fromisoformat(days[required - 1]) if 0 < required <= len(days) else None


def _signature(copy: Copy, place: str) -> bytes:
    try:
        return fetched(copy, place, LARGEST_SIGNATURE)
    except CopyFault:
        return b""


def list_faults(copy: Copy, url: str, keys: Sequence[str], required: int) -> Iterator[tuple[str, CopyFault | None]]:
    """Yield what is wrong with the list of mirrors in a copy: paths, with reasons; a list may be missing.

    Args:
        copy: The copy, which may be hostile.
        url: The address of the site, as STATE names it.
        keys: The public keys that are trusted; without any, only the form of the list is checked.
        required: How many of them must have signed.
    """
    try:
        data = fetched(copy, MIRROR_LIST, LARGEST_LIST)
    except CopyFault as fault:
        if fault.kind != "missing":
            yield MIRROR_LIST, fault.alone()
        return
    signed, unread = 0, None
    for key in keys:
        for place in signature_candidates(MIRROR_LIST, key):
            try:
                signature = fetched(copy, place, LARGEST_SIGNATURE)
            except CopyFault as fault:
                unread = fault.alone() if fault.kind == "unchecked" else unread
                continue
            comment = checked(data, signature, key).comment
            if comment is not None and is_list_comment(comment, url):
                signed += 1
                break
            if is_by_key(place, MIRROR_LIST, keys):
                yield place, None
    if not is_list(data, url):
        yield MIRROR_LIST, None
    elif keys and signed < required:
        yield MIRROR_LIST, unread
