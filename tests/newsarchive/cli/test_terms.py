"""`newsarchive term`: a new entry of a vocabulary, in its place."""

import pytest

from newsarchive.cli.terms import add_term, require_taxonomy
from newsarchive.model.diagnostics import RefusedError
from tests.newsarchive.cli.desks import desk_with, fault_codes
from tests.newsarchive.cli.test_new import Typed

PEOPLE = """# All persons.
ali:
  names: {en: Ali, az: Əli, ru: Али}

zaur:  # the last
  names:
    en: Zaur
    az: Zaur
    ru: Заур
"""
GIVEN = {"kind": "people", "id": "leyla", "name_en": 'Leyla "L": #1', "name_az": "Leyla", "name_ru": "Лейла"}


def test_a_term_is_inserted_in_its_place_and_nothing_else_changes(tmp_path, capsys):
    desk = desk_with(tmp_path, {"people.yaml": PEOPLE})
    add_term(desk, GIVEN, None)
    entry = "leyla:\n  names:\n    en: 'Leyla \"L\": #1'\n    az: Leyla\n    ru: Лейла\n  sort:\n    en: '#1'\n\n"
    assert (desk.root / "people.yaml").read_text("utf-8") == PEOPLE.replace("zaur:", f"{entry}zaur:", 1)
    assert fault_codes(desk) == []
    assert "saved “leyla” in " in capsys.readouterr().out


def test_what_is_missing_is_asked_for_and_the_id_is_proposed(tmp_path):
    desk = desk_with(tmp_path)
    ask = Typed("person", "Əli Həsən", "", "Али", "")
    add_term(desk, {}, ask)
    assert (desk.root / "people.yaml").read_text("utf-8") == (
        "eli-hesen:\n  names:\n    en: Əli Həsən\n    ru: Али\n  sort:\n    en: Həsən\n"
    )
    assert [question.name for question, _ in ask.asked] == ["kind", "name_en", "name_az", "name_ru", "id"]


def test_a_term_that_is_there_already_is_asked_for_again(tmp_path):
    desk = desk_with(tmp_path, {"people.yaml": PEOPLE})
    ask = Typed("people", "Ali", "", "", "", "ali-2", "<", "<", "<", "Aliya", "", "", "")
    add_term(desk, {}, ask)
    known, named = (wrong for _, wrong in ask.asked if wrong)
    assert known.endswith("people.yaml already has “ali”")
    assert named.startswith("“Ali” is already the name of ali in ")
    assert "aliya:\n  names:\n    en: Aliya\n" in (desk.root / "people.yaml").read_text("utf-8")


def test_an_id_that_cannot_be_made_from_the_name_is_missing(tmp_path):
    with pytest.raises(RefusedError, match="--id is missing"):
        add_term(desk_with(tmp_path), {**GIVEN, "id": "", "name_en": "…!?"}, None)


def test_only_a_person_has_a_family_name(tmp_path):
    desk = desk_with(tmp_path)
    add_term(desk, {**GIVEN, "kind": "places", "name_en": "New York"}, None)
    assert "sort" not in (desk.root / "places.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "ali"}, "already has “ali”"),
        ({"id": "A"}, "--id: “A” is not a valid slug"),
        ({"id": "tags"}, "--id: “tags” is the name of a page"),
        ({"name_en": ""}, "en=… is missing"),
        ({"name_az": "ƏLİ"}, "“ƏLİ” is already the name of ali"),
        ({"kind": "peple"}, "KIND: there is no vocabulary “peple”; use one of tags, people"),
        ({"name_ru": "a\x00"}, "U+0000"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(tmp_path, changes, said):
    desk = desk_with(tmp_path, {"people.yaml": PEOPLE})
    with pytest.raises(RefusedError) as refused:
        add_term(desk, {**GIVEN, **changes}, None)
    assert said in str(refused.value)
    assert (desk.root / "people.yaml").read_text("utf-8") == PEOPLE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" {en: Ali, az: Əli}  # one", " {en: Ali, az: Əli, ru: 'Али, сын'} # one"),
        ("\n    en: Ali\n    az: Əli  # one", "\n    en: Ali\n    az: Əli  # one\n    ru: Али, сын"),
    ],
)
def test_a_term_gets_names_in_further_languages_and_none_is_changed(tmp_path, before, after):
    desk = desk_with(tmp_path, {"people.yaml": f"ali:\n  names:{before}\n  country: AZ\n"})
    further = {"kind": "people", "id": "ali", "name_az": "Əli", "name_ru": "Али, сын"}
    for name in ("name_en", "name_az"):
        with pytest.raises(RefusedError, match="already has “ali”"):
            add_term(desk, {**further, name: "Another"}, None)
    add_term(desk, further, None)
    assert (desk.root / "people.yaml").read_text("utf-8") == f"ali:\n  names:{after}\n  country: AZ\n"
    with pytest.raises(RefusedError, match="already has “ali”"):
        add_term(desk, further, None)


def test_a_vocabulary_with_a_fault_is_left_alone(tmp_path):
    desk = desk_with(tmp_path, {"people.yaml": "ali: [\n"})
    with pytest.raises(RefusedError, match=r"people\.yaml:1:6: fault yaml"):
        add_term(desk, GIVEN, None)


def test_lines_keep_their_ends(tmp_path):
    desk = desk_with(tmp_path, {"people.yaml": PEOPLE.replace("\n", "\r\n").encode()})
    add_term(desk, GIVEN, None)
    data = (desk.root / "people.yaml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")


@pytest.mark.parametrize("typed", ["people", "People", "person", "people.yaml", "şəxslər", "Люди"])
def test_a_vocabulary_is_known_by_its_title(tmp_path, typed):
    assert require_taxonomy(desk_with(tmp_path), typed) == "people"
