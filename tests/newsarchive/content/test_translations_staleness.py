"""Whether a translation still says what its original says."""

import datetime as dt

import pytest

from newsarchive.content.translations import stale_source, staleness_warnings
from newsarchive.model.fields import Correction
from newsarchive.model.models import Briefing, Text
from tests.newsarchive import editions as make
from tests.newsarchive.editions import briefing_of

OLD, NEW = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
DAY = dt.date(2024, 1, 2)


def text(language: str, revision: str = OLD, source: str = "", seen: str = "", **front: object) -> Text:
    """A text at a revision; `source` is what it was translated from, at the revision `seen`."""
    return make.text(
        language=language, revision=revision, date="2023", translates=source, translated_revision=seen, **front
    )


def stale(work: Briefing) -> list[str]:
    return [tag for tag, each in work.texts.items() if stale_source(each, work)]


def test_an_original_is_never_stale() -> None:
    assert stale(briefing_of(text("en", NEW))) == []


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(NEW, [], id="made from what the source says now"),
        pytest.param(OLD, ["az"], id="made from what the source said before"),
        pytest.param("", [], id="made from nobody knows what"),
    ],
)
def test_only_a_changed_revision_makes_a_translation_stale(seen: str, expected: list[str]) -> None:
    assert stale(briefing_of(text("en", NEW), text("az", source="en", seen=seen))) == expected


@pytest.mark.parametrize("modified", [None, dt.date(2020, 1, 1), dt.date(2026, 1, 1)])
@pytest.mark.parametrize("touched", [None, dt.date(2020, 1, 1), dt.date(2026, 1, 1)])
def test_dates_decide_nothing(modified: dt.date | None, touched: dt.date | None) -> None:
    source = text("en", NEW, modified=modified)
    assert stale(briefing_of(source, text("az", source="en", seen=OLD, modified=touched))) == ["az"]
    assert stale(briefing_of(source, text("az", source="en", seen=NEW, modified=touched))) == []


def test_a_stale_translation_names_its_source_and_the_day_it_changed() -> None:
    source = text("en", NEW, modified=dt.date(2023, 5, 1), corrections=(Correction(DAY, "Wrong."),))
    translation = text("az", source="en", seen=OLD)
    assert stale_source(translation, briefing_of(source, translation)) == source
    assert source.changed == DAY


def test_a_source_that_does_not_say_when_leaves_the_day_open() -> None:
    source, translation = text("en", NEW), text("az", source="en", seen=OLD)
    assert stale_source(translation, briefing_of(source, translation)) == source
    assert source.changed is None


@pytest.mark.parametrize(
    ("az", "en_seen", "en", "ru_seen", "expected"),
    [
        pytest.param(OLD, OLD, OLD, OLD, [], id="nothing changed"),
        pytest.param(NEW, OLD, OLD, OLD, ["en"], id="the original changed: only its own translation is stale"),
        pytest.param(OLD, OLD, NEW, OLD, ["ru"], id="the middle changed: only what was made from it is stale"),
        pytest.param(NEW, OLD, NEW, OLD, ["en", "ru"], id="both changed"),
        pytest.param(NEW, NEW, NEW, NEW, [], id="both changed and both were followed"),
    ],
)
def test_in_a_chain_each_text_is_measured_against_its_own_source(
    az: str, en_seen: str, en: str, ru_seen: str, expected: list[str]
) -> None:
    work = briefing_of(text("az", az), text("en", en, "az", en_seen), text("ru", OLD, "en", ru_seen))
    assert stale(work) == expected


def test_a_translation_whose_source_is_not_built_is_not_called_stale() -> None:
    assert stale(briefing_of(text("az"), text("ru", source="en", seen=OLD))) == []


def test_a_good_work_gives_no_warning() -> None:
    assert staleness_warnings(briefing_of(text("en"), text("az", source="en", seen=OLD))) == []


def test_a_translation_that_does_not_say_its_revision_is_told_it() -> None:
    (found,) = staleness_warnings(briefing_of(text("en", NEW), text("az", source="en")))
    assert (found.code, found.path, found.line, found.warning) == ("revision-absent", "briefings/2023/a/az.md", 1, True)
    assert found.values == (("revision", NEW),)


def test_a_translation_of_a_text_that_is_not_built_is_told_no_revision() -> None:
    (found,) = staleness_warnings(briefing_of(text("az"), text("ru", source="en")))
    assert (found.code, found.values) == ("revision-absent", (("revision", ""),))


def test_a_stale_translation_whose_source_is_undated_is_warned_of() -> None:
    (found,) = staleness_warnings(briefing_of(text("en", NEW), text("az", source="en", seen=OLD)))
    assert (found.code, found.path, found.warning) == ("stale-undated", "briefings/2023/a/az.md", True)
    assert found.values == (("source", "briefings/2023/a/en.md"),)


def test_a_stale_translation_whose_source_is_dated_is_the_readers_matter() -> None:
    assert staleness_warnings(briefing_of(text("en", NEW, modified=DAY), text("az", source="en", seen=OLD))) == []


def test_a_withdrawn_text_has_no_words_that_could_be_out_of_date() -> None:
    alone = briefing_of(text("en", NEW), text("az", source="en", status="withdrawn"))
    assert staleness_warnings(alone) == []
    gone = briefing_of(text("en", NEW, status="withdrawn"), text("az", source="en", seen=OLD))
    assert (staleness_warnings(gone), stale(gone)) == ([], [])
    of_a_withdrawn_one = briefing_of(
        text("en"), text("az", NEW, source="en", seen=OLD, status="withdrawn"), text("ru", source="az", seen=OLD)
    )
    assert (staleness_warnings(of_a_withdrawn_one), stale(of_a_withdrawn_one)) == ([], [])
