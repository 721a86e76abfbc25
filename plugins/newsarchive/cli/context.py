"""What every editors' command needs: site, words and content, and the works in it.

Editors' commands are those of `newsarchive` that check or change the content, such as `new`, `check` and `withdraw`. A
work is a briefing, page or notice in all languages.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.build.diagnostics import fault_message
from newsarchive.build.inputs import build_day
from newsarchive.build.site_loader import load_words
from newsarchive.build.terminal import shown_path
from newsarchive.content.tree import walk
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version, version_of
from newsarchive.i18n.catalogues import Catalogues
from newsarchive.model.diagnostics import Fault, RefusedError, UsageError, did_you_mean
from newsarchive.model.fields import FrontMatter
from newsarchive.model.models import Text, Work
from newsarchive.model.settings import Site, language_of_messages, site_of
from newsarchive.version import this_version


class Desk(msgspec.Struct, frozen=True):
    """What a command gets that checks or changes the content.

    `language` is that of messages, `root` the content folder, and `dry` whether to say only what would be done.
    """

    site: Site
    words: Catalogues
    language: str
    root: Path
    settings: Mapping[str, Any]
    dry: bool = False

    def say(self, key: str, /, number: int | None = None, **values: object) -> str:
        """Return a message in the editor's language; its key in the catalogue is `newsroom.{key}`.

        `number` selects the plural form; `values` fill the placeholders, paths as messages show them.
        """
        shown = {name: shown_path(value) if isinstance(value, Path) else value for name, value in values.items()}
        return self.words(self.language, f"newsroom.{key}", number, **shown)

    def tell(self, key: str, /, number: int | None = None, **values: object) -> None:
        """Print a message (`say`)."""
        print(self.say(key, number, **values))

    def refuse(self, key: str, /, **values: object) -> RefusedError:
        """Return a RefusedError with a message (`say`)."""
        return RefusedError(self.say(key, None, **values))

    def refusal(self, fault: Fault, meant: str = "") -> UsageError:
        """Return an error that names a fault in what the editor typed, and may suggest `meant`."""
        return self.refused(fault_message(fault, self.words, self.language), meant)

    def refused(self, message: str, meant: str = "") -> UsageError:
        """Return an error with a message, which suggests `meant` unless that is empty."""
        return UsageError(f"{message}; {self.say('meant', meant=meant)}" if meant else message)


def desk_of(settings: Mapping[str, Any], language: str = "", *, dry: bool = False) -> Desk:
    """Return the `Desk` of a command, whose messages are in a language of the site."""
    site = site_of(settings, build_day(os.environ))
    language = language_of_messages(site, language)
    return Desk(site, load_words(settings, site), language, Path(settings["PATH"]), settings, dry)


def agent_of(site_url: str) -> str:
    """Return how requests of editors' commands name themselves to web servers: the generator, and the archive."""
    return f"newsarchive/{this_version()}" + (f" (+{site_url})" if site_url else "")


def at_desk(
    work: Callable[[Desk, argparse.Namespace], int | None],
) -> Callable[[argparse.Namespace, Mapping[str, Any]], int]:
    """Return the `run` of a command whose work is done by a function, which returns the exit status, None for 0."""

    @wraps(work)
    def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
        desk = desk_of(settings, options.language, dry=getattr(options, "dry_run", False))
        status = work(desk, options) or 0
        if desk.dry:
            desk.tell("dry-run")
        return status

    return run


class WorkFolder(msgspec.Struct, frozen=True):
    """The folder of a work (a briefing, page or notice), relative to the content, with its text files by language.

    Files that cannot be parsed are in `places` but not in `versions`.
    """

    path: str
    places: Mapping[str, Place]
    versions: Mapping[str, Version]

    @property
    def slug(self) -> str:
        """The name of the folder, which is the end of its addresses."""
        return self.path.rpartition("/")[2]

    @property
    def work(self) -> Work:
        """The texts that can be parsed as a work; if the original is missing, an empty one replaces it."""
        texts = {tag: version.text for tag, version in self.versions.items()}
        missing = Text("", "", FrontMatter(), "", "")
        original = next((text for text in texts.values() if not text.front.translates), missing)
        return Work(self.slug, self.path, original, texts)


def folders_of(desk: Desk) -> dict[str, dict[str, Place]]:
    """Return the text files of all works by language, by the path of their folder, sorted."""
    folders: dict[str, dict[str, Place]] = {}
    for place in walk(desk.root, desk.site.tags).texts:
        folders.setdefault(place.folder, {})[place.language] = place
    return dict(sorted(folders.items()))


def read_folder(desk: Desk, path: str, places: Mapping[str, Place]) -> WorkFolder:
    """Parse the text files of a folder."""
    read = {tag: version_of((desk.root / place.path).read_bytes(), place) for tag, place in places.items()}
    return WorkFolder(path, places, {tag: version for tag, version in read.items() if version})


def find_folder(desk: Desk, name: str) -> str:
    """Return the path in the content of the folder of a work.

    `name` is the slug, the path of the folder or of a file in it, or a web address in any language. Of two with the
    same slug, the first by path is returned; without any, RefusedError suggests one.
    """
    path = re.sub(r"\A\s*\w+://[^/]*|[?#].*", "", name).strip().strip("/")
    parts = re.sub(r"/[^/]*\.(?:md|html)\Z", "", path).split("/")
    # an address has a language tag in front; the path of a folder has none
    begin = next((index + 1 for index, part in enumerate(parts[:-1]) if part in (*desk.site.tags, desk.root.name)), 0)
    wanted, last = "/".join(parts[begin:]), parts[-1]
    folders = folders_of(desk)
    found = next((path for path in folders if f"/{path}".endswith(f"/{wanted}")), None)
    if wanted and found:
        return found
    slugs = [path.rpartition("/")[2] for path in folders]
    near = did_you_mean(last, slugs) or next((slug for slug in slugs if last and last in slug), "")
    raise desk.refused(desk.say("no-such-work", found=name), _renamed(desk, folders, last) or near)


def _renamed(desk: Desk, folders: Mapping[str, Mapping[str, Place]], slug: str) -> str:
    for path, places in folders.items() if slug else ():
        for version in read_folder(desk, path, places).versions.values():
            if slug in (old.rpartition("/")[2] for old in version.text.front.redirect_from):
                return path.rpartition("/")[2]
    return ""


def folder_of(desk: Desk, name: str) -> WorkFolder:
    """Read the text files of the folder that `find_folder` finds; raise RefusedError if there is none."""
    path = find_folder(desk, name)
    return read_folder(desk, path, folders_of(desk)[path])


def original_of(desk: Desk, folder: WorkFolder) -> Version:
    """Return the only text of a folder that is not a translation; raise RefusedError if there is none, or several."""
    originals = [version for version in folder.versions.values() if not version.text.front.translates]
    if len(originals) != 1:
        raise desk.refuse("no-original", path=desk.root / folder.path)
    return originals[0]


def require_words(desk: Desk, *versions: Version) -> None:
    """Raise RefusedError if one of some texts is withdrawn and thus has no words."""
    for version in versions:
        if version.text.front.status == "withdrawn":
            raise desk.refuse("withdraw.already", path=desk.root / version.text.path)
