"""Types of front-matter values: what each takes, and what it says of the rest."""

import datetime as dt

import pytest

from newsarchive.model import field_types as types
from newsarchive.model import fields
from newsarchive.model.dates import ArchiveDate
from newsarchive.model.diagnostics import Fault
from newsarchive.model.field_types import FieldType, list_of
from newsarchive.model.fields import Correction, Picture, Source, SourceHeadline, Withdrawal
from tests.newsarchive.editions import tree_of
from tests.schemas import objections, seen_by_programs

URL = "https://a.example/x?y=1"
STATUS = fields.FIELDS["briefing"]["status"].type


def read(kind: FieldType, yaml: str) -> tuple[object, list[Fault]]:
    value = tree_of(f"f: {yaml}\n").get("f")
    assert value is not None
    faults: list[Fault] = []
    return kind.read("f", value, faults), faults


GOOD = [
    (types.TEXT, "A title", "A title"),
    (types.TEXT, "'  folded   white\tspace '", "folded white space"),
    (types.TEXT, ">\n  two\n  lines\n", "two lines"),
    (types.TEXT, "no", "no"),
    (types.TEXT, "0123", "0123"),
    (types.DATE, "2023", ArchiveDate(2023)),
    (types.DATE, "2023-10", ArchiveDate(2023, 10)),
    (types.DATE, "'2023-10-12'", ArchiveDate(2023, 10, 12)),
    (types.DAY, "2023-10-12", dt.date(2023, 10, 12)),
    (types.PUBLISHED, "2026-11-24T01:00+04:00", dt.date(2026, 11, 24)),
    (types.PUBLISHED, "2026-11-24T09:00+04:00", dt.date(2026, 11, 25)),
    (types.LANGUAGE, "no", "no"),
    (types.LANGUAGE, "az", "az"),
    (types.LANGUAGE, "ckb", "ckb"),
    (types.LANGUAGE, "az-Cyrl", "az-Cyrl"),
    (types.LANGUAGE, "zh-Hant-TW", "zh-Hant-TW"),
    (types.LANGUAGE, "en-GB", "en-GB"),
    (types.REVISION, "0123456789ab", "0123456789ab"),
    (types.REVISION, "000000000000", "000000000000"),
    (STATUS, "hidden", "hidden"),
    (types.WEB, URL, URL),
    (types.WEB, "http://a.example", "http://a.example"),
    (types.ID, "press-freedom", "press-freedom"),
    (types.ID, "0123", "0123"),
    (types.IDS, "[a, b-2]", ("a", "b-2")),
    (types.TAGS, "[a, b, c, d, e, f, g, h]", tuple("abcdefgh")),
    (types.SLUGS, "[cybercrime-powers]", ("cybercrime-powers",)),
    (types.NAMES, "['Leyla  Yunus', Xədicə İsmayılova]", ("Leyla Yunus", "Xədicə İsmayılova")),
    (fields.SOURCE_HEADLINE, "{lang: no, text: Nei}", SourceHeadline("no", "Nei")),
    (fields.PICTURE, "{alt: A}", Picture(alt="A")),
    (
        fields.PICTURE,
        "{file: a_b.1.jpg, credit: C, alt: A, caption: D}",
        Picture("a_b.1.jpg", "C", "A", "D"),
    ),
    (fields.CORRECTIONS, "[{date: 2024-01-02, text: T}]", (Correction(dt.date(2024, 1, 2), "T"),)),
    (fields.WITHDRAWAL, "{date: 2024-01-02, reason: court order}", Withdrawal(dt.date(2024, 1, 2), "court order")),
    (
        fields.SOURCES,
        f"[{{url: '{URL}', title: T, publisher: P, lang: az, date: 2023-10, archived: '{URL}'}}]",
        (Source(URL, "T", "P", "az", ArchiveDate(2023, 10), URL),),
    ),
]


FREE = list_of(types.CONTACT, least=0)
GOOD += [(FREE, "[]", ()), (FREE, "[a, a]", ("a", "a"))]


@pytest.mark.parametrize(("kind", "yaml", "value"), GOOD)
def test_a_good_value_is_read_without_a_fault(kind: FieldType, yaml: str, value: object) -> None:
    assert read(kind, yaml) == (value, [])
    assert objections(kind.schema, seen_by_programs(f"f: {yaml}\n")["f"]) == []


SCALARS = [
    types.TEXT,
    types.DATE,
    types.DAY,
    types.PUBLISHED,
    types.LANGUAGE,
    types.REVISION,
    STATUS,
    types.WEB,
]
SCALAR_NAMES = "text date day published language revision status web".split()
LISTS = [types.IDS, types.TAGS, types.SLUGS, types.NAMES, fields.SOURCES, fields.CORRECTIONS]
MAPPINGS = [fields.SOURCE_HEADLINE, fields.PICTURE, fields.WITHDRAWAL]


@pytest.mark.parametrize("kind", SCALARS, ids=SCALAR_NAMES)
@pytest.mark.parametrize("yaml", ["", "''", "'  '", '"\\u00a0"'])
def test_a_value_left_out_is_said_to_be_empty(kind: FieldType, yaml: str) -> None:
    value, faults = read(kind, yaml)
    assert value is None
    assert [(each.code, each.values) for each in faults] == [("empty", (("field", "f"),))]
    assert objections(kind.schema, seen_by_programs(f"f: {yaml}\n")["f"])


EMPTY = {"shape": "list", "count": "0"}
ONE = {"shape": "list", "count": "1"}


@pytest.mark.parametrize(
    ("kind", "yaml", "found"),
    [
        *[
            pytest.param(kind, yaml, found, id=f"{name}: {yaml}")
            for kind, name in zip(SCALARS, SCALAR_NAMES, strict=True)
            for yaml, found in (("[]", EMPTY), ("[a]", ONE), ("[a, b, c]", {"shape": "list", "count": "3"}))
        ],
        *[pytest.param(kind, "{a: b}", {"shape": "mapping"}) for kind in (*SCALARS, *LISTS)],
        *[pytest.param(kind, "word", "word") for kind in (*LISTS, *MAPPINGS)],
        *[pytest.param(kind, "[]", EMPTY) for kind in MAPPINGS],
        *[pytest.param(kind, "[a]", ONE) for kind in MAPPINGS],
        pytest.param(types.TAGS, "[a, b, c, d, e, f, g, h, i]", {"shape": "list", "count": "9"}, id="nine tags"),
        *[pytest.param(types.DATE, each, each) for each in ("2023-02-30", "12/10/2023", "yesterday", "1899")],
        *[pytest.param(types.DAY, each, each) for each in ("2023", "2023-10", "2023-10-12T09:00Z")],
        *[pytest.param(types.PUBLISHED, each, each) for each in ("2023-10", "2026-11-24T09:00", "soon")],
        *[pytest.param(types.LANGUAGE, each, each) for each in ("english", "EN", "en_GB", "e", "en-gb", "az-cyrl")],
        *[pytest.param(types.REVISION, each, each) for each in ("0123456789aB", "0123456789a", "0123456789abc")],
        *[pytest.param(STATUS, each, each) for each in ("Published", "private", "no")],
        *[
            pytest.param(types.WEB, each, each)
            for each in (
                *("a.example", "//a.example", "ftp://a.example", "javascript:alert(1)", "data:text/html,x"),
                *("https://", "https:///path", "https://a.example/a b", "http://[::1", "mailto:a@a.example"),
            )
        ],
        *[pytest.param(types.ID, each, each) for each in ("Press", "press_freedom", "-a", "a-", "a--b", "ə", "a/b")],
        pytest.param(types.ID, '"a\\n"', "a\n", id="an id and a line feed"),
        pytest.param(types.LANGUAGE, '"en\\n"', "en\n", id="a language and a line feed"),
        pytest.param(types.REVISION, '"0123456789ab\\n"', "0123456789ab\n", id="a revision and a line feed"),
        pytest.param(types.DATE, '"2023-10-12\\n"', "2023-10-12\n", id="a date and a line feed"),
    ],
)
def test_a_bad_value_is_shown_with_what_was_expected(kind: FieldType, yaml: str, found: str | dict[str, str]) -> None:
    value, faults = read(kind, yaml)
    shown = {"found": found} if isinstance(found, str) else found
    assert value is None
    assert [(each.code, dict(each.values)) for each in faults] == [
        ("type", {"field": "f", **shown, "expected": kind.expected})
    ]
    # a schema cannot tell how long a month is
    assert objections(kind.schema, seen_by_programs(f"f: {yaml}\n")["f"]) or yaml == "2023-02-30"


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("yaml", ["[]", "", "~"])
def test_a_list_without_items_is_empty(kind: FieldType, yaml: str) -> None:
    value, faults = read(kind, yaml)
    assert value is None
    assert [(each.code, dict(each.values)) for each in faults] == [("empty", {"field": "f"})]
    assert objections(kind.schema, seen_by_programs(f"f: {yaml}\n")["f"])


@pytest.mark.parametrize("name", ["../a.jpg", "a/b.jpg", ".hidden", "a b.jpg", "ə.jpg", "-a.jpg", "a.jpg\\n", "C:a"])
def test_a_picture_is_a_plain_file_of_its_folder(name: str) -> None:
    value, faults = read(fields.PICTURE, f'{{file: "{name}", alt: A}}')
    assert value is None
    assert [each.code for each in faults] == ["type"]


def test_a_fault_in_a_list_stands_at_its_item_and_the_others_are_kept() -> None:
    value, faults = read(types.IDS, "\n- good\n- Bad\n- ''\n- good-too")
    assert value == ("good", "good-too")
    assert [(each.code, each.line, each.column) for each in faults] == [("type", 3, 3), ("empty", 4, 3)]


def test_an_item_that_stands_twice_is_named_at_its_second_place() -> None:
    _, faults = read(types.TAGS, "\n- a\n- b\n- a")
    assert [(each.code, each.line, dict(each.values)) for each in faults] == [
        ("doubled", 4, {"field": "f", "found": "a"})
    ]


def test_an_unknown_key_inside_is_named_with_the_nearest_one() -> None:
    value, faults = read(fields.WITHDRAWAL, "{date: 2024-01-02, reason: error, reasn: x, zzz: y}")
    assert value is None
    assert [dict(each.values) for each in faults] == [
        {"field": "f.reasn", "meant": "reason"},
        {"field": "f.zzz", "hint": "table"},
    ]


@pytest.mark.parametrize(
    ("kind", "yaml", "missing"),
    [
        (fields.SOURCES, "[{date: 2023}]", ["f.url", "f.title", "f.publisher", "f.lang"]),
        (fields.SOURCE_HEADLINE, "{text: T}", ["f.lang"]),
        (fields.PICTURE, "{file: a.jpg, credit: C}", ["f.alt"]),
        (fields.CORRECTIONS, "[{text: T}]", ["f.date"]),
        (fields.WITHDRAWAL, "{}", ["f.date", "f.reason"]),
    ],
)
def test_all_missing_keys_inside_are_named_in_one_fault(kind: FieldType, yaml: str, missing: list[str]) -> None:
    _, faults = read(kind, yaml)
    assert [(each.code, dict(each.values)["field"]) for each in faults] == [("missing-field", ", ".join(missing))]


def test_a_withdrawal_has_one_of_three_reasons() -> None:
    _, faults = read(fields.WITHDRAWAL, "{date: 2024-01-02, reason: shame}")
    assert dict(faults[0].values)["expected"] == "one of court order, safety of a person, error"
