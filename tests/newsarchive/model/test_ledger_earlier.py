"""Earlier addresses of a text, and where each leads."""

import pytest

from newsarchive.model.ledger import earlier_addresses
from tests.newsarchive.editions import briefing, standing


def test_an_earlier_slug_has_an_address_in_each_language() -> None:
    assert list(earlier_addresses(briefing("new", languages="en az", redirect_from=("old",)))) == [
        ("old", "en/2023/old/", "en/2023/new/"),
        ("old", "az/2023/old/", "az/2023/new/"),
    ]
    page = standing("about", languages="ru", redirect_from=("us",))
    assert list(earlier_addresses(page)) == [("us", "ru/us/", "ru/about/")]


@pytest.mark.parametrize(
    ("typed", "new"), [("az/2020/old", "az/2023/new/"), ("ru/2020/old", "en/2023/new/"), ("2020/old", "en/2023/new/")]
)
def test_an_earlier_address_has_one_and_leads_to_its_language_or_the_original(typed: str, new: str) -> None:
    work = briefing("new", languages="en az", redirect_from=(typed,))
    assert list(earlier_addresses(work)) == [(typed, f"{typed}/", new)]


def test_most_texts_have_none() -> None:
    assert list(earlier_addresses(briefing("new"))) == []
