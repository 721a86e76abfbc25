"""What is written, what is left alone, and what is removed."""

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined

from plugins.archive.signals import frame_wanted
from plugins.builds.writer import Renderer, Report
from plugins.styles.stylesheet import LAYERS
from tests.unit.editions import page, small_edition, text_from, write_content


def test_a_report_counts_what_was_done():
    assert (
        str(Report(pages=5, files=2, written=3, removed=1)) == "5 pages and 2 files: 3 written, 4 unchanged, 1 removed"
    )


@pytest.fixture
def theme(tmp_path):
    return write_content(tmp_path, {f"static/css/{layer}.css": "" for layer in LAYERS})


@pytest.fixture
def no_frames():
    """Let no plugin answer for the frame, whatever other tests registered."""
    before = dict(frame_wanted.receivers)
    frame_wanted.receivers.clear()
    yield
    frame_wanted.receivers.clear()
    frame_wanted.receivers.update(before)


def rendered(theme, template, wanted, **site):
    env = Environment(loader=DictLoader({"standing.html": template}), undefined=StrictUndefined, autoescape=True)
    return Renderer(small_edition(**site), env, theme).render(wanted).decode()


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
def test_links_are_relative_on_every_page_but_the_missing_one(theme, site, address, link):
    assert rendered(theme, "{{ href('az/') }}", page(address), **site) == link


@pytest.mark.usefixtures("no_frames")
def test_a_template_is_given_the_view_and_its_language(theme):
    template = "{{ heading }} {{ language }} {{ direction }} {{ default_language }} {{ t('archive.title') }}"
    found = rendered(theme, template, page("az/a/", "az", view={"heading": "A & B"}))
    assert found.startswith("A &amp; B az ltr en ")


@pytest.mark.usefixtures("no_frames")
def test_only_pages_with_code_carry_its_colours(theme):
    plain, code = text_from("Words."), text_from("```python\nx = 1\n```")
    assert rendered(theme, "{{ code_css }}", page(view={"text": plain})) == ""
    assert ".code .k" in rendered(theme, "{{ code_css }}", page(view={"text": code}))


@pytest.mark.usefixtures("no_frames")
def test_a_name_given_twice_is_refused(theme):
    def frame(edition, page):
        return {"language": "xx"}

    frame_wanted.connect(frame)
    with pytest.raises(ValueError, match=r"en/2023/second/: the name 'language' is given twice"):
        rendered(theme, "", page())
