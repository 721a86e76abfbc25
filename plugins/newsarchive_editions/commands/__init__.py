"""The commands of this plugin.

- `letter`: `newsarchive letter`: write what changed since a day as a mail draft for each language.
"""
