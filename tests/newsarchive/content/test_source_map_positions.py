"""Where the faults of a folder and of a file's fields stand."""

import datetime as dt

import pytest

from newsarchive.content.translations import assemble
from newsarchive.model.fields import Correction
from tests.newsarchive.content.brief import kind_of, values_of
from tests.newsarchive.editions import DAY, briefing_file, read, site_with, text, translation_file

A = "briefings/2023/a"
POSITIONS = {"date": (4, 1), "modified": (6, 1), "corrections": (9, 1)}
LATER = DAY + dt.timedelta(days=1)


def original(**fields):
    return text(A, **{"date": "2023-10-12", "positions": POSITIONS, **fields})


def translation(language="az", **fields):
    return text(A, language, **{"translates": "en", "positions": {**POSITIONS, "translates": (3, 1)}, **fields})


def late(correction):
    return (Correction(correction, "Wrong."),)


AZ, EN = f"{A}/az.md", f"{A}/en.md"
STANDING = [
    pytest.param([original(date="2022")], ("folder-year", EN, 4, {"folder": "2023", "year": "2022"}), id="year"),
    pytest.param(
        [original(), translation(translates="ru")],
        ("translates-chain.missing", AZ, 3, {"found": "ru"}),
        id="no such text",
    ),
    pytest.param(
        [original(), translation(translates="az")], ("translates-chain.circle", AZ, 3, {"found": "az"}), id="a circle"
    ),
    pytest.param([original(html="")], ("empty-text", EN, 1, {}), id="no words"),
    pytest.param([original(html="\n\n")], ("empty-text", EN, 1, {}), id="comments alone"),
    pytest.param([original(), translation(html="")], ("empty-text", AZ, 1, {}), id="no words in a translation"),
    pytest.param(
        [original(modified=LATER)], ("in-future", EN, 6, {"field": "modified", "found": "2026-11-25"}), id="modified"
    ),
    pytest.param(
        [original(corrections=late(LATER))],
        ("in-future", EN, 9, {"field": "corrections", "found": "2026-11-25"}),
        id="corrected",
    ),
    pytest.param(
        [original(), translation(html="", status="withdrawn")],
        ("missing-field", AZ, 1, {"field": "withdrawal"}),
        id="withdrawn without a reason in either text",
    ),
]


@pytest.mark.parametrize(("texts", "expected"), STANDING)
def test_a_folders_fault_stands_at_the_line_of_what_is_wrong_and_stops_it(texts, expected):
    works, faults = assemble(texts, site_with())
    assert [(kind_of(each), each.path, each.line, values_of(each)) for each in faults] == [expected]
    assert [each.warning for each in faults] == [False]
    assert works.briefings == ()


def test_a_correction_is_named_where_its_own_day_stands():
    positions = {**POSITIONS, f"corrections:{LATER}": (11, 12)}
    _, faults = assemble([original(corrections=late(LATER), positions=positions)], site_with())
    assert [(kind_of(each), each.line, each.column) for each in faults] == [("in-future", 11, 12)]


def test_an_earlier_slug_that_a_page_of_the_site_needs_is_refused_where_it_stands():
    earlier = ("old", "tags", "2023", "az", "az/2020/tags")
    positions = {**POSITIONS, **{f"redirect_from:{each}": (9, index) for index, each in enumerate(earlier)}}
    _, faults = assemble([original(redirect_from=earlier, positions=positions)], site_with())
    assert [(kind_of(each), each.line, each.column) for each in faults] == [
        ("slug.reserved", 9, at) for at in (1, 2, 3)
    ]


UNREAD = {"sound": False, "positions": {**POSITIONS, "translates": (3, 1), "withdrawal": (9, 1)}}


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([original(), translation(translates="", **UNREAD)], id="a translation of what cannot be read"),
        pytest.param([original(html="", revision="", sound=False)], id="words that cannot be converted"),
        pytest.param([original(html="", status="withdrawn", sound=False)], id="no reason, which its fields say"),
        pytest.param(
            [original(), translation(html="", status="withdrawn", **UNREAD)], id="a reason that cannot be read"
        ),
        pytest.param(
            [original(html="", status="withdrawn", sound=False), translation(html="")], id="the original's reason"
        ),
    ],
)
def test_what_a_files_own_fault_says_is_not_said_of_its_folder_again(texts):
    assert assemble(texts, site_with())[1] == []


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([original(modified=DAY, corrections=late(DAY))], id="changed and corrected today"),
    ],
)
def test_what_is_in_order_has_no_fault(texts):
    assert assemble(texts, site_with())[1] == []


def test_words_that_are_left_in_a_withdrawn_text_are_a_warning_and_stop_nothing():
    reason = {"date": "2024-01-01", "reason": "error"}
    fields = "{" + ", ".join(f"{key}: {value}" for key, value in reason.items()) + "}"
    content, faults = read(briefing_file("Still here.", status="withdrawn", withdrawal=fields))
    assert faults == ()
    works, faults = assemble([content], site_with())
    assert [(kind_of(each), each.path, each.line, each.column, each.warning) for each in faults] == [
        ("withdrawn-words", EN, 1, 1, True)
    ]
    assert [each.slug for each in works.briefings] == ["a"]


def test_a_text_that_was_read_knows_where_its_fields_and_items_stand():
    found, faults = read(briefing_file(tags="[privacy, courts]", related="[b]"))
    assert faults == ()
    assert found.sound is True
    assert {name: tuple(found.place(name)) for name in ("title", "tags", "related")} == {
        "title": (2, 1),
        "tags": (5, 1),
        "related": (7, 1),
    }
    assert tuple(found.place("tags", "courts")) == (5, 17)
    assert tuple(found.place("related", "b")) == (7, 11)
    translated, _ = read(translation_file(), language="az")
    assert tuple(translated.place("translates")) == (4, 1)


def test_a_file_with_faults_keeps_what_could_be_read_and_is_not_sound():
    found, faults = read("---\ntitle:\ndate: soon\ntags: [privacy]\n---\n")
    assert [(kind_of(each), each.line, each.column, dict(each.values)["field"]) for each in faults] == [
        ("empty", 2, 7, "title"),
        ("type", 3, 7, "date"),
        ("missing-field", 2, 1, "summary"),
        ("missing-field", 2, 1, "sources"),
    ]
    assert (found.sound, found.front.title, found.front.date, found.front.tags) == (False, "", None, ("privacy",))
    assert tuple(found.place("tags", "privacy")) == (4, 8)


@pytest.mark.parametrize(
    "content", ["---\n- a\n---\nBody\n", "---\n---\nBody\n", "---\ntitle: 'b\n---\nBody\n", "no front matter\n"]
)
def test_a_file_whose_fields_cannot_be_read_is_no_text(content):
    found, faults = read(content)
    assert found is None
    assert len(faults) == 1
