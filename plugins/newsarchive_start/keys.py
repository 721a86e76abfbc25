"""A new pair of keys (minisign), with which a newsroom signs its publications."""

from __future__ import annotations

from minisign import KeyPair

from newsarchive.api import key_id


def new_key_pair(password: str) -> tuple[bytes, bytes, str]:
    """Generate a key pair; return the files `minisign.key` and `minisign.pub`, and the public key in Base64.

    The password encrypts the secret key; if it is empty, anyone who has the file can sign.
    """
    pair = KeyPair.generate()
    secret, public = pair.secret_key, pair.public_key
    if password:
        secret.encrypt(password)
    line = str(public.to_base64(), "ascii")
    # the library would write the bytes of the id in the opposite order
    public.untrusted_comment = f"minisign public key {key_id(line)}"
    return bytes(secret), bytes(public), line
