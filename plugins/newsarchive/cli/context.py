"""What every editors' command needs: site, words and content."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.index import Words
from newsarchive.archive.settings import Site, language_of_messages, site_of
from newsarchive.build.clock import build_day
from newsarchive.build.diagnostics import FULL, fault_message
from newsarchive.build.files import remove_leftovers
from newsarchive.build.site_loader import load_words


class RefusedError(ValueError):
    """Raised if a command cannot do what was asked. The message states the reason, in the editor's language."""


@dataclass(frozen=True)
class Desk:
    """What an editors' command works with: the site, the words of its messages and its content.

    `language` is the language of the messages, `root` the content folder.
    """

    site: Site
    words: Words
    language: str
    root: Path

    def say(self, key: str, /, number: int | None = None, **values: object) -> str:
        """Return the message `newsroom.<key>`, filled with `values`; `number` also selects the plural form."""
        return self.words(self.language, f"newsroom.{key}", number, **values)

    def refusal(self, fault: Fault, meant: str = "") -> RefusedError:
        """Return a RefusedError with the message of a fault and, unless it is empty, the suggestion `meant`."""
        message = fault_message(fault, self.words, self.language)
        return RefusedError(f"{message}; {self.say('meant', meant=meant)}" if meant else message)


def desk_of(settings: Mapping[str, Any], language: str = "") -> Desk:
    """Return the desk for these settings; remove temporary files that killed commands left in its content.

    Args:
        settings: The settings that Pelican read.
        language: The language of the messages; by default the site's.

    Raises:
        SettingsError: The site does not have this language.
    """
    site = site_of(settings, build_day(os.environ))
    language = language_of_messages(site, language)
    remove_leftovers(Path(settings["PATH"]))
    return Desk(site, load_words(settings, site), language, Path(settings["PATH"]))


def answered(act: Callable[[], int]) -> int:
    """Run a command and return its exit status, which is 1 if it is refused, interrupted or fails with an OSError.

    A refusal or an OSError is printed to standard error. The OSError of a full disk is raised again: `told_plainly`
    reports it.
    """
    try:
        return act()
    except RefusedError as refused:
        print(refused, file=sys.stderr)
    except OSError as error:
        if error.errno in FULL:
            raise
        print(f"{error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
    return 1
