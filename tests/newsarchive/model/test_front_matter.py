"""From a file's YAML to its typed front matter."""

import pytest

from newsarchive.build.diagnostics import fault_message
from newsarchive.model.dates import ArchiveDate
from newsarchive.model.fields import FIELDS, FrontMatter, Kind, Source
from newsarchive.model.front_matter import part_of, read_front_matter
from tests.newsarchive.editions import ORIGINAL, TRANSLATION, brief, front_of, tree_of, words

PAGE = {"title": "About", "summary": "Who we are."}
LETTER = {"language": "en", "name": "A Reader", "date": "2023-10-12"}
NOTICE = {"title": "Beware", "starts": "2026-01-01", "ends": "2026-01-31"}
WITHDRAWAL = "{date: 2024-01-02, reason: error}"


def test_an_original_of_required_fields_alone_is_whole() -> None:
    front, faults = front_of(ORIGINAL)
    assert faults == []
    assert front == FrontMatter(
        title="A title",
        summary="A summary.",
        date=ArchiveDate(2023, 10, 12),
        tags=("privacy",),
        sources=(Source("https://source.example/", "A source", "Someone", "en"),),
    )


def test_a_translation_of_required_fields_alone_is_whole() -> None:
    assert front_of(TRANSLATION) == (FrontMatter(title="Başlıq", summary="Xülasə.", translates="en"), [])


@pytest.mark.parametrize(
    ("base", "kind", "field"),
    [
        *[(ORIGINAL, "briefing", name) for name in ORIGINAL],
        *[(TRANSLATION, "briefing", name) for name in ("title", "summary")],
        *[(PAGE, "page", name) for name in PAGE],
        *[(NOTICE, "notice", name) for name in NOTICE],
    ],
)
def test_a_required_field_left_out_is_named_at_the_top(base: dict[str, str], kind: Kind, field: str) -> None:
    _, faults = front_of(base, kind, without=field)
    assert brief(faults) == [("missing-field", field)]
    assert (faults[0].line, faults[0].column) == (1, 1)


FACTS = {
    "date": "2023-10-12",
    "tags": "[privacy]",
    "people": "[ali]",
    "organisations": "[osce]",
    "places": "[baku]",
    "authors": "[Desk]",
    "sources": "[{url: 'https://a.example/', title: A, publisher: B, lang: en}]",
    "source_headline": "{lang: az, text: Başlıq}",
    "related": "[another]",
    "redirect_from": "[earlier]",
}


@pytest.mark.parametrize("field", FACTS)
def test_a_translation_may_not_repeat_what_its_original_says(field: str) -> None:
    front, faults = front_of(TRANSLATION, **{field: FACTS[field]})
    assert brief(faults) == [("belongs-to-original", field)]
    assert faults[0].line == 4
    assert getattr(front, field) == getattr(FrontMatter(), field)


@pytest.mark.parametrize("field", FACTS)
def test_an_original_may_say_it(field: str) -> None:
    front, faults = front_of(ORIGINAL, **{field: FACTS[field]})
    assert faults == []
    assert getattr(front, field) != getattr(FrontMatter(), field)


@pytest.mark.parametrize("field", ["translated_revision", "translators"])
def test_an_original_has_nothing_of_a_translation(field: str) -> None:
    _, faults = front_of(ORIGINAL, **{field: "0123456789ab"})
    assert brief(faults) == [("belongs-to-original", field)]


@pytest.mark.parametrize(
    ("kind", "base", "field", "meant"),
    [
        ("briefing", ORIGINAL, "sumary", "summary"),
        ("briefing", ORIGINAL, "source", "sources"),
        ("briefing", TRANSLATION, "translator", "translators"),
        ("briefing", ORIGINAL, "Title", "title"),
        ("page", PAGE, "modifed", "modified"),
        ("notice", NOTICE, "start", "starts"),
    ],
)
def test_an_unknown_field_is_named_with_what_was_meant(
    kind: Kind, base: dict[str, str], field: str, meant: str
) -> None:
    _, faults = front_of(base, kind, **{field: "x"})
    assert [(each.code, dict(each.values)) for each in faults] == [("unknown-field", {"field": field, "meant": meant})]
    assert faults[0].line == len(base) + 1


@pytest.mark.parametrize(
    ("base", "kind", "said"),
    [
        (ORIGINAL, "briefing", {"hint": "table"}),
        (NOTICE, "notice", {"hint": "table"}),
        (LETTER, "letter", {"hint": "table"}),
    ],
)
def test_of_many_fields_none_of_which_is_near_not_all_are_listed(
    base: dict[str, str], kind: Kind, said: dict[str, str]
) -> None:
    _, faults = front_of(base, kind, colour="x")
    assert [dict(each.values) for each in faults] == [{"field": "colour", **said}]
    assert len(fault_message(faults[0], words(), "en")) < 120


def test_a_letter_says_its_language_and_another_name_for_the_field_is_one_fault() -> None:
    letter = {"langage": "en", "name": "A Reader", "date": "2023-10-12"}
    _, faults = front_of(letter, "letter")
    assert [(each.code, dict(each.values)) for each in faults] == [
        ("unknown-field", {"field": "langage", "meant": "language"})
    ]


def test_all_faults_are_reported_in_one_go() -> None:
    _, faults = front_of(ORIGINAL, without="summary", date="yesterday", colour="red", tags="[]")
    assert sorted(brief(faults)) == [
        ("empty", "tags"),
        ("missing-field", "summary"),
        ("type", "date"),
        ("unknown-field", "colour"),
    ]


def test_a_field_at_fault_keeps_its_default() -> None:
    front, _ = front_of(ORIGINAL, date="2023-02-30", status="secret")
    assert (front.date, front.status) == (None, "published")


def test_an_empty_field_is_empty_and_not_missing() -> None:
    _, faults = front_of(ORIGINAL, title="")
    assert brief(faults) == [("empty", "title")]


def test_a_word_that_yaml_would_take_for_something_else_stays_a_word() -> None:
    front, faults = front_of(ORIGINAL, title="no", summary="0123", source_headline="{lang: no, text: 2023}")
    assert faults == []
    assert (front.title, front.summary) == ("no", "0123")
    assert front.source_headline is not None
    assert (front.source_headline.lang, front.source_headline.text) == ("no", "2023")


@pytest.mark.parametrize(("translates", "part"), [("translates: en", "translation"), ("translates:", "translation")])
def test_a_translation_says_what_it_translates(translates: str, part: str) -> None:
    assert part_of(tree_of(f"title: A\n{translates}\n"), "briefing") == part
    assert part_of(tree_of("title: A\n"), "briefing") == "original"


def test_a_letter_is_never_a_translation() -> None:
    letter = {"language": "en", "name": "A", "date": "2023-11-02", "translates": "az"}
    _, faults = front_of(letter, "letter")
    assert brief(faults) == [("unknown-field", "translates")]


@pytest.mark.parametrize(
    ("base", "kind", "fields", "code", "field"),
    [
        (ORIGINAL, "briefing", {"published": "2023-10-11"}, "published-before-date", "published"),
        (
            ORIGINAL,
            "briefing",
            {"published": "2023-10-20", "modified": "2023-10-19"},
            "days-disagree",
            "modified",
        ),
        (NOTICE, "notice", {"ends": "2025-12-31"}, "days-disagree", "ends"),
        (ORIGINAL, "briefing", {"withdrawal": WITHDRAWAL}, "withdrawal-without-status", "withdrawal"),
        (ORIGINAL, "briefing", {"published": "2023-10-10T21:00Z"}, "published-before-date", "published"),
        (ORIGINAL, "briefing", {"published": "2023-10-11T03:59+04:00"}, "published-before-date", "published"),
    ],
)
def test_fields_that_contradict_one_another_are_named(
    base: dict[str, str], kind: Kind, fields: dict[str, str], code: str, field: str
) -> None:
    _, faults = front_of(base, kind, **fields)
    assert [each.code for each in faults] == [code]
    assert faults[0].line == list({**base, **fields}).index(field) + 1


@pytest.mark.parametrize(
    ("base", "kind", "fields"),
    [
        pytest.param(ORIGINAL, "briefing", {"published": "2023-10-12"}, id="published on its day"),
        pytest.param(ORIGINAL, "briefing", {"published": "2023-10-11T21:00Z"}, id="published as its day begins"),
        pytest.param(ORIGINAL, "briefing", {"date": "2023", "published": "2023-01-01"}, id="published in its year"),
        pytest.param(
            ORIGINAL, "briefing", {"published": "2024-01-01", "modified": "2024-01-01"}, id="modified at once"
        ),
        pytest.param(NOTICE, "notice", {"ends": "2026-01-01"}, id="a notice of one day"),
        pytest.param(ORIGINAL, "briefing", {"image": "{file: a.jpg, credit: C, alt: A}"}, id="a whole picture"),
        pytest.param(TRANSLATION, "briefing", {"image": "{alt: A, caption: B}"}, id="a translated caption"),
    ],
)
def test_fields_that_agree_are_left_in_peace(base: dict[str, str], kind: Kind, fields: dict[str, str]) -> None:
    assert front_of(base, kind, **fields)[1] == []


@pytest.mark.parametrize("kind", FIELDS)
def test_no_kind_asks_for_a_field_that_it_does_not_know(kind: Kind) -> None:
    _, faults = read_front_matter(tree_of("status: withdrawn\n"), kind)
    asked = {field for code, field in brief(faults) if code == "missing-field"}
    assert asked - set(FIELDS[kind]) == set()


@pytest.mark.parametrize(("typed", "field"), [("Title", "title"), ("sumary", "summary"), ("tag", "tags")])
def test_a_misspelt_field_is_one_fault(typed: str, field: str) -> None:
    _, faults = front_of(ORIGINAL, without=field, **{typed: ORIGINAL[field]})
    assert [(each.code, dict(each.values)["meant"]) for each in faults] == [("unknown-field", field)]
