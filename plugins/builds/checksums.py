"""The sums of a publication: one list of all files whose address may be told, and digests of the others.

A hidden text is given to those who have its address, and of a text withdrawn for a person's safety no list names the
address, which may hold a name: their files are summed, too, and not named.

Files that hosts read and do not serve (`_headers`) are in no list, or no copy that was made over the web would be
whole. Each has a copy in `server/` which is in the list, and by which a folder's own is checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from plugins.archive import addresses
from plugins.archive.index import Archive, address
from plugins.archive.pages import File
from plugins.archive.records import Work
from plugins.integrity.sums import SIGNATURE, SUMS, UNLISTED, sums_file, unlisted_digest, unlisted_file
from plugins.servers.rules import HOST_RULES

from .errors import BuildError
from .lastbuild import Output
from .sharepictures import share_picture_file


def checksum_files(outputs: Mapping[str, Output], archive: Archive) -> tuple[File, ...]:
    """Return the files with the sums of all others."""
    untold = untold_paths(outputs, archive)
    listed = {path: each.digest for path, each in outputs.items() if path not in untold | HOST_RULES.keys()}
    files = []
    if untold:
        unlisted = File(UNLISTED, unlisted_file(unlisted_digest(path, outputs[path].digest) for path in untold))
        files.append(unlisted)
        listed[UNLISTED] = hashlib.sha256(unlisted.data).digest()
    return (*files, File(SUMS, sums_file(listed)))


def signed_sums(
    outputs: Mapping[str, Output], archive: Archive, sign: Callable[[bytes], bytes] | None
) -> tuple[File, ...]:
    """Return the files with the sums of all others, and their signature, where there is a key.

    BuildError where another file would lie in their place.
    """
    own = {name.casefold() for name in (SUMS, UNLISTED, SIGNATURE)}
    for path in outputs:
        if path.partition("/")[0].casefold() in own:
            raise BuildError(f"{path} would lie where a publication has its sums; give it another path")
    files = checksum_files(outputs, archive)
    return (*files, File(SIGNATURE, sign(files[-1].data))) if sign else files


def untold_paths(outputs: Mapping[str, Output], archive: Archive) -> frozenset[str]:
    """Return the paths that would tell the address of a text which no list tells.

    They are its page and what lies under it, the redirects to it, its share picture, and each picture and document of
    the content that no public text shows or links.
    """
    places, pictures = [], set()
    for work in (*archive.briefings, *archive.standing):
        untold = [address(work, language) for language in work.texts if work.is_untold(language)]
        places += untold
        pictures |= {share_picture_file(each) for each in untold}
    beside = set(_beside_texts(outputs, archive))
    return frozenset((*_belonging(outputs, tuple(places)), *(pictures & outputs.keys()), *beside))


def _belonging(outputs: Mapping[str, Output], places: tuple[str, ...]) -> Iterable[str]:
    for path, each in outputs.items():
        leads = each.page.refresh if each.page else ""
        if places and (path.startswith(places) or leads.startswith(places)):
            yield path


def _beside_texts(outputs: Mapping[str, Output], archive: Archive) -> Iterable[str]:
    """Yield the files from the folders of texts that no public text shows or links."""
    works = (*archive.briefings, *archive.standing, *archive.notices)
    folders = {work.folder for work in works}
    shown = {path for work in works for path in _shown(work)}
    for path in outputs:
        source = addresses.source_of(path)
        if source.rpartition("/")[0] in folders and source not in shown:
            yield path


def _shown(work: Work) -> Iterable[str]:
    """Yield the paths in the content that the public texts of a work show or link."""
    for language, text in work.texts.items():
        if work.status(language) == "published":
            yield from (link.target.partition("#")[0] for link in (*text.links, *text.pictures))
            if work.front.image:
                yield f"{work.folder}/{work.front.image.file}"
