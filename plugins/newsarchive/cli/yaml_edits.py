"""Change one key of YAML, or sort its keys, and keep every other byte as it was typed.

ruamel.yaml loads the lines of the key with their comments and quotation marks, and dumps them with the new value. It
lays out white space and long lines in its own way, so only what differs between its dumps before and after the change
is taken over. A key is one at the first level, with its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from io import StringIO
from itertools import product
from posixpath import commonprefix
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from newsarchive.content.source_map import front_end
from newsarchive.model.fields import FIELDS, Kind
from newsarchive.model.yaml_text import Listing, MappingNode, Scalar, Tree, parse_yaml

Change = Callable[[Any], Any]
"""Returns the new value of a key, made of the present one, None if there is none; None takes the key away.

Values are strings, lists and dictionaries, as typed: `no` is a string. The present one may be changed in place.
"""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# this comment applies to the whole file, so it does not move with the first key
_MODELINE = re.compile(r"#\s*yaml-language-server:")
_BEGINNING = re.compile(r"[ -]*\S")
_INDENTS = tuple(product((2, 4), (2, 0, 4)))
"""How far mappings and the dashes of lists may be indented."""


def plain_tree(tree: Tree | None) -> Any:
    """Return parsed YAML as strings, lists and dictionaries, without positions, so that two texts can be compared."""
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Listing):
        return [plain_tree(item) for item in tree.items]
    return {entry.key: plain_tree(entry.value) for entry in tree.entries} if isinstance(tree, MappingNode) else None


def plain_yaml(text: str) -> Any:
    """Return a YAML text as strings, lists and dictionaries; None if it is empty or has a fault."""
    tree, faults = parse_yaml(text)
    return None if faults else plain_tree(tree)


def in_a_line(items: Sequence[str]) -> CommentedSeq:
    """Return a list that is written as `[a, b]`."""
    listed = CommentedSeq(items)
    listed.fa.set_flow_style()
    return listed


def with_field(data: bytes, kind: Kind, name: str, change: Change) -> bytes | None:
    """Return the file of a text with a changed field; a new one stands where the table of fields has it.

    None is returned if the layout of the front matter does not allow the change (`with_key`).
    """
    content = data.decode("utf-8")
    lines = _LINE.findall(content[: front_end(content)])
    order = list(FIELDS[kind])
    changed = with_key("".join(lines[1:-1]), name, change, order[order.index(name) + 1 :]) if len(lines) > 1 else None
    return None if changed is None else f"{lines[0]}{changed}{lines[-1]}{content[front_end(content) :]}".encode()


def with_key(text: str, key: str, change: Change, later: Collection[str] = ()) -> str | None:
    """Return YAML with a changed key; a new one stands before the first of the keys `later`, or at the end.

    None is returned if a key does not begin its line (`{a: 1, b: 2}`), or if the value cannot be changed alone.
    """
    typed = _LINE.findall(text)
    lines = [line.rstrip("\r\n") for line in typed]
    ending = typed[0][len(lines[0]) :] or "\n" if typed else "\n"
    spans, known = _spans(lines), plain_yaml(_with_ends(lines)) or {}
    if spans is None or spans.keys() != known.keys():
        return None
    start, end = spans.get(key) or (_place(lines, spans, later),) * 2
    tree = _yaml().load(_with_ends(lines[start:end])) or CommentedMap()
    indents = max(_INDENTS, key=lambda each: _likeness(_dumped(tree, each), lines[start:end]))
    before, value = _dumped(tree, indents), change(tree.get(key))
    if value is None:
        after, wanted = [], {name: known[name] for name in known if name != key}
    else:
        tree[key] = value
        after = _dumped(tree, indents)
        wanted = known | plain_yaml(_with_ends(after))
    gap = [ending] if start == end and "" in lines else []
    if start and typed[start - 1] == lines[start - 1]:
        typed[start - 1] += ending
    for new in (_merged(typed[start:end], before, after, ending), [line + ending for line in after]):
        block = [*gap, *new] if start == len(lines) else [*new, *gap]
        changed = "".join((*typed[:start], *block, *typed[end:]))
        if plain_yaml(_with_ends(line.rstrip("\r\n") for line in _LINE.findall(changed))) == wanted:
            return changed
    return None


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


def replaced(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value in which each string is changed, at any depth; quotation marks and comments stay."""
    if isinstance(value, str):
        new = change(value)
        return value if new == value else type(value)(new)
    for key, inner in [*(value.items() if isinstance(value, dict) else enumerate(value or ()))]:
        new = replaced(inner, change)
        if new != inner:
            value = value.copy() if type(value) in (dict, list) else value
            value[key] = new
    return value


class _Strings(VersionedResolver):
    """Leaves every value a string, as the fields of front matter declare their own types."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return self.DEFAULT_SCALAR_TAG if kind is ScalarNode else super().resolve(kind, value, implicit)


def _yaml(mapping: int = 2, dash: int = 2) -> YAML:
    rewriter = YAML()
    rewriter.Resolver = _Strings
    rewriter.preserve_quotes, rewriter.width = True, 1_000_000
    rewriter.indent(mapping=mapping, sequence=dash + 2, offset=dash)
    return rewriter


def _dumped(tree: CommentedMap, indents: tuple[int, int]) -> list[str]:
    stream = StringIO()
    _yaml(*indents).dump(tree, stream)
    return stream.getvalue().split("\n")[:-1]


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how many lines are indented alike in two texts, as a part of all."""
    first, second = ([_BEGINNING.findall(line) for line in each] for each in (one, other))
    return float(SequenceMatcher(None, [*map(str, first)], [*map(str, second)], autojunk=False).ratio())


def _merged(typed: Sequence[str], before: Sequence[str], after: Sequence[str], ending: str) -> list[str]:
    """Return the lines `typed`, changed as the dump `before` was changed to the dump `after`."""
    standing: list[list[str]] = []  # for each line of `before`, the lines for which it stands
    bare = [line.rstrip("\r\n") for line in typed]
    for _, start, end, first, last in SequenceMatcher(None, bare, before, autojunk=False).get_opcodes():
        if end - start == last - first:
            standing += [[line] for line in typed[start:end]]
        elif first == last:
            standing[-1:] = [[*standing[-1], *typed[start:end]]] if standing else []
        else:
            standing += [list(typed[start:end]), *([] for _ in range(last - first - 1))]
    lines: list[str] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        olds = [line for group in standing[start:end] for line in group]
        news = [line + ending for line in after[first:last]]
        if kind == "replace" and len(olds) == end - start == last - first:
            news = [_spliced(*three) + ending for three in zip(olds, before[start:end], after[first:last], strict=True)]
        # blank lines stay below what is new
        blank = [lines.pop() for _ in range(len(lines)) if kind == "insert" and not lines[-1].strip()]
        lines += [*(olds if kind == "equal" else news), *blank]
    return lines


def _spliced(old: str, before: str, after: str) -> str:
    """Return a line as typed, changed as its dump `before` was changed to `after`: other white space in it stays."""
    old = old.rstrip("\r\n")
    # ruamel.yaml lets a comment stay in its column
    before, after = (re.sub(" +(?=#)", " ", line) for line in (before, after))
    if "".join(old.split()) != "".join(before.split()):
        return after
    start = len(commonprefix([before, after]))
    rest = len(commonprefix([before[start:][::-1], after[start:][::-1]]))
    left = _beginning(old, before[:start])
    right = _beginning(old[::-1], before[::-1][:rest])
    return left + after[start : len(after) - rest] + right[::-1]


def _beginning(line: str, dumped: str) -> str:
    """Return the beginning of a line that has the same signs as the beginning of its dump, whatever its white space."""
    pattern = r"\s*".join(re.escape(sign) for sign in "".join(dumped.split()))
    found = re.match(rf"\s*{pattern}" + (r"\s*" if dumped[-1:].isspace() else ""), line)
    return found[0] if found and dumped else ""


def _with_ends(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _spans(lines: Sequence[str]) -> dict[str, tuple[int, int]] | None:
    """Return the index of each key's first line and of that after its last; None if a key does not begin a line."""
    try:
        root = yaml.compose(_with_ends(lines), Loader=_LOADER)
    except yaml.YAMLError:
        return None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    if any(key.start_mark.column or not isinstance(key, yaml.ScalarNode) for key, _ in root.value):
        return None
    return {key.value: (key.start_mark.line, _last_line(value, lines) + 1) for key, value in root.value}


def _last_line(node: yaml.Node, lines: Sequence[str]) -> int:
    """Return the index, from 0, of the last line of a YAML value; blank lines and comments after it do not count."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last, lines)
    line = int(node.end_mark.line)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        # PyYAML ends a block scalar where the next token begins, after blank lines and comments
        line -= not node.end_mark.column
        while line > node.start_mark.line and (not lines[line].strip() or lines[line].startswith("#")):
            line -= 1
    return line


def _place(lines: Sequence[str], spans: Mapping[str, tuple[int, int]], later: Collection[str]) -> int:
    """Return the index before which a new key stands: above the comment of the first of the keys `later`."""
    place = min((spans[key][0] for key in later if key in spans), default=len(lines))
    above = place
    while 0 < above < len(lines) and lines[above - 1].startswith("#"):
        above -= 1
    # a comment at the top is that of the file
    return above or place


def in_order(text: str, rank: Callable[[str], Any]) -> str:
    """Return a YAML text whose keys are sorted by `rank`, each with its lines and comments; the sort is stable.

    A comment belongs to the key below it, unless it is indented, or is directly below a value and above a blank line.
    Blank lines stay where they are. The text is returned unchanged if it has a fault, if a key does not begin its line,
    or if sorting would change its values.
    """
    lines, known = text.split("\n"), plain_yaml(text)
    spans = None if _OTHER_BREAKS.search(text) or known is None else _spans(lines)
    if not spans:
        return text
    starts = [start for start, _ in spans.values()]
    above = [index for index, line in enumerate(lines[: starts[0]]) if _MODELINE.match(line) or not _is_comment(line)]
    head = above[-1] + 1 if above else 0
    blocks, gaps = [], []
    begin = head
    for (_, end), following in zip(spans.values(), [*starts[1:], None], strict=True):
        stop, below = _own(lines[end:following], is_last=following is None)
        blocks.append(lines[begin : end + stop])
        gaps.append(lines[end + stop : end + below])
        begin = end + below
    order = sorted(range(len(blocks)), key=lambda index: rank([*spans][index]))
    moved = [*lines[:head]]
    for index, gap in zip(order, gaps, strict=True):
        moved += [*blocks[index], *gap]
    moved += lines[begin:]
    return "\n".join(moved) if plain_yaml("\n".join(moved)) == known else text


def _own(lines: Sequence[str], *, is_last: bool) -> tuple[int, int]:
    """Return how many of the lines below a value belong to its key, and the number of these and the blank ones below.

    What follows belongs to the next key or, if it `is_last`, to the file.
    """
    own = max((index + 1 for index, line in enumerate(lines) if line[:1] == " " and _is_comment(line)), default=0)
    run = next((index for index in range(own, len(lines)) if not _is_comment(lines[index])), len(lines))
    if is_last:
        return run, run
    blank = next((index for index in range(run, len(lines)) if lines[index].strip()), len(lines))
    if run > own:
        return (blank, blank) if run < len(lines) else (own, own)
    return own, blank


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
