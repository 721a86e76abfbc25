"""Publications: checksums, signatures, their chain and ledger; verifying copies, mirrors, deploying.

Settings: its own, and `SIGNING_KEYS`, `SIGNATURES_REQUIRED`, `MIRRORS`, `ONION`, `SITEURL`. Signals:
`archive_outputs_sealed`, `archive_files_wanted`, and `archive_frame_wanted`, which it answers on standing pages with
the name `copies`, for its template `partials/copies.html`. In the environment, `SIGNING_KEY` is the path of a secret
key, and `SIGNING_PASSWORD` its password. Only a site with a public address has the files for mirrors, all in `server/`.

- `commands`: The commands of this plugin.
- `deploying`: Copy a publication to where readers get it, in an order in which no link ever leads to a missing file.
- `integrity`: Checksums and signatures of a publication, and the comparison of a copy with them.
- `mirroring`: What mirrors need: a script that makes and renews them, rules for their servers, and a report on each.
- `publications`: The chain of publications: the file STATE of each, which names the one before it, and the ledger of
  all.
- `settings`: The settings of this plugin, besides those that the core reads, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.api import files_wanted, frame_wanted, outputs_sealed

if TYPE_CHECKING:
    from newsarchive.api import Cache, Edition, File, Page, PageSummary, Seal


def seal_outputs(settings: Mapping[str, Any], output: Path) -> Seal:
    """Return what lists, numbers and signs the files of a publication into the folder `output`."""
    from .publications.seal import PublicationSeal

    return PublicationSeal(settings, output)


def make_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:  # noqa: ARG001
    """Yield the files with which volunteers set up a mirror, if the site has a public address."""
    if edition.site.url:
        from newsarchive.api import rules_of

        from .mirroring.kit import kit_files

        yield from kit_files(edition.site, rules_of(edition, pages))


def surround(edition: Edition, page: Page) -> dict[str, object] | None:
    """Return what the page about mirrors prints below its text, and that other standing pages print nothing."""
    if page.template != "standing.html":
        return None
    from newsarchive.api import addresses

    if page.address != addresses.standing(page.language, addresses.MIRRORS):
        return {"copies": None}
    from .mirroring.kit import copies_of

    return {"copies": copies_of(edition.site)}


def register() -> None:
    """Connect the functions above to the signals."""
    outputs_sealed.connect(seal_outputs)
    files_wanted.connect(make_files)
    frame_wanted.connect(surround)
