"""Earlier addresses lead on."""

import pytest

from newsarchive.pages.gateway import redirect_pages
from tests.newsarchive.editions import briefing, edition_of, small_edition, standing, words


def led(edition):
    return [(page.address, page.refresh) for plan in redirect_pages(edition) for page in plan.make()]


def test_an_earlier_slug_leads_on_in_every_language_of_the_text():
    edition = edition_of(briefing("new", languages="en az", redirect_from=("old", "older")))
    assert led(edition) == [
        ("en/2023/old/", "en/2023/new/"),
        ("az/2023/old/", "az/2023/new/"),
        ("en/2023/older/", "en/2023/new/"),
        ("az/2023/older/", "az/2023/new/"),
    ]


def test_an_earlier_slug_of_a_standing_page_leads_on():
    assert led(edition_of(standing("about", redirect_from=("us",)))) == [("en/us/", "en/about/")]


@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        ("az/2020/old", "az/2023/new/"),
        ("en/news/old", "en/2023/new/"),
        ("ru/2020/old", "en/2023/new/"),
        ("2020/old", "en/2023/new/"),
    ],
)
def test_an_earlier_address_leads_to_the_text_in_its_language_or_the_original(earlier, new):
    edition = edition_of(briefing("new", languages="en az", redirect_from=(earlier,)))
    assert led(edition) == [(f"{earlier}/", new)]


def test_redirects_of_the_file_stand_as_they_are():
    edition = edition_of(briefing("a"), redirects={"az/2020/old/": "az/2023/a/"})
    assert led(edition) == [("az/2020/old/", "az/2023/a/")]


def test_an_archive_without_earlier_addresses_has_no_redirects():
    assert list(redirect_pages(small_edition())) == []


@pytest.mark.parametrize(("old", "language"), [("az/2020/old/", "az"), ("2020/old/", "en"), ("de/old/", "en")])
def test_a_redirects_page_is_in_the_language_of_its_address(old, language):
    (plan,) = redirect_pages(edition_of(redirects={old: "az/2023/a/"}))
    (page,) = plan.make()
    assert (page.address, page.language, page.template) == (old, language, "redirect.html")
    assert page.title == words()(language, "redirect.title")


def test_a_redirect_is_a_page_that_leads_on_and_is_not_listed():
    (plan,) = redirect_pages(edition_of(briefing("new", redirect_from=("old",))))
    (page,) = plan.make()
    assert (page.refresh, page.view, page.listed) == ("en/2023/new/", {"target": "en/2023/new/"}, False)
    assert page.alternates == ()
