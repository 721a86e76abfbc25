"""The key that signs a publication, opened or refused.

A publication can sign its list of checksums, so that readers can verify copies of the site. In the environment,
`SIGNING_KEY` is the path of a minisign secret key, and `SIGNING_PASSWORD` its password. Without that variable, somebody
at a terminal is asked for the password.
"""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.archive.settings import SettingsError
from newsarchive.digests import digest_of

from .guards import require_secret, served_folders

if TYPE_CHECKING:
    from newsarchive.integrity.signatures import Signer

_TRIES = 3
"""How often somebody at a terminal may type the password."""


class Signing(msgspec.Struct, frozen=True):
    """The key that signs the checksums of a publication, not yet opened, and the comment that is signed with them.

    Attributes:
        key: The content of the secret key's file.
        password: The password from the environment; empty if there is none.
        comment: The trusted comment of minisign.
        ask: Asks for the password if there is none in the environment; None if nobody can be asked.
    """

    key: bytes
    password: str
    comment: str
    ask: Callable[[], str] | None = None

    @property
    def mark(self) -> bytes:
        """A digest of the key and the comment: while it and the list of checksums are the same, so is the signature."""
        return digest_of(self.key, self.comment)

    def opened(self, public_key: str) -> Callable[[bytes], bytes]:
        """Open the key with its password, and return a function from the list of checksums to its signature file.

        SettingsError is raised if that fails, or the public key is not the one in the settings, by which readers
        verify.
        """
        signer = self._signer()
        if signer.public_key != public_key:
            says = f"is {public_key!r}" if public_key else "is not set"
            raise SettingsError(
                f"SIGNING_PUBLIC_KEY {says}, which readers see, but SIGNING_KEY has {signer.public_key!r}:"
                " sign with the other key, or set this one in pelicanconf.py"
            )
        return partial(signer.sign, comment=self.comment)

    def _signer(self) -> Signer:
        # imported late: cryptography is slow to import, and most builds sign nothing
        from newsarchive.integrity.signatures import KeyFault, PasswordFault, Signer

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


def signing_of(
    environment: Mapping[str, str], settings: Mapping[str, Any], day: dt.date, output: Path
) -> Signing | None:
    """Return the key and comment that sign this build, or None if there is no key or the build writes no checksums.

    The comment says what is needed to reproduce the build: address, day and, if all is committed, the commit.

    Raises:
        SettingsError: The key file cannot be read.
        BuildError: The key file might be published or committed.
    """
    path = environment.get("SIGNING_KEY", "")
    if not path or not settings.get("CHECKSUMS", False):
        return None
    require_secret("SIGNING_KEY", Path(path), Path(settings["PATH"]), served_folders(settings, output))
    try:
        key = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(f"SIGNING_KEY: {error.strerror}: {path}") from None
    # imported late: the readers are slow to import, too
    from newsarchive.readers.versions import clean_commit

    commit = clean_commit(Path(settings["PATH"]))
    said = (settings["SITEURL"], day.isoformat(), *(("commit", commit) if commit else ()))
    comment = " ".join(each for each in said if each)
    ask = ask_at_terminal if sys.stdin.isatty() else None
    return Signing(key, environment.get("SIGNING_PASSWORD", ""), comment, ask)
