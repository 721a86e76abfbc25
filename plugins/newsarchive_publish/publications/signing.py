"""The key that signs a publication, opened or refused, and what else its seal depends on.

A publication can be signed, so that readers can verify copies of the site. In the environment, `SIGNING_KEY` is the
path of a minisign secret key, and `SIGNING_PASSWORD` its password. Without that variable, somebody at a terminal is
asked for the password. `sealing` signs with the key.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.api import MINISIG, SettingsError, digest_of, require_secret, served_folders, shown_path

from .signatures import LARGEST_SIGNATURE

if TYPE_CHECKING:
    from newsarchive_publish.integrity.signatures import Signer

_TRIES = 3
"""How often somebody at a terminal may type the password."""


class Signing(msgspec.Struct, frozen=True):
    """The key that signs a publication, not yet opened.

    Attributes:
        key: The content of the secret key's file.
        password: The password from the environment; empty if there is none.
        ask: Asks for the password if there is none in the environment; None if nobody can be asked.
    """

    key: bytes
    password: str
    ask: Callable[[], str] | None = None

    @property
    def mark(self) -> bytes:
        """A digest of the key: while it and a file are the same, so is the file's signature."""
        return digest_of(self.key)

    def opened(self, keys: Collection[str]) -> Signer:
        """Open the key with its password, and return it.

        SettingsError is raised if that fails, or if its public key is none of those in the settings, by which readers
        verify.
        """
        signer = self._signer()
        if signer.public_key not in keys:
            says = f"names {', '.join(map(repr, keys))}" if keys else "is not set"
            raise SettingsError(
                f"SIGNING_KEYS {says}, which readers see, but SIGNING_KEY has {signer.public_key!r}:"
                " sign with another key, or add this one in pelicanconf.py"
            )
        return signer

    def _signer(self) -> Signer:
        # imported late: cryptography is slow to import, and most builds sign nothing
        from newsarchive_publish.integrity.signatures import KeyFault, PasswordFault, Signer

        typed, asked = self.password, 0
        while True:
            try:
                return Signer(self.key, typed)
            except PasswordFault as fault:
                stop = self.password or not self.ask or asked == _TRIES or (asked and not typed)
                if stop or not self.ask:
                    where = "it is read from the environment variable SIGNING_PASSWORD, or asked for at a terminal"
                    raise SettingsError(f"SIGNING_KEY: {fault}; {where}") from None
                if asked:
                    print(f"{fault}; type it again", file=sys.stderr)
            except KeyFault as fault:
                raise SettingsError(f"SIGNING_KEY: {fault}; it must be a secret key of minisign") from None
            typed, asked = self.ask(), asked + 1


def ask_at_terminal() -> str:
    """Ask for the password of the signing key without showing what is typed; an empty string if nothing was typed."""
    try:
        return getpass.getpass("Password of the signing key: ")
    except EOFError:
        print(file=sys.stderr)
        return ""


def require_signing_key(settings: Mapping[str, Any]) -> None:
    """Raise SettingsError if this is a publication that readers expect to be signed, and nobody signs it."""
    expected = settings.get("RECORDS") and settings.get("SIGNING_KEYS") and not settings.get("OTHERS_SIGN")
    if expected and not os.environ.get("SIGNING_KEY"):
        raise SettingsError(
            "nothing is published, because SIGNING_KEYS tells readers to expect a signature, but there is no key: give"
            " it with SIGNING_KEY=… (on GitHub: the secret SIGNING_KEY of the environment “publication”); if others"
            " sign afterwards, set OTHERS_SIGN = True in publishconf.py"
        )


def signing_of(environment: Mapping[str, str], settings: Mapping[str, Any], output: Path) -> Signing | None:
    """Return the key that signs a publication, or None if there is none.

    Raises:
        SettingsError: The key file cannot be read.
        BuildError: The key file might be published or committed.
    """
    path = environment.get("SIGNING_KEY", "")
    if not path:
        return None
    try:
        key = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(f"SIGNING_KEY: {error.strerror}: {shown_path(Path(path))}") from None
    require_secret("SIGNING_KEY", Path(path), Path(settings["PATH"]), served_folders(settings, output))
    ask = ask_at_terminal if sys.stdin.isatty() else None
    return Signing(key, environment.get("SIGNING_PASSWORD", ""), ask)


def seal_mark(settings: Mapping[str, Any], signing: Signing | None) -> bytes:
    """Return bytes that change with what a publication depends on, besides its content, settings and day.

    These are the key, the signatures that others have brought (`brought_signatures`) and, if nothing is recorded, the
    commit: STATE names it. In a publication that is recorded, STATE is that of the ledger until something else changes.
    """
    brought = [(str(path), signature_at(path)) for path in sorted(brought_signatures(settings).rglob(f"*{MINISIG}"))]
    return digest_of(signing.mark if signing else b"", "" if settings.get("RECORDS") else commit_of(settings), brought)


def brought_signatures(settings: Mapping[str, Any]) -> Path:
    """Return the folder beside the content into which other signers put their signatures; it need not exist.

    A build on another machine, such as GitHub's, has no output folder with them. The repository brings them.
    """
    return Path(settings["PATH"]).parent / "signatures"


def commit_of(settings: Mapping[str, Any]) -> str:
    """Return the commit from which this build is made; empty if not all is committed, or there is no repository."""
    # imported late: the readers are slow to import
    from newsarchive.api import clean_commit

    return clean_commit(Path(settings["PATH"]))


def signature_at(path: Path) -> bytes:
    """Return the bytes of a signature, which may be hostile; empty if it is missing, a link, or too large."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_SIGNATURE:
            return path.read_bytes()
    return b""
