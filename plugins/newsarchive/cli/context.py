"""What every editors' command needs: site, words and content.

Editors' commands are those of `newsarchive` that check or change the content, such as `new`, `check` and `withdraw`.
The module of each calls `desk_of` to get a `Desk`; those that can refuse run their work through `answered`.
"""

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
    """Raised if a command cannot do what an editor asked; the message says why, in the editor's language."""


@dataclass(frozen=True)
class Desk:
    """The context of an editors' command.

    Attributes:
        site: The settings of the site.
        words: The translated strings of the interface.
        language: The tag of the language in which the command prints messages.
        root: The content folder.
    """

    site: Site
    words: Words
    language: str
    root: Path

    def say(self, key: str, /, number: int | None = None, **values: object) -> str:
        """Return a message in the language of the desk.

        Args:
            key: The key of the message in the translation catalogue, without the prefix `newsroom.`.
            number: The number in a message that has plural forms; it selects the form.
            values: The values of the message's placeholders.
        """
        return self.words(self.language, f"newsroom.{key}", number, **values)

    def refusal(self, fault: Fault, meant: str = "") -> RefusedError:
        """Return, without raising it, a RefusedError with the message of a fault.

        Args:
            fault: The fault.
            meant: What the editor probably meant; unless it is empty, the message suggests it.
        """
        message = fault_message(fault, self.words, self.language)
        return RefusedError(f"{message}; {self.say('meant', meant=meant)}" if meant else message)


def desk_of(settings: Mapping[str, Any], language: str = "") -> Desk:
    """Return the context of a command; also remove temporary files that killed commands left in the content.

    Args:
        settings: The settings that Pelican read.
        language: The tag of the language of messages; if it is empty, the site's default language.

    Raises:
        SettingsError: If the settings are invalid, or the site does not have this language.
    """
    site = site_of(settings, build_day(os.environ))
    language = language_of_messages(site, language)
    remove_leftovers(Path(settings["PATH"]))
    return Desk(site, load_words(settings, site), language, Path(settings["PATH"]))


def answered(act: Callable[[], int]) -> int:
    """Run a command and return its exit status.

    It is 1 if the command raises RefusedError or OSError, whose message is printed to standard error, or if it is
    interrupted by Ctrl-C or by the end of its input. The OSError of a full disk is raised again, because
    `build.diagnostics.told_plainly` has a message for it.

    Args:
        act: The command, which returns its exit status.
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
