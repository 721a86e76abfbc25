"""Texts are read once, by one process or several, with the same result."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.build import texts
from newsarchive.build.cache import Cache
from newsarchive.build.inputs import survey
from newsarchive.build.texts import CachedReader
from newsarchive.content import text as text_module
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
    store = Cache(tmp_path / f"{name}.sqlite")
    places = walk(root, ("az", "en", "ru")).texts
    found = list(CachedReader(site_with(), words(), store, survey(root, {})).texts(root, places))
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
    monkeypatch.setattr(texts, "workers_for", lambda _: 3)
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


def test_a_damaged_text_is_read_again(root, tmp_path):
    before = read(root, tmp_path)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as base, base:
        base.execute("UPDATE computed SET value = CAST(value || x'00' AS BLOB) WHERE rowid % 3 = 0")
    store = Cache(tmp_path / "store.sqlite")
    reader = CachedReader(site_with(), words(), store, survey(root, {}))
    places = walk(root, ("az", "en", "ru")).texts
    assert dict(zip([place.path for place in places], reader.texts(root, places), strict=True)) == before
    assert 0 < reader.fresh < len(places)
    store.close()


@pytest.mark.parametrize("data", [b"law:\n  names: {en: Law}\n  description: {en: 'A \"law\"'}\n", b"law: [", b"\xff"])
def test_a_vocabulary_is_read_once(tmp_path, monkeypatch, data):
    store, site = Cache(tmp_path / "store.sqlite"), site_with()
    found = CachedReader(site, words(), store, {}).vocabulary(data, "tags.yaml", site)
    assert found == text_module.read_vocabulary(data, "tags.yaml", site)
    monkeypatch.setattr(text_module, "read_vocabulary", None)  # a second reading would fail
    assert CachedReader(site, words(), store, {}).vocabulary(data, "tags.yaml", site) == found
    store.close()


def test_a_file_saved_while_it_is_read_is_kept_under_its_new_bytes(root, tmp_path, monkeypatch):
    path = root / "pages/page-3/en.md"
    really = Path.read_bytes
    calls = []

    def saved_in_between(file):
        data = really(file)
        if file == path:
            calls.append(data)
            path.write_text(PAGE.format(f"save {len(calls)}"), "utf-8")
        return data

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", saved_in_between)
        found = read(root, tmp_path)
    assert found["pages/page-3/en.md"][0].front.title == "Title save 1"
    assert read(root, tmp_path)["pages/page-3/en.md"][0].front.title == "Title save 2"
