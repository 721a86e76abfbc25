"""The settings of this plugin, besides those that the core reads, too."""

import re

import msgspec

from newsarchive.api import SettingsError

_SHORT_NAME = re.compile(r"(?=.{1,40}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")


class EditionsSettings(msgspec.Struct, frozen=True):
    """Each field is a setting, in capital letters, with its default."""

    edition_name: str = "archive"  # how the names of the files begin, for example the newsroom's short name

    def __post_init__(self) -> None:
        """Raise SettingsError for an invalid value."""
        if not isinstance(self.edition_name, str) or not _SHORT_NAME.match(self.edition_name):
            expected = "a short name in lower-case Latin letters, digits and hyphens, such as 'archive'"
            raise SettingsError(f"EDITION_NAME: {self.edition_name!r} is not {expected}")


SETTINGS = EditionsSettings
