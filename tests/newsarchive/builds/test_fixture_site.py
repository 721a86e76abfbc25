"""The wicked fixture site: what its odd texts must and must not become."""

from __future__ import annotations

import io
import os
import posixpath
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.sites import FIXTURE, FIXTURE_DAY, BuiltSite, little_content, run_pelican, store_of, words_of
from tests.warmbuilds import run_warm

pytestmark = pytest.mark.xdist_group("fixture-local")


def test_a_text_exists_only_in_the_languages_it_is_written_in(fixture_site: BuiltSite) -> None:
    languages = {tag for tag in fixture_site.languages if f"{tag}/2021/lek/index.html" in fixture_site.pages}
    assert languages == {"az"}
    languages = {tag for tag in fixture_site.languages if f"{tag}/2021/elek/index.html" in fixture_site.pages}
    assert languages == {"az", "en"}


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Text in Arabic"), ("ru", "Язык текста: арабский"), ("ka", "არაბული")],
)
def test_an_untranslated_text_stands_in_every_language_under_its_own_title(
    fixture_site: BuiltSite, language: str, label: str
) -> None:
    page = fixture_site.page(f"{language}/2020/")
    entry = page.by_class("entry")[0]
    link = next(entry.iter("a"))
    assert words_of(link) == "نص بالعربية فقط"
    assert (link.get("lang"), link.get("dir"), link.get("hreflang")) == ("ar", "rtl", "ar")
    assert link.get("href") == "../../ar/2020/arabic-only/index.html"
    assert label in words_of(entry)


def test_a_text_in_the_readers_language_has_no_label_and_no_lang(fixture_site: BuiltSite) -> None:
    entry = fixture_site.page("ar/2020/").by_class("entry")[0]
    link = next(entry.iter("a"))
    assert (link.get("lang"), link.get("dir")) == (None, None)
    assert "entry-label" not in {child.get("class") for child in entry.iter()}


@pytest.mark.parametrize("words", ["Draft words", "Draft text", "Words that wait", "Embargoed text"])
def test_drafts_and_embargoed_texts_leave_no_trace(fixture_site: BuiltSite, words: str) -> None:
    assert [path for path, data in fixture_site.files.items() if words.encode() in data] == []


def test_a_public_list_marks_nothing(fixture_site: BuiltSite, public_fixture_site: BuiltSite) -> None:
    for site in (fixture_site, public_fixture_site):
        assert [path for path, page in site.pages.items() if page.by_class("entry-mark")] == []


def test_a_hidden_text_is_built_and_nowhere_listed(public_fixture_site: BuiltSite) -> None:
    holding = {path for path, data in public_fixture_site.files.items() if b"hidden-text" in data}
    assert holding == {f"en/2022/hidden-text/{file}" for file in ("index.html", "citation.bib", "citation.json")}
    assert "noindex" in public_fixture_site.text_of("en/2022/hidden-text/index.html")


def test_a_withdrawn_text_keeps_its_address_and_says_why(
    fixture_site: BuiltSite, public_fixture_site: BuiltSite
) -> None:
    page = fixture_site.page("en/2022/withdrawn-text/")
    assert "withdrawn for a person’s safety" in page.main_text
    assert "3 February 2024" in page.main_text
    assert [path for path, data in public_fixture_site.files.items() if b"withdrawn-text" in data] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("en/2023/everything/", "../../../en/2023/everything-at-once/index.html"),
        ("ar/2023/everything/", "../../../ar/2023/everything-at-once/index.html"),
        ("az/2020/old-name/", "../../../az/2021/lek/index.html"),
    ],
)
def test_an_earlier_address_leads_on_without_script(fixture_site: BuiltSite, old: str, new: str) -> None:
    page = fixture_site.page(old)
    refresh = next(each for each in page.all("meta") if each.get("http-equiv") == "refresh")
    link = next(page.all("main")[0].iter("a"))
    expected = _same_place(old, new)
    assert refresh.get("content") == f"0; url={link.get('href')}"
    assert _same_place(old, link.get("href") or "") == expected


def _same_place(address: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(address, link))


def test_a_stale_translation_says_so_with_the_day(fixture_site: BuiltSite) -> None:
    corrected, stale = map(words_of, fixture_site.page("az/2023/everything-at-once/").by_class("flag"))
    assert "5 noyabr 2023" in corrected
    assert "1 dekabr 2023" in stale
    undated = words_of(fixture_site.page("en/2021/elek/").by_class("flag")[0])
    assert "The original has changed since this translation was made." in undated
    # up to date or never confirmed: no flag
    assert len(fixture_site.page("ru/2023/everything-at-once/").by_class("flag")) == 1
    assert fixture_site.page("az/2021/elek/").by_class("flag") == []


def test_numbered_pages_of_tags_that_end_in_digits_do_not_meet(fixture_site: BuiltSite) -> None:
    """Stock Pelican writes page 2 of `law-1` over the tag `law-12`."""
    numbers = [f"en/tags/law-1/page/{number}/index.html" for number in (1, 2, 3)]
    assert set(numbers) <= set(fixture_site.pages)
    assert "en/tags/law-1/page/4/index.html" not in fixture_site.pages
    assert "en/tags/law-12/page/1/index.html" not in fixture_site.pages
    titles = [words_of(fixture_site.page(f"en/tags/{tag}/").all("h1")[0]) for tag in ("law-1", "law-12")]
    assert titles == ["Law 1", "Law 12"]


def test_a_listings_pages_hold_each_briefing_once(fixture_site: BuiltSite) -> None:
    pages = ["en/tags/law-1/", *(f"en/tags/law-1/page/{number}/" for number in (3, 2, 1))]
    shown = [words_of(each) for page in pages for each in fixture_site.page(page).by_class("entry-title")]
    assert len(shown) == len(set(shown)) == 8
    # the two that went online first stand on page 1, by what they report
    assert [title.split(":")[0] for title in shown[-2:]] == ["Everything at once", "The sieve"]


def test_titles_that_lose_a_letter_elsewhere_stay_apart_and_in_order(fixture_site: BuiltSite) -> None:
    page = fixture_site.page("az/2021/")
    assert [words_of(each) for each in page.by_class("entry-title")] == ["Lək", "Ələk"]
    assert "elek-elek" in fixture_site.page("az/2021/elek/").ids


def test_a_term_named_in_one_language_is_shown_in_all_and_marked(fixture_site: BuiltSite) -> None:
    page = fixture_site.page("ar/organisations/only-english/")
    heading = page.all("h1")[0]
    assert words_of(heading) == "Named in English Only"
    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")
    own = fixture_site.page("en/organisations/only-english/").all("h1")[0]
    assert own.get("lang") is None


def test_a_person_is_one_page_with_a_name_in_every_language(fixture_site: BuiltSite) -> None:
    page = fixture_site.page("az/people/khadija/")
    assert words_of(page.all("h1")[0]) == "Xədicə İsmayılova"
    names = {each.get("lang"): words_of(each) for each in page.by_class("names")[0].iter("a")}
    assert names["en"] == "Khadija Ismayilova"
    assert names["ru"] == "Хадиджа Исмайлова"
    assert names["ar"] == "خديجة إسماعيلوفا"


def test_terms_without_briefings_have_no_page(fixture_site: BuiltSite) -> None:
    for path, page in fixture_site.pages.items():
        if "/tags/" in path or "/people/" in path:
            assert page.by_class("entry") or page.by_class("letter"), path


def test_the_notice_of_the_day_shows_in_the_readers_language_and_a_past_one_nowhere(fixture_site: BuiltSite) -> None:
    home = fixture_site.page("ar/")
    safety, arabic = home.by_class("notice")
    assert words_of(safety) == "A notice for safety Shown before the text of front\u00a0pages."
    assert words_of(arabic) == "إعلان يظهر\u00a0اليوم."
    assert arabic.get("lang") is None
    order = [each for each in home.tree.iter() if each in (safety, home.all("main")[0], arabic)]
    assert order == [safety, home.all("main")[0], arabic]
    russian = fixture_site.page("ru/tags/").by_class("notice")
    assert [(each.get("lang"), each.get("dir")) for each in russian] == [("en", None)]
    assert [path for path, data in fixture_site.files.items() if b"notice of the past" in data] == []


def test_a_picture_is_published_upright_and_without_a_trace(fixture_site: BuiltSite) -> None:
    data = fixture_site.files["pictures/briefings/2023/everything-at-once/square.jpg"]
    assert b"secret comment" not in data
    assert b"Exif" not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (32, 64)
        assert not picture.getexif()


def test_typography_follows_the_language_and_spares_code(fixture_site: BuiltSite) -> None:
    english = fixture_site.page("en/2023/everything-at-once/").main_text
    assert "words with “quotes”" in english
    assert '"code" -- stays' in english
    assert "straight 'quotes' -- stay..." in english
    assert "«Turan»ın sözləri\u00a0— və «Meydan TV»yə" in fixture_site.page("az/2023/everything-at-once/").main_text
    russian = fixture_site.page("ru/2023/everything-at-once/").main_text
    assert "«в кавычках „Мемориал“ внутри»\u00a0— и" in russian


def test_raw_html_of_the_allow_list_is_kept(fixture_site: BuiltSite) -> None:
    page = fixture_site.page("en/2023/everything-at-once/")
    assert [words_of(each) for each in page.all("mark")] == ["kept words"]
    assert [each.get("lang") for each in page.all("em")] == ["az"]


def test_interface_words_that_a_language_lacks_are_marked_as_the_defaults(tmp_path: Path) -> None:
    """Turkish, begun today: a row, and a catalogue with one message."""
    folder, content = tmp_path / "translations", little_content(tmp_path / "content")
    folder.mkdir()
    header = (FIXTURE / "translations" / "ka.po").read_text("utf-8").split("\n\n")[0].replace("ka", "tr")
    (folder / "tr.po").write_text(f'{header}\n\nmsgid "home.news"\nmsgstr "Haberler"\n', "utf-8")
    conf = tmp_path / "conf.py"
    conf.write_text(
        f"import sys\nsys.path[:0] = [{str(FIXTURE)!r}]\nfrom siteconf import *\n"
        "LANGUAGES = (*LANGUAGES, {'tag': 'tr', 'name': 'Türkçe', 'direction': 'ltr', 'quotes': ('“”', '‘’')})\n"
        f"CATALOGUE_PATHS = [*CATALOGUE_PATHS, {str(folder)!r}]\n",
        "utf-8",
    )
    done = run_pelican(conf, tmp_path / "output", str(content), SOURCE_DATE_EPOCH=FIXTURE_DAY)
    assert done.returncode == 0, done.stderr
    status = ["status", "--settings", str(conf)]
    env = {**os.environ, "STORE_PATH": str(store_of(tmp_path / "output"))}
    told = run_warm("newsarchive", *status, "--content", str(content), environment=env)
    assert re.search(
        r"^tr: interface strings on readers’ pages that are not translated: \d+;", told.stdout, re.MULTILINE
    )
    page = BuiltSite("turkish", tmp_path / "output", "", ()).page("tr/")
    headings = {words_of(each): [span.get("lang") for span in each.iter("span")] for each in page.all("h2")}
    assert headings["Haberler"] == []
    assert headings["Topics"] == ["en"]


def test_source_headline_and_source_titles_carry_their_language(fixture_site: BuiltSite) -> None:
    page = fixture_site.page("ru/2023/everything-at-once/")
    headline = page.by_class("source-headline")[0]
    assert [each.get("lang") for each in headline.iter("span")] == [None, "az"]
    assert "«Sözlər» və <işarələr>" in words_of(headline)
    titles = [item[0] for item in page.by_class("sources")[0].iter("li")]
    assert [each.get("lang") for each in titles] == ["en"]


def test_a_citation_leads_to_its_source_and_the_source_back_in_every_language(fixture_site: BuiltSite) -> None:
    for language in ("az", "en", "ru", "ka", "ar"):
        page = fixture_site.page(f"{language}/2023/everything-at-once/")
        cites = [each for each in page.all("sup") if [link.get("href") for link in each] == ["#p_s1"]]
        assert len(cites) == 1 + (language == "en"), language
        assert re.fullmatch(r"1 \(.+\W3\)", words_of(cites[0])), language
        back = [each.get("href") for each in page.by_class("sources")[0].iter("a") if each.get("class")]
        assert back == [f"#{each.get('id')}" for each in cites], language


def test_each_source_says_what_became_of_it_and_one_sentence_the_rest(fixture_site: BuiltSite) -> None:
    (section,) = fixture_site.page("en/2021/elek/").by_class("sources")
    metas = [[words_of(each) for each in item if each.get("class") == "source-meta"] for item in section.iter("li")]
    below = [found[1:] for found in metas]  # after publisher and date
    gone = "No longer online (3 February 2024)"
    assert below == [
        ["Kept copy, 31 January 2024 · Web archive, 30 January 2024"],  # the first of two
        ["Kept copy, 2 February 2024"],
        ["No copy: the site refused access"],
        [f"{gone} · Kept copy, 31 January 2024 · Web archive, 1 May 2023 · https://source.example/elek-gone-kept"],
        [f"{gone} · https://source.example/elek-gone"],
        [],
    ]
    titles = [item[0].get("href") for item in section.iter("li")]
    first, archived = "https://source.example/elek", "https://web.archive.example/web/20230501000000/"
    assert titles == [
        first,
        f"{first}-brought",
        f"{first}-refused",
        f"{archived}{first}-gone-kept",
        None,
        f"{first}-other",
    ]
    assert words_of(section[-1]) == "Where nothing is said about a copy, none has been kept yet."
    # one run in which a source was missing is not enough
    (section,) = fixture_site.page("en/2022/filler-0/").by_class("sources")
    assert words_of(section[-1]) == "No copies of the sources have been kept yet."
    assert next(section.iter("li"))[0].get("href") == "https://source.example/filler-0"


def test_the_copy_of_a_hidden_texts_source_is_on_its_page_alone(public_fixture_site: BuiltSite) -> None:
    named = {path for path, data in public_fixture_site.files.items() if b"source.example/hidden-text" in data}
    assert named == {"en/2022/hidden-text/index.html"}


def test_a_fourth_and_a_fifth_language_took_a_row_and_a_catalogue(fixture_site: BuiltSite) -> None:
    assert words_of(fixture_site.page("ar/tags/").all("h1")[0]) != words_of(fixture_site.page("en/tags/").all("h1")[0])
    assert words_of(fixture_site.page("ka/tags/").all("h1")[0]) != words_of(fixture_site.page("en/tags/").all("h1")[0])
    menu = fixture_site.page("ka/").by_class("languages")[0]
    names = [words_of(each) for each in menu.iter("a")]
    assert names == ["Azərbaycanca", "English", "Русский", "العربية", "ქართული"]


def test_the_language_menu_keeps_the_text_or_says_that_it_cannot(fixture_site: BuiltSite) -> None:
    menu = fixture_site.page("az/2021/elek/").by_class("languages")[0]
    links = {each.get("lang"): each for each in menu.iter("a")}
    assert links["en"].get("href") == "../../../en/2021/elek/index.html"
    assert links["en"].get("class") is None
    assert links["ru"].get("href") == "../../../ru/index.html"
    assert links["ru"].get("class") == "elsewhere"


def test_code_colours_come_only_with_code(fixture_site: BuiltSite) -> None:
    assert ".code .k" in fixture_site.text_of("en/2023/everything-at-once/index.html")
    assert ".code .k" not in fixture_site.text_of("ru/2023/everything-at-once/index.html")


OF_COPIES = ("Kept copy, ", "Web archive", "No longer online", "No copy: ", "No copies of", "said about a copy")
"""How the English words begin that pages and feeds print of the copies of sources."""


def _printing_copies(output: Path) -> set[str]:
    files = (path for path in (output / "en").rglob("*") if path.suffix in (".html", ".xml") and path.is_file())
    texts = "\n".join(path.read_text("utf-8") for path in files)
    return {each for each in OF_COPIES if each in texts}


def test_without_the_plugin_that_keeps_sources_no_page_says_anything_of_copies(tmp_path: Path) -> None:
    conf, output = tmp_path / "conf.py", tmp_path / "output"
    known = f"import sys\nsys.path.append({str(FIXTURE)!r})\nfrom siteconf import *\n"
    for without, words in (
        ("", {*OF_COPIES}),
        ("PLUGINS = [each for each in PLUGINS if each != 'newsarchive_sources']\n", set()),
    ):
        conf.write_text(known + without, "utf-8")
        done = run_pelican(conf, output, SOURCE_DATE_EPOCH=FIXTURE_DAY)
        assert done.returncode == 0, done.stdout + done.stderr
        assert _printing_copies(output) == words
        environment = {**os.environ, "STORE_PATH": str(store_of(output)), "SOURCE_DATE_EPOCH": FIXTURE_DAY}
        checked = run_warm("newsarchive", "check", f"--settings={conf}", environment=environment)
        assert checked.returncode == 0, checked.stdout
        assert ".tsv" not in checked.stdout
