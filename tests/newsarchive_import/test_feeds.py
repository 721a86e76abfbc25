"""Atom and RSS feeds."""

import datetime as dt
from pathlib import Path

import pytest

from newsarchive_import.feeds import read_feed
from newsarchive_import.items import UNDECODED, ImportFailure, Item, OldArchive

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="az">
<title>Old &amp; new</title><link href="https://a.example/"/><link rel="self" href="https://a.example/feed"/>
<entry>
<title type="html">Court &amp;amp; &lt;b&gt;law&lt;/b&gt;</title><id>https://a.example/?p=1</id>
<link href="https://a.example/2019/court/"/><published>2019-02-03T23:30:00+04:00</published>
<updated>2020-01-01T00:00:00Z</updated><author><name>Aytac M.</name><email>aytac@mail.example</email></author>
<category term="courts" label="Courts"/><summary>Short</summary>
<content type="html"><![CDATA[<p>Text <script>x</script><iframe src="y"></iframe><a href="../b">b</a>]]></content>
</entry>
</feed>"""
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Old</title><link>https://a.example</link><language>ru-RU</language>
<item><title>A</title><link>https://a.example/a.html</link><guid isPermaLink="false">17</guid>
<pubDate>Sun, 03 Feb 2019 06:00:00 +0000</pubDate><dc:creator>desk</dc:creator><category>x</category>
<description>Summary</description><content:encoded><![CDATA[<p>Whole</p>]]></content:encoded>
<media:content url="https://a.example/a.jpg" medium="image"/></item>
<item><title>B</title><description>Plain words &lt; 3

second</description><enclosure url="https://a.example/b.mp3" type="audio/mpeg" length="1"/></item>
</channel></rss>"""


def _read(folder: Path, text: str, encoding: str = "utf-8") -> OldArchive:
    (folder / "feed.xml").write_bytes(text.encode(encoding))
    return read_feed(folder / "feed.xml")


def test_an_entry_of_an_atom_feed_keeps_its_markup(tmp_path: Path) -> None:
    archive = _read(tmp_path, ATOM)
    assert (archive.name, archive.address) == ("Old & new", "https://a.example/")
    assert archive.items == (
        Item(
            id="https://a.example/?p=1",
            kind="post",
            title="Court & law",
            body='<p>Text <script>x</script><iframe src="y"></iframe><a href="../b">b</a>',
            form="html",
            date=dt.date(2019, 2, 3),
            moment="2019-02-03T19:30:00",
            modified=dt.date(2020, 1, 1),
            language="az",
            by_site=True,
            slug="court",
            address="https://a.example/2019/court/",
            aliases=("https://a.example/?p=1",),
            authors=("Aytac M.",),
            terms=(("tag", "Courts"),),
            summary="Short",
            file=tmp_path / "feed.xml",
        ),
    )


def test_an_item_of_an_rss_feed(tmp_path: Path) -> None:
    first, second = _read(tmp_path, RSS).items
    assert (first.id, first.body, first.summary) == ("17", "<p>Whole</p>", "Summary")
    assert (first.date, first.language, first.authors) == (dt.date(2019, 2, 3), "ru-RU", ("desk",))
    assert (first.picture, first.terms, first.slug) == ("https://a.example/a.jpg", (("tag", "x"),), "a.html")
    assert (second.id, second.date, second.body) == ("entry 2", None, "<p>Plain words < 3</p>\n<p>second</p>")
    assert second.other == (("enclosure", "https://a.example/b.mp3"),)


def test_a_date_that_cannot_be_read_is_passed_on_as_typed(tmp_path: Path) -> None:
    first = _read(tmp_path, RSS.replace("Sun, 03 Feb 2019 06:00:00 +0000", "spring")).items[0]
    assert (first.date, first.other[-1]) == (None, ("date", "spring"))


def test_an_export_of_blogger(tmp_path: Path) -> None:
    def entry(kind: str, title: str) -> str:
        scheme = "http://schemas.google.com/g/2005#kind"
        term = f"http://schemas.google.com/blogger/2008/kind#{kind}"
        return f'<entry><id>{title}</id><title>{title}</title><category scheme="{scheme}" term="{term}"/></entry>'

    kinds = (("post", "A"), ("page", "B"), ("comment", "C"), ("settings", "D"))
    text = '<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(entry(*each) for each in kinds) + "</feed>"
    archive = _read(tmp_path, text)
    assert [(item.id, item.kind, item.terms) for item in archive.items] == [("A", "post", ()), ("B", "page", ())]
    assert [why for _, why in archive.left_out] == ["comments are not imported", "settings of the old site"]


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("<app:control><app:draft>yes</app:draft></app:control>", [("post", "draft")]),
        ("<app:control><app:draft>no</app:draft></app:control>", [("post", "published")]),
        ("<b:type>POST</b:type><b:status>DRAFT</b:status>", [("post", "draft")]),
        ("<b:type>POST</b:type><b:status>SCHEDULED</b:status>", [("post", "draft")]),
        ("<b:type>PAGE</b:type><b:status>SOFT_TRASHED</b:status>", [("page", "draft")]),
        ("<b:type>PAGE</b:type><b:status>LIVE</b:status>", [("page", "published")]),
        ("<b:type>COMMENT</b:type><b:status>LIVE</b:status>", []),
    ],
)
def test_what_readers_of_a_blog_never_saw_is_known(tmp_path: Path, inner: str, found: list[tuple[str, str]]) -> None:
    """Drafts of Blogger were taken for public texts, and comments of its newer export for posts."""
    inner = inner.replace("b:", "blogger:")
    namespaces = 'xmlns:app="http://purl.org/atom/app#" xmlns:blogger="http://schemas.google.com/blogger/2018"'
    entries = f"<entry><id>A</id><title>A</title>{inner}</entry><entry><id>B</id><title>B</title></entry>"
    archive = _read(tmp_path, f'<feed xmlns="http://www.w3.org/2005/Atom" {namespaces}>{entries}</feed>')
    assert [(item.kind, item.status) for item in archive.items] == [*found, ("post", "published")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + RSS.replace("Whole", "Слово")
    assert _read(tmp_path, text, encoding).items[0].body == "<p>Слово</p>"


@pytest.mark.parametrize(("declared", "encoding"), [("iso-8859-1", "cp1252"), ("ISO-8859-9", "cp1254")])
def test_a_feed_is_decoded_as_browsers_do_by_the_encoding_that_it_declares(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + RSS.replace("Whole", "“It’s” – ü")
    assert _read(tmp_path, text, encoding).items[0].body == "<p>“It’s” – ü</p>"


@pytest.mark.parametrize("declared", ["utf-8", "nothing"])
def test_bytes_of_another_encoding_than_declared_are_marked_and_no_other_is_guessed(
    tmp_path: Path, declared: str
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + RSS.replace("Whole", "Слово")
    archive = _read(tmp_path, text, "windows-1251")
    assert [item.undecoded for item in archive.items] == [5, 0]
    assert archive.items[0].body == f"<p>{UNDECODED * 5}</p>"
    assert archive.unread == ()
    assert _read(tmp_path, text).items[0].body == "<p>Слово</p>"


def test_a_damaged_feed_is_read_as_far_as_possible_and_that_is_told(tmp_path: Path) -> None:
    archive = _read(tmp_path, RSS.replace("<title>B", "<title>&B<"))
    assert archive.items[0].body == "<p>Whole</p>"
    assert archive.unread[0][1].startswith("it is not well-formed")


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        ("</name>", "<name>"),
        ("<title>Old &amp; new", "<title><x"),
        ('href="https://a.example/2019', 'hre="'),
        ("<link", "<lin"),
    ],
)
def test_damaged_elements_leave_the_others(tmp_path: Path, whole: str, damaged: str) -> None:
    archive = _read(tmp_path, ATOM.replace(whole, damaged))
    assert "iframe" in archive.items[0].body


def test_an_encoding_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(b"<?xml version='1.0' encoding='\xa7\xa7'?><rss/>")
    with pytest.raises(ImportFailure, match=r"feed\.xml:1: its encoding is unknown; save the file as UTF-8"):
        read_feed(tmp_path / "feed.xml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"<!DOCTYPE r [<!ENTITY a 'b'>]>{RSS}", "declares entities"),
        (f"<!doctype r [ ]>{RSS}", "declares entities"),
        ("<rss><channel><item>" + "<a>" * 100_000, "nested more than 200 deep"),
        ("<html><body>Not found</body></html>", "not a feed in Atom or RSS; save the feed"),
        (RSS.replace("http://purl", "http://\xa0purl"), "too damaged to be read"),
        ("", "not a feed in Atom or RSS"),
    ],
    ids=["entities", "document type", "deep", "page", "name", "empty"],
)
def test_what_is_hostile_or_no_feed_stops_with_the_cure(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ImportFailure, match=rf"feed\.xml: .*{message}"):
        _read(tmp_path, text)
