"""The Content-Security-Policy, by address."""

import base64
import hashlib

import pytest

from newsarchive.server.headers import allowing, inline_hash, page_policy, policy_text, runs_script, server_policy

STYLE = "p{color:red}"
HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


def page(address="en/2023/a/", **changes):
    return dict(page_policy(address, STYLE, **{"from_disk": False, **changes}))


def test_a_hash_is_that_of_the_contents_utf8():
    # the CSP specification's own example, 2.3.1
    assert inline_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert inline_hash("ə") != inline_hash("e")


def test_a_page_may_have_its_style_and_pictures_and_nothing_else():
    assert page() == {
        "default-src": ("'none'",),
        "connect-src": ("'self'",),
        "style-src": (HASH,),
        "img-src": ("'self'", "data:"),
        "form-action": ("'none'",),
        "base-uri": ("'none'",),
    }


def test_the_search_page_may_run_the_sites_script_and_ask_the_site():
    found = page("az/search/")
    assert (found["script-src"], found["connect-src"]) == (("'self'",), ("'self'",))
    assert found["worker-src"] == ("'none'",)  # a service worker would answer for the host after the page is gone
    assert {name: found[name] for name in page()} == page()


@pytest.mark.parametrize("address", ["az/search/", "en/search/", "zh-Hant/search/"])
def test_search_pages_run_script(address):
    assert runs_script(address)


OTHERS = "404.html search/ az/ az/search az/search/x/ az/2023/search/ az/tags/search/ az/research/"


@pytest.mark.parametrize("address", ["", *OTHERS.split()])
def test_no_other_page_runs_script(address):
    assert not runs_script(address)
    assert "script-src" not in page(address)


def test_from_a_disk_the_pages_own_files_are_named_by_their_scheme_too():
    found = page("az/search/", from_disk=True)
    own = ("'self'", "file:")
    assert (found["img-src"], found["script-src"]) == ((*own, "data:"), own)
    assert found["style-src"] == (HASH,)


@pytest.mark.parametrize("script", [True, False])
def test_a_header_names_no_style_and_alone_says_who_may_frame(script):
    found = dict(server_policy(script=script))
    assert found["frame-ancestors"] == ("'none'",)
    assert "frame-ancestors" not in page()
    assert ("script-src" in found) is script
    # all else is as in a page, so that both together allow what the page allows
    own = page("az/search/" if script else "en/2023/a/")
    assert found["style-src"] == ("'unsafe-inline'",)
    assert {**found, "style-src": own["style-src"]} == {**own, "frame-ancestors": ("'none'",)}


@pytest.mark.parametrize("address", ["en/", "az/search/"])
@pytest.mark.parametrize("from_disk", [True, False])
def test_nothing_is_unsafe_and_nothing_needs_escaping(address, from_disk):
    text = policy_text(page_policy(address, STYLE, from_disk=from_disk))
    assert "unsafe" not in text
    assert not set(text) & set('"<>&\n,')
    assert "*" not in text


def test_a_policy_is_written_in_order():
    assert policy_text({"default-src": ("'none'",), "img-src": ("'self'", "data:")}) == (
        "default-src 'none'; img-src 'self' data:"
    )


def test_allowing_adds_to_what_is_there_and_keeps_the_rest():
    text = "default-src 'none'; script-src 'self'"
    found = allowing(text, ("script-src", "'sha256-x'"), ("connect-src", "'self'"))
    assert found == "default-src 'none'; script-src 'self' 'sha256-x'; connect-src 'self'"


def test_allowing_what_is_allowed_changes_nothing():
    text = policy_text(page_policy("az/search/", STYLE, from_disk=False))
    assert allowing(text) == text
    assert allowing(text, ("connect-src", "'self'")) == text


def test_allowing_takes_the_place_of_none():
    assert allowing("connect-src 'none'", ("connect-src", "'self'")) == "connect-src 'self'"
