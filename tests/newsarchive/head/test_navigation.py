"""What stands around a page."""

import datetime as dt
from typing import get_args

import pytest

from newsarchive.head import surround
from newsarchive.head.navigation import frame_of
from newsarchive.head.tags import head_of
from newsarchive.model.pages import Alternate, Kind
from tests.newsarchive.editions import edition_of, notice, page, small_edition, standing, words

KINDS = get_args(Kind)


def shown_below(shown, edition):
    return frame_of(shown, edition)["notices_below"]


def sections(address, language="en"):
    return {each["address"]: each for each in frame_of(page(address, language), small_edition())["sections"]}


def test_sections_are_the_archive_and_the_vocabularies():
    found = sections("en/", "en")
    assert list(found) == ["en/archive/", "en/tags/", "en/people/", "en/organisations/", "en/places/"]
    assert found["en/tags/"]["title"] == words()("en", "tags.title")
    assert not any(each["current"] or each["within"] for each in found.values())


def test_the_current_section_is_marked():
    marked = sections("en/tags/")["en/tags/"]
    assert (marked["current"], marked["within"]) == (True, False)
    inner = sections("en/tags/privacy/")
    assert (inner["en/tags/"]["current"], inner["en/tags/"]["within"]) == (False, True)
    assert not any(each["within"] for address, each in inner.items() if address != "en/tags/")


def test_sections_are_in_the_pages_language():
    found = sections("az/tags/", "az")
    assert found["az/tags/"] == {
        "title": words()("az", "tags.title"),
        "address": "az/tags/",
        "language": "az",
        "current": True,
        "within": False,
    }


def test_standing_pages_fall_back_to_their_original():
    edition = edition_of(standing("about", "en az"), standing("mirrors"), standing("secret", status="hidden"))
    found = frame_of(page("az/about/", "az"), edition)["pages"]
    keys = ("title", "address", "language", "current")
    assert [tuple(each[key] for key in keys) for each in found] == [
        ("about in az", "az/about/", "az", True),
        ("mirrors in en", "en/mirrors/", "en", False),
        ("Düzəlişlər", "az/corrections/", "az", False),
        ("Saytdan çıxarılmış mətnlər", "az/withdrawals/", "az", False),
    ]


def test_the_language_menu_leads_to_this_page_or_else_home():
    alternates = (Alternate("en", "en/2023/a/"), Alternate("ru", "ru/2023/a/"))
    found = frame_of(page("ru/2023/a/", "ru", alternates=alternates), small_edition())["languages"]
    assert [list(each.values()) for each in found] == [
        ["az", "Azərbaycanca", "ltr", "az/", False, True],
        ["en", "English", "ltr", "en/2023/a/", False, False],
        ["ru", "Русский", "ltr", "ru/2023/a/", True, False],
    ]


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2026-03-31", False), ("2026-04-01", True), ("2026-04-15", True), ("2026-04-30", True), ("2026-05-01", False)],
)
def test_a_notice_is_shown_from_its_first_to_its_last_day(day, shown):
    edition = edition_of(notice("n", "2026-04-01", "2026-04-30"), day=dt.date.fromisoformat(day))
    assert bool(shown_below(page("en/", kind="site"), edition)) is shown


@pytest.mark.parametrize(("language", "title", "tag"), [("az", "n in az", "az"), ("ru", "n in en", "en")])
def test_a_notice_is_in_the_readers_language_or_its_originals(language, title, tag):
    edition = edition_of(notice("n", "2026-01-01", "2026-12-31", "en az"))
    found = shown_below(page(f"{language}/", language, kind="site"), edition)
    assert found == [{"title": title, "body": "<p>Beware.</p>", "language": tag, "direction": "ltr"}]


def test_a_notice_is_on_the_front_pages_unless_it_shows_everywhere():
    front, every = (notice(name, "2026-01-01", "2026-12-31", shows=name) for name in ("front", "everywhere"))
    edition = edition_of(every, front)
    titles = {kind: [each["title"] for each in shown_below(page("en/x/", kind=kind), edition)] for kind in KINDS}
    both, one = ["everywhere in en", "front in en"], ["everywhere in en"]
    assert titles == {"site": both, "collection": one, "page": one, "dataset": one}


def test_a_notice_stands_after_the_text_unless_it_has_its_place_at_the_top():
    works = (notice(place, "2026-01-01", "2026-12-31", shows="everywhere", place=place) for place in ("end", "top"))
    frame = frame_of(page(), edition_of(*works))
    assert [each["title"] for each in frame["notices_above"]] == ["top in en"]
    assert [each["title"] for each in frame["notices_below"]] == ["end in en"]


@pytest.mark.parametrize("status", ["hidden", "withdrawn", "draft"])
def test_a_notice_that_is_not_published_is_not_shown(status):
    edition = edition_of(notice("n", "2026-01-01", "2026-12-31", status=status))
    assert shown_below(page("en/", kind="site"), edition) == []


def test_a_notices_links_are_relative_to_the_page():
    work = notice("n", "2026-01-01", "2026-12-31", shows="everywhere")
    linked = type(work.original)(
        path=work.original.path,
        language="en",
        front=work.front,
        html='<p><a href="content:pages/about/en.md">x</a></p>',
        revision="",
    )
    edition = edition_of(type(work)("n", work.folder, linked, {"en": linked}), standing("about"), clean_addresses=True)
    bodies = [shown_below(page(address), edition)[0]["body"] for address in ("en/", "en/2023/a/", "")]
    assert bodies == [f'<p><a href="{way}">x</a></p>' for way in ("about/", "../../about/", "en/about/")]


def test_the_footer_names_the_newsroom():
    frame = frame_of(page("az/about/", "az"), small_edition())
    assert (frame["home"], frame["feed"]) == ("az/", "az/feed.xml")
    assert frame["follow"] == (("Mastodon", "https://social.example/@news"),)
    assert frame["licence"][0] == "CC BY 4.0"


def test_the_template_is_given_the_head_and_the_frame():
    edition = small_edition()
    assert surround(edition, page()) == {"head": head_of(page(), edition), "frame": frame_of(page(), edition)}


def test_the_form_leads_to_the_search_page_of_the_language_and_is_not_on_that_page():
    assert frame_of(page("az/tags/", "az"), small_edition())["search"] == "az/search/"
    assert frame_of(page("az/search/", "az"), small_edition())["search"] == ""
