"""A command starts without docutils and other packages that Pelican imports and that no archive needs."""

import os
import subprocess
import sys

import pytest

from tests.sites import ROOT


def run(code):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    return subprocess.check_output([sys.executable, "-c", code], env=environment, text=True).splitlines()


STARTED = """
import sys
from newsarchive import __main__
UNUSED = ("docutils", "markdown", "pelican.rst", "feedgen", "watchf")
print([each for each in sys.modules if each.startswith(UNUSED)])
from pelican.readers import Readers
from pelican.settings import DEFAULT_CONFIG
print(*Readers(DEFAULT_CONFIG).disabled_readers)
docutils = __import__("docutils.core")
__import__("docutils.writers.html4css1")
from pelican import rstdirectives
print(docutils.core.publish_string("Real.", writer_name="html4css1")[-60:], rstdirectives.abbreviation)
feedgenerator, watchfiles = __import__("feedgenerator"), __import__("watchfiles")
print(feedgenerator.get_tag_uri("https://archive.test/en/", None), watchfiles.Change.added.name)
server = __import__("pelican.server").server
from pelican.utils import get_date
print("dateutil.parser._parser" in sys.modules, get_date("2026-11-28 10:00").isoformat())
print(__import__("markdown").markdown("*Real*"), server.RootedHTTPServer.__mro__[1].__name__)
"""


def test_a_command_starts_without_what_it_does_not_need_and_a_plugin_may_import_it():
    loaded, disabled, real, others, dates, texts = run(STARTED)
    assert loaded == "[]"
    assert {*disabled.split()} >= {"rst", "md"}
    assert "<p>Real.</p>" in real
    assert "pelican.rstdirectives.abbreviation" in real
    assert others == "tag:archive.test:/en/ added"
    assert dates == "False 2026-11-28T10:00:00"
    assert texts == "<p><em>Real</em></p> HTTPServer"


@pytest.mark.parametrize("name", ["pelican", "docutils", "markdown"])
def test_what_is_imported_already_stays_as_it_is(name):
    shown = "from pelican import readers; print(readers.RstReader.enabled, readers.docutils)"
    assert run(f"import {name}; from newsarchive import __main__; {shown}")[0].startswith(
        "True <module 'docutils' from "
    )


ENDED = """
import atexit
import concurrent.futures
import threading
from newsarchive import __main__
atexit.register(print, "at exit")
threading.Timer(0.2, print, ["of a thread"]).start()
pool = concurrent.futures.ThreadPoolExecutor(1)
pool.submit(int)
__main__.main = lambda: 3
__main__.start()
"""


def test_a_command_ends_with_its_status_after_what_was_to_be_done_at_its_end():
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    done = subprocess.run([sys.executable, "-c", ENDED], env=environment, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (3, ["of a thread", "at exit"], "")


def test_a_command_whose_error_stream_is_closed_ends_as_well():
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    code = "from newsarchive import __main__; __main__.main = lambda: 0; __main__.start()"
    done = subprocess.run(["sh", "-c", '"$0" -c "$1" 2>&-', sys.executable, code], env=environment, check=False)
    assert done.returncode == 0
