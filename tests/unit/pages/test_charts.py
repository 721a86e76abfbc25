"""Briefings through the years."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.settings import Language
from newsarchive.pages.charts import HEIGHT, Label, Mark, YearRow, draw_years, years_chart
from tests.unit.editions import AZ, EN, RU, edition_of, words

COUNTS = st.dictionaries(st.integers(1950, 2050), st.integers(1, 5000), min_size=1, max_size=40)
BAR = re.compile(r"M(\d+) 60v-(\d+)H(\d+)v(\d+)z")


def bars(drawing):
    """Left, right and height of each bar."""
    (path,) = [mark.path for mark in drawing.marks if mark.kind == "bars"]
    assert BAR.sub("", path) == ""
    found = [tuple(map(int, each)) for each in BAR.findall(path)]
    assert all(up == down for _, up, _, down in found)
    return [(left, right, up) for left, up, right, _ in found]


def chart(counts, language="en", **site):
    return years_chart("Title", {year: range(count) for year, count in counts.items()}, edition_of(**site), language)


def test_nothing_has_no_chart():
    assert chart({}) is None
    assert chart({2023: 0}) is None


def test_years_without_briefings_keep_their_place():
    drawing = draw_years({2020: 4, 2022: 2}, mirrored=False)
    assert drawing.width == "132"
    assert drawing.marks == (
        Mark("axis", "M0 60H1000"),
        Mark("bars", "M50 60v-60H283v60zM717 60v-30H950v30z"),
    )
    assert drawing.labels == (
        Label("4", "16.7%", 12),
        Label("2", "83.3%", 42),
        Label("2020", "16.7%", 92),
        Label("2021", "50%", 92),
        Label("2022", "83.3%", 92),
    )


def test_from_right_to_left_the_earliest_year_stands_at_the_right():
    assert bars(draw_years({2020: 4, 2022: 2}, mirrored=True)) == [(717, 950, 60), (50, 283, 30)]


def test_a_page_from_right_to_left_has_a_mirrored_chart():
    arabic = Language("ar", "العربية", "rtl", ("«»", "“”"))
    edition = edition_of(languages=(AZ, EN, RU, arabic))
    by_year = {2020: "aaaa", 2022: "bb"}
    # the interface has no Arabic words here: this asks for the drawing alone
    assert bars(draw_years({2020: 4, 2022: 2}, mirrored=edition.site.direction("ar") == "rtl"))[0][0] == 717
    assert bars(years_chart("Title", by_year, edition, "en").drawing)[0][0] == 50


def test_a_year_with_one_briefing_stays_visible_beside_hundreds():
    assert [height for *_, height in bars(draw_years({2020: 500, 2021: 1}, mirrored=False))] == [60, 3]


@given(COUNTS, st.booleans())
def test_every_year_with_briefings_has_its_bar_and_no_two_touch(counts, mirrored):
    found = bars(draw_years(counts, mirrored=mirrored))
    assert len(found) == len(counts)
    assert all(0 <= left < right <= 1000 and 3 <= height <= HEIGHT for left, right, height in found)
    ordered = sorted(found)
    assert all(before[1] < later[0] for before, later in itertools.pairwise(ordered))
    most = max(counts.values())
    tallest = [height for (_, count), (*_, height) in zip(sorted(counts.items()), found, strict=True) if count == most]
    assert set(tallest) == {HEIGHT}


def test_numbers_that_would_touch_are_left_to_the_highest_bars():
    counts = {year: 10 + (year == 2003) for year in range(1990, 2026)}
    numbers = [each.text for each in draw_years(counts, mirrored=False).labels if each.y < 76]
    assert numbers == ["11"]


def test_the_table_has_every_year_with_briefings_newest_first_and_its_page():
    assert chart({2023: 2, 2020: 4}, "az").rows == (YearRow(2023, "az/2023/", 2), YearRow(2020, "az/2020/", 4))


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_description_says_how_many_when_and_where_most(language):
    found = chart({2020: 4, 2021: 4, 2023: 2}, language)
    most = words()(
        language,
        "chart.most",
        years={"en": "2020 and 2021", "az": "2020 və 2021", "ru": "2020 и 2021"}[language],
        most=4,
    )
    assert found.title == "Title"
    assert found.description == f"{words()(language, 'chart.range', 10, years='2020–2023')} {most}"


def test_the_description_names_no_best_year_where_there_is_none():
    assert chart({2020: 4}).description == words()("en", "chart.range", 4, years=2020)
    even = chart(dict.fromkeys(range(2020, 2024), 5))
    assert even.description == words()("en", "chart.range", 20, years="2020–2023")
