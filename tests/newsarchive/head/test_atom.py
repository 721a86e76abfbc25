"""Atom feeds, read as an XML parser and as a feed reader would."""

import datetime as dt

import feedparser
import pytest
from msgspec.structs import replace

from newsarchive.head.atom import Feed, feed_files, feed_xml
from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.fields import Correction
from tests.newsarchive.editions import AZ, EN, briefing, briefing_of, edition_of, parse_xml, small_edition, text, words

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def feeds_of(edition):
    return {file.address: file.data for file in feed_files(edition)}


def parsed(edition, address="en/feed.xml"):
    return parse_xml(feeds_of(edition)[address])


def ids(edition, address="en/feed.xml"):
    return [each.findtext(f"{ATOM}id") for each in parsed(edition, address).iter(f"{ATOM}entry")]


def test_there_is_a_feed_per_language_and_per_language_and_term():
    assert sorted(feeds_of(small_edition())) == sorted(
        f"{tag}/{rest}feed.xml"
        for tag in ("az", "en", "ru")
        for rest in ("", "corrections/", "tags/courts/", "tags/privacy/", "people/ali/", "places/baku/")
    )


def test_every_feed_is_well_formed_and_has_what_atom_requires():
    for address, content in feeds_of(small_edition()).items():
        root = parse_xml(content)
        assert content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        for place in (root, *root.iter(f"{ATOM}entry")):
            for name in ("title", "id", "updated"):
                assert len(place.findall(f"{ATOM}{name}")) == 1, (address, name)
                assert place.findtext(f"{ATOM}{name}"), (address, name)
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        read = feedparser.parse(content)
        assert not read.bozo, address
        assert read.version == "atom10"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_a_feed_holds_its_own_language_alone(language):
    root = parsed(small_edition(), f"{language}/feed.xml")
    assert root.get(f"{XML}lang") == language
    titles = [each.findtext(f"{ATOM}title") for each in root.iter(f"{ATOM}entry")]
    expected = {"az": ["second", "first"], "en": ["third", "second"], "ru": ["third", "second"]}[language]
    assert titles == [f"{slug} in {language}" for slug in expected]


def test_ids_are_permanent():
    expected = ["tag:news.example,2026:third/en", "tag:news.example,2026:second/en"]
    for edition in (
        small_edition(),
        small_edition(url="https://one.example", clean_addresses=True),
        small_edition(url="https://two.example", day=dt.date(2030, 1, 1)),
    ):
        assert ids(edition) == expected
        assert parsed(edition).findtext(f"{ATOM}id") == "tag:news.example,2026:en/"


def test_an_id_is_the_same_in_every_feed():
    assert ids(small_edition(), "en/tags/courts/feed.xml") == ["tag:news.example,2026:second/en"]


def links(place):
    """The links of a feed or an entry, by relation, less those to feeds in other languages and to the licence."""
    found = [each for each in place.findall(f"{ATOM}link") if each.get("rel") != "license"]
    own = [each for each in found if each.get("rel") == "self" or each.get("type") == "text/html"]
    return {each.get("rel"): each.get("href") for each in own}


@pytest.mark.parametrize(
    ("site", "own", "page", "entry"),
    [
        ({}, "feed.xml", "index.html", "2023/third/index.html"),
        ({"clean_addresses": True}, "feed.xml", "./", "2023/third/"),
        (
            {"url": "https://news.example", "clean_addresses": True},
            "https://news.example/en/feed.xml",
            "https://news.example/en/",
            "https://news.example/en/2023/third/",
        ),
    ],
)
def test_addresses_are_absolute_where_the_site_has_one_else_relative(site, own, page, entry):
    root = parsed(small_edition(**site))
    assert links(root) == {"self": own, "alternate": page}
    first = root.find(f"{ATOM}entry")
    assert links(first) == {"alternate": entry}
    assert first.find(f"{ATOM}content").get(f"{XML}base") == entry


def test_a_picture_is_one_plain_file_at_its_full_address():
    files = (("pictures/480/p.avif", 480),)
    picture = PublishedPicture("pictures/p.jpg", 800, 600, (("image/avif", files),))
    edition = edition_of(
        briefing("a", html='<p><img alt="A" src="content:briefings/2023/a/p.jpg"></p>'),
        pictures={"briefings/2023/a/p.jpg": picture},
        url="https://news.example",
    )
    content = parsed(edition).findtext(f"{ATOM}entry/{ATOM}content")
    assert content == '<p><img alt="A" src="https://news.example/pictures/p.jpg" width="800" height="600"></p>'


def test_an_entry_holds_the_whole_text_and_its_terms():
    edition = edition_of(
        briefing("a", html="<p>A &amp; <em>b</em> ]]&gt; “c”</p>", title="A & <b>", authors=("One", "Two")),
        url="https://news.example",
    )
    entry = parsed(edition).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}content") == "<p>A &amp; <em>b</em> ]]&gt; “c”</p>"
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert entry.findtext(f"{ATOM}title") == "A & <b>"
    assert entry.findtext(f"{ATOM}summary") == "About a."
    assert [each.text for each in entry.iter(f"{ATOM}name")] == ["One", "Two"]
    assert [dict(each.attrib) for each in entry.iter(f"{ATOM}category")] == [{"term": "privacy", "label": "Privacy"}]


def test_a_page_is_named_with_its_language_and_a_feed_with_the_others_of_its_kind():
    root = parsed(small_edition(url="https://news.example", clean_addresses=True), "az/tags/courts/feed.xml")
    found = [(each.get("type"), each.get("hreflang"), each.get("href")) for each in root.findall(f"{ATOM}link")]
    assert ("text/html", "az", "https://news.example/az/tags/courts/") in found
    assert [each for each in found if each[1] in ("en", "ru")] == [
        ("application/atom+xml", "en", "https://news.example/en/tags/courts/feed.xml"),
        ("application/atom+xml", "ru", "https://news.example/ru/tags/courts/feed.xml"),
    ]
    (page,) = root.find(f"{ATOM}entry").findall(f"{ATOM}link")
    assert (page.get("rel"), page.get("hreflang")) == ("alternate", "az")


def test_no_two_alternates_are_of_one_type_and_language():
    """RFC 4287, 4.1.1 and 4.1.2."""
    for address, content in feeds_of(small_edition()).items():
        root = parse_xml(content)
        for place in (root, *root.iter(f"{ATOM}entry")):
            found = [each for each in place.findall(f"{ATOM}link") if each.get("rel") == "alternate"]
            kinds = [(each.get("type"), each.get("hreflang")) for each in found]
            assert len(set(kinds)) == len(kinds) > 0, address


def test_a_feed_says_what_it_is_in_its_own_language_alone():
    assert parsed(small_edition(), "az/feed.xml").findtext(f"{ATOM}subtitle") == words()("az", "site.description")
    assert parsed(small_edition(), "en/tags/courts/feed.xml").findtext(f"{ATOM}subtitle") == "What courts decide."
    assert parsed(small_edition(), "az/tags/courts/feed.xml").find(f"{ATOM}subtitle") is None


def test_a_feed_names_its_licence():
    (licence,) = [each for each in parsed(small_edition()).iter(f"{ATOM}link") if each.get("rel") == "license"]
    assert licence.get("href") == "https://creativecommons.org/licenses/by/4.0/"


def test_translators_contribute_to_their_text_alone():
    folder = "briefings/2023/a"
    original = text(folder, date="2023", tags=("privacy",), authors=("One",))
    work = briefing_of(original, text(folder, "az", translates="en", translators=("İki",)))
    for language, names in (("en", []), ("az", ["İki"])):
        entry = parsed(edition_of(work), f"{language}/feed.xml").find(f"{ATOM}entry")
        assert [each.findtext(f"{ATOM}name") for each in entry.findall(f"{ATOM}contributor")] == names
        assert [each.findtext(f"{ATOM}name") for each in entry.findall(f"{ATOM}author")] == ["One"]


def moments(**translation):
    """When the texts of a briefing last changed, by their feeds."""
    folder = "briefings/2023/a"
    original = text(folder, date="2023-10-12", tags=("privacy",))
    work = briefing_of(original, text(folder, "az", translates="en", **translation))
    roots = (parsed(edition_of(work), f"{language}/feed.xml") for language in ("en", "az"))
    return [root.find(f"{ATOM}entry").findtext(f"{ATOM}updated")[:10] for root in roots]


def test_a_text_that_changes_is_updated_and_the_others_are_not():
    assert moments() == ["2023-10-12", "2023-10-12"]
    assert moments(modified=dt.date(2024, 1, 2)) == ["2023-10-12", "2024-01-02"]
    corrections = (Correction(dt.date(2024, 3, 4), "Səhv."), Correction(dt.date(2024, 2, 1), "Səhv."))
    assert moments(modified=dt.date(2024, 1, 2), corrections=corrections) == ["2023-10-12", "2024-03-04"]


def test_moments_come_from_the_text_and_never_from_the_clock():
    folder = "briefings/2023/a"
    corrections = (Correction(dt.date(2024, 5, 6), "Wrong."),)
    original = text(folder, date="2023-10", published=dt.date(2023, 10, 20), tags=("privacy",), corrections=corrections)
    root = parsed(edition_of(briefing_of(original)))
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}published") == "2023-10-20T00:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2024-05-06T00:00:00Z"
    assert root.findtext(f"{ATOM}updated") == "2024-05-06T00:00:00Z"


def test_a_feed_without_entries_is_valid_and_has_a_moment():
    root = parsed(edition_of(briefing("a", "2020-01-02", "az")))
    assert list(root.iter(f"{ATOM}entry")) == []
    assert root.findtext(f"{ATOM}updated") == "2020-01-02T00:00:00Z"
    assert parsed(edition_of()).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_only_the_newest_are_kept():
    works = [briefing(f"b{number}", f"2023-01-0{number}") for number in range(1, 6)]
    assert ids(edition_of(*works, feed_size=2)) == [f"tag:news.example,2026:b{number}/en" for number in (5, 4)]


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_what_is_not_shown_is_not_fed(status):
    assert ids(edition_of(briefing("a", status=status))) == []
    folder = "briefings/2023/a"
    work = briefing_of(text(folder, date="2023", tags=("privacy",)), text(folder, "az", translates="en", status=status))
    assert ids(edition_of(work), "az/feed.xml") == []
    assert ids(edition_of(work)) == ["tag:news.example,2026:a/en"]


@pytest.mark.parametrize(
    ("term", "name"), [("tags/privacy", "Şəxsi həyat"), ("people/ali", "Əli"), ("places/baku", "Bakı")]
)
def test_a_terms_feed_is_named_in_its_language(term, name):
    content = feed_xml(Feed("az", "{}/tags/privacy/".format, "Mövzu", ()), small_edition())
    assert parse_xml(content).findtext(f"{ATOM}title") == "Mövzu"
    named = parsed(small_edition(), f"az/{term}/feed.xml").findtext(f"{ATOM}title")
    assert named == words()("az", "head.title", page=name, site=words()("az", "site.name"))


def test_the_feed_of_a_name_has_summaries_and_that_of_a_topic_whole_texts():
    edition = small_edition()
    place, topic = (
        parsed(edition, f"en/{term}/feed.xml").find(f"{ATOM}entry") for term in ("places/baku", "tags/courts")
    )
    assert (place.find(f"{ATOM}content"), place.findtext(f"{ATOM}summary")) == (None, "About second.")
    assert "Words." in topic.findtext(f"{ATOM}content")
    assert place.findtext(f"{ATOM}id") == topic.findtext(f"{ATOM}id")
    assert place.find(f"{ATOM}link").get("href") == topic.find(f"{ATOM}link").get("href")


def test_a_feed_has_no_draft_which_it_could_not_mark():
    folder = "briefings/2023/half"
    half = briefing_of(
        text(folder, date="2023", tags=("privacy",)), text(folder, "az", translates="en", status="draft")
    )
    edition = edition_of(half, briefing("draft", "2023", status="draft"), drafts=True)
    assert ids(edition) == ["tag:news.example,2026:half/en"]
    assert ids(edition, "az/feed.xml") == ids(edition, "az/tags/privacy/feed.xml") == []


@pytest.mark.parametrize("site", [{}, {"url": "https://one.example", "clean_addresses": True}])
def test_a_feed_made_with_others_is_the_same_as_one_made_alone(site):
    edition = small_edition(**site)
    tagged = Feed("en", "{}/tags/courts/".format, "Courts", edition.archive.by_term["tags", "courts"])
    assert feeds_of(edition)["en/tags/courts/feed.xml"].count(b"<entry>") == 1
    feed_xml(Feed("en", "{}/".format, "All", edition.archive.by_publication), edition)
    assert feed_xml(tagged, edition) == feed_xml(tagged, small_edition(**site))


@pytest.mark.parametrize(("direction", "opening"), [("rtl", '<div dir="rtl">\n<p>'), ("ltr", "<p>")])
def test_a_feed_reader_learns_the_direction_of_a_text_from_right_to_left(direction, opening):
    """Atom has nothing for it, and feed readers show the content in pages of their own."""
    languages = (EN, replace(AZ, direction=direction))  # Azerbaijani in Iran is written in Arabic letters
    work = briefing_of(text(language="az", date="2023", tags=("privacy",)))
    content = feeds_of(edition_of(work, languages=languages))["az/feed.xml"]
    (entry,) = feedparser.parse(content).entries
    assert entry.content[0].value.startswith(opening)
    assert entry.content[0].value.count("<div") == entry.content[0].value.count("</div>") == (direction == "rtl")
