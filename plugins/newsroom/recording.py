"""Records a revision in a translation: one line changes, every other byte stays."""

from __future__ import annotations

import re

from plugins.archive.yamltree import Mapping, Scalar, parse_yaml
from plugins.reading.texts import Place, decode, split
from plugins.reading.versions import version_of

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"""(translated_revision["']?\s*:)""")


def with_revision(data: bytes, place: Place, revision: str) -> bytes | None:
    """Return a translation's bytes with the revision in its field; None where its front matter is laid out oddly.

    The field is added below `translates` where it is absent. Quotes, comments and line ends stay.
    """
    content, _ = decode(data)
    source = split(content)[0] if content is not None else None
    tree = parse_yaml(source.front, first_line=2)[0] if source else None
    if not isinstance(tree, Mapping):
        return None
    lines = [line for line in _LINE.findall(data.decode("utf-8")) if line]
    entry = next((each for each in tree.entries if each.key == "translated_revision"), None)
    if entry is None:
        _insert(lines, tree, revision)
    elif isinstance(entry.value, Scalar) and entry.value.text:
        _replace(lines, entry.value.line - 1, entry.value.text, revision)
    else:
        lines[entry.line - 1] = _KEY.sub(rf"\1 {revision}", lines[entry.line - 1], count=1)
    changed = "".join(lines).encode()
    return changed if _agrees(data, changed, place, revision) else None


def _insert(lines: list[str], tree: Mapping, revision: str) -> None:
    translates = tree.get("translates")
    if translates:
        ending = lines[0][len(lines[0].rstrip("\r\n")) :]
        lines.insert(translates.line, f"translated_revision: {revision}{ending}")


def _replace(lines: list[str], index: int, old: str, revision: str) -> None:
    """Replace the value, which may also stand before its key in a comment's words: only behind the key."""
    line = lines[index]
    key = _KEY.search(line)
    start = key.end() if key else 0
    lines[index] = line[:start] + line[start:].replace(old, revision, 1)


def _agrees(before: bytes, after: bytes, place: Place, revision: str) -> bool:
    """Whether the change did what it should and nothing else."""
    old, new = version_of(before, place), version_of(after, place)
    if old is None or new is None or new.text.front.translated_revision != revision:
        return False
    return (old.text.revision, old.text.front.translates) == (new.text.revision, new.text.front.translates)
