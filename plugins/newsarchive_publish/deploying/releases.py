"""A folder with a release for each publication, and a link to the present one.

    /srv/archive/current -> releases/20261127T215800Z-0123456789ab
    /srv/archive/releases/20261127T215800Z-0123456789ab/index.html …

A web server serves `current`. The link is replaced at once, so readers see the old publication or the new one. What did
not change is a hard link to the file of the release before. A new release is compared with its checksums before the
switch.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from calendar import timegm
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from newsarchive.api import HOST_RULES, SUMS, UNLISTED, digest_of_pieces
from newsarchive_publish.integrity.checksums import SumsError
from newsarchive_publish.integrity.copies import CopyFault, CopyFindings, FolderCopy, compare, fetched
from newsarchive_publish.publications.observing import LARGEST_SUMS

from .files import LARGEST_FILE, CopyLists, PublishedFiles, Trust, has_newer_list, is_of_list, lists_of
from .plan import believed, plan
from .record import MOST_RECORD, RECORD, TargetRecord, parse_record
from .targets import LOST

CURRENT, RELEASES = "current", "releases"
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}\Z")
_MODE = 0o644
"""The permissions of each file: a web server is another user."""

_LOCK, _STAGE, _LINK, _ASIDE = ".deploy.lock", ".deploy.new", ".deploy.link", ".deploy.new.json"


class ReleaseFolder(msgspec.Struct, frozen=True):
    """A folder with releases."""

    root: Path

    @property
    def lock(self) -> Path:
        """The file that keeps two deployments apart."""
        return self.root / _LOCK

    def strangers(self) -> list[str]:
        """Return the names in the folder that are not ours, because it is used for something else."""
        if not self.root.is_dir():
            return []
        names = (entry.name for entry in self.root.iterdir())
        ours = (CURRENT, RELEASES, LOST)
        return sorted(name for name in names if name not in ours and not name.startswith(".deploy."))

    def odd(self) -> str:
        """Return the name of an entry that no deployment left so, such as a link to somewhere else; empty if none is.

        A link would be followed, and what it leads to overwritten; `current` cannot replace a folder.
        """
        kinds = {CURRENT: stat.S_ISLNK, _LINK: stat.S_ISLNK, RELEASES: stat.S_ISDIR, _STAGE: stat.S_ISDIR}
        kinds |= dict.fromkeys((RECORD, _LOCK, _ASIDE), stat.S_ISREG)
        for name, fits in kinds.items():
            with suppress(FileNotFoundError, NotADirectoryError):
                if not fits((self.root / name).lstat().st_mode):
                    return name
        return ""

    def current(self) -> Path | None:
        """Return the present release; None if there is none yet, or if the link leads elsewhere."""
        link = self.root / CURRENT
        name = link.readlink().name if link.is_symlink() else ""
        path = self.root / RELEASES / name
        return path if _NAME.match(name) and path.is_dir() else None

    def record(self) -> TargetRecord | None:
        """Return what the last deployment wrote down."""
        try:
            return parse_record(fetched(FolderCopy(self.root), RECORD, MOST_RECORD))
        except CopyFault:
            return None

    def vouching(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the bytes of those of some files that are in the present release."""
        current = self.current()
        found = dict[str, bytes]()
        for path in paths if current else ():
            with suppress(CopyFault):
                found[path] = fetched(FolderCopy(self.root / CURRENT), path, LARGEST_SUMS)
        return found

    def releases(self) -> list[Path]:
        """Return all releases, the newest first."""
        folder = self.root / RELEASES
        found = [path for path in folder.iterdir() if _NAME.match(path.name)] if folder.is_dir() else []
        return sorted(found, key=lambda path: path.name, reverse=True)


class Release(msgspec.Struct, dict=True):
    """A new release of a publication, beside the present one.

    Attributes:
        folder: Where the releases are.
        ours: The publication.
        trust: By whom a publication and a list of mirrors must be signed.
        now: The time in seconds since 1970.
        grace: For how many seconds search files stay after they have left the site.
        look: Whether to read all files of the present release, instead of trusting its lists of checksums.
    """

    folder: ReleaseFolder
    ours: PublishedFiles
    trust: Trust
    now: int
    grace: int
    look: bool = False

    def __post_init__(self) -> None:
        """Compare the publication with the present release."""
        self._old, self._record = self.folder.current(), self.folder.record()
        files = self.folder.vouching((SUMS, UNLISTED))
        try:
            self._lists = lists_of(files.get(SUMS, b""), files.get(UNLISTED, b""))
        except SumsError:
            self._lists = CopyLists({})
        self._there = believed(self.ours, self._sizes(), self._lists)
        # no list has signatures of editions, or the list of mirrors
        self._there |= {path: self._read(path) for path, said in self._there.items() if self.look or not said}
        self._lasting = self._list_of_mirrors()
        if self._lasting:
            self._there |= {path: digest for path, digest in self.ours.digests.items() if is_of_list(path)}
        waiting = self._record.waiting if self._record else {}
        self.plan = plan(self.ours, self._there, self._lists, waiting, self.now, self.grace, known=True)

    def _sizes(self) -> dict[str, int]:
        """Return the sizes of the files in the present release."""
        if not self._old:
            return {}
        paths = [path for path, fault in FolderCopy(self._old).paths().items() if not fault]
        return {path: (self._old / path).lstat().st_size for path in paths}

    def _list_of_mirrors(self) -> dict[str, Path]:
        """Return the files of the list of mirrors in the present release, by path, if it is newer than ours."""
        if not self._old or not has_newer_list(FolderCopy(self._old), self.ours, self.trust):
            return {}
        return {path: self._old / path for path in self._there if is_of_list(path)}

    def _read(self, path: str) -> bytes:
        """Return the digest of a file of the present release; empty if it cannot be read."""
        try:
            return digest_of_pieces(FolderCopy(self.folder.root / CURRENT).chunks(path, LARGEST_FILE))
        except CopyFault:
            return b""

    def takes_back(self) -> bool:
        """Return whether readers had an address that is not public any more, as after a withdrawal for safety."""
        return any(path in self._lists.sums for path in self.ours.digests.keys() - self.ours.listed.keys())

    def is_current(self) -> bool:
        """Return whether the present release is this publication, and no search file in it has had its time."""
        return not self.plan.steps

    def make(self, step: Callable[[], None] = lambda: None) -> Path:
        """Write the release aside and return its folder; files of a run that was killed are written again."""
        stage = self.folder.root / _STAGE
        shutil.rmtree(stage, ignore_errors=True)
        try:
            self._fill(stage, step)
        except OSError:  # a disk that is full must not stay so for our sake
            shutil.rmtree(stage, ignore_errors=True)
            raise
        return stage

    def _fill(self, stage: Path, step: Callable[[], None]) -> None:
        own = {path: each for path, each in self.ours.digests.items() if not (self._lasting and is_of_list(path))}
        for path, digest in own.items():
            same = self._old / path if self._old and self._there.get(path) == digest else None
            self._put(stage / path, self.ours.root / path, same)
            step()
        old = {path: self.folder.root / CURRENT / path for path in self.plan.waiting}
        for path, file in {**old, **self._lasting}.items():
            self._put(stage / path, file, file)
        stage.chmod(0o755)

    def _put(self, file: Path, source: Path, same: Path | None) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not (same and _is_linked(same, file)):
            shutil.copy2(source, file)
            file.chmod(_MODE)
        with suppress(PermissionError):  # the older release is another user's
            os.utime(file, (time.time(), source.stat().st_mtime))

    def verify(self, stage: Path) -> CopyFindings:
        """Compare a release with the checksums of the publication.

        A file that was damaged in the present release is replaced: the hard link would carry the damage on.
        """
        found = self._compared(stage)
        damaged = [path for path in (*found.altered, *found.missing) if path in self.ours.digests]
        for path in damaged:
            (stage / path).unlink(missing_ok=True)
            self._put(stage / path, self.ours.root / path, None)
        return self._compared(stage) if damaged else found

    def _compared(self, stage: Path) -> CopyFindings:
        unlisted = self.ours.root / UNLISTED
        lists = lists_of((self.ours.root / SUMS).read_bytes(), unlisted.read_bytes() if unlisted.is_file() else b"")
        found = compare(FolderCopy(stage), self.ours.listed, lists.unlisted, HOST_RULES)
        known = {*self.plan.waiting, *self._lasting, *self.ours.digests}
        found.extra = [path for path in found.extra if path not in known]
        return found

    def switch(self, stage: Path, keep: int) -> Path:
        """Make a stage the present release, and delete old ones, so that `keep` are left besides it."""
        release = self._free()
        release.parent.mkdir(exist_ok=True)
        stage.rename(release)
        link = self.folder.root / _LINK
        link.unlink(missing_ok=True)
        link.symlink_to(f"{RELEASES}/{release.name}")
        _flush(release.parent)
        link.replace(self.folder.root / CURRENT)
        _flush(self.folder.root)
        self._write()
        for old in [path for path in self.folder.releases() if path != release][keep:]:
            shutil.rmtree(old)
        return release

    def _free(self) -> Path:
        """Return the path of the new release: no release has it yet, and its name sorts after all others."""
        moment = self.now
        for path in self.folder.releases()[:1]:  # the clock may have been ahead
            moment = max(moment, timegm(time.strptime(path.name[:16], _TIME)) + 1)
        return self.folder.root / RELEASES / f"{time.strftime(_TIME, time.gmtime(moment))}-{self.ours.key[:12]}"

    def _write(self) -> None:
        record = TargetRecord("", self.ours.key, self.now, done=True, waiting=dict(self.plan.waiting))
        aside = self.folder.root / _ASIDE
        aside.write_bytes(record.encoded())
        aside.replace(self.folder.root / RECORD)


def _is_linked(same: Path, file: Path) -> bool:
    """Make a hard link to a file of the release before; return False if that cannot be."""
    try:
        if stat.S_IMODE(same.lstat().st_mode) != _MODE:
            return False
        os.link(same, file)
    except OSError:  # another file system, or too many links
        return False
    return True


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
