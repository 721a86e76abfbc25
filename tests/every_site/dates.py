"""Every list says which day it shows, shows that day and is sorted by it; every text says its state."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import cache
from itertools import chain
from xml.etree import ElementTree as ET

from newsarchive.i18n.catalogues import Catalogues, load_catalogues
from tests.sites import FIXTURE, FIXTURE_LANGUAGES, NEWSROOM, PLUGIN_WORDS, ROOT, BuiltSite, Document, words_of

PUBLISHED, EVENTS = 1, 0
"""Where the two days of a text stand among the facts on its page."""


@cache
def interface() -> Catalogues:
    """The words of the interface, also where a newsroom has deleted the catalogues of our languages."""
    folders = [each / "translations" for each in (ROOT / "theme", NEWSROOM, FIXTURE)]
    return load_catalogues(folders, FIXTURE_LANGUAGES, "en", PLUGIN_WORDS)


def _facts(page: Document, day: int) -> ET.Element:
    return list(page.by_class("facts")[0].iter("time"))[day]


def _text_of(site: BuiltSite, page: Document, item: ET.Element) -> Document:
    """Return the page of the text to which an item of a list leads: without a link, it is the page itself."""
    link = next(item.iter("a"), None)
    if link is None:
        return page
    return site.pages[page.target(link)]


def _listed(site: BuiltSite, page: Document, listing: ET.Element, day: int) -> list[str]:
    """Return the day that a list shows for each item; it must be the `day` of the text to which the item leads."""
    shown = []
    for item in listing:
        (time,) = item.iter("time")
        target = _text_of(site, page, item)
        assert time.get("datetime") == _facts(target, day).get("datetime"), (page.path, target.path)
        assert words_of(time), page.path
        shown.append(time.get("datetime", ""))
    return shown


def _falling(days: Iterable[str]) -> bool:
    days = list(days)
    return days == sorted(days, reverse=True)


def test_the_front_page_shows_what_was_published_last_and_says_so(site: BuiltSite) -> None:
    words = interface()
    for language in site.languages:
        page = site.page(f"{language}/")
        (lead,), (news,), (said,) = page.by_class("lead"), page.by_class("news"), page.by_class("page-total")
        assert words(language, "listing.by-publication") in words_of(said)
        assert words(language, "listing.added", date="").strip() in words_of(said)
        lists = [each for each in news.iter() if each.get("class") in ("listing plain", "newsline plain")]
        days = [day for each in lists for day in _listed(site, page, each, PUBLISHED)]
        assert len(days) > 3
        assert _falling(days)
        assert len(list(news.iter("h3"))) == 3
        assert [words_of(each) for each in lead.iter("dt")] == [
            words(language, "briefing.published"),
            words(language, "briefing.date"),
        ]
        lead_page = _text_of(site, page, lead)
        assert [each.get("datetime") for each in lead.iter("time")] == [
            _facts(lead_page, day).get("datetime") for day in (PUBLISHED, EVENTS)
        ]


def _sheets(site: BuiltSite, front: str) -> list[Document]:
    """Return the pages of a list, the one with the newest entries first."""
    numbers = sorted(int(path.split("/")[-2]) for path in site.pages if path.startswith(f"{front}page/"))
    return [site.page(front), *(site.page(f"{front}page/{number}/") for number in reversed(numbers))]


def test_lists_of_years_and_terms_show_the_day_of_the_events_and_say_so(site: BuiltSite) -> None:
    words, seen = interface(), 0
    for path, page in site.pages.items():
        (said, listings) = page.by_class("page-total"), page.by_class("listing")
        if not said or not listings or page.by_class("home") or "/page/" in path:
            continue
        sheets = _sheets(site, path.removesuffix("index.html"))
        shown = [_listed(site, sheet, sheet.by_class("listing")[0], EVENTS) for sheet in sheets]
        assert all(map(_falling, shown)), path
        # which page an entry is on may depend on when it was published
        key = "listing.by-date" if _falling(chain(*shown)) else "listing.by-date-paged"
        for sheet in sheets:
            # the count comes before it, and the link to the feed after it
            assert words(page.language, key) in words_of(sheet.by_class("page-total")[0]).split(" · "), sheet.path
        seen += 1
    assert seen > 20


def test_the_archive_lists_each_year_by_the_day_of_the_events_and_says_so(site: BuiltSite) -> None:
    for language in site.languages:
        page = site.page(f"{language}/archive/")
        assert interface()(language, "listing.by-date") in words_of(page.by_class("page-total")[0]).split(" · ")
        years = [_listed(site, page, listing, EVENTS) for listing in page.by_class("newsline")]
        assert _falling(chain(*years))
        assert len(years) > 3


def test_logs_are_by_the_day_of_the_correction_or_withdrawal(site: BuiltSite) -> None:
    for language in site.languages:
        page = site.page(f"{language}/withdrawals/")
        kinds = [[each.get("datetime", "") for each in kind.iter("time")] for kind in page.by_class("log-kind")]
        assert all(map(_falling, kinds))
        said = [words_of(each) for each in page.by_class("page-total")]
        assert said == ([interface()(language, "listing.by-withdrawal")] if any(kinds) else []), page.path
        log = site.page(f"{language}/corrections/")
        assert _falling([each.get("datetime", "") for each in log.all("time")])


def test_what_to_read_next_is_one_list_by_the_day_of_the_events(site: BuiltSite) -> None:
    threads = 0
    for path, page in site.pages.items():
        if not page.by_class("briefing"):
            continue
        assert [each for name in ("listing", "newsline", "chart") for each in page.by_class(name)] == [], path
        for thread in page.by_class("thread"):
            days = _listed(site, page, thread, EVENTS)
            assert days == sorted(days), path
            heading = words_of(page.by_class("onward")[0].find("h2"))  # type: ignore[arg-type]
            own = [each for each in thread.iter("strong") if each.get("aria-current") == "page"]
            assert heading == interface()(page.language, "briefing.story" if own else "briefing.related"), path
            assert [words_of(each) for each in own] in ([], [words_of(page.all("h1")[0])]), path
            sections = [each.get("class", "") for each in page.by_class("apparatus")]
            before = sections[: sections.index("apparatus onward")]
            assert before[-1] == "apparatus sources" if page.by_class("sources") else True, path
            threads += 1
        assert len(page.by_class("thread")) <= 1
    assert threads > 8


def test_a_text_says_its_version_and_since_when_it_is_unchanged(site: BuiltSite) -> None:
    seen = 0
    for path, page in site.pages.items():
        if not page.by_class("briefing"):
            continue
        (facts,) = page.by_class("facts")
        history = site.pages.get(posixpath.join(posixpath.dirname(path), "history/index.html"))
        if history is None:
            if any(each.get("rel") for each in facts.iter("a")):
                continue  # brought from another site: its day there is not the day here
            version, day = 1, words_of(_facts(page, PUBLISHED))
        else:
            version = len(history.by_class("revision"))
            day = words_of(next(history.by_class("revision")[0].iter("time")))
            assert [each for each in facts.iter("a") if "history" in (each.get("href") or "")], path
        assert interface()(page.language, "briefing.version", version=version, date=day) in words_of(facts), path
        seen += 1
    assert seen > 8


def test_a_correction_is_announced_before_the_text(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        if not page.by_class("briefing"):
            continue
        corrections = [next(each.iter("time")) for each in page.by_class("corrections")]
        header = page.by_class("briefing-header")[0]
        flags = [each for each in header.iter("a") if each.get("href") == "#p_corrections"]
        assert [words_of(each) for each in flags] == [
            interface()(page.language, "listing.corrected", date=words_of(each)) for each in corrections
        ], path
