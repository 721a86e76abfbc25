"""Controlled vocabularies."""

import pytest

from newsarchive.model.addresses import SLUG
from newsarchive.model.diagnostics import Fault
from newsarchive.model.vocabularies import Term, parse_vocabulary

LANGUAGES = ("az", "en", "ru")
NAMES = "names: {az: A, en: E, ru: R}"


def parse(yaml: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[dict[str, Term], list[Fault]]:
    return parse_vocabulary(yaml, "tags.yaml", languages, "en")


def test_a_term_is_read_whole() -> None:
    terms, faults = parse(
        "khadija-ismayilova:\n"
        "  names: {az: Xədicə İsmayılova, en: Khadija Ismayilova, ru: Хадиджа Исмаилова}\n"
        "  description: {en: A journalist., az: Jurnalist.}\n"
        "  also: [Xadicə, Hadija]\n"
        "  kind: journalist\n"
        "  country: no\n"
        "  sort: {az: İsmayılova, en: Ismayilova}\n"
    )
    assert faults == []
    assert terms == {
        "khadija-ismayilova": Term(
            "khadija-ismayilova",
            {"az": "Xədicə İsmayılova", "en": "Khadija Ismayilova", "ru": "Хадиджа Исмаилова"},
            {"en": "A journalist.", "az": "Jurnalist."},
            ("Xadicə", "Hadija"),
            "journalist",
            "no",
            {"az": "İsmayılova", "en": "Ismayilova"},
            line=1,
        )
    }


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("Ismayilova", "Khadija ")),
        ("az", ("Xədicə İsmayılova", "")),  # no part is given
        ("ru", ("Хадиджа Исмаилова", "")),  # it is not in the name
        ("ka", ("Ismayilova", "Khadija ")),  # no name: the default one, and its part
    ],
)
def test_a_name_is_split_where_its_own_language_says_so(language: str, parts: tuple[str, str]) -> None:
    names = {"az": "Xədicə İsmayılova", "en": "Khadija Ismayilova", "ru": "Хадиджа Исмаилова"}
    assert Term("a", names, sort={"en": "Ismayilova", "ru": "Гасанова"}).sorted_by(language, "en") == parts


@pytest.mark.parametrize(
    ("yaml", "words"),
    [
        ("[NGO,  QHT ]", {"": ("NGO", "QHT")}),
        ("{en: [censorship, gag], az: [senzura]}", {"en": ("censorship", "gag"), "az": ("senzura",)}),
        ("[]", {"": ()}),
    ],
)
def test_words_to_search_for_are_of_all_languages_or_of_one(yaml: str, words: dict[str, tuple[str, ...]]) -> None:
    terms, faults = parse(f"privacy: {{{NAMES}, search: {yaml}}}\n")
    assert faults == []
    assert terms["privacy"].search == words


def test_terms_keep_the_files_order() -> None:
    terms, _ = parse(f"zulu: {{{NAMES}}}\nalpha: {{{NAMES}}}\n")
    assert list(terms) == ["zulu", "alpha"]


@pytest.mark.parametrize("yaml", ["", "# nothing yet\n"])
def test_an_empty_vocabulary_is_no_fault(yaml: str) -> None:
    assert parse(yaml) == ({}, [])


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        pytest.param("- a\n", "data-shape", id="a list"),
        pytest.param("word\n", "data-shape", id="a word"),
        pytest.param("privacy: Privacy\n", "data-shape", id="a name without a language"),
        pytest.param("privacy: {names: Privacy}\n", "data-shape", id="names without a language"),
        pytest.param(f"Privacy: {{{NAMES}}}\n", "slug", id="an id in capitals"),
        pytest.param(f"şəxsi: {{{NAMES}}}\n", "slug", id="an id that is not ASCII"),
        pytest.param(f'"a\\n": {{{NAMES}}}\n', "slug", id="an id and a line feed"),
        pytest.param("privacy: {}\n", "term-unnamed", id="no names"),
        pytest.param("privacy: {names: {az: A, ru: R}}\n", "term-unnamed", id="no name in the default language"),
        pytest.param(f"privacy: {{{NAMES}, colour: red}}\n", "unknown-field", id="a strange key"),
        pytest.param("privacy: {names: {az: A, en: E, ru: R, fr: F}}\n", "language", id="a strange language"),
        pytest.param("privacy: {names: {az: A, en: '', ru: R}}\n", "empty", id="an empty name"),
        pytest.param("privacy: {names: {az: [A], en: E, ru: R}}\n", "type", id="a list for a name"),
        pytest.param("privacy: {names: {az: {a: b}, en: E, ru: R}}\n", "type", id="a mapping for a name"),
        pytest.param(f"privacy: {{{NAMES}, description: D}}\n", "data-shape", id="a description of no language"),
        pytest.param(f"privacy: {{{NAMES}, also: A}}\n", "type", id="one other spelling"),
        pytest.param(f"privacy: {{{NAMES}, also: [[A]]}}\n", "type", id="spellings in spellings"),
        pytest.param(f"privacy: {{{NAMES}, kind: }}\n", "empty", id="an empty kind"),
        pytest.param(f"privacy: {{{NAMES}, country: [AZ]}}\n", "type", id="a list of countries"),
        pytest.param(f"privacy: {{{NAMES}, also: [A, ' ']}}\n", "empty", id="an empty spelling"),
        pytest.param(f"privacy: {{{NAMES}, search: A}}\n", "type", id="one word to search for"),
        pytest.param(f"privacy: {{{NAMES}, search: {{en: A}}}}\n", "type", id="one word of a language"),
        pytest.param(f"privacy: {{{NAMES}, search: [' ']}}\n", "empty", id="an empty word"),
        pytest.param(f"privacy: {{{NAMES}, search: {{fr: [A]}}}}\n", "language", id="words of a strange language"),
        pytest.param(f"privacy: {{{NAMES}, published_contacts: [~]}}\n", "empty", id="an empty contact"),
        pytest.param("a: &x {}\nb: *x\n", "yaml-feature", id="an alias"),
    ],
)
def test_a_term_at_fault_is_named_with_its_file_and_nothing_but_its_id_is_kept(yaml: str, code: str) -> None:
    terms, faults = parse(yaml)
    errors = [each for each in faults if not each.warning]
    assert code in [each.code for each in errors]
    assert {each.path for each in faults} == {"tags.yaml"}
    assert list(terms.values()) in ([], [Term("privacy", {}, line=1)])


@pytest.mark.parametrize("yaml", ["privacy: {}\n", "privacy: Privacy\n", f"privacy: {{{NAMES}, colour: red}}\n"])
def test_a_sound_id_is_known_whatever_else_its_term_gets_wrong(yaml: str) -> None:
    """So that the texts that name it are not called faulty for it."""
    assert list(parse(yaml)[0]) == ["privacy"]


@pytest.mark.parametrize("term", ["Privacy", "tags", "2023"])
def test_an_id_that_no_text_can_name_is_not_known(term: str) -> None:
    assert parse(f"{term}: {{{NAMES}}}\n")[0] == {}


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("privacy: Privacy\n", (1, 1)),
        ("privacy:\n  names: Privacy\n", (2, 3)),
        ("privacy:\n  names: [Privacy]\n", (2, 3)),
        (f"privacy:\n  {NAMES}\n  description: D\n", (3, 3)),
    ],
)
def test_words_without_a_language_are_one_fault(yaml: str, place: tuple[int, int]) -> None:
    assert [(each.code, (each.line, each.column)) for each in parse(yaml)[1]] == [("data-shape", place)]


def test_a_bad_term_does_not_take_the_good_ones_with_it() -> None:
    terms, faults = parse(f"bad: {{names: {{}}}}\ngood: {{{NAMES}}}\n")
    assert terms["good"].name("en", "en") == ("E", "en")
    assert terms["bad"].names == {}
    assert [(each.code, each.line) for each in faults] == [("term-unnamed", 1)]


def test_an_id_that_stands_twice_is_refused_with_its_first_line() -> None:
    _, faults = parse(f"a: {{{NAMES}}}\nb: {{{NAMES}}}\na: {{{NAMES}}}\n")
    assert [(each.code, each.line, dict(each.values)) for each in faults] == [
        ("duplicate-key", 3, {"key": "a", "first": "1"})
    ]


def test_a_term_without_a_translation_is_kept_with_a_warning_for_each_language() -> None:
    terms, faults = parse("privacy: {names: {en: Privacy}}\n")
    assert list(terms) == ["privacy"]
    assert [(each.code, each.warning, dict(each.values)["language"]) for each in faults] == [
        ("term-unnamed", True, "az"),
        ("term-unnamed", True, "ru"),
    ]


TERM = Term("x", {"ru": "Р", "az": "A", "en": "E"}, {"ru": "Описание"})


@pytest.mark.parametrize(
    ("language", "default", "expected"),
    [
        pytest.param("az", "en", ("A", "az"), id="the reader's"),
        pytest.param("ka", "en", ("E", "en"), id="the default"),
        pytest.param("ka", "fr", ("A", "az"), id="the first"),
    ],
)
def test_a_name_is_the_readers_else_the_defaults_else_the_first(
    language: str, default: str, expected: tuple[str, str]
) -> None:
    assert TERM.name(language, default) == expected


def test_a_description_says_its_language_and_may_be_absent() -> None:
    assert TERM.described("az", "en") == ("Описание", "ru")
    assert Term("x", {"en": "E"}).described("az", "en") == ("", "")


@pytest.mark.parametrize("slug", ["a", "0", "a-b", "press-freedom-2023", "2023"])
def test_a_slug_is_kebab_case(slug: str) -> None:
    assert SLUG.match(slug)


@pytest.mark.parametrize("slug", ["", "-", "-a", "a-", "a--b", "A", "a_b", "a b", "ə", "a\n", "a/b", "a.b"])
def test_anything_else_is_no_slug(slug: str) -> None:
    assert not SLUG.match(slug)
