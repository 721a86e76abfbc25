"""From settings and content to an edition, with and without what earlier builds made."""

import io

import pytest
from PIL import Image

from newsarchive.build.cache import Cache
from newsarchive.build.site_loader import prepare
from newsarchive.model.settings import SettingsError
from tests.newsarchive.editions import DAY, briefing_file, codes, settings_of, translation_file, write_content

TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"
IMAGE = "{file: p.jpg, credit: Me, alt: Alt}"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def prepared(tmp_path):
    """Prepare a content, each time through the same store."""

    def prepare_content(files, **settings):
        content = write_content(tmp_path / "content", {"tags.yaml": TAGS, **files})
        store = Cache(tmp_path / "store" / "store.sqlite")
        ready = prepare(settings_of(content, tmp_path / "store", **settings), DAY, store)
        store.flush()
        stores.append(store)
        return ready

    stores = []
    yield prepare_content
    for store in stores:
        store.close()


def serious(ready):
    return codes(ready.stopping)


def test_an_edition_has_site_archive_words_and_pictures(prepared):
    ready = prepared(
        {
            "briefings/2023/a/en.md": briefing_file("![p](in.jpg)", image=IMAGE),
            "briefings/2023/a/p.jpg": picture(),
            "briefings/2023/a/in.jpg": picture(),
            "briefings/2023/a/unused.jpg": picture(),
        }
    )
    assert serious(ready) == []
    assert ready.edition.site.tags == ("az", "en", "ru")
    assert ready.edition.site.day == DAY
    assert [each.slug for each in ready.edition.archive.briefings] == ["a"]
    assert ready.edition.words("en", "archive.title") != ""
    address = "pictures/briefings/2023/a"
    found = {path: (each.address, each.width, each.height) for path, each in ready.edition.pictures.items()}
    assert found == {
        "briefings/2023/a/in.jpg": (f"{address}/in.jpg", 30, 20),
        "briefings/2023/a/p.jpg": (f"{address}/p.jpg", 30, 20),
    }
    assert {f"{address}/in.jpg", f"{address}/p.jpg"} < {file.address for file in ready.files}


def test_a_second_build_gives_the_same_values_from_the_store(prepared):
    files = {
        "briefings/2023/a/en.md": briefing_file("Words[^1].\n\n[^1]: Note.", image=IMAGE, published="2023-10-13"),
        "briefings/2023/a/az.md": translation_file(image="{alt: Şəkil}"),
        "briefings/2023/a/p.jpg": picture(),
    }
    first, second = prepared(files), prepared(files)
    assert first.edition.archive == second.edition.archive
    assert (first.edition.pictures, first.files, first.faults) == (second.edition.pictures, second.files, second.faults)


def test_faults_come_from_the_store_as_they_were(prepared):
    files = {"briefings/2023/a/en.md": briefing_file(titel="x")}
    first, second = prepared(files), prepared(files)
    assert serious(first) == ["unknown-field"]
    assert first.faults == second.faults


def test_an_edit_is_seen(prepared):
    prepared({"briefings/2023/a/en.md": briefing_file("One.")})
    ready = prepared({"briefings/2023/a/en.md": briefing_file("Two.")})
    assert ready.edition.html(ready.edition.archive.by_slug["a"].original) == "<p>Two.</p>"


def test_other_quotes_in_the_settings_are_seen(prepared):
    files = {"briefings/2023/a/en.md": briefing_file('"One" and "two"')}
    prepared(files)
    languages = [{"tag": "en", "name": "English", "direction": "ltr", "quotes": ("«»", "„“")}]
    ready = prepared({**files, "tags.yaml": "privacy: {names: {en: Privacy}}\n"}, LANGUAGES=languages)
    assert "«One» and" in ready.edition.html(ready.edition.archive.by_slug["a"].original)


@pytest.mark.parametrize(("content", "code"), [(b"no picture", "picture-unreadable"), (b"", "picture-unreadable")])
def test_a_picture_at_fault_is_named_by_its_file(prepared, content, code):
    ready = prepared({"briefings/2023/a/en.md": briefing_file(image=IMAGE), "briefings/2023/a/p.jpg": content})
    assert [(each.code, each.path) for each in ready.stopping] == [(code, "briefings/2023/a/p.jpg")]
    assert ready.files == ()


def test_the_picture_of_a_withdrawn_briefing_is_gone_with_its_text(prepared):
    ready = prepared(
        {
            "briefings/2023/a/en.md": briefing_file(
                image=IMAGE, status="withdrawn", withdrawal="{date: 2024-01-01, reason: safety of a person}"
            ),
            "briefings/2023/a/p.jpg": picture(),
        }
    )
    assert serious(ready) == []
    assert ready.files == ()


def test_a_draft_and_its_picture_are_not_in_the_edition(prepared):
    ready = prepared(
        {"briefings/2023/a/en.md": briefing_file(image=IMAGE, status="draft"), "briefings/2023/a/p.jpg": picture()}
    )
    assert serious(ready) == []
    assert (ready.edition.archive.briefings, ready.files) == ((), ())


def test_a_translation_without_its_revision_is_a_warning(prepared):
    ready = prepared({"briefings/2023/a/en.md": briefing_file(), "briefings/2023/a/az.md": translation_file()})
    assert "revision-absent" in codes(ready.faults)
    assert serious(ready) == []


@pytest.mark.parametrize("setting", ["LANGUAGES", "NEWSROOM"])
def test_a_bad_setting_is_named(prepared, setting):
    with pytest.raises(SettingsError, match=setting):
        prepared({}, **{setting: [{"tga": "en"}] if setting == "LANGUAGES" else {"contcat": "x"}})
