"""The archive's own extension points, beside Pelican's. Receivers connect in their package's `register()`.

Each receiver returns what it makes; the order in which they answer decides nothing.
"""

from blinker import signal

pages_wanted = signal("archive_pages_wanted")
"""sender: `Edition`. A receiver returns `Plan`s of the pages that it makes. It reads no text before one is made."""

files_wanted = signal("archive_files_wanted")
"""sender: `Edition`; `pages`: the `PageSummary` of all pages; `kept`: what it may keep (`archive.kept`).

A receiver returns the `File`s that it makes."""

frame_wanted = signal("archive_frame_wanted")
"""sender: `Edition`; `page`: one page. A receiver returns a mapping of names for the template;
each name has one receiver that gives it, which says so in its package's docstring."""
