"""Finds the folder of the work that an editor names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.archive.faults import did_you_mean
from plugins.reading.texts import Place
from plugins.reading.tree import walk
from plugins.reading.versions import Version, version_of

from .desk import Desk, RefusedError


@dataclass(frozen=True)
class Folder:
    """A work's folder as it lies on the disk: its files by language, and what could be read of them."""

    places: dict[str, Place]
    versions: dict[str, Version]


def find_folder(desk: Desk, name: str) -> str:
    """Find a work by its slug, or by the end of its path where two share one; briefings come first.

    RefusedError names the one that may have been meant.
    """
    wanted = re.sub(r"/[^/]*\.md\Z", "", name.strip().strip("/"))
    wanted = wanted.removeprefix(f"{desk.root.name}/")
    folders = folders_of(desk)
    found = next((each for each in folders if f"/{each}".endswith(f"/{wanted}")), None)
    if wanted and found:
        return found
    slugs, last = [each.rpartition("/")[2] for each in folders], wanted.rpartition("/")[2]
    meant = did_you_mean(last, slugs) or next((each for each in slugs if last and last in each), "")
    message = desk.say("no-such-work", found=name)
    raise RefusedError(f"{message}; {desk.say('meant', meant=meant)}" if meant else message)


def folders_of(desk: Desk) -> list[str]:
    """Return the folders of all works, sorted."""
    return sorted({place.folder for place in walk(desk.root, desk.site.tags).texts})


def folder_of(desk: Desk, name: str) -> Folder:
    """Read a work's folder; RefusedError where there is none of that name."""
    found = find_folder(desk, name)
    own = {place.language: place for place in walk(desk.root, desk.site.tags).texts if place.folder == found}
    versions = {tag: version_of((desk.root / place.path).read_bytes(), place) for tag, place in own.items()}
    return Folder(own, {tag: version for tag, version in versions.items() if version})
