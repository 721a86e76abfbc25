"""Where items go, and in which language they are."""

import datetime as dt

import pytest

from newsarchive.model.dates import ArchiveDate
from newsarchive_import.places import LanguageRule, Spoken, date_of, guessed, language_of, place_items, tag_among
from tests.newsarchive_import.making import OLD, SITE, post

_TAGS = ("az", "en", "ru")


@pytest.mark.parametrize(
    ("text", "tags", "language"),
    [
        ("The court ruled that he was to be released.", _TAGS, "en"),
        ("Məhkəmə onun azad edilməsi haqqında qərar verdi.", _TAGS, "az"),
        ("Суд постановил освободить его.", _TAGS, "ru"),
        ("Суд ухвалив рішення і його звільнили.", ("ru", "uk"), "uk"),
        ("სასამართლომ ის გაათავისუფლა.", ("en", "ka"), "ka"),
        ("قررت المحكمة الإفراج عنه", ("ar", "en"), "ar"),
        ("Mahkeme onun için bir karar verdi ve çok önemli.", ("az", "tr"), "tr"),
        ("სასამართლომ ის გაათავისუფლა.", _TAGS, ""),
        ("12", _TAGS, "en"),
    ],
)
def test_a_text_is_in_the_language_of_its_letters_and_words(text, tags, language):
    assert guessed(text, tags, "en").language == language


def test_rules_are_stronger_than_the_source_and_that_than_a_guess():
    rules = [LanguageRule("*/az/*", "az")]
    names = ("post 1", "https://old.example/az/x", "")
    assert language_of("ru", names, "The text", rules, _TAGS, "en") == Spoken("az", "rule")
    assert language_of("ru_RU", ("post 1",), "The text", rules, _TAGS, "en") == Spoken("ru", "source")
    assert language_of("fr", ("post 1",), "The text", rules, _TAGS, "en") == Spoken("", "source")
    assert language_of("", ("post 1",), "The text and the word", rules, _TAGS, "en") == Spoken("en", "guessed")


@pytest.mark.parametrize(
    ("stated", "text", "found"),
    [
        ("ru-RU", "Jurnalist həbs edildi və məhkəmə onun barəsində qərar çıxarıb.", Spoken("az", "guessed")),
        ("az", "Журналист арестован в Баку.", Spoken("ru", "guessed")),
        ("fr", "Журналист арестован в Баку.", Spoken("ru", "guessed")),
        ("en", "Jurnalist həbs edildi və məhkəmə", Spoken("en", "source")),  # the same letters, mostly
        ("ru", "Фирма Microsoft и фирма Apple Computer Incorporated.", Spoken("ru", "source")),
        ("ru", "სასამართლომ ის გაათავისუფლა.", Spoken("ru", "source")),
        ("ru", "", Spoken("ru", "source")),
        ("fr", "Le journaliste", Spoken("", "source")),
    ],
)
def test_the_language_of_the_whole_old_site_gives_way_to_letters_of_another_of_our_languages(stated, text, found):
    assert language_of(stated, ("post 1",), text, (), _TAGS, "en", by_site=True) == found
    assert language_of(stated, ("post 1",), text, (), _TAGS, "en").how == "source"


def test_tags_of_other_programs_are_understood():
    assert [tag_among(each, _TAGS) for each in ("en_US", "AZ", "az-Latn", "de", "")] == ["en", "az", "az", "", ""]
    assert tag_among("pt_br", ("pt", "pt-BR")) == "pt-BR"


def _paths(*items, written=None, taken=(), **more):
    places, left_out = place_items(items, SITE, (), written or {}, taken, **more)
    return {place.item.id: place.path for place in places}, {each.item.id: each.reason for each in left_out}


def test_translations_share_a_folder_and_the_earliest_is_the_original():
    early = post(1, language="az", group="g", date=dt.date(2018, 12, 31), slug="erkən")
    late = post(2, group="g")
    places, _ = place_items([late, early], SITE, (), {}, ())
    assert [place.path for place in places] == ["briefings/2018/erken/en.md", "briefings/2018/erken/az.md"]
    assert [place.original and place.original.id for place in places] == ["post 1", None]
    assert places[1].translations == (late,)


@pytest.mark.parametrize(
    ("first", "second", "original", "tied"),
    [
        # the translation is in our default language, or has the number that sorts first as letters
        ({"moment": "2019-02-03T09:00:00"}, {"moment": "2019-02-03T15:00:00", "language": "en"}, "post 99", False),
        ({"moment": "2019-02-03T09:00:00"}, {"moment": "2019-02-03T09:00:00", "language": "en"}, "post 99", True),
        ({"moment": "2019-02-03T09:00:00"}, {"language": "en"}, "post 99", True),
        ({}, {"moment": "2019-02-03T15:00:00"}, "post 99", True),
        ({}, {"date": dt.date(2019, 2, 2)}, "post 100", False),
        # 01:00 in Baku is the evening before in UTC
        (
            {"moment": "2019-02-02T21:00:00"},
            {"date": dt.date(2019, 2, 2), "moment": "2019-02-02T22:00:00"},
            "post 99",
            False,
        ),
        (
            {"moment": "2019-02-02T21:00:00"},
            {"date": dt.date(2019, 2, 2), "moment": "2019-02-02T21:00:00"},
            "post 100",
            True,
        ),
    ],
)
def test_of_texts_of_one_day_the_earlier_is_the_original_or_that_in_the_default_language_of_the_old_site(
    first, second, original, tied
):
    items = (post(99, group="g", **{"language": "az"} | first), post(100, group="g", **{"language": "ru"} | second))
    places, _ = place_items(items, SITE, (), {}, (), old_default="az")
    assert [(place.item.id, place.tied) for place in places if place.original is None] == [(original, tied)]


@pytest.mark.parametrize(("old_default", "original"), [("ru-RU", "post 100"), ("fr", "post 99"), ("", "post 99")])
def test_without_a_default_language_the_lower_number_is_the_original(old_default, original):
    items = (post(100, group="g", language="ru"), post(99, group="g", language="az"))
    places, _ = place_items(items, SITE, (), {}, (), old_default=old_default)
    assert [place.item.id for place in places if place.original is None] == [original]


def test_two_items_of_a_group_in_one_language_have_folders_of_their_own():
    paths, _ = _paths(post(1, group="g"), post(2, group="g"))
    assert paths == {"post 1": "briefings/2019/post-1/en.md", "post 2": "briefings/2019/post-2/en.md"}


def test_slugs_are_ascii_unused_and_not_reserved():
    items = (post(1, slug="tags"), post(2, slug="2019-02-03-x"), post(3, slug="x"), post(4, slug="", title="Şərh"))
    paths, _ = _paths(*items, post(5, slug="123", title="?"), taken={"x"})
    assert [path.split("/")[2] for path in paths.values()] == ["tags-2", "x-2", "x-3", "serh", "words"]


def test_what_an_earlier_run_wrote_stays_where_it_is():
    paths, _ = _paths(post(1, slug="new"), post(2, slug="old"), written={"post 1": "briefings/2019/old/en.md"})
    assert paths == {"post 1": "briefings/2019/old/en.md", "post 2": "briefings/2019/old-2/en.md"}


def test_items_that_cannot_be_imported_are_left_out_with_the_reason():
    items = (
        post(1, status="private"),
        post(2, title="", body=" "),
        post(3, language="fr"),
        post(4, date=None, address=""),
        post(5, date=SITE.day + dt.timedelta(1)),  # Hugo and Jekyll show it on that day
    )
    paths, left_out = _paths(*items)
    assert not paths
    assert [why.split()[1] for why in left_out.values()] == ["was", "has", "language", "has", "day"]
    assert {"post 1", "post 5"} <= {*_paths(*items, unpublished=True)[0]}
    assert "post 6" in _paths(post(6, date=SITE.day))[0]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2021-02-30", "its date “2021-02-30” is no day; correct it in the old archive"),
        ("30.02.2021", "its date “30.02.2021” is no day; correct it in the old archive"),
        ("31/12/2019", "its date “31/12/2019” is not understood; write it as 2019-12-31 in the old archive"),
        ("spring", "its date “spring” is not understood; write it as 2019-12-31 in the old archive"),
    ],
)
def test_a_date_that_cannot_be_read_is_named_and_not_taken_from_elsewhere(typed, reason):
    item = post(1, date=None, address=f"{OLD}/2017/05/x", other=(("Date", typed),))
    assert _paths(item) == ({}, {"post 1": reason})


def test_a_date_before_those_of_our_texts_is_named():
    reason = "its date, 1899-12-31, is before 1900; correct it in the old archive"
    assert _paths(post(1, date=dt.date(1899, 12, 31))) == ({}, {"post 1": reason})


def test_the_fallback_language_is_stronger_than_that_of_the_whole_old_site():
    items = [post(1, language="az", by_site=True, title="Суд"), post(2, language="az")]
    places, _ = place_items(items, SITE, (), {}, (), language="en")
    assert [(place.language, place.how) for place in places] == [("en", "source"), ("az", "source")]


def test_the_fallback_language_is_not_guessed():
    places, _ = place_items([post(1, language="", title="Məhkəmə və həbs")], SITE, (), {}, (), language="ru")
    assert places[0].language == "ru"


@pytest.mark.parametrize(
    ("values", "date"),
    [
        ({}, (ArchiveDate(2019, 2, 3), "")),
        ({"date": ArchiveDate(2019, 2)}, (ArchiveDate(2019, 2), "")),
        ({"date": None, "address": f"{OLD}/2017/05/x"}, (ArchiveDate(2017, 5), "address")),
        ({"date": None, "address": "", "modified": dt.date(2016, 1, 2)}, (ArchiveDate(2016, 1, 2), "change")),
        ({"date": None, "address": ""}, (None, "")),
    ],
)
def test_a_date_is_from_the_source_or_from_the_address_or_from_the_last_change(values, date):
    assert date_of(post(1, **values)) == date
