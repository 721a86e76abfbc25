"""A text's HTML as one page shows it."""

import datetime as dt
import re

import msgspec
import pytest

from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.bodies import body_of, contents_of, with_citations, with_prefixed_ids
from newsarchive.model.fields import Source, Withdrawal
from newsarchive.model.index import Edition
from newsarchive.model.models import Link
from tests.newsarchive import editions as make
from tests.newsarchive.editions import archive_of, site_with, wordless

PICTURES = {"briefings/2023/a/photo.jpg": PublishedPicture("pictures/1f.jpg", 800, 600)}


def edition(clean: bool = True) -> Edition:
    archive = archive_of(make.briefing("a", languages="en az"), make.standing("about"))
    return Edition(site_with(clean_addresses=clean), archive, wordless, PICTURES)


@pytest.mark.parametrize(
    ("target", "clean", "naming"),
    [
        pytest.param("pages/about/en.md", "../../about/", "../../about/index.html", id="a page"),
        pytest.param("briefings/2023/a/az.md", "../../../az/2023/a/", "../../../az/2023/a/index.html", id="a text"),
        pytest.param("pages/about/en.md#who", "../../about/#who", "../../about/index.html#who", id="a part of a page"),
        pytest.param("briefings/2023/a/en.md#note", "#note", "#note", id="a part of itself"),
    ],
)
def test_a_link_to_a_file_becomes_a_link_to_its_page(target: str, clean: str, naming: str) -> None:
    text = make.text(html=f'<p><a href="content:{target}">x</a></p>')
    assert body_of(text, edition(), "en/2023/a/") == f'<p><a href="{clean}">x</a></p>'
    assert body_of(text, edition(clean=False), "en/2023/a/") == f'<p><a href="{naming}">x</a></p>'


def test_a_picture_gets_its_published_address_and_its_size() -> None:
    text = make.text(html='<img alt="A" src="content:briefings/2023/a/photo.jpg">')
    assert body_of(text, edition(), "en/2023/a/") == (
        '<img alt="A" src="../../../pictures/1f.jpg" width="800" height="600" loading="lazy" decoding="async">'
    )


def test_the_attributes_of_a_picture_stay_wherever_they_stood() -> None:
    text = make.text(html='<img src="content:briefings/2023/a/photo.jpg" alt="A &quot;b&quot;" title="T">')
    assert body_of(text, edition(), "en/2023/a/").startswith(
        '<img alt="A &quot;b&quot;" title="T" src="../../../pictures/1f.jpg" width="800"'
    )


def test_a_picture_inside_a_link_stays_inside_it() -> None:
    text = make.text(
        html='<a href="content:pages/about/en.md"><img alt="A" src="content:briefings/2023/a/photo.jpg"></a>'
    )
    assert body_of(text, edition(), "en/2023/a/").startswith('<a href="../../about/"><img alt="A" src="../../../pict')


@pytest.mark.parametrize(
    ("url", "source"),
    [
        pytest.param("https://a.example/under", "https://a.example/under/pictures/1f.jpg", id="public"),
        pytest.param("", "../../../pictures/1f.jpg", id="local: by the base of the entry"),
    ],
)
def test_a_feeds_picture_is_one_plain_file_at_its_full_address(url: str, source: str) -> None:
    files = (("pictures/480.jpg", 480), ("pictures/1f.jpg", 800))
    picture = PublishedPicture("pictures/1f.jpg", 800, 600, (("image/avif", files),), files)
    site = site_with(clean_addresses=True, url=url)
    wide = Edition(site, archive_of(make.briefing("a")), wordless, {"briefings/2023/a/photo.jpg": picture})
    text = make.text(html='<p><img alt="A" src="content:briefings/2023/a/photo.jpg"></p>')
    assert (
        body_of(text, wide, "en/2023/a/", feed=True) == f'<p><img alt="A" src="{source}" width="800" height="600"></p>'
    )


def test_a_link_is_relative_to_the_page_that_shows_the_text() -> None:
    text = make.text(html='<a href="content:pages/about/en.md">x</a>')
    assert body_of(text, edition(), "en/feed.xml") == '<a href="about/">x</a>'


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Words.</p>", id="no link"),
        pytest.param('<a href="https://a.example/">x</a>', id="a link elsewhere"),
        pytest.param("<p>content:pages/about/en.md</p>", id="the mark as words"),
        pytest.param('<a data-href="content:nowhere">x</a>', id="another attribute"),
    ],
)
def test_all_else_stays_as_it_is(html: str) -> None:
    assert body_of(make.text(html=html), edition(), "en/2023/a/") == html


def test_a_link_to_a_text_that_is_not_published_becomes_plain_words() -> None:
    text = make.text(
        html='<p><a href="content:pages/waiting/en.md#x">word</a> <a href="content:pages/about/en.md">x</a></p>'
    )
    assert body_of(text, edition(), "en/2023/a/") == '<p><a>word</a> <a href="../../about/">x</a></p>'


def test_a_picture_that_is_not_published_is_never_shown() -> None:
    with pytest.raises(KeyError, match="gone"):
        body_of(make.text(html='<img src="content:briefings/2023/a/gone.jpg">'), edition(), "en/2023/a/")


def test_a_text_that_shares_its_page_has_ids_of_its_own() -> None:
    markup = '<h2 id="lead">x</h2><a href="#lead">y</a><a href="../a/#lead">z</a><code>id="lead"</code>'
    assert with_prefixed_ids(markup, "p_n-") == (
        '<h2 id="p_n-lead">x</h2><a href="#p_n-lead">y</a><a href="../a/#lead">z</a><code>id="lead"</code>'
    )


def test_a_link_to_a_part_of_the_page_itself_keeps_the_pages_id() -> None:
    text = make.text(
        "notices/n",
        html='<p id="own"><a href="#own">x</a><a href="content:briefings/2023/a/en.md#note">y</a></p>',
    )
    assert body_of(text, edition(), "en/2023/a/", "p_n-") == (
        '<p id="p_n-own"><a href="#p_n-own">x</a><a href="#note">y</a></p>'
    )


@pytest.mark.parametrize(
    ("reason", "printed"),
    [
        pytest.param("safety of a person", "Before […], after.", id="not even the words, which may be a title"),
        pytest.param("error", 'Before <a href="../b/">the <em>name</em></a>, after.', id="a page says why"),
    ],
)
def test_a_link_to_a_withdrawn_text(reason: str, printed: str) -> None:
    gone = make.briefing("b", status="withdrawn", withdrawal=Withdrawal(dt.date(2024, 1, 2), reason))
    archive = archive_of(make.briefing("a"), gone)
    links = (Link("briefings/2023/b/en.md#c", 1),)
    text = make.text(html='Before <a href="content:briefings/2023/b/en.md#c">the <em>name</em></a>, after.')
    text = msgspec.structs.replace(text, links=links)
    shown = body_of(text, Edition(site_with(clean_addresses=True), archive, wordless, {}), "en/2023/a/")
    assert shown.replace("#c", "") == printed


@pytest.mark.parametrize(("own", "leads"), [("published", False), ("hidden", True)])
def test_only_a_hidden_text_links_a_hidden_one(own: str, leads: bool) -> None:
    archive = archive_of(make.briefing("a", status=own), make.briefing("b", status="hidden"))
    text = make.text(html='<a href="content:briefings/2023/b/en.md">x</a>')
    shown = body_of(text, Edition(site_with(clean_addresses=True), archive, wordless, {}), "en/2023/a/")
    assert ("href" in shown) is leads


def _mark(number: int, source: str, place: str = "") -> str:
    return f'<sup id="fnref:c{number}"><a class="footnote-ref" href="#source:{source}">{place}</a></sup>'


def test_a_citation_shows_the_number_of_its_source_and_leads_to_it() -> None:
    sources = [Source("https://a.example/", "A", "P", "en", id=each) for each in ("first", "", "third")]
    found, marks = with_citations(
        f"<p>x{_mark(1, 'third', 'p. <em>2</em>')} y{_mark(2, 'first')} z{_mark(3, 'third')}</p>", sources
    )
    assert found == (
        '<p>x<sup id="fnref:c1"><a class="footnote-ref" href="#p_s3">3 (p. <em>2</em>)</a></sup>'
        ' y<sup id="fnref:c2"><a class="footnote-ref" href="#p_s1">1</a></sup>'
        ' z<sup id="fnref:c3"><a class="footnote-ref" href="#p_s3">3</a></sup></p>'
    )
    assert marks == {3: ["fnref:c1", "fnref:c3"], 1: ["fnref:c2"]}


def test_marks_side_by_side_are_not_read_as_one_number() -> None:
    sources = [Source("https://a.example/", "A", "P", "en", id="first")]
    note = '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">a</a></sup>'
    found, _ = with_citations(f"x{_mark(1, 'first')}{_mark(2, 'first')}{note}", sources)
    assert re.sub("<[^>]*>", "", found) == "x1,\N{NO-BREAK SPACE}1,\N{NO-BREAK SPACE}a"


@pytest.mark.parametrize(("headings", "letters", "listed"), [(5, 10, 0), (6, 10, 6), (6, 1_600, 0)])
def test_a_long_text_has_a_list_of_contents_if_its_page_is_not_heavy(headings: int, letters: int, listed: int) -> None:
    parts = (f'<h2 id="h{place}">The <em>{place}</em>th</h2><p>{"x" * letters}</p>' for place in range(headings))
    found = contents_of("".join(parts))
    assert found == tuple((f"h{place}", f"The {place}th", "") for place in range(listed))


def test_a_heading_with_a_language_of_its_own_is_in_the_list_of_contents() -> None:
    others = "".join(f'<h2 id="h{place}">A</h2>' for place in range(5))
    found = contents_of(f'{others}<h2>B</h2><h2 id="own" lang="ru">Да</h2><h2 lang="az" id="too" dir="ltr">Hə</h2>')
    assert found[5:] == (("own", "Да", "ru"), ("too", "Hə", "az"))
