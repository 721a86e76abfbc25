"""Kept copies of sources, so that what a briefing rests on can still be read when the original is gone.

Only editors' commands use this package and the network. A build reads the table of copies (`archive.kept`) and no more.

- `web`: One polite, bounded request to a web server that may be hostile.
"""
