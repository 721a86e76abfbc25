"""Languages and translations of WordPress posts."""

from pathlib import Path

import pytest

from newsarchive.importing.items import OldArchive
from newsarchive.importing.wordpress import read_wordpress
from tests.importing.wxr_making import HEAD, SITE, TAIL, cdata, item, meta, term


def _read(folder: Path, *items: str, head: str = "") -> OldArchive:
    (folder / "export.xml").write_text(HEAD.format(version="1.2") + head + "".join(items) + TAIL, "utf-8")
    return read_wordpress(folder / "export.xml")


POLYLANG = "".join(
    f"<wp:term><wp:term_taxonomy>language</wp:term_taxonomy><wp:term_slug>{slug}</wp:term_slug>"
    f"<wp:term_description>{cdata(f'a:1:{{s:6:{chr(34)}locale{chr(34)};s:5:{chr(34)}{locale}{chr(34)};}}')}"
    "</wp:term_description></wp:term>"
    for slug, locale in (("en", "en_US"), ("cz", "cs_CZ"))
)


def test_languages_and_translations_of_polylang(tmp_path: Path) -> None:
    def post(number: int, language: str, group: str = "") -> str:
        more = term("language", language, language) + (term("post_translations", group, group) if group else "")
        return item(number, "A", "x", more=more)

    archive = _read(tmp_path, post(1, "en", "pll_1"), post(2, "cz", "pll_1"), post(3, "en", "pll_2"), head=POLYLANG)
    assert [(each.language, each.group) for each in archive.items] == [("en", "pll_1"), ("cs-CZ", "pll_1"), ("en", "")]
    assert all(not each.terms for each in archive.items)


def test_languages_and_translations_of_wpml(tmp_path: Path) -> None:
    def post(number: int, language: str, **fields: str) -> str:
        named = {"_wpml_import_language_code": language, **fields}
        return item(number, "A", "x", more="".join(meta(key, value) for key, value in named.items()))

    archive = _read(
        tmp_path,
        post(1, "az", _wpml_import_translation_group="post_1"),
        post(2, "pt-br", _wpml_import_translation_group="post_1"),
        post(3, "az"),
        post(4, "ru", _icl_lang_duplicate_of="3"),
    )
    groups = [(each.language, each.group) for each in archive.items]
    assert groups == [("az", "post_1"), ("pt-br", "post_1"), ("az", "copies of post 3"), ("ru", "copies of post 3")]


@pytest.mark.parametrize(("locale", "language"), [("az", "az"), ("pt_BR", "pt-BR"), ("en-US", ""), ("", "")])
def test_the_language_of_a_site_counts_unless_it_is_that_of_an_untouched_installation(
    tmp_path: Path, locale: str, language: str
) -> None:
    export = tmp_path / "a.xml"
    head = HEAD.format(version="1.2").replace("en-US", locale)
    export.write_text(head + item(1, "A", "x") + TAIL, "utf-8")
    assert read_wordpress(export).items[0].language == language


def test_the_languages_of_a_post_of_qtranslate_are_texts_of_their_own(tmp_path: Path) -> None:
    body = "Both. [:az]Mətn.\n\nSon.[:en]Text.[:] All."
    old = "<!--:az-->Köhnə<!--:--><!--:ru-->Старое<!--:-->"
    first, second, third, fourth, plain = _read(
        tmp_path,
        item(1, "[:az]Məhkəmə[:en]Court[:]", body, slug="court", link=f"{SITE}/court/"),
        item(2, old, old),
        item(3, "Code", "a[:no] = b"),
    ).items
    assert (first.id, first.language, first.title) == ("post 1 az", "az", "Məhkəmə")
    assert first.body == "<p>Both. Mətn.</p>\n<p>Son. All.</p>"
    assert (first.address, first.aliases) == (f"{SITE}/court/", (f"{SITE}/?p=1",))
    assert (second.id, second.language, second.title, second.body) == (
        "post 1 en",
        "en",
        "Court",
        "<p>Both. Text. All.</p>",
    )
    assert (second.address, second.aliases, second.slug) == ("", (), "court")
    assert (third.title, third.language, fourth.title, fourth.language) == ("Köhnə", "az", "Старое", "ru")
    assert first.group == second.group != third.group == fourth.group != ""
    assert (plain.id, plain.language, plain.body) == ("post 3", "", "<p>a[:no] = b</p>")


def test_a_language_without_words_is_no_text(tmp_path: Path) -> None:
    items = _read(tmp_path, item(1, "[:az]Ad[:en][:]", "[:az]Mətn[:en] [:]")).items
    assert [(each.id, each.group) for each in items] == [("post 1 az", "")]
