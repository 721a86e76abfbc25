"""An existing archive, read and turned into drafts. Pure rules over files: no network, no Pelican.

- `items`: What an import reads from an old archive: texts as their source has them, and files by their old addresses.
"""
