"""What the page on mirrors tells of the site's settings: how a copy is checked and made, and where there are others."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from urllib.parse import urlsplit

from plugins.archive.index import Edition
from plugins.integrity.sums import SIGNATURE, SUMS

MIRRORS = "mirrors"
"""Slug of the standing page on copies and mirrors."""

_DIGEST_AND_SPACES = 66  # letters before the path in a line of the list


@dataclass(frozen=True)
class Copies:
    """Commands to be typed, and names. `key` and `signed` are empty without a key, `fetch` without an address."""

    check: str
    key: str
    signed: str
    fetch: tuple[str, ...]
    mirrors: tuple[tuple[str, str], ...]
    repository: str


def copies(edition: Edition) -> Copies:
    """Return what there is to tell."""
    site = edition.site
    return Copies(
        check=f"sha256sum --check --quiet {SUMS}",
        key=site.public_key,
        signed=f"minisign -V -P {site.public_key} -m {SUMS}" if site.public_key else "",
        fetch=_fetch(site.url, signed=bool(site.public_key)) if site.url else (),
        mirrors=site.mirrors,
        repository=site.newsroom.repository,
    )


def _fetch(url: str, *, signed: bool) -> tuple[str, ...]:
    """Return the commands that fetch the list and then every file on it, each to its own place."""
    lists = [SUMS, SIGNATURE] if signed else [SUMS]
    replace = f"s|^.\\{{{_DIGEST_AND_SPACES}\\}}|{url}/|"
    folders = len([part for part in urlsplit(url).path.split("/") if part])
    cut = f" --cut-dirs={folders}" if folders else ""
    return (
        f"wget {' '.join(shlex.quote(f'{url}/{name}') for name in lists)}",
        f"sed {shlex.quote(replace)} {SUMS} | xargs wget -x -nH{cut}",
    )
