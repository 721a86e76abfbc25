"""What is left of an example and stops a publication, or is printed in a trial.

The rules are in `placeholders`; here they meet the settings, the catalogues and the content.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsarchive.model.index import Words
from newsarchive.model.settings import SettingsError, Site, site_of

from .placeholders import Unfilled, keys_left, names_left, placeholders_of, unfilled, unfilled_in
from .terminal import shown_path


def require_own_values(settings: Mapping[str, Any], day: dt.date) -> bool:
    """Check that a site is not published with settings of a local build or with what is left of an example.

    If `ALLOW_PLACEHOLDERS` is on, as in a trial, such values (see `lines_left`) are printed and not refused. The
    content is searched only if something else is left: otherwise `require_own_words` does so after the scan.

    Returns:
        Whether anything is left, and was printed.

    Raises:
        SettingsError: If `newsarchive publish` has settings of a local build, or if placeholders are refused.
    """
    site = site_of(settings, day)
    # `newsarchive publish` sets PUBLICATION, whatever the settings are
    if os.environ.get("PUBLICATION") and not (site.url and settings.get("CHECKSUMS")):
        raise SettingsError(
            "nothing is published, because these are settings of a local build: SITEURL or CHECKSUMS is off. Begin the"
            " file with “from publishconf import *”, and import nothing after it that turns them off again"
        )
    if not (site.url or site.records):
        return False
    # imported late: a local build in which nothing has changed loads no catalogues
    from .site_loader import load_words

    words, language = load_words(settings, site), site.default
    left = [line for _, line in _settings_left(settings, site, words, language)]
    if not left:
        return False
    _refuse_or_print([*left, *_marked_lines(unfilled([Path(settings["PATH"])]))], settings, site, words)
    return True


def require_own_words(settings: Mapping[str, Any], day: dt.date, marked: Sequence[str]) -> None:
    """Check that no text or vocabulary of a site that is published has words of an example.

    In the settings, `require_own_values` has found nothing left. `marked` are the paths of the files with a mark.
    SettingsError is raised if there are such words, and `ALLOW_PLACEHOLDERS` is off.
    """
    site = site_of(settings, day)
    if not marked or not (site.url or site.records):
        return
    from .site_loader import load_words

    lines = _marked_lines(unfilled_in(Path(settings["PATH"]) / path for path in marked))
    _refuse_or_print(list(lines), settings, site, load_words(settings, site))


def _refuse_or_print(left: Sequence[str], settings: Mapping[str, Any], site: Site, words: Words) -> None:
    """Raise SettingsError with the lines about what is left of an example; if placeholders are allowed, print them."""
    lines = "".join(f"\n  {line}" for line in left)
    if not settings.get("ALLOW_PLACEHOLDERS", False):
        raise SettingsError(words(site.default, "newsroom.placeholders.refused", lines=lines))
    trial = "trial" if site.records else "trial-unrecorded"
    print(words(site.default, f"newsroom.placeholders.{trial}", lines=lines), file=sys.stderr)


def lines_left(settings: Mapping[str, Any], site: Site, words: Words, language: str) -> Iterator[tuple[str, str]]:
    """Yield what must be replaced before a publication, in the settings and in the content: see `_settings_left`."""
    yield from _settings_left(settings, site, words, language)
    for line in _marked_lines(unfilled([Path(settings["PATH"])])):
        yield "", line


def _settings_left(settings: Mapping[str, Any], site: Site, words: Words, language: str) -> Iterator[tuple[str, str]]:
    """Yield what must be replaced before a publication: the setting, and a line of the message about it.

    These are required settings that are empty or still name an example, such as an address in `example.org`; the name
    of the archive that comes with the generator; a public key of another archive in a README beside the content; and
    words of the catalogues that a comment asks to replace.
    """
    names = names_left(settings.get("SITENAME", ""), {tag: words(tag, "site.name") for tag in site.tags})
    paths = sorted(Path(settings["PATH"]).absolute().parent.glob("README*.md"))
    keys = keys_left(site.signing_keys, {path.name: path.read_text("utf-8", "replace") for path in paths})
    for each in (*placeholders_of(site), *names, *keys):
        yield each.setting, each.line(words, language)
    for line in _marked_lines(unfilled([*map(Path, settings["CATALOGUE_PATHS"])])):
        yield "", line


def _marked_lines(marks: Iterable[Unfilled]) -> Iterator[str]:
    for mark in marks:
        yield f"{shown_path(mark.path.absolute())}:{mark.line}: {mark.wanted}"
