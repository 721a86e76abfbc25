"""Sources in a feed's entry, with their copies."""

from xml.etree import ElementTree as ET

from newsarchive.head.atom import Feed, feed_key, full_text
from tests.newsarchive.attempts import WAYBACK, A, copy_of, dead, edition_with, failure, source
from tests.newsarchive.editions import briefing


def item(lines=(), gone=(), language="en"):
    work = briefing("a", languages="en ru", sources=(source(A),))
    html = full_text(work, work.texts[language], edition_with(work, lines=lines, gone=gone))
    (found,) = ET.fromstring(f"<x>{html}</x>").iter("li")  # noqa: S314 - our own
    return found


def said(found):
    return "".join(found.itertext())


def links(found):
    return [each.get("href") for each in found.iter("a")]


def test_a_feed_says_what_the_page_says():
    assert said(item()) == "Title, Publisher"
    kept = item([copy_of(A, 12, memento=WAYBACK)], language="ru")
    assert (
        said(kept)
        == "Title, Publisher · Редакция хранит копию от 12 марта 2026\u202fг. · Веб-архив, 11 марта 2026\u202fг."
    )
    assert links(kept) == [A, WAYBACK]
    assert said(item([failure(A, 12)])) == "Title, Publisher · No copy: the site bars automatic copies"


def test_a_dead_source_leads_to_its_copy_and_its_address_is_text():
    found = item([copy_of(A, 12, memento=WAYBACK)], [dead(A)])
    assert links(found)[0] == WAYBACK
    assert said(found).endswith(f" · {A}")
    assert "No longer online (20 March 2026)" in said(found)
    alone = item((), [dead(A)])
    assert links(alone) == []
    assert said(alone) == f"Title, Publisher · No longer online (20 March 2026) · {A}"


def test_a_new_copy_renews_the_feeds_with_whole_texts_alone():
    work = briefing("a", sources=(source(A),))
    keys = {
        whole: {
            feed_key(Feed("en", "{}/".format, "Title", (work,), whole=whole), edition_with(work, lines=lines))
            for lines in ((), [copy_of(A, 12)], [copy_of(A, 12, token="d" * 64)])
        }
        for whole in (True, False)
    }
    # feeds do not print the digest of the time stamp
    assert {whole: len(found) for whole, found in keys.items()} == {True: 2, False: 1}


def test_one_sentence_stands_below_sources_without_copies():
    work = briefing("a", sources=(source(A),))
    whole = full_text(work, work.original, edition_with(work))
    assert whole.endswith("<p>No copies of the sources have been kept yet.</p>")
    assert "<p>No" not in full_text(work, work.original, edition_with(work, lines=[copy_of(A, 12)]))
