"""Which slugs the archive has given away: a new briefing may have none of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.archive.yamltree import Listing, Mapping, Scalar, parse_yaml
from plugins.reading.texts import decode, split
from plugins.reading.tree import REDIRECTS


def taken_slugs(root: Path) -> frozenset[str]:
    """Return the slugs of all briefings, their earlier ones, and the last parts of redirected addresses."""
    folders = {path.name for path in (root / "briefings").glob("*/*")}
    addresses = {*_earlier(root), *_redirected(root / REDIRECTS)}
    return frozenset(folders | {each.strip("/").rpartition("/")[2] for each in addresses})


def _earlier(root: Path) -> Iterator[str]:
    """Yield what the briefings say in `redirect_from`; a file that cannot be read says nothing."""
    for path in (root / "briefings").glob("*/*/*.md"):
        data = path.read_bytes()
        content = decode(data)[0] if b"redirect_from" in data else None
        source = split(content)[0] if content is not None else None
        tree = parse_yaml(source.front)[0] if source else None
        listed = tree.get("redirect_from") if isinstance(tree, Mapping) else None
        for item in listed.items if isinstance(listed, Listing) else ():
            if isinstance(item, Scalar):
                yield item.text


def _redirected(path: Path) -> Iterator[str]:
    content = decode(path.read_bytes())[0] if path.is_file() else None
    tree = parse_yaml(content)[0] if content else None
    for entry in tree.entries if isinstance(tree, Mapping) else ():
        yield entry.key
