"""When a book is made again, and what its sections say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as replace_text

from newsarchive.model.index import Edition
from newsarchive.model.models import Issue
from newsarchive.model.pages import BookFile, BookPlan
from newsarchive_editions.books.binding import edition_plans
from newsarchive_editions.books.page import size_in_words
from newsarchive_editions.books.sections import Placing, as_part, polyglot, with_xml_languages
from tests.newsarchive.editions import NEWSROOM, briefing, briefing_of, edition_of, words


class Press:
    """A build in memory: it renders as little as a book needs."""

    readable: Mapping[str, bytes] = {}

    def render(self, template: str, language: str, view: Mapping[str, object], href: Callable[[str], str]) -> str:
        return f"<h1>{template}</h1>{view.get('body', '')}{view.get('number', '')}"


def plans_of(edition: Edition) -> dict[str, BookPlan]:
    """Return the plan of each book by the name of its first file."""
    plans = edition_plans(edition, Press())  # type: ignore[arg-type]
    return {plan.paths[0].rpartition("/")[2]: plan for plan in plans}


def made(edition: Edition) -> list[tuple[BookFile, bytes]]:
    return [made for plan in plans_of(edition).values() for made in plan.make()]


def _edition(*html: str, number: int = 1, **changes: Any) -> Edition:
    years = zip((2022, 2023), html, strict=True)
    texts = [
        # in a build, the key of a text is a digest of its file
        briefing_of(replace_text(briefing(f"text-{year}", f"{year}-01-02", html=words).original, key=words.encode()))
        for year, words in years
    ]
    edition = edition_of(*texts, editions=("epub", "html"), url="https://archive.test", **changes)
    return replace(edition, publication=number)


def test_only_books_with_what_has_changed_have_another_key() -> None:
    before, after = (plans_of(_edition("<p>One.</p>", second)) for second in ("<p>Two.</p>", "<p>Three.</p>"))
    again = plans_of(_edition("<p>One.</p>", "<p>Two.</p>", number=2))
    assert {name: plan.key for name, plan in again.items()} == {name: plan.key for name, plan in before.items()}
    changed = {name for name, plan in after.items() if plan.key != before[name].key}
    assert changed == {"archive-en-2023.epub", "archive-en-all.epub"}


def test_a_file_keeps_its_number_until_its_content_changes() -> None:
    first = [book for book, _ in made(_edition("<p>One.</p>", "<p>Two.</p>"))]
    issued = {each.path: Issue(each.path, each.number, each.day, each.content) for each in first}
    again = replace(_edition("<p>One.</p>", "<p>Three.</p>", number=2), issued=issued)
    numbers = {book.path.rpartition("-")[2]: book.number for book, _ in made(again)}
    assert numbers == {"2022.epub": 1, "2022.html": 1, "2023.epub": 2, "2023.html": 2, "all.epub": 2, "all.html": 2}


def _package(edition: Edition) -> str:
    data = next(data for book, data in made(edition) if book.path == "editions/en/archive-en-all.epub")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
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
