"""Change one key of YAML, or sort its keys.

ruamel.yaml loads the lines of the key with their comments and quotation marks, and dumps them with the new value. All
other lines stay as they were typed. A key is one at the first level, with its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from io import StringIO
from itertools import pairwise
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from newsarchive.content.source_map import front_matter_of
from newsarchive.model.fields import FIELDS, Kind
from newsarchive.model.yaml_text import parse_yaml

Change = Callable[[Any], Any]
"""Returns the new value of a key, made of the present one, None if there is none; None takes the key away.

Values are strings, lists and dictionaries, as typed: `no` is a string. The present one may be changed in place.
"""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_LINE_END = re.compile(r"\r\n|\r|\n")
# this comment applies to the whole file, so it does not move with the first key
_MODELINE = re.compile(r"#\s*yaml-language-server:")


def plain_yaml(text: str) -> Any:
    """Return a YAML text as strings, lists and dictionaries; None if it is empty or has a fault."""
    return None if parse_yaml(text)[1] else yaml.load(text, Loader=_PLAIN)  # noqa: S506 - it makes nothing but these


def in_a_line(items: Sequence[str]) -> CommentedSeq:
    """Return a list that is written as `[a, b]`."""
    listed = CommentedSeq(items)
    listed.fa.set_flow_style()
    return listed


def with_field(data: bytes, kind: Kind, name: str, change: Change) -> bytes | None:
    """Return the file of a text with a changed field; None if the layout of the front matter does not allow it."""
    content = data.decode("utf-8")
    front = front_matter_of(content)
    if front is None:
        return None
    order = list(FIELDS[kind])
    changed = with_key(front["front"], name, change, order[order.index(name) + 1 :])
    start, end = front.span("front")
    return None if changed is None else f"{content[:start]}{changed}{content[end:]}".encode()


def with_key(text: str, key: str, change: Change, later: Collection[str] = ()) -> str | None:
    """Return YAML with a changed key; a new one stands before the first of the keys `later`, or at the end.

    None is returned if a key does not begin its line (`{a: 1, b: 2}`), or if the value cannot be changed alone.
    """
    words = text.rstrip("\r\n")
    lines = _LINE_END.split(words) if words else []
    ending = (_LINE_END.findall(text) or ["\n"])[0]
    known, spans = plain_yaml(_joined(lines)) or {}, _spans(lines)
    if spans is None or spans.keys() != known.keys():
        return None
    begin = min((spans[name][0] for name in later if name in spans), default=len(lines))
    _, start, end = spans.get(key, (begin, begin, begin))
    tree = _yaml().load(_joined(lines[start:end])) or CommentedMap()
    before, value = _dumped(tree), change(tree.get(key))
    if value is None:
        new, wanted = [], {name: known[name] for name in known if name != key}
    else:
        tree[key] = value
        new = _dumped(tree)
        wanted = known | plain_yaml(_joined(new))
    if wanted == known and new in ([], before):
        return text
    if start == end and "" in lines:  # a blank line parts all keys
        new = ["", *new] if start == len(lines) else [*new, ""]
    changed = [*lines[:start], *new, *lines[end:]]
    return ending.join(changed) + (text[len(words) :] or ending) if plain_yaml(_joined(changed)) == wanted else None


def scalar(words: str) -> str:
    """Return words as a value that no program takes for a number, a date or a truth value: in quotes if it might."""
    resolver: Any = yaml.resolver.Resolver()
    tag = resolver.resolve(yaml.ScalarNode, words, (True, False))
    return words if tag == "tag:yaml.org,2002:str" else SingleQuotedScalarString(words)


def constant(value: Any) -> Change:
    """Return a change to a new value, whatever the present one is."""
    return lambda _: value


def appended(listed: Any, item: Any) -> Any:
    """Return a list with one more item; of a list in brackets, or of none, a new one."""
    if isinstance(listed, CommentedSeq) and listed and not listed.fa.flow_style():
        listed.append(item)
        return listed
    return [*(listed or ()), item]


class _Strings(VersionedResolver):
    """Leaves every value a string, as the fields of front matter declare their own types."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return self.DEFAULT_SCALAR_TAG if kind is ScalarNode else super().resolve(kind, value, implicit)


def _yaml() -> YAML:
    rewriter = YAML()
    rewriter.Resolver = _Strings
    rewriter.preserve_quotes, rewriter.width = True, 1_000_000
    rewriter.indent(mapping=2, sequence=4, offset=2)
    return rewriter


def _dumped(tree: CommentedMap) -> list[str]:
    stream = StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue().split("\n")[:-1]


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def in_order(text: str, rank: Callable[[str], Any]) -> str:
    """Return a YAML text whose keys are sorted by `rank`, each with its lines and comments; the sort is stable.

    What stands between two keys belongs to the second, except for indented comments and for blank lines, which stay
    where they are. A text with a fault, or with keys that do not begin their lines, stays as it is.
    """
    lines, known = text.split("\n"), plain_yaml(text)
    spans = _spans(lines) if known else None
    if not spans:
        return text
    parts = [*spans.values()]
    moved = [*lines[: parts[0][0]]]
    order = sorted(range(len(parts)), key=lambda index: rank([*spans][index]))
    gaps = [lines[before[2] : after[0]] for before, after in pairwise(parts)]
    for index, gap in zip(order, [*gaps, lines[parts[-1][2] :]], strict=True):
        moved += [*lines[parts[index][0] : parts[index][2]], *gap]
    return "\n".join(moved) if plain_yaml("\n".join(moved)) == known else text


def _spans(lines: Sequence[str]) -> dict[str, tuple[int, int, int]] | None:
    """Return the first comment, the first line and the line after the last of each key; None if one cannot be."""
    try:
        root = yaml.compose(_joined(lines), Loader=_LOADER)
    except yaml.YAMLError:
        return None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    if any(key.start_mark.column or not isinstance(key, yaml.ScalarNode) for key, _ in root.value):
        return None
    spans: dict[str, tuple[int, int, int]] = {}
    last = 0
    starts = [key.start_mark.line for key, _ in root.value]
    for (key, _), start, following in zip(root.value, starts, [*starts[1:], len(lines)], strict=True):
        begin = start
        while begin > last and lines[begin - 1].startswith("#") and not _MODELINE.match(lines[begin - 1]):
            begin -= 1
        if spans:  # comments above a blank line, too
            begin = next((index for index in range(last, begin) if lines[index].strip()), begin)
        last = following
        while last > start + 1 and (lines[last - 1] in ("", "...") or lines[last - 1].startswith("#")):
            last -= 1
        spans[key.value] = (begin, start, last)
    return spans
