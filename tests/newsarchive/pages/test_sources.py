"""Sources as pages and books print them, with their copies."""

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from newsarchive.build.render import Renderer
from newsarchive.pages.sources import sources_of
from tests.newsarchive.attempts import WAYBACK, A, copy_of, dead, edition_with, failure, source
from tests.newsarchive.editions import ROOT, briefing

URL = A.replace("&", "&amp;")
MEMENTO = WAYBACK.replace("&", "&amp;")
ONE = """{% import "macros/sources.html" as of -%}
{{ of.title(each, language, direction) }}|{{ of.copies(each, t) }}"""


def printed(lines=(), gone=(), language="en", **fields):
    """Return what is printed of the only source: its title, and what is below it."""
    work = briefing("a", languages="en az ru", sources=(source(A, **fields),))
    edition = edition_with(work, lines=lines, gone=gone)
    loader = ChoiceLoader([DictLoader({"one.html": ONE}), FileSystemLoader(ROOT / "theme" / "templates")])
    env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True)
    (each,) = sources_of(work, edition, language, {})
    html = Renderer(edition, env).render_part("one.html", language, {"each": each}, lambda to: f"../../../{to}")
    return html.split("|")


def below(*parts):
    return f' <span class="source-meta">{" · ".join(parts)}</span>'


def test_a_source_of_which_nothing_is_known_is_its_title():
    assert printed() == [f'<a href="{URL}">Title</a>', ""]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Kept copy, 12 March 2026"),
        ("az", "Saxlanmış nüsxə, 12 mart 2026"),
        ("ru", "Редакция хранит копию от 12 марта 2026\u202fг."),
    ],
)
def test_a_copy_is_told_with_its_day_in_each_language(language, words):
    title, copies = printed([copy_of(A, 12)], language=language)
    assert title.startswith(f'<a href="{URL}" data-versiondate="2026-03-12"')
    assert copies == below(words)


def test_a_memento_is_linked_and_both_links_are_robust():
    title, copies = printed([copy_of(A, 12, memento=WAYBACK)])
    assert title == f'<a href="{URL}" data-versionurl="{MEMENTO}" data-versiondate="2026-03-11">Title</a>'
    link = f'<a href="{MEMENTO}" data-originalurl="{URL}" data-versiondate="2026-03-11">Web archive, 11 March 2026</a>'
    assert copies == below("Kept copy, 12 March 2026", link)


def test_a_memento_without_a_day_has_none():
    title, copies = printed(archived="https://archive.test/x")
    assert title == f'<a href="{URL}" data-versionurl="https://archive.test/x">Title</a>'
    assert copies == below(f'<a href="https://archive.test/x" data-originalurl="{URL}">Web archive</a>')


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "No copy: the site refused access"),
        ("az", "Nüsxə yoxdur: sayt girişə icazə vermədi"),
        ("ru", "Копии нет: сайт отказал в доступе"),
    ],
)
def test_a_reason_stands_where_there_is_no_copy(language, words):
    assert printed([failure(A, 12, "refused")], language=language)[1] == below(words)


GONE = "<strong>No longer online (20 March 2026)</strong>"
WAS = f'<bdi dir="ltr">{URL}</bdi>'


def test_the_title_of_a_dead_source_leads_to_a_copy_and_its_address_is_text():
    title, copies = printed([copy_of(A, 12, memento=WAYBACK)], [dead(A)])
    assert title == f'<a href="{MEMENTO}" data-originalurl="{URL}" data-versiondate="2026-03-11">Title</a>'
    assert copies.startswith(below(GONE).removesuffix("</span>"))
    assert copies.endswith(f"Web archive, 11 March 2026</a> · {WAS}</span>")


def test_without_a_copy_that_readers_can_open_a_dead_source_is_no_link():
    assert printed((), [dead(A)]) == ["<span>Title</span>", below(GONE, WAS)]
    assert printed([copy_of(A, 12)], [dead(A)]) == ["<span>Title</span>", below(GONE, "Kept copy, 12 March 2026", WAS)]
    reason = "No copy: the page was already gone"
    assert printed([failure(A, 12, "gone")], [dead(A)])[1] == below(GONE, reason, WAS)
