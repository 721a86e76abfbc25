"""Pelican's generator for the whole archive, and what other plugins are told.

`connect` registers it and `output.SiteWriter` with Pelican, which then calls `ArchiveGenerator.generate_context` and
`generate_output` in each build. If nothing has changed since the last build, they only repeat its messages. Otherwise
they leave the work to `pipeline.Publication`.

An editor builds often, and most builds change one text or none. Importing code that such a build does not need would
be its largest cost, so modules are imported only when there is something to do.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pelican
from blinker import ANY, Signal
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator, StaticGenerator
from pelican.writers import Writer

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
from .guards import (
    history_mark,
    require_apart_from_drafts,
    require_no_output_around,
    require_store_apart,
    require_untracked,
)
from .inputs import Inputs, build_day, confirmed, require_lists, require_past, surroundings, survey
from .output import Report, SiteWriter, foreign_files, instead, intact
from .placeholders import require_own_values
from .state import LastBuild
from .swap import finish_interrupted
from .terminal import guard_output, print_report, say

if TYPE_CHECKING:
    from newsarchive.model.answers import Seal

    from .memory import Memory
    from .pipeline import Publication


_NAMED = 10
"""The largest number of files that one message names."""
_PACKAGE = __name__.partition(".")[0]


class ArchiveGenerator(Generator):  # type: ignore[misc]
    """The Pelican generator that builds the whole site, in all languages, in one run.

    Attributes:
        publication: The build of a changed site; None if nothing has changed since the last build.
        memory: What a build of the preview shows first and leaves out; None in another build.
        seal: Who closes the publication; None in a local build.
    """

    publication: Publication | None = None
    memory: Memory | None = None
    seal: Seal | None = None

    def generate_context(self) -> None:
        """Check the settings and folders, and load the content if anything has changed since the last build.

        Pelican calls this first. It also locks the output folder, and finishes or undoes an interrupted build.
        """
        self.began = time.monotonic()
        # a build is short, and the process ends with it
        gc.disable()
        with told_plainly(), ExitStack() as stack:
            settings = {**self.settings, "PATH": self.path}
            day = self.day = build_day(os.environ)
            typed = confirmed(os.environ, day, self.settings["SITEURL"])
            require_lists(self.settings)
            require_own_values(settings, day)
            if _is_published(settings):
                require_past(day)
            output = self._output = real_output(Path(self.output_path))
            self.seal = seal_of(settings, output)
            require_apart(Path(self.path), output, Path(self.theme))
            require_no_output_around(output)
            require_store_apart(settings, output)
            for place in dict.fromkeys((Path(self.output_path), output)):
                require_untracked(Path(self.path), Path(settings["STORE_PATH"]), place)
            stack.enter_context(alone(output))
            if not _is_dry():
                finish_interrupted(output)
            require_apart_from_drafts(settings, output)
            cache = Cache(Path(settings["STORE_PATH"]) / "store.sqlite")
            self.last = LastBuild(cache, output)
            found = survey(Path(self.path), self.last.survey.files)
            if self.memory:
                found = self.memory.without_faulty(found, self.last.survey)
            around = surroundings(settings, day)
            copied = copied_files(settings)
            checker = checker_of(settings, output, copied)
            sealed = self.seal.mark if self.seal else b""
            inputs = digest_of(around, copied_digest(copied), history_mark(Path(self.path)), sealed)
            now = Inputs(found, around, inputs, checker.mark, copied)
            if not (typed or _is_dry()) and self._is_same(now):
                if self.last.overview and not (self.memory and self.memory.faults):
                    say(self.last.overview.faults, self.last.overview.held)
                self._alone = stack.pop_all()
                return
            from .pipeline import Publication

            idle = idle_plugins(settings["PLUGINS"])
            self.publication = Publication(
                settings, output, day, cache, self.last, now, self.seal, checker, idle, self.memory, dry=_is_dry()
            )
            self.publication.begin(typed)
            self.publication.show_pages_in_view(self.env)
            self.publication.check()
            if any(plugins_at(signal, settings["PLUGINS"]) for signal in _BEFORE_US):
                self.publication.require_sound()
            self._alone = stack.pop_all()

    def generate_output(self, writer: Writer) -> None:
        """Render, check and write what differs from the last build, then print the report and notes to the editor.

        Pelican calls this after `generate_context`. If nothing has changed, it only prints.

        Third-party plugins then get Pelican's signal `content_written` for each page that was written. Pages that
        the sitemap leaves out are not among them: a plugin that lists pages would reveal hidden texts.

        Raises:
            SystemExit: With status 1, if the content has a fault. It has been printed, and nothing is written.
        """
        with told_plainly(), self._alone:
            if not isinstance(writer, SiteWriter):
                module = type(writer).__module__
                raise BuildError(f"{module} would write the site past all checks; let this plugin {instead()}")
            writer.output_path = str(self._output)
            if self.publication:
                report, notes = self.publication.publish(writer, self.env)
                if _is_dry():
                    print_report(notes, "checked")
                    pelican.console = ClosingLine(pelican.console)
                    return
            elif self.last.overview:
                counts, notes = self.last.overview.counts, self.last.overview.notes
                report = Report(0, counts["texts"], counts["pages"], counts["files"], 0, 0, 0)
        if self.seal:
            notes = (*notes, *self.seal.warnings(self._say))
        if _is_published(self.settings):
            notes = (*notes, *_foreign_notes(self._output))
        if self.seal:
            notes = (*notes, f"plugins: {', '.join(added_plugins(self.settings))}")
        lines = (f"{report}; {report.cost(self.began)}", *notes)
        print_report(lines, "published" if _is_published(self.settings) else "built")
        self._send_written(writer.pages)
        if self.settings.get("CHECKSUMS"):
            # connected last, so that it is called when all plugins have done their work
            signals.finalized.connect(self._require_unchanged)
        pelican.console = ClosingLine(pelican.console)

    def _is_same(self, now: Inputs) -> bool:
        """Return whether everything that a build depends on is unchanged, in a publication the output, too."""
        before = self.last.overview
        if before is None or not now.checked or (before.inputs, before.checked) != (now.digest, now.checked):
            return False
        if not now.survey.same_content(self.last.survey):
            return False
        details = self.last.details() if self.seal else None
        return details is None or intact(self._output, details.outputs).keys() == details.outputs.keys()

    def _say(self, key: str, **values: object) -> str:
        """Return a message in the site's language; few builds need one, because this loads the catalogues."""
        from .site_loader import load_words

        site = site_of(self.settings, self.day)
        return load_words(self.settings, site)(site.default, key, None, **values)

    def _send_written(self, pages: Iterable[str]) -> None:
        for path in pages if signals.content_written.receivers else ():
            # below Pelican's output path, as plugins expect, even if that is a link
            written = str(Path(self.output_path) / path)
            signals.content_written.send(written, context={**self.context, "output_file": path})

    def _require_unchanged(self, _: Pelican) -> None:
        """Raise BuildError if a third-party plugin changed a file of a publication after the checks.

        Pelican calls it at the end of its run.
        """
        names = self.settings["PLUGINS"]
        plugins = sorted({*plugins_at(signals.content_written, names), *plugins_at(signals.finalized, names)})
        details = self.last.details() if plugins else None
        changed = sorted(details.outputs.keys() - intact(self._output, details.outputs).keys()) if details else []
        if changed:
            raise BuildError(
                f"the plugin {' or '.join(plugins)} changed {_some(changed)} after all checks, so {SUMS} is wrong;"
                f" remove it from PLUGINS ({guides()}/recipes.md says what a plugin can do instead)"
            )


class ClosingLine:
    """Stands in for Pelican's console, to drop the line "Done: Processed …" that Pelican prints at its end.

    That line counts Pelican's own articles and pages, of which there are none. Our report says what was built.
    """

    def __init__(self, console: Any) -> None:
        """Store Pelican's console: it prints all lines but the closing one, and takes its place again after that."""
        self._console = console

    def print(self, *values: object, **options: object) -> None:
        """Drop Pelican's closing line and put its console back. Print any other line, which a plugin printed."""
        if " ".join(map(str, values)).startswith("Done: Processed "):
            pelican.console = self._console
        else:
            self._console.print(*values, **options)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of Pelican's console."""
        return getattr(self._console, name)


_BEFORE_US = (signals.get_generators, signals.get_writer, signals.all_generators_finalized)
"""The signals whose listeners may write files before our generator does: they must not if the content has a fault."""

_EMPTY = ("article_", "page_", "static_", "feed_", "content_object_init", "readers_init", "all_generators_finalized")
"""The beginnings of the names of signals about Pelican's own articles, pages, feeds and static files."""


def idle_plugins(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the third-party plugins that do nothing here, because they wait for signals that are never sent.

    These signals are about Pelican's own articles, pages, feeds or static files, of which there are none. `names` are
    those of all plugins (`PLUGINS`). The result has the names of the signals, by the plugin's name.
    """
    found: dict[str, list[str]] = {}
    for name, signal in sorted(vars(signals).items()):
        for plugin in sorted(plugins_at(signal, names)) if name.startswith(_EMPTY) else ():
            found.setdefault(plugin, []).append(name)
    return found


def plugins_at(signal: Signal, names: Sequence[str]) -> set[str]:
    """Return the names of the plugins that are connected to a signal, without our own.

    If a connected function is in no plugin of `names` (the setting `PLUGINS`), the name of its module stands for it.
    """
    modules = {str(getattr(each, "__module__", type(each).__module__)) for each in signal.receivers_for(ANY)}
    theirs = (module for module in modules if module.partition(".")[0] != _PACKAGE)
    return {next((name for name in names if f"{module}.".startswith(f"{name}.")), module) for module in theirs}


def _is_published(settings: Mapping[str, Any]) -> bool:
    """Return whether this build is put online for readers (`newsarchive publish`) and recorded in the content's tables.

    It is False for a local build, and for a build that somebody makes only to compare it with the published site.
    """
    return bool(os.environ.get("PUBLICATION") and settings.get("RECORDS"))


def seal_of(settings: Mapping[str, Any], output: Path) -> Seal | None:
    """Return the plugin's answer that closes a publication, or None in a local build.

    SettingsError is raised if no plugin does, or if its key is missing.
    """
    if not settings.get("CHECKSUMS"):
        return None
    seal: Seal | None = next(answers(outputs_sealed, settings, output=output), None)
    if seal is None:
        raise SettingsError(
            "nothing is published, because no plugin lists and signs the files: add newsarchive_publish to PLUGINS"
        )
    return seal


def _is_dry() -> bool:
    """Return whether the build only says which publication it would become (`newsarchive publish --dry-run`)."""
    return os.environ.get("PUBLICATION") == "dry run"


def _foreign_notes(output: Path) -> Iterator[str]:
    found = foreign_files(output)
    if found:
        yield f"{output} holds files that no build made, and they go online with it: {_some(found)}"


def _some(paths: Sequence[str]) -> str:
    """Return at most ten paths in quotes, and how many others there are: `"'a', 'b'"` or `"'a', 'b', … and 3 more"`."""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(map(repr, paths[:_NAMED])) + more


def require_apart(content: Path, output: Path, theme: Path) -> None:
    """Raise BuildError if the output folder is the same as the content or the theme, or one contains the other."""
    target = output.resolve()
    for source in (content.resolve(), theme.resolve()):
        if target == source or target.is_relative_to(source) or source.is_relative_to(target):
            raise BuildError(
                f"the output folder {output} and the sources in {source} must be separate; choose another output folder"
            )


def archive_generator(pelican: Pelican) -> type[Generator]:
    """Return the class of our generator: the answer to Pelican's `get_generators` signal.

    In a build of the preview, the class has its `Memory`.
    """
    memory = getattr(pelican, "archive_memory", None)
    return type("ArchiveGenerator", (ArchiveGenerator,), {"memory": memory}) if memory else ArchiveGenerator


def site_writer(pelican: Pelican) -> type[SiteWriter]:  # noqa: ARG001
    """Return the class of our writer: the answer to Pelican's `get_writer` signal."""
    return SiteWriter


def spare_pelican(generators: list[Generator]) -> None:
    """Prevent Pelican from copying static files, which our generator does (`copied_files`).

    Also prevent it from compiling its templates for lists of articles, of which there are none: that would take 0.01 s.
    It answers Pelican's signal `all_generators_finalized`.
    """
    for generator in generators:
        if isinstance(generator, StaticGenerator):
            generator.generate_output = _nothing
        elif isinstance(generator, ArticlesGenerator):
            generator.get_template = _nothing


def _nothing(_: SiteWriter | str) -> None:
    """Do nothing. It replaces `StaticGenerator.generate_output` and `ArticlesGenerator.get_template`."""


def add_plugin_templates(pelican: Pelican) -> None:
    """Let the templates of the plugins take part, before Pelican makes its environment of templates."""
    add_templates(pelican.settings)


def connect() -> None:
    """Connect our generator and writer to Pelican's signals; the plugin `newsarchive.build` does this when it starts.

    From now on, output that a GitHub runner would read as a command is escaped, and an exception that ends Pelican is
    printed as one line without a traceback.
    """
    guard_output(os.environ)
    tell_plainly()
    signals.initialized.connect(add_plugin_templates)
    signals.get_generators.connect(archive_generator)
    signals.get_writer.connect(site_writer)
    signals.all_generators_finalized.connect(spare_pelican)
