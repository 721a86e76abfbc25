"""`make fix`: mends what is safe in the content, without touching a word."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plugins.builds.faultlines import fault_line, shown_path
from plugins.reading.texts import Place, decode
from plugins.reading.tree import REDIRECTS, walk

from .desk import Desk, answered, desk_of
from .linebreaks import converter_of
from .meaning import data_meaning, text_meaning
from .mending import Mended, mend_data, mend_text, normalised
from .sources import bare_picture
from .writing import replace_file

_Outcome = Literal["right", "mended", "left"]
_UNREADABLE = ("not-utf8", "too-large")


@dataclass(frozen=True)
class Report:
    """What to print, how many files are mended (or would be), and how many had to be left as they are."""

    lines: tuple[str, ...]
    mended: int
    left: int


@dataclass(frozen=True)
class _File:
    """A file of the content: `mend` and `says` are the rules for its kind."""

    path: str
    mend: Callable[[bytes], Mended]
    says: Callable[[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be mended, and change nothing")
    parser.add_argument("--language", default="", help="language of the messages; by default the site's")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Mend the content and print how; the exit status: 1 where something is left, or would be mended."""

    def act() -> int:
        desk = desk_of(settings, options.language)
        report = fix_content(desk, dry=options.dry_run)
        summary = desk.say("fix.would" if options.dry_run else "fix.done", report.mended)
        print("\n".join([*report.lines, summary]))
        return 1 if report.left or (options.dry_run and report.mended) else 0

    return answered(act)


def fix_content(desk: Desk, *, dry: bool = False) -> Report:
    """Mend all texts, letters, vocabularies and redirects under the content folder; with `dry`, only say what is wrong.

    Pictures lose what they carry besides their pixels. Symbolic links and what else lies there are left alone.
    """
    lines: list[str] = []
    counts: Counter[_Outcome] = Counter()
    for file in _files(desk):
        try:
            outcome, said = _mend(desk, file, dry=dry)
        except OSError as error:
            outcome, said = "left", [f"{shown_path(desk.root / file.path)}: {error.strerror or error}"]
        counts[outcome] += 1
        lines += said
    for path in walk(desk.root, desk.site.tags).pictures:
        data = (desk.root / path).read_bytes()
        bare = bare_picture(data)
        if bare != data:
            if not dry:
                replace_file(desk.root, desk.root / path, bare)
            counts["mended"] += 1
            lines.append(f"{shown_path(desk.root / path)}: {desk.say('fix.traces')}")
    return Report(tuple(lines), counts["mended"], counts["left"])


def _mend(desk: Desk, file: _File, *, dry: bool) -> tuple[_Outcome, list[str]]:
    """Mend one file unless that would change what it says; what became of it, and the lines to print."""
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


def _files(desk: Desk) -> Iterator[_File]:
    tree = walk(desk.root, desk.site.tags)
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
