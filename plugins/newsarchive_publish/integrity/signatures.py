"""minisign signatures (Ed25519) of files.

The signature is Ed25519 over the BLAKE2b digest of the file, and a second one covers the first and the trusted comment.
Ed25519 is deterministic: the same file, key and comment give the same bytes.
"""

from __future__ import annotations

from minisign import Error, PublicKey, SecretKey, Signature

from newsarchive.api import key_id


class KeyFault(ValueError):  # noqa: N818 - it may also be a question of the password
    """A key cannot be used, or its password is missing or wrong; the message says why."""


class PasswordFault(KeyFault):
    """The password of a key is missing or wrong."""


class SignatureFault(ValueError):  # noqa: N818 - a bad signature is a finding, not an error of the program
    """A signature cannot be parsed, or was not made for these data by this key; the message says why."""


class Signer:
    """A secret key of minisign, decrypted and ready to sign."""

    def __init__(self, key: bytes, password: str = "") -> None:
        """Load the bytes of a key file; KeyFault if the key is invalid, PasswordFault if the password is."""
        try:
            self._key = SecretKey.from_bytes(key)
        except (Error, ValueError) as error:
            raise KeyFault(str(error)) from None
        if not self._key.is_encrypted():
            return
        if not password:
            raise PasswordFault("the key has a password")
        try:
            self._key.decrypt(password)
        except (Error, ValueError) as error:
            raise PasswordFault(str(error)) from None

    @property
    def public_key(self) -> str:
        """The public key in Base64, as in the second line of `minisign.pub`."""
        return str(self._key.get_public_key().to_base64(), "ascii")

    def sign(self, data: bytes, comment: str) -> bytes:
        """Return the `.minisig` file that signs bytes and a "trusted comment", with its non-ASCII letters escaped."""
        trusted = comment.encode("ascii", "backslashreplace").decode()
        return bytes(self._key.sign(data, trusted_comment=trusted)) + b"\n"


def verified(data: bytes, signature: bytes, public_key: str) -> str:
    """Verify the signature of a file, and return the comment that was signed with it.

    Raises:
        KeyFault: The public key, in Base64, cannot be parsed.
        SignatureFault: The signature, which may be hostile, cannot be parsed, does not match the file and the key, or
            is of minisign's older kind, which signs the file itself and not its digest.
    """
    try:
        key = PublicKey.from_base64(public_key)
    except (Error, ValueError) as error:
        raise KeyFault(str(error)) from None
    try:
        found = Signature.from_bytes(signature)
        # older signatures cover the file itself, not its digest: our prehashed signature of a file, relabelled as an
        # old one, would be valid for another file that consists of its BLAKE2b digest
        if not found.is_prehashed():
            raise SignatureFault("it is not of the kind ED (prehashed)")
        key.verify(data, found)
    except (Error, ValueError) as error:
        raise SignatureFault(str(error)) from None
    return str(found.trusted_comment)


def is_signature(data: bytes, number: str) -> bool:
    """Return whether bytes, which may be hostile, have the form of a signature file; by anybody, of whatever.

    `number` is the id of the key (`addresses.key_id`) that the name of the file tells; empty if it does not.
    """
    try:
        found = Signature.from_bytes(data)
        line = data.split(b"\n")[1]
    except (Error, ValueError):
        return False
    # a signature has the number of its key where the key has it
    return bytes(found) == data.removesuffix(b"\n") and found.is_prehashed() and number in ("", key_id(line))
