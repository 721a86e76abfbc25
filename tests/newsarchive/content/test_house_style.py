"""What the newsroom asks of its words, and what is none of its own."""

from __future__ import annotations

import pytest

from newsarchive.content.house_style import DeskWord, own_words, parse_style, style_warnings
from newsarchive.content.typed_text import Place
from newsarchive.model.vocabularies import Term
from tests.timing import within

LEYLA = Term("leyla", {"en": "Leyla Example", "az": "Leyla Nümunə", "ru": "Лейла Пример"}, also=("Leila Example",))
DESK = Term("desk", {"en": "The Desk", "az": "Masa", "ru": "Стол"}, also=("TD",))
LAND = Term("land", {"en": "Newland", "az": "Yeniölkə", "ru": "Новая"}, also=("Oldland",))
TERMS = {"people": {"leyla": LEYLA}, "organisations": {"desk": DESK}, "places": {"land": LAND}, "tags": {}}


def judged(path: str, language: str, content: str) -> tuple[Place, str]:
    return Place(path, "", "briefing", language), content


def _file(body: str, title: str = "A title", summary: str = "A summary.") -> str:
    return f"---\ntitle: {title}\nsummary: {summary}\nsources:\n  - title: Source - title ,\n---\n\n{body}\n"


def warned(body: str, language: str = "en", words: tuple[DeskWord, ...] = (), **fields: str) -> list[tuple[str, str]]:
    text = judged("a.md", language, _file(body, **fields))
    return [
        (each.code, dict(each.values).get("found", "")) for each in style_warnings([text], TERMS, {language: words})
    ]


@pytest.mark.parametrize(
    ("language", "body", "found"),
    [
        ("en", "One - two", [("typography", "")]),
        ("az", '"Azadlıq" - qəzetdir.', [("typography", "")]),
        ("ru", "Газета - «Свобода», `а` - б", [("typography", ""), ("typography", "")]),
        ("en", "> one - two\n\n“one - two”\n\n  - \"one\"\n\n\"a\" |\n- \"b\"", []),
        ("en", "- one\n- two-three\n\na | - | b\n\n`a - b`", []),
        ("en", "One , two .", [("typography", ""), ("typography", "")]),
        ("en", "One `code`, [a link](https://a.test/ ) .5 and <b>bold</b>.", []),
        ("az", "2025ci il, 2025 ci il", [("typography", "2025ci"), ("typography", "2025 ci")]),
        ("az", "2025- ci il, 2025 -ci il", [("typography", "2025- ci"), ("typography", "2025 -ci")]),
        ("az", "2025-ci il, 12 də, 5km, 3 a, 41-1-ci", []),
        ("en", "2025ci", []),
        ("ru", "2020-ых, 5-ого", [("typography", "2020-ых"), ("typography", "5-ого")]),
        ("ru", "90-х, 5-го, 3-й, COVID-19-ый", []),
    ],
)  # fmt: skip
def test_typography(language: str, body: str, found: list[tuple[str, str]]) -> None:
    assert sorted(warned(body, language)) == sorted(found)


@pytest.mark.parametrize(
    ("language", "body", "found"),
    [
        ("en", "Leila Example said", ["Leila Example"]),
        ("en", "Leyla Nümunə said", ["Leyla Nümunə"]),
        ("en", "Leyla Example said, and TD, in Newland", []),
        ("en", "The case *Example v. Oldland* in Oldland", ["Oldland"]),
        ("az", "The Desk dedi", ["The Desk"]),
        ("ru", "Лейла Пример (Leyla Example) и TD", []),
        ("ru", "«Leila Example»", []),
    ],
)
def test_a_name_has_one_form_in_a_language(language: str, body: str, found: list[str]) -> None:
    assert warned(body, language) == [("name-form", each) for each in found]


def test_words_of_the_list_are_found_whole_or_by_their_beginning() -> None:
    words = (DeskWord("utilis*", "use"), DeskWord("point in time", "moment", "it is one word"))
    body = "Utilising it at this point\nin time; “utilised”, futilise, points in time.\n\n> utilise"
    assert warned(body, words=words) == [("desk-word", "Utilising"), ("desk-word", "point in time")]
    assert [*style_warnings([judged("a.md", "en", _file(body))], {}, {"az": words})] == []
    assert warned("Sources of this text", words=(DeskWord("source* of this text", "we"),)) == [
        ("desk-word", "Sources of this text")
    ]
    (only,) = style_warnings([judged("a.md", "en", _file("point in time"))], {}, {"en": words})
    assert (only.line, only.column, dict(only.values)) == (
        8,
        1,
        {"found": "point in time", "better": "moment", "why": "it is one word", "hint": "why"},
    )


def test_titles_and_summaries_are_judged_in_any_quotes() -> None:
    words = (DeskWord("utilis*", "use"),)
    fields = {"title": '"Utilise: “utilise” it"', "summary": "'\"utilise\" and\n  utilise it'"}
    text = judged("a.md", "en", _file("Words.", **fields))
    assert [(each.line, each.column) for each in style_warnings([text], {}, {"en": words})] == [(2, 9), (4, 3)]


def test_a_sentence_may_stand_in_three_texts() -> None:
    texts = [
        judged(f"{n}.md", "en", _file(f"Other {n}.\n\nThis says that {n} of\nthem are open. More.")) for n in range(4)
    ]
    assert [*style_warnings(texts[:3], {}, {})] == []
    found = sorted(style_warnings(texts, {}, {}))
    values = {"found": "This says that 0 of them are open.", "count": "4"}
    assert [(each.path, each.line, each.column, each.code) for each in found] == [
        (f"{n}.md", 10, 1, "formula") for n in range(4)
    ]
    assert dict(found[0].values) == values
    mixed = [*texts[:3], (Place("3.md", "", "briefing", "az"), texts[3][1])]
    assert [*style_warnings(mixed, {}, {})] == []


def test_own_words_keep_their_places() -> None:
    content = _file("A [link](x.md) and `code` «quoted».[^oc-media]\n\n> said\n\n```\ncode\n```", title='"A: b"')
    own = own_words(content)
    assert len(own) == len(content)
    assert own.split() == ["A:", "b", "A", "summary.", "A", "[link", ")", "and", "."]


def test_a_style_file_has_lists_of_words_by_language() -> None:
    words, faults = parse_style("en:\n  - {word: a, better: b}\nxx:\n  - {word: a, better: b}\naz: a\n", ("az", "en"))
    assert words == {"en": (DeskWord("a", "b"),)}
    assert [(each.code, each.line) for each in faults] == [("language", 3), ("type", 5)]
    assert parse_style("", ("en",)) == ({}, [])
    assert [each.code for each in parse_style("- a", ("en",))[1]] == ["data-shape"]
    assert [each.code for each in parse_style("en:\n  - {word: a}\n", ("en",))[1]] == ["missing-field"]


@pytest.mark.parametrize("piece", ["« ", "“", "a - ", "a\n", ". ", "1", "1-", "a ", "„", '"', "Leyla "])
def test_any_text_is_judged_in_time(piece: str) -> None:
    text = judged("a.md", "az", _file(piece * (100_000 // len(piece))))
    with within(2):
        assert len([*style_warnings([text], TERMS, {})]) < 100_000


def test_a_comment_in_the_front_matter_is_no_word_of_the_newsroom() -> None:
    """`newsarchive translate` writes the words of the original beside an empty field."""
    assert warned("Söz.", "az", title='"" # Leyla Example speaks') == []
    assert warned("Söz.", "az", title="Leyla Example # speaks") == [("name-form", "Leyla Example")]
