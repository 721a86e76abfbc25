"""What an observer finds out about a copy before reading all its files: which publication it is, and who signed it.

The observer trusts nothing of the copy: first the signatures of STATE are verified, then STATE is parsed, then CHAIN
and the checksums must be those that STATE names. An observer who has kept a STATE recognises an older copy and a fork.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from newsarchive.api import CHAIN, MINISIG, STATE, SUMS, digest, signature_candidates, signed_path
from newsarchive_publish.integrity.checksums import SumsError, key_body, parse_sums, require_names
from newsarchive_publish.integrity.copies import Copy, CopyFault, fetched

from .chain import LARGEST_CHAIN, ChainError, Earlier, Relation, relation, require_chain
from .signatures import LARGEST_SIGNATURE, checked, is_by_key
from .states import LARGEST_STATE, PublicationState, StateError, parse_state

LARGEST_SUMS = 32 << 20
"""The maximum size of a list of checksums in bytes, enough for some 200,000 files."""


class RefusedCopyError(Exception):
    """A copy is not a publication that the observer accepts, or that could not be found out.

    Attributes:
        code: What is wrong: the last part of the key of a message (`newsroom.verify.…`).
        values: What fills the placeholders of the message; `fault` is a `CopyFault`.
        wrong: Whether the copy is wrong; otherwise it could not be checked.
    """

    def __init__(self, code: str, *, wrong: bool = True, **values: object) -> None:
        """Create the error."""
        super().__init__(code)
        self.code, self.values, self.wrong = code, values, wrong


class Observation(msgspec.Struct, frozen=True):
    """A copy's publication, as far as it is known before its files are read.

    Attributes:
        state: What its STATE says, and `data` its bytes.
        chain: The earlier publications.
        sums: The checksums, by path.
        signed: The comments that were signed, by public key.
        invalid: The paths of signatures by known keys that are not valid, although enough others are.
        relation: How it relates to the STATE that the observer has kept; None without one.
        late: Whether the next publication was due before the observer's day.
        early: Whether the publication is dated after the observer's day: one of the two clocks is wrong.
    """

    state: PublicationState
    data: bytes
    chain: tuple[Earlier, ...]
    sums: Mapping[str, bytes]
    signed: Mapping[str, str]
    invalid: tuple[str, ...]
    relation: Relation | None
    late: bool
    early: bool


def observe(
    copy: Copy, keys: Sequence[str], required: int, day: dt.date, seen: tuple[PublicationState, bytes] | None = None
) -> Observation:
    """Return what an observer finds out about a copy.

    Args:
        keys: The public keys that the observer trusts; without any, no signature is verified.
        required: How many of them must have signed.
        day: The observer's day.
        seen: What the STATE says that the observer has kept, and its bytes.

    Raises:
        RefusedCopyError: The copy is not acceptable.
        KeyFault: A public key cannot be parsed.
    """
    data = _fetched(copy, STATE, LARGEST_STATE)
    signed, invalid = _signed(copy, data, keys, required) if keys else ({}, ())
    try:
        state = parse_state(data)
    except StateError as error:
        raise RefusedCopyError("bad-list", wrong=False, path=STATE, line=error.line, found=error.found) from None
    if seen and state.number < seen[0].number:
        number, then, address = seen[0].number, seen[0].day, state.address
        raise RefusedCopyError(
            "older", publication=state.number, day=state.day, seen=number, then=then, address=address
        )
    chain = _chain(copy, state)
    found = relation(state, data, chain, *seen) if seen else None
    if seen and found == "forked":
        raise RefusedCopyError("forked", address=state.address, publication=seen[0].number, day=seen[0].day)
    sums = _sums(copy, state)
    return Observation(state, data, chain, sums, signed, invalid, found, day > state.next_by, day < state.day)


def _fetched(copy: Copy, path: str, most: int) -> bytes:
    try:
        return fetched(copy, path, most)
    except CopyFault as fault:
        raise RefusedCopyError("no-list", wrong=False, path=path, fault=fault) from None


def _signed(copy: Copy, data: bytes, keys: Sequence[str], required: int) -> tuple[dict[str, str], tuple[str, ...]]:
    """Verify the signatures of STATE by some keys; return the comments by key, and the paths of invalid signatures.

    RefusedCopyError is raised if fewer than `required` are valid.
    """
    signed: dict[str, str] = {}
    invalid: list[str] = []
    wrong: list[RefusedCopyError] = []
    for key in keys:
        comment, place, error = _signed_by(copy, data, key, alone=len(keys) == 1)
        if error is None:
            signed[key] = comment
            continue
        wrong.append(error)
        invalid += [place] if error.code == "forged" and is_by_key(place, STATE, keys) else []
    if len({key_body(key) for key in signed}) >= required:
        return signed, tuple(invalid)
    if len(keys) == 1:
        raise wrong[0]
    certain = all(error.wrong for error in wrong)
    raise RefusedCopyError("too-few", wrong=certain, signed=len(signed), required=required, wrongs=tuple(wrong))


def _signed_by(copy: Copy, data: bytes, key: str, *, alone: bool) -> tuple[str, str, RefusedCopyError | None]:
    """Return the comment that a key signed, the path of the signature, and why it does not count, if so."""
    found: tuple[str, str, RefusedCopyError | None] | None = None
    missing: CopyFault | None = None
    places = signature_candidates(STATE, key)
    for place in reversed(places) if alone else places:
        try:
            signature = fetched(copy, place, LARGEST_SIGNATURE)
        except CopyFault as fault:
            missing = fault if missing is None or fault.kind == "unchecked" else missing
            continue
        comment, reason = checked(data, signature, key)
        if comment is not None:
            return comment, place, None
        found = found or ("", place, RefusedCopyError("forged", key=key, reason=reason))
    if found:
        return found
    absent = missing or CopyFault("missing")
    return "", places[0], RefusedCopyError("no-signature", wrong=absent.kind != "unchecked", key=key, fault=absent)


def count_signatures(copy: Copy, data: bytes, keys: Sequence[str]) -> int:
    """Return how many of a site's keys have signed the STATE of a copy; `data` are its bytes."""
    return sum(_signed_by(copy, data, key, alone=len(keys) == 1)[2] is None for key in keys)


def _chain(copy: Copy, state: PublicationState) -> tuple[Earlier, ...]:
    data = _fetched(copy, CHAIN, LARGEST_CHAIN)
    try:
        return require_chain(state, data)
    except ChainError as error:
        if error.line:
            raise RefusedCopyError("bad-chain", line=error.line) from None
        raise RefusedCopyError("mixed", path=CHAIN, publication=state.number) from None


def _sums(copy: Copy, state: PublicationState) -> dict[str, bytes]:
    data = _fetched(copy, SUMS, LARGEST_SUMS)
    if digest(data) != state.sums:
        raise RefusedCopyError("mixed", path=SUMS, publication=state.number)
    try:
        sums = parse_sums(data)
    except SumsError as error:
        raise RefusedCopyError("bad-list", wrong=False, path=SUMS, line=error.line, found=error.found) from None
    try:
        require_names(sums)
    except SumsError as error:
        raise RefusedCopyError("bad-name", path=SUMS, line=error.line, found=error.found) from None
    for path, wanted in state.files.items():
        if sums.get(path) != wanted:
            raise RefusedCopyError("contradicts", path=path)
    return sums


def misformed_signatures(copy: Copy, paths: Iterable[str]) -> Iterator[str]:
    """Yield those of some signature files of a copy that are none by their form, or too large, whoever made them."""
    # imported late: cryptography is slow to import
    from newsarchive_publish.integrity.signatures import is_signature

    for path in paths:
        number = path.removeprefix(signed_path(path)).removesuffix(MINISIG).removeprefix(".")
        try:
            good = is_signature(fetched(copy, path, LARGEST_SIGNATURE), number)
        except CopyFault as fault:
            good = fault.kind != "altered"
        if not good:
            yield path


def invalid_signatures(copy: Copy, paths: Sequence[str], keys: Sequence[str], most: int) -> Iterator[str]:
    """Yield the paths of invalid signatures, by `keys`, beside some files of a copy; missing signatures are no fault.

    The largest size of a file is `most` bytes.
    """
    for path in paths:
        for key in keys:
            for place in signature_candidates(path, key):
                try:
                    signature = fetched(copy, place, LARGEST_SIGNATURE)
                except CopyFault:
                    continue
                valid = checked(fetched(copy, path, most), signature, key).comment is not None
                if not valid and is_by_key(place, path, keys):
                    yield place
