"""Markup in fields, which are plain text: readers would see it as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.archive.faults import Fault, Position, fault
from plugins.archive.yamltree import Mapping, Scalar, Tree, parse_yaml

from .comments import comment_in
from .rawmarkup import ADDRESS, at_most
from .sanitising import TAGS

WORDS = frozenset(
    "title summary text publisher credit alt caption authors translators name names description also kind".split()
)
"""Fields of front matter and vocabularies whose values are printed."""

_ENTITY = r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});"
_MARKUP = re.compile(
    rf"""\{{\{{[^{{}}]{{1,200}}\}}\}} | \{{%[^{{}}]{{0,200}}%\}} | \{{:[^{{}}]{{1,200}}\}}
    | \[/?(?:[a-z][\w-]*[ ][^\[\]]{{0,200}}=[^\[\]]{{1,200}}|gallery)\] | \[/\w[\w-]*\]
    | \[\[[^\[\]]{{1,200}}\]\] | \^\[[^\[\]]{{1,200}}\] | \[\^[^\[\]\s]{{1,60}}\]
    | !?\[[^\[\]]{{1,200}}\]\([^()\s]{{1,300}}\) | \[[^\[\]]{{1,200}}\]\s\({ADDRESS}\)
    | (?<![\w*\\])(\*{{1,3}})(?![\s*])[^*]{{1,300}}(?<!\s)\1(?![\w*]) | (?<![\w*\\])\*\*(?=[^\W\d_])
    | (?<![\w@/\\])(_{{1,2}})(?![\s_])[^_]{{1,300}}(?<!\s)\2(?!\w)
    | (?<!`)(`{{1,2}})(?!`)[^`]{{1,300}}\3(?!`) | ~~(?=\S)[^~]{{1,300}}~~ | (?<![=\w])==(?=\w)[^=]{{1,300}}==(?!=)
    | ^\#{{1,6}}[ ](?=\S) | \\[*_`\[\]\#~] | </?(?:{"|".join(sorted(TAGS))})(?:\s[^<>]{{0,200}})?/?> | {_ENTITY}""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"[ \t]#")
# no field without one of these holds any of that; a bracket alone begins a list of ids in most files
_SUSPECT = re.compile(r"[*`~\\<{]|&[a-zA-Z#]|\]\(|\] \(|\[[\[^/]|\^\[|\[[a-z][\w-]* |\[gallery|==|(?<!\w)_|#+ ")


def field_warnings(tree: Tree | None, content: str, first_line: int = 1) -> Iterator[Fault]:
    """Yield a warning for each markup in each printed value.

    Args:
        tree: what was parsed.
        content: what it was parsed from.
        first_line: the line of the file on which `content` begins.
    """
    if tree is not None and _SUSPECT.search(content):
        yield from at_most(_found(tree, content.split("\n"), first_line))


def field_comments(tree: Tree | None, content: str, first_line: int = 1) -> Iterator[Fault]:
    """Yield a fault for each printed value that holds a comment, or of which YAML takes the end for one."""
    if tree is None or not (_COMMENT.search(content) or comment_in(content)):
        return
    lines = content.split("\n")
    for field, value in _printed(tree, "", printed=False):
        found = comment_in(value.text)
        if found:
            place = _place(found, value, lines, first_line)
            yield fault("raw-comment", place, found=found, field=field, hint="field")
        elif value.text:
            yield from _cut_off(field, value, lines, first_line)


def _cut_off(field: str, value: Scalar, lines: list[str], first_line: int) -> Iterator[Fault]:
    """Yield a fault, or a warning, where a comment follows in the last line of a value without quotation marks."""
    before, column = "", value.column
    for number in range(value.line, first_line + len(lines)):
        written = lines[number - first_line][column - 1 :]
        if len(before) > 2 * len(value.text) or (not before and written[:1] in tuple("\"'|>")):
            return
        comment = _COMMENT.search(written)
        if comment and " ".join(f"{before} {written[: comment.start()]}".split()) == " ".join(value.text.split()):
            cut = written[comment.start() + 1 :]
            place = Position(number, column + comment.start() + 1)
            # a comment that is meant as one has a space behind its sign, a decree's number has none
            yield fault("value-cut", place, "", cut.startswith("# "), field=field, found=cut.strip()[:60])
            return
        before, column = f"{before} {written.strip()}", 1


def vocabulary_markup(content: str) -> Iterator[Fault]:
    """Yield the same two of a vocabulary, which is parsed once more only where it holds a sign of markup."""
    if _SUSPECT.search(content) or _COMMENT.search(content) or comment_in(content):
        tree = parse_yaml(content)[0]
        yield from field_warnings(tree, content)
        yield from field_comments(tree, content)


def _found(tree: Tree, lines: list[str], first_line: int) -> Iterator[Fault]:
    for field, value in _printed(tree, "", printed=False):
        for count, match in enumerate(_MARKUP.finditer(value.text)):
            if count and match[0].startswith("</"):
                continue  # the end of what was told where it begins
            place = _place(match[0].split("\n")[0], value, lines, first_line)
            yield fault("raw-in-field", place, warning=True, found=match[0][:60], field=field)


def _printed(tree: Tree, field: str, *, printed: bool) -> Iterator[tuple[str, Scalar]]:
    """Yield the values that readers see, each with the name of its field."""
    if isinstance(tree, Scalar):
        if printed:
            yield field, tree
    elif isinstance(tree, Mapping):
        for entry in tree.entries:
            name = field if printed else entry.key
            yield from _printed(entry.value, name, printed=printed or entry.key in WORDS)
    else:
        for item in tree.items:
            yield from _printed(item, field, printed=printed)


def _place(found: str, value: Scalar, lines: list[str], first_line: int) -> Position:
    """Return where words stand in a value; where that begins, if they are written there in another way."""
    for number in range(value.line, min(value.line + 50, first_line + len(lines))):
        column = lines[number - first_line].find(found, value.column - 1 if number == value.line else 0)
        if column >= 0:
            return Position(number, column + 1)
    return Position(value.line, value.column)
