"""Pages made from their plans, on all cores: a view, and where that is not what it was, the page rendered from it."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import msgspec

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page, Plan

from .dependence import input_digest, printed_briefings
from .lastbuild import Output
from .parallel import mapped, workers_for
from .progress import progress
from .rendering import Renderer
from .staging import Stage

_LEAST = 64  # plans for which another process pays


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
        return workers_for(plans if wanted is None else min(plans, len(wanted)), least=_LEAST)

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
