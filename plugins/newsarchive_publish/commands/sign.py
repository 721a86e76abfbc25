"""`newsarchive sign`: check a published folder, and add a signature with one's own key.

Another person than the one who published signs so: neither can then publish alone, if `SIGNATURES_REQUIRED` says two.
The command signs nothing that is not whole, that is older than the ledger in the signer's clone or contradicts it, or
that is older than a STATE which the signer has kept, or a fork of it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsarchive.api import (
    LARGEST_TABLE,
    PUBLICATIONS,
    STATE,
    Command,
    Desk,
    PublicationRow,
    SettingsError,
    desk_of,
    digest,
    parse_ledger,
    set_time,
    signature_path,
    typed_path,
    typed_place,
    write_whole,
)
from newsarchive_publish.integrity.copies import (
    LIMITS,
    Copy,
    CopyFault,
    FolderCopy,
    fetched,
)
from newsarchive_publish.integrity.signatures import Signer
from newsarchive_publish.publications.observing import (
    Observation,
    count_signatures,
)
from newsarchive_publish.publications.signatures import (
    LARGEST_SIGNATURE,
    checked,
    file_comment,
    state_comment,
)
from newsarchive_publish.publications.signing import signing_of

from .verify import NOT_WHOLE, WHOLE, EndedError, compared, copy_at, lines_of, observed, seen_of, shown, told

COMMAND = Command("check a published folder, and add a signature with your own key", "publish", content=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive sign`: the folder to sign, and a STATE that the signer has seen before."""
    folder = "folder of the published site; the key is the file that SIGNING_KEY names in the environment"
    parser.add_argument("folder", type=typed_place, metavar="FOLDER", help=folder)
    seen = "a STATE that you kept: an older copy and a fork are not signed"
    parser.add_argument("--seen", type=typed_path, metavar="STATE", help=seen)


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive sign`: sign a folder that is whole and return 0; else sign nothing, and return 1 or 2."""
    desk = desk_of(settings, options.language)
    signer = signer_of(desk, Path(options.folder))
    try:
        copy = copy_at(options.folder, desk)
        found = _checked(copy, options, desk)
        for path in _sign(copy, found, signer, Path(options.folder), desk):
            print(desk.say("sign.signed", path=path))
    except EndedError as ended:
        print(ended)
        return ended.status
    there = count_signatures(copy, found.data, desk.site.signing_keys)
    print(desk.say("sign.count", None, signed=there, required=desk.site.signatures_required))
    return WHOLE


def _checked(copy: Copy, options: argparse.Namespace, desk: Desk) -> Observation:
    """Check a copy whole, print which publication it is, and return that; EndedError if it must not be signed."""
    if not isinstance(copy, FolderCopy):
        raise EndedError(desk.say("sign.no-folder", found=shown(options.folder[:200])))
    found = observed(copy, (), 0, seen_of(options.seen, desk), desk)
    _require_fit(found, _ledger(desk), desk)
    for line in told(found, desk.site.signing_keys, desk):
        print(line, flush=True)
    findings = compared(copy, found, (), 0, desk)
    if findings.status != WHOLE:
        print("\n".join(lines_of(findings, desk)))
        raise EndedError(desk.say("sign.nothing"), findings.status)
    return found


def signer_of(desk: Desk, folder: Path) -> Signer:
    """Return the opened key of SIGNING_KEY; SettingsError without one, or if it is not in SIGNING_KEYS."""
    signing = signing_of(os.environ, desk.settings, folder)
    if signing is None:
        raise SettingsError(
            "SIGNING_KEY is not set; it is the path of your secret key: SIGNING_KEY=/path/to/minisign.key"
        )
    return signing.opened(desk.site.signing_keys)


def _ledger(desk: Desk) -> tuple[PublicationRow, ...]:
    """Return the ledger in the signer's clone; empty if there is none. EndedError is raised if it is faulty."""
    path = desk.root / PUBLICATIONS
    if not path.is_file():
        return ()
    content = path.read_bytes()[:LARGEST_TABLE].decode("utf-8", "replace")
    rows, faults = parse_ledger(content, desk.site.newsroom.tag_authority)
    if faults:
        raise EndedError(desk.say("sign.ledger", path=PUBLICATIONS))
    return rows


def _require_fit(found: Observation, ledger: Sequence[PublicationRow], desk: Desk) -> None:
    """Raise EndedError if a publication is older than the signer's clone knows, contradicts it, or is in the future."""
    state = found.state
    if found.early:
        raise EndedError(desk.say("verify.early", day=state.day.isoformat()), NOT_WHOLE)
    if len(ledger) > state.number:
        last = ledger[-1]
        values = {"publication": state.number, "day": state.day, "seen": last.number, "then": last.day}
        raise EndedError(
            desk.say("verify.older", None, **{name: str(value) for name, value in values.items()}), NOT_WHOLE
        )
    states = [each.hex() for each in (*(one.state for one in found.chain), digest(found.data))]
    for row in ledger:
        if row.state != states[row.number - 1]:
            raise EndedError(
                desk.say("verify.forked", None, publication=row.number, day=row.day.isoformat()), NOT_WHOLE
            )


def _sign(copy: Copy, found: Observation, signer: Signer, folder: Path, desk: Desk) -> Iterator[str]:
    """Write the signatures that are missing, and yield their paths; EndedError if a file has changed meanwhile."""
    state, key, keys = found.state, signer.public_key, desk.site.signing_keys
    for path in (STATE, *state.files):
        data = found.data if path == STATE else fetched(copy, path, LIMITS.size)
        if path != STATE and digest(data) != state.files[path]:
            raise EndedError(desk.say("verify.altered", path=shown(path)), NOT_WHOLE)
        place = signature_path(path, key, keys)
        try:
            if checked(data, fetched(copy, place, LARGEST_SIGNATURE), key).comment is not None:
                continue
        except CopyFault:  # there is none yet
            pass
        if path == STATE:
            comment = state_comment(state.address, state.number, state.day, state.commit)
        else:
            comment = file_comment(state.address, state.number, state.day, path)
        write_whole(folder / place, signer.sign(data, comment))
        set_time(folder, [place], state.time)
        yield place
