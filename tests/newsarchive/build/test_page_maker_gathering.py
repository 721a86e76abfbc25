"""Which pages a build makes, and what it has gathered of them and of other files."""

import msgspec
import pytest
from jinja2 import DictLoader, Environment
from msgspec.structs import replace

from newsarchive.build.cache import Cache
from newsarchive.build.errors import BuildError
from newsarchive.build.output import Stage
from newsarchive.build.page_maker import SiteFiles, wanted_pages
from newsarchive.build.render import CompiledTemplates, Renderer
from newsarchive.build.state import Details, Output
from newsarchive.model.index import Styles
from newsarchive.model.pages import File, PageSummary, Plan
from newsarchive.signals import pages_wanted
from tests.newsarchive.editions import page, small_edition

OUTPUTS = {
    "en/2024/a/index.html": Output(b"1", b"k", PageSummary("en/2024/a/"), (0, 1)),
    "en/index.html": Output(b"2", b"k", PageSummary("en/"), (0, 2)),
    "en/about/index.html": Output(b"3", b"k", PageSummary("en/about/")),
    "en/feed.xml": Output(b"4", b"k"),
}
WORDS = {"a": b"a", "a/sources": b"copies", "b": b"b", "b/sources": b""}
THEN = Details(OUTPUTS, b"shared", b"structure", WORDS)
NOW = msgspec.structs.replace(THEN, outputs={})


@pytest.mark.parametrize(
    ("words", "altered", "wanted"),
    [
        ({}, set(), set()),
        ({"a": b"new"}, set(), {"en/2024/a/", "en/"}),
        ({"b": b"new"}, set(), {"en/"}),
        ({"a/sources": b"new"}, set(), {"en/2024/a/"}),
        ({}, {"en/about/index.html", "en/feed.xml"}, {"en/about/"}),
    ],
)
def test_pages_are_wanted_that_print_what_changed_or_are_not_as_they_were_left(words, altered, wanted):
    before = {path: each for path, each in OUTPUTS.items() if path not in altered}
    assert wanted_pages(THEN, msgspec.structs.replace(NOW, words=WORDS | words), before) == wanted


@pytest.mark.parametrize(
    "changes",
    [{"shared": b"new"}, {"structure": b"new"}, {"words": {"a": b"a"}}, {"words": {**WORDS, "c": b"c"}}],
    ids=["shared", "structure", "gone", "added"],
)
def test_all_pages_are_wanted_where_what_they_share_differs(changes):
    assert wanted_pages(THEN, msgspec.structs.replace(NOW, **changes), OUTPUTS) is None


def test_all_pages_are_wanted_where_there_was_no_build():
    assert wanted_pages(None, NOW, {}) is None


@pytest.fixture
def plans():
    """Let this test's pages be all that are planned; they are given as a list to be filled."""
    before = dict(pages_wanted.receivers)
    pages_wanted.receivers.clear()
    planned = []

    def answer(edition):
        return [Plan(each.address, lambda each=each: [each]) for each in planned]

    pages_wanted.connect(answer)
    yield planned
    pages_wanted.receivers.clear()
    pages_wanted.receivers.update(before)


def gathered(tmp_path, before=None, wanted=None, files=()):
    templates = {"base.html": "", "standing.html": "{{ page.title }}"}
    env = Environment(loader=DictLoader(templates), autoescape=True)
    edition = replace(small_edition(), styles=Styles("", "", ""), wanted=wanted)
    with Stage(tmp_path / "output", before or {}) as stage:
        made = SiteFiles(stage)
        compiled = CompiledTemplates(Cache(tmp_path / "store.sqlite"), b"shared")
        made.add_pages(edition, Renderer(edition, env, compiled), NOW)
        for each in files:
            made.add_files(each)
        return made, {str(path.relative_to(stage.folder)) for path in stage.folder.rglob("*") if path.is_file()}


def test_pages_and_files_are_gathered_with_what_is_new(tmp_path, plans):
    plans += [page("en/b/"), page("en/a/")]
    made, taken = gathered(tmp_path, files=[[File("one.txt", b"1"), File("two.txt", b"2")], [File("sums", b"3")]])
    assert taken == made.changed == made.outputs.keys()
    assert taken == {"en/a/index.html", "en/b/index.html", "one.txt", "two.txt", "sums"}
    assert [each.address for each in made.pages] == ["en/a/", "en/b/"]
    assert (made.rendered, made.files) == (2, 3)
    assert made.unknown() == list(made.outputs)


def test_pages_that_are_not_wanted_stay_as_they_were_left(tmp_path, plans):
    plans += [page("en/about/"), page("en/")]
    made, taken = gathered(tmp_path, OUTPUTS, frozenset({"en/"}))
    assert taken == made.changed == {"en/index.html"}
    assert made.outputs["en/about/index.html"] is OUTPUTS["en/about/index.html"]
    # a file that is no page is there when it is added, and not before
    assert "en/feed.xml" not in made.outputs
    assert [each.address for each in made.pages] == ["en/", "en/2024/a/", "en/about/"]
    assert made.rendered == 1


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        ([page("en/a/"), page("en/A/")], "en/A/index.html and en/a/index.html cannot both"),
        ([page("en/a/", refresh="en/b/")], "the redirect from en/a/ leads to en/b/, where there is no page"),
    ],
)
def test_pages_that_cannot_stand_together_are_refused(tmp_path, plans, planned, told):
    plans += planned
    with pytest.raises(BuildError, match=told):
        gathered(tmp_path)
