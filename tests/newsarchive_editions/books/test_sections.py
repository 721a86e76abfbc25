"""A text as it stands in books."""

from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec.structs import replace

from newsarchive.build.render import Renderer
from newsarchive.html import plain
from newsarchive.model.dates import parse_day
from newsarchive.model.own_fields import ExtraField
from newsarchive_editions.books.front import title_page
from newsarchive_editions.books.sections import section_key, section_of
from tests.newsarchive.attempts import A, copy_of, dead, edition_with, source
from tests.newsarchive.editions import NEWSROOM, briefing, edition_of
from tests.sites import TEMPLATES


def test_a_section_depends_on_what_it_prints_of_the_copies_of_its_sources():
    work = briefing("a", sources=(source(A),))

    def key(lines=(), gone=()):
        return section_key(work, "en", edition_with(work, lines=lines, gone=gone))

    assert len({key(), key([copy_of(A, 12)]), key([copy_of(A, 13)]), key([copy_of(A, 12)], [dead(A)])}) == 4
    # no book prints the digest of a time stamp
    assert key([copy_of(A, 12)]) == key([copy_of(A, 12, token="d" * 64)])


def theme(edition):
    """Return what renders parts of books as the theme prints them."""
    loader = FileSystemLoader(TEMPLATES)
    env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True)
    return SimpleNamespace(render=Renderer(edition, env).render_part)


def printed(work, **site):
    """Return the section of a text in English."""
    edition = edition_of(work, url="https://archive.test", **site)
    return section_of(work, "en", edition, theme(edition))


@pytest.mark.parametrize(
    ("origin", "told"),
    [("", "Published here: 1 May 2020"), ("https://old.example/a", "First published: 1 May 2020 old.example")],
)
def test_a_text_from_another_site_says_as_on_its_page_where_it_was_first(origin, told):
    section = printed(briefing("a", "2020", published=parse_day("2020-05-01"), brought_from=origin))
    assert told in " ".join(plain(section).split())
    assert ('href="https://old.example/a"' in section) == bool(origin)


def test_a_web_address_and_a_date_of_the_newsrooms_own_fields_are_what_they_are_on_the_page():
    fields = ExtraField("docket", "web", {"en": "Docket"}), ExtraField("heard", "date", {"en": "Heard"})
    values = ("docket", "https://court.example/1?a=1&b=2"), ("heard", "2020-05")
    section = printed(briefing("a", "2020", extra=values), extra_fields=fields)
    assert (
        '<span>Docket</span>: <a href="https://court.example/1?a=1&amp;b=2"><bdi dir="ltr">court.example</bdi></a>'
        in section
    )
    assert '<span>Heard</span>: <time datetime="2020-05">May 2020</time>' in section


@pytest.mark.parametrize(("licence", "said"), [(("CC0", "https://cc.example/"), True), (("", ""), False)])
def test_a_title_page_names_a_licence_only_if_there_is_one(licence, said):
    edition = edition_of(url="https://archive.test", newsroom=replace(NEWSROOM, text_licence=licence))
    page = title_page("editions/en/a.epub", "All texts", 1, None, edition, theme(edition))
    assert ("Texts may be shared" in page) == said
    assert 'href=""' not in page
