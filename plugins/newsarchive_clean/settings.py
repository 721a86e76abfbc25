"""The settings of this plugin."""

import os

import msgspec


class CleanSettings(msgspec.Struct, frozen=True):
    """Each field is a setting, in capital letters, with its default."""

    # path of the redaction list, outside the repository
    redactions: str = msgspec.field(default_factory=lambda: os.environ.get("REDACTIONS", ""))
    redactions_expected: bool = False  # if True, nothing is published without that list


SETTINGS = CleanSettings
