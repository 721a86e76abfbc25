"""Tables and their columns, against the declarations of the fields."""

from newsarchive.model.own_fields import ExtraField
from newsarchive.model.vocabularies import TERM_FIELDS
from newsarchive_editions.datasets.columns import LEFT_OUT, tables_of
from tests.newsarchive.editions import site_with

EXTRA = (
    ExtraField("verdict", "text", {"en": "Verdict", "ru": "Приговор"}),
    ExtraField("state", "choice", {"en": "State"}, {"open": {"en": "Open"}, "shut": {"en": "Shut", "az": "Bağlı"}}),
    ExtraField("heard", "date", {"en": "Heard"}),
    ExtraField("damages", "number", {"en": "Damages"}),
    ExtraField("docket", "web", {"en": "Docket"}),
)


def columns(table, **site):
    (found,) = [each for each in tables_of(site_with(**site)) if each.name == table]
    return found.columns


def test_each_field_of_a_briefing_is_a_column_or_left_out_for_a_reason():
    site = site_with(extra_fields=EXTRA)
    given = {column.field for table in tables_of(site) for column in table.columns}
    wanted = set()
    for name, field in site.fields["briefing"].items():
        wanted |= {f"{name}.{key}" for key, _ in field.type.inside if key} or {name}
    assert {"sources.url", "corrections.text", "image.alt", "state", "tags"} < wanted
    assert wanted - given - LEFT_OUT.keys() == set()
    assert LEFT_OUT.keys() & given == set()


def test_of_a_term_only_what_pages_print_is_a_column():
    words = {column.words for column in columns("terms")}
    printed = {"names": "name", "description": "description", "also": "also", "sort": "sort"}
    assert {printed[each] for each in TERM_FIELDS if each in printed} < words
    assert not {"search", "kind", "country", "published_contacts"} & {column.name for column in columns("terms")}


def test_words_have_a_column_for_each_language():
    names = [each.name for each in columns("briefings", tags="en az pt-BR")]
    assert {"title_en", "title_az", "title_pt_BR"} < set(names)
    assert not any(each.name.startswith("title_ru") for each in columns("briefings", tags="en az"))


def test_a_newsrooms_own_fields_are_columns():
    own = {each.name: each for each in columns("briefings", extra_fields=EXTRA)}
    assert own["state"].choices == ("open", "shut")
    assert own["heard"].form == "date"
    assert {"heard_from", "heard_to", "damages", "docket"} < own.keys()
    assert "verdict" not in own
    assert columns("texts", extra_fields=EXTRA)[-1].name == "verdict"


def test_no_two_columns_of_a_line_of_json_have_one_name():
    extra = (
        ExtraField("address", "web", {"en": "A"}),
        ExtraField("body", "text", {"en": "B"}),
        ExtraField("end", "date", {"en": "C"}),
        ExtraField("end_to", "text", {"en": "D"}),
    )
    found = [*columns("briefings", extra_fields=extra), *columns("texts", extra_fields=extra)]
    named = [each.name for each in found if each.own or each.words.startswith("date-")]
    assert {"own_address", "own_body", "end", "end_from", "end_to", "own_end_to"} < set(named)
    assert len(named) == len(set(named))


def test_no_two_columns_differ_in_case_alone():
    """A database takes `title_pt_BR` and `title_pt_br` for one column."""
    extra = (ExtraField("title_pt_br", "web", {"en": "A"}),)
    named = [each.name.lower() for each in columns("briefings", tags="en pt-BR", extra_fields=extra)]
    assert "own_title_pt_br" in named
    assert len(named) == len(set(named))


def test_the_vocabularies_of_an_archive_are_its_columns():
    names = {each.name for each in columns("briefings", taxonomies=("tags", "places"))}
    assert {"tags", "places"} < names
    assert not {"people", "organisations"} & names
