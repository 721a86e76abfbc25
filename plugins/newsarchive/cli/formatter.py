"""`newsarchive fix`: format texts without changing a word.

That is line ends, Unicode's normal form, no white space at line ends, one line feed at the end, the order of fields.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from newsarchive.build.diagnostics import fault_line
from newsarchive.build.terminal import shown_path
from newsarchive.content.source_map import fenced_code, front_end, front_matter_of
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

# a blank file stays as it is
_OPEN_END = re.compile(r"(?<=[^\n])\Z")
_BLANK_END = re.compile(r"(?<=[^\n])\n{2,}\Z")
_VERBATIM = re.compile(r"<pre\b.*?(?:</pre>|\Z)", re.DOTALL | re.IGNORECASE)

Step = tuple[str, Callable[[str], str]]
"""One kind of change: its name in messages, and what it makes of a text."""

_FORM: tuple[Step, ...] = (
    ("byte-order-mark", lambda text: text.lstrip("\ufeff")),
    ("line-ends", lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
    ("normal-form", partial(unicodedata.normalize, "NFC")),
)
_ENDS: tuple[Step, ...] = (
    ("final-newline", partial(_OPEN_END.sub, "\n")),
    ("blank-end", partial(_BLANK_END.sub, "\n")),
)


class Mended(NamedTuple):
    """The content of a file after formatting, and the kinds of changes, such as `line-ends`, if it needed any."""

    content: bytes
    changes: tuple[str, ...]


def mended(data: bytes, *steps: Step, meaning: Callable[[str], object] = lambda _: None) -> Mended:
    """Return what a file is after the steps that every file takes, and further ones unless they change its meaning."""
    content, changes = data.decode("utf-8"), dict[str, None]()
    for name, step in (*_FORM, *steps):
        after = step(content)
        if after != content and ((name, step) in _FORM or meaning(after) == meaning(content)):
            content = after
            changes[name] = None
    return Mended(content.encode(), tuple(changes))


def mend_text(data: bytes, kind: Kind, declared: FieldTable = FIELDS) -> Mended:
    """Format a file of front matter and Markdown; one that lacks the `---` lines keeps the white space in its lines."""
    places = {name: place for place, name in enumerate(declared[kind])}

    def ordered(content: str) -> str:
        front, known = front_matter_of(content), _fields(content)
        if front is None or not isinstance(known, dict) or not known.keys() <= places.keys():
            return content
        start, end = front.span("front")
        return content[:start] + in_order(front["front"], places.__getitem__) + content[end:]

    def bare_front(content: str) -> str:
        end = front_end(content)
        return _bare(content[:end]) + content[end:]

    bare: list[Step] = [("trailing-space", bare_front), ("trailing-space", _with_bare_body)]
    return mended(data, *bare, ("field-order", ordered), *_ENDS, meaning=_fields)


def mend_data(data: bytes, *, by_id: bool) -> Mended:
    """Format a YAML file (a vocabulary or the list of redirects); entries are sorted by their keys if `by_id`."""
    entries: list[Step] = [("entry-order", partial(in_order, rank=str))] if by_id else []
    # the line ends at the end of a file may belong to a block scalar
    return mended(data, ("trailing-space", _bare), *entries, *_ENDS, meaning=plain_yaml)


def _fields(content: str) -> Any:
    """Return the fields of a file without their types; the front matter itself if it has a fault, or none at all."""
    front = front_matter_of(content)
    return plain_yaml(front["front"]) or front["front"] if front else None


def _bare(text: str) -> str:
    return "\n".join(line.rstrip(" \t") for line in text.split("\n"))


def _with_bare_body(content: str) -> str:
    """Strip the lines of a body, except in code; two spaces, which break a line, stay if another line follows."""
    start = front_end(content)
    lines = content[start:].split("\n")
    code = {*chain.from_iterable(fenced_code([line.rstrip() for line in lines]))}
    for shown in _VERBATIM.finditer(content[start:]):
        first = content.count("\n", start, start + shown.start())
        code |= {*range(first, first + shown[0].count("\n") + 1)}
    stripped = []
    for index, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        bare, wide = line.rstrip(" \t"), line.expandtabs(4)
        is_code = index in code or (bare and wide.startswith("    "))
        ends = "  " * bool(bare and following.strip() and wide.endswith("  "))
        stripped.append(line if is_code else bare + ends)
    return content[:start] + "\n".join(stripped) if start else content


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
    """Format all texts, letters and YAML files of the content, and remove the metadata of its pictures."""
    tree = walk(desk.root, desk.site.tags)
    steps: dict[str, Callable[[bytes], Mended]] = {
        **{path: partial(mend_data, by_id=path != REDIRECTS) for path in tree.data},
        **{place.path: partial(mend_text, kind=place.kind, declared=desk.site.fields) for place in tree.places},
        **{path: partial(_without_traces, path) for path in tree.pictures},
    }
    lines: list[str] = []
    changed = left = 0
    for path, mend in steps.items():
        file = desk.root / path
        try:
            data = file.read_bytes()
            found = [] if path in tree.pictures else decode(data)[1]
            faults = [each for each in found if each.code in ("not-utf8", "too-large")]
            after, changes = (data, ()) if faults else mend(data)
            if changes and not dry:
                write_all(desk.root, [Edit(file, data, after)])
        except OSError as error:
            left += 1
            lines.append(f"{shown_path(file)}: {error.strerror or error}")
        else:
            left += bool(faults)
            changed += bool(changes)
            lines += [fault_line(each.at(path), desk.words, desk.language, shown_path(desk.root)) for each in faults]
            lines += [f"{shown_path(file)}: {desk.say(f'fix.{change}')}" for change in changes]
    return FormatReport(tuple(lines), changed, left)


def _without_traces(path: str, data: bytes) -> Mended:
    bare = first_answer(media_cleaned, path, data=data, within=None)
    return Mended(bare, ("traces",)) if isinstance(bare, bytes) and bare != data else Mended(data, ())
