"""What a publication writes into the content: the addresses and revisions that it published."""

from __future__ import annotations

from pathlib import Path

from plugins.archive.permalinks import PERMALINKS, permalinks_file
from plugins.archive.permalinks import with_published as with_addresses
from plugins.archive.revisions import REVISIONS, revisions_file
from plugins.archive.revisions import with_published as with_revisions
from plugins.archive.site import Site
from plugins.reading.loading import Loaded

from .errors import BuildError
from .whole import write_whole


def keep_records(root: Path, loaded: Loaded, site: Site) -> tuple[str, ...]:
    """Bring both tables up to date once the site is written; the names of those that changed.

    BuildError where one cannot be written: the site is there, and the next publication would not know it.
    """
    archive, publications = loaded.archive, loaded.publications
    tables = {
        PERMALINKS: permalinks_file(with_addresses(publications.permalinks, archive, site.day)),
        REVISIONS: revisions_file(with_revisions(archive, publications.recorded, site.day)),
    }
    changed = []
    for name, content in tables.items():
        path = root / name
        try:
            if not path.is_file() or path.read_bytes() != content:
                write_whole(path, content)
                changed.append(name)
        except OSError as error:
            raise BuildError(
                f"the site is written, but {path} could not be: {error}; let it be written and publish again"
            ) from None
    return tuple(changed)
