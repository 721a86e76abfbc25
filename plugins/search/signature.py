"""Digests of what the search's own values depend on."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import babel
import msgspec

from plugins.archive.index import Edition
from plugins.archive.records import Text
from plugins.archive.vocabularies import TAXONOMIES, Term
from plugins.languages.names import language_name

_PLUGINS = Path(__file__).parents[1]
PACKAGES = ("archive", "languages", "search", "translations")
"""The search, and what it uses of the others: dates, names of languages, addresses, entries of lists."""


def digest(*values: object) -> bytes:
    """Return a digest of values: no two that differ share one."""
    return hashlib.sha256(msgspec.msgpack.encode(values)).digest()


def code_digest() -> bytes:
    """Return a digest of the code that writes and reads what is kept."""
    paths = [path for package in PACKAGES for path in sorted((_PLUGINS / package).glob("*.py"))]
    versions = (babel.__version__, msgspec.__version__, unicodedata.unidata_version)
    return digest(versions, [(path.name, path.read_bytes()) for path in paths])


def frame_digest(edition: Edition, code: bytes) -> bytes:
    """Return a digest of all that stands in every result, whichever the text: how links end, labels, directions."""
    site, words = edition.site, edition.words
    labels = [
        words(reader, "listing.only-in", language=language_name(tag, reader))
        for reader in site.tags
        for tag in site.tags
    ]
    directions = [site.direction(tag) for tag in site.tags]
    return digest(code, site.clean_addresses, site.tags, labels, directions)


def text_key(text: Text) -> bytes:
    """Return a text's key; of one that nobody gave a key, a digest of all it has."""
    return text.key or digest(text)


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[tuple[str, str], bytes]:
    """Return a digest of the names of each term, by taxonomy and id."""
    return {
        (taxonomy, term.id): digest(taxonomy, term.id, sorted(term.names.items()), term.also)
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
