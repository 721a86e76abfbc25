"""`newsarchive fix`: format texts without changing a word.

The command rewrites the files of the content in one form: line ends, Unicode normal form, no white space at line ends,
one line feed at the end, and fields in a fixed order. A file goes through a list of steps (`FormatStep`). A step is
left out if the file would mean anything else after it: other values of YAML, or other HTML.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

from newsarchive.build.diagnostics import fault_line
from newsarchive.build.terminal import shown_path
from newsarchive.content.body_checks import fence_faults
from newsarchive.content.limits import bound_faults
from newsarchive.content.markdown import Converter
from newsarchive.content.source_map import Lines, SourceText, fenced_code, front_end, front_matter_of
from newsarchive.content.tree import REDIRECTS, walk
from newsarchive.content.typed_text import decode
from newsarchive.model.fields import FIELDS, FieldTable, Kind
from newsarchive.signals import first_answer, media_cleaned

from .command import Command
from .context import Desk, at_desk
from .writing import Edit, write_all
from .yaml_edits import in_order, plain_yaml

COMMAND = Command(
    "fix white space, line endings and the order of fields in the content, never the wording",
    "write",
    content=True,
    dry=True,
)

Convert = Callable[[str], str | None]
"""A function that converts a Markdown body to HTML; it returns None if a build would refuse the body."""

_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]+(<?)")
# a blank file stays as it is
_OPEN_END = re.compile(r"(?<=[^\n])\Z")
_BLANK_END = re.compile(r"(?<=[^\n])\n{2,}\Z")


def converter_of(language: str) -> Convert:
    """Return a function that converts a Markdown body, stripped at its end, to HTML, or None if a build refuses it."""

    def convert(body: str) -> str | None:
        lines = Lines(SourceText("", body, 1))
        if fence_faults(lines) or bound_faults(lines):
            return None
        try:
            return Converter(language, "{}").convert(body.rstrip(" \t\n")).html
        except RuntimeError:  # too deep a nesting, or a footnote in a footnote, which the extension cannot convert
            return None

    return convert


def folded(html: str | None) -> list[str] | None:
    """Return HTML in a normal form: if the results for two texts are equal, browsers show both alike.

    It is split at its `<pre>` elements, which stay unchanged. In the other parts, comments are removed, and each run of
    white space becomes one space or, before a tag, nothing.
    """
    if html is None:
        return None
    parts = _VERBATIM.split(_COMMENT.sub("", html))
    return [
        part if index % 2 else _SPACE.sub(lambda space: space[1] or " ", part).strip()
        for index, part in enumerate(parts)
    ]


class FormatStep(NamedTuple):
    """One kind of change: its name in messages, and what it makes of a text.

    `meaning` returns what the change must not alter, or None if that cannot be read and must stay as it is.
    """

    name: str
    change: Callable[[str], str]
    meaning: Callable[[str], object]


class Mended(NamedTuple):
    """The content of a file after formatting, and the kinds of changes, such as `line-ends`, if it needed any."""

    content: str
    changes: tuple[str, ...]


def _harmless(_: str) -> object:
    return True


_FORM = (
    FormatStep("byte-order-mark", lambda text: text.lstrip("\ufeff"), _harmless),
    FormatStep("line-ends", lambda text: text.replace("\r\n", "\n").replace("\r", "\n"), _harmless),
    FormatStep("normal-form", partial(unicodedata.normalize, "NFC"), _harmless),
)


def mended(data: bytes, *steps: FormatStep) -> Mended:
    """Return what a file is after some steps, which follow those that every file takes."""
    content, changes = data.decode("utf-8"), dict[str, None]()
    for step in (*_FORM, *steps):
        after = step.change(content)
        if after != content and (meaning := step.meaning(content)) is not None and step.meaning(after) == meaning:
            content = after
            changes[step.name] = None
    return Mended(content, tuple(changes))


def mend_text(data: bytes, kind: Kind, convert: Convert, declared: FieldTable = FIELDS) -> Mended:
    """Format a file of front matter and Markdown; return its new content and the kinds of changes.

    If the file lacks the two `---` lines around its front matter, its white space at line ends stays.
    """
    places = {name: place for place, name in enumerate(declared[kind])}

    def fields(content: str) -> object:
        front = front_matter_of(content)
        return plain_yaml(front["front"]) if front else None

    def words(content: str) -> object:
        return folded(convert(content[front_end(content) :]))

    def ordered(content: str) -> str:
        front, known = front_matter_of(content), fields(content)
        if front is None or not isinstance(known, dict) or not known.keys() <= places.keys():
            return content
        return (
            content[: front.start("front")]
            + in_order(front["front"], places.__getitem__)
            + content[front.end("front") :]
        )

    return mended(
        data,
        FormatStep("trailing-space", _with_bare_front, fields),
        FormatStep("trailing-space", _with_bare_body, words),
        FormatStep("field-order", ordered, fields),
        *_ENDS,
    )


def mend_data(data: bytes, *, by_id: bool) -> Mended:
    """Format a YAML file (a vocabulary or the list of redirects); return its new content and the kinds of changes.

    Entries are sorted by their keys if `by_id`, as in a vocabulary.
    """
    entries = (FormatStep("entry-order", lambda text: in_order(text, str), plain_yaml),) if by_id else ()
    # the line ends at the end of a file may belong to a block scalar
    ends = (FormatStep(name, change, lambda text: plain_yaml(text) or True) for name, change, _ in _ENDS)
    return mended(data, FormatStep("trailing-space", _bare, plain_yaml), *entries, *ends)


def _bare(text: str) -> str:
    return "\n".join(line.rstrip(" \t") for line in text.split("\n"))


def _with_bare_front(content: str) -> str:
    end = front_end(content)
    return _bare(content[:end]) + content[end:]


def _with_bare_body(content: str) -> str:
    """Strip the lines of a body, except in code; two spaces, which break a line, stay if another line follows."""
    start = front_end(content)
    lines = content[start:].split("\n")
    code = {*chain.from_iterable(fenced_code(lines))}
    stripped = []
    for index, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        bare, wide = line.rstrip(" \t"), line.expandtabs(4)
        is_code = index in code or (bare and wide.startswith("    "))
        ends = "  " * bool(bare and following.strip() and wide.endswith("  "))
        stripped.append(line if is_code else bare + ends)
    return content[:start] + "\n".join(stripped) if start else content


_ENDS = (
    FormatStep("final-newline", lambda text: _OPEN_END.sub("\n", text), _harmless),
    FormatStep("blank-end", lambda text: _BLANK_END.sub("\n", text), _harmless),
)


class FormatReport(NamedTuple):
    """The lines to print, how many files were formatted, and how many needed it but could not be, or not be read."""

    lines: tuple[str, ...]
    mended: int
    left: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing to the parser: `--dry-run` is that of all commands."""


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> int:
    """Run `newsarchive fix`: print what changed; return 1 if a file is left or, in a dry run, would change, else 0."""
    report = fix_content(desk, dry=options.dry_run)
    summary = desk.say("fix.would" if options.dry_run else "fix.done", report.mended)
    print("\n".join([*report.lines, summary]))
    return 1 if report.left or (options.dry_run and report.mended) else 0


def fix_content(desk: Desk, *, dry: bool = False) -> FormatReport:
    """Format all texts, letters and YAML files of the content, and remove the metadata of its pictures.

    Symbolic links and other files are not touched. If `dry`, nothing is written.
    """
    lines: list[str] = []
    mended = left = 0
    for path, mend in _files(desk):
        file = desk.root / path
        try:
            data = file.read_bytes()
            after, said = mend(data)
            if not (dry or after is None or after == data):
                write_all(desk.root, [Edit(file, data, after)])
        except OSError as error:
            data, after, said = b"", None, [f"{shown_path(file)}: {error.strerror or error}"]
        mended += after not in (None, data)
        left += after is None
        lines += said
    return FormatReport(tuple(lines), mended, left)


_Mend = Callable[[bytes], tuple[bytes | None, list[str]]]
"""Returns the new bytes of a file, None if it must be left as it is, and the lines to print."""


def _files(desk: Desk) -> Iterator[tuple[str, _Mend]]:
    """Yield the path of each file to format, and the function that formats it."""
    tree = walk(desk.root, desk.site.tags)
    for path in tree.data:
        yield path, partial(_formatted, desk, path, partial(mend_data, by_id=path != REDIRECTS))
    for place in tree.places:
        mend = partial(mend_text, kind=place.kind, convert=converter_of(place.language), declared=desk.site.fields)
        yield place.path, partial(_formatted, desk, place.path, mend)
    for path in tree.pictures:
        yield path, partial(_cleaned, desk, path)


def _formatted(desk: Desk, path: str, mend: Callable[[bytes], Mended], data: bytes) -> tuple[bytes | None, list[str]]:
    unreadable = [each.at(path) for each in decode(data)[1] if each.code in ("not-utf8", "too-large")]
    if unreadable:
        return None, [fault_line(each, desk.words, desk.language, shown_path(desk.root)) for each in unreadable]
    content, changes = mend(data)
    return content.encode(), [f"{shown_path(desk.root / path)}: {desk.say(f'fix.{change}')}" for change in changes]


def _cleaned(desk: Desk, path: str, data: bytes) -> tuple[bytes, list[str]]:
    """Remove the metadata of a picture."""
    bare = first_answer(media_cleaned, path, data=data, within=None)
    if not isinstance(bare, bytes) or bare == data:
        return data, []
    return bare, [f"{shown_path(desk.root / path)}: {desk.say('fix.traces')}"]
