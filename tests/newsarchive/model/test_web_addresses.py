"""Which addresses are not of the public internet."""

import pytest

from newsarchive.model.web_addresses import is_private, names_inside, names_private


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.1.1", True), ("169.254.169.254", True), ("100.64.0.1", True),
        ("0.0.0.1", True), ("224.0.0.1", True), ("::1", True), ("fe80::1%eth0", True), ("fd00::1", True),
        ("::ffff:10.0.0.1", True), ("64:ff9b::a00:1", True), ("2002:7f00:1::", True), ("64:ff9b::808:808", False),
        ("fec0::1", True), ("::127.0.0.1", True), ("64:ff9b:1::a00:1", True), ("::ffff:0:10.0.0.1", True),
        ("8.8.8.8", False), ("2606:4700::1111", False), ("2002:808:808::", False), ("::ffff:8.8.8.8", False),
    ],
)  # fmt: skip
def test_private_addresses_are_known(address, expected):
    assert is_private(address) is expected


def test_an_address_names_a_private_machine_by_its_words_alone():
    for url in (
        "http://127.0.0.1/",
        "http://[::1]:80/",
        "http://localhost/a",
        "http://a.localhost./",
        "http://10.0.0.1/",
    ):
        assert names_private(url), url
    for url in ("https://example.org/", "http://8.8.8.8/", "http://router.lan/", "http://2130706433/"):
        assert not names_private(url), url


def test_names_that_only_a_network_knows_lead_inside_it():
    for url in (
        "http://10.0.0.1/",
        "http://wiki/a",
        "http://Wiki.Internal./",
        "http://desk.lan:8000/",
        "http://[::1]/",
    ):
        assert names_inside(url), url
    for url in ("https://example.org/wiki.lan", "http://8.8.8.8/", "https://[2606:4700::1111]/", "http://a.onion/"):
        assert not names_inside(url), url


@pytest.mark.parametrize(
    "host",
    [
        "10.1", "192.168.257", "0x7f.0.0.1", "0177.0.0.1", "0xC0.0xA8.1", "2130706433", "127.1.", "10.1:8000",
        "%31%30.0.0.1", "１０.0.0.1", "10。0。0。1", "10.0.0.1。", "①0.0.0.1", "10.0.0.\u00ad1", "u@10.1",
        "wiki.intranet。local", "wiki.ＬＯＣＡＬ", "wiki.local。", "wiki%2elocal", "wiki.loc\u00adal",
        "wiki.local:8000", "a.ＬＯＣＡＬhost",
        "nas.home", "wiki.private", "localhost.localdomain", "[fe80::1%25eth0]", "[::ffff:10.0.0.1]", "[fe80::1].",
            "[fe80::1", "",
    ],
)  # fmt: skip
def test_other_spellings_of_an_inner_address_lead_inside_as_well(host):
    assert names_inside(f"http://{host}/a")


def test_other_spellings_of_a_public_address_do_not():
    for host in ("8.8.2056", "0x8.0x8.0x8.0x8", "8.8.8.8。", "örnək.example", "a.b.c.d", "1.1.1.1e"):
        assert not names_inside(f"http://{host}/"), host


@pytest.mark.parametrize(
    "address",
    ["192.0.0.192", "192.88.99.1", "168.63.129.16", "3fff::1", "2a00:1450::5efe:a00:1", "2a00::200:5efe:a00:1"],
)
def test_addresses_that_only_a_network_has_are_private_although_python_thinks_otherwise(address):
    assert is_private(address)
