"""`newsarchive verify`: compare a copy with its checksums.

A copy is a folder or a mirror of the published site. The command checks the signature of its list `SHA256SUMS`,
compares every file with the list, and prints which are missing, altered or not in the list.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsarchive.archive.settings import SettingsError
from newsarchive.build.workers import progress
from newsarchive.digests import digest
from newsarchive.integrity.checksums import SIGNATURE, SUMS, UNLISTED, SumsError, parse_sums, parse_unlisted
from newsarchive.integrity.copies import Copy, CopyFault, CopyFindings, FolderCopy, compare, fetched
from newsarchive.integrity.hosts import Host
from newsarchive.integrity.responses import Expected, host_of
from newsarchive.integrity.signatures import KeyFault, SignatureFault, verified
from newsarchive.site_files.headers import policy_text, server_policy
from newsarchive.site_files.server_rules import HOST_RULES, type_of

from .context import Desk, desk_of

MOST_SUMS = 32 << 20
"""The maximum size of a list of checksums in bytes, enough for some 200,000 files."""

MOST_SIGNATURE = 16 << 10
"""The maximum size of a signature in bytes; minisign's comments have at most half of it."""

_SHOWN = 200
"""How many characters of the command's argument an error message shows at most."""

WHOLE, NOT_WHOLE, UNKNOWN = 0, 1, 2


class _EndedError(Exception):
    """Raised with the reason to end the verification; `status` is 1 if the copy is wrong, 2 if that is unknown."""

    def __init__(self, message: str, status: int = UNKNOWN) -> None:
        super().__init__(message)
        self.status = status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive verify`: the copy to check, and the public key for its signature."""
    parser.add_argument("copy", help="folder or http(s) URL of the copy")
    parser.add_argument("--key", default="", help="minisign public key; by default the one in the settings")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive verify`: print how the copy differs; return 0 if it is equal, 1 if not, 2 if that is unknown."""
    desk = desk_of(settings, options.language)
    try:
        copy = _copy(options.copy, desk)
        sums = _fetched(copy, SUMS, MOST_SUMS, desk)
        for line in _signed(copy, sums, options.key or desk.site.public_key, desk):
            print(line, flush=True)
        findings = _compared(copy, sums, desk)
    except _EndedError as ended:
        print(ended)
        return ended.status
    for line in _lines(findings, desk):
        print(line)
    return findings.status


def _copy(place: str, desk: Desk) -> Copy:
    if place.lower().startswith(("http://", "https://")):
        try:
            return Host(place, expected=_expected(desk))
        except CopyFault as fault:
            raise _EndedError(_reason(fault, desk)) from None
    if not _is_folder(place):
        raise _EndedError(desk.say("verify.no-copy", found=shown(place[:_SHOWN])))
    return FolderCopy(Path(place))


def _is_folder(place: str) -> bool:
    try:
        return bool(place) and Path(place).is_dir()
    except (OSError, ValueError):  # the path is too long, or contains a null character
        return False


def _expected(desk: Desk) -> Expected:
    policies = frozenset(
        policy_text(server_policy(script=script, fonts=fonts)) for script in (False, True) for fonts in (False, True)
    )
    mirrors = (address for _, address in desk.site.mirrors)
    return Expected(type_of, policies, frozenset(map(host_of, (desk.site.url, *mirrors))))


def _fetched(copy: Copy, path: str, most: int, desk: Desk) -> bytes:
    try:
        return fetched(copy, path, most)
    except CopyFault as fault:
        raise _EndedError(desk.say("verify.no-list", path=path, reason=_reason(fault, desk))) from None


def _signed(copy: Copy, sums: bytes, key: str, desk: Desk) -> Iterator[str]:
    """Check the signature of the list of checksums; yield one line to print, which says by which key it is signed.

    Without a `key` of minisign, in Base64, nothing is checked, and the line says so.

    Raises:
        _EndedError: The signature is missing, cannot be fetched or was not made with this key.
        SettingsError: The key is malformed.
    """
    if not key:
        yield desk.say("verify.no-key")
        return
    try:
        comment = verified(sums, fetched(copy, SIGNATURE, MOST_SIGNATURE), key)
    except KeyFault as fault:
        raise SettingsError(f"PUBLIC_KEY: {key!r}: {fault}") from None
    except CopyFault as fault:
        status = UNKNOWN if fault.kind == "unchecked" else NOT_WHOLE
        raise _EndedError(desk.say("verify.no-signature", key=key, reason=_reason(fault, desk)), status) from None
    except SignatureFault as fault:
        raise _EndedError(desk.say("verify.forged", key=key, reason=fault), NOT_WHOLE) from None
    yield desk.say("verify.signed", key=key, comment=comment)


def _compared(copy: Copy, data: bytes, desk: Desk) -> CopyFindings:
    try:
        sums = parse_sums(data)
        unlisted = _unlisted(copy, sums)
    except SumsError as error:
        message = desk.say("verify.bad-list", line=error.line, found=shown(error.found))
        raise _EndedError(message) from None
    with progress(desk.say("verify.progress"), len(sums)) as step:
        return compare(copy, sums, unlisted, HOST_RULES, step)


def _unlisted(copy: Copy, sums: Mapping[str, bytes]) -> frozenset[bytes]:
    """Return the digests in the copy's `SHA256SUMS.unlisted`, for files whose addresses are not public; or none.

    It must have the digest that the list of checksums states for it.
    """
    try:
        data = fetched(copy, UNLISTED, MOST_SUMS) if UNLISTED in sums else b""
    except CopyFault:
        return frozenset()
    return parse_unlisted(data) if data and digest(data) == sums[UNLISTED] else frozenset()


def _lines(found: CopyFindings, desk: Desk) -> Iterator[str]:
    for kind, faults in (("altered", found.altered), ("missing", found.missing), ("unchecked", found.unchecked)):
        for path, fault in faults.items():
            why = _reason(fault, desk) if fault and fault.reason else ""
            yield desk.say(f"verify.{kind}", path=shown(path)) + (f" ({why})" if why else "")
    for reason, number in found.unasked.items():
        yield desk.say("verify.unasked", number, reason=desk.say(f"verify.reason.{reason}"))
    for path in found.extra:
        yield desk.say("verify.extra", path=shown(path))
    if found.untold:
        yield desk.say("verify.untold" if found.seen_whole else "verify.untold-unseen", found.untold)
    if found.by_name:
        yield desk.say("verify.by-name")
    if found.remarks:
        yield desk.say("verify.remarks", names=", ".join(found.remarks))
    if not found.seen_whole:
        yield desk.say("verify.extra-unseen")
    yield desk.say("verify.same", found.same)
    yield desk.say(("verify.whole", "verify.not-whole", "verify.unknown")[found.status])


def _reason(fault: CopyFault, desk: Desk) -> str:
    reason = fault.reason or ("not-there" if fault.kind == "missing" else "")
    return desk.say(f"verify.reason.{reason}", found=shown(fault.found)) if reason else ""


def shown(found: str) -> str:
    r"""Return untrusted text, such as a path in a copy, with unprintable characters escaped (`\x1b`), safe to print."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in found)
