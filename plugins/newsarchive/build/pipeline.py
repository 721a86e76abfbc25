"""One build in which something changed: load, check, render, stage, inspect, swap.

`build.plugin` creates a `Publication`, which loads the content, and calls `check` and `publish`. If nothing has changed
since the last build, this module is not used.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from msgspec.structs import replace

from newsarchive.digests import digest
from newsarchive.head.stylesheet import page_styles, theme_of
from newsarchive.i18n.wording import untranslated
from newsarchive.model import addresses
from newsarchive.model.addresses import SUMS
from newsarchive.model.diagnostics import Fault
from newsarchive.model.index import Edition, Words
from newsarchive.model.ledger import PUBLICATIONS
from newsarchive.model.pages import File, required
from newsarchive.model.revisions import silenced
from newsarchive.model.settings import site_of
from newsarchive.server.server_rules import CADDYFILE, NGINX_CONF
from newsarchive.signals import answers, files_wanted

from .cache import Cache, PluginCache
from .checks import Checker
from .diagnostics import brief_lines, preview_words, shown_faults
from .files import readable, set_time
from .guards import drafts_mark, require_no_held_pages
from .histories import keep_records
from .inputs import Inputs, Seen, seen_now
from .memory import Memory
from .output import Report, SiteWriter, Stage, files_before, intact, read_manifest
from .page_maker import (
    SiteFiles,
    add_closing_files,
    planned_pages,
    require_all_texts,
    require_distinct,
    wanted_pages,
    with_books,
)
from .placeholders import NOTICE
from .render import CompiledTemplates, Renderer, shared_digest, structure_digest, word_digests
from .site_loader import held_lines, load_words, prepare
from .state import Details, LastBuild, Output, Overview
from .terminal import say, shown_path

if TYPE_CHECKING:
    from newsarchive.model.answers import Seal

RELOADS = {NGINX_CONF: "nginx -t && nginx -s reload", CADDYFILE: "caddy reload --config /etc/caddy/Caddyfile"}
"""The rules files that a web server reads only at its start, each with the command that makes it read them again."""


def notes_of(edition: Edition) -> Iterator[str]:
    """Yield the notes about a site: words that a language lacks, an expiry that is near."""
    site, words = edition.site, edition.words
    for tag, count in untranslated(words, site).items() if site.url else ():
        yield words(site.default, "newsroom.untranslated", language=tag, count=count)
    expires = site.newsroom.security_expires
    if site.url and site.day < expires <= site.day + NOTICE:
        yield words(site.default, "newsroom.expires", date=expires.isoformat())


def rules_of_outputs(outputs: Mapping[str, Output]) -> dict[str, bytes]:
    """Return the digests of the rules files for web servers that a build wrote, by path."""
    return {path: outputs[path].digest for path in RELOADS if path in outputs}


def rules_on_disk(output: Path) -> dict[str, bytes]:
    """Return the digests of the rules files for web servers that are in an output folder now, by path."""
    files = {path: output / path for path in RELOADS}
    return {path: digest(file.read_bytes()) for path, file in files.items() if file.is_file()}


def reload_notes(edition: Edition, before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a note for each rules file that a web server must reload, as it differs from that of the last publication.

    If the last publication had no rules but this build has some, yield one note that they are new. `before` and `now`
    are the digests of the rules files of the last publication and of this build, by path.
    """
    if now and not before:
        yield edition.words(edition.site.default, "newsroom.rules-new", paths=", ".join(now))
    for path, command in RELOADS.items():
        if path in before and before[path] != now.get(path):
            yield edition.words(edition.site.default, "newsroom.rules-changed", path=path, command=command)


def _idle(plugins: Mapping[str, list[str]], words: Words, language: str) -> Iterator[str]:
    """Yield a warning for each plugin that waits for signals about Pelican's articles, pages or feeds: there are none.

    `plugins` are the names of these signals, by the plugin's name.
    """
    for plugin, signals in plugins.items():
        message = words(language, "newsroom.plugin-idle", plugin=plugin, signals=", ".join(signals))
        yield f"PLUGINS: {words(language, 'check.warning')}: {message}"


class Publication:
    """One build into one output folder. It loads the content when it is created; `publish` renders and writes the site.

    `check` must be called between the two.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        output: Path,
        day: dt.date,
        cache: Cache,
        last: LastBuild,
        found: Inputs,
        seal: Seal | None,
        checker: Checker,
        idle: Mapping[str, list[str]],
        memory: Memory | None = None,
        *,
        dry: bool = False,
    ) -> None:
        """Load the content, and delete from the cache what it must not contain.

        Args:
            settings: Pelican's settings; `PATH` is the content folder.
            output: The output folder.
            day: The day of the build.
            cache: The cache.
            last: What the last build into this folder left.
            found: What the scan found.
            seal: Who closes the publication; None in a local build.
            checker: What plugins check.
            idle: Plugins that wait for signals which are never sent.
            memory: What a build of the preview shows first and leaves out; None in another build.
            dry: Whether nothing is put into the output.
        """
        self._settings, self._seal, self._dry = settings, seal, dry
        self.cache, self._last, self._found, self.checker = cache, last, found, checker
        self._idle, self._memory = idle, memory
        self._rules = last.overview.rules if last.overview else rules_on_disk(output)
        site = site_of(settings, day)
        checker.load(load_words(settings, site, cache), site.default)
        self._before = last.details()
        left_out = frozenset(memory.left_out if memory else ())
        self._left_out = left_out
        self._prepared = prepare(settings, day, cache, found.survey, left_out)
        self._silenced = set(silenced(self._prepared.loaded.archive))
        if not left_out and cache.forget_others(found.survey.files.keys(), self._silenced, checker.mark):
            self._before = None
        self._checked: Callable[[], tuple[Fault, ...]] | None = None
        self._fault_lines = self._held_lines = tuple[str, ...]()

    def begin(self, typed: Collection[str]) -> None:
        """Begin a publication: open the key, and check that somebody has `typed` its day or address, if it needs that.

        DayError, BuildError or SettingsError is raised if it must not be published (`Seal.begin`).
        """
        if self._seal:
            edition, ledger = self._prepared.edition, self._prepared.loaded.publications.ledger
            self._seal.begin(edition, ledger, self._last.publication, typed, dry=self._dry)

    def show_pages_in_view(self, env: Environment) -> None:
        """Render the pages that somebody looks at in a preview, and show them before the rest of the site is built.

        Those that cannot be rendered are left out: either `check` finds the fault, or `publish` raises the error.
        """
        if self._memory and self._memory.in_view:
            with suppress(Exception):
                self._show_pages(env, self._memory)

    def _show_pages(self, env: Environment, memory: Memory) -> None:
        edition = self._dressed[0]
        shared = shared_digest(edition, self._found.surroundings)
        renderer = Renderer(edition, env, CompiledTemplates(self.cache, shared))
        for page in planned_pages(edition, (path.removesuffix("index.html") for path in memory.in_view)):
            memory.show(addresses.file_of(page.address), renderer.render(page))

    def check(self) -> None:
        """Begin to check the content."""
        self._checked = self._prepared.checking()

    def require_sound(self) -> None:
        """Wait for the checks of the content; print faults, warnings and what is held back. Later calls do nothing.

        Raises:
            SystemExit: With status 1, if a fault stops the build.
        """
        checked, self._checked = self._checked, None
        if checked is None:
            return
        faults = checked()
        stopping = [each for each in faults if not each.warning]
        words, language = self._prepared.edition.words, self._prepared.edition.site.default
        lines = brief_lines(faults, words, language, self._settings["PATH"]) if faults else ()
        self._fault_lines = (*_idle(self._idle, words, language), *filter(None, map(self.checker.masked, lines)))
        root = shown_path(Path(self._settings["PATH"]))
        held = held_lines(self._prepared.held, words, language, root)
        self._held_lines = tuple(filter(None, map(self.checker.masked, held)))
        if not (self._memory and self._memory.faults):
            say(self._fault_lines, () if stopping else self._held_lines)
        if stopping:
            self.cache.close()
            if self._memory:
                self._set_aside(stopping, self._memory)
            raise SystemExit(1)

    def _set_aside(self, stopping: Sequence[Fault], memory: Memory) -> None:
        """Give the faults to the preview, unless an earlier attempt has, and let the next attempt do without them."""
        if not memory.faults:
            edition, root = self._prepared.edition, Path(self._settings["PATH"])
            tags = dict.fromkeys((edition.site.default, *edition.site.tags))
            memory.faults = shown_faults(stopping, edition.words, tags, root, self.checker.masked)
            memory.words = {tag: preview_words(len(stopping), edition.words, tag) for tag in tags}
        texts = {path: each.text for path, each in self._prepared.reader.readings.items()}
        memory.set_aside({each.path for each in stopping}, texts, self._prepared.loaded.tree.data)

    def publish(self, writer: SiteWriter, env: Environment) -> tuple[Report, tuple[str, ...]]:
        """Render and write what differs from the last build; return the numbers to print, and the notes to print.

        Nothing is published before all checks are done: a small change is rendered in the meantime.

        Raises:
            SystemExit: With status 1, if a fault in the content stops the build (`require_sound`).
            BuildFaults: A file has hidden metadata or a word of the redaction list.
        """
        try:
            return self._publish(writer, env)
        except Exception:
            # a fault in the content may be the reason, so it is printed first; a second error must not hide this one
            with suppress(Exception):
                self.require_sound()
            raise

    def _publish(self, writer: SiteWriter, env: Environment) -> tuple[Report, tuple[str, ...]]:
        edition, pictures = self._dressed
        output = Path(writer.output_path)
        if (output / SUMS).is_file() and not edition.publication:
            message = edition.words(edition.site.default, "newsroom.was-published", path=shown_path(output))
            print(message, file=sys.stderr)
        now = self._details(edition)
        before = self._before.outputs if self._before else {}
        # whoever builds only for himself does not wait until all files are read
        before = intact(output, before) if edition.publication else before
        label = edition.words(edition.site.default, "newsroom.progress.pages")
        kept = PluginCache(self.cache, self._before.named if self._before else {}, label, now.shared, now.words)
        with readable(), Stage(output, before) as stage:
            wanted = wanted_pages(self._before, now, before)
            renderer = Renderer(edition, env, CompiledTemplates(self.cache, now.shared))
            renderer.prepare("base.html")
            if wanted is None or edition.publication:
                self.require_sound()
            made = SiteFiles(stage)
            made.add_pages(replace(edition, wanted=wanted), renderer, now)
            require_all_texts(self._prepared, made.pages)
            edition = self._add_files(made, edition, pictures, kept)
            self.require_sound()
            self.checker.require_clean(made, self._last.overview, self.cache, edition)
            works = self._prepared.loaded.works
            held = (*works.drafts, *works.waiting)
            if held:
                require_no_held_pages(output, held, {*made.outputs, *before, *read_manifest(output)})
            if self._dry:
                self.cache.close()
                gone = files_before(stage) - made.outputs.keys()
                outlook = required(self._seal).outlook(len(made.changed), gone)
                return self._report(made, len(gone)), (outlook,)
            time = self._seal.time if self._seal else 0
            if time:
                set_time(stage.folder, made.changed, time)
            with self._seal.recorded() if self._seal else nullcontext(()) as recorded:
                removed = writer.finish(stage, made.outputs, made.changed)
        if time:
            set_time(output, made.outputs.keys() - made.changed, time)
        records = self._records(edition, recorded)
        report = self._report(made, removed)
        now = replace(now, outputs=made.outputs, named=kept.names)
        notes = self._keep(edition, report, now)
        return report, (*self.checker.notes(), *notes, *records)

    @cached_property
    def _dressed(self) -> tuple[Edition, tuple[File, ...]]:
        """The site context with CSS and with preview pictures for social networks, and these pictures' files.

        The pictures are drawn only if the setting `SHARE_PICTURES` is on; else there are no files.
        """
        theme, edition = theme_of(self._settings), self._prepared.edition
        edition = replace(edition, styles=page_styles(theme, edition.site.fonts))
        if not self._settings.get("SHARE_PICTURES", False):
            return edition, ()
        # imported late: it loads Pillow
        from .share_pictures import draw_share_pictures

        drawn = draw_share_pictures(edition, theme, self.cache)
        return replace(edition, share_pictures=drawn.by_address), drawn.files

    def _add_files(self, made: SiteFiles, edition: Edition, pictures: Iterable[File], kept: PluginCache) -> Edition:
        """Add all files that are not pages. The checksums come last because they cover all others.

        Files that have the archive in them come after all others, from which they are made, and then the pages that
        offer them; the site context that is returned knows these files. `pictures` are those for social networks.
        """
        files = [*drafts_mark(self._settings), *self._prepared.files, *pictures]
        files += [each.file for each in self._found.copied]
        for answer in answers(files_wanted, edition, pages=made.pages, kept=kept):
            files += answer
        known = self._before.outputs.keys() if self._before else frozenset()
        require_distinct([*(page.address for page in made.pages), *(file.address for file in files)], known)
        made.add_files(files)
        if edition.site.editions:
            edition = with_books(made, edition, kept)
            made.add_late_pages(edition)
        if self._seal:
            add_closing_files(made, edition, self._seal, files)
        return edition

    def _records(self, edition: Edition, recorded: Iterable[str]) -> tuple[str, ...]:
        """Update the tables of published versions and addresses in a publication; return a note for each change.

        In any other build, change nothing and return no notes. `recorded` are the notes on what was recorded before.
        """
        if not edition.site.records:
            return ()
        names = keep_records(Path(self._settings["PATH"]), self._prepared.loaded, edition)
        words = partial(edition.words, edition.site.default)
        kept = (words("newsroom.kept-record", name=name) for name in names)
        return (*filter(None, map(self.checker.masked, recorded)), *kept)

    def _report(self, made: SiteFiles, removed: int) -> Report:
        reader = self._prepared.reader
        return Report(
            read=reader.fresh,
            reused=len(reader.readings) - reader.fresh,
            pages=len(made.pages),
            files=made.files,
            rendered=made.rendered,
            written=len(made.changed),
            removed=removed,
        )

    def _keep(self, edition: Edition, report: Report, details: Details) -> tuple[str, ...]:
        """Store all that the next build needs, and close the cache.

        Return the notes on the site, on rules that a web server must reload, and on a cache that failed.
        """
        notes = (*notes_of(edition), *(self._seal.notes if self._seal else ()))
        # no web server reads a local build, so it leaves the recorded rules unchanged
        rules = rules_of_outputs(details.outputs) if edition.site.url else self._rules
        is_whole = not (self._prepared.reader.overtaken or self._left_out)
        overview = Overview(
            # a file changed while it was read, or is left out: the next build does not skip it
            inputs=self._found.digest if is_whole else b"",
            checked=self._found.checked,
            files=self._kept_files(),
            faults=self._fault_lines,
            held=self._held_lines,
            notes=notes,
            counts={"texts": report.read + report.reused, "pages": report.pages, "files": report.files},
            rules=rules,
        )
        recorded = self._seal.state if self._seal and edition.site.records else b""
        self._last.replace(overview, details, recorded)
        if not self._left_out:
            self.cache.set_silenced(self._silenced)
        # an earlier build may have ended before it found a word that must go
        self.cache.drop_unused(at_once=self.checker.is_secret)
        self.cache.close()
        lost = self.cache.lost
        said = (edition.words(edition.site.default, "newsroom.store-lost", reason=lost),) if lost else ()
        return (*notes, *reload_notes(edition, self._rules, rules), *said)

    def _kept_files(self) -> dict[str, Seen]:
        files, before = self._found.survey.files, self._last.survey.files
        if self._memory and self._left_out:
            # so that the next builds know their last good state
            files = {path: each for path, each in before.items() if self._memory.leaves_out(path)} | files
        if self._seal and (Path(self._settings["PATH"]) / PUBLICATIONS).is_file():
            # a build of the same content after this line was added would write the same: it need not be made
            files = {**files, PUBLICATIONS: seen_now(Path(self._settings["PATH"]), PUBLICATIONS)}
        return dict(sorted(files.items()))

    def _details(self, edition: Edition) -> Details:
        """Return the digests on which pages depend, as they are in this build; the outputs are filled in later."""
        shared = shared_digest(edition, self._found.surroundings)
        return Details({}, shared, structure_digest(edition), word_digests(edition), {})
