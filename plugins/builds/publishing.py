"""A build in which something has changed: content to archive, to the pages and files that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment

from plugins.archive.faults import Fault
from plugins.archive.index import Edition
from plugins.archive.revisions import silenced
from plugins.archive.signals import files_wanted, pages_wanted
from plugins.styles.stylesheet import page_styles

from .checksums import signed_sums
from .copied import copied_digest
from .dependence import shared_digest, structure_digest, word_digests
from .editions import prepare
from .faultlines import fault_lines, held_lines
from .inspection import Gate, Staged
from .keeping import Keeping
from .lastbuild import FORMAT, Details, LastBuild, Output, Overview
from .marks import FileMark, differing, marks_of
from .modes import readable
from .notes import notes_of
from .pagemaking import MadePage, PageMaker, make_pages, wanted_addresses
from .records import keep_records
from .redactionlist import redactions_of
from .rendering import Renderer
from .report import Report
from .requirements import require_all_texts, require_distinct, require_targets
from .sharepictures import SharePictures, draw_share_pictures
from .signing import Signing
from .staging import Stage, take_files
from .store import Store
from .survey import Found
from .writer import SiteWriter


class Publication:
    """An archive that was read, to be published by one site into one folder."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        output: Path,
        day: dt.date,
        last: LastBuild,
        found: Found,
        signing: Signing | None,
    ) -> None:
        """Read the content. `last` is what the build before left, `signing` the key that is to sign this one.

        BuildFaults for a bad list of redactions.
        """
        for name in settings["ARCHIVE_PLUGINS"]:
            import_module(name).register()
        self._settings, self._last, self._found, self._signing = settings, last, found, signing
        self._sign = signing.opened(settings.get("SIGNING_PUBLIC_KEY", "")) if signing else None
        self.store = Store(Path(settings["STORE_PATH"]) / "store.sqlite")
        self._before = last.details()
        self._prepared = prepare(settings, day, self.store, found.survey, self._before.texts if self._before else None)
        if self.store.leave_out(silenced(self._prepared.loaded.archive)):
            last.forget()
        words, language = self._prepared.edition.words, self._prepared.edition.site.default
        self.gate = Gate(redactions_of(settings, output, words, language), found)
        self.stopping = bool(self._prepared.stopping)
        faults = self._prepared.faults
        known = self._known_lines()
        lines = fault_lines(faults, words, language, settings["PATH"], known) if faults else ()
        self.fault_lines = tuple(map(self.gate.told, lines))
        self.held_lines = tuple(held_lines(self._prepared.held, words, language))

    def _known_lines(self) -> dict[Fault, str]:
        """Return the lines of faults that the last build told in the same surroundings."""
        overview = self._last.overview
        if not overview or not self._before or overview.surroundings != self._found.surroundings:
            return {}
        return dict(zip(self._before.faults, overview.faults, strict=False))

    @property
    def counts(self) -> dict[str, int]:
        """How many texts there are of each kind."""
        archive = self._prepared.loaded.archive
        return {
            "texts": len(self._prepared.reader.readings),
            "articles": sum(len(each.texts) for each in archive.briefings),
            "drafts": len(self._prepared.loaded.works.drafts),
            "standing": sum(len(each.texts) for each in archive.standing),
        }

    def publish(self, writer: SiteWriter, env: Environment) -> tuple[Report, tuple[str, ...]]:
        """Make and write what differs from the last build; what was done, and what there is to say of the site."""
        theme = Path(self._settings["THEME"])
        edition = replace(self._prepared.edition, styles=page_styles(theme))
        drawn = SharePictures({}, ())
        if self._settings.get("SHARE_PICTURES", False):
            drawn = draw_share_pictures(edition, theme, self.store)
        edition = replace(edition, share_pictures=drawn.by_address)
        before = self._before.outputs if self._before else {}
        output = Path(writer.output_path)
        looked_at = self._found.altered() | (before.keys() - self._marks.keys())
        touched = differing(output, looked_at, {path: before[path].digest for path in looked_at & before.keys()})
        now = self._state(edition)
        label = edition.words(edition.site.default, "newsroom.progress.pages")
        keeping = Keeping(self.store, self._last, label, now.shared, now.works)
        with readable(), writer.begin(before, touched) as stage:
            made, outputs = self._pages(edition, env, stage, now, touched)
            pages = sorted((each.page for each in outputs.values() if each.page), key=lambda page: page.address)
            files = [*self._prepared.files, *drawn.files, *(each.file for each in self._found.copied)]
            for _, answer in files_wanted.send(edition, pages=pages, kept=keeping):
                files += answer
            require_distinct((*(page.address for page in pages), *(file.address for file in files)))
            require_targets(pages)
            require_all_texts(self._prepared, pages)
            taken, changed = take_files(stage, files)
            changed |= {each.path for each in made if each.changed}
            outputs |= taken
            if self._settings.get("CHECKSUMS", False):
                sums = signed_sums(outputs, edition.archive, self._sign)
                taken, changed_sums = take_files(stage, sums)
                files, outputs, changed = [*files, *sums], outputs | taken, changed | changed_sums
            self.gate.require_clean(Staged(stage, outputs, changed), self._last, self.store, edition)
            replaced = writer.finish(stage, outputs, changed)
        kept = (
            keep_records(Path(self._settings["PATH"]), self._prepared.loaded, edition.site)
            if edition.site.records
            else ()
        )
        self.store.close()
        reader = self._prepared.reader
        report = Report(
            read=reader.fresh,
            reused=len(reader.readings) - reader.fresh,
            pages=len(pages),
            files=len(files),
            rendered=sum(each.rendered for each in made),
            written=len(changed),
            removed=replaced.removed,
        )
        marks = marks_of(output, outputs, self._marks, outputs if replaced.linked else changed | looked_at)
        now = msgspec.structs.replace(now, outputs=outputs)
        said = self._keep(edition, report, marks, now, keeping.names)
        words, language = edition.words, edition.site.default
        return report, (*said, *(words(language, "newsroom.kept-record", name=name) for name in kept))

    @property
    def _marks(self) -> dict[str, FileMark]:
        return self._last.overview.marks if self._last.overview else {}

    def _keep(
        self, edition: Edition, report: Report, marks: dict[str, FileMark], now: Details, named: Mapping[str, bytes]
    ) -> tuple[str, ...]:
        """Keep for the next build what this one did; what there is to say of the site, and of what cannot be kept."""
        notes = notes_of(edition, signed=self._signing is not None or not self._settings.get("CHECKSUMS", False))
        overview = Overview(
            format=FORMAT,
            # a file that changed while it was read is to be looked at again
            surroundings=b"" if self._prepared.reader.overtaken else self._found.surroundings,
            copied=copied_digest(self._found.copied),
            inspected=self.gate.rules,
            listed=self._found.listed,
            signed=self._signing.mark if self._signing else b"",
            files=self._found.survey.files,
            marks=marks,
            faults=self.fault_lines,
            held=self.held_lines,
            notes=notes,
            counts={**self.counts, "pages": report.pages, "files": report.files},
            parts={},
        )
        lost = self.store.lost
        try:
            self._last.replace(overview, now, named)
        except OSError as error:
            lost = str(error)
        said = (edition.words(edition.site.default, "newsroom.store-lost", reason=lost),) if lost else ()
        return (*notes, *said)

    def _state(self, edition: Edition) -> Details:
        """Return what this build's pages depend on."""
        return Details(
            self._prepared.reader.readings,
            {},
            shared_digest(edition, self._found.surroundings),
            structure_digest(edition),
            word_digests(edition),
            self._prepared.faults,
        )

    def _pages(
        self, edition: Edition, env: Environment, stage: Stage, now: Details, touched: set[str]
    ) -> tuple[list[MadePage], dict[str, Output]]:
        """Make the pages that may differ from those of the last build; what was made, and all pages by path."""
        kept: dict[str, Output] = {}
        then = self._before
        if then and (then.shared, then.structure, then.works.keys()) == (now.shared, now.structure, now.works.keys()):
            changed = {slug for slug, words in now.works.items() if then.works[slug] != words}
            wanted = wanted_addresses(then.outputs.values(), changed, touched)
            kept = {path: each for path, each in then.outputs.items() if each.page and each.page.address not in wanted}
            edition = replace(edition, wanted=wanted)
        else:
            self._prepared.reader.look_up_all()
        plans = [plan for _, answer in pages_wanted.send(edition) for plan in answer if edition.wants_any(plan.address)]
        renderer = Renderer(edition, env, self.store)
        renderer.prepare("base.html")
        label = edition.words(edition.site.default, "newsroom.progress.pages")
        made = make_pages(PageMaker(edition, renderer, stage, now.shared), plans, label)
        require_distinct(each.path for each in made)
        return made, {**kept, **{each.path: each.output for each in made}}
