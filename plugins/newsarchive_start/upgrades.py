"""What an upgrade changes, shows and leaves alone.

Files that a newsroom has not changed since they were generated are renewed. For others, the difference is shown. Files
that it has deleted stay deleted. `requirements.lock` has every package with its version and the digests of its files,
and names no registry: it keeps the packages that a newsroom has added.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal

import msgspec

from newsarchive.api import digest

from .answers import Record
from .wheel import order

LOCK = "requirements.lock"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_VERSION = re.compile(r"^## (\d+(?:\.\d+)*)\b.*$", re.MULTILINE)
_MOVED = {
    "books": "newsarchive_editions",
    "datasets": "newsarchive_editions",
    "feeds": "newsarchive.head",
    "mirroring": "newsarchive_publish",
    "site_files": "newsarchive.server",
}
"""The plugins of versions until 2.1, without `newsarchive.`, and those that do their work now."""

_PLUGIN = re.compile(rf"""["']newsarchive\.({"|".join(_MOVED)})["']""")
_IMPORT = re.compile(r"\s*(?:from|import)\s+newsarchive\.(?!(?:api|defaults)\b)\w+")
_SIGNAL = re.compile(r"""["']archive_books_wanted["']""")
_PRINTS = re.compile(r"\bprints=")
_KEPT = re.compile(r"\bdef \w+\([^)]*\bkept\b")

_MAKE = re.compile(r"\bmake(?: -\S+)* ([a-z]+)\b([^#|;&`]*)")
_OF_THE_PROGRAM = frozenset(
    "correct deploy doctor fix import init keep letter links mirrors rename sign status term translate upgrade verify"
    " withdraw words".split()
)
_OF_MAKE = frozenset("check clean html new publish serve".split())
_TYPED = re.compile(r"\b([A-Z_]+)=")
_TAKEN = frozenset("CONFFILE INPUTDIR OUTPUTDIR PELICANOPTS PORT PUBLISHCONF PYTHON SITEURL".split())
"""The variables that rules of make still take; until version 2.1 each argument of a command was one."""

_ASKED = re.compile(r"^### To do after an upgrade\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)


class Renewal(msgspec.Struct, frozen=True):
    """What an upgrade does with one file.

    Attributes:
        path: The file, relative to the root of the archive's repository.
        before: Its bytes; None if there is no such file.
        after: The bytes that the new version generates; None if it does not have the file any more.
        action: `write` and `delete` change the file; `show` prints the difference and changes nothing.
    """

    path: str
    before: bytes | None
    after: bytes | None
    action: Literal["write", "delete", "show"]


def renewals(
    record: Record, new: Mapping[str, bytes], read: Callable[[str], bytes | None], take: Collection[str] = ()
) -> list[Renewal]:
    """Return what an upgrade does, sorted by path, without files that stay as they are.

    Args:
        record: What was generated before.
        new: The files that the new version generates.
        read: Returns the present bytes of a file, None if there is none.
        take: Files that are renewed although the newsroom has changed them.
    """
    found = []
    for path in sorted({*record.files, *new}):
        before, after = read(path), new.get(path)
        if path == LOCK and before is not None and after is not None and _is_changed(record, path, before):
            after = merged_lock(before.decode("utf-8", "replace"), after.decode()).encode()
            action: Literal["write", "delete", "show", ""] = "write" if after != before else ""
        else:
            action = "" if before == after else _action(record, path, before, after, take)
        if action:
            found.append(Renewal(path, before, after, action))
    return found


def _action(
    record: Record, path: str, before: bytes | None, after: bytes | None, take: Collection[str]
) -> Literal["write", "delete", "show", ""]:
    if before is None:
        # what the newsroom has deleted stays so; what no version before had is new
        return "write" if path not in record.files or path in take else ""
    if path in take or not _is_changed(record, path, before):
        return "delete" if after is None else "write"
    if after is None or digest(after).hex() == record.files.get(path):
        return ""  # the newsroom has changed it, and the new version has not
    return "show"


def _is_changed(record: Record, path: str, before: bytes) -> bool:
    return record.files.get(path) != digest(before).hex()


def files_after(record: Record, new: Mapping[str, bytes], done: Collection[Renewal]) -> dict[str, str]:
    """Return the digests that the new record has: of what the version generates, and of what was only shown as before.

    A file that was shown is shown again by the next upgrade, as long as the newsroom has not taken it.
    """
    shown = {each.path for each in done if each.action == "show"}
    found = {path: digest(data).hex() for path, data in new.items() if path not in shown}
    return dict(sorted({**found, **{path: record.files[path] for path in shown & record.files.keys()}}.items()))


def difference(renewal: Renewal) -> str:
    """Return a unified difference between a file and what the new version generates."""
    before, after = ((data or b"").decode("utf-8", "replace").splitlines() for data in (renewal.before, renewal.after))
    names = (renewal.path, f"{renewal.path} (new version)")
    return "\n".join(difflib.unified_diff(before, after, *names, lineterm=""))


def outdated(path: str, source: str) -> Iterator[str]:
    """Yield what the newsroom's own code, such as settings, plugins and workflows, must write otherwise, by line."""
    for number, line in enumerate(source.splitlines(), start=1):
        for command, more in _MAKE.findall(line):
            typed = set(_TYPED.findall(more)) - _TAKEN
            if command in _OF_THE_PROGRAM or (command in _OF_MAKE and typed):
                told = "its --help lists what make took as variables"
                yield f"{path}:{number}: write ./newsarchive {command} instead of make {command}; {told}"
        if _IMPORT.match(line):
            yield f"{path}:{number}: write “from newsarchive.api import …”, which has all names for plugins"
        for plugin in _PLUGIN.finditer(line):
            yield f"{path}:{number}: write {_MOVED[plugin[1]]} instead of newsarchive.{plugin[1]}"
        if _SIGNAL.search(line):
            yield f"{path}:{number}: write archive_editions_wanted instead of archive_books_wanted"
        if _KEPT.search(line):
            yield f"{path}:{number}: a receiver's argument kept is called cache, a newsarchive.api.Cache"
        if _PRINTS.search(line):
            yield f"{path}:{number}: leave prints out, and call edition.note(briefing) for each of these briefings"


def asked(changelog: str, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield what a changelog asks newsrooms to do, by version, for versions later than `old` up to `new`, oldest first.

    The words are those below `### To do after an upgrade` in a version's section.
    """
    heads = list(_VERSION.finditer(changelog))
    ends = [*(head.start() for head in heads[1:]), len(changelog)]
    for head, end in reversed(list(zip(heads, ends, strict=True))):
        if order(old) < order(head[1]) <= order(new):
            for words in _ASKED.finditer(changelog, head.end(), end):
                yield head[1], words[1].strip()


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
