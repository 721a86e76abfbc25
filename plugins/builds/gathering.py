"""What a build makes, gathered on its stage: the pages first, which say what there is, then all other files."""

from __future__ import annotations

from collections.abc import Sequence, Set

from jinja2 import Environment

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import File, PageSummary
from plugins.archive.signals import pages_wanted

from .inspection import Staged
from .lastbuild import Details, Output
from .pagemaking import PageMaker, make_pages
from .rendering import Renderer
from .requirements import require_distinct, require_targets
from .staging import Stage, take_files
from .store import Store


def wanted_pages(then: Details | None, now: Details, altered: set[str]) -> frozenset[str] | None:
    """Return the addresses of the pages that may differ from those of the last build; None where all may.

    They are those that print words of a briefing that changed, and those whose file is not as it was left.
    """
    if then is None or _common(then) != _common(now):
        return None
    changed = {slug for slug, words in now.works.items() if then.works[slug] != words}
    pages = ((each.page.address, each.prints) for each in then.outputs.values() if each.page is not None)
    return frozenset(
        address for address, prints in pages if not changed.isdisjoint(prints) or addresses.file_of(address) in altered
    )


def _common(details: Details) -> tuple[bytes, bytes, Set[str]]:
    return details.shared, details.structure, details.works.keys()


class Gathering:
    """All files of a build by path, the paths of those whose bytes are new, and what is known of its pages.

    `rendered` counts the pages that were rendered, `files` the files that are no pages.
    """

    def __init__(self, stage: Stage) -> None:
        """Begin with none."""
        self._stage = stage
        self.outputs: dict[str, Output] = {}
        self.changed: set[str] = set()
        self.pages: list[PageSummary] = []
        self.rendered = self.files = 0

    @property
    def staged(self) -> Staged:
        """Return the files as they lie."""
        return Staged(self._stage, self.outputs, self.changed)

    def add_pages(self, edition: Edition, env: Environment, store: Store, shared: bytes) -> None:
        """Make the pages that an edition wants; all others are those of the last build. `shared` is a digest.

        BuildError for two pages at one path, and for a redirect that leads nowhere.
        """
        if edition.wanted is not None:
            before = self._stage.before.items()
            self.outputs = {path: each for path, each in before if each.page and not edition.wants(each.page.address)}
        plans = [plan for _, answer in pages_wanted.send(edition) for plan in answer if edition.wants_any(plan.address)]
        renderer = Renderer(edition, env, store)
        renderer.prepare("base.html")
        label = edition.words(edition.site.default, "newsroom.progress.pages")
        made = make_pages(PageMaker(edition, renderer, self._stage, shared), plans, label)
        require_distinct(each.path for each in made)
        self.outputs |= {each.path: each.output for each in made}
        self.changed |= {each.path for each in made if each.changed}
        self.rendered = sum(each.rendered for each in made)
        pages = (each.page for each in self.outputs.values() if each.page)
        self.pages = sorted(pages, key=lambda page: page.address)
        require_targets(self.pages)

    def add_files(self, files: Sequence[File]) -> None:
        """Take files, where they differ from those of the last build."""
        taken, changed = take_files(self._stage, files)
        self.outputs |= taken
        self.changed |= changed
        self.files += len(files)
