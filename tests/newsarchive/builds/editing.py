"""A machine of Hypothesis's that edits a kept site, and after each edit holds it against one built from nothing.

`INCREMENTAL_EXAMPLES=500` tries so many sequences, new ones each time.
"""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.newsarchive.builds import edits, edits_of_works
from tests.newsarchive.builds.archive_making import Archive
from tests.newsarchive.builds.edits import EDITS, Edit, pick
from tests.newsarchive.builds.edits_of_sites import EDITS_OF_SITES
from tests.newsarchive.builds.edits_of_works import EDITS_OF_WORKS
from tests.newsarchive.builds.site_making import FAULTS
from tests.newsarchive_sources.builds.kept_site import KeptSite

ALL_EDITS = (*EDITS, *EDITS_OF_WORKS, *EDITS_OF_SITES)

WORDS: tuple[Edit, ...] = (
    edits.text,
    edits.title,
    edits.summary,
    edits.heading,
    edits.code,
    edits.letter,
    edits_of_works.other_pixels,
    edits_of_works.words_of_a_picture,
    edits_of_works.source,
    edits_of_works.kept_source,
    edits_of_works.link,
)
"""Edits after which only pages are rendered that print a changed briefing."""
RENDERING: tuple[Edit, ...] = (
    *EDITS_OF_SITES,
    edits.new_term,
    edits.name_of_a_term,
    edits.description_of_a_term,
    edits.other_spellings,
    edits.id_of_a_term,
    edits.term_of_none,
    edits_of_works.new_page,
    edits_of_works.days_of_a_notice,
    edits_of_works.redirect,
)
"""Edits of what all pages share, after which all are rendered."""

NUMBERS = st.integers(0, 999)
BUILT = st.sampled_from((True, True, False))
"""Whether a build follows: now and then two edits come between builds."""


def cut(path: Path) -> None:
    """Leave half of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def overwrite(path: Path) -> None:
    """Write other bytes of the same length."""
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1, *data[1:]]) if data else b"x")


def overwrite_unseen(path: Path) -> None:
    """Write other bytes of the same length, and put the file's time back."""
    times = path.stat()
    overwrite(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


BY_HAND: tuple[Callable[[Path], None], ...] = (Path.unlink, cut, overwrite, overwrite_unseen, Path.touch)


def sequences(number: int, steps: int, *, always: int = 2) -> settings:
    """So many new sequences in `make test-all`; in `make test` those that are `always` tried, the same everywhere.

    `INCREMENTAL_EXAMPLES` asks for another number of new ones.
    """
    asked = int(os.environ.get("INCREMENTAL_EXAMPLES", "0"))
    return settings(
        max_examples=asked or (min(number, always) if settings.default.derandomize else number),
        stateful_step_count=steps,
        derandomize=settings.default.derandomize and not asked,
        database=None,
        deadline=None,
        # a sequence is short enough to be read; to make it shorter takes minutes
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


class Editing(RuleBasedStateMachine):
    """Edits a kept site; what its rules do to files and to the store stands here, the edits are added below."""

    def __init__(self, site: KeptSite, archive: Archive) -> None:
        super().__init__()
        self.site, self.archive = site, copy.deepcopy(archive)
        self.site.begin_again(self.archive)
        self.before = [copy.deepcopy(self.archive)]
        self.foreign: set[str] = set()
        self.compared = True

    def change(self, edit: Edit, at: int, by: int, *, built: bool) -> None:
        """Edit, and perhaps build."""
        said = edit(self.archive, at, by)
        note(f"  {edit.__name__}: {said or 'nothing to do'}")
        if said:
            self.before.append(copy.deepcopy(self.archive))
            self.site.write(self.archive)
            self.go_on(built=built)

    def go_on(self, *, built: bool) -> None:
        """Compare now, or after the next step."""
        self.compared = built
        if built:
            found = self.site.compare(self.archive, self.foreign)
            assert not found, "\n".join(found)

    def teardown(self) -> None:
        if not self.compared:
            self.go_on(built=True)

    @rule(at=NUMBERS, built=BUILT)
    def back(self, at: int, built: bool) -> None:
        """The archive as it was after an earlier edit."""
        self.archive = copy.deepcopy(pick(self.before, at))
        self.site.write(self.archive)
        self.go_on(built=built)

    @rule(by=NUMBERS)
    def unsound(self, by: int) -> None:
        """A fault stops the build, and nothing is written until it is mended."""
        self.site.write(self.archive, [pick(FAULTS, by)])
        found = self.site.compare(self.archive, sound=False)
        assert not found, "\n".join(found)
        self.site.write(self.archive)

    @rule()
    def nothing(self) -> None:
        """A second build has nothing to do."""
        self.go_on(built=True)
        again = self.site.build(self.archive, self.site.output)
        assert again.counts[2:] == (0, 0), again

    @rule(at=NUMBERS, by=NUMBERS)
    def touched(self, at: int, by: int) -> None:
        """The same bytes, with another time, or written anew."""
        path = self.site.root / pick(self.site.sources, at)
        if by % 2:
            os.utime(path, (1_000_000_000 + by, 1_000_000_000 + by))
        else:
            path.write_bytes(path.read_bytes())
        found = self.site.compare(self.archive, self.foreign)
        assert not found, "\n".join(found)

    @precondition(lambda self: self.archive.settings.get("CHECKSUMS"))
    @rule(at=NUMBERS, by=NUMBERS, built=BUILT)
    def output_by_hand(self, at: int, by: int, built: bool) -> None:
        """A file in the output folder of a publication is not as it was left."""
        path = pick(sorted(path for path in self.site.output.rglob("*") if path.is_file()), at)
        note(f"  {path.relative_to(self.site.output)}")
        pick(BY_HAND, by)(path)
        self.go_on(built=built)

    @rule(at=NUMBERS)
    def foreign_file(self, at: int) -> None:
        """A file that no build made stays."""
        path = self.site.output / pick(("CNAME", "en/own.txt", "own/file.html"), at)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"own")
        self.foreign.add(path.relative_to(self.site.output).as_posix())
        self.compared = False

    @rule(built=BUILT)
    def lost_store(self, built: bool) -> None:
        """Nothing is remembered but which files are a build's."""
        shutil.rmtree(self.site.store, ignore_errors=True)
        self.go_on(built=built)


def _rule_of(edit: Edit) -> Callable[..., None]:
    def step(self: Editing, at: int, by: int, built: bool) -> None:
        self.change(edit, at, by, built=built)

    step.__name__ = edit.__name__
    return rule(at=NUMBERS, by=NUMBERS, built=BUILT)(step)


for _edit in ALL_EDITS:
    setattr(Editing, _edit.__name__, _rule_of(_edit))
