"""The seal of one publication, as a build asks for it (`model.pages.Seal`).

A build in which nothing has changed needs only the mark and the warnings, so all else is imported when it is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.api import (
    MINISIG,
    MIRROR_LIST,
    PUBLICATIONS,
    STATE,
    TABLES,
    File,
    digest,
    key_id,
    required,
    shown_path,
    signature_path,
    signatures_there,
    signed_path,
)

from .signing import brought_signatures, commit_of, require_signing_key, seal_mark, signing_of

if TYPE_CHECKING:
    from newsarchive.api import Edition, FinishedFiles, PublicationRow
    from newsarchive_publish.integrity.signatures import Signer

    from .ledger import Numbered
    from .sealing import Issued


class PublicationSeal:
    """Closes the publication of one build; it implements the protocol `model.pages.Seal`."""

    _edition: Edition
    _ledger: Sequence[PublicationRow]
    _last: bytes

    def __init__(self, settings: Mapping[str, Any], output: Path) -> None:
        """Find the key that signs, which is not opened; SettingsError or BuildError is raised if it must not sign."""
        require_signing_key(settings)
        self._settings, self._output = settings, output
        self._signing = signing_of(os.environ, settings, output)
        self._signer: Signer | None = None
        self._numbered: Numbered | None = None
        self._uncommitted: tuple[str, ...] = ()
        self._is_new = False

    @cached_property
    def mark(self) -> bytes:
        """See `signing.seal_mark`."""
        return seal_mark(self._settings, self._signing)

    def opened(self) -> bool:
        """Open the key that signs; return whether there is one. SettingsError is raised if it cannot be opened."""
        if self._signing:
            self._signer = self._signing.opened(self._settings.get("SIGNING_KEYS", ()))
        return self._signing is not None

    def begin(
        self, edition: Edition, ledger: Sequence[PublicationRow], last: bytes, typed: Collection[str], *, dry: bool
    ) -> None:
        """Open the key, and check that somebody has confirmed the day or the address, if it needs that."""
        from .sealing import require_right_day, require_same_address

        self._edition, self._ledger, self._last = edition, ledger, last
        site = edition.site
        site = edition.site
        if not dry:
            self.opened()
        require_right_day(ledger, site.day, confirmed=site.day.isoformat() in typed)
        before = self._address_before() if site.records else ""
        require_same_address(before, site.url, confirmed=site.url in typed)

    def _address_before(self) -> str:
        """Return the address of the last publication that was made here; empty if this machine has not its STATE."""
        from .states import parse_state

        output = self._output / STATE
        states = (self._last, output.read_bytes() if output.is_file() else b"")
        known = {row.state for row in self._ledger}
        return next((parse_state(state).address for state in states if digest(state).hex() in known), "")

    def files(self, outputs: FinishedFiles, issued: Issued) -> Sequence[File]:
        """Return the files that close the publication; BuildError is raised if it must not be published."""
        from .sealing import require_in_ledger, sealed, signatures

        if self._edition.site.records:
            require_in_ledger(self._last, self._ledger)
        files, self._numbered = sealed(outputs, self._edition, self._ledger, issued, self._commit)
        folders = (self._output, brought_signatures(self._settings))
        keys = (self._signing, self._signer)
        return (*files, *signatures(outputs, self._edition, self.state, issued, *keys, folders))

    def _commit(self) -> str:
        """Return the commit that a new publication names; if it can name none, store which files are not committed."""
        commit = commit_of(self._settings)
        if not commit:
            # imported late: most builds make no new publication
            from newsarchive.api import uncommitted

            self._uncommitted = tuple(uncommitted(Path(self._settings["PATH"])))
        return commit

    @property
    def state(self) -> bytes:
        """The bytes of STATE."""
        return required(self._numbered).state

    @property
    def time(self) -> int:
        """The time of all files (`PublicationState.time`)."""
        from .states import parse_state

        return parse_state(self.state).time

    def outlook(self, changed: int, gone: Collection[str]) -> str:
        """Return what this build would have published; its own signatures, which are not made, are left out."""
        is_known = required(self._numbered).ledger == tuple(self._ledger)
        removed = [path for path in gone if not path.endswith(MINISIG)]
        key = "newsroom.dry-publication.same" if is_known else "newsroom.dry-publication.new"
        return self._say(key, publication=required(self._numbered).number, changed=changed, removed=len(removed))

    @contextmanager
    def recorded(self) -> Iterator[Sequence[str]]:
        """Write the ledger before the block moves files into the output; yield what to print of that."""
        from .sealing import recorded_first

        publication = self._numbered if self._edition.site.records else None
        with recorded_first(Path(self._settings["PATH"]), self._ledger, publication) as is_new:
            unnamed = [self._say("newsroom.no-commit", path=path) for path in self._uncommitted[:1]]
            kept = self._say("newsroom.kept-record", name=PUBLICATIONS)
            self._is_new = is_new
            yield (*unnamed, kept) if is_new else ()

    @property
    def notes(self) -> Sequence[str]:
        """A note that says which key signed, if one did."""
        if self._signer is None:
            return ()
        key = self._signer.public_key
        place = signature_path(STATE, key, self._edition.site.signing_keys)
        return (self._say("newsroom.signed", id=key_id(key), path=place),)

    def _say(self, key: str, **values: object) -> str:
        return self._edition.words(self._edition.site.default, key, None, **values)

    def warnings(self, say: Callable[..., str]) -> Iterator[str]:
        """Yield which publication is in the output and what it waits for, and that the list of mirrors is invalid."""
        keys, needed = self._settings.get("SIGNING_KEYS", ()), self._settings.get("SIGNATURES_REQUIRED", 1)
        missing = bool(keys) and sum(signed_path(path) == STATE for path in signatures_there(self._output)) < needed
        if self._settings.get("RECORDS"):
            yield from self._outcome(say, missing=missing)
            yield from mirror_warnings(self._settings, self._output)
        elif missing and len(keys) == 1:
            yield say("newsroom.not-signed")
        if missing and len(keys) > 1:
            yield say("newsroom.signatures-missing", required=needed)

    def _outcome(self, say: Callable[..., str], *, missing: bool) -> Iterator[str]:
        """Yield the number of the recorded publication in the output, and what must be done with it."""
        from .states import parse_state

        number = parse_state((self._output / STATE).read_bytes()).number
        values = {"publication": number, "path": shown_path(self._output)}
        if not self._is_new:
            yield say("newsroom.publication-same", **values)
            tables = self._tables_to_commit()
            if tables:
                yield say("newsroom.doctor.tables", tables=" ".join(tables))
        if missing:
            yield say("newsroom.publication-waits", **values)
        elif self._is_new:
            yield say("newsroom.publication", **values)

    def _tables_to_commit(self) -> list[str]:
        from newsarchive.api import uncommitted

        return [path for path in uncommitted(Path(self._settings["PATH"])) if Path(path).name in TABLES]


def mirror_warnings(settings: Mapping[str, Any], output: Path) -> Iterator[str]:
    """Yield that the list of mirrors, which no build writes, is invalid: the address or the keys may have changed."""
    if not (output / MIRROR_LIST).exists():
        return
    # imported late: most builds have no such list
    from newsarchive_publish.integrity.copies import FolderCopy

    from .mirror_list import list_faults

    keys, needed = settings.get("SIGNING_KEYS", ()), settings.get("SIGNATURES_REQUIRED", 1)
    if any(list_faults(FolderCopy(output), settings["SITEURL"], keys, needed)):
        yield (
            f"{output / MIRROR_LIST} is of another address, or not signed by enough of SIGNING_KEYS, so each copy with"
            " it counts as altered: sign it anew (./newsarchive mirrors --sign=…), or remove it with its signatures"
        )
