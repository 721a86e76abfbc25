"""The build: content to archive to pages to files, in one Pelican run for all languages.

Settings: all of the site's (see `archive.site`), `STORE_PATH`, `CATALOGUE_PATHS`, `ARCHIVE_PLUGINS`,
`SHARE_PICTURES` (False: networks are shown a text's own picture, or none), `CHECKSUMS`, `REDACTIONS`.
Signals: Pelican's `get_generators`, `get_writer` and `all_generators_finalized`.

The archive's own generator takes the place of Pelican's articles and pages: Pelican's content objects are
made one by one, each with its own Markdown, and know one language at a time; an archive is read once,
whole, into plain values that every page maker shares. Pelican keeps what it is good at: settings, plugins,
signals, the theme's templates and the command line.

The other plugins (`ARCHIVE_PLUGINS`) are registered when there is something to build: an edit that changes nothing
is told so before their code is read.
"""

from __future__ import annotations

import os

from pelican import Pelican, signals
from pelican.generators import Generator, StaticGenerator

from .errors import tell_plainly
from .generator import ArchiveGenerator
from .runnerlog import guard_output
from .writer import SiteWriter


def archive_generator(pelican: Pelican) -> type[Generator]:  # noqa: ARG001
    """Name the generator."""
    return ArchiveGenerator


def site_writer(pelican: Pelican) -> type[SiteWriter]:  # noqa: ARG001
    """Name the writer."""
    return SiteWriter


def copy_nothing(generators: list[Generator]) -> None:
    """Keep Pelican from copying static files by itself: the archive's generator takes them (`copied`)."""
    for generator in generators:
        if isinstance(generator, StaticGenerator):
            generator.generate_output = _nothing


def _nothing(writer: SiteWriter) -> None:
    """Write nothing."""


def register() -> None:
    """Connect generator, writer and what they keep Pelican from doing; from here on no line is a runner's command."""
    guard_output(os.environ)
    tell_plainly()
    signals.get_generators.connect(archive_generator)
    signals.get_writer.connect(site_writer)
    signals.all_generators_finalized.connect(copy_nothing)
