"""Signatures that minisign's own tool accepts, and those that are refused."""

import base64
import hashlib
import subprocess
from pathlib import Path

import minisign
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.addresses import key_id
from newsarchive_publish.integrity.signatures import KeyFault, PasswordFault, SignatureFault, Signer, verified
from newsarchive_start.keys import new_key_pair
from tests.keys import Keys, minisign_says, new_keys

LIST = b"words\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return new_keys(tmp_path_factory.mktemp("keys") / "pair")


@pytest.fixture(scope="module")
def signer(keys: Keys) -> Signer:
    return Signer(keys.secret.read_bytes())


def test_the_tool_and_we_agree_on_key_signature_and_comment(keys: Keys, signer: Signer, tmp_path: Path) -> None:
    assert signer.public_key == keys.public
    signature = signer.sign(LIST, "https://archive.test/ 2026-11-25")
    (tmp_path / "STATE").write_bytes(LIST)
    (tmp_path / "STATE.minisig").write_bytes(signature)
    status, said = minisign_says(tmp_path, keys.public)
    assert (status, "https://archive.test/ 2026-11-25" in said) == (0, True)
    assert verified(LIST, signature, keys.public) == "https://archive.test/ 2026-11-25"
    (tmp_path / "STATE").write_bytes(LIST + b"\n")
    assert minisign_says(tmp_path, keys.public)[0] == 1


def test_a_key_has_the_id_that_the_tool_writes(keys: Keys) -> None:
    said = keys.secret.with_suffix(".pub").read_text().splitlines()[0]
    assert said == f"untrusted comment: minisign public key {key_id(keys.public)}"
    _, public, line = new_key_pair("")
    assert public.decode().splitlines() == [f"untrusted comment: minisign public key {key_id(line)}", line]


def test_a_missing_and_a_wrong_password_are_told_from_a_damaged_key() -> None:
    secret, _, _ = new_key_pair("a secret")
    for password, said in (("", "has a password"), ("another", "wrong password")):
        with pytest.raises(PasswordFault, match=said):
            Signer(secret, password)
    with pytest.raises(KeyFault) as damaged:
        Signer(secret[:-20], "a secret")
    assert not isinstance(damaged.value, PasswordFault)


def test_the_same_list_key_and_comment_give_the_same_bytes(signer: Signer) -> None:
    assert signer.sign(LIST, "a") == signer.sign(LIST, "a")
    assert signer.sign(LIST, "a") != signer.sign(LIST, "b")


def test_a_comment_in_any_script_is_escaped(keys: Keys, signer: Signer) -> None:
    assert verified(LIST, signer.sign(LIST, "https://ə.test"), keys.public) == "https://\\u0259.test"


def test_a_signature_of_the_older_kind_signs_nothing(keys: Keys, signer: Signer) -> None:
    """It would sign the list's digest as if that were the list; the tool of minisign accepts it."""
    signature = signer.sign(LIST, "a comment").splitlines(keepends=True)
    kind = base64.b64decode(signature[1])
    signature[1] = base64.b64encode(b"Ed" + kind[2:]) + b"\n"
    with pytest.raises(SignatureFault, match="it is not of the kind ED"):
        verified(hashlib.blake2b(LIST).digest(), b"".join(signature), keys.public)


@pytest.mark.parametrize("broken", ["list", "comment", "signature", "nothing", "words", "many lines"])
def test_whatever_was_altered_is_found(broken: str, keys: Keys, signer: Signer) -> None:
    signature = signer.sign(LIST, "a comment")
    lines = signature.splitlines(keepends=True)
    lines[1] = lines[1].replace(lines[1][20:21], b"A" if lines[1][20:21] != b"A" else b"B", 1)
    altered = {
        "comment": signature.replace(b"a comment", b"a commenu"),
        "signature": b"".join(lines),
        "nothing": b"",
        "words": b"words\xff\n" * 4,
        "many lines": signature * 2,
    }
    with pytest.raises(SignatureFault):
        verified(LIST + b"\n" if broken == "list" else LIST, altered.get(broken, signature), keys.public)


@given(st.binary(), st.integers(0, 3), st.integers(0, 120))
def test_whatever_comes_as_a_signature_is_refused(
    keys: Keys, signer: Signer, bytes_: bytes, line: int, at: int
) -> None:
    lines = signer.sign(LIST, "a comment").splitlines()
    lines[line] = lines[line][:at] + bytes_ + lines[line][at + len(bytes_) :]
    for signature in (bytes_, b"\n".join(lines) + b"\n"):
        try:
            comment = verified(LIST, signature, keys.public)
        except SignatureFault:
            continue
        # only what is not signed may differ: the first line is for people
        assert (line, comment) == (0, "a comment") or signature == signer.sign(LIST, "a comment")


def test_another_key_is_not_enough_even_under_the_same_number(keys: Keys, signer: Signer, tmp_path: Path) -> None:
    other = new_keys(tmp_path / "other")
    with pytest.raises(SignatureFault):
        verified(LIST, signer.sign(LIST, "a"), other.public)


@pytest.mark.parametrize("line", ["", "words", "RWQ=", "ə"])
def test_what_is_no_public_key_is_told(line: str, signer: Signer) -> None:
    with pytest.raises(KeyFault):
        verified(LIST, signer.sign(LIST, "a"), line)


def test_a_key_with_a_password_opens_by_it_alone() -> None:
    pair = minisign.KeyPair.generate()
    key = pair.secret_key
    key.encrypt("a password", opslimit=32768, memlimit=1 << 20)
    assert Signer(bytes(key), "a password").public_key == pair.public_key.to_base64().decode()
    for password in ("", "another"):
        with pytest.raises(KeyFault):
            Signer(bytes(key), password)


ENCRYPTED = (
    b"untrusted comment: minisign encrypted secret key\n"
    b"RWRTY0IyXR6aeDx8h2CynGhKM7rLht4lvRdnx4G6m8VMbp5vuxUAAAACAAAAAAAAAEAAAAAAZRc2Mk1oWvt7YdpyvDfdpP4SbnfRf77kAG"
    b"TbIpljek7j6BO7QxQViGN+xJ++6++OaA9v4thUvUEI7JDgpp7jS2yEVqlAqayMcLpk/6Gr1XJdK6lR0ScRrIEh1EWm2aViszM68oHKDTY=\n"
)
"""A key to which minisign 0.12 gave the password “a password”."""


@pytest.mark.full
@pytest.mark.long
def test_a_key_that_the_tool_once_encrypted_opens_by_its_password() -> None:
    """Its password takes 4 s of CPU; `test_a_key_with_a_password_opens_by_it_alone` has one that is easy to guess."""
    public = "RWT4CvnHND6/gJuYJNbiWWol2mHREUu+9sYP6dEaZiFsrdBlKIOi9odx"
    assert Signer(ENCRYPTED, "a password").public_key == public


@pytest.mark.full
@pytest.mark.long
def test_a_key_to_which_the_tool_gave_a_password_opens_by_it(tmp_path: Path) -> None:
    secret, public = tmp_path / "minisign.key", tmp_path / "minisign.pub"
    command = ["minisign", "-G", "-s", str(secret), "-p", str(public)]
    subprocess.run(command, input=b"a password\na password\n", check=True, capture_output=True)
    assert Signer(secret.read_bytes(), "a password").public_key == public.read_text().splitlines()[1]


@pytest.mark.parametrize("data", [b"", b"words", b"untrusted comment: x\nwords\n", b"\xff\xfe\n\xff\n"])
def test_what_is_no_key_is_told(data: bytes) -> None:
    with pytest.raises(KeyFault):
        Signer(data)
