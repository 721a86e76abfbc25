"""The pages of one numbered listing."""

from newsarchive.pages.listings import numbered_pages
from tests.newsarchive.editions import briefing, edition_of


def test_an_empty_listing_has_its_front_alone():
    pages = list(
        numbered_pages(
            edition_of(), "en", [], make=lambda tag: f"{tag}/x/", title="X", description="D", template="x.html", view={}
        )
    )
    assert [(page.address, page.view["entries"], page.changed) for page in pages] == [("en/x/", [], None)]


def test_a_numbered_page_is_the_same_after_more_briefings():
    works = [briefing(f"b{number:02}", f"2023-01-{number + 1:02}") for number in range(9)]

    def numbered(some):
        made = numbered_pages(
            edition_of(*some, page_size=2),
            "en",
            some,
            make=lambda tag: f"{tag}/x/",
            title="X",
            description="D",
            template="x.html",
            view={},
        )
        return {
            page.address: [each.address for each in page.view["entries"]] for page in made if "page/" in page.address
        }

    before, after = numbered(works[:6]), numbered(works)
    assert before == {
        "en/x/page/1/": ["en/2023/b01/", "en/2023/b00/"],
        "en/x/page/2/": ["en/2023/b03/", "en/2023/b02/"],
    }
    assert {address: after[address] for address in before} == before
