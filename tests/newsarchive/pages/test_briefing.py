"""The page of a briefing's text."""

import datetime as dt

import pytest
from msgspec.structs import replace

from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.dates import parse_date
from newsarchive.model.fields import Correction, Picture, Source, SourceHeadline, Withdrawal
from newsarchive.model.models import Revision, State
from newsarchive.model.pages import Alternate, PageLink
from newsarchive.pages.briefing import briefing_page
from tests.newsarchive.editions import briefing, briefing_of, edition_of, letter, small_edition, standing, text, words

A = "briefings/2023/a"


def made(*members, others=(), language="en", **edition):
    work = briefing_of(*members)
    return briefing_page(work, edition_of(work, *others, **edition), language)


def original(language="en", **fields):
    return text(A, language, **{"date": "2023-10-12", "tags": ("privacy",), **fields})


def test_a_page_has_its_address_words_and_alternates():
    edition = small_edition()
    page = briefing_page(edition.archive.by_slug["second"], edition, "az")
    assert (page.address, page.language, page.template) == ("az/2023/second/", "az", "briefing.html")
    assert (page.title, page.description) == ("second in az", "About second.")
    assert page.alternates == tuple(Alternate(tag, f"{tag}/2023/second/") for tag in ("az", "en", "ru"))
    assert page.default_alternate == "en/2023/second/"
    assert page.feeds == (PageLink(words()("az", "site.name"), "az/feed.xml"),)
    assert (page.listed, page.changed) == (True, dt.date(2023, 2, 3))


def test_the_default_is_the_original_where_the_default_language_lacks_a_text():
    page = made(original("az"), text(A, "ru", translates="az"), language="ru")
    assert page.alternates == (Alternate("az", "az/2023/a/"), Alternate("ru", "ru/2023/a/"))
    assert page.default_alternate == "az/2023/a/"


@pytest.mark.parametrize(
    ("language", "date", "printed"),
    [
        ("en", "2023-10-12", "12 October 2023"),
        ("en", "2023-10", "October 2023"),
        ("en", "2023", "2023"),
        ("az", "2023-10-12", "12 oktyabr 2023"),
        ("ru", "2023-10", "октябрь 2023\u202fг."),
    ],
)
def test_the_date_is_printed_as_exactly_as_known(language, date, printed):
    assert made(original(language, date=date), language=language).view["date"] == printed


def test_links_and_pictures_are_relative_to_the_page():
    html = '<p><a href="content:pages/about/en.md#x">x</a> <img src="content:briefings/2023/a/p.jpg" alt="p"></p>'
    pictures = {f"{A}/p.jpg": PublishedPicture("pictures/briefings/2023/a/p.jpg", 30, 20)}
    page = made(original(html=html), others=[standing("about")], pictures=pictures, clean_addresses=True)
    assert page.view["body"] == (
        '<p><a href="../../about/#x">x</a> <img alt="p" src="../../../pictures/briefings/2023/a/p.jpg" '
        'width="30" height="20" loading="lazy" decoding="async"></p>'
    )


def test_a_text_hidden_or_in_draft_is_not_listed():
    assert made(original(status="hidden")).listed is False
    page = made(original(), text(A, "az", translates="en", status="draft"), language="az")
    assert (page.listed, page.view["draft"]) == (False, True)
    assert made(original()).view["draft"] is False


@pytest.mark.parametrize(("day", "waiting"), [(dt.date(2023, 10, 11), True), (dt.date(2023, 10, 12), False)])
def test_a_text_before_its_day_says_that_it_waits(day, waiting):
    view = made(original(published=dt.date(2023, 10, 12)), day=day).view
    assert (view["waiting"], view["draft"], view["published"]) == (waiting, False, "12 October 2023")


def test_drafts_and_waiting_texts_are_marked_where_others_lead_to_them():
    a = original(related=("draft", "later"), tags=())
    draft = briefing("draft", "2023-10-11", status="draft", tags=())
    later = briefing("later", "2023-10-13", published=dt.date(2030, 1, 1), tags=())
    view = made(a, others=(draft, later)).view
    marks = [words()("en", "listing.draft"), words()("en", "listing.waiting", date="1 January 2030")]
    assert [row["entry"].mark for row in view["thread"]["rows"]] == [marks[0], "", marks[1]]


def test_a_changed_text_says_when():
    corrections = (Correction(dt.date(2024, 2, 1), "Older."), Correction(dt.date(2024, 5, 6), "Newer."))
    page = made(original(corrections=corrections, modified=dt.date(2024, 3, 1)))
    assert page.changed == dt.date(2024, 5, 6)
    assert page.view["corrections"] == [
        {"iso": "2024-05-06", "date": "6 May 2024", "text": "Newer.", "language": "en", "direction": "ltr"},
        {"iso": "2024-02-01", "date": "1 February 2024", "text": "Older.", "language": "en", "direction": "ltr"},
    ]


def test_a_correction_of_the_original_stands_on_every_language_until_the_translation_has_its_own():
    first = original(corrections=(Correction(dt.date(2024, 2, 1), "Six."), Correction(dt.date(2024, 5, 6), "Seven.")))
    page = made(
        first, text(A, "az", translates="en", corrections=(Correction(dt.date(2024, 2, 1), "Altı."),)), language="az"
    )
    assert [(each["text"], each["language"]) for each in page.view["corrections"]] == [
        ("Seven.", "en"),
        ("Altı.", "az"),
    ]
    assert page.changed == dt.date(2024, 5, 6)


def version(work, language="en", *, recorded=(), several=False):
    """What the page says of a text's version, if these are its recorded ones and `several` have a history page."""
    edition = edition_of(work)
    archive = replace(edition.archive, recorded={("a", language): tuple(recorded)} if recorded else {})
    histories = {f"{A}/{language}.md": tuple(State(each, ()) for each in recorded)} if several else {}
    return briefing_page(work, replace(edition, archive=archive, histories=histories), language).view["version"]


def test_a_text_says_its_version_and_since_when_it_is_unchanged():
    first = Revision(dt.date(2024, 2, 1), "1" * 12, "first", 0)
    assert version(briefing_of(original(revision="1" * 12)), recorded=[first]) == {
        "number": 1,
        "date": "1 February 2024",
        "address": "",
    }
    # one that was never published is as of the build's day
    assert version(briefing_of(original())) == {"number": 1, "date": "24 November 2026", "address": ""}


def test_a_text_that_was_published_in_several_states_leads_to_its_history():
    recorded = [Revision(dt.date(2024, day, 1), str(day) * 12, "minor", 0) for day in (1, 2)]
    work = briefing_of(original(revision="2" * 12), text(A, "az", translates="en"))
    assert version(work, recorded=recorded, several=True) == {
        "number": 2,
        "date": "1 February 2024",
        "address": "en/2023/a/history/",
    }
    assert version(work, "az")["address"] == ""
    changed = briefing_of(original(revision="3" * 12))
    assert (version(changed, recorded=recorded)["number"], version(changed, recorded=recorded)["date"]) == (
        3,
        "24 November 2026",
    )


def test_what_readers_could_not_see_is_no_version():
    hidden = Revision(dt.date(2024, 1, 1), "1" * 12, "first", 0, hidden=True)
    assert version(briefing_of(original(revision="2" * 12)), recorded=[hidden])["number"] == 1
    assert version(briefing_of(original(status="draft"))) is None
    assert version(briefing_of(original(published=dt.date(2030, 1, 1)))) is None


def test_a_stale_translation_links_what_it_was_made_from():
    page = made(
        original(revision="a" * 12, modified=dt.date(2024, 1, 2)),
        text(A, "az", translates="en", translated_revision="b" * 12),
        language="az",
    )
    assert page.view["stale"] == {"address": "en/2023/a/", "language": "en", "date": "2 yanvar 2024"}


def test_a_translation_up_to_date_is_not_called_stale():
    page = made(
        original(revision="a" * 12), text(A, "az", translates="en", translated_revision="a" * 12), language="az"
    )
    assert page.view["stale"] is None


def test_a_picture_takes_its_words_from_the_text_and_its_credit_from_the_original():
    picture = PublishedPicture("pictures/p.jpg", 30, 20)
    page = made(
        original(image=Picture("p.jpg", "Me", "Alt", "Caption")),
        text(A, "az", translates="en", image=Picture(alt='Şəkil & "söz"', caption="İzah")),
        language="az",
        pictures={f"{A}/p.jpg": picture},
    )
    html = (
        '<img alt="Şəkil &amp; &quot;söz&quot;" src="../../../pictures/p.jpg" width="30" height="20" '
        'loading="lazy" decoding="async">'
    )
    assert page.view["picture"] == {"html": html, "caption": "İzah", "credit": "Me"}
    assert made(original()).view["picture"] is None


def test_sources_and_the_sources_headline_carry_their_language():
    sources = (
        Source("https://a.example/", "A", "P", "ar", parse_date("2023-10")),
        Source("https://b.example/", "B", "Q", "en"),
    )
    view = made(original(sources=sources, source_headline=SourceHeadline("ar", "خبر"))).view
    assert view["headline"] == {"text": "خبر", "language": "ar", "direction": "rtl"}
    assert [(each["direction"], each["date"], each["label"]) for each in view["sources"]] == [
        ("rtl", "October 2023", "Text in Arabic"),
        ("ltr", None, ""),
    ]
    assert made(original()).view["headline"] is None


def test_terms_come_by_vocabulary_with_their_names_language():
    view = made(original(tags=("courts",), people=("ali",)), language="en").view
    assert [(group["address"], [term["address"] for term in group["terms"]]) for group in view["terms"]] == [
        ("en/tags/", ["en/tags/courts/"]),
        ("en/people/", ["en/people/ali/"]),
    ]


def test_a_term_without_a_page_is_not_linked():
    view = made(original(tags=("courts",), status="hidden")).view
    assert [term["address"] for term in view["terms"][0]["terms"]] == [""]


def test_the_other_languages_are_named_by_themselves():
    view = made(original(), text(A, "az", translates="en"), language="az").view
    assert view["languages"] == [
        {"tag": "en", "name": "English", "direction": "ltr", "address": "en/2023/a/", "original": True}
    ]


def test_what_to_read_next_is_one_list_in_the_order_of_what_happened():
    edition = small_edition()
    thread = briefing_page(edition.archive.by_slug["second"], edition, "en").view["thread"]
    assert thread["title"] == words()("en", "briefing.related")
    assert [row["entry"].address for row in thread["rows"]] == ["az/2021/first/", "en/2023/third/"]
    assert not any(row["own"] for row in thread["rows"])


def test_a_story_takes_the_place_of_what_is_related():
    a = original(related=("b", "c"), tags=("courts",))
    others = [briefing(slug, f"202{year}", tags=("courts",)) for year, slug in enumerate("bcd", start=2)]
    thread = made(a, others=others).view["thread"]
    assert thread["title"] == words()("en", "briefing.story")
    assert [(row["entry"].address, row["entry"].date, row["own"]) for row in thread["rows"]] == [
        ("en/2022/b/", "2022", False),
        ("en/2023/c/", "2023", False),
        ("en/2023/a/", "12 October 2023", True),
    ]


def test_a_lone_briefing_leads_nowhere():
    assert made(original()).view["thread"] is None


def test_authors_and_translators_are_joined_as_a_sentence():
    page = made(
        original(authors=("A", "B", "C")), text(A, "ru", translates="en", translators=("D", "E")), language="ru"
    )
    assert (page.view["authors"], page.view["translators"]) == ("A, B и C", "D и E")


def test_a_withdrawn_briefing_keeps_its_address_and_says_why():
    withdrawal = Withdrawal(dt.date(2024, 1, 2), "court order")
    work = briefing("a", languages="en az", status="withdrawn", withdrawal=withdrawal)
    page = briefing_page(work, edition_of(work), "az")
    assert (page.address, page.template, page.listed) == ("az/2023/a/", "withdrawn.html", False)
    assert page.title == words()("az", "withdrawn.title")
    assert page.view == {
        "since": "2 yanvar 2024",
        "since_iso": "2024-01-02",
        "reason": words()("az", "withdrawn.reason.court-order"),
    }


def test_a_page_is_that_of_its_work_and_lies_under_its_year():
    page = made(original(), text(A, "ru", translates="en"), language="ru")
    assert (page.kind, page.work.slug, page.text.language) == ("page", "a", "ru")
    assert page.trail == (PageLink("2023", "ru/2023/"),)


def test_a_hidden_briefing_lies_under_a_year_only_if_that_has_a_page():
    assert made(original(status="hidden")).trail == ()
    assert made(original(status="hidden"), others=(briefing("b"),)).trail == (PageLink("2023", "en/2023/"),)


def test_a_withdrawn_briefings_page_is_that_of_no_work():
    work = briefing_of(original(status="withdrawn"))
    assert briefing_page(work, edition_of(work), "en").work is None


def lettered(*letters, language="en", **fields):
    work = briefing_of(original(**fields), text(A, "az", translates="en"))
    return briefing_page(work, edition_of(work, letters=letters), language)


def test_letters_stand_under_every_text_in_the_order_of_their_days():
    letters = (letter(A, "2023-11-02-aysel", "az"), letter(A, "2023-12-01-reader", "ru"))
    for language in ("en", "az"):
        page = lettered(*letters, language=language)
        assert [each["anchor"] for each in page.view["letters"]] == [
            "letter-2023-11-02-aysel",
            "letter-2023-12-01-reader",
        ]
        assert page.letters == tuple(each.text.path for each in letters)


def test_a_hidden_text_shows_no_letters():
    page = lettered(letter(A, "2023-11-02-aysel"), status="hidden")
    assert (page.view["letters"], page.letters) == ((), ())


def test_a_withdrawn_text_shows_no_letters():
    withdrawal = Withdrawal(dt.date(2024, 1, 2), "error")
    work = briefing("a", status="withdrawn", withdrawal=withdrawal)
    page = briefing_page(work, edition_of(work, letters=[letter(A, "2023-11-02-aysel")]), "en")
    assert page.letters == ()
    assert "letters" not in page.view


def test_a_letter_changes_neither_the_texts_day_nor_its_words():
    bare, page = lettered(), lettered(letter(A, "2024-11-02-aysel"))
    assert page.changed == bare.changed
    assert page.view["body"] == bare.view["body"]
