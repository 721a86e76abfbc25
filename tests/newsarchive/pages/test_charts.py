"""Briefings through the years."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.settings import Language
from newsarchive.pages.charts import HEIGHT, LETTERS, WIDTHS, draw_years, years_chart
from tests.newsarchive.editions import AZ, EN, RU, edition_of, words

COUNTS = st.dictionaries(st.integers(1950, 2050), st.integers(1, 5000), min_size=1, max_size=40)
NAMES = "7.67em"  # the baseline of the names of years
BAR = re.compile(r"M(\d+) 60v-(\d+)H(\d+)v(\d+)z")


def bars(drawing):
    """Left, right and height of each bar."""
    assert BAR.sub("", drawing["bars"]) == ""
    found = [tuple(map(int, each)) for each in BAR.findall(drawing["bars"])]
    assert all(up == down for _, up, _, down in found)
    return [(left, right, up) for left, up, right, _ in found]


def chart(counts, language="en", **site):
    return years_chart("Title", {year: range(count) for year, count in counts.items()}, edition_of(**site), language)


@pytest.mark.parametrize(
    ("counts", "charted"),
    [
        ({}, False),
        ({2023: 0}, False),
        ({2021: 3, 2022: 3, 2023: 1}, False),  # seven briefings
        ({2021: 3, 2022: 3, 2023: 2}, True),
        ({2022: 30, 2023: 30}, False),  # two years
    ],
)
def test_a_chart_is_drawn_where_it_tells_something(counts, charted):
    assert (chart(counts) is not None) is charted


def test_years_without_briefings_keep_their_place():
    drawing = draw_years({2020: 4, 2022: 2}, mirrored=False)
    assert drawing["width"] == "11em"
    assert drawing["bars"] == "M50 60v-60H283v60zM717 60v-30H950v30z"
    assert [(each["text"], each["x"], each["y"], each["anchor"], each["wide"]) for each in drawing["labels"]] == [
        ("4", "16.7%", "1em", "middle", False),
        ("2", "83.3%", "3.5em", "middle", False),
        ("2020", "0%", "7.67em", "start", False),
        ("2022", "100%", "7.67em", "end", False),
    ]


def test_from_right_to_left_the_earliest_year_stands_at_the_right():
    assert bars(draw_years({2020: 4, 2022: 2}, mirrored=True)) == [(717, 950, 60), (50, 283, 30)]


def test_a_page_from_right_to_left_has_a_mirrored_chart():
    arabic = Language("ar", "العربية", "rtl", ("«»", "“”"))
    edition = edition_of(languages=(AZ, EN, RU, arabic))
    by_year = {2020: "aaaaaa", 2021: "bbb", 2022: "ccc"}
    # the interface has no Arabic words here: this asks for the drawing alone
    assert bars(draw_years({2020: 4, 2022: 2}, mirrored=edition.site.direction("ar") == "rtl"))[0][0] == 717
    assert bars(years_chart("Title", by_year, edition, "en"))[0][0] == 50


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


@pytest.mark.parametrize(("years", "wide"), [(7, False), (8, True), (24, True), (25, None)])
def test_numbers_that_would_touch_wait_for_a_wide_screen_but_for_the_highest_bars(years, wide):
    counts = {year: 10 + (year == 2025) for year in range(2026 - years, 2026)}
    numbers = {
        each["text"]: each["wide"] for each in draw_years(counts, mirrored=False)["labels"] if each["y"] != NAMES
    }
    assert numbers == {"11": False} | ({"10": wide} if wide is not None else {})


def test_the_table_has_every_year_with_briefings_newest_first_and_its_page():
    found = chart({2023: 2, 2020: 4, 2021: 2}, "az")
    assert [(row["year"], row["address"], row["count"]) for row in found["rows"]] == [
        (2023, "az/2023/", 2),
        (2021, "az/2021/", 2),
        (2020, "az/2020/", 4),
    ]


def test_a_bar_is_named_and_can_be_pressed_over_the_whole_height_of_its_year():
    row = chart({2020: 4, 2021: 2, 2023: 2}, "ru")["rows"][0]
    assert row["title"] == f"2023: {words()('ru', 'listing.total', 2)}"
    assert row["bar"] == "M750 60v-60H1000v60z"


@pytest.mark.parametrize(
    ("years", "narrow", "wide"), [(10, True, True), (11, False, True), (36, False, True), (37, False, False)]
)
def test_bars_can_be_pressed_where_each_is_24_pixels_wide(years, narrow, wide):
    found = chart(dict.fromkeys(range(2026 - years, 2026), 5))
    assert found["pressed"] == [narrow, wide]


def test_the_first_the_last_and_every_fifth_year_are_named():
    def named(first, last):
        labels = draw_years(dict.fromkeys(range(first, last + 1), 1), mirrored=False)["labels"]
        return [(each["text"], each["anchor"], each["wide"]) for each in labels if each["y"] == NAMES]

    assert named(2020, 2023) == [("2020", "start", False), ("2023", "end", False)]
    assert named(1991, 2025) == [
        ("1991", "start", False),
        *((str(year), "middle", True) for year in range(1995, 2025, 5)),
        ("2025", "end", False),
    ]


@given(st.integers(1900, 2100), st.integers(0, 150), st.booleans())
def test_names_of_years_never_touch_nor_leave_the_chart_on_any_screen(first, more, mirrored):
    counts = {first: 1, first + more: 1}
    labels = [each for each in draw_years(counts, mirrored=mirrored)["labels"] if each["y"] == NAMES]
    assert {str(first), str(first + more)} <= {each["text"] for each in labels if not each["wide"]}
    for wide, width in enumerate(WIDTHS):
        spans = sorted(_span(each, width, mirrored) for each in labels if each["wide"] <= bool(wide))
        assert all(-1 <= left < right <= width + 1 for left, right in spans)
        assert all(before[1] <= later[0] for before, later in itertools.pairwise(spans))


def _span(label, width, mirrored):
    """Return from where to where a year's name reaches, with letters as wide as those of DejaVu Sans."""
    letters = 4 * 0.636 * LETTERS
    left = float(label["x"].removesuffix("%")) / 100 * width
    if label["anchor"] == "middle":
        return left - letters / 2, left + letters / 2
    return (left, left + letters) if (label["anchor"] == "start") is not mirrored else (left - letters, left)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_description_says_how_many_when_and_where_most(language):
    found = chart({2020: 4, 2021: 4, 2023: 2}, language)
    most = words()(
        language,
        "chart.most",
        years={"en": "2020 and 2021", "az": "2020 və 2021", "ru": "2020 и 2021"}[language],
        most=4,
    )
    assert found["title"] == "Title"
    assert found["description"] == f"{words()(language, 'chart.range', 10, years='2020–2023')} {most}"


def test_the_description_names_no_best_year_where_there_is_none():
    even = chart(dict.fromkeys(range(2020, 2024), 5))
    assert even["description"] == words()("en", "chart.range", 20, years="2020–2023")
