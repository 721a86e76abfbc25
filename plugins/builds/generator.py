"""Pelican's generator for the whole archive: reads it, asks the page makers, hands everything to the writer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins.archive import addresses
from plugins.archive.index import address as address_of
from plugins.archive.pages import File, Page
from plugins.archive.signals import files_wanted, pages_wanted
from plugins.styles.stylesheet import page_styles

from .clock import build_day
from .editions import Prepared, prepare
from .errors import BuildError, told_plainly
from .faultlines import fault_lines, held_lines
from .sharepictures import SharePictures, draw_share_pictures
from .store import Store
from .writer import SiteWriter


class ArchiveGenerator(Generator):  # type: ignore[misc]
    """Builds all languages at once."""

    counters: Iterable[Generator] = ()

    def generate_context(self) -> None:
        """Read the content. With a fault anywhere nothing is written and the process ends with status 1."""
        with told_plainly():
            settings = {**self.settings, "PATH": self.path}
            require_apart(Path(self.path), Path(self.output_path), Path(self.theme))
            self.store = Store(Path(self.settings["STORE_PATH"]) / "store.sqlite")
            self.prepared: Prepared = prepare(settings, build_day(os.environ), self.store)
        words, language = self.prepared.edition.words, self.prepared.edition.site.default
        if self.prepared.faults:
            lines = fault_lines(self.prepared.faults, words, language, self.path)
            print("\n".join(lines), file=sys.stderr)
        if self.prepared.stopping:
            self.store.close()
            raise SystemExit(1)
        for line in held_lines(self.prepared.held, words, language):
            print(line)

    def generate_output(self, writer: SiteWriter) -> None:
        """Make every page and file, check that nothing is lost, and write."""
        with told_plainly():
            edition = replace(self.prepared.edition, styles=page_styles(Path(self.theme)))
            drawn = SharePictures({}, ())
            if self.settings.get("SHARE_PICTURES", False):
                drawn = draw_share_pictures(edition, Path(self.theme), self.store)
            edition = replace(edition, share_pictures=drawn.by_address)
            pages = sorted(_answers(pages_wanted.send(edition)), key=lambda page: page.address)
            files = [*self.prepared.files, *drawn.files, *_answers(files_wanted.send(edition, pages=pages))]
            require_distinct(pages, files)
            require_targets(pages)
            require_all_texts(self.prepared, pages)
        report = writer.write_edition(edition, pages, files, self.env, self.store)
        print(report)
        if edition.site.url and edition.site.placeholders:
            print(f"still placeholders: {', '.join(edition.site.placeholders)} (README, Before you publish)")
        self._count()

    def _count(self) -> None:
        """Fill in what Pelican's closing line counts."""
        archive = self.prepared.loaded.archive
        for generator in self.counters:
            if isinstance(generator, ArticlesGenerator):
                generator.articles = [text for each in archive.briefings for text in each.texts.values()]
                generator.drafts = list(self.prepared.loaded.works.drafts)
            elif isinstance(generator, PagesGenerator):
                generator.pages = [text for each in archive.standing for text in each.texts.values()]


def _answers(responses: Iterable[tuple[Any, Iterable[Any]]]) -> list[Any]:
    return [item for _, items in responses for item in items]


def require_apart(content: Path, output: Path, theme: Path) -> None:
    """Refuse to write among the sources, or over them; BuildError names the folder."""
    target = output.resolve()
    for source in (content.resolve(), theme.resolve()):
        if target == source or target.is_relative_to(source) or source.is_relative_to(target):
            raise BuildError(f"the output folder {output} and the sources in {source} must lie apart")


def require_distinct(pages: Iterable[Page], files: Iterable[File]) -> None:
    """Refuse two outputs at one path, also where a file system ignores case; BuildError names it."""
    seen: dict[str, str] = {}
    for address in (*(page.address for page in pages), *(file.address for file in files)):
        path = addresses.file_of(address)
        folded = path.casefold()
        if folded in seen:
            raise BuildError(f"two pages would be written to {path} (the other is {seen[folded]})")
        seen[folded] = path


def require_targets(pages: Iterable[Page]) -> None:
    """Refuse a redirect that leads to nothing, or to another redirect; BuildError names it."""
    pages = list(pages)
    standing = {page.address for page in pages if not page.refresh}
    for page in pages:
        if page.refresh and page.refresh not in standing:
            raise BuildError(f"the redirect from {page.address} leads to {page.refresh}, where there is no page")


def require_all_texts(prepared: Prepared, pages: Iterable[Page]) -> None:
    """Refuse to lose a text: every file read is a page, a notice, a draft or waiting; BuildError names it.

    A letter stands on every page of its briefing that lists lead to; where there is none, the checker has said so.
    """
    built = {page.address: page.letters for page in pages}
    works = prepared.loaded.works
    done = {*works.drafts, *works.waiting}
    done.update(text.path for notice in works.notices for text in notice.texts.values())
    for work in (*works.briefings, *works.standing):
        for text in work.texts.values():
            if address_of(work, text.language) in built:
                done.add(text.path)
    for briefing in works.briefings:
        shown = [built.get(address_of(briefing, tag), ()) for tag in briefing.texts if briefing.readable(tag)]
        for letter in prepared.loaded.archive.letters.get(briefing.folder, ()):
            if all(letter.text.path in paths for paths in shown):
                done.add(letter.text.path)
    lost = sorted({place.path for place in prepared.loaded.tree.places} - done)
    if lost:
        raise BuildError(f"not published: {', '.join(lost)}")
