"""Pelican's writer for the whole archive: renders pages, writes what changed, removes what is no more."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from pelican.writers import Writer

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import File, Page
from plugins.archive.signals import frame_wanted
from plugins.styles.hanging import hangs

from .manifest import read_manifest, write_manifest
from .parallel import mapped, workers_for
from .progress import progress
from .replacing import replace_output
from .store import Store


@dataclass(frozen=True)
class Report:
    """What a build did to its output folder."""

    pages: int
    files: int
    written: int
    removed: int

    def __str__(self) -> str:
        """One line for the terminal."""
        same = self.pages + self.files - self.written
        return (
            f"{self.pages} pages and {self.files} files: "
            f"{self.written} written, {same} unchanged, {self.removed} removed"
        )


class SiteWriter(Writer):  # type: ignore[misc]
    """Writes an edition. All pages are rendered before the first is written."""

    def write_edition(
        self,
        edition: Edition,
        pages: list[Page],
        files: list[File],
        env: Environment,
        store: Store,
    ) -> Report:
        """Render and write everything; only bytes that differ touch the disk."""
        label = edition.words(edition.site.default, "newsroom.progress.pages")
        ready = rendered_all(Renderer(edition, env), pages, label)
        ready |= {file.address: file.content for file in files}
        output = Path(self.output_path)
        before = read_manifest(output)
        # whatever happens next, it is known which files may be ours
        write_manifest(output, before | ready.keys())
        written, removed = replace_output(output, ready, before - ready.keys())
        write_manifest(output, ready)
        store.close()
        return Report(len(pages), len(files), written, removed)


def rendered_all(renderer: Renderer, pages: list[Page], label: str) -> dict[str, bytes]:
    """Return the bytes of all pages by their path, rendered on all cores; `label` names the bar."""
    renderer.prepare(pages)
    ready = dict.fromkeys((addresses.file_of(page.address) for page in pages), b"")
    paths = list(ready)
    # what is here before the fork is never looked through again, so that workers share it to the end
    gc.freeze()
    try:
        with progress(label, len(pages)) as step:
            for index, content in mapped(renderer.render, pages, workers_for(len(pages))):
                ready[paths[index]] = content
                step()
    finally:
        gc.unfreeze()
    return ready


class Renderer:
    """Renders pages of one edition with the theme's templates."""

    def __init__(self, edition: Edition, env: Environment) -> None:
        """Prepare what all pages share."""
        self._edition, self._env = edition, env

    def prepare(self, pages: Iterable[Page]) -> None:
        """Compile the templates of pages, once for all workers."""
        for name in sorted({page.template for page in pages}):
            self._env.get_template(name)

    def render(self, page: Page) -> bytes:
        """Return a page's bytes."""
        edition, clean = self._edition, self._edition.site.clean_addresses
        context: dict[str, object] = {
            **page.view,
            "page": page,
            "language": page.language,
            "direction_of": edition.site.direction,
            "direction": edition.site.direction(page.language),
            "default_language": edition.site.default,
            "t": partial(_marked_words, edition, page.language),
            "label": partial(edition.words, page.language),
            "href": partial(_href, page, edition)
            if page.address == "404.html"
            else partial(addresses.relative, page.address, clean=clean),
            "hangs": hangs,
            "css": Markup(edition.styles.of(page)),  # noqa: S704 - our own, and Pygments'
        }
        for _, names in frame_wanted.send(edition, page=page):
            _add(context, names, page)
        html: str = self._env.get_template(page.template).render(context)
        return html.encode()


def _marked_words(edition: Edition, language: str, key: str, number: int | None = None, **values: object) -> str:
    """Return words for a page's text; those that only the default language has are marked as being in it."""
    words, spoken = edition.words(language, key, number, **values), edition.words.spoken(language, key)
    return words if spoken == language else Markup('<span lang="{}" dir="auto">{}</span>').format(spoken, words)


def _href(page: Page, edition: Edition, target: str) -> str:
    """Link from a page that is shown under any address (404): by the site's full address, where it has one."""
    site = edition.site
    path = target if site.clean_addresses else addresses.file_of(target)
    return f"{site.url}/{path}" if site.url else addresses.relative(page.address, target, clean=False)


def _add(context: dict[str, object], names: Mapping[str, object], page: Page) -> None:
    for name, value in names.items():
        if name in context:
            raise ValueError(f"{page.address}: the name {name!r} is given twice")
        context[name] = value
