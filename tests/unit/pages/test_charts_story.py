"""A story through time."""

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.dates import ArchiveDate, parse_date
from newsarchive.pages.charts import HEIGHT, NARROWEST, UNITS, draw_story, story_chart
from tests.unit.editions import briefing, edition_of, words

SPAN = re.compile(r"M(\d+) (\d+)H(\d+)")
DATES = st.lists(
    st.one_of(
        st.dates().filter(lambda day: day.year >= 1900).map(lambda day: ArchiveDate(day.year, day.month, day.day)),
        st.builds(ArchiveDate, st.integers(1900, 2100), st.integers(0, 12)),
    ),
    min_size=1,
    max_size=8,
).map(sorted)


def draw(*dates, own=0, mirrored=False):
    return draw_story([parse_date(each) for each in dates], own, mirrored=mirrored)


def spans(drawing, kind):
    """Begin, end and height of what is drawn of a kind."""
    (path,) = [mark.path for mark in drawing.marks if mark.kind == kind]
    assert SPAN.sub("", path) == ""
    return [(int(begin), int(end), HEIGHT - int(y)) for begin, y, end in SPAN.findall(path)]


def test_a_day_is_a_dot_and_a_month_and_a_year_are_as_long_as_they_are():
    drawing = draw("2021", "2022-07", "2022-12-31", own=2)
    assert spans(drawing, "dots") == [(1, 499, 14), (749, 790, 14)]
    ((begin, end, _),) = spans(drawing, "dots own")
    assert begin == end == 999


def test_the_pages_own_briefing_is_set_apart():
    drawing = draw("2021-01-01", "2021-07-02", "2022-01-01", own=1)
    assert [begin for begin, *_ in spans(drawing, "dots own")] == [250]
    assert [begin for begin, *_ in spans(drawing, "dots")] == [1, 501]


def test_what_happened_at_once_stands_over_one_another():
    assert [height for *_, height in spans(draw("2021-05-01", *["2021-05-02"] * 3), "dots")] == [28, 42, 56]


def test_from_right_to_left_the_earliest_stands_at_the_right():
    drawing = draw("2021-01-01", "2022", mirrored=True)
    assert spans(drawing, "dots own") == [(999, 999, 14)]
    assert spans(drawing, "dots") == [(499, 1, 14)]


def test_each_named_year_has_a_tick_where_it_begins():
    drawing = draw("2001", "2020")
    (axis,) = [mark.path for mark in drawing.marks if mark.kind == "axis"]
    assert axis == "M0 60H1000M200 60v4M450 60v4M700 60v4M950 60v4"
    assert [(each.text, each.x) for each in drawing.labels] == [
        ("2005", "20%"),
        ("2010", "45%"),
        ("2015", "70%"),
        ("2020", "95%"),
    ]


@given(DATES, st.booleans(), st.data())
def test_no_two_touch_on_the_narrowest_screen_and_none_leaves_the_drawing(dates, mirrored, data):
    own = data.draw(st.integers(0, len(dates) - 1))
    drawing = draw_story(dates, own, mirrored=mirrored)
    found = [*spans(drawing, "dots"), *spans(drawing, "dots own")]
    assert len(found) == len(dates)
    by_height = {}
    for begin, end, height in found:
        assert 0 <= min(begin, end) <= max(begin, end) <= UNITS
        assert 0 <= height <= HEIGHT
        by_height.setdefault(height, []).append(sorted((begin, end)))
    for lane in by_height.values():
        lane.sort()
        gaps = [later[0] - before[1] for before, later in itertools.pairwise(lane)]
        # a unit may be lost by rounding
        assert all((gap + 1) * NARROWEST / UNITS >= 13 for gap in gaps)


def test_the_table_has_every_briefing_by_date_and_says_which_is_the_pages_own():
    story = [briefing("a", "2021-01-02", "en"), briefing("b", "2022", "az en"), briefing("c", "2023-05", "en ru")]
    chart = story_chart(story, story[1], edition_of(*story), "ru")
    assert [(row.entry.address, row.entry.date, row.own) for row in chart.rows] == [
        ("en/2021/a/", "2 января 2021\u202fг.", False),
        ("az/2022/b/", "2022", True),
        ("ru/2023/c/", "май 2023\u202fг.", False),
    ]
    assert chart.title == words()("ru", "chart.story")
    assert chart.description == words()(
        "ru", "chart.story-description", 3, first="2 января 2021\u202fг.", last="май 2023\u202fг.", place=2
    )
    assert len(spans(chart.drawing, "dots")) == 2


def test_no_story_no_chart():
    assert story_chart([], briefing("a"), edition_of(), "en") is None
