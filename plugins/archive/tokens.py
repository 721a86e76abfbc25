"""Runs of characters without white space in written text: which of them are addresses or file names, not words."""

from __future__ import annotations

import re

_SCHEMES = ("mailto:", "tel:", "www.")
_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-z]{2,}(?![a-zA-Z0-9])")
_BEFORE = "([{<«„“‘\"'*_"
_AFTER = ".,;:!?…*_)]}>»”“’\"'"
_KINDS = (
    "avif css csv doc docx gif gz htm html jpeg jpg js json md mp3 mp4 odt pdf png po ppt pptx py svg tar toml txt "
    "webp xls xlsx xml yaml yml zip"
).split()
_FILE = re.compile(rf"\.(?:{'|'.join(_KINDS)})\Z", re.IGNORECASE)


def address_start(token: str) -> int:
    """Return where an address or a file's name begins in a token; -1 where the token is words.

    Addresses are those with a scheme, after `www.`, of e-mail, and of a host with a path. What stands before
    a scheme is no part of the address. A bare host (`turan.az`) is words: its name is what a reader reads.
    """
    # every kind has one of these, and few words do
    if "." not in token and ":" not in token:
        return -1
    bare = token.lstrip(_BEFORE)
    start = len(token) - len(bare)
    scheme = bare.find("://")
    if scheme > 0:
        while scheme and bare[scheme - 1].isascii() and (bare[scheme - 1].isalnum() or bare[scheme - 1] in "+.-"):
            scheme -= 1
        return start + scheme
    if bare.lower().startswith(_SCHEMES) or _FILE.search(bare.rstrip(_AFTER)):
        return start
    name, at, host = bare.rstrip(_AFTER).partition("@")
    if at and name and "." in host and "@" not in host:
        return start
    domain = _DOMAIN.match(bare)
    return start if domain and bare[domain.end() : domain.end() + 1] == "/" else -1


def is_host(token: str) -> bool:
    """Whether a token begins with a bare host in ASCII (`az24saat.org`, `turan.az-da`)."""
    return bool(_DOMAIN.match(token.lstrip(_BEFORE)))
