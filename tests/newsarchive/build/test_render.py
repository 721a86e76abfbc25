"""Compiled templates in the build store."""

import re
import sqlite3

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from msgspec.structs import replace

from newsarchive.build.cache import Cache
from newsarchive.build.render import CompiledTemplates, Renderer
from newsarchive.head.navigation import frame_of
from newsarchive.i18n.catalogues import load_catalogues
from newsarchive.pages import listing_pages
from newsarchive.pages.gateway import root_pages
from tests.newsarchive.editions import CATALOGUES, ROOT, briefing, edition_of, page, small_edition


@pytest.fixture
def theme(tmp_path):
    folder = tmp_path / "templates"
    (folder / "partials").mkdir(parents=True)
    (folder / "standing.html").write_text("{% include 'partials/part.html' %} {{ page.title }}", "utf-8")
    (folder / "partials" / "part.html").write_text("<i>{{ language }}</i>", "utf-8")
    return folder


@pytest.fixture
def compiling(monkeypatch):
    """Names of the templates that Jinja compiles."""
    names = []
    compile_one = Environment.compile

    def counted(self, source, name=None, *rest, **options):
        names.append(name)
        return compile_one(self, source, name, *rest, **options)

    monkeypatch.setattr(Environment, "compile", counted)
    return names


def built(theme, tmp_path, shared=b"shared", **filters):
    """One build's page, rendered after the store was closed, as workers do."""
    env = Environment(loader=FileSystemLoader(theme), undefined=StrictUndefined, autoescape=True)
    env.filters |= filters
    env.tests |= filters
    store = Cache(tmp_path / "store.sqlite")
    renderer = Renderer(small_edition(), env, CompiledTemplates(store, shared))
    renderer.prepare(theme)
    store.close()
    return renderer.render(page())


def test_a_template_is_compiled_once_for_many_builds(theme, tmp_path, compiling):
    first = built(theme, tmp_path)
    assert sorted(compiling) == ["partials/part.html", "standing.html"]
    compiling.clear()
    assert built(theme, tmp_path) == first == b"<i>en</i> A title"
    assert compiling == []


def test_a_changed_template_is_compiled_anew_and_no_other(theme, tmp_path, compiling):
    built(theme, tmp_path)
    compiling.clear()
    (theme / "partials" / "part.html").write_text("<b>{{ language }}</b>", "utf-8")
    assert built(theme, tmp_path) == b"<b>en</b> A title"
    assert compiling == ["partials/part.html"]


def test_damaged_code_is_compiled_anew(theme, tmp_path, compiling):
    first = built(theme, tmp_path)
    base = sqlite3.connect(tmp_path / "store.sqlite")
    base.execute("UPDATE computed SET value = zeroblob(length(value))")
    base.commit()
    base.close()
    compiling.clear()
    assert built(theme, tmp_path) == first
    assert len(compiling) == 2


def test_without_a_store_templates_are_compiled_in_each_build(theme, compiling):
    for _ in range(2):
        env = Environment(loader=FileSystemLoader(theme), undefined=StrictUndefined, autoescape=True)
        Renderer(small_edition(), env).prepare(theme)
    assert len(compiling) == 4


@pytest.mark.parametrize("used", ["{{ 'a' | own }}", "{% set x = 'a' | own %}{{ x }}", "{{ 'yes' if 'a' is own }}"])
def test_code_is_cached_with_the_code_of_filters(theme, tmp_path, used):
    """Jinja evaluates a filter of a constant when it compiles; other code of filters changes the shared digest."""
    (theme / "standing.html").write_text(used, "utf-8")
    answers = {b"before": "yes", b"after": ""}
    pages = [built(theme, tmp_path, shared, own=lambda _, shared=shared: answers[shared]) for shared in answers]
    assert pages == [b"yes", b""]


def test_a_filter_may_begin_to_ask_for_the_context(theme, tmp_path):
    (theme / "standing.html").write_text("{{ page.title | own }}", "utf-8")
    assert built(theme, tmp_path, b"before", own=lambda title: title) == b"A title"
    own = pass_context(lambda context, title: f"{title} {context['language']}")
    assert built(theme, tmp_path, b"after", own=own) == b"A title en"


def test_words_in_an_attribute_are_never_marked_up():
    """`t` marks words of another language with an element, which an attribute cannot hold; `label` does not."""
    for path in sorted((ROOT / "theme" / "templates").rglob("*.html")):
        assert re.findall(r'="[^"{}]*\{\{-? *t\(', path.read_text("utf-8")) == [], path.name


def _without_a_catalogue(language):
    """Return an edition in English and in a language of which nothing is translated."""
    plain = edition_of(briefing("a", languages="en"), tags=f"en {language}")
    return replace(plain, words=load_catalogues([CATALOGUES], ("en", language), "en"))


@pytest.mark.parametrize("address", ["", "404.html", "ar/corrections/", "ar/withdrawals/", "ar/people/"])
def test_words_that_a_language_lacks_are_marked_on_pages_in_it_and_about_it(address):
    edition = _without_a_catalogue("ar")
    plans = (*root_pages(edition), *listing_pages(edition))
    shown = next(each for plan in plans if plan.address == address for each in plan.make())
    frame = {"base.html": "{% block content %}{% endblock %}"}
    loader = ChoiceLoader([DictLoader(frame), FileSystemLoader(ROOT / "theme" / "templates")])
    env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)
    view = {**shown.view, "page": shown}
    html = Renderer(edition, env).render_part(shown.template, shown.language, view, lambda to: to)
    arabic = html if address.startswith("ar/") else html.partition('lang="ar"')[2].partition(">")[2]
    assert '<span lang="en" dir="auto">' in arabic
    left = re.sub(r'<span lang="en" dir="auto">.*?</span>|<[^>]*>', "", arabic, flags=re.DOTALL)
    assert left.split() in ([], ["ar"])


def test_lists_mark_words_that_a_language_lacks():
    edition = _without_a_catalogue("ar")
    loader = ChoiceLoader(
        [
            DictLoader({"base.html": "{% block content %}{% endblock %}"}),
            FileSystemLoader(ROOT / "theme" / "templates"),
        ]
    )
    env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)
    (shown,) = next(tuple(plan.make()) for plan in listing_pages(edition) if plan.address == "ar/2023/")
    view = {**shown.view, "page": shown}
    html = Renderer(edition, env).render_part(shown.template, "ar", view, lambda to: to)
    assert '<p class="entry-label" lang="en" dir="ltr">Text in English</p>' in html
    assert 'dir="auto">By event date</span>' in html


def test_the_menu_marks_words_that_a_language_lacks():
    frame = frame_of(page("ar/", "ar"), _without_a_catalogue("ar"))
    assert {each["language"] for each in (*frame["sections"], *frame["pages"])} == {"en"}


def test_a_date_in_words_of_another_language_is_isolated_from_them():
    env = Environment(
        loader=DictLoader({"one.html": "{{ t('listing.added', date='28 نوفمبر & 2026') }}", "macros/text.html": ""}),
        undefined=StrictUndefined,
        autoescape=True,
    )
    html = Renderer(_without_a_catalogue("ar"), env).render_part("one.html", "ar", {}, lambda to: to)
    said = "Latest addition: <bdi>28 نوفمبر &amp; 2026</bdi>"
    assert html == f'<span lang="en" dir="auto">{said}</span>'
    html = Renderer(_without_a_catalogue("ar"), env).render_part("one.html", "en", {}, lambda to: to)
    assert html == "Latest addition: 28 نوفمبر &amp; 2026"
