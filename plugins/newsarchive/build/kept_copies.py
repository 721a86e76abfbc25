"""Publish the kept copies of sources for which the newsroom chose that (`publish: body`).

The files are in the folder `KEPT_PATH`, where `make keep` wrote them, outside of git. A copy of the site has them under
other names, and may be that folder, too: so whoever builds the site again needs only what it publishes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.diagnostics import Fault, fault
from newsarchive.archive.index import Archive
from newsarchive.archive.kept import MOMENT, Attempt
from newsarchive.archive.pages import File
from newsarchive.archive.source_copies import published_copies
from newsarchive.digests import Fingerprint, digest, digest_of, fingerprint_at
from newsarchive.metadata.scanner import DamagedError

from .diagnostics import BuildError
from .files import at_home


class KeptCopies(msgspec.Struct, frozen=True):
    """The published copies of sources.

    Attributes:
        files: Their files; none in a local build.
        faults: What is wrong with them: warnings in a local build.
        looked_at: The fingerprints of the files in the folder of copies, by path; None for one that is not there.
    """

    files: tuple[File, ...] = ()
    faults: tuple[Fault, ...] = ()
    looked_at: Mapping[str, Fingerprint | None] = msgspec.field(default_factory=dict)


def publish_kept_copies(settings: Mapping[str, Any], archive: Archive) -> KeptCopies:
    """Look for the copies that a publication has, and return their files if this is one."""
    copies = published_copies(archive)
    if not copies:
        return KeptCopies()
    folder, publishes = at_home(settings["KEPT_PATH"]).absolute(), bool(settings.get("CHECKSUMS", False))
    files: dict[str, File] = {}
    wrong: dict[str, str] = {}
    places: list[Path] = []
    for url, copy in copies.items():
        places += _places(folder, copy)
        found = next(filter(Path.is_file, _places(folder, copy)), None)
        wrong[url] = "body-missing" if found is None else _damage(found, copy, whole=publishes)
        if publishes and found and not wrong[url]:
            key = digest_of("kept copy", copy.digest)
            address = addresses.kept_copy(copy.digest)
            files[address] = File(address, partial(_content, found, copy), key)
    faults = tuple(_faults(archive, copies, wrong, stops=publishes))
    return KeptCopies(tuple(files.values()), faults, {str(path): fingerprint_at(path) for path in places})


def _places(folder: Path, copy: Attempt) -> tuple[Path, ...]:
    """Return where the file of a copy may be: as `make keep` wrote it, or as the site has it."""
    return folder / copy.file, folder / Path(addresses.kept_copy(copy.digest)).name


def _damage(path: Path, copy: Attempt, *, whole: bool) -> str:
    """Return the code of the fault if a file is another than the table says; empty if not.

    Only its size is compared, unless `whole`: a local build does not publish it.
    """
    try:
        same = path.stat().st_size == copy.size and (not whole or _is_same(path.read_bytes(), copy))
    except OSError:
        return "body-missing"
    return "" if same else "body-altered"


def _is_same(data: bytes, copy: Attempt) -> bool:
    """Return whether a file is the one that its line speaks of, and a copy of that address, day and payload.

    A line that somebody typed may name the file of another source, which nobody chose to publish.
    """
    if digest(data).hex() != copy.digest:
        return False
    # imported late: only a publication with such copies needs them
    from newsarchive.integrity.connections import asked_form
    from newsarchive.metadata.wacz import origin_of

    try:
        origin = origin_of(data)
        day = dt.datetime.strptime(origin.moment, MOMENT).date()
        asked = asked_form(copy.address)
    except DamagedError:
        return True  # the scanner refuses it, and says where it is damaged
    except ValueError:
        return False
    return day == copy.day and origin.address == asked and copy.payload in origin.payloads


def _content(path: Path, copy: Attempt) -> bytes:
    data = path.read_bytes()
    if digest(data).hex() != copy.digest:
        raise BuildError(f"{path} was changed while the site was built; build again")
    return data


def _faults(
    archive: Archive, copies: Mapping[str, Attempt], wrong: Mapping[str, str], *, stops: bool
) -> Iterator[Fault]:
    for briefing in archive.listed:
        for source in briefing.front.sources:
            code = wrong.get(source.url) if source.publish == "body" else ""
            if code:
                text = briefing.original
                place = text.place("sources", source.url)
                yield fault(code, place, text.path, not stops, found=source.url, file=copies[source.url].file)
