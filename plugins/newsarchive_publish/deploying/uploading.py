"""A whole deployment to a target that has no link to switch: compare, upload, delete, verify."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from newsarchive.api import MIRROR_LIST, SUMS, UNLISTED, digest, signed_path
from newsarchive_publish.integrity.checksums import SumsError
from newsarchive_publish.integrity.copies import CopyFault, CopyFindings, FolderCopy, compare
from newsarchive_publish.publications.chain import relation
from newsarchive_publish.publications.observing import LARGEST_SUMS, Observation

from .files import (
    CopyLists,
    FileKind,
    PublishedFiles,
    Trust,
    VouchingCopy,
    has_newer_list,
    is_of_list,
    kind_of,
    lists_of,
)
from .plan import DeployPlan, believed, plan
from .record import RECORD, Journal, TargetRecord, parse_record
from .targets import Target

_MOST_FILES, _MOST_BYTES = 500, 64 << 20
"""How much is uploaded before the journal notes it."""

_RENEWED = 5 * 60
"""After how many seconds a run renews the record at the target."""


class RefusedDeploymentError(Exception):
    """A deployment does not begin; `code` is the last part of the key of a message to the user, `found` a detail."""

    def __init__(self, code: str, found: object = "") -> None:
        """Create the error."""
        super().__init__(f"{code} {found}".strip())
        self.code, self.found = code, found


def require_newer(ours: Observation, there: Observation) -> None:
    """Raise RefusedDeploymentError if a target has a newer publication, or another one of the same number."""
    found = relation(ours.state, ours.data, ours.chain, there.state, there.data)
    if found in ("older", "forked"):
        raise RefusedDeploymentError(found, there.state.number)


class Wishes(msgspec.Struct, frozen=True):
    """What the user wants of a deployment.

    Attributes:
        trust: By whom a publication must be signed.
        now: The time in seconds since 1970.
        grace: For how many seconds search files stay after they have left the site.
        look: Whether to compare all files at the target, instead of trusting its list of checksums.
        anyway: Whether to go on although another deployment may run there, the files there are not an archive's, or the
            publication there is newer.
    """

    trust: Trust
    now: int
    grace: int
    look: bool = False
    anyway: bool = False


class Outlook(msgspec.Struct, frozen=True):
    """What was found at a target, and what is to be done there.

    Attributes:
        plan: The steps.
        record: The record at the target, if there is one.
        resumed: The files that an earlier run has uploaded already.
        current: Whether this publication is there already, and nothing waits.
    """

    plan: DeployPlan
    record: TargetRecord | None = None
    resumed: frozenset[str] = frozenset()
    current: bool = False


class Deployment(msgspec.Struct):
    """One deployment: `outlook` finds out what is to be done, `carry_out` does it, `verify` reads it back."""

    ours: PublishedFiles
    target: Target
    journal: Journal
    wishes: Wishes
    _left: frozenset[str] = frozenset()
    """The paths of our list of mirrors, if the target has a newer one."""

    _record: TargetRecord | None = None
    _written: float = 0.0

    def outlook(self) -> Outlook:
        """Compare the publication with what lies at the target.

        Raises:
            RefusedDeploymentError: Another deployment runs there, or there are files of something else, or a newer
                publication.
            ToolFault: The target cannot be reached.
        """
        found = self._fetched({*self._fetching(), *self.wishes.trust.paths(), RECORD})
        record = parse_record(found.get(RECORD, b""))
        self._require_free(record)
        there_now = self.wishes.trust.observed(found)
        if there_now and not self.wishes.anyway:
            require_newer(self.ours.observation, there_now)
        if has_newer_list(VouchingCopy(found), self.ours, self.wishes.trust):
            self._left = frozenset(filter(is_of_list, self.ours.digests))
        if record and not self.wishes.look and self._is_current(record, found):
            return Outlook(DeployPlan(waiting=record.waiting), record, current=True)
        sizes = {path: size for path, size in self.target.sizes().items() if path != RECORD}
        lists = self._lists(found, known=there_now is not None)
        if sizes and not lists.sums and not record and not self.wishes.anyway:
            raise RefusedDeploymentError("foreign", len(sizes))
        there = believed(self.ours, sizes, lists)
        there |= {path: digest(data) for path, data in found.items() if path in there}
        done = self._done(record)
        there |= {path: self.ours.digests[path] for path in done if sizes.get(path) == self.ours.sizes.get(path, -1)}
        if self.wishes.look or (sizes and not lists.sums) or self._is_unclear(record):
            self._look(there)
        there |= {path: self.ours.digests[path] for path in self._left}
        waiting = record.waiting if record else {}
        steps = plan(self.ours, there, lists, waiting, self.wishes.now, self.wishes.grace, known=record is not None)
        return Outlook(steps, record, frozenset(done))

    def _fetching(self) -> list[str]:
        """Return the paths of our files that must be fetched to know them: lists, and what no list has."""
        return [
            path
            for path in self.ours.digests
            if kind_of(path) >= FileKind.SUMS or path == MIRROR_LIST or signed_path(path)
        ]

    def _fetched(self, paths: Collection[str]) -> dict[str, bytes]:
        """Return the bytes of those of some files that are at the target."""
        with TemporaryDirectory() as name:
            self.target.fetch(paths, Path(name), LARGEST_SUMS)
            files = {path: Path(name, path) for path in paths}
            return {path: file.read_bytes() for path, file in files.items() if file.is_file() and not file.is_symlink()}

    def _require_free(self, record: TargetRecord | None) -> None:
        if record and record.is_running(self.wishes.now) and record.run != self.journal.run and not self.wishes.anyway:
            raise RefusedDeploymentError("elsewhere", record.seen)

    def _is_current(self, record: TargetRecord, found: Mapping[str, bytes]) -> bool:
        """Return whether the target has all of this publication, and no search file whose time has come."""
        due = any(self.wishes.now - since >= self.wishes.grace for since in record.waiting.values())
        paths = (path for path in self._fetching() if path not in self._left)
        same = all(digest(found.get(path, b"")) == self.ours.digests[path] for path in paths)
        return record.done and record.publication == self.ours.key and same and not due

    def _lists(self, found: Mapping[str, bytes], *, known: bool) -> CopyLists:
        """Return the lists at the target, or empty ones if they are missing, malformed or not by the site's keys.

        Lists that are ours are good, even if an interrupted run could not upload the state that goes with them.
        """
        sums = found.get(SUMS, b"")
        if not known and digest(sums) != self.ours.digests[SUMS]:
            return CopyLists({})
        try:
            return lists_of(sums, found.get(UNLISTED, b""))
        except SumsError:
            return CopyLists({})

    def _done(self, record: TargetRecord | None) -> set[str]:
        """Return the paths that an interrupted run of the same publication has uploaded, by our journal."""
        if not record or record.done or record.run != self.journal.run or self.journal.publication != self.ours.key:
            return set()
        return self.journal.done("add", "change") & self.ours.digests.keys()

    def _is_unclear(self, record: TargetRecord | None) -> bool:
        """Return whether a run was interrupted of which our journal does not tell what it has done."""
        return bool(
            record and not record.done and (record.run, record.publication) != (self.journal.run, self.ours.key)
        )

    def _look(self, there: dict[str, bytes]) -> None:
        """Replace what is believed of the files at the target by what a comparison of their bytes finds."""
        both = [path for path in there if path in self.ours.digests and kind_of(path) < FileKind.SUMS]
        differing = self.target.differing(both, self.ours.root) if both else set()
        there |= {path: b"" if path in differing else self.ours.digests[path] for path in both}

    def carry_out(self, outlook: Outlook, step: Callable[[], None] = lambda: None) -> None:
        """Upload and delete, step by step; `step` is called after each file.

        Raises:
            RefusedDeploymentError: Another deployment has begun there at the same moment.
            ToolFault: The target refuses something. The next run goes on from there.
        """
        if self._there() != outlook.record:
            raise RefusedDeploymentError("elsewhere", self.wishes.now)
        old = outlook.record.waiting if outlook.record else {}
        run = self.journal.begin(self.ours.key)
        # what leaves the site's root is in no folder of ours: without the journal, only this tells that it was ours
        leaving = [path for path in outlook.plan.paths("delete") if "/" not in path and path in outlook.plan.public]
        waiting = {**old, **outlook.plan.waiting, **dict.fromkeys(leaving, self.wishes.now)}
        self._write(TargetRecord(run, self.ours.key, self.wishes.now, waiting=waiting))
        self._require_ours(run)
        for act, kind, paths in outlook.plan.steps:
            if kind >= FileKind.SUMS:
                self._require_ours(run)
            for batch in _batches(paths, self.ours.sizes):
                self._renew()
                if act in ("add", "change"):
                    self.target.upload(batch, self.ours.root)
                else:
                    self.target.delete(batch)
                self.journal.note(act, batch)
                for _ in batch:
                    step()
        # what has not changed has the time of the publication that brought it
        self._renew()
        self.target.set_times(sorted(self.ours.digests.keys() - self._left), self.ours.root)

    def finish(self, outlook: Outlook) -> None:
        """Write down at the target that the deployment has ended, and delete the journal."""
        now = max(self.wishes.now, int(time.time()))
        waiting = dict(outlook.plan.waiting)
        self._write(TargetRecord(self.journal.run, self.ours.key, now, done=True, waiting=waiting))
        self.journal.end()

    def _write(self, record: TargetRecord) -> None:
        with TemporaryDirectory() as name:
            Path(name, RECORD).write_bytes(record.encoded())
            self.target.upload([RECORD], Path(name))
        self._record, self._written = record, time.monotonic()

    def _there(self) -> TargetRecord | None:
        return parse_record(self._fetched([RECORD]).get(RECORD, b""))

    def _require_ours(self, run: str) -> None:
        """Read the record again: of two deployments that began together, the one that wrote last has the target."""
        record = self._there()
        if not record or record.run != run:
            raise RefusedDeploymentError("elsewhere", record.seen if record else self.wishes.now)

    def _renew(self) -> None:
        """Renew the record if it is old, unless another run has taken the target over."""
        if self._record and time.monotonic() - self._written > _RENEWED:
            self._require_ours(self._record.run)
            now = int(time.time())
            self._write(TargetRecord(self._record.run, self.ours.key, now, waiting=self._record.waiting))

    def verify(self, outlook: Outlook) -> CopyFindings:
        """Read back what was uploaded, and list all files; return how the target differs from the publication."""
        sizes, found = self.target.sizes(), CopyFindings()
        uploaded = sorted({*outlook.plan.paths("add", "change"), *outlook.resumed})
        for batch in _batches(uploaded, self.ours.sizes):
            with TemporaryDirectory() as name:
                self.target.fetch(batch, Path(name), max(self.ours.sizes[path] for path in batch))
                back = compare(FolderCopy(Path(name)), {path: self.ours.digests[path] for path in batch}, (), {})
            found.same += back.same
            found.missing |= back.missing
            found.altered |= back.altered
        for path, size in self.ours.sizes.items():
            if path in self._left:
                continue
            if path not in sizes:
                found.missing.setdefault(path, CopyFault("missing"))
            elif sizes[path] != size:
                found.altered.setdefault(path, None)
        found.extra = sorted(set(outlook.plan.paths("delete")) & sizes.keys())
        return found


def _batches(paths: Sequence[str], sizes: Mapping[str, int]) -> Iterator[list[str]]:
    batch, total = list[str](), 0
    for path in paths:
        size = sizes.get(path, 0)
        if batch and (len(batch) >= _MOST_FILES or total + size > _MOST_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(path)
        total += size
    if batch:
        yield batch
