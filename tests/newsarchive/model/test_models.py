"""What the archive holds."""

import datetime as dt
import itertools

import msgspec
import pytest

from newsarchive.model.dates import ArchiveDate
from newsarchive.model.diagnostics import TOP, Position
from newsarchive.model.fields import Correction, FrontMatter, Withdrawal
from newsarchive.model.models import SILENCE, SILENT, Text
from tests.newsarchive import editions as make
from tests.newsarchive.editions import briefing_of


@pytest.mark.parametrize(
    ("modified", "corrected", "changed"),
    [
        pytest.param(None, [], None, id="never"),
        pytest.param(dt.date(2024, 1, 2), [], dt.date(2024, 1, 2), id="modified"),
        pytest.param(None, [3, 5, 4], dt.date(2024, 1, 5), id="corrected, in any order"),
        pytest.param(dt.date(2024, 1, 9), [3], dt.date(2024, 1, 9), id="modified after its correction"),
        pytest.param(dt.date(2024, 1, 1), [3], dt.date(2024, 1, 3), id="corrected after its change"),
    ],
)
def test_a_text_changed_on_the_latest_day_that_it_declares(
    modified: dt.date | None, corrected: list[int], changed: dt.date | None
) -> None:
    corrections = tuple(Correction(dt.date(2024, 1, day), "Wrong.") for day in corrected)
    assert make.text(modified=modified, corrections=corrections).changed == changed


@pytest.mark.parametrize(("language", "shown"), [("az", "az"), ("ru", "ru"), ("en", "az"), ("ar", "az")])
def test_a_reader_is_shown_their_text_or_else_the_original(language: str, shown: str) -> None:
    assert make.briefing(languages="az ru").shown(language).language == shown


def test_a_work_has_its_originals_fields() -> None:
    briefing = make.briefing(languages="az ru", tags=("privacy",))
    assert briefing.front is briefing.texts["az"].front
    assert briefing.terms("tags") == ("privacy",)
    assert briefing.terms("people") == ()


def test_terms_keep_the_editors_order() -> None:
    assert make.briefing(tags=("z", "a", "m")).terms("tags") == ("z", "a", "m")


def test_a_briefing_is_as_old_as_its_first_text_and_each_reader_has_the_day_of_the_text_shown() -> None:
    days = {"en": dt.date(2026, 11, 24), "az": dt.date(2026, 12, 1)}
    briefing = msgspec.structs.replace(make.briefing(date="2023", languages="en az"), days=days)
    assert briefing.published == days["en"]
    assert [briefing.first_day(tag) for tag in ("en", "az", "ru")] == [days["en"], days["az"], days["en"]]


@pytest.mark.parametrize(
    ("status", "listed", "readable"),
    [("published", True, True), ("hidden", False, False), ("withdrawn", False, False), ("draft", True, True)],
)
def test_a_hidden_and_a_withdrawn_briefing_are_neither_listed_nor_readable(
    status: str, listed: bool, readable: bool
) -> None:
    briefing = make.briefing(status=status)
    assert (briefing.listed, briefing.readable(briefing.original.language)) == (listed, readable)


def test_the_date_is_the_originals() -> None:
    assert make.briefing(date="2023-10", languages="az en").date == ArchiveDate(2023, 10)


def test_a_briefing_without_a_date_names_its_file() -> None:
    with pytest.raises(ValueError, match=r"briefings/2023/a/en\.md has no date"):
        _ = briefing_of(make.text()).date


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("briefings/2023/a/en.md", "briefings/2023/a"),
        ("pages/about/az.md", "pages/about"),
        ("notices/climate/ru.md", "notices/climate"),
    ],
)
def test_a_text_knows_its_folder(path: str, folder: str) -> None:
    assert Text(path, "en", FrontMatter(), "", "").folder == folder


PLACES = {"tags": (5, 1), "tags:privacy": (5, 8), "tags:law": (6, 5), "date": (4, 1)}


@pytest.mark.parametrize(
    ("field", "item", "place"),
    [
        pytest.param("date", "", Position(4, 1), id="a field"),
        pytest.param("tags", "privacy", Position(5, 8), id="an item"),
        pytest.param("tags", "law", Position(6, 5), id="another item"),
        pytest.param("tags", "courts", Position(5, 1), id="an item without a place stands at its field"),
        pytest.param("people", "ali", TOP, id="an item of a field that is not given"),
        pytest.param("translates", "", TOP, id="a field that is not given"),
    ],
)
def test_a_text_says_where_a_field_or_an_item_of_it_stands(field: str, item: str, place: Position) -> None:
    text = Text("pages/a/en.md", "en", FrontMatter(), "", "0" * 12, positions=PLACES)
    assert text.place(field, item) == place


@pytest.mark.parametrize(
    ("own", "originals", "holds"),
    [(own, other, max(own, other, key=SILENCE.index)) for own in SILENCE for other in SILENCE],
)
def test_a_text_is_as_silent_as_itself_or_its_original(own: str, originals: str, holds: str) -> None:
    work = briefing_of(make.text(status=originals), make.text("briefings/2023/a", "az", translates="en", status=own))
    assert (work.status("az"), work.status("en")) == (holds, originals)


def _gone(reason: str) -> dict[str, object]:
    return {"status": "withdrawn", "withdrawal": Withdrawal(dt.date(2024, 1, 2), reason)}  # type: ignore[arg-type]


STATES = {
    "published": {"status": "published"},
    "hidden": {"status": "hidden"},
    "error": _gone("error"),
    "court order": _gone("court order"),
    "safety of a person": _gone("safety of a person"),
}


@pytest.mark.parametrize(("own", "originals"), list(itertools.product(STATES, STATES)))
def test_neither_a_later_state_nor_that_of_the_original_tells_an_address(own: str, originals: str) -> None:
    az = make.text("briefings/2023/a", "az", translates="en", **STATES[own])
    work = briefing_of(make.text(date="2023-10-12", **STATES[originals]), az)
    both = {own, originals}
    assert work.is_silent("az") == (SILENT in both)
    assert work.is_untold("az") == bool(both & {"hidden", SILENT})
    assert work.is_untold("en") == (originals in ("hidden", SILENT))
    reasons = [each for each in (originals, own) if each not in ("published", "hidden")]
    found = work.withdrawal("az")
    assert (found.reason if found else None) == (SILENT if SILENT in both else next(iter(reasons), None))


def test_more_silent_are_the_hidden_the_drafts_and_the_withdrawn() -> None:
    assert SILENCE == ("published", "hidden", "draft", "withdrawn")
