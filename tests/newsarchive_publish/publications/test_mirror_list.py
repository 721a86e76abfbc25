"""The list of mirrors in the form of Collateral Freedom."""

import datetime as dt
import json

import pytest

from newsarchive_publish.publications.mirror_list import host_form, list_comment, list_file


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://mirror.example/", "mirror.example"),
        ("https://mirror.example/archive/", "mirror.example/archive"),
        ("https://mirror.example:8443", "mirror.example:8443"),
        ("http://abc.onion/", "abc.onion"),
        ("https://abc.onion/", "https://abc.onion"),
        ("http://127.0.0.1:80/", "http://127.0.0.1:80"),
    ],
)
def test_a_host_stands_for_https_and_an_onion_for_http(address, host):
    assert host_form(address) == host


def test_the_list_has_the_form_of_collateral_freedom():
    data = list_file("https://archive.example", ["https://a.example/", "http://abc.onion/"])
    assert json.loads(data) == {"https://archive.example/": ["a.example", "abc.onion"]}
    assert data.endswith(b"}\n")


def test_the_signed_comment_says_of_which_day_it_is():
    assert list_comment("https://a.example", dt.date(2026, 11, 27)) == "https://a.example mirrors.json 2026-11-27"
