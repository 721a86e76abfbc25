"""Pelican's generator for the whole archive, and what other plugins are told.

Pelican calls `ArchiveGenerator.generate_context` and `generate_output` in each build. If nothing has changed since the
last build, they only repeat its messages. Otherwise `pipeline.Build` does the work: its module is imported only then,
because importing would be the largest cost of a build without news.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pelican
from blinker import ANY, Signal
from pelican import Pelican, signals
from pelican.generators import Generator, StaticGenerator
from pelican.writers import Writer
from rich.console import Console

from newsarchive.digests import digest_of
from newsarchive.i18n.catalogues import guides
from newsarchive.model.addresses import SUMS
from newsarchive.model.settings import SettingsError, site_of
from newsarchive.plugins import add_templates, added_plugins
from newsarchive.signals import answers, outputs_sealed

from .cache import Cache
from .checks import checker_of
from .copied_files import copied_digest, copied_files
from .errors import BuildError, tell_plainly, told_plainly
from .files import alone, real_output
from .guards import history_mark, require_apart, require_apart_from_drafts, require_no_output_around, require_untracked
from .inputs import Inputs, build_day, confirmed, require_lists, require_past, surroundings, survey
from .output import cost, finish_interrupted, foreign_files, intact
from .output import report as report_of
from .placeholders import require_own_values
from .state import LastBuild
from .terminal import guard_output, say

if TYPE_CHECKING:
    from newsarchive.model.pages import Seal

    from .memory import Memory
    from .pipeline import Build


_NAMED = 10
"""The largest number of files that one message names."""


class ArchiveGenerator(Generator):  # type: ignore[misc]
    """The Pelican generator that builds the whole site, in all languages, in one run."""

    build: Build | None = None  # if anything has changed since the last build
    memory: Memory | None = None  # of a build of the preview

    def generate_context(self) -> None:
        """Check settings, folders and, if anything has changed since the last build, the content.

        It locks the output folder until `generate_output` ends. SystemExit is raised if the content has a fault.
        """
        self.began = time.monotonic()
        gc.disable()  # a build is short, and the process ends with it
        self._dry = os.environ.get("PUBLICATION") == "dry run"
        with told_plainly(), ExitStack() as stack:
            settings = {**self.settings, "PATH": self.path}
            day = self.day = build_day(os.environ)
            typed = confirmed(os.environ, day, self.settings["SITEURL"])
            require_lists(self.settings)
            require_own_values(settings, day)
            self._is_online = bool(os.environ.get("PUBLICATION") and settings.get("RECORDS"))
            if self._is_online:
                require_past(day)
            output = self._output = real_output(Path(self.output_path))
            self._seal = seal_of(settings, output)
            require_apart(settings, output)
            require_no_output_around(output)
            for place in dict.fromkeys((Path(self.output_path), output)):
                require_untracked(Path(self.path), Path(settings["STORE_PATH"]), place)
            stack.enter_context(alone(output))
            if not self._dry:
                finish_interrupted(output)
            require_apart_from_drafts(settings, output)
            cache = Cache(Path(settings["STORE_PATH"]) / "store.sqlite")
            last = self._last = LastBuild(cache, output)
            found = survey(Path(self.path), last.files)
            if self.memory:
                found = self.memory.without_faulty(found, last.files)
            copied = copied_files(settings)
            checker = checker_of(settings, output, copied)
            around = surroundings(settings, day)
            sealed = self._seal.mark if self._seal else b""
            inputs = digest_of(around, copied_digest(copied), history_mark(Path(self.path)), sealed)
            now = Inputs(found, around, inputs, checker.mark, copied)
            if not (typed or self._dry) and self._is_same(now):
                if last.overview and not (self.memory and self.memory.faults):
                    say(last.overview.faults, last.overview.held)
            else:
                from .pipeline import Build

                self.build = Build(settings, output, day, cache, last, now, self._seal, checker, self.memory)
                self.build.load(typed, dry=self._dry)
                self.build.require_sound(self.env, idle_plugins(settings["PLUGINS"]))
            self._lock = stack.pop_all()

    def generate_output(self, writer: Writer) -> None:
        """Render, check and write what differs from the last build, then print the report and notes.

        Other plugins get `content_written` for listed pages alone: one that lists pages would reveal hidden texts.
        """
        written: Sequence[str] = ()
        with told_plainly():
            with self._lock:
                if not isinstance(writer, SiteWriter):
                    module = type(writer).__module__
                    raise BuildError(f"{module} would write the site past all checks; let this plugin {_INSTEAD}")
                if self.build:
                    report, notes, written = self.build.publish(self.env, dry=self._dry)
                elif self._last.overview:
                    texts, pages, files = self._last.overview.counts
                    report = report_of(0, texts, pages, files, 0, 0, 0)
                    notes = self._last.overview.notes
            if not self._dry:
                notes = (f"{report}; {cost(self.began)}", *notes, *self._closing_notes())
            # flushed, so that a full disk is noticed here
            print("\n".join(notes), flush=True)
        for path in written if signals.content_written.receivers else ():
            # below Pelican's output path, as plugins expect, even if that is a link
            place = str(Path(self.output_path) / path)
            signals.content_written.send(place, context={**self.context, "output_file": path})
        # connected last, so that it is called when all plugins have done their work
        signals.finalized.connect(self._end)

    def _is_same(self, now: Inputs) -> bool:
        before = self._last.overview
        if before is None or not now.checked or (before.inputs, before.checked) != (now.digest, now.checked):
            return False
        if not now.same_content(before.files):
            return False
        details = self._last.details() if self._seal else None
        return details is None or intact(self._output, details.outputs).keys() == details.outputs.keys()

    def _closing_notes(self) -> Iterator[str]:
        if self._seal:
            yield from self._seal.warnings(self._say)
        foreign = foreign_files(self._output) if self._is_online else []
        if foreign:
            yield f"{self._output} holds files that no build made, and they go online with it: {_some(foreign)}"
        if self._seal:
            yield f"plugins: {', '.join(added_plugins(self.settings))}"

    def _say(self, key: str, **values: object) -> str:
        # imported late: few builds have a message, and this loads the catalogues
        from .site_loader import load_words

        site = site_of(self.settings, self.day)
        return load_words(self.settings, site)(site.default, key, None, **values)

    def _end(self, _: Pelican) -> None:
        names = self.settings["PLUGINS"]
        plugins = sorted({*plugins_at(signals.content_written, names), *plugins_at(signals.finalized, names)})
        details = self._last.details() if plugins and self.settings.get("CHECKSUMS") and not self._dry else None
        changed = sorted(details.outputs.keys() - intact(self._output, details.outputs).keys()) if details else []
        if changed:
            raise BuildError(
                f"the plugin {' or '.join(plugins)} changed {_some(changed)} after all checks, so {SUMS} is wrong;"
                f" remove it from PLUGINS ({guides()}/recipes.md says what a plugin can do instead)"
            )
        # Pelican's last line counts its own articles and pages, of which there are none
        pelican.console = Console(quiet=True)


_INSTEAD = f"answer archive_files_wanted instead ({guides()}/recipes.md)"


class SiteWriter(Writer):  # type: ignore[misc]
    """Refuses what Pelican's own generators would write past all checks; our files are written by `output.Stage`."""

    def write_file(self, name: str, *_: Any, **__: Any) -> None:
        """Raise BuildError."""
        raise BuildError(
            f"{name} would be written by Pelican itself, past all checks; leave Pelican's own pages and feeds off, and"
            f" let a plugin {_INSTEAD}"
        )

    def write_feed(self, *_: Any, path: str | None = None, **__: Any) -> None:
        """Raise BuildError."""
        self.write_file(str(path))


_EMPTY = ("article_", "page_", "static_", "feed_", "content_object_init", "readers_init", "all_generators_finalized")
"""The beginnings of the names of signals about Pelican's own articles, pages, feeds and static files."""


def idle_plugins(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the signals for which each plugin of `names` waits in vain: those of Pelican's own articles and files."""
    found: dict[str, list[str]] = {}
    for name, signal in sorted(vars(signals).items()):
        for plugin in sorted(plugins_at(signal, names)) if name.startswith(_EMPTY) else ():
            found.setdefault(plugin, []).append(name)
    return found


def plugins_at(signal: Signal, names: Sequence[str]) -> set[str]:
    """Return the plugins of `names`, or else the modules, that are connected to a signal; our own are left out."""
    modules = {str(getattr(each, "__module__", type(each).__module__)) for each in signal.receivers_for(ANY)}
    theirs = (module for module in modules if module.partition(".")[0] != "newsarchive")
    return {next((name for name in names if f"{module}.".startswith(f"{name}.")), module) for module in theirs}


def seal_of(settings: Mapping[str, Any], output: Path) -> Seal | None:
    """Return what closes a publication; None in a local build."""
    if not settings.get("CHECKSUMS"):
        return None
    seal: Seal | None = next(answers(outputs_sealed, settings, output=output), None)
    if seal is None:
        raise SettingsError(
            "nothing is published, because no plugin lists and signs the files: add newsarchive_publish to PLUGINS"
        )
    return seal


def _some(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(map(repr, paths[:_NAMED])) + more


def _generator(pelican: Pelican) -> type[Generator]:
    memory = getattr(pelican, "archive_memory", None)  # of a build of the preview (`Memory.give_to`)
    return type("ArchiveGenerator", (ArchiveGenerator,), {"memory": memory}) if memory else ArchiveGenerator


def _writer(_: Pelican) -> type[Writer]:
    return SiteWriter


def _without_static_files(generators: list[Generator]) -> None:
    # our generator publishes them (`copied_files`), after all checks
    generators[:] = [each for each in generators if not isinstance(each, StaticGenerator)]


def _add_templates(pelican: Pelican) -> None:
    add_templates(pelican.settings)


def connect() -> None:
    """Connect our generator and writer to Pelican's signals, and guard what is printed from now on."""
    guard_output(os.environ)
    tell_plainly()
    signals.initialized.connect(_add_templates)
    signals.get_generators.connect(_generator)
    signals.get_writer.connect(_writer)
    signals.all_generators_finalized.connect(_without_static_files)
