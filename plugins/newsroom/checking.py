"""`make check`: the build's own rules, without building."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.archive.faults import did_you_mean
from plugins.archive.site import SettingsError
from plugins.builds.editions import prepare
from plugins.builds.faultlines import held_lines
from plugins.builds.store import Store

from .formats import FORMATS


def check_content(
    settings: Mapping[str, Any], day: dt.date, form: str = "text", language: str = ""
) -> tuple[list[str], int]:
    """Return the lines to print and the exit status: 1 for any fault, 0 for none or warnings alone.

    `form` is one of `formats.FORMATS`; `language` that of the messages, by default the site's.
    SettingsError names a language that the site does not have.
    """
    store = Store(Path(settings["STORE_PATH"]) / "store.sqlite")
    prepared = prepare(settings, day, store)
    store.close()
    site, words = prepared.edition.site, prepared.edition.words
    language = language or site.default
    if language not in site.tags:
        meant = did_you_mean(language, site.tags) or ", ".join(site.tags)
        raise SettingsError(f"CHECK_LANG: there are no messages in {language!r}; did you mean {meant}?")
    lines = FORMATS[form](prepared.faults, words, language, settings["PATH"])
    if form == "text":
        lines.append(words(language, "check.texts", len(prepared.loaded.tree.texts)))
        lines += held_lines(prepared.held, words, language)
    return lines, 1 if prepared.stopping else 0
