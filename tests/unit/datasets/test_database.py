"""An SQLite database from published data: whole, or refused with the file that is wrong."""

import errno
import json
import os
import sqlite3
from pathlib import Path

import pytest

from newsarchive.cli.main import main
from newsarchive.datasets.cells import csv_header, csv_lines, json_line
from newsarchive.datasets.database import DataError, data_folder, make_database, without_marks
from newsarchive.datasets.descriptors import FileDigest, YearOfTexts, datapackage
from newsarchive.datasets.rows import kept_rows, rows_of, term_rows, text_object, withdrawal_rows, works_of
from tests.sites import NEWSROOM
from tests.unit.editions import briefing, edition_of


@pytest.fixture
def data(tmp_path):
    """The data of two briefings, the title of one of which is a formula."""
    edition = edition_of(briefing("a", languages="en az", title="=1+1"), briefing("b", people=("ali",)))
    rows = {
        **rows_of(edition, [one.slug for one in edition.archive.listed]),
        "terms": [*term_rows(edition)],
        "kept": [*kept_rows(edition)],
        "withdrawals": withdrawal_rows(edition),
    }
    folder = tmp_path / "site" / "data"
    (folder / "en").mkdir(parents=True)
    (folder / "az").mkdir()
    files = {}
    for table in works_of(edition).tables.values():
        content = csv_header(table.columns) + csv_lines(rows[table.name], table.columns)
        (folder / f"{table.name}.csv").write_bytes(content)
        files[f"data/{table.name}.csv"] = FileDigest.of(content)
    texts = [YearOfTexts(2023, "en"), YearOfTexts(2023, "az")]
    for each in texts:
        found = [briefing for briefing in edition.archive.listed if each.language in briefing.texts]
        lines = b"".join(json_line(text_object(one, each.language, edition)) for one in found)
        (folder / each.language / "2023.jsonl").write_bytes(lines)
        files[each.address] = FileDigest.of(lines)
    (folder / "datapackage.json").write_bytes(datapackage(edition, files, texts, "1"))
    return folder


def asked(path, query):
    base = sqlite3.connect(path)
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


def test_it_has_all_rows_with_their_values_references_and_words(data, tmp_path):
    target = tmp_path / "a.db"
    counts = make_database(data, target)
    assert (counts["briefings"], counts["texts"], counts["withdrawals"]) == (2, 3, 0)
    # the apostrophe is in the cell of the file alone
    assert asked(target, "SELECT title_en FROM briefings WHERE id = 'a'") == [("=1+1",)]
    assert b"'=1+1" in (data / "briefings.csv").read_bytes()
    texts = ["a/az", "a/en", "b/en"]
    assert asked(target, "SELECT id, body FROM texts ORDER BY id") == [(each, "Words.") for each in texts]
    found = "rowid IN (SELECT rowid FROM texts_fts WHERE texts_fts MATCH 'words')"
    assert asked(target, f"SELECT id FROM texts WHERE {found} ORDER BY id") == [(each,) for each in texts]  # noqa: S608
    assert [row[2:5] for row in asked(target, "PRAGMA foreign_key_list(texts)")] == [("briefings", "briefing", "id")]
    assert asked(target, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("It says[^oc-media p. 12]: “no”.[^1] Then[^1]: two.", "It says: “no”. Then: two."),
        ("[^1]: A note.[^oc-media]\n[^2]:\nA list.", "A note.\nA list."),
        ("The pattern [^a-z], [^oc] and [^oc-mediation]", "The pattern [^a-z], [^oc] and [^oc-mediation]"),
    ],
)
def test_the_words_that_a_search_finds_have_no_marks(typed, bare):
    assert without_marks(typed, ["oc-media", ""]) == bare


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("texts.csv", lambda old: old.replace(b"a/en,a,", b"a/en,lost,"), "texts.csv: row"),
        ("texts.csv", lambda old: old + b"too,short\r\n", "cells"),
        ("texts.csv", lambda old: old.replace(b"id,", b"key,", 1), "columns"),
        ("texts.csv", lambda old: old + old.splitlines(keepends=True)[1], "UNIQUE"),
        ("briefings.csv", lambda _: b"\xff\xfe", "utf-8"),
        ("en/2023.jsonl", lambda _: b"{}\n", "2023.jsonl: KeyError"),
        ("en/2023.jsonl", lambda old: old.splitlines(keepends=True)[0], "no file has the words of b/en"),
        ("briefing_terms.csv", lambda old: old[: old.rindex(b"b,")], "briefing_terms.csv: its SHA-256"),
        ("revisions.csv", lambda old: old[:-4], "revisions.csv: its SHA-256"),
        ("az/2023.jsonl", lambda old: old.replace(b"Words.", b"Other words."), "az/2023.jsonl: its SHA-256"),
        ("datapackage.json", lambda _: b"[", "datapackage.json"),
        ("datapackage.json", lambda old: old.replace(b'"texts.csv"', b'"../texts.csv"'), "outside"),
        ("sources.csv", None, "no such file"),
    ],
)
def test_data_that_contradicts_itself_is_refused_with_the_file(data, tmp_path, name, change, told):
    path = data / name
    if change:
        path.write_bytes(change(path.read_bytes()))
    else:
        path.unlink()
    with pytest.raises(DataError, match=told):
        make_database(data, tmp_path / "a.db")


def command(*arguments):
    return main(["sqlite", "--settings", str(NEWSROOM / "pelicanconf.py"), *map(str, arguments)])


def test_the_command_replaces_an_older_database_and_nothing_else(data, tmp_path, capsys):
    target = tmp_path / "a.db"
    assert command(data.parent, "--to", target) == 0
    assert command(data, "--to", target, "--language", "ru") == 0
    assert "справок: 2, текстов: 3" in capsys.readouterr().out
    whole = target.read_bytes()
    (data / "texts.csv").unlink()
    assert command(data, "--to", target) == 1
    assert "texts.csv: there is no such file" in capsys.readouterr().err
    assert target.read_bytes() == whole
    other = tmp_path / "letter.txt"
    other.write_text("Dear desk", "utf-8")
    assert command(data, "--to", other) == 1
    assert other.read_text("utf-8") == "Dear desk"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "letter.txt", "site"]


@pytest.mark.parametrize("name", ["texts.csv", "en/2023.jsonl", "datapackage.json"])
def test_what_is_no_regular_file_is_refused_before_it_is_opened(data, tmp_path, capsys, name):
    """A program that opens a named pipe waits for another one."""
    (data / name).unlink()
    os.mkfifo(data / name)
    assert command(data, "--to", tmp_path / "a.db") == 1
    assert f"{name}: this is not the data of an archive: this is not a regular file" in capsys.readouterr().err
    (data / name).unlink()
    (data / name).mkdir()
    with pytest.raises(DataError, match="this is not a regular file"):
        make_database(data, tmp_path / "a.db")


def _changed(change):
    def changed(old):
        package = json.loads(old)
        change(package["resources"])
        return json.dumps(package).encode()

    return changed


@pytest.mark.parametrize(
    "change",
    [
        lambda old: old[0]["schema"]["fields"][0].update(type=["x"]),
        lambda old: old[0]["schema"]["fields"][0].pop("name"),
        lambda old: old[0].update(path=5),
        lambda old: old[0].update(path=["briefings.csv"]),
        lambda old: old[0].update(path="a\0b"),
        lambda old: old[0].pop("schema"),
        lambda old: old[0].pop("name"),
        lambda old: old[0]["schema"].update(primaryKey=5),
        lambda old: old[0]["schema"].update(foreignKeys=[{"fields": [], "reference": {"resource": "", "fields": []}}]),
        lambda old: old.clear() or old.append([]),
        lambda old: old[0].update(name="\ud800"),
        lambda old: next(each for each in old if each["name"] == "texts")["schema"]["fields"].pop(0),
    ],
)
def test_a_description_by_others_is_refused_in_a_sentence(data, tmp_path, capsys, change):
    path = data / "datapackage.json"
    path.write_bytes(_changed(change)(path.read_bytes()))
    assert command(data, "--to", tmp_path / "a.db") == 1
    told = capsys.readouterr().err
    assert "this is not the data of an archive" in told or "there is no such file" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_texts_of_an_earlier_version_which_have_no_digest_are_read(data, tmp_path):
    """There, the files of a language were one resource."""

    def several(resources):
        texts = [each for each in resources if each["format"] == "jsonl"]
        assert [each["path"] for each in texts] == ["en/2023.jsonl", "az/2023.jsonl"]
        resources[:] = [each for each in resources if each not in texts]
        resources.append({"format": "jsonl", "path": [each["path"] for each in texts]})

    path = data / "datapackage.json"
    path.write_bytes(_changed(several)(path.read_bytes()))
    assert make_database(data, tmp_path / "a.db")["texts"] == 3


def test_a_database_is_written_into_a_folder_that_exists(data, tmp_path, capsys):
    assert command(data, "--to", tmp_path / "no" / "a.db") == 1
    assert "no: there is no such folder; create it" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()


def test_the_data_is_found_in_a_site(data):
    assert data_folder(data.parent) == data == data_folder(data)
    assert json.loads((data / "datapackage.json").read_bytes())["profile"] == "data-package"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_no_fault_of_the_data(data):
    with pytest.raises(OSError, match="No space left on device") as refused:
        make_database(data, Path("/dev/full"))
    assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, "/dev/full")
    with pytest.raises(OSError, match="Permission denied"):
        make_database(data, data)
