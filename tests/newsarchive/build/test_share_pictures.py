"""Share pictures drawn through the store."""

import datetime as dt
import io
from types import SimpleNamespace

import pytest
from PIL import Image

from newsarchive.build import share_pictures
from newsarchive.build.cache import Cache
from newsarchive.build.share_pictures import draw_share_pictures
from newsarchive.head.stylesheet import Theme
from newsarchive.i18n.catalogues import Catalogues
from newsarchive.model.settings import Language
from tests.newsarchive.editions import AZ, EN, ROOT, RU, briefing, briefing_of, edition_of, text, words

THEME = Theme(ROOT / "theme")
FOLDER = "briefings/2023/a"
GENERAL = ["az/", "en/", "ru/"]


@pytest.fixture
def draw(tmp_path):
    """Draw the share pictures of works, each time with what the last build kept."""

    def drawn(*works, theme=THEME, **site):
        store = Cache(tmp_path / "store.sqlite")
        by_address, files = draw_share_pictures(edition_of(*works, **site), theme, store)
        store.close()
        return SimpleNamespace(by_address=by_address, files=files)

    return drawn


def texts(**fields):
    first = {"date": "2023-10-12", "tags": ("privacy",), **fields}
    return briefing_of(text(FOLDER, "en", **first), text(FOLDER, "az", translates="en", title="Şəxsi həyat"))


def test_every_text_has_its_picture_and_every_language_a_general_one(draw):
    found = draw(texts())
    assert sorted(found.by_address) == ["az/", "az/2023/a/", "en/", "en/2023/a/", "ru/"]
    assert found.by_address["az/2023/a/"].address == "pictures/share/az/2023/a.png"
    assert found.by_address["az/"].address == "pictures/share/az/site.png"
    assert found.by_address["az/2023/a/"].alt == words()(
        "az", "head.title", page="Şəxsi həyat", site=words()("az", "site.name")
    )
    assert found.by_address["ru/"].alt == words()("ru", "site.name")
    assert sorted(each.address for each in found.files) == sorted(each.address for each in found.by_address.values())
    for file in found.files:
        with Image.open(io.BytesIO(file.content)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len({file.content for file in found.files}) == 5


@pytest.mark.parametrize("status", ["withdrawn", "draft"])
def test_what_is_not_published_has_none(draw, status):
    assert sorted(draw(texts(status=status)).by_address) == GENERAL


def test_a_withdrawn_translation_has_none_and_its_original_has(draw):
    work = briefing_of(
        text(FOLDER, "en", date="2023-10-12", tags=("privacy",)),
        text(FOLDER, "az", translates="en", status="withdrawn"),
    )
    assert sorted(draw(work).by_address) == sorted([*GENERAL, "en/2023/a/"])


def test_what_waits_for_its_day_has_none(draw):
    later = briefing("a", published=dt.date(2030, 1, 1))
    assert sorted(draw(later).by_address) == GENERAL
    assert "en/2023/a/" in draw(later, day=dt.date(2030, 1, 1)).by_address


def test_those_who_have_a_hidden_texts_address_see_its_picture(draw):
    assert "en/2023/a/" in draw(briefing("a", status="hidden")).by_address


@pytest.mark.parametrize("title", ["حرية الإعلام", "მედია", "Mixed 漢字"])
def test_a_title_with_letters_that_the_fonts_lack_is_not_drawn(draw, title):
    found = draw(briefing("a", title=title))
    assert sorted(found.by_address) == GENERAL
    assert len(found.files) == 3


def test_a_language_whose_words_cannot_be_drawn_has_the_default_ones_picture(draw, monkeypatch):
    georgian = Language("ka", "ქართული", "ltr", ("„“", "«»"))

    def spoken(_words, language, key, /, **_values):
        return "მედია" if language == "ka" else key

    monkeypatch.setattr(Catalogues, "__call__", spoken)
    found = draw(languages=(AZ, EN, RU, georgian))
    assert found.by_address["ka/"] == found.by_address["en/"]
    assert len(found.files) == 3
    # as does a default language, which then has the first one's that can
    found = draw(languages=(georgian, AZ, EN), default="ka")
    assert found.by_address["ka/"] == found.by_address["az/"]


def test_nothing_is_drawn_twice(draw, monkeypatch):
    before = draw(texts())
    drawn = []

    def counted(wording, colours):
        drawn.append(wording.title)
        return b"new"

    monkeypatch.setattr(share_pictures, "draw_share_picture", counted)
    assert draw(texts()) == before
    assert drawn == []
    after = draw(texts(title="Another"))
    assert drawn == ["Another"]
    assert [each.content for each in after.files].count(b"new") == 1


def test_other_words_dates_and_colours_make_another_picture(draw, tmp_path):
    theme = tmp_path / "theme"
    (theme / "static/css").mkdir(parents=True)
    (theme / "static/css/tokens.css").write_text("--paper: #fff; --ink: #000; --accent: #00f;")

    def picture(found):
        return next(each.content for each in found.files if each.address == "pictures/share/en/2023/a.png")

    first = picture(draw(texts()))
    others = [draw(texts(title="Another")), draw(texts(date="2023-10")), draw(texts(), theme=Theme(theme))]
    assert len({first, *map(picture, others)}) == 4
    assert picture(draw(texts())) == first
