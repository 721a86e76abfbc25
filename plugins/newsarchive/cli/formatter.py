"""`newsarchive fix`: format texts without changing a word.

The command rewrites the files of the content in one form: line ends, Unicode normal form, no white space at line ends,
one line feed at the end, and fields in a fixed order. `fix_content` does this for all files. Before a file is written,
`_mend` compares the meaning of both forms (parsed fields, rendered HTML) and leaves the file alone if they differ.

White space at the end of a line is removed only if the text still means the same without it. So the two spaces of a
Markdown line break, and the white space in code and in YAML block scalars (`|`), are preserved.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from newsarchive.archive.fields import FIELDS, Kind
from newsarchive.archive.yaml_text import MappingNode, parse_yaml
from newsarchive.build.diagnostics import fault_line, shown_path
from newsarchive.readers.body_checks import fence_faults
from newsarchive.readers.limits import bound_faults
from newsarchive.readers.markdown import Converter
from newsarchive.readers.source_map import Lines, SourceText
from newsarchive.readers.text import Place, decode, split
from newsarchive.readers.tree import REDIRECTS, ContentTree, walk
from newsarchive.readers.versions import version_of

from .check import bare_picture
from .context import Desk, answered, desk_of
from .writing import replace_file
from .yaml_order import in_order, plain

Convert = Callable[[str], str | None]
"""A function that converts a Markdown body to HTML; it returns None if a build would refuse the body."""

LINE_BREAK = "  "

_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]+(<?)")

# marks are private-use characters (Unicode, plane 15), which texts have no reason to contain
_FIRST_MARK, _MARKS = 0xF0000, 0xFFFD
_PLACEHOLDER = re.compile("[\U000f0000-\U000ffffc]")
# a rule, an underline, a fence or a table's second row has only these characters; a mark would change its meaning
_RULE = re.compile(r"[-=*_`~|:+ \t]*")


def converter_of(language: str) -> Convert:
    """Return a function that takes a Markdown body in this language, without its front matter, and returns its HTML.

    White space at the end of the body is ignored. The function returns None for a body that a build refuses to convert,
    for example one that is nested too deeply.
    """

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
    """Return HTML in a normal form, to compare two texts: if the results are equal, browsers show both texts alike.

    The HTML is split at its `<pre>` elements, which stay unchanged. In the other parts, HTML comments are removed, and
    each run of white space becomes one space or, before a tag, nothing. None is returned for None.
    """
    if html is None:
        return None
    parts = _VERBATIM.split(_COMMENT.sub("", html))
    return [part if index % 2 else _SPACE.sub(_one_space, part).strip() for index, part in enumerate(parts)]


def trimmed_at_once(body: str, convert: Convert) -> str:
    """Return a Markdown body without the white space at line ends that seems to have no effect on its HTML.

    This is a fast guess from a single conversion. Into each line with trailing white space, a private Unicode character
    is inserted before the conversion, and the HTML shows where it is: a line in `<pre>` is left unchanged; a line
    before a line break (`<br>`) keeps two spaces. The inserted character may itself affect the conversion, so the
    caller must compare the HTML of the result with that of the body.

    Args:
        body: The Markdown.
        convert: Converts Markdown to HTML.
    """
    lines = body.split("\n")
    marked = [*lines]
    marks: dict[str, int] = {}
    for place, line in enumerate(lines):
        bare = line.rstrip(" \t")
        if bare != line and not _RULE.fullmatch(bare) and len(marks) < _MARKS:
            mark = chr(_FIRST_MARK + len(marks))
            marks[mark] = place
            # the mark is before the last character, because that may be the end of a cell or a span
            marked[place] = bare[:-1] + mark + bare[-1] + line[len(bare) :]
    html = convert("\n".join(marked)) or ""
    trimmed = [line.rstrip(" \t") for line in lines]
    for index, part in enumerate(_VERBATIM.split(html)):
        for found in _PLACEHOLDER.finditer(part):
            place = marks.get(found[0], -1)
            if place < 0:
                continue
            if index % 2:
                trimmed[place] = lines[place]
            elif "<br" in part[found.end() : part.find("\n", found.end())]:
                trimmed[place] = lines[place].rstrip(" \t") + LINE_BREAK
    return "\n".join(trimmed)


def _one_space(space: re.Match[str]) -> str:
    return space[1] or " "


Change = Literal[
    "byte-order-mark",
    "line-ends",
    "normal-form",
    "trailing-space",
    "final-newline",
    "blank-end",
    "field-order",
    "entry-order",
]
Read = Callable[[str], object]
"""A function that parses YAML or Markdown into any value; two texts with equal values have the same meaning."""

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Mended:
    """The result of formatting a file.

    Attributes:
        content: The content of the file after formatting.
        changes: The kinds of changes that were made, such as `line-ends`; empty if the file needed none.
    """

    content: str
    changes: tuple[Change, ...]


def normalised(data: bytes) -> Mended:
    """Decode a file, and return its content in Unicode normal form C, with LF line ends and no byte order mark.

    The result also lists which of these three changes were necessary.

    Raises:
        UnicodeDecodeError: The file is not UTF-8.
    """
    typed = data.decode("utf-8")
    bare = typed.lstrip(_BYTE_ORDER_MARK)
    lines = bare.replace("\r\n", "\n").replace("\r", "\n")
    content = unicodedata.normalize("NFC", lines)
    steps: list[tuple[Change, bool]] = [
        ("byte-order-mark", bare != typed),
        ("line-ends", lines != bare),
        ("normal-form", content != lines),
    ]
    return Mended(content, tuple(name for name, changed in steps if changed))


def mend_text(data: bytes, kind: Kind, convert: Convert) -> Mended:
    """Format a file of front matter and Markdown; return its new content and the kinds of changes.

    The Unicode normal form, line ends, white space at line ends, the end of the file and the order of fields are
    changed. If the file lacks the two `---` lines around its front matter, its white space at line ends stays.

    Args:
        data: The bytes of the file, in UTF-8.
        kind: The kind of text (briefing, page, …), which decides the order of its fields.
        convert: Converts the body to HTML, to find out which white space matters.
    """
    before = normalised(data)
    content = before.content
    source, _ = split(content)
    if source is None:
        return _ended(before)
    lines = content.split("\n")
    closing = source.body_line - 2
    front, body = "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :])
    trimmed = [lines[0].rstrip(" \t"), _trimmed_yaml(front), lines[closing].rstrip(" \t")]
    ordered = _in_the_tables_order(trimmed[1], kind)
    trimmed.append(_trimmed_body(body, convert))
    changes: list[Change] = [*before.changes]
    if trimmed != [lines[0], front, lines[closing], body]:
        changes.append("trailing-space")
    if ordered != trimmed[1]:
        changes.append("field-order")
    fields = [ordered] if closing > 1 else []
    return _ended(Mended("\n".join([trimmed[0], *fields, *trimmed[2:]]), tuple(changes)))


def mend_data(data: bytes, *, by_id: bool) -> Mended:
    """Format a YAML file (a vocabulary or the list of redirects); return its new content and the kinds of changes.

    The Unicode normal form, line ends, white space at line ends, the end of the file and, if wanted, the order of the
    entries are changed. A blank file gets only the first two changes.

    Args:
        data: The bytes of the file, in UTF-8.
        by_id: Whether to sort the entries by their keys. Pass True for a vocabulary, whose keys are the ids of its
            tags, people, organisations or places.
    """
    before = normalised(data)
    if not before.content.strip():
        return before
    trimmed = _trimmed_yaml(before.content)
    changes: list[Change] = [*before.changes]
    if trimmed != before.content:
        changes.append("trailing-space")
    ordered = in_order(trimmed, str) if by_id else trimmed
    if ordered != trimmed:
        changes.append("entry-order")
    mended = Mended(ordered, tuple(changes))
    ended = _ended(mended)
    tree, faults = parse_yaml(ordered)
    # the line ends at the end of the file may belong to a block scalar
    return ended if faults or plain(tree) == _read_yaml(ended.content) else mended


def _in_the_tables_order(front: str, kind: Kind) -> str:
    """Return front matter with its fields in the declared order of the kind of text.

    It is returned unchanged if one of its fields is unknown, or if its YAML has a fault.
    """
    tree, _ = parse_yaml(front)
    places = {name: place for place, name in enumerate(FIELDS[kind])}
    if not isinstance(tree, MappingNode) or any(entry.key not in places for entry in tree.entries):
        return front
    # a line end after the last value, as after the others, so that it can be moved
    return in_order(f"{front}\n", places.__getitem__).removesuffix("\n")


def _read_yaml(text: str) -> object:
    """Return the value of a YAML text as dictionaries, lists and strings, or the text itself if it has a fault."""
    tree, faults = parse_yaml(text)
    return text if faults else plain(tree)


def _ended(mended: Mended) -> Mended:
    """Return a formatted file with exactly one line feed at its end, and this change listed; a blank file as it is."""
    bare = mended.content.rstrip("\n")
    if not bare.strip() or mended.content == f"{bare}\n":
        return mended
    change: Change = "blank-end" if mended.content.endswith("\n") else "final-newline"
    return Mended(f"{bare}\n", (*mended.changes, change))


def _trimmed_yaml(text: str) -> str:
    """Return YAML without white space at line ends, except where a value depends on it; unchanged if it has a fault."""
    return text if parse_yaml(text)[1] else _trimmed(text, _read_yaml)


def _trimmed_body(body: str, convert: Convert) -> str:
    """Return a Markdown body without white space at line ends, except where its HTML depends on it.

    A body that cannot be converted is returned unchanged.
    """
    lines = body.split("\n")
    wanted = folded(convert(body)) if any(line != line.rstrip(" \t") for line in lines) else None
    if wanted is None:
        return body
    before, trimmed = body, trimmed_at_once(body, convert)
    while trimmed != before:
        before, trimmed = trimmed, trimmed_at_once(trimmed, convert)
    if folded(convert(trimmed)) == wanted:
        return trimmed
    return _trimmed(body, lambda text: folded(convert(text)), ("", LINE_BREAK))


def _trimmed(text: str, read: Read, endings: tuple[str, ...] = ("",)) -> str:
    """Return a text without white space at line ends, except on lines where the meaning depends on it.

    Args:
        text: The text, YAML or Markdown.
        read: Parses the text. White space is removed only if the parsed value stays equal.
        endings: What may replace the white space at the end of a line. The first ending that preserves the meaning is
            used; if there is none, the line stays unchanged.
    """
    lines = text.split("\n")
    wanted = read(text) if any(line != line.rstrip(" \t") for line in lines) else None

    def same(trial: list[str]) -> bool:
        return read("\n".join(trial)) == wanted

    def settle(places: list[int]) -> None:
        """Trim the lines with these indexes together if the meaning is preserved, else try each half of them."""
        for ending in endings:
            trial = [*lines]
            for place in places:
                trial[place] = lines[place].rstrip(" \t") + ending
            if trial == lines or same(trial):
                lines[:] = trial
                return
            if len(places) > 1:
                settle(places[: len(places) // 2])
                settle(places[len(places) // 2 :])
                return

    settled: list[str] = []
    while settled != lines:
        settled = [*lines]
        spaced = [place for place, line in enumerate(lines) if line != line.rstrip(" \t")]
        if spaced:
            settle(spaced)
    return "\n".join(lines)


@dataclass(frozen=True)
class Meaning:
    """What formatting must not change in a file. It is computed before and after formatting and must be equal.

    Attributes:
        fields: The parsed YAML (the front matter, or the whole of a YAML file), or its lines if it cannot be parsed.
        revision: A digest of the words of the text; an empty string if the file is not a text or cannot be parsed.
        body: The lines of the Markdown body and its HTML; None for a file without a body.
    """

    fields: object
    revision: str
    body: object


def text_meaning(content: str, place: Place, convert: Convert) -> Meaning:
    """Return what formatting must not change in a file of front matter and Markdown, as a `Meaning`.

    Args:
        content: The content of the file.
        place: The path, kind and language of the file.
        convert: Converts the body to HTML.
    """
    source, _ = split(content)
    if source is None:
        return Meaning(_lines(content), "", None)
    tree, faults = parse_yaml(f"{source.front}\n")
    version = None if faults or not isinstance(tree, MappingNode) else version_of(content.encode(), place)
    fields = plain(tree) if version else _lines(source.front)
    return Meaning(
        fields, version.text.revision if version else "", (_lines(source.body), folded(convert(source.body)))
    )


def data_meaning(content: str) -> Meaning:
    """Return what formatting must not change in a YAML file (a vocabulary or the list of redirects): its values.

    The values are in the attribute `fields` of the result. If the YAML has a fault, its lines are there instead.
    """
    tree, faults = parse_yaml(content)
    return Meaning(_lines(content) if faults else plain(tree), "", None)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


_Outcome = Literal["right", "mended", "left"]
_UNREADABLE = ("not-utf8", "too-large")


@dataclass(frozen=True)
class FormatReport:
    """The result of formatting the whole content.

    Attributes:
        lines: The lines to print, one for each change or problem.
        mended: The number of files that were changed or, in a dry run, would be.
        left: The number of files that needed formatting but could not be formatted, or could not be read.
    """

    lines: tuple[str, ...]
    mended: int
    left: int


@dataclass(frozen=True)
class _File:
    """A file of the content that can be formatted, with the functions for its type.

    Attributes:
        path: The path, relative to the content folder.
        mend: Formats the bytes of the file, without checking that its meaning stays the same.
        says: Takes the content of the file, before or after formatting, and returns what must be equal in both.
    """

    path: str
    mend: Callable[[bytes], Mended]
    says: Callable[[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flag of `newsarchive fix` to the parser: `--dry-run`, which only reports what would change."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be mended, and change nothing")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive fix`: format the content, print what changed and return the exit status.

    The status is 1 if a file could not be formatted or, in a dry run, if a file would change; else 0.
    """

    def act() -> int:
        desk = desk_of(settings, options.language)
        report = fix_content(desk, dry=options.dry_run)
        summary = desk.say("fix.would" if options.dry_run else "fix.done", report.mended)
        print("\n".join([*report.lines, summary]))
        return 1 if report.left or (options.dry_run and report.mended) else 0

    return answered(act)


def fix_content(desk: Desk, *, dry: bool = False) -> FormatReport:
    """Format all texts and YAML files of the content, and remove the metadata of its pictures; return what was done.

    The texts include readers' letters; the YAML files are the vocabularies and the redirects. Symbolic links and all
    other files are not touched.

    Args:
        desk: The site, its content folder and the language of messages.
        dry: Pass True to report only what would change, and write nothing.
    """
    lines: list[str] = []
    counts: Counter[_Outcome] = Counter()
    for path, step in _steps(desk, dry=dry):
        try:
            outcome, said = step()
        except OSError as error:
            outcome, said = "left", [f"{shown_path(desk.root / path)}: {error.strerror or error}"]
        counts[outcome] += 1
        lines += said
    return FormatReport(tuple(lines), counts["mended"], counts["left"])


def _steps(desk: Desk, *, dry: bool) -> Iterator[tuple[str, Callable[[], tuple[_Outcome, list[str]]]]]:
    """Yield the path of each file to format, and a function that formats it when it is called without arguments.

    The function returns the outcome ("right": no change was necessary; "mended"; "left": the file could not be
    formatted) and the lines to print. If `dry`, it writes nothing.
    """
    tree = walk(desk.root, desk.site.tags)
    for file in _files(tree):
        yield file.path, partial(_mend, desk, file, dry=dry)
    for path in tree.pictures:
        yield path, partial(_bare, desk, path, dry=dry)


def _bare(desk: Desk, path: str, *, dry: bool) -> tuple[_Outcome, list[str]]:
    """Remove the metadata of a picture; return the outcome and the lines to print.

    The outcome is "mended" and there is one line if the picture has metadata, else "right" without lines. If `dry`,
    nothing is written.
    """
    data = (desk.root / path).read_bytes()
    bare = bare_picture(data)
    if bare == data:
        return "right", []
    if not dry:
        replace_file(desk.root, desk.root / path, bare)
    return "mended", [f"{shown_path(desk.root / path)}: {desk.say('fix.traces')}"]


def _mend(desk: Desk, file: _File, *, dry: bool) -> tuple[_Outcome, list[str]]:
    """Format one file, unless that would change its meaning; return the outcome and the lines to print.

    The outcome is "right" if the file needs no change, "mended" if it is (or, if `dry`, would be) changed, and "left"
    if it cannot be read or formatting would change its meaning.
    """
    path = desk.root / file.path
    data = path.read_bytes()
    unreadable = [each.at(file.path) for each in decode(data)[1] if each.code in _UNREADABLE]
    if unreadable:
        return "left", [fault_line(each, desk.words, desk.language, str(desk.root)) for each in unreadable]
    found = file.mend(data)
    if not found.changes:
        return "right", []
    if file.says(found.content) != file.says(normalised(data).content):
        return "left", [desk.say("fix.left", path=shown_path(path))]
    if not dry:
        replace_file(desk.root, path, found.content.encode())
    return "mended", [f"{shown_path(path)}: {desk.say(f'fix.{change}')}" for change in found.changes]


def _files(tree: ContentTree) -> Iterator[_File]:
    for path in tree.data:
        yield _File(path, _data_mender(path), data_meaning)
    for place in tree.places:
        yield _text_file(place)


def _data_mender(path: str) -> Callable[[bytes], Mended]:
    return lambda data: mend_data(data, by_id=path != REDIRECTS)


def _text_file(place: Place) -> _File:
    convert = converter_of(place.language)
    return _File(
        place.path,
        lambda data: mend_text(data, place.kind, convert),
        lambda content: text_meaning(content, place, convert),
    )
