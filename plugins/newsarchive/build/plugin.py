"""Pelican's generator and writer for the whole archive, and the report of a build.

Most builds of an editor's day change nothing or one text, and what takes longest in them is reading the code of the
parts that they do not need: so those are imported only where there is something to do.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pelican
from pelican import Pelican, signals
from pelican.generators import Generator, StaticGenerator
from pelican.writers import Writer

from newsarchive.archive.settings import SettingsError, language_of_messages, placeholders_of, site_of
from newsarchive.integrity.checksums import SIGNATURE, SUMS

from .diagnostics import BuildError, build_day, guard_output, require_past, tell_plainly, told_plainly
from .files import alone, looking_through, real_output
from .guards import (
    history_mark,
    list_mark,
    list_path,
    require_apart_from_drafts,
    require_no_output_around,
    require_store_apart,
    require_untracked,
)
from .inputs import Inputs, Survey, copied_digest, copied_files, surroundings, survey
from .last_build import LastBuild, Output, Overview
from .output import Stage, foreign_files, read_manifest, write_manifest
from .signing import Signing, signing_of
from .swap import Replaced, finish_interrupted, replace_output


@dataclass(frozen=True)
class Report:
    """What a build did: texts by whether they were read, outputs by what became of them, seconds, megabytes."""

    read: int
    reused: int
    pages: int
    files: int
    rendered: int
    written: int
    removed: int

    def __str__(self) -> str:
        """One line for the terminal."""
        same = self.pages + self.files - self.written
        texts = self.read + self.reused
        return (
            f"{texts} text{'s' * (texts != 1)}: {self.read} read, {self.reused} reused; "
            f"{self.pages} pages and {self.files} files: {self.rendered} rendered, "
            f"{self.written} written, {same} unchanged, {self.removed} removed"
        )

    @staticmethod
    def cost(began: float) -> str:
        """Return the seconds since a moment of the monotonic clock, and the most memory that one process took."""
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        unit = 1024 if sys.platform == "linux" else 1024 * 1024
        return f"{time.monotonic() - began:.1f} s, {most // unit} MB"


class SiteWriter(Writer):  # type: ignore[misc]
    """Writes an output folder. All that is new lies in a stage before the first file takes its place."""

    def begin(self, last: dict[str, Output], altered: set[str]) -> Stage:
        """Return the stage for a build that knows what the last one left, and which files of that were altered."""
        return Stage(Path(self.output_path), last, altered)

    def write_file(self, name: str, *_: Any, **__: Any) -> None:
        """Refuse what Pelican's own generators would write past the stage; BuildError names it."""
        raise BuildError(f"{name} would be written by Pelican itself, unseen; leave Pelican's own pages and feeds off")

    def write_feed(self, *_: Any, path: str | None = None, **__: Any) -> None:
        """Refuse it likewise."""
        self.write_file(str(path))

    def finish(self, stage: Stage, outputs: dict[str, Output], changed: set[str]) -> Replaced:
        """Bring what changed into the output and take away what is no more; how that was done."""
        known = read_manifest(stage.output)
        before = known | stage.before.keys()
        if SUMS in changed or SUMS not in outputs:
            # that of another list, even one that somebody else put there
            before.add(SIGNATURE)
        # whatever happens next, it is known which files may be ours
        if known != before | outputs.keys():
            write_manifest(stage.output, before | outputs.keys())
        gone = before - outputs.keys()
        replaced = replace_output(stage.output, stage.folder, changed, gone)
        if gone:
            write_manifest(stage.output, outputs)
        return replaced


if TYPE_CHECKING:
    from .pipeline import Publication


_NAMED = 10
"""So many files are named in one line."""


class ArchiveGenerator(Generator):  # type: ignore[misc]
    """Builds all languages at once."""

    publication: Publication | None = None

    def generate_context(self) -> None:
        """Read the content, where it is not that of the last build. With a fault anywhere nothing is written.

        Then the process ends with status 1.
        """
        self.began = time.monotonic()
        # a build ends soon, and its garbage with it
        gc.disable()
        with told_plainly(), ExitStack() as stack:
            settings = {**self.settings, "PATH": self.path}
            day = build_day(os.environ)
            require_own_values(settings, day)
            _require_list(settings)
            if _is_published(settings):
                require_past(day)
            output = self._output = real_output(Path(self.output_path))
            require_apart(Path(self.path), output, Path(self.theme))
            require_no_output_around(output)
            require_store_apart(settings, output)
            for place in dict.fromkeys((Path(self.output_path), output)):
                require_untracked(Path(self.path), Path(settings["STORE_PATH"]), place)
            stack.enter_context(alone(output))
            finish_interrupted(output)
            require_apart_from_drafts(settings, output)
            self.last = LastBuild(Path(settings["STORE_PATH"]), output)
            altered = looking_through(output, self.last.overview.marks if self.last.overview else {})
            found = survey(Path(self.path), self.last.survey().files)
            around = surroundings(settings, day)
            signing = signing_of(os.environ, settings, day, output)
            history = history_mark(Path(self.path))
            now = Inputs(found, around, altered, copied_files(settings), list_mark(settings), history)
            if self.last.overview and _is_same(self.last.overview, now, signing) and not altered():
                _say(self.last.overview.faults, self.last.overview.held)
                self._alone = stack.pop_all()
                return
            from .pipeline import Publication

            self.publication = Publication(settings, output, day, self.last, now, signing)
            _say(self.publication.fault_lines, () if self.publication.stopping else self.publication.held_lines)
            if self.publication.stopping:
                self.publication.gate.leave(self.publication.store)
                raise SystemExit(1)
            self._alone = stack.pop_all()

    def generate_output(self, writer: SiteWriter) -> None:
        """Make what differs, check that nothing is lost, and write."""
        writer.output_path = str(self._output)
        with told_plainly(), self._alone:
            if self.publication:
                report, notes = self.publication.publish(writer, self.env)
            elif self.last.overview:
                counts, notes = self.last.overview.counts, self.last.overview.notes
                report = Report(0, counts["texts"], counts["pages"], counts["files"], 0, 0, 0)
        if _is_published(self.settings):
            notes = (*notes, *_foreign_notes(self._output))
        print(f"{report}; {report.cost(self.began)}")
        for note in notes:
            print(note)
        pelican.console = ClosingLine(pelican.console)
        _leave_in_place(self.publication)


class ClosingLine:
    """Stands for Pelican's console until Pelican prints its closing line, which is dropped.

    It counts articles and pages of Pelican's own, of which there are none; the report says what was built.
    """

    def __init__(self, console: Any) -> None:
        """Keep Pelican's console, to put it back."""
        self._console = console

    def print(self, *_: object) -> None:
        """Drop the line, and let Pelican print what comes after it."""
        pelican.console = self._console


def _is_same(before: Overview, now: Inputs, signing: Signing | None) -> bool:
    """Whether nothing that a build depends on has changed."""
    around = (now.surroundings, copied_digest(now.copied), signing.mark if signing else b"", now.listed, now.history)
    then = (before.surroundings, before.copied, before.signed, before.listed, before.history)
    same = now.listed and then == around
    return bool(same) and now.survey.same_content(Survey(before.files))


def _is_published(settings: Mapping[str, Any]) -> bool:
    """Whether this is a publication for readers: one that somebody makes anew to compare it records nothing."""
    return bool(os.environ.get("PUBLICATION") and settings.get("RECORDS"))


def _require_list(settings: Mapping[str, Any]) -> None:
    """SettingsError where a publication has no list of redactions, and the settings say that there is one.

    Who builds the site to compare it has none, and is told so.
    """
    if not settings.get("REDACTIONS_EXPECTED") or list_path(settings):
        return
    if settings.get("RECORDS"):
        raise SettingsError(
            "nothing is published, because REDACTIONS_EXPECTED is on and there is no list of redactions: name it by"
            " REDACTIONS=… (on GitHub: the secret REDACTIONS of the environment “publication”)"
        )
    print("built without the list of redactions (REDACTIONS_EXPECTED is on): nothing is searched for its words")


def _foreign_notes(output: Path) -> Iterator[str]:
    found = foreign_files(output)
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        named = ", ".join(map(repr, found[:_NAMED]))
        yield f"{output} holds files that no build made, and they go online with it: {named}{more}"


def _leave_in_place(publication: Publication | None) -> None:
    """Have the process end without taking apart what was read: at thousands of texts that takes a quarter of a second.

    What holds itself is freed by the collector alone, and what is frozen it passes over.
    """
    held: list[object] = [publication]
    held.append(held)
    gc.freeze()


def _say(faults: Iterable[str], held: Iterable[str]) -> None:
    for lines, stream in ((tuple(faults), sys.stderr), (tuple(held), sys.stdout)):
        if lines:
            # at once: a stream may be written through line by line, and there may be thousands
            print("\n".join(lines), file=stream)


def require_own_values(settings: Mapping[str, Any], day: dt.date) -> None:
    """Raise SettingsError for a publication whose settings are local or hold placeholders.

    In a trial placeholders are only printed.
    """
    site = site_of(settings, day)
    # `make publish` says so, whatever the settings are
    if os.environ.get("PUBLICATION") and not (site.url and settings.get("CHECKSUMS")):
        raise SettingsError(
            "nothing is published, because these are settings of a local build: SITEURL or CHECKSUMS is off. Begin the"
            " file with “from publishconf import *”, and import nothing after it that turns them off again"
        )
    placeholders = placeholders_of(site)
    if not placeholders:
        return
    # a build in which nothing has changed loads no catalogues
    from .site_loader import load_words

    words, language = load_words(settings, site), language_of_messages(site, os.environ.get("CHECK_LANG", ""))
    lines = "".join(f"\n  {each.line(words, language)}" for each in placeholders)
    if not settings.get("ALLOW_PLACEHOLDERS", False):
        raise SettingsError(words(language, "newsroom.placeholders.refused", lines=lines))
    trial = "trial" if site.records else "trial-unrecorded"
    print(words(language, f"newsroom.placeholders.{trial}", lines=lines), file=sys.stderr)


def require_apart(content: Path, output: Path, theme: Path) -> None:
    """Refuse to write among the sources, or over them; BuildError names the folder."""
    target = output.resolve()
    for source in (content.resolve(), theme.resolve()):
        if target == source or target.is_relative_to(source) or source.is_relative_to(target):
            raise BuildError(f"the output folder {output} and the sources in {source} must lie apart")


def archive_generator(pelican: Pelican) -> type[Generator]:  # noqa: ARG001
    """Name the generator."""
    return ArchiveGenerator


def site_writer(pelican: Pelican) -> type[SiteWriter]:  # noqa: ARG001
    """Name the writer."""
    return SiteWriter


def copy_nothing(generators: list[Generator]) -> None:
    """Keep Pelican from copying static files by itself: the archive's generator takes them (`copied`)."""
    for generator in generators:
        if isinstance(generator, StaticGenerator):
            generator.generate_output = _nothing


def _nothing(writer: SiteWriter) -> None:
    """Write nothing."""


def connect() -> None:
    """Connect generator and writer, and guard the output: from here on no line can be a CI runner's command."""
    guard_output(os.environ)
    tell_plainly()
    signals.get_generators.connect(archive_generator)
    signals.get_writer.connect(site_writer)
    signals.all_generators_finalized.connect(copy_nothing)
