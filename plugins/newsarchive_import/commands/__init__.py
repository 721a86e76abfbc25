"""The commands of this plugin.

- `import_archive`: `newsarchive import`: bring an existing archive in, as drafts, with an account of every word.
"""
