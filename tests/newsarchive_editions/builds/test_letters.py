"""Letters from readers in a whole site: what they become, and what they must not be taken for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from tests.sites import FIXTURE, FIXTURE_DAY, BuiltSite, Document, run_pelican, words_of

pytestmark = pytest.mark.xdist_group("fixture-local")

LANGUAGES = ("az", "en", "ru", "ar", "ka")
ANCHORS = ["letter-2023-12-05-aysel", "letter-2023-12-05-huda", "letter-2023-12-06-1"]
TEXT = "2023/everything-at-once"


def letters_of(page: Document) -> list[ET.Element]:
    return page.by_class("reader-letter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_stand_under_the_text_in_every_language_by_day(fixture_site: BuiltSite, language: str) -> None:
    page = fixture_site.page(f"{language}/{TEXT}/")
    assert [each.get("id") for each in letters_of(page)] == ANCHORS


@pytest.mark.parametrize(
    ("language", "label", "withheld", "spoken"),
    [
        ("en", "Letter from a reader, 6 December 2023", "name withheld", ["Text in Arabic"]),
        ("az", "Oxucu məktubu, 6 dekabr 2023", "adı açıqlanmır", ["Mətnin dili: ərəb dili"]),
        ("ru", "Письмо читателя, 6 декабря 2023\u202fг.", "имя не раскрывается", ["Язык текста: арабский"]),
        ("ar", "رسالة من قارئ، 6 ديسمبر 2023", "الاسم محجوب", []),
        ("ka", "მკითხველის წერილი, 6 დეკემბერი, 2023", "სახელი არ მჟღავნდება", ["ტექსტის ენა: არაბული"]),
    ],
)
def test_each_is_labelled_in_the_readers_language(
    fixture_site: BuiltSite, language: str, label: str, withheld: str, spoken: list[str]
) -> None:
    letter = letters_of(fixture_site.page(f"{language}/{TEXT}/"))[2]
    assert words_of(next(letter.iter("h3"))) == label
    assert withheld in words_of(letter)
    assert [words_of(each) for each in letter.iter("span") if each.get("class") == "entry-label"] == spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_keeps_its_own_language_and_direction(fixture_site: BuiltSite, language: str) -> None:
    words = [next(each.iter("blockquote")) for each in letters_of(fixture_site.page(f"{language}/{TEXT}/"))]
    around = "rtl" if language == "ar" else "ltr"
    expected = [
        (tag if tag != language else None, direction if direction != around else None)
        for tag, direction in (("az", "ltr"), ("ar", "rtl"), ("ar", "rtl"))
    ]
    assert [(each.get("lang"), each.get("dir")) for each in words] == expected
    assert "«Turan»ın sözü\u00a0— mənə də aiddir." in words_of(words[0])
    assert "«بين علامتين»" in words_of(words[2])


def test_a_name_is_printed_as_it_was_given_and_marked(fixture_site: BuiltSite) -> None:
    names = [next(each.iter("bdi"), None) for each in letters_of(fixture_site.page(f"en/{TEXT}/"))]
    assert [name is not None and (words_of(name), name.get("lang"), name.get("dir")) for name in names] == [
        ("Aysel O’Nil", None, None),
        ("هدى", "ar", "rtl"),
        False,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_letter_are_not_among_the_archives_own(fixture_site: BuiltSite, language: str) -> None:
    page = fixture_site.page(f"{language}/{TEXT}/")
    article = page.by_class("briefing")[0]
    own, *others = (each for each in article if "prose" in (each.get("class") or "").split())
    assert others == []
    assert not {"letters", "reader-letter"} & {each.get("class") for each in own.iter()}
    assert "Hörmətli redaksiya" not in words_of(own)
    assert "Hörmətli redaksiya" in words_of(page.by_class("letters")[0])


def test_no_feed_listing_or_other_page_holds_a_letter(fixture_site: BuiltSite) -> None:
    pages = {f"{language}/{TEXT}/index.html" for language in LANGUAGES}
    for words in ("Hörmətli redaksiya", "letter-2023-12-05-aysel", "رسالة ثانية"):
        assert {path for path, data in fixture_site.files.items() if words.encode() in data} == pages


def test_a_letter_makes_no_entry_of_a_feed_newer(fixture_site: BuiltSite) -> None:
    feed = fixture_site.text_of("ar/feed.xml")
    assert "2023-12-05" not in feed
    assert "2023-12-06" not in feed


@pytest.mark.parametrize("words", ["Quincunx", "A Draft Reader", "Zeugma", "A Waiting Reader", "2023-12-07"])
def test_letters_held_back_leave_no_trace(fixture_site: BuiltSite, words: str) -> None:
    assert [path for path, data in fixture_site.files.items() if words.encode() in data] == []


@pytest.mark.parametrize(
    ("address", "words", "name"),
    [
        ("en/2022/hidden-text/", "Oxymoron", "A Hidden Reader"),
        ("en/2022/withdrawn-text/", "Litotes", "A Withdrawn Reader"),
    ],
)
def test_a_text_that_is_hidden_or_withdrawn_shows_none(
    fixture_site: BuiltSite, address: str, words: str, name: str
) -> None:
    assert letters_of(fixture_site.page(address)) == []
    assert [path for path, data in fixture_site.files.items() if words.encode() in data or name.encode() in data] == []


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A little of the fixture's content: the texts that have letters, and those to which they link."""
    content, whole = tmp_path_factory.mktemp("letters") / "content", FIXTURE / "content"
    lettered = (folder.parent.relative_to(whole) for folder in whole.rglob("replies"))
    for name in (*lettered, "briefings/2021/elek", "pages/about"):
        shutil.copytree(whole / name, content / name)
    for path in whole.glob("*.yaml"):
        if path.name != "redirects.yaml":
            shutil.copy(path, content)
    return content


def _build(content: Path, output: Path, settings: str = "") -> subprocess.CompletedProcess[str]:
    conf = output.with_name("conf.py")
    own = f"import sys\nsys.path[:0] = [{str(FIXTURE)!r}, {str(conf.parent)!r}]\nfrom siteconf import *\n"
    conf.write_text(f"{own}{settings}\n", "utf-8")
    return run_pelican(conf, output, str(content), SOURCE_DATE_EPOCH=FIXTURE_DAY, FIXTURE_SITEURL="")


def test_the_preview_shows_drafts_marked(content: Path, tmp_path: Path) -> None:
    done = _build(content, tmp_path / "output", "SHOW_DRAFTS = True")
    assert done.returncode == 0, done.stderr
    site = BuiltSite("preview", tmp_path / "output", "", LANGUAGES)
    letters = letters_of(site.page(f"ka/{TEXT}/"))
    assert [each.get("id") for each in letters] == [*ANCHORS, "letter-2023-12-07-draft"]
    marks = ["entry-mark" in {part.get("class") for part in each.iter()} for each in letters]
    assert marks == [False, False, False, True]
    assert "Quincunx" in words_of(letters[3])
    assert "Zeugma" in site.page("en/2022/embargoed-text/").main_text
    assert [path for path, data in site.files.items() if b"Oxymoron" in data or b"Litotes" in data] == []


def test_a_letter_changes_nothing_but_the_pages_that_show_it(content: Path, tmp_path: Path) -> None:
    bare_content = shutil.copytree(content, tmp_path / "content")
    for folder in bare_content.rglob("replies"):
        shutil.rmtree(folder)
    sites = []
    for name, folder in (("lettered", content), ("bare", bare_content)):
        done = _build(folder, tmp_path / name)
        assert done.returncode == 0, done.stderr
        sites.append(BuiltSite(name, tmp_path / name, "", LANGUAGES))
    lettered, bare = sites
    changed = {path for path, data in lettered.files.items() if bare.files.get(path) != data}
    assert changed == {f"{language}/{TEXT}/index.html" for language in LANGUAGES}
    assert bare.files.keys() == lettered.files.keys()


def _without_page(name: str) -> str:
    """A plugin that hides the letters of one language's pages from the builder, as a fault in a page maker would."""
    return f'''
from msgspec.structs import replace
from functools import partial
import msgspec
import newsarchive.pages as pages
made = pages.plan_pages
def plan_pages(edition):
    for plan in made(edition):
        yield msgspec.structs.replace(plan, make=partial(lettered, plan))
def lettered(plan):
    for page in plan.make():
        yield replace(page, letters=()) if page.language == "{name}" else page
def register():
    from newsarchive.signals import pages_wanted
    pages_wanted.disconnect(made)
    pages_wanted.connect(plan_pages, weak=False)
'''


def test_a_page_maker_that_loses_a_letter_stops_the_build(content: Path, tmp_path: Path) -> None:
    (tmp_path / "losing.py").write_text(_without_page("ka"), "utf-8")
    done = _build(content, tmp_path / "output", "PLUGINS = [*PLUGINS, 'losing']")
    assert done.returncode != 0
    assert f"not published: briefings/{TEXT}/replies/2023-12-05-aysel.md" in done.stdout + done.stderr
    assert not list((tmp_path / "output").rglob("*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_invitations_mail_is_begun_in_the_readers_language(public_fixture_site: BuiltSite, language: str) -> None:
    page = public_fixture_site.page(f"{language}/{TEXT}/")
    link = next(each.get("href", "") for each in page.by_class("reply")[0].iter("a"))
    assert re.fullmatch(r"mailto:desk@archive\.example\?subject=[\w./~%-]+", link, re.ASCII)
    assert unquote(link, errors="strict").endswith(f": {language}/{TEXT}")


def test_the_invitation_leads_to_the_page_on_writing_safely(fixture_site: BuiltSite) -> None:
    for language in LANGUAGES:
        links = list(fixture_site.page(f"{language}/{TEXT}/").by_class("reply")[0].iter("a"))
        assert links[1].get("href") == f"../../{'' if language == 'en' else '../en/'}writing-safely/index.html"
        assert words_of(links[1]) == "Writing safely"
        assert links[1].get("lang") == (None if language == "en" else "en")


def test_the_ways_to_write_stand_on_that_page_alone(fixture_site: BuiltSite) -> None:
    for path, page in fixture_site.pages.items():
        assert ("p_contacts" in page.ids) is (path == "en/writing-safely/index.html")
    block = words_of(fixture_site.page("en/writing-safely/").by_class("ways")[0])
    for words in ("desk@archive.example", "desk.042", "0123 4567 89AB", "https://archive.example/keys/desk.asc"):
        assert words in block
