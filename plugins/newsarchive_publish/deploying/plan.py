"""The steps from what lies at a target to the publication, in an order in which no link dangles.

A target without a link to switch changes file by file, and readers follow links meanwhile. Three rules keep every link
of every page that readers can reach good, wherever a deployment stops:

1. Files whose addresses are new come first. No page that readers can reach links to them yet.
2. Then come the files that change. Whatever a new version links to is there: it was before, or it is new.
3. Files that leave come last, when no page of the publication is left that links to them. Pages leave before what they
   link to.

Within the first two, files go by kind (`files.FileKind`), so that the page at the root is there only when the site is.
The lists of checksums and the state follow everything that they vouch for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from newsarchive.api import HOST_RULES, signed_path
from newsarchive_publish.integrity.checksums import is_apart

from .files import CopyLists, FileKind, PublishedFiles, is_shard, kind_of

Act = Literal["clear", "add", "change", "delete"]


class DeployStep(NamedTuple):
    """Some files of one kind, in any order among themselves, to `add`, to `change` or to `delete`.

    `clear` deletes files where the publication has a folder of the same name, or the other way round.
    """

    act: Act
    kind: FileKind
    paths: tuple[str, ...]


class DeployPlan(msgspec.Struct, frozen=True):
    """What a deployment does.

    Attributes:
        steps: The steps, in order.
        waiting: Search files that stay for readers who have an older search page open: the time, in seconds since 1970,
            since when the site has been without each.
        strangers: Files at the target that are not known to be ours, and stay.
        public: The files whose addresses are public, so that messages may name them.
    """

    steps: tuple[DeployStep, ...] = ()
    waiting: Mapping[str, int] = msgspec.field(default_factory=dict)
    strangers: tuple[str, ...] = ()
    public: frozenset[str] = frozenset()

    def paths(self, *acts: Act) -> list[str]:
        """Return the paths of all steps of these acts."""
        return [path for step in self.steps if step.act in acts for path in step.paths]


def believed(ours: PublishedFiles, there: Mapping[str, int], lists: CopyLists) -> dict[str, bytes]:
    """Return what the files at a target are by its lists: a digest by path, or empty bytes if that is unknown.

    Args:
        ours: The publication.
        there: The sizes of the files that lie at the target.
        lists: The lists of checksums at the target.
    """
    found = {}
    for path, size in there.items():
        own = ours.digests.get(path, b"")
        said = lists.says(path, own)
        found[path] = b"" if said == own and size != ours.sizes.get(path, size) else said
    return found


def plan(
    ours: PublishedFiles,
    there: Mapping[str, bytes],
    lists: CopyLists,
    waiting: Mapping[str, int],
    now: int,
    grace: int,
    *,
    known: bool,
) -> DeployPlan:
    """Return the plan from what lies at a target to a publication.

    Args:
        ours: The publication.
        there: The digests of all files at the target; empty bytes for those that are unknown.
        lists: The lists of checksums at the target.
        waiting: Search files that have left the site already, with the time since when.
        now: The time in seconds since 1970.
        grace: For how many seconds search files stay after they have left the site.
        known: Whether we have deployed there before, so that whatever lies in a folder of the site is ours.
    """
    tops = {path.partition("/")[0] for path in (*ours.digests, *lists.sums) if "/" in path}
    others = [path for path in there if path not in ours.digests]
    gone = [path for path in others if path in lists.sums or path in waiting or (known and _is_ours(path, tops))]
    since = {path: min(waiting.get(path, now), now) for path in gone if is_shard(path)}
    kept = {path: time for path, time in since.items() if now - time < grace}
    leaving = [path for path in gone if path not in kept]
    blocking = _blocking(leaving, ours.digests)
    signatures = [path for path in ours.digests if is_apart(path) or signed_path(path) in ours.listed]
    return DeployPlan(
        tuple(_steps(ours.digests, there, [path for path in leaving if path not in blocking], blocking)),
        kept,
        tuple(sorted(set(others) - set(gone))),
        frozenset((*ours.listed, *lists.sums, *waiting, *HOST_RULES, *signatures)),
    )


def _is_ours(path: str, tops: Collection[str]) -> bool:
    """Return whether a file lies in a folder of the site, where nobody else has files, or is an old signature.

    Hidden folders, such as `.well-known`, are shared with others.
    """
    top, slash, _ = path.partition("/")
    return is_apart(path) or (bool(slash) and top in tops and not top.startswith("."))


def _blocking(leaving: Collection[str], ours: Collection[str]) -> set[str]:
    """Return the files that leave where the publication has a folder, or that lie where it has a file."""
    folders = {
        "/".join(parts[:depth]) for parts in (path.split("/") for path in ours) for depth in range(1, len(parts))
    }
    return {
        path
        for path in leaving
        if path in folders or any("/".join(path.split("/")[:depth]) in ours for depth in range(1, path.count("/") + 1))
    }


def _steps(
    ours: Mapping[str, bytes], there: Mapping[str, bytes], leaving: Collection[str], blocking: Collection[str]
) -> Iterator[DeployStep]:
    yield from _by_kind("clear", blocking)
    body = [path for path in ours if kind_of(path) < FileKind.SUMS]
    yield from _by_kind("add", [path for path in body if path not in there])
    yield from _by_kind("change", [path for path in body if path in there and there[path] != ours[path]])
    vouching = [path for path in ours if kind_of(path) >= FileKind.SUMS and there.get(path) != ours[path]]
    yield from _by_kind("change", vouching)
    yield from reversed(list(_by_kind("delete", leaving)))


def _by_kind(act: Act, paths: Collection[str]) -> Iterator[DeployStep]:
    for kind in FileKind:
        chosen = tuple(sorted(path for path in paths if kind_of(path) is kind))
        if chosen:
            yield DeployStep(act, kind, chosen)
