"""Kept copies of sources, so that what a briefing rests on can still be read when the original is gone.

Only editors' commands use this package and the network. A build reads the table of copies (`archive.kept`) and no more.

- `web`: One polite, bounded request to a web server that may be hostile.
- `mementos`: Copies of sources in a public archive (Mementos, RFC 7089): find one, or ask the archive for one.
- `timestamps`: Time-stamps of kept copies (RFC 3161): a stranger's signature that a file was there at a moment.
- `link_check`: Which sources and public copies are still online: one look at each, and the table of those that are
  missing.
"""
