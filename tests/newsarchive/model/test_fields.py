"""The table of front-matter fields is whole and agrees with itself; every field takes the good and names the bad."""

import datetime as dt

import pytest

from newsarchive.model.dates import ArchiveDate
from newsarchive.model.diagnostics import Fault
from newsarchive.model.fields import (
    BOTH,
    FIELDS,
    KEYS,
    ORIGINAL,
    PRINTED,
    PROSE,
    TRANSLATION,
    Correction,
    Field,
    FrontMatter,
    Kind,
    Picture,
    Source,
    SourceHeadline,
    Withdrawal,
    is_translated,
)
from tests.newsarchive.editions import tree_of

ROWS = [pytest.param(field, id=f"{kind}: {name}") for kind, fields in FIELDS.items() for name, field in fields.items()]


def names(part: str, kind: Kind = "briefing") -> set[str]:
    return {name for name, field in FIELDS[kind].items() if part in field.parts}


@pytest.mark.parametrize("field", ROWS)
def test_a_field_has_a_sentence_and_a_type(field: Field) -> None:
    assert field.sentence.endswith(".")
    assert field.type.expected
    assert field.parts in (BOTH, ORIGINAL, TRANSLATION)


def test_every_attribute_of_the_record_is_a_field() -> None:
    assert {name for fields in FIELDS.values() for name in fields} == {*FrontMatter.__struct_fields__} - {"extra"}


def test_the_keys_are_divided_by_what_readers_see() -> None:
    assert set("title summary name text alt caption credit".split()) == PROSE
    assert set("publisher authors translators".split()) == PRINTED - PROSE
    assert {"url", "date", "withhold", "minor", "published_contacts"} < KEYS - PRINTED


def test_a_translation_states_only_what_differs() -> None:
    assert names("translation") == {
        *(
            "title",
            "summary",
            "published",
            "brought_from",
            "image",
            "modified",
            "corrections",
            "minor",
            "status",
            "withdrawal",
        ),
        *("translates", "translated_revision", "translators", "published_contacts"),
    }


def test_no_fact_of_an_original_is_kept_twice() -> None:
    facts = "date tags people organisations places authors sources source_headline related redirect_from"
    assert set(facts.split()) == names("original") - names("translation")


@pytest.mark.parametrize(
    ("kind", "part", "required"),
    [
        ("briefing", "original", ["title", "summary", "date", "tags", "sources"]),
        ("briefing", "translation", ["title", "summary", "translates"]),
        ("page", "original", ["title", "summary"]),
        ("page", "translation", ["title", "summary", "translates"]),
        ("notice", "original", ["title", "starts", "ends"]),
        ("notice", "translation", ["title", "translates"]),
        ("letter", "original", ["language", "name", "date"]),
        ("letter", "translation", []),
    ],
)
def test_a_part_must_give_only_what_nothing_else_can_tell(kind: Kind, part: str, required: list[str]) -> None:
    assert [name for name, field in FIELDS[kind].items() if field.required and part in field.parts] == required


DAY = dt.date(2024, 1, 2)
SOURCE = "{url: 'https://a.example/', title: T, publisher: P, lang: az}"
VALUES = {
    # field: good, its value, bad
    "title": ("no", "no", "[a, b]"),
    "summary": ("0123", "0123", "{a: b}"),
    "date": ("2023-10-12", ArchiveDate(2023, 10, 12), "12/10/2023"),
    "published": ("2024-01-01T09:00+04:00", DAY, "2023-10"),
    "brought_from": ("https://old.example/2019/a", "https://old.example/2019/a", "old.example"),
    "tags": ("[privacy, law]", ("privacy", "law"), "[a, b, c, d, e, f, g, h, i]"),
    "people": ("[ali]", ("ali",), "ali"),
    "organisations": ("[osce]", ("osce",), "[OSCE]"),
    "places": ("[baku]", ("baku",), "[Bakı]"),
    "authors": ("[Xədicə İsmayılova]", ("Xədicə İsmayılova",), "Xədicə İsmayılova"),
    "sources": (f"[{SOURCE}]", (Source("https://a.example/", "T", "P", "az"),), SOURCE),
    "source_headline": ("{lang: no, text: Nei}", SourceHeadline("no", "Nei"), "Nei"),
    "image": ("{file: a.jpg, credit: C, alt: A}", Picture("a.jpg", "C", "A"), "a.jpg"),
    "related": ("[another-one]", ("another-one",), "[Another One]"),
    "modified": ("2024-01-02", DAY, "2024"),
    "corrections": ("[{date: 2024-01-02, text: T}]", (Correction(DAY, "T"),), "[T]"),
    "minor": ("012345678901", "012345678901", "yes"),
    "translates": ("no", "no", "English"),
    "translated_revision": ("012345678901", "012345678901", "0x2345678901"),
    "translators": ("[Leyla]", ("Leyla",), "Leyla"),
    "published_contacts": ("[+994 12 000, a@b.c]", ("+994 12 000", "a@b.c"), "a@b.c"),
    "status": ("draft", "draft", "secret"),
    "shows": ("everywhere", "everywhere", "back"),
    "place": ("top", "top", "bottom"),
    "withdrawal": ("{date: 2024-01-02, reason: error}", Withdrawal(DAY, "error"), "error"),
    "redirect_from": ("[earlier]", ("earlier",), "earlier"),
    "starts": ("2024-01-02", DAY, "2024-01"),
    "ends": ("2024-01-02", DAY, "never"),
    "language": ("no", "no", "English"),
    "name": ("no", "no", "[a, b]"),
}


def read(field: Field, yaml: str) -> tuple[object, list[Fault]]:
    value = tree_of(f"{field.name}: {yaml}\n").get(field.name)
    assert value is not None
    faults: list[Fault] = []
    return field.type.read(field.name, value, faults), faults


@pytest.mark.parametrize("field", ROWS)
def test_every_field_reads_a_good_value(field: Field) -> None:
    good, value, _ = VALUES[field.name]
    assert read(field, good) == (value, [])


@pytest.mark.parametrize("field", ROWS)
def test_every_field_names_a_bad_value(field: Field) -> None:
    _, faults = read(field, VALUES[field.name][2])
    assert [(each.code, dict(each.values)["field"]) for each in faults] == [("type", field.name)]
    assert (faults[0].line, faults[0].column > len(field.name)) == (1, True)


@pytest.mark.parametrize("field", ROWS)
def test_every_field_says_when_it_was_left_empty(field: Field) -> None:
    value, faults = read(field, "")
    assert value is None
    assert [(each.code in ("empty", "type"), dict(each.values)["field"]) for each in faults] == [(True, field.name)]


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("briefing", "2023-10", True),
        ("briefing", "2023", True),
        ("letter", "2023-10-12", True),
        ("letter", "2023-10", False),
        ("letter", "2023", False),
    ],
)
def test_a_letter_has_its_day_and_a_briefing_may_know_less(kind: Kind, value: str, right: bool) -> None:
    _, faults = read(FIELDS[kind]["date"], value)
    assert (faults == []) is right


@pytest.mark.parametrize(("kind", "status", "right"), [("briefing", "hidden", True), ("letter", "hidden", False)])
def test_a_letter_is_published_or_a_draft(kind: Kind, status: str, right: bool) -> None:
    _, faults = read(FIELDS[kind]["status"], status)
    assert (faults == []) is right


@pytest.mark.parametrize("kind", FIELDS)
def test_all_but_letters_have_translations(kind: Kind) -> None:
    assert is_translated(kind) is (kind != "letter")
