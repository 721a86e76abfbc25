"""What every editors' command needs: site, words and content.

Editors' commands are those of `newsarchive` that check or change the content, such as `new`, `check` and `withdraw`.
Those that can refuse run their work through `answered`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.settings import Site, language_of_messages, site_of
from newsarchive.build.diagnostics import FULL, fault_message
from newsarchive.build.files import remove_leftovers
from newsarchive.build.inputs import build_day
from newsarchive.build.site_loader import load_words
from newsarchive.i18n.catalogues import Catalogues
from newsarchive.starting.wheel import this_version


class RefusedError(ValueError):
    """Raised if a command refuses what an editor asked, such as an unknown name; the message says why, translated."""


@dataclass(frozen=True)
class Desk:
    """What a command gets that checks or changes the content.

    Attributes:
        words: The translated strings of the site and the commands.
        language: The tag of the language in which the command prints messages.
        root: The content folder.
    """

    site: Site
    words: Catalogues
    language: str
    root: Path

    def say(self, key: str, /, number: int | None = None, **values: object) -> str:
        """Return a message in the editor's language; `key` is its key in the catalogue without `newsroom.`.

        `number` selects the plural form; `values` fill the message's placeholders.
        """
        return self.words(self.language, f"newsroom.{key}", number, **values)

    def refusal(self, fault: Fault, meant: str = "") -> RefusedError:
        """Return a RefusedError whose message describes a fault in what the editor typed, and may suggest `meant`."""
        message = fault_message(fault, self.words, self.language)
        return RefusedError(f"{message}; {self.say('meant', meant=meant)}" if meant else message)


def desk_of(settings: Mapping[str, Any], language: str = "") -> Desk:
    """Return the `Desk` of a command, and remove temporary files that killed commands left in the content folder.

    Raises:
        SettingsError: The settings are invalid, or the site does not have this language.
    """
    site = site_of(settings, build_day(os.environ))
    language = language_of_messages(site, language)
    remove_leftovers(Path(settings["PATH"]))
    return Desk(site, load_words(settings, site), language, Path(settings["PATH"]))


def agent_of(site_url: str) -> str:
    """Return how requests of editors' commands name themselves to web servers: the generator, and the archive."""
    return f"newsarchive/{this_version()}" + (f" (+{site_url})" if site_url else "")


def answered(act: Callable[[], int]) -> int:
    """Call the function that does the work of a command; return its exit status, or 1 if it fails or is interrupted.

    The message of a RefusedError or OSError is printed to standard error. Ctrl-C and the end of the input end the
    command without a message. The OSErrors of a full disk and of output that nobody reads are raised again, because the
    caller knows what to do.
    """
    try:
        return act()
    except RefusedError as refused:
        print(refused, file=sys.stderr)
    except OSError as error:
        if error.errno in FULL or isinstance(error, BrokenPipeError):
            raise
        print(f"{error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
    return 1


def at_desk(
    work: Callable[[Desk, argparse.Namespace], None],
) -> Callable[[argparse.Namespace, Mapping[str, Any]], int]:
    """Return the `run` of a command, made of the function that does its work; see `answered` for how it can end."""

    @wraps(work)
    def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
        def act() -> int:
            work(desk_of(settings, options.language), options)
            return 0

        return answered(act)

    return run
