"""Time-stamps by a real authority (`openssl ts`) on loopback, and what must not count as one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from newsarchive.digests import digest
from newsarchive.model.settings import SettingsError
from newsarchive_sources.timestamps import (
    TimestampAuthority,
    TimestampError,
    authority_of,
    certificates_at,
    read_timestamp,
)
from newsarchive_sources.web import Response, Web
from tests.newsarchive_publish.integrity.hosts import host, said
from tests.newsarchive_sources.authorities import OpensslAuthority, answering, openssl

DATA = b"PK a kept copy"
WEB = Web("newsarchive/test", pause=0)


@pytest.fixture(scope="module")
def openssl_authority(tmp_path_factory: pytest.TempPathFactory) -> OpensslAuthority:
    return OpensslAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def token(openssl_authority: OpensslAuthority) -> bytes:
    return openssl_authority.answer(request())


def request(data: bytes = DATA, *, nonce: bool = True, algorithm: HashAlgorithm = HashAlgorithm.SHA256) -> bytes:
    return TimestampRequestBuilder(nonce=nonce).data(data).hash_algorithm(algorithm).build().as_bytes()


def reason(address: str, data: bytes = DATA) -> str:
    with pytest.raises(TimestampError) as caught:
        TimestampAuthority(WEB, address).stamp(data)
    return caught.value.reason


def test_a_file_is_stamped_and_openssl_alone_can_check_it(openssl_authority: OpensslAuthority, tmp_path: Path) -> None:
    roots = certificates_at(str(openssl_authority.root))
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    with answering(openssl_authority.answer) as address:
        stamp = TimestampAuthority(WEB, address, roots).stamp(DATA)
        assert not TimestampAuthority(WEB, address).stamp(DATA).trusted
    assert stamp.trusted
    assert before <= stamp.moment <= dt.datetime.now(dt.UTC)
    assert read_timestamp(stamp.data, digest(DATA), roots) == stamp
    file, beside = tmp_path / "copy.wacz", tmp_path / "copy.wacz.tsr"
    file.write_bytes(DATA)
    beside.write_bytes(stamp.data)
    asked = ("ts", "-verify", "-data", str(file), "-in", str(beside), "-CAfile", str(openssl_authority.root))
    assert "Verification: OK" in openssl(*asked)


def test_certificates_in_an_order_that_is_not_ders_are_understood(openssl_authority: OpensslAuthority) -> None:
    """The parser demands the order of DER, and `openssl ts` sends that of its settings."""
    roots = certificates_at(str(openssl_authority.root))
    signer, root = ((openssl_authority.folder / name).read_bytes() for name in ("signer.pem", "root.pem"))
    for chain in (root, signer + root, root + signer):
        (openssl_authority.folder / "chain.pem").write_bytes(chain)
        sent = openssl_authority.answer(request(), "with_chain")
        stamp = read_timestamp(sent, digest(DATA), roots)
        assert stamp.trusted
        assert stamp.data == sent


def test_an_answer_to_another_request_is_none(openssl_authority: OpensslAuthority, token: bytes) -> None:
    without = openssl_authority.answer(request(nonce=False))
    for answer, expected in (
        (token, "nonce"),
        (without, "nonce"),
        (openssl_authority.answer(request(b"other")), "imprint"),
    ):
        with answering(lambda _, answer=answer: answer) as address:
            assert reason(address) == expected


def test_an_authority_that_refuses_or_is_none_is_told_apart(openssl_authority: OpensslAuthority, token: bytes) -> None:
    rejection = openssl_authority.answer(request(algorithm=HashAlgorithm.SHA512))
    with (
        answering(lambda _: rejection) as address,
        pytest.raises(TimestampError, match="rejected: Message digest algorithm is not supported"),
    ):
        TimestampAuthority(WEB, address).stamp(DATA)
    with answering(lambda _: b"<html>Sign in", "text/html; charset=utf-8") as address:
        assert reason(address) == "type"
    with answering(lambda _: token[:-9]) as address:
        assert reason(address) == "malformed"
    with answering(lambda _: b"x" * 300_000) as address:
        assert reason(address) == "no-answer"
    with host({"/busy": said("503 Busy")}) as address:
        assert reason(f"{address}/busy") == "status"
    assert reason(address) == "no-answer"
    assert reason("ftp://authority.example") == "no-answer"


def test_an_authority_with_another_time_is_not_believed(openssl_authority: OpensslAuthority) -> None:
    class Ahead(Web):
        def get(self, url: str, **options: object) -> Response:
            found = super().get(url, **options)  # type: ignore[arg-type]
            return replace(found, moment=found.moment + dt.timedelta(hours=1))

    with answering(openssl_authority.answer) as address, pytest.raises(TimestampError, match="clock"):
        TimestampAuthority(Ahead("newsarchive/test", pause=0), address).stamp(DATA)


def test_only_the_authority_of_the_certificates_counts(token: bytes, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = OpensslAuthority(tmp_path / "other")
    roots = certificates_at(str(other.root))
    with pytest.raises(TimestampError, match="chain"):
        read_timestamp(token, digest(DATA), roots)
    assert read_timestamp(token, digest(DATA)).moment
    with pytest.raises(TimestampError, match="imprint"):
        read_timestamp(token, digest(b"altered"))


@given(st.data())
def test_damage_is_found_and_is_never_another_error(token: bytes, data: st.DataObject) -> None:
    damaged = bytearray(token)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(token) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(token)))
    for each in (bytes(damaged), token[:end]):
        try:
            read_timestamp(each, digest(DATA))
        except TimestampError:
            continue


def test_settings_name_an_authority(openssl_authority: OpensslAuthority, tmp_path: Path) -> None:
    roots = certificates_at(str(openssl_authority.root))
    assert authority_of(WEB, "", roots) is None
    assert authority_of(WEB, "https://tsa.example/", roots) == TimestampAuthority(WEB, "https://tsa.example/", roots)
    with pytest.raises(SettingsError, match=r"TIMESTAMP_AUTHORITY: 'tsa\.example' is not a web address"):
        authority_of(WEB, "tsa.example", ())
    assert certificates_at("") == ()
    with pytest.raises(SettingsError, match=r"absent\.pem cannot be read: No such file"):
        certificates_at(str(tmp_path / "absent.pem"))
    (tmp_path / "key.pem").write_text("-----BEGIN PRIVATE KEY-----")
    with pytest.raises(SettingsError, match=r"key\.pem has no certificates"):
        certificates_at(str(tmp_path / "key.pem"))
