"""What works say of one another: every reference that leads nowhere is named, once."""

import pytest

from newsarchive.build.diagnostics import fault_message
from newsarchive.content.cross_references import (
    check_references,
    dead_links,
    own_addresses,
    unsafe_sources,
    unused_files,
    unused_terms,
)
from newsarchive.model.fields import Picture, Source
from newsarchive.model.index import Archive
from newsarchive.model.models import Link
from newsarchive.model.vocabularies import Term
from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import TERMS, briefing, briefing_of, notice, site_with, standing, text, words

A = "briefings/2023/a"


def works_of(*briefings, standing=(), notices=()):
    return Archive(tuple(briefings), tuple(standing), tuple(notices), TERMS, {})


def texts_of(works):
    return [text for work in (*works.briefings, *works.standing, *works.notices) for text in work.texts.values()]


def found(works, pictures=(), more=()):
    """Faults of the works' texts and of `more`, which are texts that are not built."""
    texts = [*texts_of(works), *more]
    faults = [*check_references(texts, works, pictures), *dead_links(texts, texts, works)]
    for each in faults:
        assert fault_message(each, words(), "en")
    return [(kind_of(each), each.path, each.line, values_of(each), each.warning) for each in faults]


HELD = text("briefings/2023/held", date="2023", tags=("privacy",), status="draft")


def one(language="en", **fields):
    return text(A, language, **{"date": "2023", "tags": ("privacy",), **fields})


def test_an_archive_in_order_has_no_fault():
    linked = one(
        links=(Link("briefings/2023/b/en.md#part", 9), Link("pages/about/en.md", 10)),
        pictures=(Link(f"{A}/in-text.jpg", 11),),
        image=Picture("photo.jpg", "Me", "Alt"),
        related=("b",),
        people=("ali",),
    )
    other = briefing_of(text("briefings/2023/b", date="2023", tags=("courts",), fragments=("part",)))
    works = works_of(briefing_of(linked), other, standing=[standing("about")])
    assert found(works, pictures=(f"{A}/in-text.jpg", f"{A}/photo.jpg")) == []


FAULTS = [
    pytest.param(
        {"tags": ("privcy",)},
        ("unknown-term", 1, {"found": "privcy", "vocabulary": "tags.yaml", "meant": ""}),
        id="a term misspelt",
    ),
    pytest.param(
        {"organisations": ("nobody",)},
        ("unknown-term", 1, {"found": "nobody", "vocabulary": "organisations.yaml", "meant": ""}),
        id="a term of an empty vocabulary",
    ),
    pytest.param({"related": ("a",)}, ("unknown-related.itself", 1, {"found": "a"}), id="related to itself"),
    pytest.param(
        {"related": ("other-slugs",)},
        ("unknown-related", 1, {"found": "other-slugs", "meant": "other-slug"}),
        id="related to nothing",
    ),
    pytest.param(
        {"links": (Link("pages/nowhere/en.md#x", 12),)},
        ("dead-link", 12, {"target": "pages/nowhere/en.md"}),
        id="a link to nothing",
    ),
    pytest.param(
        {"links": (Link("briefings/2023/held/en.md", 12),)},
        ("link-not-built", 12, {"target": "briefings/2023/held/en.md"}),
        id="a link to a draft",
    ),
    pytest.param(
        {"links": (Link("briefings/2023/other-slug/en.md#none", 13),)},
        ("dead-fragment", 13, {"target": "briefings/2023/other-slug/en.md#none"}),
        id="a link to no heading",
    ),
    pytest.param(
        {"pictures": (Link(f"{A}/none.jpg", 14),)},
        ("missing-file", 14, {"target": f"{A}/none.jpg"}),
        id="a picture that is not there",
    ),
    pytest.param(
        {"pictures": (Link("briefings/2023/held/theirs.jpg", 14),)},
        (
            "missing-file.elsewhere",
            14,
            {"target": "briefings/2023/held/theirs.jpg", "name": "theirs.jpg"},
        ),
        id="a picture of another folder",
    ),
    pytest.param(
        {"image": Picture("none.jpg", "Me", "Alt")},
        ("missing-file", 1, {"target": "none.jpg"}),
        id="a lead picture that is not there",
    ),
]


@pytest.mark.parametrize(("fields", "expected"), FAULTS)
def test_a_reference_that_leads_nowhere_is_named_once(fields, expected):
    works = works_of(briefing_of(one(**fields)), briefing("other-slug"))
    code, line, values = expected
    warning = code == "link-not-built"
    assert found(works, pictures=("briefings/2023/held/theirs.jpg",), more=[HELD]) == [
        (code, f"{A}/en.md", line, values, warning)
    ]


@pytest.mark.parametrize("typed", ["Новый закон", "%D0%9D%D0%BE%D0%B2%D1%8B%D0%B9-закон"])
def test_a_link_to_the_words_of_a_heading_names_its_id(typed):
    other = briefing_of(text("briefings/2023/b", "ru", date="2023", tags=("courts",), fragments=("novyy-zakon",)))
    works = works_of(briefing_of(one(links=(Link(f"briefings/2023/b/ru.md#{typed}", 13),))), other)
    target = f"briefings/2023/b/ru.md#{typed}"
    assert found(works) == [("dead-fragment", f"{A}/en.md", 13, {"target": target, "meant": "#novyy-zakon"}, False)]


def test_related_may_name_a_briefing_that_waits():
    works = works_of(briefing_of(one(related=("held",))))
    assert found(works, more=[HELD]) == []


def test_a_slug_is_one_briefings_in_all_years():
    works = works_of(briefing("same", "2022"), briefing("same", "2023"))
    expected = {"found": "same", "other": "briefings/2022/same/en.md"}
    assert found(works) == [("doubled-slug", "briefings/2023/same/en.md", 0, expected, False)]


def test_an_earlier_slug_is_taken_too():
    works = works_of(briefing("new", "2022", redirect_from=("old",)), briefing("old", "2023"))
    expected = {"found": "old", "other": "briefings/2022/new/en.md"}
    assert found(works) == [("doubled-slug", "briefings/2023/old/en.md", 0, expected, False)]


def test_a_translation_says_what_the_picture_shows():
    works = works_of(briefing_of(one(image=Picture("p.jpg", "Me", "Alt")), one("az", translates="en")))
    assert found(works, pictures=(f"{A}/p.jpg",)) == [("picture-words", f"{A}/az.md", 1, {}, False)]


def test_a_picture_that_no_text_shows_is_a_warning():
    texts = [one(image=Picture("mine.jpg", "Me", "Alt"), pictures=(Link(f"{A}/in-text.jpg", 9),)), HELD]
    pictures = (f"{A}/mine.jpg", f"{A}/in-text.jpg", f"{A}/p.jpg")
    assert [(kind_of(each), each.path, each.warning) for each in unused_files(texts, pictures)] == [
        ("unused-file.picture", f"{A}/p.jpg", True)
    ]


@pytest.mark.parametrize("field", ["text", "image"])
def test_beside_a_misspelt_picture_no_picture_is_called_unused(field):
    pictures = {"pictures": (Link(f"{A}/court.jpeg", 14),)}
    image = {"image": Picture("court.jpeg", "Credit", "Alt")}
    texts = [one(**(pictures if field == "text" else image))]
    assert [*unused_files(texts, (f"{A}/court.jpg", f"{A}/unlike.jpg"))] == []


def test_beside_a_misspelt_document_no_document_is_called_unused():
    texts = [one(links=(Link(f"{A}/rulings.pdf", 14),))]
    documents = (f"{A}/ruling.pdf", f"{A}/unlike.pdf")
    assert [*unused_files(texts, documents)] == []


def test_a_picture_of_a_translation_alone_is_named():
    works = works_of(briefing_of(one(), one("az", translates="en", image=Picture(alt="Nə isə"))))
    assert found(works) == [("picture-words.absent", f"{A}/az.md", 1, {}, False)]


def test_a_withdrawn_translation_says_nothing_of_a_picture():
    works = works_of(
        briefing_of(one(image=Picture("p.jpg", "Me", "Alt")), one("az", translates="en", status="withdrawn"))
    )
    assert found(works, pictures=(f"{A}/p.jpg",)) == []


def test_a_fault_stands_at_the_item_that_it_names():
    positions = {"tags": (5, 1), "tags:privcy": (5, 18), "related:nowhere": (9, 11)}
    works = works_of(briefing_of(one(tags=("privacy", "privcy"), related=("nowhere",), positions=positions)))
    faults = list(check_references(texts_of(works), works, ()))
    assert [(kind_of(each), each.line, each.column) for each in faults] == [
        ("unknown-term", 5, 18),
        ("unknown-related", 9, 11),
    ]


def test_a_text_with_a_fault_of_its_own_is_checked_too():
    faulty = one(links=(Link("pages/none/en.md", 7),), tags=("nothing-like-it",), sound=False)
    assert [(code, line) for code, _, line, _, _ in found(works_of(), more=[faulty])] == [
        ("unknown-term", 1),
        ("dead-link", 7),
    ]


OUTSIDE = (
    Link("https://archive.example/en/", 9),
    Link("https://Archive.Example/x", 10),
    Link("//archive.example/x", 11),
    Link("https://other.example/", 12),
)


def test_a_link_to_the_sites_own_address_is_named():
    site = site_with(url="https://archive.example")
    assert [(kind_of(each), each.line) for each in own_addresses([one(outside=OUTSIDE)], site)] == [
        ("own-address", 9),
        ("own-address", 10),
    ]


def test_a_local_build_knows_the_newsrooms_own_domain():
    mine = one(outside=(Link("https://news.example/en/", 9), *OUTSIDE))
    assert [each.line for each in own_addresses([mine], site_with())] == [9]


def test_a_source_by_http_whose_host_has_https_elsewhere_is_named():
    plain = Source("http://a.example/1", "One", "A", "en")
    secure = Source("https://A.example/2", "Two", "A", "en")
    other = Source("http://b.example/", "Three", "B", "en")
    assert list(unsafe_sources([one(sources=(plain, other))])) == []
    faults = list(unsafe_sources([one(sources=(plain, other)), one("az", sources=(secure,))]))
    assert [(kind_of(each), values_of(each)) for each in faults] == [
        ("source-address.http", {"found": "http://a.example/1"})
    ]


def test_a_value_inside_a_field_is_named_where_it_stands():
    positions = {"sources": (8, 1), "sources:http://a.example/1": (12, 10), "image": (15, 1), "image:p.jpg": (16, 9)}
    sources = (Source("http://a.example/1", "One", "A", "en"), Source("https://a.example/2", "Two", "A", "en"))
    mine = one(sources=sources, image=Picture("p.jpg", "Me", "Alt"), positions=positions)
    faults = [*unsafe_sources([mine]), *check_references([mine], works_of(briefing_of(mine)), ())]
    assert [(kind_of(each), each.line, each.column) for each in faults] == [
        ("source-address.http", 12, 10),
        ("missing-file", 16, 9),
    ]


def test_links_of_every_translation_are_checked():
    works = works_of(briefing_of(one(), one("az", translates="en", links=(Link("pages/none/az.md", 7),))))
    assert found(works) == [("dead-link", f"{A}/az.md", 7, {"target": "pages/none/az.md"}, False)]


def test_terms_that_no_text_has_are_warned_of():
    faults = list(unused_terms([one(people=("ali",)), HELD], TERMS))
    assert [(kind_of(each), each.path, dict(each.values)["found"], each.warning) for each in faults] == [
        ("unused-term", "tags.yaml", "courts", True),
        ("unused-term", "tags.yaml", "unused", True),
        ("unused-term", "places.yaml", "baku", True),
    ]


def test_an_unused_term_is_named_at_its_line():
    terms = {"tags": {"law": Term("law", {"en": "Law"}, line=4)}}
    assert [(each.line, each.column) for each in unused_terms([], terms)] == [(4, 1)]


def test_a_list_of_terms_that_cannot_be_read_may_be_the_one_that_uses_them():
    unread = one(tags=(), people=("ali",), positions={"tags": (5, 1), "people": (6, 1)}, sound=False)
    assert [each.path for each in unused_terms([unread], TERMS)] == ["places.yaml"]


@pytest.mark.parametrize(
    "fields",
    [{"positions": {"image": (9, 1)}, "sound": False}, {"html": "", "revision": "", "sound": False}],
    ids=["its picture", "its words"],
)
def test_a_text_that_cannot_be_read_whole_may_be_the_one_that_shows_a_picture(fields):
    other = text("briefings/2023/b", date="2023")
    pictures = (f"{A}/p.jpg", "briefings/2023/b/q.jpg")
    faults = list(unused_files([one(**fields), other], pictures))
    assert [(kind_of(each), each.path) for each in faults] == [("unused-file.picture", "briefings/2023/b/q.jpg")]


def test_a_notice_has_no_page_to_link_to():
    linked = briefing_of(one(links=(Link("notices/n/en.md", 9),)))
    works = works_of(linked, notices=[notice("n", "2026-01-01", "2026-12-31")])
    assert [(code, path, line) for code, path, line, _, _ in found(works)] == [("dead-link", f"{A}/en.md", 9)]
