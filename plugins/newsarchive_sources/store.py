"""The folder with kept copies (`KEPT_PATH`), outside of git and of everything that is published.

A copy is a file `HOST/DAY-DIGEST.EXTENSION`, and its time-stamp token lies beside it (`….tsr`). The name stands in a
table that may be public, and must not help the owner of the source to find our visit in a log. So its digest is salted:
of the salt and the file. The salt is beside it (`….saved`), with the moment.

Files are written under another name and renamed, so that a run that is killed leaves no half of one. One run at a time
uses the folder.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from newsarchive.api import digest

from .kept import MOMENT, Attempt
from .wacz import WaczError, read_wacz
from .web import NoAnswerError, address_of, printable

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LOCK, _PART, TOKEN, SAVED = ".lock", ".part", ".tsr", ".saved"
_OTHER = re.compile(r"[^a-z0-9.-]")
_LONGEST_HOST = 200
_HALF = re.compile(r"\.[0-9]{8}-[0-9a-f]+\.[a-z0-9.]+\.part")
"""Matches the names of halves of our files; in somebody's home folder there may be other `.part` files."""

StoreFault = Literal["inside", "repository", "running", "folder"]
Damage = Literal["missing", "altered", "unreadable", "token"]


class StoreError(Exception):
    """The folder cannot be used.

    Attributes:
        reason: `inside` (it is in a folder that is published or may be), `repository` (of git), `running` (another
            run uses it) or `folder` (it, or what it is to be in, is a file).
        found: The folder or repository around it, or that file; may be empty.
    """

    def __init__(self, reason: StoreFault, found: str = "") -> None:
        """Create the error."""
        super().__init__(f"{reason}: {found}")
        self.reason, self.found = reason, found


class CopyStore:
    """The folder with kept copies. Only within `CopyStore.opened` may something be written."""

    def __init__(self, folder: Path, certificates: Iterable[Certificate] = (), *, dry: bool = False) -> None:
        """Use a folder, which need not exist yet; if `dry`, nothing is written or deleted.

        `certificates` are those of the authority for time-stamps.
        """
        self.folder, self._certificates, self._dry = folder, tuple(certificates), dry

    def require_apart(self, public: Iterable[Path]) -> None:
        """Raise StoreError if the folder is in a git repository or in one of `public`, or is no folder.

        The copies are other people's works, and may name people: nothing may publish or commit them by accident.
        """
        real = Path(os.path.realpath(self.folder))
        around = {Path(os.path.realpath(each)): each for each in public}
        for place in (real, *real.parents):
            if os.path.lexists(place) and not place.is_dir():
                raise StoreError("folder", str(place))
            if place in around:
                raise StoreError("inside", str(around[place]))
            if os.path.lexists(place / ".git"):
                raise StoreError("repository", str(place))

    @contextmanager
    def opened(self, public: Iterable[Path]) -> Iterator[CopyStore]:
        """Create and lock the folder for the block, and delete halves of files that killed runs left.

        Raises:
            StoreError: It cannot be used, as `require_apart` says, or another run uses it.
        """
        self.require_apart(public)
        if self._dry:
            yield self
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError("running", str(self.folder)) from None
            for part in self.folder.glob(f"*/.*{_PART}"):
                if _HALF.fullmatch(part.name):
                    part.unlink()
            yield self
        finally:
            os.close(descriptor)

    def put(self, address: str, moment: dt.datetime, data: bytes, suffix: str = "wacz") -> str:
        """Write a copy of a source that was made at a moment (UTC); return its path below the folder."""
        salt = secrets.token_hex(32)
        # of a dry run, the salt and so the name are not those of the run that follows
        name = "…" if self._dry else digest(salt.encode() + data).hex()
        file = f"{_folder_of(address)}/{moment:%Y%m%d}-{name}.{suffix}"
        self._write(file + SAVED, f"{moment:{MOMENT}} {salt}\n".encode())
        self._write(file, data)
        return file

    def put_token(self, file: str, token: bytes) -> None:
        """Write the time-stamp token of a copy beside it."""
        self._write(file + TOKEN, token)

    def _write(self, file: str, data: bytes) -> None:
        if self._dry:
            return
        path = self.folder / file
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_name(f".{path.name}{_PART}")
        try:
            with part.open("wb") as stream:
                part.chmod(0o600)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def read(self, attempt: Attempt) -> bytes:
        """Return the bytes of a copy; OSError if it is not there."""
        return (self.folder / attempt.file).read_bytes()

    def is_same(self, attempt: Attempt, data: bytes) -> bool:
        """Return whether these are the bytes of a copy, by the digest in its name."""
        path = self.folder / (attempt.file + SAVED)
        # those of earlier versions have no salt
        salt = path.read_bytes().rpartition(b" ")[2].strip() if path.is_file() else b""
        return digest(salt + data).hex() == attempt.digest

    def token(self, attempt: Attempt) -> bytes:
        """Return the time-stamp token of a copy; OSError if there is none."""
        return (self.folder / (attempt.file + TOKEN)).read_bytes()

    def remove(self, attempt: Attempt) -> None:
        """Delete a copy and what is beside it, and the folder of its host if that is empty then."""
        path = self.folder / attempt.file
        for end in ("", TOKEN, SAVED):
            path.with_name(path.name + end).unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()

    def unnamed(self, attempts: Iterable[Attempt]) -> list[str]:
        """Return the files that no line of the table names, as paths below the folder."""
        named = {each.file + end for each in attempts if each.is_copy for end in ("", TOKEN, SAVED)}
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.glob("*/*") if path.is_file())
        return sorted(file for file in found if file not in named and not file.endswith(_PART))

    def damage(self, attempt: Attempt) -> tuple[Damage, str] | None:
        """Return what is wrong with a copy, and a detail; None if all is as its line in the table says."""
        try:
            data = self.read(attempt)
        except OSError as error:
            return "missing", error.strerror or ""
        if not self.is_same(attempt, data):
            return "altered", ""
        if attempt.outcome == "fetched":
            try:
                _require_page(data, attempt)
            except WaczError as error:
                return "unreadable", printable(str(error))
        return self._token_damage(attempt, data)

    def _token_damage(self, attempt: Attempt, data: bytes) -> tuple[Damage, str] | None:
        if not attempt.token:
            return None
        try:
            token = self.token(attempt)
        except OSError as error:
            return "token", error.strerror or ""
        if digest(token).hex() != attempt.token:
            return "token", ""
        # imported late: a publication that reads copies does not need it
        from .timestamps import TimestampError, read_timestamp

        try:
            read_timestamp(token, digest(data), self._certificates)
        except TimestampError as error:
            return "token", str(error)
        return None


def _require_page(data: bytes, attempt: Attempt) -> None:
    """Raise WaczError if a copy that was fetched cannot be read, or lacks the page that its line in the table names."""
    wacz = read_wacz(data)
    page = wacz.page(attempt.address)
    if page is None:
        raise WaczError(f"{attempt.address} is not in it")
    main = next(iter(wacz.pages), "")
    if main != address_of(attempt.address):
        raise WaczError(f"it is a copy of {main}")
    try:
        day = dt.datetime.strptime(page.date, MOMENT).date()
    except ValueError:
        raise WaczError(f"it has no moment but {page.date!r}") from None
    if day != attempt.day:
        raise WaczError(f"the page was fetched at {page.date}")


def _folder_of(address: str) -> str:
    """Return the name of the folder for copies of an address: its host, in ASCII."""
    try:
        host = urlsplit(address_of(address)).hostname or ""
    except NoAnswerError:
        host = ""
    name = _OTHER.sub("-", host.lower())[:_LONGEST_HOST].strip(".-")
    return name or "unnamed"
