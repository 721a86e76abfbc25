"""`newsarchive verify`: say which publication a copy is, and whether it is whole.

A copy is a folder or a mirror of the published site. The command checks the signatures of its file STATE, the chain of
publications and the list `SHA256SUMS`, compares every file with the list, and prints which are missing, altered or not
in the list. If it is given a STATE that somebody has kept (`--seen`), it refuses an older copy and a fork.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsarchive.api import (
    HOST_RULES,
    MIRROR_LIST,
    UNLISTED,
    Command,
    Desk,
    SettingsError,
    check_keys,
    desk_of,
    digest,
    policy_text,
    progress,
    server_policy,
    type_of,
    typed_path,
    typed_place,
)
from newsarchive_publish.deploying.record import RECORD, left_at
from newsarchive_publish.integrity.checksums import SumsError, is_apart, parse_unlisted
from newsarchive_publish.integrity.copies import (
    LIMITS,
    Copy,
    CopyFault,
    CopyFindings,
    FolderCopy,
    Limits,
    compare,
    fetched,
)
from newsarchive_publish.integrity.hosts import Host
from newsarchive_publish.integrity.responses import Expected, host_of
from newsarchive_publish.integrity.signatures import KeyFault
from newsarchive_publish.publications.mirror_list import list_faults
from newsarchive_publish.publications.observing import (
    LARGEST_SUMS,
    Observation,
    RefusedCopyError,
    invalid_signatures,
    misformed_signatures,
    observe,
)
from newsarchive_publish.publications.signatures import (
    is_known_signature,
)
from newsarchive_publish.publications.states import LARGEST_STATE, PublicationState, StateError, parse_state

COMMAND = Command("say which publication a copy (folder or URL) is, and whether it is whole", "publish", language=True)

APART = (MIRROR_LIST,)
"""Files that belong to a publication, have a signature of their own, and may be newer than it."""

_SHOWN = 200
"""How many characters of the command's argument an error message shows at most."""

WHOLE, NOT_WHOLE, UNKNOWN = 0, 1, 2


class EndedError(Exception):
    """Raised with the reason to end the verification; `status` is 1 if the copy is wrong, 2 if that is unknown."""

    def __init__(self, message: str, status: int = UNKNOWN) -> None:
        """Create the error."""
        super().__init__(message)
        self.status = status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive verify`: the copy to check, public keys, and a STATE that was seen before."""
    parser.add_argument("copy", type=typed_place, metavar="COPY", help="folder or http(s) URL of the copy")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        help="minisign public key; again, or several with spaces, if there are more; by default those in the settings",
    )
    parser.add_argument(
        "--required",
        default="",
        help="how many of the keys must have signed; by default as many as the settings say, or each --key",
    )
    seen = "a STATE that you kept: an older copy and a fork are refused"
    parser.add_argument("--seen", type=typed_path, metavar="STATE", help=seen)


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive verify`: print how the copy differs; return 0 if it is equal, 1 if not, 2 if that is unknown."""
    desk = desk_of(settings, options.language)
    try:
        keys, required = keys_of(options.key, options.required, desk)
        copy = copy_at(options.copy, desk)
        observation = observed(copy, keys, required, seen_of(options.seen, desk), desk)
        for line in told(observation, keys, desk):
            print(line, flush=True)
        findings = compared(copy, observation, keys, required, desk)
    except EndedError as ended:
        print(ended)
        return ended.status
    for line in lines_of(findings, desk):
        print(line)
    return findings.status


def keys_of(typed: Sequence[str], required: str, desk: Desk) -> tuple[tuple[str, ...], int]:
    """Return the public keys to trust, and how many of them must have signed.

    By default these are the settings'. If keys were typed, all of them must have signed, unless a number was typed.

    Raises:
        SettingsError: A key or the number is malformed.
    """
    keys = tuple(dict.fromkeys(key for words in typed for key in words.replace(",", " ").split()))
    number = len(keys) if keys else desk.site.signatures_required
    keys = keys or desk.site.signing_keys
    if required:
        number = int(required) if required.isascii() and required.isdigit() else 0
    # the settings' own rules
    try:
        check_keys(keys, number)
    except SettingsError as error:
        said = str(error).replace("SIGNING_KEYS", "PUBLIC_KEY").replace("SIGNATURES_REQUIRED", "REQUIRED")
        raise SettingsError(said) from None
    return keys, number


def seen_of(path: Path | None, desk: Desk) -> tuple[PublicationState, bytes] | None:
    """Return what a STATE says that somebody has kept, and its bytes; None without a path.

    Raises:
        EndedError: It cannot be read.
    """
    if not path:
        return None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_STATE + 1)
        return parse_state(data), data
    except OSError as error:
        reason = error.strerror or str(error)
    except (StateError, ValueError) as error:
        reason = shown(str(error))
    raise EndedError(desk.say("verify.no-seen", path=shown(str(path)[:_SHOWN]), reason=reason))


def observed(
    copy: Copy, keys: Sequence[str], required: int, seen: tuple[PublicationState, bytes] | None, desk: Desk
) -> Observation:
    """Return what is known about a copy before its files are read; EndedError if it is not acceptable."""
    try:
        return observe(copy, keys, required, desk.site.day, seen)
    except RefusedCopyError as refused:
        lines = [_refusal(each, desk) for each in refused.values.get("wrongs", ())]  # type: ignore[attr-defined]
        message = "\n".join([*lines, _refusal(refused, desk), *_other_address(refused, seen, desk)])
        raise EndedError(message, NOT_WHOLE if refused.wrong else UNKNOWN) from None
    except KeyFault as fault:
        raise SettingsError(f"PUBLIC_KEY: {fault}") from None


def _refusal(refused: RefusedCopyError, desk: Desk) -> str:
    values = {
        name: _reason(value, desk) if isinstance(value, CopyFault) else shown(str(value))
        for name, value in refused.values.items()
        if name != "wrongs"
    }
    values["reason"] = values.pop("fault", values.get("reason", ""))
    return desk.say(f"verify.{refused.code}", None, **values)


def _other_address(refused: RefusedCopyError, seen: tuple[PublicationState, bytes] | None, desk: Desk) -> Iterator[str]:
    """Yield a line if the STATE that was kept names another address: it may be of another archive, or this one moved.

    It only adds to the refusal, since a forger can write any address into STATE.
    """
    address = str(refused.values.get("address", ""))
    if seen and address and seen[0].address and address != seen[0].address:
        yield desk.say("verify.other-address", address=shown(address), seen=shown(seen[0].address))


def told(found: Observation, keys: Sequence[str], desk: Desk) -> Iterator[str]:
    """Yield lines on which publication a copy is, who signed it, and whether it is late."""
    if not keys:
        yield desk.say("verify.no-key")
    for key, comment in found.signed.items():
        yield desk.say("verify.signed", key=key, comment=shown(comment))
    state = found.state
    due = state.next_by.isoformat()
    yield desk.say("verify.publication", None, publication=state.number, day=state.day.isoformat(), due=due)
    if found.relation in ("same", "newer"):
        yield desk.say(f"verify.seen-{found.relation}")
    if found.late:
        yield desk.say("verify.late", due=due)
    if found.early:
        yield desk.say("verify.early", day=state.day.isoformat())


def copy_at(place: str, desk: Desk, limits: Limits = LIMITS) -> Copy:
    """Return the copy in a folder or, within limits, at an address; EndedError if it is neither."""
    if place.lower().startswith(("http://", "https://")):
        try:
            return Host(place, limits, expected=_expected(desk))
        except CopyFault as fault:
            raise EndedError(_reason(fault, desk)) from None
    if not _is_folder(place):
        raise EndedError(desk.say("verify.no-copy", found=shown(place[:_SHOWN])))
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
    return Expected(type_of, policies, frozenset(map(host_of, (desk.site.url, desk.site.onion, *mirrors))) - {""})


def compared(copy: Copy, found: Observation, keys: Sequence[str], required: int, desk: Desk) -> CopyFindings:
    """Read all files of a copy, and return how they differ; EndedError if a list in it is malformed."""
    try:
        unlisted = _unlisted(copy, found.sums)
    except SumsError as error:
        message = desk.say("verify.bad-list", None, path=UNLISTED, line=error.line, found=shown(error.found))
        raise EndedError(message) from None
    alone = [path for path in found.state.files if found.sums.get(path)]

    left = left_at(copy)

    def apart(path: str) -> bool:
        return path in left or is_apart(path) or path in APART or is_known_signature(path, (*alone, *lists))

    there = copy.paths() or {}
    lists = tuple(path for path in APART if path in there)

    with progress(desk.say("verify.progress"), len(found.sums)) as step:
        findings = compare(copy, found.sums, unlisted, HOST_RULES, step, apart)
    beside = [path for path in there if path not in found.sums and is_known_signature(path, (*alone, *lists))]
    wrong = [*found.invalid, *misformed_signatures(copy, beside)]
    wrong += _invalid_beside(copy, alone, keys) if findings.seen_whole else ()
    findings.altered |= dict.fromkeys(wrong)
    if not findings.unasked:
        add_list_faults(findings, copy, found, keys, required)
    findings.waiting = sorted(path for path in left if path in there and path not in (RECORD, *found.sums))
    return findings


def add_list_faults(findings: CopyFindings, copy: Copy, found: Observation, keys: Sequence[str], required: int) -> None:
    """Add what is wrong with the list of mirrors, which the checksums do not cover, to the findings on a copy."""
    for path, fault in list_faults(copy, found.state.address, keys, required):
        if fault and fault.kind == "unchecked":
            findings.unchecked[path] = fault
        else:
            findings.altered[path] = fault


def _invalid_beside(copy: Copy, paths: Sequence[str], keys: Sequence[str]) -> Iterator[str]:
    try:
        yield from invalid_signatures(copy, paths, keys, LIMITS.size)
    except CopyFault:  # the file itself cannot be read, which has been found
        return


def _unlisted(copy: Copy, sums: Mapping[str, bytes]) -> frozenset[bytes]:
    """Return the digests in the copy's `SHA256SUMS.unlisted`, for files whose addresses are not public; or none.

    It must have the digest that the list of checksums states for it.
    """
    try:
        data = fetched(copy, UNLISTED, LARGEST_SUMS) if UNLISTED in sums else b""
    except CopyFault:
        return frozenset()
    return parse_unlisted(data) if data and digest(data) == sums[UNLISTED] else frozenset()


def lines_of(found: CopyFindings, desk: Desk) -> Iterator[str]:
    """Yield the lines on how a copy differs; the last one sums it up."""
    for kind, faults in (("altered", found.altered), ("missing", found.missing), ("unchecked", found.unchecked)):
        for path, fault in faults.items():
            why = _reason(fault, desk) if fault and fault.reason else ""
            yield desk.say(f"verify.{kind}", path=shown(path)) + (f" ({why})" if why else "")
    for reason, number in found.unasked.items():
        yield desk.say("verify.unasked", number, reason=desk.say(f"verify.reason.{reason}"))
    for path in found.extra:
        yield desk.say("verify.extra", path=shown(path))
    for path in found.waiting:
        yield desk.say("verify.waiting", path=shown(path))
    if found.untold:
        yield desk.say("verify.untold" if found.seen_whole else "verify.untold-unseen", found.untold)
    if found.by_name:
        yield desk.say("verify.by-name")
    for name in found.remarks:
        yield desk.say("verify.remark", name=shown(name))
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
