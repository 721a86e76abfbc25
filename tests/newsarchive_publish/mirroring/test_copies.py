"""What the page on mirrors tells of the settings."""

import base64

import pytest

from newsarchive.pages.standing import standing_page
from newsarchive_publish import surround
from newsarchive_publish.mirroring.kit import copies_of
from tests.newsarchive.editions import edition_of, standing

KEY = "RWRrMsf4oz/r6KjQ8FARiLLyGmfeE2KQ67nuI3VAHraWpj/NbnudMBIL"
OTHER = base64.b64encode(b"Ed" + bytes(40)).decode()


def test_a_key_is_told_with_the_command_that_takes_it():
    found = copies_of(
        edition_of(signing_keys=(KEY,), url="https://a.example", mirrors=(("M", "https://m.example/"),)).site
    )
    assert (found.keys, found.signed) == ((KEY,), (f"minisign -V -P {KEY} -m STATE",))
    assert found.steps.own[0] == f"sh server/mirror.sh https://a.example ../archive {KEY}"
    assert "{STATE,CHAIN,SHA256SUMS,STATE.minisig,server/mirror.sh," in found.steps.kit[0]
    assert found.mirrors == (("M", "https://m.example/"),)


def test_without_a_key_no_signature_is_told_of():
    found = copies_of(edition_of(url="https://a.example").site)
    assert (found.keys, found.signed) == ((), ())
    assert found.steps.own[0] == "sh server/mirror.sh -u https://a.example ../archive"
    assert "{STATE,CHAIN,SHA256SUMS,server/mirror.sh," in found.steps.kit[0]


def test_each_of_several_keys_has_a_command_and_a_signature_of_its_own():
    found = copies_of(edition_of(signing_keys=(KEY, OTHER), signatures_required=2, url="https://a.example").site)
    places = ("STATE.E8EB3FA3F8C7326B.minisig", "STATE.0000000000000000.minisig")
    commands = [f"minisign -V -P {key} -m STATE -x {place}" for key, place in zip((KEY, OTHER), places, strict=True)]
    assert (list(found.signed), found.required) == (commands, 2)
    assert f"SHA256SUMS,{','.join(places)},server/" in found.steps.kit[0]
    assert f"mirror.sh -m 2 https://a.example /srv/archive {KEY} {OTHER}" in found.steps.copy[-1]


def test_a_local_site_has_no_address_to_mirror():
    assert copies_of(edition_of().site).steps is None


@pytest.mark.parametrize(("slug", "there"), [("mirrors", True), ("about", False)])
def test_the_page_on_mirrors_alone_tells_it(slug, there):
    work = standing(slug)
    edition = edition_of(work)
    told = surround(edition, standing_page(work, edition, "en"))
    assert told is not None
    assert (told["copies"] is not None) is there
