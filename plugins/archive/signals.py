"""The archive's own extension points, beside Pelican's. Receivers connect in their package's `register()`.

Each receiver returns what it makes; the order in which they answer decides nothing.
"""

from blinker import signal

pages_wanted = signal("archive_pages_wanted")
"""sender: `Edition`. A receiver returns the `Page`s that it makes."""

files_wanted = signal("archive_files_wanted")
"""sender: `Edition`; `pages`: all pages. A receiver returns the `File`s that it makes."""

frame_wanted = signal("archive_frame_wanted")
"""sender: `Edition`; `page`: one page. A receiver returns a mapping of names for the template;
each name has one receiver that gives it, which says so in its package's docstring."""
