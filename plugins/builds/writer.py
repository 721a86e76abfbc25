"""Pelican's writer for the whole archive: renders pages, writes what changed, removes what is no more."""

from __future__ import annotations

from collections.abc import Mapping
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
        renderer = Renderer(edition, env)
        ready = {addresses.file_of(page.address): renderer.render(page) for page in pages}
        ready |= {file.address: file.content for file in files}
        output = Path(self.output_path)
        before = read_manifest(output)
        # whatever happens next, it is known which files may be ours
        write_manifest(output, before | ready.keys())
        written, removed = replace_output(output, ready, before - ready.keys())
        write_manifest(output, ready)
        store.close()
        return Report(len(pages), len(files), written, removed)


class Renderer:
    """Renders pages of one edition with the theme's templates."""

    def __init__(self, edition: Edition, env: Environment) -> None:
        """Prepare what all pages share."""
        self._edition, self._env = edition, env

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
            "css": Markup(edition.styles.of(is_text=page.work is not None, has_code=page.has_code)),  # noqa: S704 - our own, and Pygments'
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
