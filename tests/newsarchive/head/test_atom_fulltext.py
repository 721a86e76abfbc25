"""Texts as feeds carry them."""

import datetime as dt
from xml.etree import ElementTree as ET

from newsarchive.head.atom import full_text
from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.dates import parse_date
from newsarchive.model.fields import Correction, Picture, Source
from tests.newsarchive.editions import briefing_of, edition_of, text, words

A = "briefings/2023/a"


def made(*members, language="en", **edition):
    work = briefing_of(*members)
    return full_text(work, work.texts[language], edition_of(work, **edition))


def original(**fields):
    return text(A, "en", **{"date": "2023-10-12", "tags": ("privacy",), **fields})


def parsed(markup):
    return ET.fromstring(f"<x>{markup}</x>")  # noqa: S314 - our own


def test_a_text_with_nothing_around_it_is_its_words():
    assert made(original(html="<p>A &amp; b</p>")) == "<p>A &amp; b</p>"


def test_corrections_follow_newest_first():
    corrections = (Correction(dt.date(2024, 1, 2), "One & two"), Correction(dt.date(2024, 3, 4), "<Three>"))
    found = parsed(made(original(corrections=corrections)))
    assert [each.tag for each in found] == ["p", "h2", "ul"]
    assert found.findtext("h2") == words()("en", "briefing.corrections")
    items = ["".join(each.itertext()) for each in found.iter("li")]
    assert items == ["4 March 2024 <Three>", "2 January 2024 One & two"]
    assert [each.get("datetime") for each in found.iter("time")] == ["2024-03-04", "2024-01-02"]


def test_corrections_and_sources_are_the_briefings_in_their_own_languages():
    source = Source("https://s.example/?a=1&b=2", "One <two>", "Publisher", "ar", parse_date("2020-01"))
    first = original(sources=(source,), corrections=(Correction(dt.date(2024, 1, 2), "x"),))
    members = first, text(A, "az", translates="en")
    found = parsed(made(*members, language="az"))
    assert [each.tag for each in found] == ["p", "h2", "ul", "h2", "ol", "p"]
    assert [each.text for each in found.iter("h2")] == [
        words()("az", "briefing.corrections"),
        words()("az", "briefing.sources"),
    ]
    assert "".join(found.find("ul").itertext()) == "2 yanvar 2024 x"
    assert [(each.get("lang"), each.text) for each in found.iter("span")] == [("en", "x")]
    (link,) = found.iter("a")
    assert (link.get("href"), link.text) == ("https://s.example/?a=1&b=2", "One <two>")
    assert (link.get("lang"), link.get("dir"), link.get("rel")) == ("ar", "rtl", "noopener noreferrer")
    assert "".join(found.find("ol").itertext()) == "One <two>, Publisher, yanvar 2020"
    assert found[-1].text == words()("az", "source.none-kept")


def test_a_source_in_the_texts_language_is_not_marked_and_a_kept_copy_is_linked():
    source = Source("https://s.example/", "One", "Publisher", "en", None, "https://kept.example/")
    first, kept = parsed(made(original(sources=(source,)))).iter("a")
    assert first.get("lang") is None
    assert (kept.get("href"), kept.text) == ("https://kept.example/", words()("en", "source.archive"))


def test_the_picture_comes_first_with_its_words():
    pictures = {f"{A}/p.jpg": PublishedPicture(f"pictures/{A}/p.jpg", 640, 480)}
    image = Picture("p.jpg", "Someone", "A wall", "The wall.")
    members = original(image=image), text(A, "az", translates="en", image=Picture(alt="Divar"))
    found = made(*members, pictures=pictures)
    image_tag = f'<img src="../../../pictures/{A}/p.jpg" alt="A wall" width="640" height="480">'
    credit = words()("en", "picture.credit", credit="Someone")
    assert found.startswith(f"<figure>{image_tag}<figcaption>The wall. {credit}</figcaption></figure>\n<p>")
    public = made(*members, pictures=pictures, url="https://news.example", clean_addresses=True)
    assert f'src="https://news.example/pictures/{A}/p.jpg"' in public
    assert 'alt="Divar"' in made(*members, language="az", pictures=pictures)
