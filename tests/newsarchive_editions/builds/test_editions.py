"""The archive as files: what is in an EPUB, in one HTML file and in the copy of a site, and what is in none."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tests.containers import OPF, XHTML, XML_LANG, Epub, epubcheck_says, members
from tests.sites import FIXTURE_LANGUAGES, PUBLIC, BuiltSite, Document, words_of

SECRETS = (b"Hidden words", b"hidden-text", b"withdrawn-text", b"Draft words", b"draft-text", b"Words that wait")


@pytest.fixture(scope="module")
def site(public_fixture_site: BuiltSite) -> BuiltSite:
    """The fixture site as it is published."""
    return public_fixture_site


def _book(site: BuiltSite, language: str, scope: str = "all") -> Epub:
    return Epub(site.files[f"editions/{language}/archive-{language}-{scope}.epub"])


def _html(site: BuiltSite, language: str, scope: str = "all") -> Document:
    path = f"editions/{language}/archive-{language}-{scope}.html"
    return Document(path, site.text_of(path))


def _copy(site: BuiltSite, language: str) -> dict[str, bytes]:
    return members(site.files[f"editions/{language}/archive-{language}-site.zip"])


def test_a_local_build_has_none_and_does_not_speak_of_them(fixture_site: BuiltSite) -> None:
    assert [path for path in fixture_site.files if "editions" in path] == []
    assert [path for path, page in fixture_site.pages.items() if "editions/" in page.source] == []


def test_each_language_has_its_years_and_all_years_and_its_site(site: BuiltSite) -> None:
    found = sorted(path for path in site.files if path.startswith("editions/ar/"))
    years = [f"editions/ar/archive-ar-{scope}.{kind}" for scope in ("2020", "2023", "all") for kind in ("epub", "html")]
    assert found == sorted([*years, "editions/ar/archive-ar-site.zip"])
    for language in FIXTURE_LANGUAGES:
        assert f"editions/{language}/archive-{language}-all.epub" in site.files


def test_the_checker_of_the_w3c_has_nothing_to_say_of_an_epub(site: BuiltSite, tmp_path: Path) -> None:
    """It starts for eight seconds: it is shown the book that has everything, and each night all of them."""
    assert epubcheck_says(site.path / "editions/en/archive-en-all.epub", tmp_path) == []


@pytest.mark.full
def test_the_checker_has_nothing_to_say_of_any_epub(site: BuiltSite, tmp_path: Path) -> None:
    for path in sorted((site.path / "editions").rglob("*.epub")):
        assert epubcheck_says(path, tmp_path) == [], path


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_an_epub_says_its_language_and_is_read_in_its_direction(site: BuiltSite, language: str, direction: str) -> None:
    book = _book(site, language)
    assert book.package.find(f"{OPF}spine").get("page-progression-direction") == direction  # type: ignore[union-attr]
    assert book.package.findtext(".//{http://purl.org/dc/elements/1.1/}language") == language
    for path in book.spine:
        root = book.document(path)
        assert (root.get("lang"), root.get(XML_LANG), root.get("dir")) == (language, language, direction), path
        for each in root.iter():
            assert each.get("lang") == each.get(XML_LANG), path


def test_a_book_has_the_published_texts_of_its_language_newest_first(site: BuiltSite) -> None:
    fillers = [f"filler-{number}" for number in range(4, -1, -1)]
    assert _book(site, "en").slugs == ["everything-at-once", *fillers, "elek"]
    assert _book(site, "en", "2022").slugs == fillers
    assert _book(site, "ar").slugs == ["everything-at-once", "arabic-only"]
    parts = [each.get("id") for each in _html(site, "en").all("article")]
    assert parts == _book(site, "en").slugs


def test_what_has_no_text_in_the_language_is_listed_with_its_public_address(site: BuiltSite) -> None:
    page = _book(site, "en").document("EPUB/elsewhere.xhtml")
    links = {each.get("href"): each.get("lang") for each in page.iter(f"{XHTML}a")}
    assert links == {f"{PUBLIC}/az/2021/lek/": "az", f"{PUBLIC}/ar/2020/arabic-only/": "ar"}


def test_links_stay_in_a_book_or_are_public(site: BuiltSite) -> None:
    """`test_editions_over_time` has texts that link to one another."""
    for scope in ("all", "2023"):
        book = _book(site, "en", scope)
        for path, target in book.links():
            if urlsplit(target).scheme:
                assert target.startswith(("https://", "mailto:")), (path, target)
                continue
            file, fragment = urldefrag(unquote(target))
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            assert found in book.members, (path, target)
            if fragment:
                assert fragment in {each.get("id") for each in book.document(found).iter()}, (path, target)
    links = {target for _, target in _book(site, "en").links()}
    assert f"{PUBLIC}/az/2021/elek/#elek-elek" in links  # a text in another language
    assert f"{PUBLIC}/documents/briefings/2022/filler-2/report.pdf#page=1" in links
    assert f"{PUBLIC}/en/about/" in links


def test_links_in_one_file_lead_to_its_parts(site: BuiltSite) -> None:
    page = _html(site, "en")
    targets = [each.get("href", "") for each in page.tree.iter() if each.get("href")]
    assert len(set(page.ids)) == len(page.ids)
    assert {each[1:] for each in targets if each.startswith("#")} <= set(page.ids)
    assert [each for each in targets if not each.startswith(("#", "https://"))] == []
    assert "#everything-at-once" in targets


def test_a_text_has_its_corrections_sources_and_versions(site: BuiltSite) -> None:
    chapter = words_of(_book(site, "en").document("EPUB/texts/everything-at-once.xhtml"))
    for words in (
        "The square’s caption",
        "The number of cases was wrong",
        "Source number everything-at-once",
        "wording only",
    ):
        assert words in chapter
    assert "First Author" in chapter
    html = _html(site, "en").all("article")[0]
    for words in (chapter, words_of(html)):
        assert re.search(r"Topics: .*Law 1.* People: ", words)


def test_pictures_are_those_of_a_phone_and_inside(site: BuiltSite) -> None:
    book = _book(site, "en")
    pictures = [path for path in book.members if path.startswith("EPUB/pictures/")]
    assert len(pictures) == 5
    for path in pictures:
        assert book.members[path] == site.files[path.removeprefix("EPUB/")]
        assert not re.match(r"EPUB/pictures/(?:800|1280)/", path), path
    page = _html(site, "en")
    assert {each.get("src", "").partition(",")[0] for each in page.all("img")} <= {
        f"data:image/{kind};base64" for kind in ("webp", "png", "jpeg")
    }
    assert len(page.all("img")) == 6  # one is shown twice


def test_one_file_begins_with_its_contents_and_each_text_leads_back(site: BuiltSite) -> None:
    page = _html(site, "en")
    headings = [each.get("id") for each in page.all("h2")]
    assert headings.index("p_contents") < headings.index("p_since") < headings.index("p_check")
    ends = [[link.get("href") for link in each.iter("a")][-1] for each in page.all("article")]
    assert ends == ["#p_contents"] * len(_book(site, "en").slugs)


def test_one_file_loads_nothing(site: BuiltSite) -> None:
    """A strict parse, the policy first, and nothing that a browser would fetch."""
    for language in FIXTURE_LANGUAGES:
        page = _html(site, language)
        assert page.language == language
        policy = next(each.get("content") for each in page.all("meta") if each.get("http-equiv"))
        assert policy is not None
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert [each for each in page.tree.iter() if each.tag in ("script", "link", "iframe", "source", "object")] == []


def test_hidden_withdrawn_and_unpublished_texts_are_in_no_container(site: BuiltSite) -> None:
    for path, data in site.files.items():
        if path.startswith("editions/"):
            inside = {path: data} if path.endswith(".html") else members(data)
            for name, content in inside.items():
                assert [each for each in SECRETS if each in content or each in name.encode()] == [], (path, name)


def test_containers_say_nothing_of_when_and_where_they_were_packed(site: BuiltSite) -> None:
    book = site.files["editions/en/archive-en-all.epub"]
    assert book[30:58] == b"mimetypeapplication/epub+zip"
    assert book[:30] == site.files["editions/ar/archive-ar-all.epub"][:30]


def test_the_copy_of_a_site_has_links_for_a_disk(site: BuiltSite) -> None:
    """All pages of the language but the one that offers the files; links inside it resolve, all others are public."""
    copy = _copy(site, "az")
    pages = {path for path in copy if path.endswith(".html")}
    own = {f"archive-az/{path}" for path in site.pages if path.startswith("az/")}
    assert own - pages == {"archive-az/az/editions/index.html"} | _redirects(site, "az")
    for path in pages:
        page = Document(path, copy[path].decode())
        for each in page.tree.iter():
            for name in ("href", "src", "srcset"):
                target = each.get(name)
                if target is None or target.startswith(("#", "data:", "mailto:")):
                    continue
                if urlsplit(target).scheme:
                    assert name == "href" or each.tag == "meta", (path, target)
                    continue
                file = unquote(urldefrag(target)[0])
                assert posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) in copy, (path, target)
    front = Document("", copy["archive-az/az/index.html"].decode())
    languages = [each.get("href") for each in front.by_class("languages")[0].iter("a")]
    assert f"{PUBLIC}/en/" in languages


@pytest.mark.parametrize("language", FIXTURE_LANGUAGES)
def test_the_search_of_a_copy_says_nothing_of_a_server(site: BuiltSite, language: str) -> None:
    """Opened from a disk there is none; on the site it can tell which parts of the index are loaded."""
    path = f"{language}/search/index.html"
    said = [words_of(each) for each in site.page(f"{language}/search/").by_class("search-sent")]
    assert len(said) == 1
    copy = words_of(Document(path, _copy(site, language)[f"archive-{language}/{path}"].decode()).tree)
    assert said[0] not in copy
    assert "server can see" not in copy


def _redirects(site: BuiltSite, language: str) -> set[str]:
    return {
        f"archive-{language}/{path}"
        for path, page in site.pages.items()
        if path.startswith(f"{language}/") and 'http-equiv="refresh"' in page.source
    } | {f"archive-{language}/{path}" for path in site.pages if path.startswith(f"{language}/") and "hidden" in path}


def test_a_page_offers_every_file_with_size_day_and_number(site: BuiltSite) -> None:
    page = site.page("en/editions/")
    items = {each.find("a").get("href", ""): words_of(each) for each in page.all("li") if each.find("a") is not None}  # type: ignore[union-attr]
    offered = {posixpath.normpath(f"en/editions/{href}"): said for href, said in items.items()}
    for path in site.files:
        if path.startswith("editions/en/"):
            said = offered[path]
            size = max(1, round(len(site.files[path]) / 1000))
            assert f"{size}\u00a0KB · publication 1, 1 July 2026" in said, path
            assert " · signature " in said.partition(f"{size}\u00a0KB")[0], path  # on the line of the title
    assert "minisign -Vm archive-en-all.epub -P RWRrMsf4" in page.main_text
    for said in (
        "apt install minisign",
        "archive-en-all.epub.minisig",
        "pass the signature on too",
        "the publication, its day and the name of the file. All three must agree",
        "archive-en-all.epub, as an example",
        "-x new.minisig",
        "do not trust the file",
    ):
        assert said in page.main_text
    for listed in ("en/archive/", "en/mirrors/", "en/"):
        assert "editions/" in site.page(listed).source


def test_a_title_page_says_what_it_is_and_where_to_look_for_changes(site: BuiltSite) -> None:
    words = words_of(_book(site, "en", "2022").document("EPUB/title.xhtml"))
    for said in (
        "Texts from 2022",
        "5 texts.",
        "Publication 1, 1 July 2026.",
        "minisign -Vm archive-en-2022.epub -P RWR",
        "apt install minisign",
        "archive-en-2022.epub.minisig",
        "All three must agree",
    ):
        assert said in words
    links = [target for path, target in _book(site, "en", "2022").links() if path == "EPUB/title.xhtml"]
    assert f"{PUBLIC}/en/withdrawals/" in links
    assert f"{PUBLIC}/en/corrections/" in links


def test_all_books_together_have_at_most_eight_kilobytes_a_text(site: BuiltSite) -> None:
    books = [_book(site, language) for language in FIXTURE_LANGUAGES]
    assert sum(len(each.data) for each in books) <= 8_192 * sum(len(each.slugs) for each in books)
