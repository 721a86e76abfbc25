"""What is written, what is left alone, and what is removed."""

from dataclasses import replace

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError

from plugins.archive.index import Styles
from plugins.archive.signals import frame_wanted
from plugins.builds.parallel import WorkerError
from plugins.builds.rendering import Renderer
from plugins.builds.writer import Report, rendered_all
from tests.unit.editions import briefing, briefing_of, page, small_edition, text_from


def test_a_report_counts_what_was_done():
    assert (
        str(Report(pages=5, files=2, written=3, removed=1)) == "5 pages and 2 files: 3 written, 4 unchanged, 1 removed"
    )


@pytest.fixture
def no_frames():
    """Let no plugin answer for the frame, whatever other tests registered."""
    before = dict(frame_wanted.receivers)
    frame_wanted.receivers.clear()
    yield
    frame_wanted.receivers.clear()
    frame_wanted.receivers.update(before)


def rendered(template, wanted, **site):
    env = Environment(loader=DictLoader({"standing.html": template}), undefined=StrictUndefined, autoescape=True)
    edition = replace(small_edition(**site), styles=Styles("p>a{}", "li>a{}", ".code>a{}"))
    return Renderer(edition, env).render(wanted).decode()


@pytest.mark.usefixtures("no_frames")
@pytest.mark.parametrize(
    ("site", "address", "link"),
    [
        ({}, "en/2023/a/", "../../../az/index.html"),
        ({"clean_addresses": True}, "en/2023/a/", "../../../az/"),
        ({"url": "https://x.example", "clean_addresses": True}, "en/2023/a/", "../../../az/"),
        ({"url": "https://x.example", "clean_addresses": True}, "404.html", "https://x.example/az/"),
        ({"url": "https://x.example"}, "404.html", "https://x.example/az/index.html"),
        ({}, "404.html", "az/index.html"),
    ],
)
def test_links_are_relative_on_every_page_but_the_missing_one(site, address, link):
    assert rendered("{{ href('az/') }}", page(address), **site) == link


@pytest.mark.usefixtures("no_frames")
@pytest.mark.parametrize("number", [0, 1, 5, 300])
def test_many_pages_are_rendered_as_one_is(number):
    env = Environment(loader=DictLoader({"standing.html": "{{ page.title }} {{ href('az/') }}"}), autoescape=True)
    pages = [page(f"en/2023/t{each}/", title=f"<{each}>") for each in range(number)]
    renderer = Renderer(small_edition(), env)
    found = rendered_all(renderer, pages, "pages")
    assert list(found.items()) == [(f"{each.address}index.html", renderer.render(each)) for each in pages]


@pytest.mark.usefixtures("no_frames")
def test_a_page_that_cannot_be_rendered_stops_all():
    env = Environment(
        loader=DictLoader({"standing.html": "{{ nothing.here }}"}), undefined=StrictUndefined, autoescape=True
    )
    pages = [page(f"en/2023/t{each}/") for each in range(300)]
    with pytest.raises((WorkerError, UndefinedError)):
        rendered_all(Renderer(small_edition(), env), pages, "pages")


@pytest.mark.usefixtures("no_frames")
def test_a_template_is_given_the_view_and_its_language():
    template = "{{ heading }} {{ language }} {{ direction }} {{ default_language }} {{ t('archive.title') }}"
    found = rendered(template, page("az/a/", "az", view={"heading": "A & B"}))
    assert found.startswith("A &amp; B az ltr en ")


@pytest.mark.usefixtures("no_frames")
def test_only_pages_with_code_carry_its_colours():
    code = briefing_of(text_from("```python\nx = 1\n```"))
    assert rendered("{{ css }}", page(work=briefing("a"))) == "p>a{}"
    assert rendered("{{ css }}", page(work=code)) == "p>a{}.code>a{}"
    assert rendered("{{ css }}", page()) == "li>a{}"
    letters = page(work=briefing("a"), view={"letters": (text_from("```python\nx = 1\n```"),)})
    assert rendered("{{ css }}", letters) == "p>a{}.code>a{}"


@pytest.mark.usefixtures("no_frames")
def test_a_name_given_twice_is_refused():
    def frame(edition, page):
        return {"language": "xx"}

    frame_wanted.connect(frame)
    with pytest.raises(ValueError, match=r"en/2023/second/: the name 'language' is given twice"):
        rendered("", page())
