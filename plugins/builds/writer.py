"""Pelican's writer for the whole archive: renders pages, writes what changed, removes what is no more."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment
from pelican.writers import Writer

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import File, Page

from .manifest import read_manifest, write_manifest
from .parallel import mapped, workers_for
from .progress import progress
from .rendering import Renderer
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
