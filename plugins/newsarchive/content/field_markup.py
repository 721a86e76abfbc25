"""Markup and comments in the fields of front matter and vocabularies, which are plain text: readers would see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsarchive.model.diagnostics import Fault, Position, fault
from newsarchive.model.fields import PRINTED
from newsarchive.model.vocabularies import TERM_FIELDS
from newsarchive.model.yaml_text import LONGEST, MappingNode, Scalar, Tree, parse_yaml

from .body_checks import comment_in
from .raw_markup import MARKUP, MOST_WARNINGS
from .sanitising import TAGS

# the fields of front matter and vocabularies whose values readers see
_SEEN = PRINTED | {name for name, field in TERM_FIELDS.items() if field.type.printed}

_ENTITY = r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});"
_MARKUP = re.compile(
    rf"""\[\^[^\[\]\s]{{1,60}}\] | \\[*_`\[\]\#~] | {_ENTITY}
    | </?(?:{"|".join(sorted(TAGS))})(?:\s[^<>]{{0,200}})?/?> | {MARKUP}""",
    re.MULTILINE | re.VERBOSE,
)
"""What Markdown would parse in a body, and what readers would see there, too."""

_COMMENT = re.compile(r"[ \t]#")
_QUOTES = {"“": "”“", "„": "“”", "”": "”", "«": "»", "»": "«", "‘": "’‘", "‚": "‘’", "‹": "›", "「": "」"}
"""The marks that end a quotation, by the one that begins it."""

LONGEST_SHOWN = {"title": 110, "summary": 300}
"""The most characters of the fields with which a page begins: more fill the screen of a phone."""

_LEAST_IN_CAPITALS = 10


def field_markup(tree: Tree, content: str, first_line: int = 1) -> Iterator[Fault]:
    """Yield a warning for each piece of Markdown or HTML in a field that readers see, and a fault for each comment.

    Fields are plain text, so readers would see the markup as typed, and an HTML comment (`<!-- … -->`), too. A YAML
    comment cuts off the end of a value: `title: Decree #12` is "Decree" for YAML. If it looks intended, as `# …` does,
    only a warning is yielded. `content` is the YAML of `tree`, which begins at `first_line` of the file.
    """
    lines = content.split("\n")
    yield from islice(_found(tree, lines, first_line), MOST_WARNINGS)
    # most files have neither kind of comment, and one line may have very many values
    for field, value in _printed(tree) if _COMMENT.search(content) or comment_in(content) else ():
        if found := comment_in(value.text):
            place = _place(found, value, lines, first_line)
            yield fault("raw-comment", place, found=found, field=field, hint="field")
        else:
            yield from _cut_off(field, value, lines, first_line)


def field_form(tree: MappingNode, content: str, first_line: int = 1) -> Iterator[Fault]:
    """Yield a warning for a long title or summary, a title in capitals, and a value in typographic quotation marks.

    The latter are probably meant as YAML's. They are not if the value is in straight ones, too. The arguments are those
    of `field_markup`.
    """
    lines = content.split("\n")
    for field, value in _printed(tree):
        written = lines[value.line - first_line][value.column - 1 :]
        if _is_quoted(value.text) and written[:1] not in tuple("\"'|>"):
            yield fault("raw-markup", value, warning=True, found=value.text, field=field, hint="quoted")
    for field, most in LONGEST_SHOWN.items():
        shown = tree.get(field)
        # a value that reaches `LONGEST` is a fault already
        if isinstance(shown, Scalar) and most < len(shown.text) < LONGEST:
            values = {"found": len(shown.text), "most": most, "field": field, "hint": "shown"}
            yield fault("too-long-value", shown, "", True, **values)
    title = tree.get("title")
    if isinstance(title, Scalar) and title.text.isupper():
        words = re.findall(r"[^\W\d_]+", title.text)
        # abbreviations, as in "EU, OSCE", are shorter
        if len(words) > 1 and len("".join(words)) >= _LEAST_IN_CAPITALS:
            yield fault("title", title, warning=True, hint="capitals")


def _is_quoted(value: str) -> bool:
    """Return whether one pair of typographic quotation marks encloses a whole value; not so in «A» and «B»."""
    begin, inner, closing = value[:1], value[1:-1], value[-1:]
    if len(value) < 2 or closing not in _QUOTES.get(begin, ""):
        return False
    # an apostrophe inside a word is no mark
    marks = re.findall(rf"{begin}|[{_QUOTES[begin]}](?!\w)", inner)
    return not marks or (marks[0] == begin and marks[-1] != begin)


def _cut_off(field: str, value: Scalar, lines: list[str], first_line: int) -> Iterator[Fault]:
    """Yield a fault if a YAML comment cuts off an unquoted value: `title: Decree #12`; if it is `# 12`, a warning."""
    before, column = "", value.column
    for number in range(value.line, first_line + len(lines)):
        written = lines[number - first_line][column - 1 :]
        if len(before) > 2 * len(value.text) or (not before and written[:1] in tuple("\"'|>")):
            return
        comment = _COMMENT.search(written)
        if comment and " ".join(f"{before} {written[: comment.start()]}".split()) == " ".join(value.text.split()):
            cut = written[comment.start() + 1 :]
            place = Position(number, column + comment.start() + 1)
            # an intended comment has a space after its `#`; in the number of a decree (`#12`) there is none
            intended = cut.startswith("# ")
            if value.text or not intended:
                yield fault("value-cut", place, "", intended, field=field, found=cut.strip()[:60])
            return
        before, column = f"{before} {written.strip()}", 1


def vocabulary_markup(content: str) -> Iterator[Fault]:
    """Return the faults that `field_markup` finds in a vocabulary; none if it cannot be parsed."""
    tree = parse_yaml(content)[0]
    return field_markup(tree, content) if tree is not None else iter(())


def _found(tree: Tree, lines: list[str], first_line: int) -> Iterator[Fault]:
    for field, value in _printed(tree):
        for count, match in enumerate(_MARKUP.finditer(value.text)):
            if count and match[0].startswith("</"):
                continue  # the end tag of an element already reported at its start tag
            place = _place(match[0].split("\n")[0], value, lines, first_line)
            found = " ".join(match[0].split())[:60]
            yield fault("raw-markup", place, warning=True, found=found, field=field, hint="field")


def _printed(tree: Tree, field: str = "", *, printed: bool = False) -> Iterator[tuple[str, Scalar]]:
    """Yield the values in parsed YAML that readers see, such as titles, each as a pair of field name and value.

    `printed` is True if `tree` is the part of such a field, so that all values in it are seen.
    """
    if isinstance(tree, Scalar):
        yield from [(field, tree)] if printed else ()
    elif isinstance(tree, MappingNode):
        for entry in tree.entries:
            name = field if printed else entry.key
            yield from _printed(entry.value, name, printed=printed or entry.key in _SEEN)
    else:
        for item in tree.items:
            yield from _printed(item, field, printed=printed)


def _place(found: str, value: Scalar, lines: list[str], first_line: int) -> Position:
    """Return the position of a string in the YAML source of a value; that of the value if it is not within 50 lines."""
    for number in range(value.line, min(value.line + 50, first_line + len(lines))):
        column = lines[number - first_line].find(found, value.column - 1 if number == value.line else 0)
        if column >= 0:
            return Position(number, column + 1)
    return Position(value.line, value.column)
