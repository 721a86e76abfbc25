"""`newsarchive check`: all faults of the content in one run.

A build checks only what it publishes. If the repository is public, a `git push` also publishes comments, drafts and
editors' backup files, so this command checks those, too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from newsarchive.build.cache import Cache
from newsarchive.build.checks import checker_of
from newsarchive.build.diagnostics import fault_lines, fault_message
from newsarchive.build.errors import BuildFaults
from newsarchive.build.guards import require_store_apart, require_untracked
from newsarchive.build.inputs import build_day
from newsarchive.build.site_loader import Held, held_lines, load_words, prepare, unused_words
from newsarchive.build.terminal import shown_path
from newsarchive.content.files import CLUTTER, scan
from newsarchive.content.git import repository_of
from newsarchive.content.house_style import style_warnings
from newsarchive.content.tree import ContentTree
from newsarchive.content.typed_text import decode
from newsarchive.content.versions import unknown_revisions
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.index import Words
from newsarchive.model.settings import Site, language_of_messages, site_of
from newsarchive.signals import answers, media_scanned

from .command import Command

COMMAND = Command("list all mistakes in the content, without building", "write", content=True)


def require_no_leftovers(content: Path, words: Words, language: str) -> None:
    """Raise BuildFaults if git has, or `git add` would add, backup files of editors (`text.md~`) in the content."""
    repository = repository_of(content)
    if repository is None:
        return
    inside = f":(top,literal){repository.relative(content)}"
    listed = repository.output("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", inside)
    paths = sorted(set(listed.decode("utf-8", "surrogateescape").split("\0")))
    names = ((path, path.rpartition("/")[2]) for path in paths)
    found = [path for path, name in names if name != ".gitkeep" and CLUTTER.fullmatch(name)]
    if found:
        told = f"{words(language, 'check.fault')} leftover-git: {words(language, 'inspection.leftover-git')}"
        raise BuildFaults(f"{shown_path(repository.top / path)}: {told}" for path in found)


Format = Callable[[Sequence[Fault], Words, str, str], list[str]]


def _rows(faults: Sequence[Fault], words: Words, language: str, root: str) -> Iterator[dict[str, Any]]:
    for each in faults:
        yield {
            "path": shown_path(Path(root) / each.path),
            **{name: getattr(each, name) for name in ("line", "column", "code", "warning")},
            "message": fault_message(each, words, language),
            "values": dict(each.values),
        }


def json_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return a report in JSON: an array with an object for each fault or warning."""
    return json.dumps([*_rows(faults, words, language, root)], ensure_ascii=False, indent=1).split("\n")


def github_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return a report as GitHub Actions reads it, which shows each message beside its line."""
    return [
        annotation(
            "warning" if row["warning"] else "error",
            *(row[key] for key in ("path", "line", "column", "code", "message")),
        )
        for row in _rows(faults, words, language, root)
    ]


def annotation(kind: str, path: str, line: int, column: int, title: str, message: str) -> str:
    """Return a message of `kind` error, warning or notice as a workflow command of GitHub; `line` is 0 if unknown."""
    place = f",line={line},col={max(column, 1)}" if line else ""
    data = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
    inner = data | str.maketrans({":": "%3A", ",": "%2C"})
    return f"::{kind} file={path.translate(inner)}{place},title={title.translate(inner)}::{message.translate(data)}"


FORMATS: dict[str, Format] = {
    "text": fault_lines,
    "groups": partial(fault_lines, most=0),
    "json": json_lines,
    "github": github_lines,
}


def source_warnings(root: Path, tree: ContentTree) -> Iterator[Fault]:
    """Yield a warning for each picture with metadata and each PDF with an author: a push would publish these."""
    for kind, paths in (("picture", tree.pictures), ("document", tree.documents)):
        for path in paths:
            data = (root / path).read_bytes()
            found = [name for answer in answers(media_scanned, path, data=data) for name in answer]
            if found:
                yield fault("media-source", path=path, warning=True, found=", ".join(found), hint=kind)


class CheckFindings(msgspec.Struct, frozen=True):
    """The result of a check: all faults and warnings, the number of text files, and those not to be published yet."""

    faults: tuple[Fault, ...]
    texts: int
    held: Held


def check_content(
    settings: Mapping[str, Any], day: dt.date, form: str = "text", language: str = ""
) -> tuple[list[str], int]:
    """Check the content; return the lines to print in a form of `FORMATS`, and 1 if a fault would stop a build, else 0.

    BuildFaults is raised if git tracks the redaction list, or a file has a term of it, or git tracks backup files:
    after a push, anybody could read these.
    """
    site = site_of(settings, day)
    language = language_of_messages(site, language)
    words = load_words(settings, site)
    root = Path(settings["PATH"])
    checker = checker_of(settings, Path(settings["OUTPUT_PATH"]))
    checker.load(words, language)
    # a refused file has a fault of its own, and its escaped path may not be one that can be opened
    files = ((file.path, b"" if file.refused else (root / file.path).read_bytes()) for file in scan(root))
    checker.require_files(files, root, words, language)
    require_no_leftovers(root, words, language)
    found = findings(settings, site)
    faults = sorted({*found.faults, *unused_words(words)})
    stops = any(not each.warning for each in faults)
    lines = FORMATS[form](faults, words, language, settings["PATH"])
    if form in ("text", "groups"):
        lines.append(words(language, "check.texts", found.texts))
        # with a fault, nothing can be published
        held = replace(found.held, complete=()) if stops else found.held
        lines += held_lines(held, words, language, shown_path(root))
    return lines, int(stops)


def findings(settings: Mapping[str, Any], site: Site) -> CheckFindings:
    """Return the faults and warnings of the content, but for redactions and backup files, and how many texts it has."""
    root, folder = Path(settings["PATH"]), Path(settings["STORE_PATH"])
    require_store_apart(settings, Path(settings["OUTPUT_PATH"]))
    require_untracked(root, folder)
    with closing(Cache(folder / "store.sqlite")) as cache:
        prepared = prepare(settings, site.day, cache)
        loaded, archive = prepared.loaded, prepared.loaded.archive
        found = {each for each in prepared.faults if each.code != "catalogue-unknown"}
        found.update(source_warnings(root, loaded.tree))
        read = ((place, decode((root / place.path).read_bytes())[0]) for place in loaded.tree.texts)
        judged = ((place, content) for place, content in read if content is not None)
        found.update(style_warnings(judged, archive.vocabularies, loaded.avoided))
        works = (*archive.briefings, *archive.standing, *archive.notices)
        unknown = {*unknown_revisions(root, works, loaded.tree.texts, archive.recorded)}
        # since when they are out of date is not known either, and is no second mistake
        mistaken = {each.path for each in unknown}
        found = {each for each in found if not (each.code == "stale-undated" and each.path in mistaken)} | unknown
        return CheckFindings(tuple(sorted(found)), len(loaded.tree.places), prepared.held)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--format`, the form of the report, to the parser."""
    form = "form of the report: text, groups (five of each kind), json or github (annotations of a workflow)"
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help=form)


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive check`: print the report and return the exit status, 1 if a build would stop, else 0."""
    lines, status = check_content(settings, build_day(os.environ), options.format, options.language)
    print("\n".join(lines))
    return status
