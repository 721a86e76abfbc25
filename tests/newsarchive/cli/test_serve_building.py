"""What an editor reads first when a preview's build has failed."""

import errno
import os
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.build.diagnostics import ShownFault
from newsarchive.cli.builder import Outcome
from newsarchive.cli.preview import Preview, fault_page, fault_strip
from newsarchive.cli.serve import builder_of, outcome_of
from tests.newsarchive.editions import write_content
from tests.sites import NEWSROOM

TRACE = """A warning
Traceback (most recent call last):
  File "/library/pelican.py", line 679, in main
    pelican.run()
  File "theme/base.html", line 16, in top-level template code
    {% if %}
    ^^^^^^^^^
jinja2.exceptions.TemplateSyntaxError: Expected an expression
"""


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        (TRACE.splitlines(), "theme/base.html:16", "jinja2.exceptions.TemplateSyntaxError: Expected an expression"),
        (["a warning", "b.py:4: error: a fault", "more"], "b.py:4", "a fault"),
        (["error: a fault"], "", "a fault"),
        (["settings: LANGUAGES is empty"], "", "settings: LANGUAGES is empty"),
        ([], "", ""),
    ],
)
def test_an_error_is_named_with_its_file_and_line(lines, place, message):
    class Failing:
        def build(self, *_):
            return Outcome(1, tuple(lines))

    outcome = outcome_of(Failing(), Preview(Outcome(0)), __file__, ".")
    assert outcome.faults == (ShownFault("", place, {"en": message}),)
    assert outcome.lines == tuple(lines)


def test_a_build_that_the_system_has_no_room_for_is_said_and_ends_nothing():
    class Full:
        def build(self, *_):
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    outcome = outcome_of(Full(), Preview(Outcome(0)), __file__, ".")
    assert not outcome.fine
    assert "Too many open files" in outcome.faults[0].messages["en"]


@pytest.mark.parametrize(("settings", "missing"), [("gone.py", "gone.py"), ("here.py", "content")])
def test_what_is_not_there_is_said_without_a_build(tmp_path, monkeypatch, settings, missing):
    monkeypatch.chdir(tmp_path)
    Path("here.py").touch()
    with closing(builder_of(settings, "content", "output")) as builder:
        outcome = outcome_of(builder, Preview(Outcome(0, ())), settings, "content")
    assert not outcome.fine
    assert outcome.faults == (ShownFault("", missing, {"en": f"{missing} is not there"}),)
    assert outcome.lines == (f"{missing} is not there",)


def test_the_page_of_a_build_with_thousands_of_faults_is_short_and_begins_with_the_first(tmp_path, monkeypatch):
    files = {f"stray{number:04}.txt": "x" for number in range(3000)}
    content = write_content(tmp_path / "content", {"tags.yaml": "", **files})
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    settings = str(NEWSROOM / "pelicanconf.py")
    with closing(builder_of(settings, str(content), str(tmp_path / "output"))) as builder:
        outcome = outcome_of(builder, Preview(Outcome(0, ())), settings, str(content))
    assert outcome.faults[0].place == f"{content}/stray0000.txt"
    assert len(outcome.faults) == 100
    assert "3000 faults" in fault_strip(outcome, "en/index.html")
    assert len(fault_page(outcome, "en/index.html")) < 50_000
