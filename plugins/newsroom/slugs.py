"""Which slugs the archive has given away: no new briefing or page may have one of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from plugins.archive.yamltree import Listing, Mapping, Scalar, parse_yaml
from plugins.reading.texts import decode, split
from plugins.reading.tree import REDIRECTS


def taken_slugs(root: Path, kind: Literal["briefings", "pages"] = "briefings") -> frozenset[str]:
    """Return the slugs of all works of a kind, their earlier ones, and the last parts of redirected addresses."""
    works = sorted((root / kind).glob("*/*" if kind == "briefings" else "*"))
    folders = {path.name for path in works}
    addresses = {*_earlier(works), *_redirected(root / REDIRECTS)}
    return frozenset(folders | {each.strip("/").rpartition("/")[2] for each in addresses})


def _earlier(works: Iterable[Path]) -> Iterator[str]:
    """Yield what works say in `redirect_from`; a file that cannot be read says nothing."""
    for path in (file for folder in works for file in sorted(folder.glob("*.md"))):
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
