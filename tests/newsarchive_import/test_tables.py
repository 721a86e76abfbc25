"""The tables that editors correct, and what they decide about terms and authors."""

import pytest

from newsarchive.model.vocabularies import Term
from newsarchive_import.items import ImportFailure
from newsarchive_import.places import LanguageRule, place_items
from newsarchive_import.tables import (
    LANGUAGES,
    TERMS,
    OldAuthor,
    OldTerm,
    decide_authors,
    decide_terms,
    read_tables,
    table_text,
)
from tests.newsarchive_import.making import SITE, post


def test_what_is_written_is_read_again(tmp_path):
    (tmp_path / TERMS).write_text(table_text(TERMS, [OldTerm("tag", "a\tb", "en", 3, "a-b", "people/a")]), "utf-8")
    (tmp_path / LANGUAGES).write_text('pattern\tlanguage\r\n\r\n"*/az/*"\taz\r\n', "utf-8")
    tables = read_tables(tmp_path)
    assert tables.terms == (OldTerm("tag", "a b", "en", 0, "a-b", "people/a"),)
    assert tables.languages == (LanguageRule("*/az/*", "az"),)
    assert tables.authors == tables.written == ()


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil.example","x")', "@SUM(1)", "-1+1", "+1", "'=1", "''x", "-"])
def test_a_name_is_no_formula_in_a_spreadsheet_and_the_same_afterwards(tmp_path, name):
    text = table_text(TERMS, [OldTerm("tag", name, "en", 3, "a-b", "-")])
    cell, decision = text.split("\n")[1].split("\t")[1], text.split("\n")[1].split("\t")[5]
    assert decision == "-"
    assert name == "-" or cell[0] not in "=@-+"
    (tmp_path / TERMS).write_text(text, "utf-8")
    assert read_tables(tmp_path).terms == (OldTerm("tag", name, "en", 0, "a-b", "-"),)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_table_that_excel_has_saved_is_read(tmp_path, encoding):
    rows = table_text(TERMS, [OldTerm("tag", "Qəzet", "az", 3, "qezet", "press")]).replace("\n", "\r\n")
    (tmp_path / TERMS).write_bytes(rows.replace("Qəzet", '"Say ""salam"", dünya"').encode(encoding))
    assert read_tables(tmp_path).terms == (OldTerm("tag", 'Say "salam", dünya', "az", 0, "qezet", "press"),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"pattern;language\n", ":1: the columns are not pattern, language"),
        (b"", ":1: the columns are not pattern, language"),
        (b"pattern\tlanguage\na\tb\tc\n", ":2: it has 3 columns, not 2"),
        (b"\xff\xfe", ":1: the columns are not pattern, language"),
        (b"\xff\xfea", "it is not UTF-8"),
        ("pattern\tlanguage\nə\taz\n".encode("utf-16-le"), "the columns are not"),
        ("pattern\tlanguage\nдом\tru\n".encode("cp1251"), "it is not UTF-8; save it as UTF-8"),
    ],
)
def test_a_malformed_table_is_refused_with_its_line(tmp_path, data, said):
    (tmp_path / LANGUAGES).write_bytes(data)
    with pytest.raises(ImportFailure, match=LANGUAGES) as failure:
        read_tables(tmp_path)
    assert said in str(failure.value)


_VOCABULARIES = {"tags": {"prison": Term("prison", {"en": "Prison", "az": "Həbs"})}, "people": {}}


def _places(*items):
    return place_items(items, SITE, (), {}, ())[0]


def _decided(*table, accept=False):
    places = _places(post(1, terms=(("tag", "HƏBS"), ("tag", "Press law"))), post(2, terms=(("tag", "Press law"),)))
    return decide_terms(places, table, _VOCABULARIES, SITE, accept=accept)


def test_known_names_are_decided_and_others_wait():
    decided = _decided()
    assert [(row.name, row.number, row.proposed, row.id) for row in decided.rows] == [
        ("HƏBS", 1, "prison", "prison"),
        ("Press law", 2, "press-law", ""),
    ]
    assert (decided.undecided, decided.new) == (1, {})
    assert decided.ids == {("tag", "HƏBS", "en"): ("tags/prison",)}


def test_a_decided_term_that_no_vocabulary_has_is_new():
    decided = _decided(
        OldTerm("tag", "Press law", "en", 0, "press-law", "law, people/a-b"), OldTerm("tag", "HƏBS", "en", 0, "", "-")
    )
    assert decided.ids == {("tag", "Press law", "en"): ("tags/law", "people/a-b"), ("tag", "HƏBS", "en"): ()}
    assert {name: [term.names for term in terms] for name, terms in decided.new.items()} == {
        "people": [{"en": "Press law"}],
        "tags": [{"en": "Press law"}],
    }
    assert _decided(accept=True).undecided == 0


@pytest.mark.parametrize("typed", ["Press Law", "years/x", "tags", "people/"])
def test_a_malformed_id_is_refused(typed):
    with pytest.raises(ImportFailure, match=r"terms\.tsv: Press law: "):
        _decided(OldTerm("tag", "Press law", "en", 0, "", typed))


def test_accounts_are_no_authors_and_names_are_corrected():
    rows, printed = decide_authors(
        _places(post(1, authors=("admin", "L. Əliyeva", "X"))), [OldAuthor("L. Əliyeva", 0, "Leyla Əliyeva")]
    )
    assert printed == {"L. Əliyeva": "Leyla Əliyeva", "X": "X", "admin": "-"}
    assert [row.number for row in rows] == [1, 1, 1]
    with pytest.raises(ImportFailure, match="no name to print"):
        decide_authors([], [OldAuthor("X", 1, "")])
