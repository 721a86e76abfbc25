"""`newsarchive import`: bring an existing archive in, as drafts, with an account of every word.

The rules are in `importing`. This module reads the options, writes what `plan_import` planned, all or nothing, and says
how it went.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from newsarchive.api import (
    REDIRECTS,
    Command,
    Desk,
    Edit,
    Fault,
    MappingNode,
    Position,
    RefusedError,
    Scalar,
    UsageError,
    at_desk,
    beside,
    decode,
    fault,
    fault_message,
    findings,
    parse_yaml,
    progress,
    require_language,
    require_no_link,
    scalar_line,
    shown_path,
    typed_path,
    uninterrupted,
    with_terms,
    write_all,
)
from newsarchive_import.importer import ImportOptions, ImportPlan, plan_import
from newsarchive_import.items import ImportFailure
from newsarchive_import.reading import SYSTEMS, read
from newsarchive_import.report import (
    CURE,
    DEBTS,
    IGNORED,
    REPORT,
    REPORT_TABLE,
    Debt,
    debts_of,
    debts_table,
    faults,
    ignored_text,
    losses,
    report_table,
    report_text,
)
from newsarchive_import.tables import AUTHORS, LANGUAGES, TERMS, WRITING, WRITTEN, table_text

COMMAND = Command(
    "bring an existing archive in as drafts, with a report of every element", "look after", content=True, dry=True
)

_MOST_LOST = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `newsarchive import` to the parser."""
    parser.add_argument("source", type=typed_path, metavar="FROM", help="export file, feed, or folder of the old site")
    uploads = "folder of the files of a WordPress site (wp-content/uploads)"
    parser.add_argument("--uploads", type=typed_path, help=uploads)
    parser.add_argument("--system", default="", help=f"{', '.join(SYSTEMS)}; recognised by default")
    parser.add_argument("--lang", default="", help="language of texts that do not say theirs; guessed by default")
    parser.add_argument("--state", type=typed_path, help="folder of the tables and the report; by default import/")
    parser.add_argument("--unpublished", action="store_true", help="import drafts and private texts, too")
    parser.add_argument("--accept-terms", action="store_true", help="accept the proposed ids of undecided terms")
    parser.add_argument("--keep-going", action="store_true", help="import the other items if some lose words")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> int:
    """Run `newsarchive import`; return the exit status: 1 if anything was lost without a word."""
    language = require_language(desk, options.lang) if options.lang else ""
    try:
        return bring_in(desk, options, language, options.state or options.settings.resolve().parent / "import")
    except ImportFailure as failure:
        where = Path(failure.where)
        shown = shown_path(where) if ".." in where.parts else failure.where
        raise RefusedError(f"{shown}: {failure.problem}; {failure.cure}") from failure


def bring_in(desk: Desk, options: argparse.Namespace, language: str, state: Path) -> int:
    """Read an old archive, write its drafts, tables and report, and print how it went; return the exit status."""
    if state.resolve().is_relative_to(desk.root.resolve()):
        raise UsageError(
            f"{shown_path(state)}: the tables of an import must not be in the content; choose another by --state"
        )
    if state.is_symlink():
        raise RefusedError(
            f"{shown_path(state)}: a symbolic link; nothing is written through it: put the folder itself there, or"
            " choose another by --state"
        )
    with progress("Reading the old archive"):
        archive = read(options.source, uploads=options.uploads, system=options.system)
    back = {tag: desk.words(tag, "footnote.back", mark="{}") for tag in desk.site.tags}
    asked = ImportOptions(language, options.unpublished, options.accept_terms, options.keep_going)

    def say(fault: Fault) -> str:
        return f"{fault.code}: {fault_message(fault, desk.words, desk.language)}"

    with progress("Converting its texts"):
        plan = plan_import(archive, desk.site, desk.root, state, back, asked, say)
    if plan.failed and not options.keep_going:
        _tell_lost(plan)
        return 1
    with progress("Writing"):
        _write(desk, plan, state)
    debts = [] if desk.dry else _debts(desk, plan)
    report = {REPORT: report_text(plan, debts), REPORT_TABLE: report_table(plan), DEBTS: debts_table(debts)}
    if not (state / IGNORED).exists():
        report[IGNORED] = ignored_text()
    _write_tables(desk, state, report)
    _tell(plan)
    if not desk.dry:
        _tell_state(plan, debts, state)
    return 1 if plan.failed else 0


def _write(desk: Desk, plan: ImportPlan, state: Path) -> None:
    """Write the files, vocabularies, redirects and tables of an import.

    A table of what is about to be written comes first, so that a run after a killed one knows what is its own.
    """
    edits = [*_vocabulary_edits(desk, plan), *_redirect_edits(desk, plan)]
    written = table_text(WRITTEN, plan.tables.written)
    if desk.dry:
        for path in plan.files:
            print(f"  {'~' if (desk.root / path).exists() else '+'} {shown_path(desk.root / path)}")
    else:
        _write_tables(desk, state, {WRITING: written})
        _write_files(desk.root, plan.files)
    write_all(desk.root, edits, dry=desk.dry)
    rules = (state / LANGUAGES).is_file()
    tables = {TERMS: plan.terms.rows, AUTHORS: plan.tables.authors, **({} if rules else {LANGUAGES: ()})}
    _write_tables(desk, state, {name: table_text(name, rows) for name, rows in tables.items()} | {WRITTEN: written})
    if not desk.dry:
        (state / WRITING).unlink()


def _write_tables(desk: Desk, state: Path, tables: Mapping[str, str]) -> None:
    """Write files into the folder of the tables, without those that are the same."""
    if not desk.dry:
        state.mkdir(parents=True, exist_ok=True)
    edits = []
    for name, text in tables.items():
        path = state / name
        before = path.read_bytes() if path.is_file() else None
        edits += [Edit(path, before, text.encode())] if before != text.encode() else []
    write_all(state, edits, dry=desk.dry)


def _write_files(root: Path, files: Mapping[str, Callable[[], bytes]]) -> None:
    """Write files into the content, all or none; each is read when it is its turn, since there may be many."""
    for path in files:
        require_no_link(root, root / path)
    with tempfile.TemporaryDirectory(dir=root, prefix=beside()) as name:
        stage = Path(name)
        for number, read_file in enumerate(files.values()):
            (stage / str(number)).write_bytes(read_file())
        with uninterrupted(), _undone(stage) as done:
            for number, path in enumerate(files):
                target = root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    os.link(target, stage / f"{number}.before")
                (stage / str(number)).replace(target)
                done.append((number, target))


@contextmanager
def _undone(stage: Path) -> Iterator[list[tuple[int, Path]]]:
    """Yield a list for the files that were put in place; if the block fails, they are as they were before."""
    done: list[tuple[int, Path]] = []
    try:
        yield done
    except OSError:
        for number, target in reversed(done):
            before = stage / f"{number}.before"
            if before.exists():
                before.replace(target)
            else:
                target.unlink()
                if not any(target.parent.iterdir()):
                    target.parent.rmdir()
        raise


def _vocabulary_edits(desk: Desk, plan: ImportPlan) -> Iterator[Edit]:
    """Yield the edits of the vocabularies that get new terms."""
    for vocabulary, terms in plan.terms.new.items():
        path = desk.root / f"{vocabulary}.yaml"
        before = path.read_bytes() if path.is_file() else None
        yield Edit(path, before, with_terms(desk, vocabulary, before, terms).encode())


def _redirect_edits(desk: Desk, plan: ImportPlan) -> Iterator[Edit]:
    """Yield the edit that adds lines to `redirects.yaml`; what is there stays as it is."""
    if not plan.redirects:
        return
    path = desk.root / REDIRECTS
    before = path.read_bytes() if path.is_file() else None
    content = decode(before or b"")[0] or ""
    lines = [f"{scalar_line(old, target)}\n" for old, target in plan.redirects.items()]
    yield Edit(path, before, "".join((content.rstrip("\n") + "\n" if content.strip() else "", *lines)).encode())


def _debts(desk: Desk, plan: ImportPlan) -> list[Debt]:
    """Return the faults that the check finds in what the import wrote, by kind."""
    with progress("Checking the drafts"):
        faults = [*findings(desk.settings, desk.site).faults, *_uncredited(desk.root, plan)]
    said = [fault_message(each, desk.words, desk.language) for each in faults]
    files = [row.file for row in plan.tables.written]
    return debts_of(faults, [*files, REDIRECTS, *(f"{name}.yaml" for name in plan.terms.new)], said)


def _uncredited(root: Path, plan: ImportPlan) -> Iterator[Fault]:
    """Yield a warning for each draft here whose picture has no credit, which the check does not ask for."""
    for row in plan.tables.written:
        path = root / row.file
        if path.suffix != ".md" or not path.is_file():
            continue
        front = (decode(path.read_bytes())[0] or "").partition("\n---\n")[0].removeprefix("---\n")
        tree = parse_yaml(front, 2)[0]
        if isinstance(tree, MappingNode) and isinstance(image := tree.get("image"), MappingNode):
            status = tree.get("status")
            is_draft = isinstance(status, Scalar) and status.text == "draft"
            if is_draft and image.get("file") and not image.get("credit"):
                place = Position(image.line, image.column)
                yield fault("draft-unfinished", place, row.file, warning=True, fields="image.credit")


def _tell_lost(plan: ImportPlan) -> None:
    """Print the items that lose something or would have faults, to standard error."""
    for line in _failures(plan):
        print(f"{line}; {CURE}", file=sys.stderr)
    more = len(plan.failed) - _MOST_LOST
    if more > 0:
        print(f"… and {more} more items", file=sys.stderr)
    faulty = sum(bool(draft.faults) for draft in plan.failed)
    lossy = sum(bool(draft.missing) for draft in plan.failed)
    items = f"{len(plan.drafts)} items"
    if faulty:
        wanted = "correct the lines named above in the old site's files"
        print(f"Nothing was written: {faulty} of {items} would have faults; {wanted}.", file=sys.stderr)
    if lossy:
        wanted = "please report it: the importer is wrong"
        print(f"Nothing was written: {lossy} of {items} would lose what no list says; {wanted}.", file=sys.stderr)


def _tell(plan: ImportPlan) -> None:
    """Print what an import brought in."""
    texts = sum(path.endswith(".md") for path in plan.files)
    dropped = sum(change.outcome == "dropped" for draft in plan.drafts for change in draft.changes)
    changed = sum(change.outcome == "changed" for draft in plan.drafts for change in draft.changes)
    print(f"{texts} drafts and {len(plan.files) - texts} files written, {len(plan.kept)} left alone")
    print(f"{len(plan.left_out)} items left out")
    not_imported = len(plan.archive.unread) + len(plan.failed)
    if not_imported:
        print(f"{not_imported} texts could not be imported: {REPORT} lists them")
    if plan.pages:
        print(f"{len(plan.pages)} texts without a day became pages of their own: {REPORT} lists them")
    print(f"{changed} elements changed, {dropped} dropped; no other word, picture or link of the drafts was lost")
    for line in _failures(plan):
        print(f"not imported: {line}", file=sys.stderr)


def _tell_state(plan: ImportPlan, debts: list[Debt], state: Path) -> None:
    """Print what there is to do now, and where it is written."""
    if plan.terms.undecided:
        print(f"{plan.terms.undecided} terms wait for you in {shown_path(state / TERMS)}; then run the import again")
    faults = sum(debt.number for debt in debts if debt.level == "fault")
    warnings = sum(debt.number for debt in debts if debt.level == "warning")
    print(f"debts of the drafts: {faults} faults, {warnings} warnings, {len(debts)} kinds: {shown_path(state / DEBTS)}")
    print(f"Read {shown_path(state / REPORT)}.")


def _failures(plan: ImportPlan) -> Iterator[str]:
    """Yield a line for each loss and fault of the first items that fail."""
    for draft in plan.failed[:_MOST_LOST]:
        yield from (f"{where}: lost: {lost}" for where, lost in losses(draft))
        yield from (f"{where}: the draft would have a fault: {message}" for where, message in faults(draft))
