"""What plugins that make files with the archive in them get from a build, and the files that they add to it.

These files, such as an EPUB of a year, are made after all pages and other files, from which some of them are copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from newsarchive.archive.index import Edition
from newsarchive.archive.pages import BookFile, Kept, books_wanted
from newsarchive.site_files.server_rules import HOST_RULES

from .checks import untold_paths
from .diagnostics import BuildError
from .page_maker import Gathering

_NEW, _SAME = b"+", b"="


class FinishedSite:
    """The pages and files that a build has made until now; it implements the protocol `archive.pages.Finished`.

    Attributes:
        digests: The digest of every page and file that readers may find through lists and links, by path.
    """

    def __init__(self, made: Gathering, edition: Edition) -> None:
        """Prepare for one build; `made` collects what the plugins add."""
        self._made = made
        hidden = untold_paths(made.outputs, edition.archive) | HOST_RULES.keys()
        # a redirect is no page to copy: links lead to where it leads
        self.digests = {
            path: each.digest
            for path, each in made.outputs.items()
            if path not in hidden and not (each.page and each.page.refresh)
        }

    def data(self, path: str) -> bytes:
        """Return the bytes of a page or file of this build."""
        return self._made.staged.data(path)

    def is_left(self, path: str) -> bool:
        """Return whether a file is as the last build left it."""
        return self._made.stage.is_left(path)

    def last(self, path: str) -> bytes:
        """Return the bytes of a file as the last build left it; empty if it is missing or somebody altered it."""
        return self._made.stage.last(path)

    def put(self, path: str, content: bytes) -> bytes:
        """Write a file to the stage if it is new, perhaps in another process, and return bytes for `keep`."""
        digest, is_new = self._made.stage.take(path, content)
        return (_NEW if is_new else _SAME) + digest

    def keep(self, path: str, written: bytes = b"") -> None:
        """Take a file into the site: as `put` wrote it or, without its answer, as the last build left it.

        Raises:
            BuildError: There is another file at this path.
        """
        if path in self.digests:
            raise BuildError(f"{path} is where a publication has its editions; give that file another path")
        self._made.add_written(path, written[1:], is_new=written[:1] == _NEW)

    def render(self, template: str, language: str, view: Mapping[str, object], href: Callable[[str], str]) -> str:
        """Return what a template prints, without what surrounds a page; `href` returns a link to an address."""
        return self._made.renderer.render_part(template, language, view, href)


def with_books(made: Gathering, edition: Edition, kept: Kept) -> Edition:
    """Ask all plugins for files with the archive in them, add these, and return the site context with them."""
    finished = FinishedSite(made, edition)
    found: list[BookFile] = []
    for _, answer in books_wanted.send(edition, finished=finished, kept=kept):
        found += answer
    return replace(edition, books=tuple(found))
