"""The settings of this plugin."""

import os

import msgspec


class SourcesSettings(msgspec.Struct, frozen=True):
    """Each field is a setting, in capital letters, with its default."""

    # copies of sources, outside of git and of all that is published
    kept_path: str = msgspec.field(default_factory=lambda: os.environ.get("KEPT_PATH") or "../kept")
    # a public archive: what the address of its TimeGate begins with, and the address that saves a page
    memento_archive: tuple[str, ...] = ("https://web.archive.org/web/", "https://web.archive.org/save/")
    timestamp_authority: str = ""  # the web address of an authority for time-stamps of kept copies (RFC 3161)
    timestamp_certificates: str = ""  # its root certificate, a PEM file


SETTINGS = SourcesSettings
