"""Where signatures lie, and what they say."""

import base64
import datetime as dt

import pytest

from newsarchive.model.addresses import key_id, signature_path, signature_paths, signed_path
from newsarchive_publish.integrity.checksums import is_apart
from newsarchive_publish.integrity.signatures import Signer
from newsarchive_publish.publications.signatures import checked, file_comment, is_known_signature, state_comment
from tests.keys import new_keys

DAY = dt.date(2026, 11, 25)
KEY, OTHER = (base64.b64encode(b"Ed" + bytes(range(number, number + 40))).decode() for number in (0, 40))


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return [new_keys(tmp_path_factory.mktemp("keys") / str(number)) for number in range(2)]


def test_a_key_has_the_number_that_minisign_prints(keys):
    told = keys[0].secret.with_name("minisign.pub").read_text().splitlines()[0]
    assert told.endswith(f" {key_id(keys[0].public)}")


def test_one_key_has_the_plain_name_and_of_several_each_has_its_own():
    assert signature_path("STATE", KEY, [KEY]) == "STATE.minisig"
    assert signature_path("STATE", KEY, [KEY, OTHER]) == "STATE.0706050403020100.minisig"
    assert [each[0] for each in signature_paths(["STATE", "editions/a.epub"], [KEY, OTHER])] == [
        "STATE.0706050403020100.minisig",
        "STATE.2F2E2D2C2B2A2928.minisig",
        "editions/a.epub.0706050403020100.minisig",
        "editions/a.epub.2F2E2D2C2B2A2928.minisig",
    ]
    assert list(signature_paths(["STATE"], [])) == []


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("STATE.minisig", "STATE"),
        ("STATE.0706050403020100.minisig", "STATE"),
        ("a/b.epub.minisig", "a/b.epub"),
        ("STATE.070605040302010.minisig", "STATE.070605040302010"),
        ("STATE", ""),
        (".minisig", ""),
        ("STATE.minisig.txt", ""),
    ],
)
def test_a_signature_names_its_file(path, of):
    assert signed_path(path) == of
    assert is_apart(path) is (of == "STATE" or path == "STATE")


def test_only_signatures_of_state_and_of_what_travels_alone_are_known():
    assert is_known_signature("STATE.minisig", ())
    assert is_known_signature("editions/a.epub.0706050403020100.minisig", ["editions/a.epub"])
    assert not is_known_signature("index.html.minisig", ["editions/a.epub"])
    assert not is_known_signature("index.html", ["index.html"])


def test_comments_say_where_a_file_is_from_and_how_old_it_is():
    assert state_comment("https://a.example", 3, DAY, "") == "https://a.example publication 3 2026-11-25 STATE"
    assert state_comment("", 3, DAY, "0123") == "publication 3 2026-11-25 STATE commit 0123"
    told = file_comment("https://a.example", 2, DAY, "editions/az/a-az-2023.epub")
    assert told == "https://a.example publication 2 2026-11-25 a-az-2023.epub"


def test_each_key_counts_for_what_it_signed_alone(keys):
    one, two = (Signer(each.secret.read_bytes()).sign(b"data", "said") for each in keys)
    assert checked(b"data", one, keys[0].public) == checked(b"data", two, keys[1].public) == ("said", "")
    for data, signature, key in ((b"data", one, keys[1]), (b"other", one, keys[0]), (b"other", two, keys[1])):
        comment, fault = checked(data, signature, key.public)
        assert comment is None
        assert fault
