"""This package: the files of the repository that it carries, and itself as a wheel.

In a wheel these files are inside the package; in a checkout of the repository, where they belong.

There is no registry from which an archive could install the package, so it has a wheel of it in its repository, or an
address of one. A wheel is written in one normal form: sorted, without times, and without compression, which differs
between versions of zlib, and which git does itself. A checkout and an installed copy of the package give the same
bytes.
"""

from __future__ import annotations

import base64
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.api import CHECKOUT, RefusedError, digest, is_checkout

_OF_THE_REPOSITORY = {
    "requirements.lock": "requirements.lock",
    "CHANGELOG.md": "CHANGELOG.md",
    "newsarchive": "newsarchive",
    "publish.yml": ".github/workflows/publish.yml",
}


def shipped(name: str) -> str:
    """Return the words of a file in `starting/files`, or of one of the repository's that the package carries.

    KeyError is raised if there is no such file.
    """
    inside: Any = files(__package__).joinpath("files", *name.split("/"))
    if inside.is_file():
        return str(inside.read_text("utf-8"))
    if is_checkout() and name in _OF_THE_REPOSITORY:
        return (CHECKOUT / _OF_THE_REPOSITORY[name]).read_text("utf-8")
    raise KeyError(name)


LARGEST = 100 * 1024 * 1024
"""The largest wheel that is read, in bytes."""

_FILE_NAME = re.compile(r"newsarchive-(\d+(?:\.\d+)*)-py3-none-any\.whl\Z")
_BY_PIP = frozenset(("INSTALLER", "REQUESTED", "RECORD", "direct_url.json"))
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file can have
_MODE = 0o100644 << 16


class WheelFault(RefusedError):  # noqa: N818 - it is about a file that somebody named
    """A wheel cannot be made or used; the message says why, and what to do."""


class Wheel(msgspec.Struct, frozen=True):
    """A wheel of this package: its file's name, its version and its bytes."""

    name: str
    version: str
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 digest in hex digits, as in `--hash=sha256:…`."""
        return digest(self.data).hex()


def order(version: str) -> tuple[int, ...]:
    """Return a key that orders versions: `2.10.0` is newer than `2.9.1`."""
    return tuple(int(part) for part in version.split("."))


_LONGEST_HEAD = 64 * 1024  # bytes of METADATA before its description: a forged file may unpack to gigabytes


def read_wheel(path: Path) -> Wheel:
    """Read a wheel of this package from a file; raise WheelFault if the file is something else."""
    named = _FILE_NAME.search(path.name)
    if not named:
        raise WheelFault(f"{path} is not a wheel of the generator; its name is like newsarchive-2.1.0-py3-none-any.whl")
    if not path.is_file():
        raise WheelFault(f"there is no file {path}")
    if path.stat().st_size > LARGEST:
        raise WheelFault(f"{path} is larger than {LARGEST // 1024**2} MB; download it again")
    wheel = Wheel(path.name, named[1], path.read_bytes())
    try:
        with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
            about = archive.getinfo(f"newsarchive-{wheel.version}.dist-info/METADATA")
            with archive.open(about) as file:
                head = file.read(_LONGEST_HEAD).decode("utf-8", "replace").partition("\n\n")[0].split("\n")
            archive.getinfo("newsarchive_start/__init__.py")
            folders = {name.partition("/")[0] for name in archive.namelist()} - {about.filename.partition("/")[0]}
            strange = any(".." in name.split("/") for name in archive.namelist())
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):  # the last two: compressed or encrypted
        raise WheelFault(f"{path} is damaged, or its version is not {wheel.version}; download it again") from None
    others = [name for name in folders if name.partition("_")[0] != "newsarchive"]
    if "Name: newsarchive" not in head or strange or others:
        raise WheelFault(f"{path} is not a wheel of the generator; download it again")
    if f"Version: {wheel.version}" not in head:
        raise WheelFault(f"{path} contains another version than {wheel.version}; download it again")
    return wheel


def wheel_of_this() -> Wheel:
    """Return a wheel of the package that runs; raise WheelFault if it is neither installed nor in a checkout."""
    if is_checkout():
        return _normal(_of_checkout(CHECKOUT))
    return _normal(_installed())


def _of_checkout(root: Path) -> dict[str, bytes]:
    """Return the files of the wheel that hatchling builds from a checkout, by path."""
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ImportError:
        raise WheelFault(
            "a wheel of this checkout cannot be built, because hatchling is not installed; run ./newsarchive init"
        ) from None
    builder: Any = WheelBuilder(str(root))
    with tempfile.TemporaryDirectory() as folder:
        (built,) = builder.build(directory=folder, versions=["standard"])
        with zipfile.ZipFile(built) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _installed() -> dict[str, bytes]:
    """Return the files of the wheel from which the running package was installed, without those that pip added."""
    try:
        found = distribution("newsarchive")
    except PackageNotFoundError:
        raise WheelFault("the package is not installed; install its wheel with pip") from None
    paths = [path for path in found.files or () if ".." not in path.parts and path.suffix != ".pyc"]
    kept = [path for path in paths if path.name not in _BY_PIP and path.parts[0] != "bin"]
    return {path.as_posix(): Path(str(found.locate_file(path))).read_bytes() for path in kept}


def _normal(contents: Mapping[str, bytes]) -> Wheel:
    """Return a wheel in its normal form, made of the files by path; RECORD is written anew."""
    (information,) = {path.partition("/")[0] for path in contents if ".dist-info/" in path}
    record = f"{information}/RECORD"
    kept = {path: contents[path] for path in sorted(contents) if path != record}
    kept[record] = _record(kept, record)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for path, data in kept.items():
            entry = zipfile.ZipInfo(path, _OLDEST)
            entry.external_attr, entry.create_system = _MODE, 3
            archive.writestr(entry, data)
    version = information.removeprefix("newsarchive-").removesuffix(".dist-info")
    return Wheel(f"newsarchive-{version}-py3-none-any.whl", version, written.getvalue())


def _record(contents: Mapping[str, bytes], own: str) -> bytes:
    """Return the list of the files with digests and sizes that a wheel has (Python's packaging guide, RECORD)."""
    lines: Iterable[str] = (
        f"{path},sha256={base64.urlsafe_b64encode(digest(data)).decode().rstrip('=')},{len(data)}"
        for path, data in contents.items()
    )
    return "\n".join([*lines, f"{own},,", ""]).encode()
