"""Texts are read once, by one process or several, with the same result."""

import os
import re
import sqlite3
from contextlib import closing

import pytest

from newsarchive.build import cached_values
from newsarchive.build.cache import KEPT_BUILDS, Store
from newsarchive.build.cached_values import StoredReader
from newsarchive.build.inputs import survey
from newsarchive.build.last_build import Details, LastBuild, Overview
from newsarchive.content import vocabularies
from newsarchive.content.text import TextReader
from newsarchive.content.tree import walk
from tests.newsarchive.editions import site_with, words

PAGE = "---\ntitle: Title {0}\nsummary: Summary.\n---\n\nWords *{0}*.\n"


@pytest.fixture
def root(tmp_path):
    for number in range(40):
        folder = tmp_path / "content" / "pages" / f"page-{number}"
        folder.mkdir(parents=True)
        (folder / "en.md").write_text(PAGE.format(number), "utf-8")
    (tmp_path / "content/pages/page-7/en.md").write_bytes(b"\xff")
    return tmp_path / "content"


def read(root, tmp_path, name="store"):
    store = Store(tmp_path / f"{name}.sqlite")
    places = walk(root, ("az", "en", "ru")).texts
    found = list(StoredReader(site_with(), words(), store).texts(root, places))
    store.close()
    return dict(zip([place.path for place in places], found, strict=True))


def test_results_come_in_the_order_of_the_files_and_the_same_from_the_store(root, tmp_path, monkeypatch):
    cold = read(root, tmp_path)
    assert cold["pages/page-12/en.md"][0].front.title == "Title 12"
    assert cold["pages/page-7/en.md"][1][0].code == "not-utf8"
    monkeypatch.setattr(TextReader, "read", None)  # a second reading would fail
    assert read(root, tmp_path) == cold


def test_several_processes_read_the_same(root, tmp_path, monkeypatch):
    alone = read(root, tmp_path, "alone")
    monkeypatch.setattr(cached_values, "workers_for", lambda _: 3)
    assert read(root, tmp_path, "together") == alone


def test_only_what_changed_is_read_again(root, tmp_path, monkeypatch):
    before = read(root, tmp_path)
    (root / "pages/page-3/en.md").write_text(PAGE.format("new"), "utf-8")
    seen = []
    really = TextReader.read
    monkeypatch.setattr(
        TextReader,
        "read",
        lambda self, data, place: (seen.append(place.path), really(self, data, place))[1],
    )
    after = read(root, tmp_path)
    assert seen == ["pages/page-3/en.md"]
    assert {path for path in after if after[path] != before[path]} == {"pages/page-3/en.md"}


def test_a_process_that_has_loaded_no_parser_lets_another_parse(root, tmp_path, monkeypatch):
    for number in range(40, 100):
        path = root / f"pages/page-{number}/en.md"
        path.parent.mkdir()
        path.write_text(PAGE.format(number), "utf-8")
    alone = read(root, tmp_path, "alone")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(cached_values, "_PARSER", "newsarchive.none")
    here = os.getpid()
    really = TextReader.read
    monkeypatch.setattr(TextReader, "read", lambda self, *given: None if os.getpid() == here else really(self, *given))
    assert read(root, tmp_path, "apart") == alone
    (root / "pages/page-3/en.md").write_text(PAGE.format("new"), "utf-8")
    assert read(root, tmp_path, "apart")["pages/page-3/en.md"][0].front.title == "Title new"


def test_a_damaged_text_is_read_again(root, tmp_path):
    before = read(root, tmp_path)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as base, base:
        base.execute("UPDATE computed SET value = CAST(value || x'00' AS BLOB) WHERE rowid % 3 = 0")
    store = Store(tmp_path / "store.sqlite")
    reader = StoredReader(site_with(), words(), store)
    places = walk(root, ("az", "en", "ru")).texts
    assert dict(zip([place.path for place in places], reader.texts(root, places), strict=True)) == before
    assert 0 < reader.fresh < len(places)
    store.close()


@pytest.mark.parametrize("data", [b"law:\n  names: {en: Law}\n  description: {en: 'A \"law\"'}\n", b"law: [", b"\xff"])
def test_a_vocabulary_is_read_once(tmp_path, monkeypatch, data):
    store, site = Store(tmp_path / "store.sqlite"), site_with()
    found = StoredReader(site, words(), store).vocabulary(data, "tags.yaml", site)
    assert found == vocabularies.read_vocabulary(data, "tags.yaml", site)
    monkeypatch.setattr(vocabularies, "read_vocabulary", None)  # a second reading would fail
    assert StoredReader(site, words(), store).vocabulary(data, "tags.yaml", site) == found
    store.close()


def test_a_file_saved_while_it_is_read_is_kept_under_its_new_bytes(root, tmp_path, monkeypatch):
    path = root / "pages/page-3/en.md"
    really = cached_values.read_whole
    calls = []

    def saved_in_between(folder, name):
        data = really(folder, name)
        if name == "pages/page-3/en.md":
            calls.append(data)
            path.write_text(PAGE.format(f"save {len(calls)}"), "utf-8")
        return data

    monkeypatch.setattr(cached_values, "read_whole", saved_in_between)
    found = read(root, tmp_path)
    assert found["pages/page-3/en.md"][0].front.title == "Title save 1"
    monkeypatch.setattr(cached_values, "read_whole", really)
    assert read(root, tmp_path)["pages/page-3/en.md"][0].front.title == "Title save 2"


def loaded(root, tmp_path, remembered=None):
    """Load the texts as a build does that finds what the last one left; the reader, and the texts by path."""
    store = Store(tmp_path / "store.sqlite")
    last = LastBuild(store, tmp_path / "output")
    found = survey(root, last.survey().files)
    reader = StoredReader(site_with(), words(), store, found, remembered, last)
    places = walk(root, ("az", "en", "ru")).texts
    texts = dict(zip([place.path for place in places], reader.texts(root, places), strict=True))
    store.flush()
    overview = Overview(b"", b"", b"", b"", b"", found.files, (), (), (), {}, {}, {})
    last.replace(overview, {}, Details({}, b"", b"", {}, {}), reader.records())
    store.close()
    return reader, texts


def without_rows(tmp_path):
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as base, base:
        base.execute("DELETE FROM computed")


def test_all_texts_are_loaded_at_once_from_what_the_last_build_left(root, tmp_path):
    _, before = loaded(root, tmp_path)
    without_rows(tmp_path)
    (root / "pages/page-3/en.md").write_text(PAGE.format("new"), "utf-8")
    reader, after = loaded(root, tmp_path)
    assert reader.fresh == 1
    assert {path for path in after if after[path] != before[path]} == {"pages/page-3/en.md"}
    without_rows(tmp_path)
    (root / "pages/page-5/en.md").unlink()
    reader, last = loaded(root, tmp_path)
    assert (reader.fresh, len(last)) == (0, 39)


def test_a_text_as_it_was_some_builds_ago_is_not_parsed_again(root, tmp_path):
    loaded(root, tmp_path)
    path = root / "pages/page-3/en.md"
    before = path.read_bytes()
    path.write_text(PAGE.format("new"), "utf-8")
    loaded(root, tmp_path)
    path.write_bytes(before)
    assert loaded(root, tmp_path)[0].fresh == 0


def test_what_must_not_be_cached_is_in_no_table(root, tmp_path, monkeypatch):
    really = StoredReader.texts

    def texts(self, *given):
        self._store.forbid(lambda data: b"Words 12" in data or b"Title 12" in data, b"")
        found = really(self, *given)
        self._store.leave_unkept(self.keys_of(["pages/page-9/en.md"]))
        return found

    monkeypatch.setattr(StoredReader, "texts", texts)
    loaded(root, tmp_path)
    data = (tmp_path / "store.sqlite").read_bytes()
    assert b"Title 11" in data
    assert b"Title 12" not in data
    assert b"Title 9" not in data


def test_old_words_leave_the_table_of_a_process_that_remembers_its_texts_too(root, tmp_path):
    remembered = {}
    loaded(root, tmp_path, remembered)
    (root / "pages/page-3/en.md").write_text(PAGE.format("new"), "utf-8")
    found = []
    for _ in range(KEPT_BUILDS + 2):
        loaded(root, tmp_path, remembered)
        with closing(sqlite3.connect(tmp_path / "store.sqlite")) as base:
            records = b"".join(value for (value,) in base.execute("SELECT value FROM records"))
        found.append(re.search(rb"Title 3(?!\d)", records) is not None)
    assert (found[0], found[-1]) == (True, False)


def test_a_process_that_remembers_a_refused_text_writes_it_into_no_table(root, tmp_path, monkeypatch):
    really = StoredReader.texts

    def texts(self, *given):
        self._store.forbid(lambda data: b"Title 12" in data, b"list")
        return really(self, *given)

    monkeypatch.setattr(StoredReader, "texts", texts)
    remembered = {}
    for _ in range(KEPT_BUILDS + 2):
        loaded(root, tmp_path, remembered)
        data = (tmp_path / "store.sqlite").read_bytes()
        assert (b"Title 11" in data, b"Title 12" in data) == (True, False)
