"""The feed of all corrections."""

import datetime as dt

from newsarchive.head.atom import corrections_feed, feed_xml
from newsarchive.model.fields import Correction
from tests.newsarchive.editions import briefing, briefing_of, edition_of, parse_xml, text

ATOM = "{http://www.w3.org/2005/Atom}"
FOLDER = "briefings/2023/a"
PUBLIC = {"url": "https://news.example", "clean_addresses": True}


def feed(*works, language="az", **site):
    edition = edition_of(*works, **site)
    return parse_xml(feed_xml(corrections_feed(edition, language), edition))


def corrected(*days):
    notes = tuple(Correction(dt.date(2024, 1, day), f"note {day}") for day in days)
    first = text(FOLDER, "en", date="2023-10-12", tags=("privacy",), corrections=notes)
    return briefing_of(first, text(FOLDER, "az", translates="en"))


def test_each_correction_is_an_entry_newest_first_that_leads_to_the_readers_text():
    root = feed(corrected(1, 2), **PUBLIC)
    entries = root.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}content") for each in entries] == ["note 2", "note 1"]
    assert entries[0].findtext(f"{ATOM}title") == "a in az"
    assert entries[0].find(f"{ATOM}link").get("href") == "https://news.example/az/2023/a/#p_corrections"
    assert entries[0].findtext(f"{ATOM}updated") == "2024-01-02T00:00:00Z" == root.findtext(f"{ATOM}updated")
    assert entries[0].find(f"{ATOM}content").get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_ids_are_permanent_and_no_two_are_alike():
    ids = [each.findtext(f"{ATOM}id") for each in feed(corrected(1, 1, 2)).findall(f"{ATOM}entry")]
    assert len(set(ids)) == 3
    assert ids[0] == "tag:news.example,2026:a/en#correction-en-2024-01-02-1"


def test_a_translation_that_comes_later_does_not_show_readers_the_corrections_again():
    translated = corrected(1, 2)
    before, after = (feed(work) for work in (briefing_of(translated.original), translated))
    ids, links = (
        [[get(each) for each in root.findall(f"{ATOM}entry")] for root in (before, after)]
        for get in (lambda each: each.findtext(f"{ATOM}id"), lambda each: each.find(f"{ATOM}link").get("hreflang"))
    )
    assert ids[0] == ids[1]
    assert links == [["en", "en"], ["az", "az"]]


def test_a_feed_has_no_more_than_its_size_and_only_what_is_published():
    hidden = briefing("h", status="hidden", corrections=(Correction(dt.date(2024, 1, 9), "unseen"),))
    entries = feed(corrected(1, 2, 3), hidden, feed_size=2).findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}content") for each in entries] == ["note 3", "note 2"]


def test_a_feed_without_corrections_is_a_feed():
    root = feed(briefing("a"))
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
