"""Render the pages that differ, and collect pages and files on the stage."""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Iterable, Sequence, Set

import msgspec
from jinja2 import Environment

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.archive.pages import File, Page, PageSummary, Plan, pages_wanted

from .cache import Store
from .checks import Staged
from .diagnostics import BuildError
from .last_build import Details, Output
from .output import Stage, take_files
from .render import Renderer, input_digest, printed_briefings
from .site_loader import Prepared
from .workers import mapped, progress, workers_for


def require_distinct(every: Iterable[str]) -> None:
    """Refuse two addresses at one path, or names that a file system takes for one; BuildError names them.

    Those of macOS and Windows ignore case, and macOS the normal form of letters (NFC, NFD). A mirror there would lose a
    file, or have a folder under the name of another.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for address in every:
        path = addresses.file_of(address)
        folded = _folded(path)
        if folded in files:
            raise BuildError(f"two pages would be written to {path} (the other is {files[folded]})")
        files[folded] = path
        folder, inside = path.rpartition("/")[0], folded.rpartition("/")[0]
        while folder and inside not in folders:
            folders[inside] = folder
            folder, inside = folder.rpartition("/")[0], inside.rpartition("/")[0]
        if folder and folders[inside] != folder:
            raise BuildError(
                f"{folder}, in which {path} would be written, is the folder {folders[inside]} on some disks"
            )
    for folded in files.keys() & folders.keys():
        raise BuildError(f"a file would be written to {files[folded]}, where {folders[folded]} is a folder")


def _folded(path: str) -> str:
    return (
        path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())
    )


def require_targets(pages: Iterable[PageSummary]) -> None:
    """Refuse a redirect that leads to nothing, or to another redirect; BuildError names it."""
    pages = list(pages)
    standing = {page.address for page in pages if not page.refresh}
    for page in pages:
        if page.refresh and page.refresh not in standing:
            raise BuildError(f"the redirect from {page.address} leads to {page.refresh}, where there is no page")


def require_all_texts(prepared: Prepared, pages: Iterable[PageSummary]) -> None:
    """Refuse to lose a text: every file read is a page, a notice, a draft or waiting; BuildError names it.

    A letter stands on every page of its briefing that lists lead to; where there is none, the checker has said so.
    """
    built = {page.address: page.letters for page in pages}
    address_of = prepared.loaded.archive.address_of_file
    works = prepared.loaded.works
    done = {*works.drafts, *works.waiting}
    done.update(text.path for notice in works.notices for text in notice.texts.values())
    for work in (*works.briefings, *works.standing):
        for text in work.texts.values():
            if address_of[text.path] in built:
                done.add(text.path)
    for briefing in works.briefings:
        letters = prepared.loaded.archive.letters.get(briefing.folder, ())
        if not letters:
            continue
        own = [text for tag, text in briefing.texts.items() if briefing.readable(tag)]
        shown = [built.get(address_of[text.path], ()) for text in own]
        for letter in letters:
            if all(letter.text.path in paths for paths in shown):
                done.add(letter.text.path)
    lost = sorted({place.path for place in prepared.loaded.tree.places} - done)
    if lost:
        raise BuildError(f"not published: {', '.join(lost)}")


_LEAST_PLANS = 64  # plans for which another process pays


class MadePage(msgspec.Struct, frozen=True, array_like=True):
    """A page that was made: its file, what is known of it, whether it was rendered and whether its bytes are new."""

    path: str
    output: Output
    rendered: bool
    changed: bool


_MADE: msgspec.msgpack.Decoder[list[MadePage]] = msgspec.msgpack.Decoder(list[MadePage])


class PageMaker:
    """Makes pages of one edition and lets a stage take them. `shared` is the digest of what all of them share."""

    def __init__(self, edition: Edition, renderer: Renderer, stage: Stage, shared: bytes) -> None:
        """Keep what all pages share."""
        self._edition, self._renderer, self._stage, self._shared = edition, renderer, stage, shared

    def workers(self, plans: int) -> int:
        """Return how many processes are to make the pages of so many plans: few where few pages are wanted."""
        wanted = self._edition.wanted
        return workers_for(plans if wanted is None else min(plans, len(wanted)), least=_LEAST_PLANS)

    def made(self, plan: Plan) -> bytes:
        """Make the wanted pages of a plan; what became of each, as bytes."""
        wanted = (page for page in plan.make() if self._edition.wants(page.address))
        return msgspec.msgpack.encode([self._page(page) for page in wanted])

    def _page(self, page: Page) -> MadePage:
        path, key = addresses.file_of(page.address), input_digest(page, self._edition, self._shared)
        before = self._stage.same(path, key)
        if before:
            return MadePage(path, before, rendered=False, changed=False)
        digest, changed = self._stage.take(path, self._renderer.render(page))
        prints = printed_briefings(page, self._edition.archive)
        return MadePage(path, Output(digest, key, page.summary, prints), rendered=True, changed=changed)


def make_pages(maker: PageMaker, plans: Sequence[Plan], label: str) -> list[MadePage]:
    """Return what became of all pages of plans; `label` names the bar."""
    made: list[MadePage] = []
    # what is here before the fork is never looked through again, so that workers share it to the end
    gc.freeze()
    try:
        with progress(label, len(plans)) as step:
            for _, answer in mapped(maker.made, plans, maker.workers(len(plans))):
                made += _MADE.decode(answer)
                step()
    finally:
        gc.unfreeze()
    return made


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
