"""What the page on mirrors tells of the settings."""

import base64

import pytest

from newsarchive.pages.standing import copies, standing_page
from tests.unit.editions import edition_of, standing

KEY = "RWRrMsf4oz/r6KjQ8FARiLLyGmfeE2KQ67nuI3VAHraWpj/NbnudMBIL"
OTHER = base64.b64encode(b"Ed" + bytes(40)).decode()


def test_a_key_is_told_with_the_command_that_takes_it():
    found = copies(edition_of(signing_keys=(KEY,), url="https://a.example", mirrors=(("M", "https://m.example/"),)))
    assert (found.keys, found.signed) == ((KEY,), (f"minisign -V -P {KEY} -m STATE",))
    lists = ("STATE", "CHAIN", "SHA256SUMS", "STATE.minisig")
    assert found.fetch[0] == " ".join(("wget", *(f"https://a.example/{name}" for name in lists)))
    assert found.mirrors == (("M", "https://m.example/"),)


def test_without_a_key_no_signature_is_told_of():
    found = copies(edition_of(url="https://a.example"))
    assert (found.keys, found.signed) == ((), ())
    lists = ("STATE", "CHAIN", "SHA256SUMS")
    assert found.fetch[0] == " ".join(("wget", *(f"https://a.example/{name}" for name in lists)))


def test_each_of_several_keys_has_a_command_and_a_signature_of_its_own():
    found = copies(edition_of(signing_keys=(KEY, OTHER), signatures_required=2, url="https://a.example"))
    places = ("STATE.E8EB3FA3F8C7326B.minisig", "STATE.0000000000000000.minisig")
    commands = [f"minisign -V -P {key} -m STATE -x {place}" for key, place in zip((KEY, OTHER), places, strict=True)]
    assert (list(found.signed), found.required) == (commands, 2)
    assert all(f"https://a.example/{place}" in found.fetch[0] for place in places)


@pytest.mark.parametrize(
    ("url", "command"),
    [
        ("https://a.example", "sed 's|^.\\{66\\}|https://a.example/|' SHA256SUMS | xargs wget -x -nH"),
        (
            "https://a.example/x/y",
            "sed 's|^.\\{66\\}|https://a.example/x/y/|' SHA256SUMS | xargs wget -x -nH --cut-dirs=2",
        ),
        (
            "https://a.example/~x.y",
            "sed 's|^.\\{66\\}|https://a.example/~x.y/|' SHA256SUMS | xargs wget -x -nH --cut-dirs=1",
        ),
    ],
)
def test_all_files_are_fetched_each_to_its_place(url, command):
    assert copies(edition_of(url=url)).fetch[1] == command


def test_a_local_site_has_no_address_to_fetch_from():
    assert copies(edition_of()).fetch == ()


@pytest.mark.parametrize(("slug", "there"), [("mirrors", True), ("about", False)])
def test_the_page_on_mirrors_alone_tells_it(slug, there):
    page = standing(slug)
    assert (standing_page(page, edition_of(page), "en").view["copies"] is not None) is there
