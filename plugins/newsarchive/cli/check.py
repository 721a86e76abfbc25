"""`newsarchive check`: all faults of the content in one run.

A build looks through what it publishes. But a push publishes comments, drafts and editors' backups, too, and a check on
a server comes after it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import json
import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.diagnostics import Fault, did_you_mean, fault
from newsarchive.archive.index import Words
from newsarchive.archive.pages import CacheFormat
from newsarchive.archive.settings import SettingsError, Site, site_of
from newsarchive.build.cache import Store, digest
from newsarchive.build.checks import Redactions
from newsarchive.build.diagnostics import (
    BuildFaults,
    build_day,
    by_kind,
    fault_line,
    fault_lines,
    fault_message,
    kind_name,
    shown_path,
    summary_line,
)
from newsarchive.build.guards import redactions_of, require_store_apart, require_untracked
from newsarchive.build.inputs import surroundings
from newsarchive.build.site_loader import Held, held_lines, load_words, prepare, untranslated
from newsarchive.media.pictures import bare_source, same_pixels
from newsarchive.metadata.scanner import DamagedError, traces_of
from newsarchive.readers.files import CLUTTER, scan
from newsarchive.readers.git import repository_of
from newsarchive.readers.tree import ContentTree, walk

_KEEPS_A_FOLDER = ".gitkeep"


def require_unlisted(content: Path, redactions: Redactions, words: Words, language: str) -> None:
    """Raise BuildFaults where a file of the content, also one that no build publishes, holds a listed word."""
    found = list(_listed(content, redactions))
    kind = words(language, "check.fault")
    if found and redactions.silent:
        told = words(language, "inspection.redactions-silent", None, count=str(len(found)))
        raise BuildFaults([f"{kind} redactions-silent: {told}"])
    if found:
        raise BuildFaults(
            f"{redactions.shown(shown_path(content / path))}{f':{line}' * bool(line)}: {kind} {code}: "
            f"{words(language, f'inspection.{code}', None, **values)}"
            for path, line, code, values in found
        )


def _listed(content: Path, redactions: Redactions) -> Iterator[tuple[str, int, str, dict[str, str]]]:
    for file in scan(content):
        if file.refused:
            continue  # it has a fault of its own, and no path that could be opened for certain
        for line, code, values in redactions.faults_of(file.path, (content / file.path).read_bytes()):
            yield file.path, line, "redaction-source" if code == "redaction" else code, values


def require_no_leftovers(content: Path, words: Words, language: str) -> None:
    """Raise BuildFaults for backups and the like in the content that git tracks, or would take with `git add`."""
    repository = repository_of(content)
    if repository is None:
        return
    inside = f":(top,literal){repository.relative(content)}"
    listed = repository.output("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", inside)
    paths = sorted(set(listed.decode("utf-8", "surrogateescape").split("\0")))
    names = ((path, path.rpartition("/")[2]) for path in paths)
    found = [path for path, name in names if name != _KEEPS_A_FOLDER and CLUTTER.fullmatch(name)]
    if found:
        told = f"{words(language, 'check.fault')} leftover-git: {words(language, 'inspection.leftover-git')}"
        raise BuildFaults(f"{shown_path(repository.top / path)}: {told}" for path in found)


Format = Callable[[Sequence[Fault], Words, str, str], list[str]]

MOST_OF_A_KIND = 5


def group_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return each kind with its number, its first lines and the command that shows all of it; then the summary."""
    lines, folder = [], shown_path(Path(root))
    for kind, members in by_kind(faults).items():
        lines.append(f"{kind_name(kind, words, language)}: {len(members)}")
        lines += [f"  {fault_line(fault, words, language, folder)}" for fault in members[:MOST_OF_A_KIND]]
        if len(members) > MOST_OF_A_KIND:
            command = f'make check | grep " {kind[1]}: "'
            lines.append(f"  {words(language, 'check.more', len(members) - MOST_OF_A_KIND, command=command)}")
    return [*lines, summary_line(faults, words, language)]


def json_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return one JSON array: path, line, column (0 where not known), code, warning, message, values."""
    found = [
        {
            "path": shown_path(Path(root) / fault.path),
            "line": fault.line,
            "column": fault.column,
            "code": fault.code,
            "warning": fault.warning,
            "message": fault_message(fault, words, language),
            "values": dict(fault.values),
        }
        for fault in faults
    ]
    return json.dumps(found, ensure_ascii=False, indent=1).split("\n")


def github_lines(faults: Sequence[Fault], words: Words, language: str, root: str) -> list[str]:
    """Return a workflow command for each fault (GitHub Actions, "Workflow commands": `::error file=…::…`)."""
    lines = []
    for each in faults:
        place = f"file={_property(shown_path(Path(root) / each.path))}"
        if each.line:
            place += f",line={each.line},col={max(each.column, 1)}"
        kind = "warning" if each.warning else "error"
        message = _data(fault_message(each, words, language))
        lines.append(f"::{kind} {place},title={_property(each.code)}::{message}")
    return lines


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def require_format(form: str, known: Collection[str]) -> None:
    """Raise SettingsError for a form of a report that a command does not have, with what may have been meant."""
    if form not in known:
        meant = did_you_mean(form, known)
        hint = f"; did you mean {meant}?" if meant else ""
        raise SettingsError(f"FORMAT: there is no form {form!r}; known are {', '.join(known)}{hint}")


FORMATS: dict[str, Format] = {"text": fault_lines, "groups": group_lines, "json": json_lines, "github": github_lines}


_LARGEST = 64_000_000  # bytes: what is larger is refused unread
_KEPT = frozenset(("ICC",))


def source_warnings(root: Path, tree: ContentTree) -> Iterator[Fault]:
    """Yield a warning for each picture with more than its pixels, and each document that names its author."""
    for path in tree.pictures:
        data = _bytes_of(root / path)
        if bare_picture(data) != data:
            found = sorted({each.found for each in traces_of(path, data)} - _KEPT)
            yield fault("picture-source", path=path, warning=True, found=", ".join(found))
    for path in tree.documents:
        if _has_author(_bytes_of(root / path)):
            yield fault("document-source", path=path, warning=True)


def bare_picture(data: bytes) -> bytes:
    """Return a picture without what it carries besides its pixels; as it is, where that cannot be done for certain."""
    try:
        bare = bare_source(data)
        return bare if bare == data or same_pixels(data, bare) else data
    except (DamagedError, OSError, ValueError, SyntaxError):  # as Pillow has it
        return data


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.stat().st_size <= _LARGEST else b""


def _has_author(data: bytes) -> bool:
    """Whether a PDF's information or metadata names an author; False for one that cannot be read."""
    from pypdf import PdfReader  # takes as long to load as a check of ten texts

    log = logging.getLogger("pypdf")
    silent, passed_on = logging.NullHandler(), log.propagate
    log.addHandler(silent)
    log.propagate = False
    try:
        reader = PdfReader(io.BytesIO(data))
        told = reader.metadata
        metadata = reader.xmp_metadata
        return bool((told and told.author) or (metadata and metadata.dc_creator))
    except Exception:  # noqa: BLE001 - a document that pypdf cannot read has a fault of its own
        return False
    finally:
        log.removeHandler(silent)
        log.propagate = passed_on


class CheckFindings(msgspec.Struct, frozen=True):
    """What a check of the content found: all faults, how many files of text, and what is held back."""

    faults: tuple[Fault, ...]
    texts: int
    held: Held

    @property
    def stopping(self) -> bool:
        """Whether a build would stop."""
        return any(not each.warning for each in self.faults)


_FINDINGS: CacheFormat[CheckFindings] = CacheFormat(CheckFindings)


def check_content(
    settings: Mapping[str, Any], day: dt.date, form: str = "text", language: str = ""
) -> tuple[list[str], int]:
    """Return the lines to print and the exit status: 1 for any fault, 0 for none or warnings alone.

    `form` is one of `formats.FORMATS`; `language` that of the messages, by default the site's.
    SettingsError names a form that there is not, and a language that the site does not have. BuildFaults name what is
    wrong with the list of redactions: that git would take it, above all. They also name files in which a word of the
    list stands, and those that other programs left and that git has or would take: after a push both can be read.
    """
    require_format(form, FORMATS)
    site = site_of(settings, day)
    language = language or site.default
    if language not in site.tags:
        meant = did_you_mean(language, site.tags) or ", ".join(site.tags)
        raise SettingsError(f"CHECK_LANG: there are no messages in {language!r}; did you mean {meant}?")
    words = load_words(settings, site)
    redactions = redactions_of(settings, Path(settings["OUTPUT_PATH"]), words, language)
    if redactions:
        require_unlisted(Path(settings["PATH"]), redactions, words, language)
    require_no_leftovers(Path(settings["PATH"]), words, language)
    found = findings(settings, site)
    faults = sorted({*found.faults, *untranslated(words)})
    lines = FORMATS[form](faults, words, language, settings["PATH"])
    if form in ("text", "groups"):
        lines.append(words(language, "check.texts", found.texts))
        lines += held_lines(found.held, words, language, shown_path(Path(settings["PATH"])))
    return lines, 1 if found.stopping else 0


def findings(settings: Mapping[str, Any], site: Site) -> CheckFindings:
    """Check the content, or take what an earlier check of the very same bytes found."""
    folder = Path(settings["STORE_PATH"])
    require_store_apart(settings, Path(settings["OUTPUT_PATH"]))
    require_untracked(Path(settings["PATH"]), folder)
    store = Store(folder / "store.sqlite")
    try:
        read = content_digest(settings, site)
        key = digest("check", surroundings(settings, site.day), read)
        kept = store.find_read([key], _FINDINGS.decode)
        if key in kept:
            return kept[key]
        found = _checked(settings, site, store)
        # an editor may have saved a file meanwhile: then it is not known which bytes were checked
        if content_digest(settings, site) == read:
            store.keep(key, _FINDINGS.encode(found))
        return found
    finally:
        store.close()


def content_digest(settings: Mapping[str, Any], site: Site) -> bytes:
    """Return a digest over the path and bytes of every file that a check reads, and over those it refuses unread."""
    root = Path(settings["PATH"])
    tree = walk(root, site.tags)
    total = hashlib.sha256(repr(tree.faults).encode())
    for path in (*(place.path for place in tree.places), *tree.pictures, *tree.documents, *tree.data):
        # joining paths as objects takes longer than reading the file
        with open(f"{root}/{path}", "rb") as file:  # noqa: PTH123
            data = file.read()
        total.update(f"{path}\0{len(data)}\0".encode() + data)
    return total.digest()


def _checked(settings: Mapping[str, Any], site: Site, store: Store) -> CheckFindings:
    prepared = prepare(settings, site.day, store)
    found = {each for each in prepared.faults if each.code != "catalogue-incomplete"}
    found.update(source_warnings(Path(settings["PATH"]), prepared.loaded.tree))
    return CheckFindings(tuple(sorted(found)), len(prepared.loaded.tree.places), prepared.held)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags."""
    parser.add_argument("--format", default="text", help=f"form of the report: {', '.join(FORMATS)}")
    parser.add_argument("--language", default="", help="language of the messages; by default the site's")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Print the report; return 1 if a build would stop."""
    lines, status = check_content(settings, build_day(os.environ), options.format, options.language)
    print("\n".join(lines))
    return status
