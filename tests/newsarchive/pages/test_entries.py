"""A briefing as one line of any list."""

import datetime as dt
from pathlib import Path

import pytest

from newsarchive.i18n.catalogues import load_catalogues
from newsarchive.model.fields import Correction
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.revisions import held_back
from newsarchive.pages.entries import Entry, entry
from tests.newsarchive.editions import DAY, archive_of, briefing_of, message, site_with, text, write_catalogue

LANGUAGES = ("az", "en", "ru", "ar")


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    for tag, words in {
        "az": "yalnız {language}",
        "en": "in {language} only",
        "ru": "язык: {language}",
        "ar": "",
    }.items():
        marks = message("listing.draft", f"{tag}: draft") + message("listing.waiting", f"{tag}: {{date}}")
        marks += message("listing.corrected", f"{tag}: {{date}}")
        write_catalogue(tmp_path, tag, message("listing.only-in", words), marks)
    return Edition(site_with("az en ru ar"), archive_of(), load_catalogues([tmp_path], LANGUAGES, "en"), {})


def briefing(*languages: str, date: str = "2023-10-12") -> Briefing:
    first, *others = [
        text("briefings/2023/a", tag, date=date, title=f"T {tag}", summary=f"S {tag}") for tag in languages
    ]
    return briefing_of(first, *others)


def test_an_entry_in_the_readers_language_has_no_label(edition: Edition) -> None:
    assert entry(briefing("az", "en"), edition, "en") == Entry(
        address="en/2023/a/",
        title="T en",
        summary="S en",
        language="en",
        direction="ltr",
        label="",
        date_iso="2023-10-12",
        date="12 October 2023",
        mark="",
        label_language="en",
    )


@pytest.mark.parametrize(
    ("reader", "label", "date"),
    [
        ("en", "in Azerbaijani only", "October 2023"),
        ("ru", "язык: азербайджанский", "октябрь 2023\u202fг."),
        ("ar", "in Azerbaijani only", "أكتوبر 2023"),
    ],
)
def test_an_untranslated_briefing_is_listed_under_its_original_and_labelled(
    edition: Edition, reader: str, label: str, date: str
) -> None:
    found = entry(briefing("az", date="2023-10"), edition, reader)
    assert (found.address, found.title, found.summary, found.language) == ("az/2023/a/", "T az", "S az", "az")
    assert (found.label, found.date_iso, found.date) == (label, "2023-10", date)


def test_it_is_the_original_and_not_another_translation_that_is_shown(edition: Edition) -> None:
    assert entry(briefing("ru", "en"), edition, "az").address == "ru/2023/a/"


@pytest.mark.parametrize(
    ("status", "title"),
    [
        pytest.param("withdrawn", "", id="withdrawn, so that its title is gone"),
        pytest.param("hidden", "T az", id="hidden, so that no listing may show it"),
    ],
)
def test_a_translation_that_listings_may_not_show_gives_way_to_the_original(
    edition: Edition, status: str, title: str
) -> None:
    original = text(date="2023", title="T en", summary="S en")
    translation = text("briefings/2023/a", "az", translates="en", title=title, status=status)
    found = entry(briefing_of(original, translation), edition, "az")
    assert (found.address, found.title, found.summary) == ("en/2023/a/", "T en", "S en")
    assert (found.language, found.label) == ("en", "yalnız ingilis dili")


@pytest.mark.parametrize(("languages", "reader", "direction"), [("ar", "en", "rtl"), ("en", "ar", "ltr")])
def test_an_entry_has_the_direction_of_its_text_and_not_of_its_reader(
    edition: Edition, languages: str, reader: str, direction: str
) -> None:
    found = entry(briefing(languages), edition, reader)
    assert (found.language, found.direction) == (languages, direction)


TOMORROW = DAY + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("original", "translation", "marks"),
    [
        pytest.param({}, {}, ["", "", ""], id="published"),
        pytest.param({"status": "draft"}, {}, ["az: draft", "en: draft", "ru: draft"], id="a draft"),
        pytest.param({}, {"status": "draft"}, ["az: draft", "", ""], id="a translation in draft"),
        pytest.param({"published": DAY}, {}, ["", "", ""], id="its day has come"),
        pytest.param(
            {"published": TOMORROW},
            {},
            ["az: 25 noyabr 2026", "en: 25 November 2026", "ru: 25 ноября 2026\u202fг."],
            id="waiting",
        ),
        pytest.param(
            {"published": TOMORROW},
            {"status": "draft"},
            ["az: draft", "en: 25 November 2026", "ru: 25 ноября 2026\u202fг."],
            id="a translation in draft of one that waits",
        ),
        pytest.param({}, {"published": TOMORROW}, ["az: 25 noyabr 2026", "", ""], id="a translation waits"),
    ],
)
def test_a_text_that_is_not_published_yet_is_marked_in_the_readers_words(
    edition: Edition, original: dict[str, object], translation: dict[str, object], marks: list[str]
) -> None:
    found = briefing_of(
        text(**{"date": "2023", "title": "T", **original}),
        text("briefings/2023/a", "az", title="T", translates="en", **translation),
    )
    assert [entry(found, edition, language).mark for language in ("az", "en", "ru")] == marks


@pytest.mark.parametrize(
    ("ago", "marks"),
    [(0, ["az: 24 noyabr 2026", "en: 24 November 2026"]), (29, ["az: 26 oktyabr 2026", "en: 26 October 2026"]),
     (30, ["", ""])],
)  # fmt: skip
def test_a_text_is_marked_as_corrected_for_30_days(edition: Edition, ago: int, marks: list[str]) -> None:
    correction = Correction(DAY - dt.timedelta(days=ago), "It was seven.")
    original = text(date="2023", title="T", corrections=(correction,))
    translated = briefing_of(original, text("briefings/2023/a", "az", title="T", translates="en"))
    assert [entry(translated, edition, language).mark for language in ("az", "en")] == marks


def test_a_correction_of_a_translation_alone_marks_no_other_language(edition: Edition) -> None:
    own = {"title": "T", "translates": "en", "corrections": (Correction(DAY, "Yeddi."),)}
    found = briefing_of(text(date="2023", title="T"), text("briefings/2023/a", "az", **own))
    assert [entry(found, edition, language).mark for language in ("az", "en", "ru")] == ["az: 24 noyabr 2026", "", ""]


def test_a_draft_that_waits_is_a_draft() -> None:
    draft = briefing_of(text(date="2023", published=TOMORROW, status="draft"))
    assert held_back(draft.original, draft, DAY) == held_back(draft.original, draft, TOMORROW) == "draft"
