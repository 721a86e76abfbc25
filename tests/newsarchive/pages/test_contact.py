"""The invitation to write, and the ways to do it."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from msgspec.structs import replace

from newsarchive.pages.contact import contacts, invitation
from newsarchive.pages.standing import standing_page
from tests.newsarchive.editions import NEWSROOM, edition_of, standing, words

A = "briefings/2023/a"
PUBLIC = "https://archive.example/under"
KEY = ("0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567", "https://archive.example/key.asc")


def newsroom(**changes):
    return {"newsroom": replace(NEWSROOM, **changes)}


def parts_of(link):
    """A mailto link as a mail program reads it (RFC 6068): a plus sign is one, and spaces are encoded."""
    parts = urlsplit(link)
    fields = dict(each.split("=", 1) for each in parts.query.split("&"))
    return parts.scheme, unquote(parts.path), {name: unquote(value, errors="strict") for name, value in fields.items()}


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("site", [{}, {"url": PUBLIC}])
def test_a_mail_names_the_text_by_its_address_in_the_readers_words(site, language):
    link = invitation(f"{language}/2023/a/", edition_of(**site), language)["mail"]
    assert parts_of(link) == (
        "mailto",
        "desk@news.example",
        {"subject": words()(language, "reply.subject", address=f"{language}/2023/a")},
    )
    assert re.fullmatch(r"mailto:[\w.@-]+\?subject=[\w./~%-]+", link, re.ASCII)


@pytest.mark.parametrize("contact", ["desk+letters@news.example", "a&b@news.example", "what?@news.example"])
def test_an_address_with_signs_of_its_own_is_kept_apart(contact):
    link = invitation("en/2023/a/", edition_of(**newsroom(contact=contact)), "en")["mail"]
    assert parts_of(link)[1] == contact
    assert link.count("?") == 1
    assert unquote(contacts(edition_of(**newsroom(contact=contact)))["mail_link"]) == f"mailto:{contact}"


def test_the_invitation_leads_to_the_page_on_writing_safely():
    found = invitation("en/2023/a/", edition_of(standing("writing-safely", "en az")), "az")
    assert [found[name] for name in ("safely", "title", "language")] == [
        "az/writing-safely/",
        "writing-safely in az",
        "az",
    ]
    other = invitation("ru/2023/a/", edition_of(standing("writing-safely", "en az")), "ru")
    assert (other["safely"], other["language"]) == ("en/writing-safely/", "en")


@pytest.mark.parametrize("works", [(), (standing("about"),), (standing("writing-safely", status="hidden"),)])
def test_without_such_a_page_it_leads_nowhere(works):
    assert invitation("en/2023/a/", edition_of(*works), "en")["safely"] == ""


def test_only_ways_that_the_settings_name_are_there():
    assert contacts(edition_of()) == {
        **{"mail": "desk@news.example", "mail_link": "mailto:desk@news.example"},
        **{"signal": "", "signal_link": False, "fingerprint": "", "key": ""},
    }


@pytest.mark.parametrize(
    ("signal", "link"), [("desk.42", False), ("https://signal.me/#eu/abc", True), ("https://signal.me/#p/+1234", True)]
)
def test_a_username_is_typed_and_a_link_followed(signal, link):
    found = contacts(edition_of(**newsroom(signal=signal)))
    assert (found["signal"], found["signal_link"]) == (signal, link)


@pytest.mark.parametrize("typed", [KEY[0], KEY[0].replace(" ", ""), KEY[0].replace(" ", "").upper()])
def test_a_fingerprint_is_printed_in_groups_however_it_was_typed(typed):
    found = contacts(edition_of(**newsroom(pgp=(typed, KEY[1]))))
    assert found["fingerprint"] == "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567"
    assert found["key"] == KEY[1]


@pytest.mark.parametrize(("slug", "there"), [("writing-safely", True), ("about", False)])
def test_one_page_alone_prints_them(slug, there):
    page = standing(slug)
    view = standing_page(page, edition_of(page), "en").view
    assert (view["contacts"] is not None) is there
