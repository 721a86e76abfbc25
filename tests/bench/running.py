"""Rounds of builds: every peer's clean one, then with nothing changed, then after each edit, in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .changes import CHANGES, Folder, apply, put_back
from .measuring import BuildError, Stamp, Time, Writing, peak, same_bytes, stamps, timed, writing
from .peers import CLEAN, EDITS, OURS, Peer


@dataclass(frozen=True)
class Run:
    """One measured build. `time` is None where memory was sampled, `memory` where it was not."""

    peer: str
    size: int
    edit: str
    time: Time | None
    memory: int | None
    writing: Writing


class Bench:
    """One peer's site between builds."""

    def __init__(self, peer: Peer) -> None:
        """Take a site that has not been built."""
        self.peer = peer
        self._undo: dict[str, str] = {}
        self._clean: dict[str, Stamp] = {}
        self._now: dict[str, Stamp] = {}

    def run(self, edit: str, sampled: bool) -> Run:
        """Do one build of those that the peer has. BuildError: it failed, or did not do what it is measured for."""
        self._restore(edit)
        if edit == CLEAN:
            self.peer.clean()
            self._now = {}
        elif edit in CHANGES:
            self._undo = apply(self.peer.root, Folder(self.peer.root), CHANGES[edit])
        time = None if sampled else timed(self.peer.build)
        memory = peak(self.peer.build) if sampled else None
        before, self._now = self._now, stamps(self.peer.output)
        if edit == CLEAN:
            self._clean = self._now
        done = writing(before, self._now)
        if edit in CHANGES and not done.changed:
            raise BuildError(f"{self.peer.name}, {edit}: the edit changed no page")
        return Run(self.peer.name, self.peer.size, edit, time, memory, done)

    def _restore(self, edit: str) -> None:
        """Undo the last edit; before all but a clean build, build it, too: that gives the clean build's bytes."""
        if not self._undo:
            return
        put_back(self.peer.root, self._undo)
        self._undo = {}
        if edit == CLEAN:
            return
        timed(self.peer.build)
        self._now = stamps(self.peer.output)
        if self.peer.name == OURS and not same_bytes(self._now, self._clean):
            raise BuildError(f"{self.peer.name}: before {edit}, an edit that was undone left its marks")


def rounds(peers: Sequence[Peer]) -> Iterator[Run]:
    """Measure the peers side by side, build by build; in a last round memory instead of time."""
    benches = [Bench(peer) for peer in peers]
    for turn in range(max(peer.repetitions for peer in peers)):
        for edit in EDITS:
            for bench in benches:
                if edit in bench.peer.edits and turn < bench.peer.repetitions:
                    yield bench.run(edit, sampled=False)
    for edit in EDITS:
        for bench in benches:
            if edit in bench.peer.sampled:
                yield bench.run(edit, sampled=True)
