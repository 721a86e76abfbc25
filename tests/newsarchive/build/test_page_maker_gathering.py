"""Which pages a build makes, and what it has gathered of them and of other files."""

import msgspec
import pytest
from jinja2 import DictLoader, Environment
from msgspec.structs import replace

from newsarchive.build.cache import Store
from newsarchive.build.diagnostics import BuildError
from newsarchive.build.last_build import Details, Output
from newsarchive.build.output import Stage
from newsarchive.build.page_maker import Gathering, wanted_pages
from newsarchive.build.render import CompiledTemplates, Renderer
from newsarchive.model.index import Styles
from newsarchive.model.pages import File, PageSummary, Plan
from newsarchive.signals import pages_wanted
from tests.newsarchive.editions import page, small_edition

OUTPUTS = {
    "en/2024/a/index.html": Output.of_page(b"1", b"k", PageSummary("en/2024/a/"), ("a",)),
    "en/index.html": Output.of_page(b"2", b"k", PageSummary("en/"), ("a", "b")),
    "en/about/index.html": Output(b"3", b"k", PageSummary("en/about/")),
    "en/feed.xml": Output(b"4", b"k"),
}
THEN = Details(OUTPUTS, b"shared", b"structure", {"a": b"a", "b": b"b"}, {"en/2024/a/": b"copies"})
NOW = msgspec.structs.replace(THEN, outputs={})


@pytest.mark.parametrize(
    ("works", "altered", "wanted"),
    [
        ({"a": b"a", "b": b"b"}, set(), set()),
        ({"a": b"new", "b": b"b"}, set(), {"en/2024/a/", "en/"}),
        ({"a": b"a", "b": b"new"}, set(), {"en/"}),
        ({"a": b"a", "b": b"b"}, {"en/about/index.html", "en/feed.xml"}, {"en/about/"}),
    ],
)
def test_pages_are_wanted_that_print_what_changed_or_are_not_as_they_were_left(works, altered, wanted):
    assert wanted_pages(THEN, msgspec.structs.replace(NOW, works=works), altered) == wanted


@pytest.mark.parametrize(
    "changes",
    [{"shared": b"new"}, {"structure": b"new"}, {"works": {"a": b"a"}}, {"works": {**THEN.works, "c": b"c"}}],
    ids=["shared", "structure", "gone", "added"],
)
def test_all_pages_are_wanted_where_what_they_share_differs(changes):
    assert wanted_pages(THEN, msgspec.structs.replace(NOW, **changes), set()) is None


def test_other_copies_of_sources_want_the_pages_that_name_them_and_no_lists():
    known = THEN.copies
    changes = (
        ({"en/2024/a/": b"new"}, {"en/2024/a/"}),
        ({**known, "en/about/": b"first"}, {"en/about/"}),
        ({}, {"en/2024/a/"}),
        (known, set()),
    )
    for copies, wanted in changes:
        assert wanted_pages(THEN, msgspec.structs.replace(NOW, copies=copies), set()) == wanted


def test_all_pages_are_wanted_where_there_was_no_build():
    assert wanted_pages(None, NOW, set()) is None


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
    with Stage(tmp_path / "output", before or {}, set()) as stage:
        made = Gathering(stage)
        compiled = CompiledTemplates(Store(tmp_path / "store.sqlite"), b"shared")
        made.add_pages(edition, Renderer(edition, env, compiled), b"shared")
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
    assert made.staged.unknown() == list(made.outputs)


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
        ([page("en/a/"), page("en/A/")], "two pages would be written to en/A/index.html"),
        ([page("en/a/", refresh="en/b/")], "the redirect from en/a/ leads to en/b/, where there is no page"),
    ],
)
def test_pages_that_cannot_stand_together_are_refused(tmp_path, plans, planned, told):
    plans += planned
    with pytest.raises(BuildError, match=told):
        gathered(tmp_path)
