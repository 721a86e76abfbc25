"""minisign signatures (Ed25519) of the list of checksums.

Ed25519 over the BLAKE2b digest of the list; the trusted comment is signed with it. Ed25519 needs no chance, so the same
list, key and comment give the same bytes.
"""

from __future__ import annotations

from minisign import Error, PublicKey, SecretKey, Signature


class KeyFault(ValueError):  # noqa: N818 - it may also be a question of the password
    """A key cannot be used; the message says why."""


class SignatureFault(ValueError):  # noqa: N818 - a bad signature is a finding, not an error of the program
    """A signature is none, or is not that of this list by this key; the message is the library's."""


class Signer:
    """A secret key that is open."""

    def __init__(self, key: bytes, password: str = "") -> None:
        """Open the contents of a key file, by its password if it has one; KeyFault says what is wrong."""
        try:
            self._key = SecretKey.from_bytes(key)
            if self._key.is_encrypted():
                if not password:
                    raise KeyFault("the key has a password")
                self._key.decrypt(password)
        except (Error, ValueError) as error:
            raise error if isinstance(error, KeyFault) else KeyFault(str(error)) from None

    @property
    def public_key(self) -> str:
        """The public key, as the second line of minisign.pub has it."""
        return str(self._key.get_public_key().to_base64(), "ascii")

    def sign(self, data: bytes, comment: str) -> bytes:
        """Return the signature of a list with a trusted comment; letters outside ASCII are escaped in that."""
        trusted = comment.encode("ascii", "backslashreplace").decode()
        return bytes(self._key.sign(data, trusted_comment=trusted)) + b"\n"


def verified(data: bytes, signature: bytes, public_key: str) -> str:
    """Return the trusted comment of a list's signature; SignatureFault where it is not by this key or of this list.

    KeyFault where the public key is none. The signature may come from anybody.
    """
    try:
        key = PublicKey.from_base64(public_key)
    except (Error, ValueError) as error:
        raise KeyFault(str(error)) from None
    try:
        found = Signature.from_bytes(signature)
        # in the older kind the list itself is signed: its BLAKE2b digest, taken for a list, would have our signature
        if not found.is_prehashed():
            raise SignatureFault("its kind is not ED (prehashed)")
        key.verify(data, found)
    except (Error, ValueError) as error:
        raise SignatureFault(str(error)) from None
    return str(found.trusted_comment)
