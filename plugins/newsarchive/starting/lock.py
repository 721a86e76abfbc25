"""The pinned packages of an archive, `requirements.lock`.

Every package has its version and the digests of its files; the generator itself is a wheel in the repository or at an
address. The lock names no registry.
"""

from __future__ import annotations

import re

from .wheel import Wheel

PACKAGES = "packages"
"""The folder of an archive's repository in which the wheel of the generator is."""

_HEAD = "# All packages that the archive needs, by version and digest; `make upgrade` renews this file"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def lock_of(wheel: Wheel, address: str, others: str) -> str:
    """Return the lock of an archive.

    Args:
        wheel: The generator.
        address: The https address of the wheel, or empty if it is in the repository.
        others: The generator's own lock, with all packages that it needs.
    """
    where = f"newsarchive @ {address}" if address else f"./{PACKAGES}/{wheel.name}"
    return f"{_HEAD}\n{where} --hash=sha256:{wheel.digest}\n{others}"


def merged_lock(theirs: str, ours: str) -> str:
    """Return `ours`, a new lock, with the packages of `theirs` that it does not have.

    A newsroom may have added packages, such as a plugin, and keeps them.
    """
    known, found = _blocks(ours), _blocks(theirs)
    added = [block for name, block in found.items() if name not in known]
    return ours + "".join(added)


def _blocks(lock: str) -> dict[str, str]:
    """Return the lines of each package, with the comments below it, by the package's name in lower case."""
    blocks: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "\t", "#", "\n")):
            name = _name(line)
        if name:
            blocks[name] = blocks.get(name, "") + line
    return blocks


def _name(line: str) -> str:
    """Return the name of the package that a line pins, in the form in which names are compared (PEP 503)."""
    if line.startswith("./"):
        line = line.rpartition("/")[2].split("-")[0]
    named = _NAME.match(line)
    return re.sub(r"[-_.]+", "-", named[0]).lower() if named else line.strip()
