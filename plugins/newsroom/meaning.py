"""What a file says, whatever its line ends, its spaces and the order of its keys."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.archive.yamltree import Mapping, parse_yaml
from plugins.reading.texts import Place, split
from plugins.reading.versions import version_of

from .linebreaks import Convert, folded
from .ordering import plain


@dataclass(frozen=True)
class Meaning:
    """What must not change. Fields that cannot be read are the lines themselves, and there is no revision."""

    fields: object
    revision: str
    body: object


def text_meaning(content: str, place: Place, convert: Convert) -> Meaning:
    """Return what a text says."""
    source, _ = split(content)
    if source is None:
        return Meaning(_lines(content), "", None)
    tree, faults = parse_yaml(f"{source.front}\n")
    version = None if faults or not isinstance(tree, Mapping) else version_of(content.encode(), place)
    fields = plain(tree) if version else _lines(source.front)
    return Meaning(
        fields, version.text.revision if version else "", (_lines(source.body), folded(convert(source.body)))
    )


def data_meaning(content: str) -> Meaning:
    """Return what a vocabulary or a list of redirects says."""
    tree, faults = parse_yaml(content)
    return Meaning(_lines(content) if faults else plain(tree), "", None)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]
