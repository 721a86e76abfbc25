"""Which parts of a book are made again, and what its sections say."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as replace_text

from newsarchive.model.index import Edition
from newsarchive.model.models import Issue
from newsarchive.model.pages import BookFile
from newsarchive_editions.books import books as books_module
from newsarchive_editions.books import epub
from newsarchive_editions.books.binding import bound
from newsarchive_editions.books.page import size_in_words
from newsarchive_editions.books.sections import Placing, as_part, polyglot, with_xml_languages
from tests.newsarchive.editions import NEWSROOM, briefing, briefing_of, edition_of, words

DAY = dt.date(2026, 11, 24)


class Press:
    """A site in memory: it takes files as a build does, and keeps them for the next one."""

    shared = b"shared"
    words: Mapping[str, bytes] = {}
    readable: Mapping[str, bytes] = {}

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.kept: dict[str, bytes] = {}
        self.written: list[str] = []

    def is_left(self, path: str) -> bool:
        return path in self.files

    def last(self, path: str) -> bytes:
        return self.files.get(path, b"")

    def put(self, path: str, content: bytes) -> bytes:
        self.files[path] = content
        self.written.append(path.rpartition("/")[2])
        return b"+"

    def keep(self, path: str, written: bytes = b"") -> None:
        assert path in self.files

    def render(self, template: str, language: str, view: Mapping[str, object], href: Callable[[str], str]) -> str:
        return f"<h1>{template}</h1>{view.get('body', '')}{view.get('number', '')}"

    def mapped(self, items: Sequence[Any], make: Callable[[Any], bytes]) -> list[bytes]:
        return [make(item) for item in items]

    def named(self, name: str) -> bytes:
        return self.kept.get(name, b"")

    def name(self, name: str, value: bytes) -> None:
        self.kept[name] = value

    def publish(self, edition: Edition) -> list[BookFile]:
        self.written.clear()
        return bound(edition, self, self)  # type: ignore[arg-type]


def _edition(*html: str, number: int = 1, **changes: Any) -> Edition:
    years = zip((2022, 2023), html, strict=True)
    texts = [
        # in a build, the key of a text is a digest of its file
        briefing_of(replace_text(briefing(f"text-{year}", f"{year}-01-02", html=words).original, key=words.encode()))
        for year, words in years
    ]
    edition = edition_of(*texts, editions=("epub", "html"), url="https://archive.test", **changes)
    return replace(edition, publication=number)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slugs of the sections that were rendered and of the chapters that were compressed."""
    found: list[str] = []
    section, chapter = books_module.section_of, epub.chapter_of

    def section_of(briefing: Any, *rest: Any) -> str:
        found.append(briefing.slug)
        return section(briefing, *rest)

    def chapter_of(slug: str, *rest: Any) -> Any:
        found.append(f"{slug}.xhtml")
        return chapter(slug, *rest)

    monkeypatch.setattr(books_module, "section_of", section_of)
    monkeypatch.setattr(epub, "chapter_of", chapter_of)
    return found


def test_only_what_has_changed_is_rendered_and_compressed_again(made: list[str]) -> None:
    press = Press()
    press.publish(_edition("<p>One.</p>", "<p>Two.</p>"))
    one, two = ([f"text-{year}", f"text-{year}.xhtml"] for year in (2022, 2023))
    assert sorted(made) == sorted(2 * (one + two))
    made.clear()
    press.publish(_edition("<p>One.</p>", "<p>Two.</p>"))
    assert (made, press.written) == ([], [])
    press.publish(_edition("<p>One.</p>", "<p>Three.</p>"))
    assert sorted(made) == sorted(2 * two)
    scopes = ("2023", "all")
    assert sorted(press.written) == [f"archive-en-{scope}.{kind}" for scope in scopes for kind in ("epub", "html")]


def test_what_an_earlier_file_gave_is_what_a_new_one_has() -> None:
    press, anew = Press(), Press()
    press.publish(_edition("<p>One.</p>", "<p>Two.</p>"))
    press.publish(_edition("<p>One.</p>", "<p>Three.</p>"))
    anew.publish(_edition("<p>One.</p>", "<p>Three.</p>"))
    assert press.files == anew.files


def test_a_file_keeps_its_number_until_its_content_changes() -> None:
    press = Press()
    first = press.publish(_edition("<p>One.</p>", "<p>Two.</p>"))
    issued = {each.path: Issue(each.path, each.number, each.day, each.content) for each in first}
    again = replace(_edition("<p>One.</p>", "<p>Three.</p>", number=2), issued=issued)
    numbers = {each.path.rpartition("-")[2]: each.number for each in press.publish(again)}
    assert numbers == {"2022.epub": 1, "2022.html": 1, "2023.epub": 2, "2023.html": 2, "all.epub": 2, "all.html": 2}
    # another table of the same content: the file with the other number is made again
    other = {path: Issue(path, 7, DAY, each.content) for path, each in issued.items()}
    numbers = {each.path: each.number for each in press.publish(replace(again, issued=other))}
    assert numbers["editions/en/archive-en-2022.epub"] == 7


def _package(edition: Edition) -> str:
    press = Press()
    press.publish(edition)
    with zipfile.ZipFile(io.BytesIO(press.files["editions/en/archive-en-all.epub"])) as book:
        return book.read("EPUB/package.opf").decode()


def test_a_book_names_a_licence_only_if_there_is_one() -> None:
    without = replace(NEWSROOM, text_licence=("", ""))
    assert "<dc:rights>Texts may be shared under CC BY 4.0</dc:rights>" in _package(_edition("<p>1</p>", "<p>2</p>"))
    assert "dc:rights" not in _package(_edition("<p>1</p>", "<p>2</p>", newsroom=without))


def test_a_shelf_of_books_finds_one_under_the_name_of_the_site() -> None:
    """Reading programs sort by author; the site is that of its texts in citations, too."""
    package, name = _package(_edition("<p>One.</p>", "<p>Two.</p>")), words()("en", "site.name")
    assert f"<dc:creator>{name}</dc:creator>" in package
    assert f"<dc:publisher>{name}</dc:publisher>" in package


def test_markup_becomes_xml() -> None:
    html = '<p>a<br>b&nbsp;c<img alt="x > y" src="z"><wbr></p><hr>'
    assert polyglot(html) == '<p>a<br/>b\xa0c<img alt="x > y" src="z"/><wbr/></p><hr/>'
    assert polyglot("&lt;br&gt; &amp;nbsp; &#39;") == "&lt;br&gt; &amp;nbsp; &#39;"


def test_languages_are_named_as_xml_names_them_but_not_in_words() -> None:
    html = '<span lang="ru" dir="ltr">x</span><code>&lt;a lang="ru"&gt;</code>'
    assert (
        with_xml_languages(html) == '<span lang="ru" xml:lang="ru" dir="ltr">x</span><code>&lt;a lang="ru"&gt;</code>'
    )


def test_a_link_leads_inside_the_book_or_to_the_site() -> None:
    placing = Placing("https://archive.test", True, {"en/2023/a/": "#a"}, lambda path: f"data:{path}")
    section = '<a href="site:en/2023/a/#part">1</a><a href="site:ru/2023/a/#x">2</a><img src="picture:p.jpg"/>'
    assert placing.of(section) == (
        '<a href="#a_part">1</a><a href="https://archive.test/ru/2023/a/#x">2</a><img src="data:p.jpg"/>'
    )
    assert Placing("", True, {}, str).of('<a href="site:en/">words</a>') == "<a>words</a>"


def test_a_part_of_a_file_has_lower_headings_and_ids_of_its_own() -> None:
    section = '<h1>T</h1><h2 id="b">B</h2><a href="#b">b</a><a href="site:x#b">c</a>'
    assert as_part(section, "slug") == (
        '<h2>T</h2><h3 id="slug_b">B</h3><a href="#slug_b">b</a><a href="site:x#b">c</a>'
    )


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "5\u00a0KB 1.6\u00a0MB"), ("az", "5\u00a0KB 1,6\u00a0MB"), ("ru", "5\u00a0КБ 1,6\u00a0МБ")],
)
def test_a_size_is_not_broken_before_its_unit(language: str, written: str) -> None:
    assert [size_in_words(size, words(), language) for size in (5_000, 1_600_000)] == written.split(" ")
