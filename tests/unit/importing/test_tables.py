"""The tables that editors correct."""

import pytest

from newsarchive.importing.items import ImportFailure
from newsarchive.importing.languages import LanguageRule
from newsarchive.importing.tables import LANGUAGES, TERMS, OldTerm, read_tables, table_text


def test_what_is_written_is_read_again(tmp_path):
    (tmp_path / TERMS).write_text(table_text(TERMS, [OldTerm("tag", "a\tb", "en", 3, "a-b", "people/a")]), "utf-8")
    (tmp_path / LANGUAGES).write_text('pattern\tlanguage\r\n\r\n"*/az/*"\taz\r\n', "utf-8")
    tables = read_tables(tmp_path)
    assert tables.terms == (OldTerm("tag", "a b", "en", 0, "a-b", "people/a"),)
    assert tables.languages == (LanguageRule("*/az/*", "az"),)
    assert tables.authors == tables.written == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"pattern;language\n", ":1: the columns are not pattern, language"),
        (b"", ":1: the columns are not pattern, language"),
        (b"pattern\tlanguage\na\tb\tc\n", ":2: it has 3 columns, not 2"),
        (b"\xff\xfe", "it is not UTF-8"),
    ],
)
def test_a_malformed_table_is_refused_with_its_line(tmp_path, data, said):
    (tmp_path / LANGUAGES).write_bytes(data)
    with pytest.raises(ImportFailure, match=LANGUAGES) as failure:
        read_tables(tmp_path)
    assert said in str(failure.value)
