"""All listing pages of all languages."""

from msgspec.structs import replace

from newsarchive.model.addresses import front_of
from newsarchive.pages import listing_pages, plan_pages, register
from newsarchive.signals import files_wanted, pages_wanted
from tests.newsarchive.editions import small_edition


def pages_of(edition):
    """Return all pages, each under the address at which it was planned."""
    pages = []
    for plan in listing_pages(edition):
        made = list(plan.make())
        assert {front_of(page.address) for page in made} == {plan.address}
        pages += made
    return pages


def test_only_wanted_pages_are_made():
    edition = replace(small_edition(page_size=1), wanted=frozenset({"en/tags/privacy/page/1/"}))
    plans = [plan for plan in listing_pages(edition) if edition.wants_any(plan.address)]
    assert [plan.address for plan in plans] == ["en/tags/privacy/"]
    assert [page.address for page in plans[0].make()] == ["en/tags/privacy/page/1/"]


def test_every_language_has_the_same_listings():
    found = {tag: set() for tag in ("az", "en", "ru")}
    for page in pages_of(small_edition()):
        tag, _, rest = page.address.partition("/")
        assert page.language == tag
        found[tag].add(rest)
    assert found["az"] == found["en"] == found["ru"]
    assert {"", "archive/", "2021/", "2023/", "tags/", "tags/privacy/", "people/ali/"} <= found["en"]


def test_alternates_of_listings_are_mutual_and_exist():
    pages = {page.address: page for page in pages_of(small_edition(page_size=1))}
    for page in pages.values():
        assert page.address in {each.address for each in page.alternates}
        assert len({pages[each.address].alternates for each in page.alternates}) == 1


def test_registering_connects_the_page_maker():
    before = [dict(each.receivers) for each in (pages_wanted, files_wanted)]
    try:
        register()
        assert any(plan_pages is receiver for receiver in pages_wanted.receivers_for(None))
    finally:
        for each, receivers in zip((pages_wanted, files_wanted), before, strict=True):
            each.receivers.clear()
            each.receivers.update(receivers)
