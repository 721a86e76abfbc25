"""Citations: the printed line, BibTeX as pybtex reads it, CSL-JSON by the rules of its schema."""

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pybtex.database import BibliographyData, parse_string
from pybtex.richtext import Text as PrintedText

from newsarchive.head.citations import Citation, bibtex, citation_files, citation_of, csl_json
from tests.newsarchive.editions import ORGANISATION, WITH_ORGANISATION, briefing, briefing_of, edition_of, text, words

PUBLIC = {"url": "https://news.example", "clean_addresses": True}


def cited(language="en", **fields):
    values = {"key": "a-en", "title": "A title", "authors": (), "translators": (), "published": dt.date(2026, 11, 25)}
    values |= {"site": "The Archive", "language": language, "url": "https://news.example/en/2023/a/", **fields}
    return Citation(**values)


def printed(found):
    return " ".join(filter(None, (found.before, found.printed_title, found.after, found.url)))


@pytest.mark.parametrize(
    ("language", "authors", "line"),
    [
        ("en", (), "The Archive. (25 November 2026). A title. https://news.example/en/2023/a/"),
        ("en", ("A One",), "A One. (25 November 2026). A title. The Archive. https://news.example/en/2023/a/"),
        (
            "az",
            ("A One", "B Two"),
            "A One və B Two. (25 noyabr 2026). A title. The Archive. https://news.example/en/2023/a/",
        ),
        ("ru", (), "The Archive. (25 ноября 2026\u202fг.). A title. https://news.example/en/2023/a/"),
    ],
)
def test_the_line_has_author_day_title_site_and_address_in_the_readers_language(language, authors, line):
    assert printed(cited(language, authors=authors)) == line


@pytest.mark.parametrize("title", ["Why?", "No!", "And so on…", "In 2020."])
def test_a_title_with_a_mark_of_its_own_gets_no_full_stop(title):
    assert cited(title=title).printed_title == title


def test_a_text_is_cited_in_its_own_language_with_the_day_on_which_it_went_online():
    folder = "briefings/2023/a"
    original = text(folder, date="2023", authors=("A One",), published=dt.date(2024, 1, 2))
    made = text(folder, "az", translates="en", title="Başlıq", translators=("C Three",), published=dt.date(2024, 3, 4))
    work = briefing_of(original, made)
    assert citation_of(work, edition_of(work, **PUBLIC), "az") == Citation(
        key="a-az",
        title="Başlıq",
        authors=("A One",),
        translators=("C Three",),
        published=dt.date(2024, 3, 4),
        site=words()("az", "site.name"),
        language="az",
        url="https://news.example/az/2023/a/",
    )


@pytest.mark.parametrize(
    ("status", "cites"), [("published", True), ("hidden", True), ("draft", False), ("withdrawn", False)]
)
def test_what_is_not_public_cannot_be_cited(status, cites):
    work = briefing("a", status=status)
    edition = edition_of(work)
    assert [bool(file) for file in citation_files(edition)] == [True, True] * cites


def entry(data):
    """Read a file of one BibTeX entry; its key, the entry as pybtex has it."""
    found = parse_string(data.decode(), "bibtex")
    assert isinstance(found, BibliographyData)
    ((key, made),) = found.entries.items()
    return key, made


def test_bibtex_is_read_with_all_its_fields():
    key, made = entry(bibtex(cited(authors=("A One", "B Caruana Galizia"), translators=("C Three",))))
    assert (key, made.type) == ("a-en", "misc")
    assert dict(made.fields) == {
        "title": "{A title}",
        "translator": "Three, C",
        "howpublished": "The Archive",
        "date": "2026-11-25",
        "year": "2026",
        "month": "November",
        "url": "https://news.example/en/2023/a/",
        "langid": "english",
    }
    assert [str(each) for each in made.persons["author"]] == ["One, A", "Galizia, B Caruana"]


def test_the_site_stands_for_the_desk_and_is_no_person_with_a_family_name():
    _, made = entry(bibtex(cited(site="News and Views, Ltd")))
    (author,) = made.persons["author"]
    assert author.last_names == ["{News and Views, Ltd}"]
    assert json.loads(csl_json(cited()))[0]["author"] == [{"literal": "The Archive"}]


def test_an_authors_name_that_bibtex_would_split_is_kept_whole():
    names = ("Reporters and Friends", "WORDS AND DEEDS", "Free And Fair", "Doe, Inc.", "And So On", "Bahruz")
    names += ("Məmmədov Rəşad Əli oğlu", "Алиева Лейла Ариф кызы")  # as documents have it, family name first
    _, made = entry(bibtex(cited(authors=(*names, "A One"))))
    assert [str(each) for each in made.persons["author"]] == [*(f"{{{name}}}" for name in names), "One, A"]
    found = json.loads(csl_json(cited(authors=names)))[0]["author"]
    assert found == [{"literal": name} for name in names]


PATRONYMICS = {
    "Rəşad Əli oğlu Məmmədov": ("Rəşad Əli oğlu", "Məmmədov"),
    "Leyla Arif qızı Əliyeva": ("Leyla Arif qızı", "Əliyeva"),
    "Ludwig van Beethoven": ("Ludwig van", "Beethoven"),
    "Leyla əliyeva": ("Leyla", "əliyeva"),
    "R & {B} Əliyev": ("R \\& \\textbraceleft{}B\\textbraceright{}", "Əliyev"),
}


@pytest.mark.parametrize(("name", "parts"), PATRONYMICS.items())
def test_a_word_in_lower_case_is_no_part_of_the_family_name(name, parts):
    """BibTeX has a "von" for it, which it would print and sort with the family name."""
    found = cited(authors=(name, "A One"), translators=(name,))
    _, made = entry(bibtex(found))
    person = made.persons["author"][0]
    assert (" ".join(person.first_names + person.middle_names), " ".join(person.last_names)) == parts
    assert (person.prelast_names, person.lineage_names) == ([], [])
    assert made.fields["translator"] == f"{parts[1]}, {parts[0]}"
    given, _, family = name.rpartition(" ")
    assert json.loads(csl_json(found))[0]["translator"] == [{"family": family, "given": given}]


def test_an_organisation_is_no_person_with_a_family_name():
    work = briefing("a", authors=(ORGANISATION, "A One"))
    found = citation_of(work, edition_of(work, terms=WITH_ORGANISATION, **PUBLIC), "en")
    _, made = entry(bibtex(found))
    assert [str(each) for each in made.persons["author"]] == [f"{{{ORGANISATION}}}", "One, A"]
    assert json.loads(csl_json(found))[0]["author"] == [{"literal": ORGANISATION}, {"family": "One", "given": "A"}]
    assert found.before.startswith(f"{ORGANISATION} and A One.")


def test_signs_of_latex_are_commands_and_other_letters_stay():
    _, made = entry(bibtex(cited(title="50 % & «Əli» #1_a {b} $c ^d ~e \\f\u00a0Ж\u202fг")))
    assert made.fields["title"] == (
        "{50 \\% \\& «Əli» \\#1\\_a \\textbraceleft{}b\\textbraceright{} \\$c"
        " \\textasciicircum{}d \\textasciitilde{}e \\textbackslash{}f~Ж\\,г}"
    )


# what a title may have: no control characters, no lone surrogates
TITLES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u00ad\u2011\u202f\ue000\ue001")
    | st.sampled_from("\\{}$&#_%~^\"',@ əЖ"),
    min_size=1,
)


@given(TITLES)
def test_every_title_is_one_field_that_the_parser_takes_back_unchanged(title):
    data = bibtex(cited(title=title))
    _, made = entry(data)
    value = made.fields["title"]
    assert (value[0], value[-1]) == ("{", "}")
    assert data.count(b"\n") == 10
    letters = filter(str.isalnum, re.sub(r"\\text[a-z]+\{\}", "", value))
    assert "".join(letters) == "".join(filter(str.isalnum, title))
    assert json.loads(csl_json(cited(title=title)))[0]["title"] == title


@pytest.mark.parametrize("title", ["a\\b", "a & b", "100 % #2_x ~", "«Abzas Media» işi: hökm", "Дело\u00a0«А»"])
def test_latex_prints_the_title(title):
    _, made = entry(bibtex(cited(title=title)))
    assert str(PrintedText.from_latex(made.fields["title"])) == title


def test_csl_json_keeps_the_rules_of_its_schema():
    """The input format: types and names that the schema of citationstyles.org lists; other keys are refused there."""
    (item,) = json.loads(csl_json(cited("az", authors=("A One", "Two"), translators=("C D Three",))))
    assert item == {
        "id": "a-en",
        "type": "article-newspaper",
        "author": [{"family": "One", "given": "A"}, {"literal": "Two"}],
        "title": "A title",
        "translator": [{"family": "Three", "given": "C D"}],
        "container-title": "The Archive",
        "issued": {"date-parts": [[2026, 11, 25]]},
        "URL": "https://news.example/en/2023/a/",
        "language": "az",
    }


def test_without_an_address_neither_file_has_one():
    assert "url" not in entry(bibtex(cited(url="")))[1].fields
    assert "URL" not in json.loads(csl_json(cited(url="")))[0]


def test_files_stand_beside_each_page_and_are_made_again_only_for_other_words():
    works = [briefing("a", "2023-01-02", "en az"), briefing("b", status="withdrawn")]
    edition = edition_of(*works, **PUBLIC)
    before, again, after = (
        list(citation_files(replace(edition, digests={"a": words, "b": words}))) for words in (b"1", b"1", b"2")
    )
    assert [each.address for each in before] == [
        *("en/2023/a/citation.bib", "en/2023/a/citation.json"),
        *("az/2023/a/citation.bib", "az/2023/a/citation.json"),
    ]
    assert [each.key for each in before] == [each.key for each in again]
    assert not {each.key for each in before} & {each.key for each in after}
    assert entry(before[2].data)[0] == "a-az"
