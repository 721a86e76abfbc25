"""One build in which something changed: load, check, render, stage, inspect, swap.

`plugin.ArchiveGenerator` creates a `Build`, and calls `load`, `require_sound` and `publish`. If nothing has changed
since the last build, this module is not used.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from msgspec.structs import replace

from newsarchive.content.files import ContentFile
from newsarchive.head.stylesheet import page_styles, theme_of
from newsarchive.i18n.wording import untranslated
from newsarchive.model import addresses
from newsarchive.model.addresses import SUMS
from newsarchive.model.diagnostics import Fault
from newsarchive.model.index import Edition
from newsarchive.model.ledger import PUBLICATIONS
from newsarchive.model.pages import File, required
from newsarchive.model.revisions import silenced
from newsarchive.model.settings import site_of
from newsarchive.server.server_rules import CADDYFILE, NGINX_CONF
from newsarchive.signals import answers, files_wanted

from .cache import Cache
from .checks import Checker
from .diagnostics import MOST, fault_lines, preview_words, shown_faults
from .files import digest_at, readable, set_time
from .guards import drafts_mark, require_no_held_pages
from .histories import keep_records
from .inputs import Inputs, read_now
from .memory import Memory
from .output import Stage, files_before, intact, read_manifest, report
from .page_maker import SiteFiles, planned_pages, require_all_texts, require_distinct, wanted_pages
from .placeholders import NOTICE
from .render import CompiledTemplates, Renderer, shared_digest, structure_digest, word_digests
from .site_loader import held_lines, load_words, prepare
from .state import Details, LastBuild, Overview
from .terminal import say, shown_path

if TYPE_CHECKING:
    from newsarchive.model.pages import Seal

RELOADS = {NGINX_CONF: "nginx -t && nginx -s reload", CADDYFILE: "caddy reload --config /etc/caddy/Caddyfile"}
"""The rules files that a web server reads only at its start, each with the command that makes it read them again."""


class Build:
    """One build into one output folder."""

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
        memory: Memory | None = None,
    ) -> None:
        """Load the site. Without a `seal` it is a local build; with a `memory`, one of the preview."""
        self._settings, self._output, self._seal = settings, output, seal
        self._cache, self._last, self._found, self._checker, self._memory = cache, last, found, checker, memory
        self._root = Path(settings["PATH"])
        site = site_of(settings, day)
        checker.load(load_words(settings, site, cache), site.default)
        self._left_out = frozenset(memory.left_out if memory else ())
        self._before = last.details()
        # before texts are read, which then need not be read again
        self._is_new = not self._left_out and cache.forget_others(found.survey.keys(), checker.mark)
        self._prepared = prepare(settings, day, cache, found.survey, self._left_out)
        self._edition = self._prepared.edition
        self._words, self._language = self._edition.words, self._edition.site.default

    def load(self, typed: Collection[str], *, dry: bool) -> None:
        """Forget what was withdrawn, and begin a publication; somebody has `typed` its day or address."""
        self._silenced = set(silenced(self._edition.archive))
        if self._is_new or (not self._left_out and self._cache.forget_silenced(self._silenced)):
            self._before = None
        if self._seal:
            ledger = self._prepared.loaded.publications.ledger
            self._seal.begin(self._edition, ledger, self._last.publication, typed, dry=dry)

    def require_sound(self, env: Environment, idle: Mapping[str, list[str]]) -> None:
        """Print faults, warnings and what is held back; SystemExit is raised if a fault stops the build.

        `idle` are the signals for which plugins wait in vain, by plugin.
        """
        if self._memory and self._memory.in_view:
            with suppress(Exception):  # what keeps a page from being rendered is found again below
                self._show_pages(env, self._memory)
        faults, stopping = self._prepared.faults, self._prepared.stopping
        lines = fault_lines(faults, self._words, self._language, self._settings["PATH"], MOST) if faults else []
        for plugin, signals in idle.items():
            message = self._say("newsroom.plugin-idle", plugin=plugin, signals=", ".join(signals))
            lines.insert(0, f"PLUGINS: {self._say('check.warning')}: {message}")
        held = held_lines(self._prepared.held, self._words, self._language, shown_path(self._root))
        self._fault_lines, self._held_lines = self._masked(lines), self._masked(held)
        if not (self._memory and self._memory.faults):
            say(self._fault_lines, () if stopping else self._held_lines)
        if stopping:
            self._cache.close()
            if self._memory:
                self._set_aside(stopping, self._memory)
            raise SystemExit(1)

    def _say(self, key: str, **values: object) -> str:
        return self._words(self._language, key, None, **values)

    def _masked(self, lines: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(None, map(self._checker.masked, lines)))

    def _show_pages(self, env: Environment, memory: Memory) -> None:
        edition = self._dressed[0]
        shared = shared_digest(edition, self._found.surroundings)
        renderer = Renderer(edition, env, CompiledTemplates(self._cache, shared))
        for page in planned_pages(edition, (path.removesuffix("index.html") for path in memory.in_view)):
            memory.show(addresses.file_of(page.address), renderer.render(page))

    def _set_aside(self, stopping: Sequence[Fault], memory: Memory) -> None:
        if not memory.faults:
            tags = dict.fromkeys((self._language, *self._edition.site.tags))
            memory.faults = shown_faults(stopping, self._words, tags, self._root, self._checker.masked)
            memory.words = {tag: preview_words(len(stopping), self._words, tag) for tag in tags}
        texts = {path: each.text for path, each in self._prepared.reader.readings.items()}
        memory.set_aside({each.path for each in stopping}, texts, self._prepared.loaded.tree.data)

    def publish(self, env: Environment, *, dry: bool) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """Render and write what differs from the last build; return the report, notes, and the listed pages written.

        A `dry` build puts nothing into the output: its note says what would change.
        """
        edition, pictures = self._dressed
        output, time = self._output, 0
        if (output / SUMS).is_file() and not edition.publication:
            print(self._say("newsroom.was-published", path=shown_path(output)), file=sys.stderr)
        shared = shared_digest(edition, self._found.surroundings)
        now = Details({}, shared, structure_digest(edition), word_digests(edition))
        edition = replace(edition, shared=now.shared, digests=now.words)
        before = self._before.outputs if self._before else {}
        # whoever builds only for himself does not wait until all files are read
        before = intact(output, before) if edition.publication else before
        rules = self._last.overview.rules if self._last.overview else rules_on_disk(output)
        with readable(), Stage(output, before) as stage:
            renderer = Renderer(edition, env, CompiledTemplates(self._cache, shared))
            renderer.prepare(Path(self._settings["THEME"], "templates"))
            made = SiteFiles(stage)
            made.add_pages(replace(edition, wanted=wanted_pages(self._before, now, before)), renderer, now)
            require_all_texts(self._prepared, made.pages)
            edition = self._add_files(made, edition, pictures)
            self._checker.require_clean(made, self._last.overview, self._cache, edition)
            works = self._prepared.loaded.archive
            if held := (*works.drafts, *works.waiting):
                require_no_held_pages(output, held, {*made.outputs, *before, *read_manifest(output)})
            if dry:
                self._cache.close()
                gone = files_before(stage) - made.outputs.keys()
                return "", (required(self._seal).outlook(len(made.changed), gone),), ()
            time = self._seal.time if self._seal else 0
            if time:
                set_time(stage.folder, made.changed, time)
            with self._seal.recorded() if self._seal else nullcontext(()) as recorded:
                removed = stage.finish(made.outputs, made.changed)
        if time:
            set_time(output, made.outputs.keys() - made.changed, time)
        records = self._records(edition, recorded)
        now = replace(now, outputs=made.outputs)
        notes = self._keep(edition, made, now, rules)
        pages = tuple(path for path in sorted(made.changed) if (page := made.outputs[path].page) and page.listed)
        fresh, read = self._prepared.reader.fresh, len(self._prepared.reader.readings)
        line = report(fresh, read - fresh, len(made.pages), made.files, made.rendered, len(made.changed), removed)
        return line, (*self._checker.notes(), *notes, *records), pages

    @cached_property
    def _dressed(self) -> tuple[Edition, tuple[File, ...]]:
        theme = theme_of(self._settings)
        edition = replace(self._edition, styles=page_styles(theme, self._edition.site.fonts))
        if not self._settings.get("SHARE_PICTURES", False):
            return edition, ()
        # imported late: it loads Pillow
        from .share_pictures import draw_share_pictures

        drawn, files = draw_share_pictures(edition, theme, self._cache)
        return replace(edition, share_pictures=drawn), files

    def _add_files(self, made: SiteFiles, edition: Edition, pictures: Iterable[File]) -> Edition:
        """Add all files that are not pages; return the site context with the books.

        Books are made from all other files, and the pages that offer them after that; the checksums come last.
        """
        files = [*drafts_mark(self._settings), *self._prepared.files, *pictures]
        files += [file for file, _ in self._found.copied]
        for answer in answers(files_wanted, edition, pages=made.pages, cache=self._cache):
            files += answer
        require_distinct([*(page.address for page in made.pages), *(file.address for file in files)])
        made.add_files(files)
        if edition.site.editions:
            edition = made.add_books(edition, self._cache)
            made.add_late_pages(edition)
        if self._seal:
            made.add_closing_files(edition, self._seal, files)
        return edition

    def _records(self, edition: Edition, recorded: Iterable[str]) -> tuple[str, ...]:
        if not edition.site.records:
            return ()
        names = keep_records(self._root, self._prepared.loaded, edition)
        return (*self._masked(recorded), *(self._say("newsroom.kept-record", name=name) for name in names))

    def _keep(
        self, edition: Edition, made: SiteFiles, details: Details, before: Mapping[str, bytes]
    ) -> tuple[str, ...]:
        """Store what the next build needs, and close the cache; `before` are the rules of the last publication."""
        notes = (*notes_of(edition), *(self._seal.notes if self._seal else ()))
        # no web server reads a local build, so it leaves the recorded rules unchanged
        rules = {path: details.outputs[path].digest for path in RELOADS if path in details.outputs}
        rules = rules if edition.site.url else dict(before)
        reader = self._prepared.reader
        overview = Overview(
            # a file changed while it was read, or is left out: the next build does not skip it
            inputs=b"" if reader.overtaken or self._left_out else self._found.digest,
            checked=self._found.checked,
            files=self._kept_files(),
            faults=self._fault_lines,
            held=self._held_lines,
            notes=notes,
            counts=(len(reader.readings), len(made.pages), made.files),
            rules=rules,
        )
        recorded = self._seal.state if self._seal and edition.site.records else b""
        self._last.replace(overview, details, recorded)
        if not self._left_out:
            self._cache.set_silenced(self._silenced)
        # an earlier build may have ended before it found a word that must go
        self._cache.drop_unused(at_once=self._checker.is_secret)
        self._cache.close()
        lost = (self._say("newsroom.store-lost", reason=self._cache.lost),) if self._cache.lost else ()
        return (*notes, *reload_notes(edition, before, rules), *lost)

    def _kept_files(self) -> dict[str, ContentFile]:
        files, before = self._found.survey, self._last.files
        if self._memory and self._left_out:
            # so that the next builds know their last good state
            files = {path: each for path, each in before.items() if self._memory.leaves_out(path)} | files
        if self._seal and (self._root / PUBLICATIONS).is_file():
            # a build of the same content after this line was added would write the same: it need not be made
            files = {**files, PUBLICATIONS: read_now(self._root, PUBLICATIONS)}
        return dict(sorted(files.items()))


def notes_of(edition: Edition) -> Iterator[str]:
    """Yield the notes on words that a language lacks, and on an expiry that is near."""
    site, words = edition.site, edition.words
    for tag, count in untranslated(words, site).items() if site.url else ():
        yield words(site.default, "newsroom.untranslated", language=tag, count=count)
    expires = site.newsroom.security_expires
    if site.url and site.day < expires <= site.day + NOTICE:
        yield words(site.default, "newsroom.expires", date=expires.isoformat())


def rules_on_disk(output: Path) -> dict[str, bytes]:
    """Return the digests of the rules files in an output folder, by path."""
    return {path: digest for path in RELOADS if (digest := digest_at(output / path))}


def reload_notes(edition: Edition, before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    """Yield notes on rules files that are new, or that a web server must reload because they have changed."""
    if now and not before:
        yield edition.words(edition.site.default, "newsroom.rules-new", paths=", ".join(now))
    for path, command in RELOADS.items():
        if path in before and before[path] != now.get(path):
            yield edition.words(edition.site.default, "newsroom.rules-changed", path=path, command=command)
