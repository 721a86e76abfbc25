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
from collections.abc import Iterable
from urllib.parse import urlsplit

LIST = "mirrors.json"


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
    return f"{url} {LIST} {day.isoformat()}"
