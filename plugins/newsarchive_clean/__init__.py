"""What a published file must not say: clean pictures and documents, find what they hide, and search for words.

Settings: `REDACTIONS`, `REDACTIONS_EXPECTED`. Signals: `archive_media_cleaned`, `archive_media_scanned`,
`archive_outputs_checked`. Only `plugin` knows the archive; all else can be used without it.

- `documents`: PDFs rewritten from an allow-list, so that a published document holds only what its pages show.
- `metadata`: Scanners for data hidden in published files. They share no code with the packages that write the files.
- `pictures`: Pictures without anything but their pixels, and files of pictures without metadata.
- `plugin`: The door to the archive: pictures and documents cleaned, the content scanned, and finished files checked.
- `redactions`: The redaction list: its terms, and a search for them in every kind of output.
- `settings`: The settings of this plugin.
- `sources`: What pictures and documents in the content say besides what they show.
"""


def register() -> None:
    """Connect this package to the signals."""
    # imported late, so that the rest of the package can be used without the archive
    from . import plugin

    plugin.register()
