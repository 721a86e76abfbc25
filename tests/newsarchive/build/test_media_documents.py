"""Documents published through the store."""

import pytest

from newsarchive.build.cache import Cache
from newsarchive.build.site_loader import prepare
from newsarchive_clean.documents import rewriting
from newsarchive_clean.documents.rewriting import publish_document
from tests.newsarchive.editions import DAY, briefing_file, settings_of, write_content
from tests.traced import document

TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"
FOLDER = "briefings/2023/a"


@pytest.fixture
def prepared(tmp_path):
    def prepare_content(files, body="[d](d.pdf)", **fields):
        texts = {"tags.yaml": TAGS, f"{FOLDER}/en.md": briefing_file(body, **fields)}
        beside = {f"{FOLDER}/{name}": data for name, data in files.items()}
        content = write_content(tmp_path / "content", {**texts, **beside})
        store = Cache(tmp_path / "store" / "store.sqlite")
        ready = prepare(settings_of(content, tmp_path / "store"), DAY, store)
        store.close()
        return ready

    return prepare_content


def test_a_linked_document_is_a_file_at_its_path(prepared):
    (file,) = prepared({"d.pdf": document()}).files
    assert (file.address, file.content) == (f"documents/{FOLDER}/d.pdf", publish_document(document()))


def test_a_document_is_made_bare_once(prepared, monkeypatch):
    before = prepared({"d.pdf": document()}).files
    monkeypatch.setattr(rewriting, "publish_document", lambda _: pytest.fail("it was made again"))
    assert prepared({"d.pdf": document()}).files == before


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"published": "2999-01-01"}])
def test_what_is_not_published_takes_no_document_with_it(prepared, fields):
    assert prepared({"d.pdf": document()}, **fields).files == ()


def test_a_document_that_is_refused_is_told_each_time(prepared):
    for _ in range(2):
        assert [each.code for each in prepared({"d.pdf": b"none"}).stopping] == ["document-type"]
