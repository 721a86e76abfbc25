"""Pictures of every kind of page for the eye: `tests/artefacts/`, with a page that shows them all."""

from __future__ import annotations

import shutil
from html import escape
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Page


class Album:
    """A folder of pictures, one folder in it for each kind of page; not in the repository."""

    def __init__(self, folder: Path, *, wanted: bool) -> None:
        self.folder, self._wanted = folder, wanted

    def empty(self) -> None:
        """Remove what an earlier run left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, page: Page, kind: str, name: str) -> None:
        """Take a picture of a whole page, if pictures are wanted."""
        if not self._wanted:
            return
        place = self.folder / kind / f"{name}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=place, full_page=True, animations="disabled")

    def write_index(self) -> None:
        """Write `index.html` over all pictures that are there; the worker that ends last writes the whole one."""
        pictures = sorted(path.relative_to(self.folder) for path in self.folder.glob("*/*.png"))
        parts = ['<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Every kind of page</title>']
        parts.append("<style>body{font:1rem sans-serif}ul{display:flex;flex-wrap:wrap;gap:1rem;padding:0}")
        parts.append("li{list-style:none;width:18rem}img{width:100%;height:20rem;object-fit:cover;object-position:top}")
        parts.append("</style><h1>Every kind of page</h1>")
        for kind, found in groupby(pictures, key=lambda each: each.parent.name):
            parts.append(f"<h2>{escape(kind)}</h2><ul>")
            for each in found:
                place = escape(each.as_posix())
                parts.append(f'<li><a href="{place}">{escape(each.stem)}<img alt="" loading="lazy" src="{place}"></a>')
            parts.append("</ul>")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "index.html").write_text("\n".join(parts) + "\n", "utf-8")
