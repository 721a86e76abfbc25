"""What is written, what is left alone, and what is removed."""

import re
import time

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from msgspec.structs import replace

from newsarchive.build.output import Stage, cost, report
from newsarchive.build.page_maker import SiteFiles
from newsarchive.build.render import Renderer
from newsarchive.build.state import Output
from newsarchive.model.index import Styles
from newsarchive.model.pages import File
from newsarchive.signals import frame_wanted
from tests.newsarchive.editions import briefing, briefing_of, page, small_edition, text_from


def test_a_report_counts_what_was_done():
    texts, outputs = report(read=1, reused=8, pages=5, files=2, rendered=4, written=3, removed=1).split("; ")
    assert texts == "9 texts: 1 read, 8 reused"
    assert outputs == "5 pages and 2 files: 4 rendered, 3 written, 4 unchanged, 1 removed"


def test_a_report_tells_seconds_and_megabytes():
    assert re.fullmatch(r"2\.[0-9] s, [1-9][0-9]* MB", cost(time.monotonic() - 2))


def test_files_whose_key_is_the_same_are_not_made_again(tmp_path):
    before = {"kept.json": Output(b"digest", b"key"), "altered.json": Output(b"digest", b"other")}
    asked = []

    def made(name):
        return lambda: (asked.append(name), name.encode())[1]

    files = [File(f"{name}.json", made(name), b"key") for name in ("kept", "altered", "new")]
    with Stage(tmp_path / "output", before) as stage:
        made_files = SiteFiles(stage)
        made_files.add_files([*files, File("plain.txt", b"plain")])
        assert {path.name for path in stage.folder.iterdir()} == made_files.changed
    assert asked == ["altered", "new"]
    assert made_files.outputs["kept.json"] == before["kept.json"]
    assert made_files.changed == {"altered.json", "new.json", "plain.txt"}
    assert list(tmp_path.iterdir()) == []


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
        ({"url": "https://x.example", "clean_addresses": True}, "404.html", "/az/"),
        ({"url": "https://x.example"}, "404.html", "/az/index.html"),
        ({"url": "https://x.example/a/b", "clean_addresses": True}, "404.html", "/a/b/az/"),
        ({}, "404.html", "az/index.html"),
    ],
)
def test_links_are_relative_on_every_page_but_the_missing_one(site, address, link):
    assert rendered("{{ href('az/') }}", page(address), **site) == link


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
    letters = page(work=briefing("a"), view={"letters": ({"has_code": True},)})
    assert rendered("{{ css }}", letters) == "p>a{}.code>a{}"


@pytest.mark.usefixtures("no_frames")
def test_attributes_of_a_language_are_the_themes_macros():
    macros = '{% macro lang(tag, around) %} lang="{{ tag }}" {{ direction_of(tag) }}{% endmacro %}'
    templates = {"standing.html": "{{ 'ar'|lang(language) }}", "macros/text.html": macros}
    env = Environment(loader=DictLoader(templates), undefined=StrictUndefined, autoescape=True)
    assert Renderer(small_edition(), env).render(page()) == b' lang="ar" rtl'
    assert "lang" not in env.filters


@pytest.mark.usefixtures("no_frames")
def test_a_name_given_twice_is_refused():
    def frame(edition, page):
        return {"language": "xx"}

    frame_wanted.connect(frame)
    with pytest.raises(ValueError, match=r"en/2023/second/: the name 'language' is given twice"):
        rendered("", page())
