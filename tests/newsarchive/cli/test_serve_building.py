"""What an editor reads first when a preview's build has failed."""

from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.build.diagnostics import ShownFault
from newsarchive.cli.builder import Outcome
from newsarchive.cli.preview import Preview, fault_page, fault_strip
from newsarchive.cli.serve import broken_at, builder_of, outcome_of
from tests.newsarchive.editions import write_content
from tests.sites import NEWSROOM

TRACE = """Traceback (most recent call last):
  File "{library}", line 679, in main
    pelican.run()
  File "{ours}", line 16, in top-level template code
    {{% if %}}
    ^^^^^^^^^
jinja2.exceptions.TemplateSyntaxError: Expected an expression
"""
AFTER = """
During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "{library}", line 118, in _log
    raise RuntimeError("Warning or error encountered")
RuntimeError: Warning or error encountered
"""


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder where an editor stands, with a template of ours and a library below it."""
    for name in ("theme/base.html", ".venv/lib/pelican.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return {"ours": str(tmp_path / "theme/base.html"), "library": str(tmp_path / ".venv/lib/pelican.py")}


@pytest.mark.parametrize("trace", [TRACE, TRACE + AFTER, "A warning\n" + TRACE])
def test_a_stack_trace_is_told_by_our_last_file_and_the_first_error(room, trace):
    expected = ("theme/base.html:16", "jinja2.exceptions.TemplateSyntaxError: Expected an expression")
    assert broken_at(trace.format(**room).splitlines()) == expected


def test_a_stack_trace_without_a_file_of_ours_has_no_place(room):
    lines = AFTER.format(**room).splitlines()
    assert broken_at(lines) == ("", "RuntimeError: Warning or error encountered")


@pytest.mark.parametrize("lines", [(), ("settings: LANGUAGES is empty",)])
def test_other_lines_are_no_stack_trace(room, lines):
    assert broken_at(lines) is None


@pytest.mark.parametrize(("settings", "missing"), [("gone.py", "gone.py"), ("here.py", "content")])
def test_what_is_not_there_is_said_without_a_build(room, settings, missing):
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
