"""Finds the folder of the work that an editor names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from plugins.archive.faults import did_you_mean
from plugins.builds.faultlines import shown_path
from plugins.reading.texts import Place
from plugins.reading.tree import walk
from plugins.reading.versions import Version, version_of

from .asking import Question
from .desk import Desk, RefusedError


@dataclass(frozen=True)
class Folder:
    """A work's folder as it lies on the disk: its files by language, and what could be read of them."""

    path: str
    places: dict[str, Place]
    versions: dict[str, Version]


def find_folder(desk: Desk, name: str) -> str:
    """Find a work by its slug, or by the end of its path where two share one; briefings come first.

    RefusedError names the one that may have been meant.
    """
    wanted = re.sub(r"/[^/]*\.(?:md|html)\Z", "", _path_of(name.strip()).strip("/"))
    wanted = wanted.removeprefix(f"{desk.root.name}/")
    # the address of a text begins with its language
    parts = wanted.split("/")
    languages = [place for place, part in enumerate(parts[:-1]) if part in desk.site.tags]
    wanted = "/".join(parts[languages[0] + 1 :]) if languages else wanted
    folders = folders_of(desk)
    found = next((each for each in folders if f"/{each}".endswith(f"/{wanted}")), None)
    if wanted and found:
        return found
    slugs, last = [each.rpartition("/")[2] for each in folders], wanted.rpartition("/")[2]
    meant = (
        _renamed(desk, last) or did_you_mean(last, slugs) or next((each for each in slugs if last and last in each), "")
    )
    message = desk.say("no-such-work", found=name)
    raise RefusedError(f"{message}; {desk.say('meant', meant=meant)}" if meant else message)


def _path_of(name: str) -> str:
    """Return the path in an address; what is no address as it is."""
    try:
        return urlsplit(name).path if "://" in name else name
    except ValueError:  # an IPv6 address that is none
        return name


def _renamed(desk: Desk, slug: str) -> str:
    """Return the slug of the work that had another one earlier; empty where none had."""
    for place in walk(desk.root, desk.site.tags).texts:
        version = version_of((desk.root / place.path).read_bytes(), place) if slug else None
        if version and slug in (each.rpartition("/")[2] for each in version.text.front.redirect_from):
            return place.folder.rpartition("/")[2]
    return ""


def folders_of(desk: Desk) -> list[str]:
    """Return the folders of all works, sorted."""
    return sorted({place.folder for place in walk(desk.root, desk.site.tags).texts})


def folder_of(desk: Desk, name: str) -> Folder:
    """Read a work's folder; RefusedError where there is none of that name."""
    found = find_folder(desk, name)
    own = {place.language: place for place in walk(desk.root, desk.site.tags).texts if place.folder == found}
    versions = {tag: version_of((desk.root / place.path).read_bytes(), place) for tag, place in own.items()}
    return Folder(found, own, {tag: version for tag, version in versions.items() if version})


def original_of(desk: Desk, folder: Folder) -> Version:
    """Return a work's original; RefusedError where there is no single one that can be read."""
    originals = [each for each in folder.versions.values() if not each.text.front.translates]
    if len(originals) != 1:
        first = next(iter(folder.places.values()))
        raise RefusedError(desk.say("no-original", path=shown_path(desk.root / first.folder)))
    return originals[0]


def which_work(desk: Desk) -> Question:
    """Return the question for a work, which is answered with its folder's name."""

    def accept(typed: str) -> str:
        find_folder(desk, typed)
        return typed

    slugs = tuple(folder.rpartition("/")[2] for folder in folders_of(desk))
    return Question("briefing", desk.say("ask.briefing"), accept, completed=slugs)
